"""Series of numbered items in a text: headings, numbered lines, 一是/二是 runs, and what does not follow in them.

GB/T 15834—2011 附录B.3 (序次语), GB/T 9704—2012 7.3.3 (结构层次序数).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.checking.passage import Line, Passage
from pipeline.checking.spans import Spans
from pipeline.text.widths import HAN

HAN_NUMERALS = "一二三四五六七八九十"
_RINGS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def number_of(text: str) -> int:
    """The value of an enumerator's numeral: 三, 十二, 3, ③; 0 when it is none."""
    if text in _RINGS and text:
        return _RINGS.index(text) + 1
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
    if like in _RINGS and value <= len(_RINGS):
        return _RINGS[value - 1]
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


# --- headings and numbered lines -----------------------------------------------------------------------------------

_LINE_FORMS: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?P<n>[{HAN_NUMERALS}]{{1,3}})(?P<m>[、.．，,])"),
    re.compile(rf"(?P<o>[（(])(?P<n>[{HAN_NUMERALS}]{{1,3}})(?P<m>[）)])"),
    re.compile(r"(?P<n>[0-9]{1,2})(?P<m>[.．、])"),
    re.compile(r"(?P<o>[（(])(?P<n>[0-9]{1,2})(?P<m>[）)])"),
    re.compile(rf"(?P<n>[{_RINGS}])(?P<m>)"),
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
            closes = line.role in {"heading", "title"} and not _STEP.match(passage.text, line.start)
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


_STEP = re.compile(rf"第?[{HAN_NUMERALS}]{{1,3}}[是要，、]")


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


# --- runs in running text ------------------------------------------------------------------------------------------

_INLINE = re.compile(
    rf"""(?:(?<=[。；：，！？\n“（）)…—　 ])|\A)(?:
      (?P<han>[{HAN_NUMERALS}]{{1,3}})(?P<how>是(?!非)|要(?![素件道害点0-9])|靠(?![山0-9])|抓(?!到底|[就手住实好0-9]))
    | 第(?P<nth>[{HAN_NUMERALS}]{{1,3}})(?P<mark>[，、：,](?!第)|是(?=[要在对加把以坚抓强提做推有思认]))
    | 其(?P<its>[一二三四五六七八九])(?P<mark2>[，、：,是])
    | (?P<ring>[{_RINGS}])
    )
    | (?:(?<=[：；。])|(?<=[，、](?=[（(][2-9]))) [（(](?P<num>[0-9]{{1,2}})[）)](?=[{HAN}“《])
    | (?:(?<=[：；。\n])|\A) [（(](?P<cn>[{HAN_NUMERALS}]{{1,3}})[）)](?=[{HAN}“《])(?![项款条类是])
    """,
    re.VERBOSE,
)
_ITSELF = re.compile("一是一|二是二|一要是")
_FIRSTS = re.compile("(?:(?<=[。；：，\n])|\\A)(?P<w>首先[是要，]?|其一[，是]|第一[，是])")


def runs(passage: Passage) -> Numbering:
    """The 一是/二是, 第一/第二, 其一/其二 and （1）/（2） runs, within paragraphs and over them."""
    return passage.made("structure.runs", _runs)


def _inline_items(passage: Passage) -> Iterator[Item]:
    text = passage.half
    lines = passage.lines
    markup = Spans(passage.markup)
    index = 0
    for match in _INLINE.finditer(text):
        start = match.start()
        while index < len(lines) and lines[index].end <= start:
            index += 1
        if index >= len(lines) or start < lines[index].start or lines[index].role in {"table", "date"}:
            continue
        if _ITSELF.match(text, start) or (match["how"] in {"抓", "靠"} and text[start - 1 : start] == "“"):
            continue
        head = start == lines[index].start
        number, form = _shape(match)
        if (
            head
            and form in {"①", "（1）", "（一）"}
            and not (number_of(number) == 1 and _more(text, match, lines[index].end))
        ):
            continue
        value = number_of(number)
        if value and not markup.touch(*match.span()):
            yield Item(*match.span(), value, number, form, index, head)


def _shape(match: re.Match[str]) -> tuple[str, str]:
    if match["han"]:
        return match["han"], "%" + match["how"]
    if match["nth"]:
        return match["nth"], "第%"
    if match["its"]:
        return match["its"], "其%"
    if match["cn"]:
        return match["cn"], "（一）"
    return (match["ring"], "①") if match["ring"] else (match["num"], "（1）")


def _more(text: str, first: re.Match[str], end: int) -> bool:
    """Whether the paragraph that begins with the first of a series holds its second too."""
    return _SECOND.search(text, first.end(), end) is not None


_SECOND = re.compile("(?<=[：；。，])(?:[（(][二2][）)]|②)")


def _runs(passage: Passage) -> Numbering:
    walk = _Walk(passage)
    for item in _inline_items(passage):
        walk.take(item)
    walk.close()
    return Numbering(tuple(walk.done), tuple(walk.slips))


class _Walk:
    """Open runs as a stack: a run inside an item of another."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.stack: list[Series] = []
        self.done: list[Series] = []
        self.slips: list[Slip] = []
        self._line = -1

    def take(self, item: Item) -> None:
        self._pass_headings(item.line)
        if item.value == 1:
            self._open(item)
            return
        run = self._follows(item)
        if run is not None:
            self._back_to(run)
            run.items.append(item)
            run.last = item.value
            return
        run = self._kin(item)
        if run is not None:
            self._back_to(run)
            want = run.last + 1
            self._slip(item, want, item.form, "gap" if item.value > want else "back")
            run.items.append(item)
            run.last = want
            return
        self._stray(item)

    def close(self) -> None:
        """Everything is said; runs of a single item are alone."""
        while self.stack:
            self._shut(self.stack.pop())

    def _pass_headings(self, line: int) -> None:
        lines = self.passage.lines
        for i in range(self._line + 1, line + 1):
            one = lines[i]
            numbered = one.level and not _STEP.match(self.passage.text, one.start)
            plain = one.role in {"heading", "title"} and not _STEP.match(self.passage.text, one.start)
            if (numbered and (one.role == "heading" or one.level <= 2)) or plain:
                self.close()
        self._line = max(self._line, line)

    def _open(self, item: Item) -> None:
        top = self.stack[-1] if self.stack else None
        if (
            top is not None
            and top.form == item.form
            and top.last == 1
            and top.line == item.line
            and not top.items[-1].head
        ):
            # 一是 …，一是 …: the second one is a second.
            self._slip(item, 2, item.form, "back")
            top.items.append(item)
            top.last = 2
            return
        if item.head:
            # A run at the heads of paragraphs that begins anew ends the one before.
            for run in [r for r in self.stack if r.items[0].head and r.form == item.form]:
                self._back_to(run)
                self._shut(self.stack.pop())
        self.stack.append(Series(item.form, [item], 1))

    def _reach(self, run: Series, item: Item) -> bool:
        """Whether the item may belong to the run at all."""
        return run.line == item.line or item.head or run.items[0].head

    def _follows(self, item: Item) -> Series | None:
        for run in reversed(self.stack):
            if (
                run.form == item.form
                and run.last + 1 == item.value
                and (self._reach(run, item) or run.line == item.line - 1)
            ):
                return run
        return None

    def _kin(self, item: Item) -> Series | None:
        for run in reversed(self.stack):
            if run.form == item.form and (run.line == item.line or (item.head and run.items[-1].head)):
                return run
        return None

    def _stray(self, item: Item) -> None:
        for run in reversed(self.stack):
            alike = run.line == item.line or (item.head and run.items[-1].head)
            if alike and run.last + 1 == item.value and run.form != item.form and "%" in run.form:
                self._slip(item, item.value, run.form, "mixed")
                self._back_to(run)
                run.items.append(item)
                run.last = item.value
                return
        if item.value == 2 and self._begun_otherwise(item):
            return
        before = item.start > self.passage.lines[0].start
        if before and (not item.head or self._told_before(item)):
            self._slip(item, 1, item.form, "orphan")
        self.stack.append(Series(item.form, [item], item.value))

    def _begun_otherwise(self, item: Item) -> bool:
        """首先 …，二是 …: the first wears another dress."""
        line = self.passage.lines[item.line]
        firsts = list(_FIRSTS.finditer(self.passage.text, line.start, item.start))
        if not firsts or "%" not in item.form:
            return False
        first = Item(*firsts[-1].span("w"), 1, "", item.form, item.line, head=False)
        tail = "，" if item.form in {"第%", "其%"} else ""
        self.slips.append(Slip(first, item.form.replace("%", "一") + tail, "mixed"))
        self.stack.append(Series(item.form, [first, item], 2))
        return True

    def _told_before(self, item: Item) -> bool:
        """Whether a paragraph of the same section stands above."""
        above = self.passage.lines[item.line - 1] if item.line else None
        return above is not None and above.role == "prose" and not self.done

    def _back_to(self, run: Series) -> None:
        while self.stack[-1] is not run:
            self._shut(self.stack.pop())

    def _shut(self, run: Series) -> None:
        self.done.append(run)
        first = run.items[0]
        if (
            len(run.items) == 1
            and first.value == 1
            and "%" in run.form
            and first.start > self.passage.lines[0].start
        ):
            self.slips.append(Slip(first, "", "alone"))

    def _slip(self, item: Item, want: int, form: str, what: str) -> None:
        text = self.passage.text[item.start : item.end]
        if what == "mixed":
            tail = "，" if form in {"第%", "其%"} else ""
            self.slips.append(Slip(item, form.replace("%", numeral(want, "一")) + tail, what))
        else:
            self.slips.append(Slip(item, text.replace(item.number, numeral(want, item.number), 1), what))
