"""Names in running text, without a model: precision first, since known names are matched literally.

《》, “” and document numbers are exact. Persons need a surname and a title, 同志 or a list beside them;
places and organisations end in a suffix and begin at a word that the segmenter takes for a proper name, or at
省 市 县. General terms (全市, 市委, 有关部门, 示范村) are no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.text import _nameforms as forms
from pipeline.text._persons import find_persons
from pipeline.text._shortforms import person_like, short_forms
from pipeline.text._suffixed import SUFFIXES, NameKind, find_suffixed, proper_words
from pipeline.text.setphrases import Phrases, default
from pipeline.text.widths import HAN

__all__ = ["Mention", "NameKind", "find_names", "guess_kind", "short_forms"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One name with its span; the text of a title or quotation includes its marks."""

    start: int
    end: int
    text: str
    kind: NameKind


_MARKED: tuple[tuple[NameKind, re.Pattern[str]], ...] = (
    ("docnumber", re.compile(rf"[{HAN}]{{1,10}}[〔\[（(](?:19|20)[0-9]{{2}}[〕\]）)]第?[0-9]{{1,5}}号")),
    ("title", re.compile(r"《[^《》\n]{1,120}(?:《[^《》\n]{1,80}》[^《》\n]{0,60})?》")),
    ("quoted", re.compile(r"“[^“”\n]{1,80}”")),
)
_SHAPED: tuple[tuple[NameKind, re.Pattern[str]], ...] = (
    (
        "meeting",
        re.compile(
            rf"(?:[省市县区州]委)?(?<![{HAN}])?第?[一二三四五六七八九十0-9]{{1,3}}届[一二三四五六七八九十]{{1,2}}次(?:全体会议|全会|会议)"
            rf"|第[一二三四五六七八九十0-9]{{1,3}}[届次][{HAN}]{{0,14}}?(?:博览会|交易会|展销会|洽谈会|论坛|峰会|运动会|党代会|代表大会)"
        ),
    ),
    (
        "latin",
        re.compile(
            r"(?<![A-Za-z0-9])(?:[A-Za-z]+(?:[0-9.+&/_-]*[A-Za-z0-9+]+)*|[0-9]{1,2}[A-Z](?![A-Za-z])级?|[0-9]{1,2}[A-Z]{1,3}级)"
        ),
    ),
)
_QUANTITY_LATIN = re.compile(
    r"(?:MW|GW|kW|KW|km|kg|cm|mm|kWh|KWh|MWh|kV|kVA|GB|TB|MB|m|t|L|ml|mL|ha)[²³23]?$"
)


_APPOINTED = frozenset("挂职担调兼现历出升转起，、")
"""Before 任 they make it a verb: 挂职任某县副县长."""


class _Taker:
    """Collects mentions that don't overlap; the first to claim a character has it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.taken = bytearray(len(text))
        self.found: list[Mention] = []

    def take(self, start: int, end: int, kind: NameKind) -> None:
        if end > start and self.taken.find(1, start, end) < 0:
            self.block(start, end)
            self.found.append(Mention(start, end, self.text[start:end], kind))

    def block(self, start: int, end: int) -> None:
        self.taken[start:end] = b"\x01" * (end - start)


def find_names(text: str, phrases: Phrases | None = None, known: Iterable[str] = ()) -> tuple[Mention, ...]:
    """The names of ``text`` in order, not overlapping.

    known: names and values of facts; they and their short forms are found wherever they stand. Fixed phrases
    are left out, except inside 《》 and “”.
    """
    taker = _Taker(text)
    _exact(taker, _MARKED)
    for start, end, kind in _known(text, known):
        taker.take(start, end, kind)
    _exact(taker, _SHAPED)
    passable = bytearray(taker.taken)
    for start, end in (default() if phrases is None else phrases).spans(text):
        taker.block(start, end)
    for match in forms.LEADERS.finditer(text):
        taker.block(*match.span())
    words = proper_words(text)
    for start, end in find_persons(text, words):
        taker.take(start, end, "person")
    for match in forms.POST.finditer(text):
        taker.take(match.start(), match.end(), "post")
    for begin, end, kind in find_suffixed(text, words, passable):
        start = begin + _is_verb(text, begin, end)
        # A fixed phrase inside a longer name does not break it (供水一体化工程).
        if taker.taken.find(0, start, end) >= 0 and not _claimed(taker, start, end):
            taker.taken[start:end] = bytes(end - start)
        taker.take(start, end, kind)
    for word in words:
        if {word.text, word.text.rstrip("市省")} & forms.KNOWN_PLACES:
            taker.take(word.start, word.end, "place")
    return tuple(sorted(taker.found, key=lambda m: m.start))


def _is_verb(text: str, start: int, end: int) -> bool:
    """Whether a long name's first character is the verb 任 (挂职任某县…)."""
    return end - start >= 4 and text[start] == "任" and text[start - 1 : start] in _APPOINTED


def _claimed(taker: _Taker, start: int, end: int) -> bool:
    return any(m.start < end and start < m.end for m in taker.found)


def _exact(taker: _Taker, patterns: Iterable[tuple[NameKind, re.Pattern[str]]]) -> None:
    for kind, pattern in patterns:
        for match in pattern.finditer(taker.text):
            start = match.start()
            if kind == "docnumber" and (lead := forms.DOCUMENT_LEAD.match(match.group())) is not None:
                start += lead.end()
            unit = kind == "latin" and _QUANTITY_LATIN.match(match.group()) is not None
            if not (unit and taker.text[start - 1 : start].isdigit()):
                taker.take(start, match.end(), kind)


def guess_kind(name: str) -> NameKind:
    """What kind of name a known name is, by its own shape."""
    for kind, pattern in (*_MARKED, *_SHAPED):
        if pattern.fullmatch(name):
            return kind
    if person_like(name) or name.endswith(("同志", "先生", "女士")):
        return "person"
    if forms.POST.fullmatch(name):
        return "post"
    for kind, suffixes in SUFFIXES:
        if name.endswith(suffixes) and len(name) > 2:
            return kind
    return "organization"


def _known(text: str, known: Iterable[str]) -> list[tuple[int, int, NameKind]]:
    spellings: dict[str, NameKind] = {}
    for name in known:
        if len(name) < 2:
            continue
        kind = guess_kind(name)
        spellings[name] = kind
        for short in short_forms(name):
            spellings.setdefault(short, kind)
    hits: list[tuple[int, int, NameKind]] = []
    for name in sorted(spellings, key=len, reverse=True):
        at = text.find(name)
        while at >= 0:
            hits.append((at, at + len(name), spellings[name]))
            at = text.find(name, at + len(name))
    return hits
