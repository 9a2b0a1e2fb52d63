"""``from pipeline import check``: a text against the rules, in one call."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from os import PathLike
from pathlib import Path

from pipeline.checking.engine import Checker, checker_for
from pipeline.checking.notes import passage_for
from pipeline.checking.passage import Passage, Source
from pipeline.checking.trust import prove
from pipeline.config import DataFolders, home_folder, load_settings
from pipeline.errors import InputError
from pipeline.types import Finding, Person

PERSONS: tuple[Person, ...] = ("first", "third")
_HEADING = re.compile(r"^#{1,6} +\S", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LOCK = threading.Lock()


def check(  # noqa: PLR0913 — what may be known about a text
    text: str,
    facts: Iterable[str] | None = None,
    genre: str | None = None,
    *,
    person: Person | None = None,
    period: str = "",
    exemplars: Iterable[str] = (),
    against: Iterable[str] = (),
    config: str | Path | None = None,
) -> list[Finding]:
    """What the rules find in a text, in order of place; offsets are into ``text``.

    facts: the notes, one fact each; findings call them F1, F2 … in this order. None: there are no notes.
    genre: 文种 or one of its other names.
    person: "first" or "third", where it is not the genre's own.
    period: the time that the text speaks of (2023年), for 今年 and for what came when.
    exemplars: texts whose style was borrowed; nothing of their matter may be here.
    against: reports that the text must not repeat (last year's).
    config: a user's folder (``zhibi init``); its rules are compiled once.
    Safe to call from many threads. Raises InputError for an unknown genre, ConfigError for broken rules and TypeError
    for a value that is none of these; each says in one Chinese line what is wrong.
    """
    for name, value in (("text", text), ("genre", genre or ""), ("period", period or "")):
        if not isinstance(value, str):
            raise TypeError(f"{name} 应是文字，不是 {type(value).__name__}")
    if not isinstance(config, str | PathLike | None):
        raise TypeError(f"config 应是文件夹的路径，不是 {type(config).__name__}")
    checker = checker_in(config)
    passage = passage_of(
        text, checker, facts=_texts("facts", facts) if facts is not None else None, genre=genre or "",
        person=person, period=period or "", exemplars=_texts("exemplars", exemplars or ()),
    )  # fmt: skip
    passage.against = tuple(Source(f"材料{i}", t) for i, t in enumerate(_texts("against", against or ()), 1))
    return list(checker.findings(passage))


def checker_in(config: str | Path | None = None) -> Checker:
    """The rules of a user's folder (None: the shipped ones), compiled and proven once.

    Raises ConfigError with file and line when a pack is broken or an example of a user's rule does not hold.
    """
    with _LOCK:
        given = Path(config) if config is not None else None
        return _checker(given, given and given.resolve())


@lru_cache(maxsize=8)
def _checker(config: Path | None, place: Path | None) -> Checker:  # noqa: ARG001 — a relative path may mean many
    checker = checker_for(DataFolders(config))
    if config is not None:
        prove(checker, home_folder(load_settings(checker.folders)))
    return checker


def passage_of(  # noqa: PLR0913 — what may be known about a text
    text: str,
    checker: Checker,
    *,
    facts: Sequence[str] | None = None,
    genre: str = "",
    person: Person | None = None,
    period: str = "",
    exemplars: Sequence[str] = (),
) -> Passage:
    """A passage of a bare text; it is Markdown where a line begins like a heading of it."""
    if _SURROGATE.search(text):
        raise InputError("文字里有半个字符（不成对的代理码）", remedy="请检查这段文字是怎样转换来的")
    if person not in (None, *PERSONS):
        raise InputError(f"没有“{person}”这种人称", remedy="可用：first（第一人称）、third（第三人称）")
    passage = passage_for(
        text, checker.folders, facts=facts, genre=genre, person=person, period=period, exemplars=exemplars
    )
    passage.markdown = looks_like_markdown(text)
    return passage


def looks_like_markdown(text: str) -> bool:
    """Whether a text without a file name is Markdown: plain official prose has no ``# heading``."""
    return _HEADING.search(text) is not None


def _texts(name: str, given: Iterable[str]) -> tuple[str, ...]:
    if isinstance(given, str):
        raise TypeError(f"{name} 应是一组文字，不是一段文字：请写成 [文字, …]")
    if not isinstance(given, Iterable):
        raise TypeError(f"{name} 应是一组文字，不是 {type(given).__name__}")
    texts = tuple(given)
    for one in texts:
        if not isinstance(one, str):
            raise TypeError(f"{name} 里每一项应是文字，不是 {type(one).__name__}")
    return texts


__all__ = ["check", "checker_in", "looks_like_markdown", "passage_of"]
