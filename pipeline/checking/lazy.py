"""Regular expressions that are compiled when a text holds what they need.

A program that checks one letter uses few of the rules' patterns, and compiling all of them takes longer than checking.
A pattern's needles are words of which every match holds one; a text without them can't match it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from sys import maxsize

_FEWEST = 48
"""Needles at most; looking for more takes longer than the pattern."""
_BEHIND = 64
"""Characters before the part looked at that a pattern may see by looking behind."""


class Lazy:
    """A pattern of trusted data; what is looked for in it is compiled once, by the first text that needs it."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source = source
        self._flags = flags

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.source, self._flags)

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """Words of which every match holds one; empty where nobody can say."""
        return needles(self.source)

    def absent(self, text: str, start: int = 0, end: int = maxsize) -> bool:
        """Whether that part of the text can't have a match.

        A bounded look-up asks about its own part only: asked about the whole text, thousands of look-ups in one long
        line would each read all of it.
        """
        start = max(0, start - _BEHIND)
        return bool(self.needles) and not any(text.find(n, start, end) >= 0 for n in self.needles)

    def finditer(self, text: str, start: int = 0, end: int = maxsize) -> Iterable[re.Match[str]]:
        """Like ``re.Pattern.finditer``."""
        if "pattern" not in self.__dict__ and self.absent(text, start, end):
            return ()
        return self.pattern.finditer(text, start, end)

    def search(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """Like ``re.Pattern.search``."""
        if "pattern" not in self.__dict__ and self.absent(text, start, end):
            return None
        return self.pattern.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """Like ``re.Pattern.match``."""
        return self.pattern.match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """Like ``re.Pattern.fullmatch``."""
        return self.pattern.fullmatch(text, start, end)


def found_at(match: re.Match[str]) -> tuple[int, int]:
    """The named group ``at`` where the pattern has one that took part, else the whole match."""
    if "at" in match.re.groupindex and match.start("at") >= 0:
        return match.span("at")
    return match.span()


_UNREAD = re.compile(r"\(\?(?:[a-zA-Z#(]*[imsx#(]|P=)")
_ESCAPED = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[A-Za-z0-9()\[\]\\|])")
_CLASS = re.compile(r"\[(\^?)(\]?(?:\\.|[^\]\\])*)\]", re.DOTALL)
_INNERMOST = re.compile(r"\((\?(?:[:=]|<=|P<\w+>)|(?:\?!|\?<!))?([^()]*)\)", re.DOTALL)
_OPAQUE = "\ue000"
_FIRST = 0xE001
_ATOM = re.compile(r"(?P<char>\\.|[^\\])(?P<how>(?:[?*+]|\{[0-9,]+\})?[?+]?)", re.DOTALL)


def needles(source: str) -> tuple[str, ...]:
    """Words of which every match of the pattern holds one; empty where that can't be said.

    Classes of few characters and groups are read from the inside out; what may be left out, refused or escaped says
    nothing.
    """
    if _UNREAD.search(source):
        return ()
    kept: list[tuple[str, ...]] = []

    def put(words: Sequence[str]) -> str:
        if not words or len(kept) > 6000:
            return _OPAQUE
        kept.append(tuple(words))
        return chr(_FIRST + len(kept) - 1)

    def of_class(match: re.Match[str]) -> str:
        body = match[2]
        if match[1] or "\\" in body or "-" in body or _OPAQUE in body or not 0 < len(body) <= 6:
            return _OPAQUE
        return put(tuple(body))

    def of_group(match: re.Match[str]) -> str:
        refused = match[1] in {"?!", "?<!"}
        return _OPAQUE if refused else put(_of_branches(match[2], kept))

    flat = _ESCAPED.sub(_OPAQUE, source)
    flat = _CLASS.sub(of_class, flat)
    count = 1
    while count:
        flat, count = _INNERMOST.subn(of_group, flat)
    if "(" in flat or "[" in flat:
        return ()
    return tuple(dict.fromkeys(_of_branches(flat, kept)))


def _of_branches(flat: str, kept: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    out: list[str] = []
    for branch in flat.split("|"):
        best = max(_of_sequence(branch, kept), key=_worth, default=())
        if not best:
            return ()
        out += best
    return tuple(out) if len(out) <= _FEWEST else ()


def _worth(words: Sequence[str]) -> tuple[int, int]:
    return (min(map(len, words)), -len(words)) if words else (0, 0)


def _of_sequence(branch: str, kept: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """What every match of a sequence without alternatives holds, each a choice of words."""
    run = ""
    for atom in _ATOM.finditer(branch):
        char, quantifier = atom["char"], atom["how"]
        plain = char is not None and (char[0] == "\\" or not ("\ue000" <= char <= "\uf8ff" or char in ".^$"))
        optional = quantifier[:1] in {"?", "*"} or quantifier.startswith(("{0", "{,"))
        if plain and not optional:
            run += char[-1]
        if run and (quantifier or not plain):
            yield (run,)
            run = ""
        if not plain and char is not None and char > _OPAQUE and not optional:
            yield kept[ord(char) - _FIRST]
    if run:
        yield (run,)
