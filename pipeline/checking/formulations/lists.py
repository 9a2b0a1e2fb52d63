"""Members of a formulation in a 、-run: one that does not belong, one that is missing, their order.

A list is judged only when at least three of its members stand together (two, where a third that is built alike
stands in the place of the missing one), so that ordinary enumerations pass.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.checking.formulations.data import Formulation, Report
from pipeline.checking.formulations.table import Table
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Hit
from pipeline.types import Severity

_STOPS = re.compile(r"[^。；！？：:，,（）()\n]+")
_CUT = re.compile(r"[“”《》（(]|等(?!级|次|同|待)|的|“")
_AND = re.compile(r"以及|和|与|及|并")
_ETC = re.compile(r"”?等(?!级|次|同|待)")
_WHOLE = 12
"""Characters; a longer last item runs on behind the list."""


class _Item(NamedTuple):
    start: int
    end: int
    text: str
    whole: bool = True
    """Whether the item surely ends where it seems to (the clause may run on behind the last)."""


def list_reports(table: Table, passage: Passage) -> Iterator[Report]:
    """Lists that are a formulation's up to a member, or up to the order."""
    text = passage.text
    for segment in _STOPS.finditer(text):
        run = segment.group()
        if "、" not in run or len(run) < 8:
            continue
        items = [i for piece in _pieces(text, *segment.span()) for i in _read(table, piece)]
        if len(items) >= 3:
            yield from _judged(table, text, items)


def _judged(table: Table, text: str, items: Sequence[_Item]) -> Iterator[Report]:
    """The formulation with most members in the run first; what it has taken is no other's."""
    seen: dict[int, list[int]] = defaultdict(list)
    for k, item in enumerate(items):
        for which, _ in table.members.get(item.text, ()):
            seen[which].append(k)
    ranked = sorted(seen.items(), key=lambda s: (-len(s[1]), len(table.data.entries[s[0]].members)))
    taken: list[tuple[int, int]] = []
    for which, places in ranked:
        if len(places) < 2 or any(a <= places[0] <= b for a, b in taken):
            continue
        entry = table.data.entries[which]
        ranks = {k: next(j for e, j in table.members[items[k].text] if e == which) for k in places}
        report = _Run(text, items, entry, ranks).report()
        if report is not None or len(places) >= len(entry.members):
            taken.append((places[0], places[-1]))
        if report is not None:
            yield report


class _Piece(NamedTuple):
    """What stands between two 、 of a run, without the quotation marks around it."""

    start: int
    text: str
    first: bool
    last: bool


def _pieces(text: str, start: int, end: int) -> Iterator[_Piece]:
    edges = [start - 1, *(start + m.start() for m in re.finditer("、", text[start:end])), end]
    for k, (left, right) in enumerate(pairwise(edges)):
        first, last = k == 0, k == len(edges) - 2
        a, b = left + 1, right
        while a < b and text[a] in "“”":
            a += 1
        while not last and a < b and text[b - 1] in "“”":
            b -= 1
        yield _Piece(a, text[a:b], first, last)


def _read(table: Table, piece: _Piece) -> Iterator[_Item]:
    """The items of a piece; the first of a run is cut to a member at its end, the last to one at its beginning."""
    start, body = piece.start, piece.text
    end = start + len(body)
    if body in table.members:
        yield _Item(start, end, body)
        return
    if body.startswith("三个代表”重要思想"):
        yield _Item(start, end, "三个代表重要思想")
        return
    # A list may begin inside another (…规定精神、坚决反对形式主义、官僚主义), but not with a word of two characters.
    tail = 0 if piece.last and not piece.first else _ends_with(table, body, 2 if piece.first else 3)
    head = _starts_with(table, body, 1) if piece.last else 0
    if tail and piece.first:
        yield _Item(end - tail, end, body[-tail:])
    elif pair := _pair(table, start, body):
        yield from pair
    elif tail:
        yield _Item(end - tail, end, body[-tail:])
    elif head and (head > 1 or _CUT.match(body, head)):
        yield _Item(start, start + head, body[:head])
    elif piece.last:
        yield _tail_item(start, body)
    else:
        yield _Item(start, end, body, whole=not piece.first)


def _starts_with(table: Table, body: str, least: int) -> int:
    sizes = range(min(len(body), table.longest), least - 1, -1)
    return next((n for n in sizes if body[:n] in table.members), 0)


def _ends_with(table: Table, body: str, least: int) -> int:
    sizes = range(min(len(body), table.longest), least - 1, -1)
    return next((n for n in sizes if body[-n:] in table.members), 0)


def _pair(table: Table, start: int, body: str) -> list[_Item]:
    """享乐主义和奢靡之风: two members joined by a conjunction; what follows the second is not part of it."""
    for match in _AND.finditer(body):
        first = body[: match.start()].strip("“”")
        begin = match.end() + (body[match.end() : match.end() + 1] == "“")
        rest = body[begin:]
        size = _starts_with(table, rest, 2)
        if first in table.members or size:
            at = start + begin
            second = _Item(at, at + size, rest[:size]) if size else _tail_item(at, rest)
            return [_Item(start, start + match.start(), first), second]
    return []


def _tail_item(start: int, body: str) -> _Item:
    """What stands last in a run, up to where it surely ends."""
    cut = _CUT.search(body)
    stop = cut.start() if cut else len(body)
    return _Item(start, start + stop, body[:stop], whole=stop <= _WHOLE)


class _Run:
    """The members of one formulation in a run."""

    def __init__(self, text: str, items: Sequence[_Item], entry: Formulation, ranks: dict[int, int]) -> None:
        self.text, self.items, self.entry, self.ranks = text, items, entry, ranks
        self.places = list(ranks)
        self.order = list(ranks.values())
        self.first, self.last = self.places[0], self.places[-1]
        self.start, self.end = items[self.first].start, items[self.last].end
        self.whole = self.last - self.first + 1 == len(self.places)
        self.sorted = self.order == sorted(self.order)
        self.near = text[max(0, self.start - 16) : self.start] + "／" + text[self.end : self.end + 14]
        self.named = any(n in self.near for n in (*entry.names, *entry.context))
        self.missing = [m for j, m in enumerate(entry.members) if j not in self.order]

    def report(self) -> Report | None:
        """What is wrong with the list; None when it passes."""
        entry, size = self.entry, len(self.entry.members)
        if size < 3 or len(set(self.order)) < len(self.order):
            return None
        if entry.context and not any(c in self.near for c in entry.context):
            return None
        if self.whole and not self.sorted and entry.order == "strict":
            swapped = self._swapped()
            if swapped is not None:
                return swapped
        if not entry.closed or _ETC.match(self.text, self.end):
            return None
        if len(self.missing) == 1:
            return self._one_strange() or self._one_missing()
        return self._two_strange() if len(self.missing) == 2 else None

    def _swapped(self) -> Report | None:
        entry = self.entry
        if self.missing and not (self.named and len(self.order) >= 3):
            return None
        said = f"次序不对，规范次序是{'、'.join(entry.members)}"
        window = [self.items[k] for k in self.places]
        fixed = _rewritten(self.text, window, [entry.members[j] for j in sorted(self.order)])
        return Report("order", Hit(self.start, self.end, said, fixed, Severity(entry.level), safe=False))

    def _one_strange(self) -> Report | None:
        """A member's place is taken by something else."""
        entry, missing = self.entry, self.missing[0]
        stranger = _stranger(self.items, self.first, self.last, self.places, entry)
        if stranger is None or missing in stranger.text:
            return None
        if len(entry.members) == 3 and not (self.named or entry.context or _alike(stranger.text, entry)):
            return None
        window = sorted([*(self.items[k] for k in self.places), stranger])
        said = f"成员不对：应为{'、'.join(entry.members)}，没有“{stranger.text}”，缺“{missing}”"
        certain = entry.complete or self.named or _kin(stranger.text, entry)
        return _member(self.text, window, entry, said, Severity(entry.level) if certain else Severity.WARNING)

    def _one_missing(self) -> Report | None:
        """The list is nothing but all members save one."""
        entry = self.entry
        alone = self.whole and len(self.items) == len(self.places)
        known = entry.complete or (self.named and bool(entry.names))
        if not (alone and known and self.sorted and len(entry.members) >= 4):
            return None
        said = f"漏了“{self.missing[0]}”，规范表述是{'、'.join(entry.members)}"
        return Report("member", Hit(self.start, self.end, said, None, Severity.WARNING, safe=False))

    def _two_strange(self) -> Report | None:
        """As long as the formulation, its members in their places, two others in those of the missing (管理民主、生活宽裕)."""
        members = self.entry.members
        size, begin = len(members), self.places[0] - self.ranks[self.places[0]]
        in_place = all(k - begin == self.ranks[k] for k in self.places)
        if size < 5 or begin < 0 or begin + size > len(self.items) or not in_place:
            return None
        window = self.items[begin : begin + size]
        width = {len(m) for m in members}
        if len(width) != 1 or min(width) < 4 or any(len(i.text) not in width for i in window):
            return None
        strange = "、".join(i.text for i in window if i.text not in members)
        said = f"成员不对：应为{'、'.join(members)}，没有“{strange}”"
        return _member(self.text, window, self.entry, said, Severity(self.entry.level))


def _member(text: str, window: Sequence[_Item], entry: Formulation, said: str, severity: Severity) -> Report:
    fixed = _rewritten(text, window, entry.members)
    return Report("member", Hit(window[0].start, window[-1].end, said, fixed, severity, safe=False))


def _stranger(
    items: Sequence[_Item], first: int, last: int, places: Sequence[int], entry: Formulation
) -> _Item | None:
    """The one item of the run that stands where a member should; None when there is none, or more than one."""
    inside = [k for k in range(first, last + 1) if k not in places]
    if len(inside) > 1:
        return None
    if inside:
        return items[inside[0]] if items[inside[0]].whole else None
    longest = max(len(m) for m in entry.members)
    fits = []
    for k in (first - 1, last + 1):
        if not 0 <= k < len(items) or not items[k].text:
            continue
        item = _cut(items[k], entry, before=k < first)
        ending = _ending(entry)
        if ending and not item.text.endswith(ending) and not _alike(item.text, entry):
            # 责任意识不断增强: the list ends with the word that is built like its members.
            at = item.text.find(ending)
            if k < first or not 0 < at <= longest:
                continue
            item = _Item(item.start, item.start + at + len(ending), item.text[: at + len(ending)], whole=True)
        if (
            item.whole
            and len(item.text) <= longest + 2
            and (_kin(item.text, entry) or entry.context or entry.complete)
        ):
            fits.append(item)
    return fits[0] if len(fits) == 1 else None


def _cut(item: _Item, entry: Formulation, *, before: bool) -> _Item:
    """The item without the words around the list: up to a word of the context, or from an opening mark on."""
    body = item.text
    if before:
        at = body.rfind("“") + 1
        tail = next(
            (m for m in entry.members if not at and len(body) > len(m) and _alike(body[-len(m) :], entry)), ""
        )
        at = at or (len(body) - len(tail) if tail else 0)
        return _Item(item.start + at, item.end, body[at:], whole=item.whole or at > 0)
    at = min((p for c in entry.context if (p := body.find(c)) > 0), default=0)
    return _Item(item.start, item.start + at, body[:at], whole=True) if at else item


def _alike(item: str, entry: Formulation) -> bool:
    """Whether half the characters of a member stand in the item at their places."""
    return any(
        len(m) == len(item) >= 4 and 2 * sum(a == b for a, b in zip(m, item, strict=True)) >= len(m)
        for m in entry.members
    )


def _ending(entry: Formulation) -> str:
    """The last two characters, where all members have them (意识)."""
    ends = {m[-2:] for m in entry.members}
    return next(iter(ends)) if len(ends) == 1 and min(map(len, entry.members)) > 2 else ""


def _kin(item: str, entry: Formulation) -> bool:
    """Whether the item is built like the members (责任意识 among 政治意识、大局意识)."""
    members = entry.members
    if _ending(entry):
        return item.endswith(_ending(entry)) or _alike(item, entry)
    if len({m[0] for m in members}) == 1:
        return item[:1] == members[0][0]
    return _alike(item, entry)


def _rewritten(text: str, items: Sequence[_Item], members: Sequence[str]) -> str:
    """The same run, marks and conjunctions kept, with other members in its places."""
    out: list[str] = []
    for k, (item, member) in enumerate(zip(items, members, strict=True)):
        out.append(member)
        if k + 1 < len(items):
            out.append(text[item.end : items[k + 1].start])
    return "".join(out)
