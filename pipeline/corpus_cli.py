"""The commands of ``zhibi corpus``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import InputError
from pipeline.usage import Application

if TYPE_CHECKING:
    from pipeline.config import DataFolders
    from pipeline.corpus.store import CorpusStore

corpus_app = Application("管理范文样本库。")

Config = Annotated[Path | None, typer.Option("--config", metavar="目录", help="自己的设置所在的文件夹")]
Format = Annotated[str, typer.Option("--format", metavar="格式", help="text 或 json")]
_UNTITLED = "（无标题）"

Document = Annotated[str, typer.Argument(metavar="编号", help="范文编号或开头几位（见 corpus list）")]


def _open(config: Path | None) -> tuple[CorpusStore, DataFolders]:
    from pipeline.config import DataFolders, home_folder, load_settings
    from pipeline.corpus.library import open_library
    from pipeline.models import forbid_tracing
    from pipeline.output import say

    forbid_tracing()
    folders = DataFolders(config)
    settings = load_settings(folders)
    return open_library(home_folder(settings), folders, settings, say=say), folders


def _known(fmt: str) -> str:
    if fmt not in ("text", "json"):
        raise InputError(f"没有“{fmt}”这种格式", remedy="可用：text、json")
    return fmt


def _json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


@corpus_app.command("add")
def add(
    paths: Annotated[
        list[Path], typer.Argument(metavar="文件或文件夹…", help="范文（.txt .md .docx）或装着范文的文件夹")
    ],
    genre: Annotated[
        str | None, typer.Option("--genre", metavar="文种", help="指明文种，不再自动辨认")
    ] = None,
    config: Config = None,
) -> int:
    """收入范文：修整、拆分汇编、辨认文种和各部分。"""
    from pipeline.corpus.library import corpus_lexicon, read_samples
    from pipeline.genres import find_genre, load_genres
    from pipeline.output import say

    for path in paths:
        if not path.exists():
            raise InputError("找不到这个文件或文件夹", remedy="请检查路径", path=path)
    store, folders = _open(config)
    named = find_genre(genre, load_genres(folders)).name if genre else ""
    added = refused = same = 0
    with store:
        for read in read_samples(paths, corpus_lexicon(folders)):
            if read.problem:
                refused += 1
                say(f"跳过　{read.problem}")
                continue
            documents = [
                d.model_copy(update={"genre": named, "genre_confidence": 1.0}) if named else d
                for d in read.documents
            ]
            report = store.add(documents)
            added += len(report.added) + len(report.updated)
            same += len(report.unchanged)
            for document in documents:
                state = "已有" if document.id in report.unchanged else "收入"
                parts = "、".join(dict.fromkeys(s.function for s in document.sections))
                say(f"{state}　{document.id[:12]}　{document.genre}　{document.title or _UNTITLED}：{parts}")
                for warning in document.warnings:
                    say(f"　　　{warning}")
    say(f"收入{added}篇，已有{same}篇，跳过{refused}个文件。")
    return 2 if refused and not added and not same else 0


@corpus_app.command("list")
def list_(fmt: Format = "text", config: Config = None) -> int:
    """列出库里的范文。"""
    _known(fmt)
    store, _ = _open(config)
    with store:
        entries = store.list()
    if fmt == "json":
        _json([entry._asdict() for entry in entries])
    else:
        for e in entries:
            origin = "自带" if e.origin == "builtin" else "自有"
            typer.echo(
                "  ".join((e.id[:12], origin, e.genre, e.title or _UNTITLED, f"{e.passages}段", e.source))
            )
    return 0


@corpus_app.command("show")
def show(document: Document, fmt: Format = "text", config: Config = None) -> int:
    """显示一篇范文的原文和结构（只给自己看，不进提示词）。"""
    _known(fmt)
    store, _ = _open(config)
    with store:
        found = store.get(document)
    if fmt == "json":
        _json(found.model_dump(mode="json"))
        return 0
    person = "第三人称" if found.person == "third" else "第一人称"
    typer.echo(f"{found.title or _UNTITLED}\n文种：{found.genre}　人称：{person}　来源：{found.source}")
    for section in found.sections:
        typer.echo(f"\n〔{section.function}〕{section.heading}")
        for paragraph in section.paragraphs:
            typer.echo(f"　　{paragraph}")
    return 0


@corpus_app.command("search")
def search(  # noqa: PLR0913, PLR0917 — one parameter an option
    query: Annotated[str, typer.Argument(metavar="内容", help="要写的内容，或一句话")],
    genre: Annotated[str | None, typer.Option("--genre", metavar="文种", help="给哪个文种找")] = None,
    function: Annotated[
        str | None, typer.Option("--function", metavar="功能", help="给哪一部分找：学习、履职、问题……")
    ] = None,
    count: Annotated[int, typer.Option("-n", metavar="几段", min=1, max=50, help="最多几段")] = 5,
    fmt: Format = "text",
    config: Config = None,
) -> int:
    """找写法相近的段落，显示遮去专名和数字后的样子、为什么选它。"""
    from pipeline.checking.grounds import load_vocabulary
    from pipeline.corpus.choosing import choose
    from pipeline.genres import find_genre, load_genres

    _known(fmt)
    if not query.strip():
        raise InputError("没有写要找什么", remedy="请写一句话或几个词，例如 zhibi corpus search 招商引资")
    store, folders = _open(config)
    genres = load_genres(folders)
    wanted = find_genre(genre, genres) if genre else None
    with store:
        found = choose(
            store,
            load_vocabulary(folders),
            genre=wanted.name if wanted else "",
            function=function or "",
            heading="",
            facts_text=query,
            person=wanted.person if wanted else "first",
            k=count,
        )
    if fmt == "json":
        _json([e.model_dump() for e in found])
        return 0
    for i, e in enumerate(found, 1):
        typer.echo(f"{i}. {e.genre}·{e.function}　{e.document[:12]}　{e.why}\n   {e.heading}\n   {e.text}\n")
    return 0


@corpus_app.command("remove")
def remove(document: Document, config: Config = None) -> int:
    """从库里删去一篇范文。"""
    from pipeline.output import say

    store, _ = _open(config)
    with store:
        gone = store.remove(document)
    say(f"已删去 {gone.id[:12]} {gone.title}")
    return 0


@corpus_app.command("rebuild")
def rebuild(config: Config = None) -> int:
    """按保存的原文重建向量和索引。"""
    from pipeline.output import say

    store, _ = _open(config)
    with store:
        stats = store.rebuild()
    say(f"已重建：{stats.documents}篇，{stats.passages}段。")
    return 0


@corpus_app.command("stats")
def stats(fmt: Format = "text", config: Config = None) -> int:
    """库里有多少范文，各文种、各功能多少段。"""
    _known(fmt)
    store, _ = _open(config)
    with store:
        found = store.stats()
    if fmt == "json":
        _json(found._asdict())
        return 0
    typer.echo(f"{found.documents}篇，{found.passages}段；向量：{found.fingerprint}；索引：{found.place}")
    for name, counts in (("文种", found.by_genre), ("功能", found.by_function)):
        typer.echo(f"{name}：" + "，".join(f"{k}{v}" for k, v in sorted(counts.items(), key=lambda p: -p[1])))
    return 0
