"""Items of a series: their numerals read and written, what belongs together, and what does not follow."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

HAN_NUMERALS = "一二三四五六七八九十"
RINGS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
STEP = re.compile(rf"第?[{HAN_NUMERALS}]{{1,3}}[是要，、]")
"""A line that begins as a step of a run does (一是, 第二，), no heading."""


def number_of(text: str) -> int:
    """The value of an enumerator's numeral: 三, 十二, 3, ③; 0 when it is none."""
    if text in RINGS and text:
        return RINGS.index(text) + 1
    if text.isdigit():
        return int(text)
    tens, mark, ones = text.partition("十")
    if any(c not in HAN_NUMERALS for c in text) or len(tens) > 1 or len(ones) > 1 or ones == "十":
        return 0
    unit = HAN_NUMERALS.index(ones) + 1 if ones else 0
    if not mark:
        return HAN_NUMERALS.index(tens) + 1 if tens else 0
    return (HAN_NUMERALS.index(tens) + 1 if tens else 1) * 10 + unit


def numeral(value: int, like: str) -> str:
    """``value`` written in the manner of ``like``."""
    if like in RINGS and value <= len(RINGS):
        return RINGS[value - 1]
    if like.isdigit():
        return str(value)
    if value > 99:
        return str(value)
    tens, ones = divmod(value, 10)
    head = ("" if tens == 1 else HAN_NUMERALS[tens - 1]) + "十" if tens else ""
    return head + (HAN_NUMERALS[ones - 1] if ones else "")


class Item(NamedTuple):
    """One member of a series."""

    start: int
    end: int
    """Of the enumerator: 三是, （三）, 3."""
    value: int
    number: str
    form: str
    """The enumerator with % in place of its number; what is of one form is of one series."""
    line: int
    """Index into ``Passage.lines``."""
    head: bool
    """Whether it begins its line."""


class Slip(NamedTuple):
    """An item that does not follow."""

    item: Item
    want: str
    """What should stand there; '' when nobody can say."""
    what: str
    """gap, back, mixed, orphan, alone, climb or skip."""


@dataclass
class Series:
    """Items that belong together."""

    form: str
    items: list[Item] = field(default_factory=list)
    last: int = 0
    """Value of the last item, counted by position."""
    parted: bool = False
    """Whether an unnumbered heading or a line that announces a list came since the last item."""

    @property
    def line(self) -> int:
        return self.items[-1].line


class Numbering(NamedTuple):
    """All series of a passage, and what does not follow in them."""

    series: tuple[Series, ...]
    slips: tuple[Slip, ...]
