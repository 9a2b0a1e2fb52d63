"""Runs in running text (一是/二是, 第一/第二, （1）/（2）), one inside another, and what does not follow in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checking.passage import Passage
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
from pipeline.checking.spans import Spans
from pipeline.text.widths import HAN

_INLINE = re.compile(
    rf"""(?:(?<=[。；：，！？\n“（）)…—　 ])|\A)(?:
      (?P<han>[{HAN_NUMERALS}]{{1,3}})(?P<how>是(?!非)|要(?![素件道害点0-9])|靠(?![山0-9])|抓(?!到底|[就手住实好0-9]))
    | 第(?P<nth>[{HAN_NUMERALS}]{{1,3}})(?P<mark>[，、：,](?!第)|是(?=[要在对加把以坚抓强提做推有思认]))
    | 其(?P<its>[一二三四五六七八九])(?P<mark2>[，、：,是])
    | (?P<ring>[{RINGS}])
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
            numbered = one.level and not STEP.match(self.passage.text, one.start)
            plain = one.role in {"heading", "title"} and not STEP.match(self.passage.text, one.start)
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
