"""Which bullets say the same, and which disagree.

A value is compared with another only when both measure the same thing: the words of its clause, less the generic
ones, are equal; a clause that hangs on the one before it (同比增长…) counts only together with that one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from pipeline.notes.lexicon import ConflictWords, any_of
from pipeline.text.dates import DateMention, find_dates
from pipeline.text.quantities import Quantity, find_quantities, same_value


class Value(NamedTuple):
    """A quantity or a date of a statement with what it measures."""

    clause: int
    start: int
    end: int
    text: str
    quantity: Quantity | None
    date: DateMention | None
    measure: frozenset[str]
    dependent: bool
    head: frozenset[str]


class Clause(NamedTuple):
    start: int
    end: int
    text: str
    key: str
    """Its words without values, generic words and marks."""
    values: tuple[Value, ...]


_CLAUSE = re.compile(r"[^，,。；;！？!?：:\n（）()]+")
_HAN = re.compile(r"[^\u4e00-\u9fffA-Za-z]")


def clauses_of(statement: str, words: ConflictWords) -> tuple[Clause, ...]:
    """The clauses of a statement with their values and measures."""
    quantities, dates = find_quantities(statement), find_dates(statement)
    generic, dependent = re.compile(any_of(words.generic)), re.compile(any_of(words.dependent))
    out: list[Clause] = []
    head: frozenset[str] = frozenset()
    for match in _CLAUSE.finditer(statement):
        start, end = match.span()
        inside_q = [q for q in quantities if start <= q.start and q.end <= end and not q.ordinal]
        inside_d = [d for d in dates if start <= d.start and d.end <= end]
        rest = _cut(match[0], [(v.start - start, v.end - start) for v in (*inside_q, *inside_d)])
        key = _HAN.sub("", generic.sub("", rest))
        own = frozenset(key)
        hangs = bool(out) and not _HAN.sub("", dependent.sub("", key))
        values = [
            Value(len(out), q.start, q.end, q.text, q, None, own, hangs, head) for q in inside_q
        ] + [Value(len(out), d.start, d.end, d.text, None, d, own, hangs, head) for d in inside_d]
        out.append(Clause(start, end, match[0], key, tuple(values)))
        if not hangs and own:
            head = own
    return tuple(out)


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def _same_measure(a: Value, b: Value, *, loose: bool) -> bool:
    if a.dependent or b.dependent:
        return a.dependent and b.dependent and a.measure == b.measure and bool(a.head) and a.head == b.head
    if not a.measure or not b.measure:
        return False
    if a.measure == b.measure:
        return True
    return loose and len(a.measure & b.measure) >= 2 and (a.measure <= b.measure or b.measure <= a.measure)


def _periods_agree(a: Clause, b: Clause) -> bool:
    """False when both clauses name a time and the times differ."""
    times_a = {v.text for v in a.values if v.date}
    times_b = {v.text for v in b.values if v.date}
    return not times_a or not times_b or times_a == times_b


def disagreements(
    a: Sequence[Clause], b: Sequence[Clause], words: ConflictWords, *, loose: bool
) -> list[tuple[Value, Value]]:
    """Pairs of values of two statements that measure the same and differ."""
    found: list[tuple[Value, Value]] = []
    once = re.compile(any_of(words.once))
    for left in a:
        for right in b:
            for x in left.values:
                for y in right.values:
                    if not _same_measure(x, y, loose=loose):
                        continue
                    if x.quantity and y.quantity:
                        if _differ(x.quantity, y.quantity, left, right):
                            found.append((x, y))
                    elif x.date and y.date and not any(v.quantity for v in (*left.values, *right.values)):
                        if once.search(left.text) and once.search(right.text) and _days_differ(x.date, y.date):
                            found.append((x, y))
    return found


def _differ(x: Quantity, y: Quantity, left: Clause, right: Clause) -> bool:
    if x.dimension != y.dimension or same_value(x, y) or not _periods_agree(left, right):
        return False
    same = [v for v in left.values if v.quantity and v.quantity.dimension == x.dimension]
    other = [v for v in right.values if v.quantity and v.quantity.dimension == y.dimension]
    # 由312项压减到246项 holds two values of one measure; only like places may be compared.
    return len(same) == 1 and len(other) == 1


def _days_differ(x: DateMention, y: DateMention) -> bool:
    if x.month is None or y.month is None:
        return False
    if x.year and y.year and x.year != y.year:
        return True
    return (x.month, x.day) != (y.month, y.day) and (x.day is None) == (y.day is None)


def contained(a: Sequence[Clause], b: Sequence[Clause], a_text: str, b_text: str) -> bool:
    """Whether everything ``a`` says is said by ``b``: its values with their measures, and its words."""
    if not a:
        return False
    values = [v for c in a for v in c.values]
    if not values:
        short, long = _HAN.sub("", a_text), _HAN.sub("", b_text)
        return len(short) >= 4 and (short in long or (fuzz.ratio(short, long) >= 92 and _same_polarity(short, long)))
    for clause in a:
        if clause.values:
            if not all(_stands_in(v, b) for v in clause.values):
                return False
        elif len(clause.key) >= 2 and fuzz.partial_ratio(clause.key, _HAN.sub("", b_text)) < 90:
            return False
    return True


def _same_polarity(a: str, b: str) -> bool:
    return len(re.findall(r"[不未无没非]", a)) == len(re.findall(r"[不未无没非]", b))


def _stands_in(value: Value, clauses: Sequence[Clause]) -> bool:
    for clause in clauses:
        for other in clause.values:
            if value.quantity and other.quantity and same_value(value.quantity, other.quantity):
                if _same_measure(value, other, loose=False):
                    return True
            elif value.date and other.date and value.date.text == other.date.text:
                return True
    return bool(value.date and not any(v.date for c in clauses for v in c.values))


def shared_clauses(later: Sequence[Clause], earlier: Sequence[Clause]) -> list[int]:
    """Indexes of the clauses of ``later`` whose values ``earlier`` already tells, and that stand alone."""
    out = []
    for index, clause in enumerate(later):
        quantities = [v for v in clause.values if v.quantity]
        if quantities and not any(v.dependent for v in quantities) and all(_stands_in(v, earlier) for v in quantities):
            follower = later[index + 1] if index + 1 < len(later) else None
            if follower is None or not any(v.dependent for v in follower.values):
                out.append(index)
    return out
