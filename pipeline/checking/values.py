"""The values of a text: what a fact may not lose and a sentence may not invent."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from pipeline.text.dates import DateMention, find_dates, same_date
from pipeline.text.names import find_names, short_forms
from pipeline.text.quantities import Quantity, find_quantities, same_value
from pipeline.text.words import content_bigrams

ValueKind = Literal["quantity", "date", "title", "quoted", "name", "latin", "mark"]

_MARK = re.compile(r"〔待[补核]：[^〕]*〕")
_PERIOD = re.compile(
    r"今天|今年|本年|全年|年内|一年来|近期|目前|当前|同期|近年来|任期|以来|年底|年初|年末|月底|近日|今后|下一步|去年|明年|上半年|下半年"
)


_LAST_YEAR = ("上年", "去年", "上年同期", "去年同期", "上年度")
_COMPARED = re.compile(r"同比|[比较](?:上|去)年|增长|下降|减少|增加")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a text with its place."""

    kind: ValueKind
    start: int
    end: int
    text: str
    quantity: Quantity | None = None
    date: DateMention | None = None


def values_of(text: str, known: Iterable[str] = ()) -> tuple[Value, ...]:
    """Figures, dates, titles, quotations, names, Latin words and 〔待…〕 marks of a text, in order.

    known: names to be recognised wherever they stand.
    """
    marks = [Value("mark", m.start(), m.end(), m[0]) for m in _MARK.finditer(text)]
    blank = _MARK.sub(lambda m: "\u3000" * len(m[0]), text)
    found = list(marks)
    for q in find_quantities(blank):
        if not q.weak and not (q.ordinal and _is_enumerator(blank, q)) and not _part_of_word(blank, q):
            found.append(Value("quantity", q.start, q.end, q.text, quantity=q))  # noqa: PERF401
    found += [Value("date", d.start, d.end, d.text, date=d) for d in find_dates(blank)]
    kinds: dict[str, ValueKind] = {
        "title": "title",
        "quoted": "quoted",
        "latin": "latin",
        "docnumber": "latin",
    }
    # Names never overlap one another, so that only the values so far can hold a Latin word.
    starts = sorted((v.start, v.end) for v in found)
    reach = list(accumulate((end for _, end in starts), max))
    for n in find_names(blank, known=known):
        if n.kind == "post":
            continue
        kind = kinds.get(n.kind, "name")
        before = bisect_right(starts, (n.start, len(text)))
        if kind == "latin" and before and n.end <= reach[before - 1]:
            continue
        found.append(Value(kind, n.start, n.end, n.text))
    return tuple(sorted(found, key=lambda v: (v.start, v.end)))


def _is_enumerator(text: str, q: Quantity) -> bool:
    """第一，… at the head of a sentence counts points, not facts."""
    return (
        q.unit == ""
        and (q.start == 0 or text[q.start - 1] in "。；\n")
        and text[q.end : q.end + 1] in ("，", "、")
    )


def restates(drafted: Quantity, noted: Quantity) -> bool:
    """Whether a draft's figure is the notes': equal, and not bare where they have a unit (4次 cut to 4)."""
    return same_value(drafted, noted) and (bool(drafted.dimension) or not noted.dimension)


_CAPITALS = re.compile(r"[队入退行]伍|[大内陆登着]陆|陆[地军路续]|严肆|放肆|肆意|提拾|收拾")


def _part_of_word(text: str, q: Quantity) -> bool:
    """队伍 ends in a numeral of cheques."""
    return any(m.start() <= q.start < m.end() for m in _CAPITALS.finditer(text[: q.start + 2]))


class Support:
    """The facts that a sentence may draw on, prepared for many look-ups.

    words: other wordings of the facts; they lend words, never values.
    """

    def __init__(
        self, texts: Sequence[str], head: Sequence[str], year: int | None, words: Sequence[str] = ()
    ) -> None:
        self.texts = tuple(texts)
        self.head = tuple(head)
        self.joined = "\n".join((*texts, *head))
        self.flat = re.sub(r"\s", "", "\n".join((self.joined, *words)))
        self.bigrams = content_bigrams("\n".join((*texts, *words)))
        self.year = year
        bare = _MARK.sub(_open_mark, self.joined)
        self.quantities = find_quantities(bare)
        self.dates = find_dates(bare)
        self._forms: frozenset[str] | None = None

    def holds(self, value: Value, sentence: str = "") -> bool:
        """Whether a value of a sentence stands in the facts (equal, not merely near)."""
        if value.quantity is not None:
            return any(restates(value.quantity, q) for q in self.quantities)
        if value.date is not None:
            return self._holds_date(value) or self._compares(value, sentence)
        bare = value.text.strip("《》“”")
        if value.kind == "name":
            bare = bare.removesuffix("同志") or bare
        if bare in self.flat or (value.kind == "latin" and bare.removesuffix("级") in self.flat):
            return True
        return value.kind == "name" and (bare in self._short_forms() or self._pieces(bare))

    def _holds_date(self, value: Value) -> bool:
        if value.date is None:
            return False
        if value.text in self.flat or _PERIOD.fullmatch(value.text):
            return value.text in self.flat or value.text not in ("去年", "明年", "上半年", "下半年")
        return any(same_date(d, value.date, default_year=self.year) for d in self.dates)

    def _compares(self, value: Value, sentence: str) -> bool:
        """比上年 says what 同比 says."""
        before = sentence[max(0, value.start - 1) : value.start]
        return value.text in _LAST_YEAR and before in ("比", "较") and bool(_COMPARED.search(self.flat))

    def _short_forms(self) -> frozenset[str]:
        if self._forms is None:
            names = [
                n.text
                for n in find_names(self.joined)
                if n.kind in ("person", "place", "organization", "project")
            ]
            self._forms = (
                frozenset().union(*(short_forms(n) for n in [*names, *self.head]))
                if names or self.head
                else frozenset()
            )
        return self._forms

    def _pieces(self, name: str) -> bool:
        """A name put together of two that stand in the facts (青澜市 + 教育局)."""
        return any(name[:i] in self.flat and name[i:] in self.flat for i in range(2, len(name) - 1))


def _open_mark(match: re.Match[str]) -> str:
    """The values inside 〔待核：A／B〕 are the notes' own."""
    inner = match[0][4:-1]
    return "，".join(inner.split("／")) if match[0].startswith("〔待核") else "\u3000"
