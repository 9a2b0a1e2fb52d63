"""Members of a formulation in a row: one that does not belong, is missing, doubled or out of its order.

A row is what stands between 、 ， 和 and quotation marks. It is judged when all members of a formulation but one stand
in it; a row belongs to the formulation that has most members there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.checking.finding_words import Marked
from pipeline.checking.formulations.data import Report
from pipeline.checking.formulations.row import SEP, Part, Row
from pipeline.checking.formulations.table import Table
from pipeline.checking.passage import Passage

_STOP = re.compile(r"[。；;！？!?：:（）()\n]")
_MARK = "(?:”?[、，,]“?|”“)"
_ITEM = "[^、，,“”]{1,16}?"
_GAP = re.compile(f"{SEP}|(?P<lead>{_MARK})(?P<x>{_ITEM})(?P<s>{SEP})(?:(?P<y>{_ITEM}){SEP})?")
_LONG_GAP = 40


def list_reports(table: Table, passage: Passage) -> Iterator[Report]:
    """Rows that are a formulation's up to a member, or up to the order."""
    text = passage.text
    found = table.member_finder.find(text, overlapping=True)
    if len(found) < 2:
        return
    stops = [m.start() for m in _STOP.finditer(text)]
    stops.append(len(text))
    here = 0
    hits: dict[int, list[Part]] = defaultdict(list)
    for one in found:
        if one.start > stops[here]:
            yield from _judged(table, text, hits)
            hits.clear()
            while one.start > stops[here]:
                here += 1
        for which, rank in table.members[one.word]:
            hits[which].append(Part(one.start, one.end, one.word, rank))
    yield from _judged(table, text, hits)


def _judged(table: Table, text: str, hits: dict[int, list[Part]]) -> Iterator[Report]:
    """The formulation with most members in a row first; what it has taken is no other's."""
    rows: list[tuple[int, int, int, list[Part]]] = []
    for which, parts in hits.items():
        size = len(table.data.entries[which].members)
        if size < 3 or len(parts) < 2:
            continue
        for row in _rows(text, parts):
            count = len({p.rank for p in row if p.rank is not None})
            if count >= 2:
                rows.append((-count, size, which, row))
    if not rows:
        return
    rows.sort(key=lambda r: (r[0], len(r[3]) > r[1], r[1], r[2]))
    base = min(r[3][0].start for r in rows)
    taken = Marked(max(r[3][-1].end for r in rows) - base)
    for count, size, which, row in rows:
        span = row[0].start - base, row[-1].end - base
        if taken.touches(*span):
            continue
        reports = Row(text, row, table.data.entries[which]).reports()
        if reports or (-count == size and len(row) == size):
            taken.add(*span)
        yield from reports


def _rows(text: str, parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Members with nothing between them but marks, or one or two strangers."""
    row = [parts[0]]
    for part in parts[1:]:
        before = row[-1]
        if part.start < before.end:
            continue
        gap = text[before.end : part.start]
        match = _GAP.fullmatch(gap) if 0 < len(gap) <= _LONG_GAP else None
        if match is None:
            yield row
            row = [part]
            continue
        for name in ("x", "y"):
            if match[name]:
                at = before.end + match.start(name)
                row.append(Part(at, before.end + match.end(name), match[name], None))
        row.append(part)
    yield row
