"""The commands, and the one handler of errors. Every command imports what it needs when it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.check_cli import check, exit_code
from pipeline.ending import leave, settle
from pipeline.errors import InputError, reason
from pipeline.output import check_output, write
from pipeline.usage import Application

if TYPE_CHECKING:
    from pipeline.config import DataFolders
    from pipeline.export.options import ExportOptions

app = Application("执笔：把事实要点写成机关材料。一个事实不丢、不改、不编，范文的内容不泄。")

Notes = Annotated[
    str, typer.Argument(metavar="要点", help="事实要点文件（.md .txt .docx），- 表示从标准输入读")
]
Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="目录", help="自己的设置、提示词、样本所在的文件夹（见 zhibi init）"),
]
Genre = Annotated[
    str | None,
    typer.Option("--genre", metavar="文种", help="文种；不写就看要点开头的“文种”，再没有就自动判断"),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="文件", help="写到哪里；不写就输出到屏幕")
]
Length = Annotated[
    int | None, typer.Option("--length", metavar="字数", min=50, max=50_000, help="目标字数；不够不凑")
]


def _folders(config: Path | None) -> DataFolders:
    from pipeline.config import DataFolders

    return DataFolders(config)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"zhibi {version('zhibi')}")
        except PackageNotFoundError:
            typer.echo("zhibi（没有安装，直接从源码运行）")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="显示版本")
    ] = False,
) -> None: ...


def _format(fmt: str | None, output: Path | None) -> str:
    from pipeline.export import format_for, formats

    if fmt is None:
        return format_for(output) if output else "md"
    if fmt not in formats():
        raise InputError(f"没有“{fmt}”这种格式", remedy=f"可用：{'、'.join(formats())}")
    return fmt


@app.command()
def draft(  # noqa: PLR0913, PLR0917 — one parameter an option
    notes: Notes,
    output: Output = None,
    genre: Genre = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="模型",
            help="builtin（内置写手，离线），models.yaml 里的名字，或接口上的模型名",
        ),
    ] = None,
    outline: Annotated[
        Path | None, typer.Option("--outline", metavar="文件", help="改好的提纲（由 zhibi outline 生成）")
    ] = None,
    length: Length = None,
    fmt: Annotated[
        str | None,
        typer.Option("--format", metavar="格式", help="md txt html docx json；不写就看文件名的结尾"),
    ] = None,
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence", help="把每句话的依据附上（Word 批注、文末对照表）；.docx 另存一份带依据的"
        ),
    ] = False,
    fallback: Annotated[bool, typer.Option("--fallback", help="连不上模型时由内置写手写完")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="不接着上次的进度，重新写")] = False,
    config: Config = None,
) -> int:
    """按要点起草一篇材料。"""
    from pipeline.console import DraftProgress, show_summary
    from pipeline.export import export
    from pipeline.line import draft as run_draft

    check_output(output, notes, outline)
    kind = _format(fmt, output)
    beside = None
    if evidence and kind == "docx" and output:
        beside = output.with_name(f"{output.stem}（依据）{output.suffix}")
        check_output(beside, notes, outline)
    if kind == "docx" and output is None and sys.stdout is not None and sys.stdout.isatty():
        raise InputError("Word 文件不能显示在屏幕上", remedy="请用 -o 写出文件名，例如 -o 稿子.docx")
    options = _export_options(config)
    progress = DraftProgress()
    try:
        result = run_draft(
            notes, genre=genre, model=model, outline=outline, length=length, fallback=fallback, fresh=fresh,
            config=config, progress=progress, argv=sys.argv[1:],
        )  # fmt: skip
    finally:
        progress.close()
    marked = result.model_copy(update={"evidence": True})
    with_evidence = options.model_copy(update={"evidence": True})
    # Both are made before either is written: a failure must leave nothing behind.
    clean = export(result, kind, options) if beside or not evidence else b""
    proof = export(marked, kind, with_evidence) if evidence else b""
    written = str(output) if output else ""
    if beside:
        write(proof, beside)
        written += f"；带依据的一份：{beside}"
    write(clean or proof, output)
    show_summary(result, written, _missing_fonts(options) if kind == "docx" else ())
    return exit_code(result.findings)


def _export_options(config: Path | None) -> ExportOptions:
    from pipeline.config import load_settings, validate
    from pipeline.export.options import ExportOptions, Fonts

    folders = _folders(config)
    docx = load_settings(folders).docx
    path = folders.file("config/settings.yaml")
    template = path.parent / docx.template if docx.template else None
    return ExportOptions(template=template, fonts=validate(docx.fonts, {}, path, Fonts))


def _missing_fonts(options: ExportOptions) -> tuple[str, ...]:
    from pipeline.export.fonts import missing_fonts

    return missing_fonts(options)


@app.command()
def outline(
    notes: Notes,
    output: Output = None,
    genre: Genre = None,
    length: Length = None,
    config: Config = None,
) -> int:
    """只列提纲，改好后用 draft --outline 交回。"""
    from pipeline.line import brief_and_genre
    from pipeline.outlines import outline_text
    from pipeline.output import say
    from pipeline.plan import make_plan

    check_output(output, notes)
    folders = _folders(config)
    brief, kind, said = brief_and_genre(notes, folders, genre)
    for message in (*brief.warnings, *said):
        say(message)
    plan = make_plan(brief, kind, folders, length=length)
    write(outline_text(plan, brief).encode(), output)
    return 0


app.command()(check)


@app.command()
def genres(config: Config = None) -> int:
    """列出能写的文种。"""
    from pipeline.genres import load_genres

    for genre in load_genres(_folders(config)):
        person = "第三人称" if genre.person == "third" else "第一人称"
        parts = "、".join(s.function for s in genre.sections)
        typer.echo(f"{genre.name}（{person}，{genre.length[0]}—{genre.length[1]}字）：{parts}")
        typer.echo(f"    也叫：{'、'.join(genre.aliases)}")
    return 0


@app.command()
def models(config: Config = None) -> int:
    """列出配置好的模型。"""
    from pipeline.config import load_settings, load_yaml
    from pipeline.profiles import ProfileFile

    folders = _folders(config)
    default = load_settings(folders).model
    typer.echo(f"builtin：内置写手，不用模型，离线{'（默认）' if default == 'builtin' else ''}")
    for name, profile in load_yaml(folders.file("config/models.yaml"), ProfileFile).profiles.items():
        mark = "（默认）" if default == name else ""
        typer.echo(
            f"{name}：{profile.get('model', name)}，"
            f"{profile.get('base_url', '环境变量 OPENAI_BASE_URL')}{mark}"
        )
    typer.echo("其他名字：环境变量 OPENAI_BASE_URL 所指接口上的模型名")
    return 0


@app.command()
def init(folder: Annotated[Path, typer.Argument(metavar="目录", help="新建在哪里")]) -> int:
    """把设置、文种、词表和提示词复制一份，供本单位修改。"""
    import shutil

    from pipeline.config import shipped_root
    from pipeline.output import say

    if folder.exists() and any(folder.iterdir()):
        raise InputError("这个文件夹里已经有东西", remedy="请换一个空的或不存在的文件夹", path=folder)
    try:
        for name in ("config", "prompts"):
            shutil.copytree(shipped_root() / name, folder / name)
        (folder / "corpus").mkdir(parents=True)
    except OSError as error:
        raise InputError(
            f"建不了文件夹（{reason(error)}）", remedy="请换一个能写的位置", path=folder
        ) from None
    say(f"已建好 {folder}。改完后运行时加 --config {folder}；不改的文件可以删掉，程序会用自带的。")
    return 0


@app.command()
def doctor(config: Config = None) -> int:
    """检查安装、设置、样本库、字体和模型接口是否就绪。"""
    from pipeline.doctor import examine

    results = examine(_folders(config))
    for result in results:
        mark = "正常" if result.fine else "有误" if result.needed else "注意"
        typer.echo(f"{mark}　{result.name}：{result.said}")
    return int(any(result.needed and not result.fine for result in results))


def _add_groups() -> None:
    from pipeline.corpus_cli import corpus_app
    from pipeline.runs_cli import runs_app

    app.add_typer(corpus_app, name="corpus")
    app.add_typer(runs_app, name="runs")


_add_groups()


def main() -> None:
    """Entry point: runs a command and turns every error into one Chinese line and an exit code."""
    leave(run, sys.argv[1:])


def run(arguments: list[str]) -> int:
    """The exit code of a command line; prints what a person needs, never a traceback."""
    from typer.main import get_command

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    command = get_command(app)
    try:
        # Not through Typer's own main, which swallows interruptions.
        with command.make_context("zhibi", list(arguments)) as context:
            result = command.invoke(context)
    except typer.Exit as leaving:
        return leaving.exit_code
    except BaseException as error:  # noqa: BLE001 — the last door: whatever it is becomes one line
        return settle(error)
    return result if isinstance(result, int) else 0


__all__ = ["app", "main", "run"]
