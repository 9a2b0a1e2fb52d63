"""Headings and numbered lines: which line is an item of which level, and what does not follow there."""

from __future__ import annotations

import re

from pipeline.checking.passage import Line, Passage
from pipeline.checking.series.items import (
    HAN_NUMERALS,
    RINGS,
    STEP,
    Item,
    Numbering,
    Series,
    Slip,
    number_of,
    numeral,
)

_LINE_FORMS: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?P<n>[{HAN_NUMERALS}]{{1,3}})(?P<m>[、.．，,])"),
    re.compile(rf"(?P<o>[（(])(?P<n>[{HAN_NUMERALS}]{{1,3}})(?P<m>[）)])"),
    re.compile(r"(?P<n>[0-9]{1,2})(?P<m>[.．、])"),
    re.compile(r"(?P<o>[（(])(?P<n>[0-9]{1,2})(?P<m>[）)])"),
    re.compile(rf"(?P<n>[{RINGS}])(?P<m>)"),
)
_FORMS = ("%、", "（%）", "%.", "（%）", "%")


def numbering(passage: Passage) -> Numbering:
    """The numbered lines of the passage."""
    return passage.made("structure.numbering", _numbering)


def _line_item(passage: Passage, index: int, line: Line, due: int) -> tuple[int, Item] | None:
    text = passage.half
    for level, form in enumerate(_LINE_FORMS, 1):
        match = form.match(text, line.start, line.end)
        if (
            match
            and level == 3
            and text[match.end() : match.end() + 1].isdigit()
            and number_of(match["n"]) != due
        ):
            # 20.2026年重点工作 is the twentieth where the nineteenth came before, else a figure.
            continue
        if match and (value := number_of(match["n"])) and not _goes_on(text, match.end(), value):
            return level, Item(*match.span(), value, match["n"], str(level), index, head=True)
    return None


def _numbering(passage: Passage) -> Numbering:
    state = _Levels()
    for index, line in enumerate(passage.lines):
        found = (
            None
            if line.role in {"table", "date", "signature"}
            else _line_item(passage, index, line, state.due(3))
        )
        if found is None:
            closes = line.role in {"heading", "title"} and not STEP.match(passage.text, line.start)
            announces = (
                passage.text[line.end - 1] in "：:"
                or "如下" in passage.text[max(line.start, line.end - 12) : line.end]
            )
            state.pass_line(parts=closes or announces, prose=True)
            continue
        state.take(*found)
    return Numbering(tuple(state.series), tuple(state.slips))


_NEXT = re.compile(rf"([{HAN_NUMERALS}]{{1,2}})[、季线级类等批期次产者审号楼层]")


def _goes_on(text: str, at: int, value: int) -> bool:
    """一、二季度, 三、四线城市: numerals of the sentence, no enumerator; 二、一线历练 is one."""
    match = _NEXT.match(text, at)
    return match is not None and number_of(match[1]) == value + 1


class _Levels:
    """The state machine of heading levels."""

    def __init__(self) -> None:
        self.open: dict[int, Series] = {}
        self.series: list[Series] = []
        self.slips: list[Slip] = []
        self._used: set[int] = set()

    def pass_line(self, *, parts: bool, prose: bool) -> None:
        for level, series in self.open.items():
            if parts or (prose and level >= 3):
                series.parted = True

    def due(self, level: int) -> int:
        """The number that the open series of the level goes on with; 0 when there is none."""
        return self.open[level].last + 1 if level in self.open else 0

    def take(self, level: int, item: Item) -> None:
        """Put the item where it belongs, and note what does not follow."""
        level, item = self._meant(level, item)
        for deeper in [one for one in self.open if one > level]:
            del self.open[deeper]
        series = self.open.get(level)
        if series is None or (item.value == 1 and series.parted):
            self._begin(level, item)
            return
        want = series.last + 1
        if item.value != want:
            self._slip(item, want, level, "gap" if item.value > want else "back")
        series.items.append(item)
        series.last, series.parted = want, False

    def _meant(self, level: int, item: Item) -> tuple[int, Item]:
        """3. behind （二） is the third of that series in another dress."""
        if level in self.open or item.value == 1:
            return level, item
        for other in sorted(self.open, reverse=True):
            series = self.open[other]
            if other == level or series.last + 1 != item.value:
                continue
            above = max((one for one in self.open if one < min(other, level)), default=0)
            if len(series.items) == 1 and level == above + 1 and above:
                # 一、 1. （二）: it is the first that wears the wrong dress.
                self._slip(series.items[0], series.items[0].value, level, "mixed")
                self.open[level] = self.open.pop(other)
                return level, item
            self._slip(item, item.value, other, "mixed")
            return other, item
        return level, item

    def _begin(self, level: int, item: Item) -> None:
        if level not in self._used and any(one > level for one in self._used):
            self._slip(item, 0, level, "climb")
        elif item.value != 1 and self.open:
            self._slip(item, 1, level, "gap")
        series = Series(str(level), [item], item.value if not self.open or item.value == 1 else 1)
        self.open[level] = series
        self.series.append(series)
        self._used.add(level)

    def _slip(self, item: Item, want: int, level: int, what: str) -> None:
        like = {1: "一", 2: "一", 3: "1", 4: "1", 5: "①"}[level]
        text = _FORMS[level - 1].replace("%", numeral(want, like)) if want else ""
        self.slips.append(Slip(item, text, what))
