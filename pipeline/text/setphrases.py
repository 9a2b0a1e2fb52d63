"""Fixed words, whose numerals are no figures: 一律, 三会一课, 党的二十大, “四不两直”.

The list is data (``config/words/set_phrases.txt``); what forms by rule is grammar here: congresses and
plenums, plans of five years, numerals inside a quoted slogan, enumerators (一是, 第二，, （三）, 1.).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pipeline.text._data import read_lines
from pipeline.text.numerals import CHINESE
from pipeline.text.sentences import TextSpan
from pipeline.text.units import UNITS
from pipeline.text.widths import HAN

_N = "[一二三四五六七八九十]"
_NUMERALS = frozenset(CHINESE + "0123456789")

_GRAMMAR = re.compile(
    rf"""
      党的{_N}{{1,3}}大(?![类项个])
    | {_N}{{2,3}}大(?=精神|报告|代表|以来|召开|会议|部署|战略|上|闭幕|胜利)
    | (?:党的|第|中共)?{_N}{{1,3}}届(?:中央(?:委员会|纪委)?)?{_N}{{1,2}}(?:中|次)全(?:体会议|会)
    | 第?{_N}{{1,3}}届(?:全国|省|市|县|区)?(?:人大|政协|党代会|人民代表大会)(?:常委会)?
      (?:第?{_N}{{1,3}}次(?:全体)?会议)?
    | 第{_N}{{1,3}}次(?:全国)?(?:党代会|代表大会|党员代表大会)
    | [“"]?十[一二三四五六七八九][”"]?(?=规划|期间|时期|末|初|收官|开局|以来|重点|目标|发展)
    | [“"]十[一二三四五六七八九]五[”"]
    | 十[一二三四五六七八九]五(?=规划|期间|时期|末|初|收官|开局|以来|重点|目标|发展|纲要)
    | “[^“”\n0-9]{{1,30}}”
    | [0-9一二三五七八十]{{1,4}}(?:[·・][0-9一二三五七八十]{{1,4}})+
    | [0-9N](?:\+[0-9NX])+
    """,
    re.VERBOSE,
)

_LINE_HEAD = r"(?:(?<=\n)|\A)[ \t\u3000]*(?:[-*•#>][-*•#> \t]*)?"
_STOP = r"(?:(?<=[。；：，！？\n、“（\s—])|\A)"
_ENUMERATORS = re.compile(
    rf"""
      {_LINE_HEAD}(?:[0-9]{{1,3}}[.．、)）](?![0-9])|{_N}{{1,3}}[、.．，](?!{_N})|[①-⑳])
    | [（(](?:{_N}{{1,3}}|[0-9]{{1,2}})[）)](?=[{HAN}“《])
    | {_STOP}[0-9]{{1,2}}[.．、](?=[{HAN}“《])
    | {_STOP}第{_N}{{1,3}}(?=[，、：,是])
    | {_STOP}其{_N}(?=[，、是])
    | {_STOP}{_N}{{1,2}}(?:是|(?:要|则|靠|抓)(?![0-9]))
    """,
    re.VERBOSE,
)


class Phrases:
    """A compiled list of fixed words.

    A word with ! before it is longer text in which a listed word is none: !十分钟 beside 十分.
    """

    __slots__ = ("_by_head", "_not", "words")

    def __init__(self, words: Iterable[str]) -> None:
        listed = frozenset(words)
        self.words: frozenset[str] = frozenset(w for w in listed if len(w) >= 2 and w[0] != "!")
        self._not: frozenset[str] = frozenset(w[1:] for w in listed if len(w) >= 3 and w[0] == "!")
        by_head: dict[str, list[str]] = {}
        for word in sorted(self.words | self._not, key=lambda w: (-len(w), w)):
            by_head.setdefault(word[:2], []).append(word)
        self._by_head = by_head

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> Phrases:
        """One phrase a line; what follows # is a comment."""
        return cls(line.partition("#")[0].strip() for line in lines)

    @classmethod
    def builtin(cls) -> Phrases:
        """The shipped list."""
        return default()

    def spans(self, text: str) -> list[TextSpan]:
        """Where phrases stand, longest first, left to right, not overlapping.

        A phrase that begins or ends within a longer numeral (一批 in 第一批, 二十一批) is not taken.
        """
        found: list[TextSpan] = []
        heads = self._by_head
        pos, last = 0, len(text) - 1
        while pos < last:
            words = heads.get(text[pos : pos + 2])
            if words is not None:
                for word in words:
                    end = pos + len(word)
                    if text.startswith(word, pos) and _whole(text, pos, end):
                        if word not in self._not:
                            found.append(TextSpan(pos, end))
                        pos = end - 1
                        break
            pos += 1
        return found


def _whole(text: str, start: int, end: int) -> bool:
    if start and text[start] in _NUMERALS and (text[start - 1] in _NUMERALS or text[start - 1] in "第数几.·"):
        return False
    if text[start] in _NUMERALS and _unit_reaches_past(text, start, end):
        return False
    if start and text[start] in "百千万" and text[start - 1] in "上近超过逾破":
        return False
    return not (end < len(text) and text[end - 1] in _NUMERALS and text[end] in _NUMERALS)


def _unit_reaches_past(text: str, start: int, end: int) -> bool:
    """三公｜里, 四平｜方米, 十分｜钟, 一批｜次: with the next character it is a numeral and a unit."""
    at = start
    while at < end and text[at] in _NUMERALS:
        at += 1
    return at < end and any(text[at:stop] in UNITS for stop in range(end + 1, end + 4) if stop <= len(text))


@lru_cache(maxsize=1)
def default() -> Phrases:
    """The shipped list, read once."""
    return Phrases.from_lines(read_lines("words", "set_phrases.txt"))


def mask(text: str, phrases: Phrases | None = None) -> tuple[TextSpan, ...]:
    """Spans whose numerals are no figures: listed phrases, political terms by grammar, enumerators."""
    spans = (default() if phrases is None else phrases).spans(text)
    spans.extend(TextSpan(*m.span()) for m in _GRAMMAR.finditer(text))
    spans.extend(TextSpan(*m.span()) for m in _ENUMERATORS.finditer(text))
    return merge(spans)


def merge(spans: Iterable[tuple[int, int]]) -> tuple[TextSpan, ...]:
    """Sorted, with overlapping spans joined."""
    out: list[TextSpan] = []
    for start, end in sorted(spans):
        if out and start < out[-1].end:
            if end > out[-1].end:
                out[-1] = TextSpan(out[-1].start, end)
        else:
            out.append(TextSpan(start, end))
    return tuple(out)
