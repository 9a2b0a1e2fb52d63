"""``zhibi check``."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import InputError
from pipeline.output import check_output, say, write
from pipeline.usage import WrongCall

if TYPE_CHECKING:
    from pipeline.checking.engine import Checker
    from pipeline.checking.finished import Circumstances, Manuscript, Reviewed
    from pipeline.types import Finding

FORMATS = ("text", "json", "sarif")
_BY_ENDING = {".json": "json", ".sarif": "sarif", ".docx": "docx"}
_UNWRITTEN = (".doc", ".wps", ".pdf", ".html", ".htm", ".rtf", ".odt")
_PIPED_WIDTH = 100


def exit_code(findings: Iterable[Finding]) -> int:
    """0 when no finding of severity error is left, else 1."""
    from pipeline.types import Severity

    return int(any(f.severity is Severity.ERROR for f in findings))


def check(  # noqa: PLR0913, PLR0917 — one parameter an option
    documents: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="稿子…", help="要检查的稿子（.md .txt .docx），可以有几份，- 表示从标准输入读"
        ),
    ] = None,
    notes: Annotated[
        Path | None,
        typer.Option("--notes", metavar="要点", help="事实要点文件：逐句核对依据，逐条核对有没有写到"),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option(
            "--against",
            metavar="材料",
            help="不能雷同的材料（去年的报告、范文）或装着它们的文件夹，可以写几次",
        ),
    ] = None,
    genre: Annotated[
        str | None, typer.Option("--genre", metavar="文种", help="文种；不写就看要点开头的“文种”")
    ] = None,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="人称", help="first 第一人称，third 第三人称；不写就看要点和文种"),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period", metavar="时间", help="稿子说的是什么时候，例如 2023年；不写就看要点开头的“时间”"
        ),
    ] = None,
    fmt: Annotated[
        str | None, typer.Option("--format", metavar="格式", help="text json sarif；不写就看 -o 文件名的结尾")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="文件", help="写到哪里；稿子是 Word 时写 .docx，就在问题处加批注"
        ),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help="把有把握的改好，改好的稿子写到 -o 或屏幕（编码、换行不变），剩下的问题另行列出"
        ),
    ] = False,
    jsonl: Annotated[
        str | None,
        typer.Option(
            "--jsonl", metavar="文件", help="成批检查：一行一个 JSON 对象（id、text……），- 为标准输入"
        ),
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option("--explain", metavar="规则", help="说明一条规则的意思、依据和例子；all 列出全部规则"),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="目录", help="自己的规则、词表、设置所在的文件夹（见 zhibi init）"),
    ] = None,
) -> int:
    """检查写好的稿子：数字和名称有没有依据，要点有没有漏，标点、数字、提法、序号有没有错。"""
    from pipeline.checking.api import checker_in
    from pipeline.checking.finished import circumstances, read_document
    from pipeline.config import DataFolders

    sources = documents or []
    if rule is not None:
        return _explain(rule, output, config, given=bool(sources or jsonl))
    if jsonl is None and not sources:
        raise WrongCall("缺少稿子", remedy="写法见 zhibi check --help")
    _refuse_contradictions(sources, jsonl, notes, fix=fix)
    check_output(output, *sources, jsonl, notes, *(against or ()))
    kind = _format(fmt, output, fix=fix, several=len(sources) > 1, batch=jsonl is not None)
    read = [read_document(source) for source in sources]
    if fix or kind == "docx":
        _refuse_other_files(read[0], output, fix=fix)
    known = circumstances(
        DataFolders(config),
        notes=str(notes) if notes else None,
        genre=genre, person=person, period=period, against=against or (), documents=sources,
    )  # fmt: skip
    for message in known.brief.warnings if known.brief else ():
        say(message)
    checker = checker_in(config)
    if jsonl is not None or known.brief is not None:
        from pipeline.checking.recognising import ready

        ready(checker.folders)
    if jsonl is not None:
        return _batch(jsonl, output, known, checker)
    if fix:
        return _fix(read[0], output, kind, known, checker)
    return _report(read, output, kind, known, checker)


def _explain(rule: str, output: Path | None, config: Path | None, *, given: bool) -> int:
    from pipeline.checking.explaining import explain
    from pipeline.config import DataFolders

    if given:
        raise WrongCall("--explain 只说明规则，不检查稿子", remedy="请去掉稿子，或去掉 --explain")
    check_output(output)
    write(explain(rule, DataFolders(config)).encode(), output)
    return 0


def _refuse_contradictions(
    sources: Sequence[str], jsonl: str | None, notes: Path | None, *, fix: bool
) -> None:
    if jsonl is not None and sources:
        raise WrongCall("--jsonl 和稿子不能一起写", remedy="请去掉一个")
    if jsonl is not None and (notes or fix):
        raise WrongCall(
            f"--jsonl 不能和 {'--notes' if notes else '--fix'} 一起用",
            remedy="每一行的要点请写在这一行的 facts 里" if notes else "要改的稿子请一份一份改",
        )
    if fix and len(sources) > 1:
        raise WrongCall("--fix 一次只改一份稿子", remedy="请一份一份改")
    if [*sources, jsonl, str(notes)].count("-") > 1:
        raise WrongCall("标准输入只能读一次", remedy="请只写一个 -")


def _format(fmt: str | None, output: Path | None, *, fix: bool, several: bool, batch: bool) -> str:
    """text, json, sarif, or docx for comments; with --fix how the findings that are left are listed."""
    ending = output.suffix.lower() if output else ""
    if fmt is not None and fmt not in FORMATS:
        raise InputError(f"没有“{fmt}”这种格式", remedy=f"可用：{'、'.join(FORMATS)}")
    if ending in _UNWRITTEN:
        raise InputError(
            f"不支持以“{ending}”结尾的输出文件",
            remedy="可用 .txt .json .sarif；稿子是 Word 的可用 .docx",
            path=output,
        )
    if batch:
        if fmt not in (None, "json") or ending == ".docx":
            raise InputError("--jsonl 的结果只有 JSON 一种", remedy="请去掉 --format，文件名可用 .jsonl 结尾")
        return "json"
    if fmt is not None and ending == ".docx" and not fix:
        raise InputError(
            "以 .docx 结尾时写的是带批注的 Word", remedy="请去掉 --format，或换一个结尾", path=output
        )
    kind = fmt or ("text" if fix else _BY_ENDING.get(ending, "text"))
    if several and kind in ("json", "docx"):
        raise InputError(
            f"几份稿子不能写成一份{'带批注的 Word' if kind == 'docx' else ' json'}",
            remedy="请一份一份检查，或用 --format sarif",
        )
    return kind


def _refuse_other_files(manuscript: Manuscript, output: Path | None, *, fix: bool) -> None:
    """.docx out of .docx only, and a mended .docx into nothing else."""
    word = output is not None and output.suffix.lower() == ".docx"
    if word and manuscript.decoded is not None:
        raise InputError(
            "稿子不是 .docx，写不出 .docx", remedy="请换一个结尾，或先把稿子存成 .docx", path=manuscript.name
        )
    if fix and manuscript.decoded is None and not word:
        raise InputError(
            "稿子是 Word 文件，改好的也要写成 Word",
            remedy="请用 -o 写出以 .docx 结尾的文件名",
            path=manuscript.name,
        )


def _batch(source: str, output: Path | None, known: Circumstances, checker: Checker) -> int:
    from pipeline.checking.batch import Batch, opened
    from pipeline.decoding import STDIN

    batch = Batch(source, checker, known)
    with opened(source) as stream:
        results = batch.results(stream)
        first = next(results, None)  # a broken line is told before the file is touched
        if first is None:
            raise InputError(
                "里面一行也没有",
                remedy='一行写一个对象，例如 {"id": 1, "text": "…"}',
                path=STDIN if source == "-" else source,
            )
        write(_after(first, results), output)
        # A reader that went away has stopped the writing; the exit code still tells of errors further on.
        while not batch.errors and next(results, None) is not None:
            pass
    return int(batch.errors > 0)


def _after(first: bytes, rest: Iterable[bytes]) -> Iterable[bytes]:
    yield first
    yield from rest


def _fix(
    manuscript: Manuscript, output: Path | None, kind: str, known: Circumstances, checker: Checker
) -> int:
    from pipeline.checking.finished import document_of, review
    from pipeline.checking.fixing import fixed

    done = fixed(known.passage(manuscript), checker)
    data = manuscript.with_edits(done.edits)
    left = review(document_of(data, manuscript.source), known, checker)
    write(data, output)
    _tell_unknown([left])
    if kind == "text":
        say(f"改了{done.changes}处。改后的稿子：")
    say(_rendered([left], kind, checker, sys.stderr).decode().removesuffix("\n"))
    _tell_recogniser(known, checker, kind)
    return exit_code(left.findings)


def _report(
    read: Sequence[Manuscript], output: Path | None, kind: str, known: Circumstances, checker: Checker
) -> int:
    from pipeline.checking.finished import review
    from pipeline.checking.listing import summary

    done = [review(manuscript, known, checker) for manuscript in read]
    _tell_unknown(done)
    if kind == "docx":
        write(read[0].with_comments(done[0].findings), output)
        say(f"{summary(done[0].findings)} 批注已写到 {output}")
    else:
        write(_rendered(done, kind, checker, sys.stdout if output is None else None), output)
    _tell_recogniser(known, checker, kind)
    return exit_code(f for one in done for f in one.findings)


def _tell_unknown(done: Iterable[Reviewed]) -> None:
    """A misspelt id in an ignore comment silences nothing, which its writer has to learn."""
    for one in done:
        for line, said in one.unknown:
            say(
                f"{one.manuscript.name}:{line}：没有规则“{said}”，这条忽略不起作用。"
                "全部编号见 zhibi check --explain all"
            )


def _tell_recogniser(known: Circumstances, checker: Checker, kind: str) -> None:
    """Names are only looked for where there are notes; who did it decides how many were seen."""
    if known.brief is not None and kind in ("text", "docx"):
        from pipeline.checking.recognising import active

        say(f"名称识别：{active(checker.folders)}")


def _rendered(done: Sequence[Reviewed], kind: str, checker: Checker, stream: object) -> bytes:
    if kind == "json":
        from pipeline.checking.finished import findings_json

        return findings_json(done[0].manuscript.text, done[0].findings)
    if kind == "sarif":
        from pipeline.checking.sarif import sarif

        return sarif(done, checker)
    from pipeline.checking.listing import listing

    terminal = bool(getattr(stream, "isatty", bool)())
    width = shutil.get_terminal_size().columns if terminal else _PIPED_WIDTH
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return listing(done, width=width, colour=colour).encode()
