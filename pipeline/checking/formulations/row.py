"""The members of one formulation in a row, judged: what is doubled, swapped, strange or left out, and its report.

How much must speak for a slip depends on how many members agree, on whether the formulation is named beside the
row, and on how like the stranger is to the member it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.checking.formulations.data import Formulation, Report
from pipeline.checking.formulations.members import (
    are_parallel,
    fits_among,
    half_alike,
    is_kin,
    is_slip,
    shared_ending,
)
from pipeline.checking.rules import Hit
from pipeline.types import Severity

SEP = "(?:”?(?:[、，,](?:以及|和|与|及)?|以及|和|与|及)“?|”“)"
_AFTER = re.compile(f"(?P<s>{SEP})(?P<x>[^、，,“”。；;！？!?：:（）()\n]{{1,24}})")
_BEFORE = re.compile(r"(?P<x>[^、，,“”。；;！？!?：:（）()\n]{1,24})(?P<s>”?[、，,]“?|”“|和|与|及)$")
_ETC = re.compile(r"”?等(?!级|次|同|待)")
_OF = re.compile("的|等")
_FOLLOWS = re.compile(
    "的|等|学习|总?要求|目标|原则|方针|思路|精神|标准|理念|部署|格局|战略|总体|工作|任务|制度|体系|机制|相?结合|有机|一体|"
    "重要|教育|落到|不断|明显|持续|进一步|有效|得到|显著|相统一|并重|方面|意识|(?<=.)为|(?<=..)是"
)
_FRAME = re.compile(
    r"”|”?[十二四八六0-9]*字?的?[^，。、“”]{0,6}(?:方针|原则|总要求|要求|总体思路|思路|标准|精神|目标)"
)
_MORE = re.compile("”?(?:[、]|和|与|及|以及)“?[^，。；]")
_MORE_BEFORE = re.compile("、“?$")
_NEAR_BEFORE, _NEAR_AFTER = 18, 16
_TELLING = 8
"""So many members of one formulation need no name beside them."""


class Part(NamedTuple):
    """A member in a row, or (rank None) what stands between or beside members."""

    start: int
    end: int
    text: str
    rank: int | None
    whole: bool = True
    """Whether it surely begins and ends where it seems to."""


class Row:
    """The members of one formulation in a row."""

    def __init__(self, text: str, row: Sequence[Part], entry: Formulation) -> None:
        self.text, self.row, self.entry = text, list(row), entry
        self.members = entry.members
        self.start, self.end = row[0].start, row[-1].end
        self.ranks = [p.rank for p in row if p.rank is not None]
        self.missing = [j for j in range(len(entry.members)) if j not in self.ranks]
        near = (
            text[max(0, self.start - _NEAR_BEFORE) : self.start]
            + "／"
            + text[self.end : self.end + _NEAR_AFTER]
        )
        self.in_context = any(c in near for c in entry.context)
        telling = len(set(self.ranks)) >= _TELLING
        self.named = telling or self.in_context or any(n in near for n in entry.names)
        self.level = Severity(entry.level)

    def reports(self) -> list[Report]:
        """What is wrong with the row; empty when it passes."""
        entry = self.entry
        if entry.context and not self.in_context and len(set(self.ranks)) < _TELLING:
            return []
        inside = [p for p in self.row if p.rank is None]
        if doubled := self._doubled():
            return doubled
        if len(set(self.ranks)) < len(self.ranks):
            return self._twice() if not inside and entry.closed else []
        in_order = entry.order == "free" or self.ranks == sorted(self.ranks)
        if not inside and not in_order and (swapped := self._swapped()):
            return swapped
        if len(self.missing) == 1:
            return self._one_off(inside) if in_order and len(inside) < 2 else []
        return self._two_strange() if entry.closed and len(self.missing) == 2 else []

    def _doubled(self) -> list[Report]:
        """One member twice running."""
        for a, b in pairwise(self.row):
            if a.rank is not None and a.rank == b.rank and len(set(self.ranks)) >= 2:
                said = f"“{b.text}”重复了，规范表述是{'、'.join(self.members)}"
                if len(self.row) == len(self.members) and len(self.missing) == 1:
                    earlier = self.missing[0] < b.rank
                    return self._wrong(a if earlier else b, self.missing[0], self.level)
                return [Report("member", Hit(a.end, b.end, said, "", self.level, safe=False))]
        return []

    def _twice(self) -> list[Report]:
        """A member stands in the place of another."""
        if len(self.row) != len(self.members) or len(self.missing) != 1 or len(self.row) < 4:
            return []
        stranger = next((p for k, p in enumerate(self.row) if k == self.missing[0]), None)
        if stranger is None or self.ranks.count(stranger.rank or 0) < 2:
            return []
        return self._wrong(stranger, self.missing[0], self.level)

    def _swapped(self) -> list[Report]:
        entry = self.entry
        if self.missing and not (self.named and len(self.ranks) >= 3):
            return []
        said = f"次序不对，规范次序是{'、'.join(self.members)}"
        out: list[str] = []
        order = sorted(self.ranks)
        for k, part in enumerate(self.row):
            out.append(self.members[order[k]])
            if k + 1 < len(self.row):
                out.append(self.text[part.end : self.row[k + 1].start])
        return [
            Report("order", Hit(self.start, self.end, said, "".join(out), Severity(entry.level), safe=False))
        ]

    def _one_off(self, inside: Sequence[Part]) -> list[Report]:
        """All members but one."""
        missing = self.missing[0]
        if inside:
            stranger = inside[0]
            fits = self.entry.order == "free" or self.row.index(stranger) == missing
            if not fits or self.members[missing] in stranger.text:
                return []
            return self._judge(stranger, missing, edge=False)
        beside = self._beside(missing)
        found = self._judge(beside, missing, edge=True) if beside is not None else []
        return found or self._moved_up(missing) or self._left_out(missing)

    def _moved_up(self, missing: int) -> list[Report]:
        """The members behind the missing one moved up, and a stranger came last (大局意识、看齐意识、责任意识)."""
        entry, size = self.entry, len(self.members)
        if missing == size - 1 or size < 4 or not entry.closed or not (entry.complete or self.named):
            return []
        stranger = self._behind(missing)
        if (
            stranger is None
            or not fits_among(stranger.text, self.members)
            or _ETC.match(self.text, stranger.end)
        ):
            return []
        if not (is_kin(stranger.text, entry) or (stranger.whole and self.in_context)):
            return []
        parts = [*self.row[missing:], stranger]
        out: list[str] = []
        for part, right in zip(parts, self.members[missing:], strict=True):
            out += [
                right,
                self.text[part.end : parts[len(out) // 2 + 1].start] if part is not stranger else "",
            ]
        said = f"成员不对：应为{'、'.join(self.members)}，没有“{stranger.text}”，缺“{self.members[missing]}”"
        return [
            Report("member", Hit(parts[0].start, stranger.end, said, "".join(out), self.level, safe=False))
        ]

    def _judge(self, stranger: Part, missing: int, *, edge: bool) -> list[Report]:
        """Whether what stands for a missing member is a slip."""
        entry, said, right = self.entry, stranger.text, self.members[missing]
        slip, parallel = is_slip(said, right), are_parallel(self.members)
        # 住房 for 住房安全, 安全住房: said in other words.
        other_words = said in entry.also or said in right or (sorted(said) == sorted(right) and not slip)
        if other_words or (
            not slip and (_ETC.match(self.text, max(self.end, stranger.end)) or not entry.closed)
        ):
            return []
        size = len(self.members)
        if slip:
            if not entry.closed and parallel and size < 5:
                return []
            sure = entry.closed and (size > 3 or self.named or not parallel)
            return self._wrong(stranger, missing, self.level if sure else Severity.WARNING)
        told, kin = self._told(stranger), is_kin(said, entry)
        if not self._speaks(stranger, told=told, kin=kin, edge=edge):
            return []
        return self._wrong(stranger, missing, self.level if told or kin else Severity.WARNING)

    def _told(self, stranger: Part) -> bool:
        """Whether the formulation is named beside the row, unmistakable, or the row stands in quotation marks."""
        start, end = min(self.start, stranger.start), max(self.end, stranger.end)
        quoted = self.text[start - 1 : start] == "“" and self.text[end : end + 1] == "”"
        return self.named or self.entry.complete or quoted

    def _speaks(self, stranger: Part, *, told: bool, kin: bool, edge: bool) -> bool:
        """Whether enough speaks for the formulation, by how many members it has."""
        size, said = len(self.members), stranger.text
        fits, alike = fits_among(said, self.members), half_alike(said, self.members)
        if (sum(map(len, self.members)) < 3 * size and not told) or (edge and not fits and not alike):
            return False
        if size == 3:
            return (told and fits) or alike
        if size == 4:
            return told or kin or (fits and not edge and not are_parallel(self.members))
        return told or kin or (fits and (not edge or stranger.whole))

    def _wrong(self, stranger: Part, missing: int, severity: Severity) -> list[Report]:
        right = self.members[missing]
        said = f"成员不对：应为{'、'.join(self.members)}，没有“{stranger.text}”，缺“{right}”"
        if stranger.rank is not None:
            said = f"成员不对：应为{'、'.join(self.members)}，“{stranger.text}”重复，缺“{right}”"
        return [Report("member", Hit(stranger.start, stranger.end, said, right, severity, safe=False))]

    def _beside(self, missing: int) -> Part | None:
        """What stands where the missing first or last member should."""
        last = len(self.members) - 1
        if missing == last or self.entry.order == "free":
            part = self._behind(missing)
            if part is not None or missing != 0:
                return part
        return self._ahead(missing) if missing == 0 or self.entry.order == "free" else None

    def _behind(self, missing: int) -> Part | None:
        match = _AFTER.match(self.text, self.end)
        if match is None or not self._same_mark(match["s"]):
            return None
        body, start = match["x"], match.start("x")
        stop = len(body)
        closing = self.text[match.end() : match.end() + 1]
        right, ending = self.members[missing], shared_ending(self.members)
        longest, shortest = max(map(len, self.members)), min(map(len, self.members))
        whole = closing == "”" or stop <= longest + 1
        first = _OF.search(body, 2)
        if is_slip(body[: len(right)], right):
            stop, whole = len(right), True
        elif ending and (at := body.find(ending)) > 0:
            stop, whole = at + len(ending), True
        elif first and shortest <= first.start() <= longest + 1:
            stop, whole = first.start(), True
        elif stop > longest + 1 and closing != "”":
            words = (*self.entry.names, *self.entry.context, self._tail())
            ends = [at for w in words if w and (at := body.find(w)) >= 2]
            ends += [m.start() for m in [_FOLLOWS.search(body, max(2, shortest - 1))] if m]
            if ends:
                stop, whole = min(ends), True
        if self.text[start + stop : start + stop + 1] == "、" or _MORE_BEFORE.search(
            self.text[max(0, self.start - 2) : self.start]
        ):
            return None
        return Part(start, start + stop, body[:stop], None, whole)

    def _ahead(self, missing: int) -> Part | None:
        match = _BEFORE.search(self.text, max(0, self.start - 28), self.start)
        if match is None or not self._same_mark(match["s"]) or _MORE.match(self.text, self.end):
            return None
        body, start = match["x"], match.start("x")
        before = self.text[start - 1 : start]
        width = len(self.members[missing])
        if before == "、" and len(body) <= width + 1:
            return None
        if before == "“" or len(body) == width:
            return Part(start, start + len(body), body, None)
        if len(body) < width:
            return None
        cut = body[-width:]
        likely = is_slip(cut, self.members[missing]) or is_kin(cut, self.entry)
        if not likely and not (self.named and len(self.members) > 3):
            return None
        return Part(start + len(body) - width, start + len(body), cut, None)

    def _same_mark(self, sep: str) -> bool:
        """A comma parts the last item off where the others have 、 between them."""
        if "，" not in sep and "," not in sep:
            return True
        return any("，" in self.text[a.end : b.start] for a, b in pairwise(self.row))

    def _tail(self) -> str:
        """What follows the last member in the canonical wording (有保障)."""
        canonical, last = self.entry.canonical, self.members[-1]
        at = canonical.rfind(last)
        return canonical[at + len(last) :].strip("”的，。、“")[:4] if at >= 0 else ""

    def _left_out(self, missing: int) -> list[Report]:
        """The row is nothing but all members save one."""
        entry, size = self.entry, len(self.members)
        if size < 4 or not entry.closed or entry.order == "free" or _ETC.match(self.text, self.end):
            return []
        if _MORE.match(self.text, self.end) or _MORE_BEFORE.search(
            self.text[max(0, self.start - 2) : self.start]
        ):
            return []
        inner = 0 < missing < size - 1
        wide = sum(map(len, self.members)) >= 4 * size and not are_parallel(self.members)
        framed = self.text[self.start - 1 : self.start] == "“" or _FRAME.match(self.text, self.end)
        known = entry.complete or (self.named and bool(entry.names))
        if not (known or (inner and wide and (size > 4 or framed))):
            return []
        said = f"漏了“{self.members[missing]}”，规范表述是{'、'.join(self.members)}"
        return [Report("member", Hit(self.start, self.end, said, None, Severity.WARNING, safe=False))]

    def _two_strange(self) -> list[Report]:
        """As many as the formulation, its members in their places, two like them in those of the missing."""
        size, width = len(self.members), len(self.members[0])
        if size < 5 or width < 4 or len({len(m) for m in self.members}) != 1:
            return []
        row = self.row[:]
        while len(row) < size and (match := _AFTER.match(self.text, row[-1].end)):
            at = match.start("x")
            cut = match["x"][:width]
            if len(match["x"]) > width and not _FOLLOWS.match(match["x"], width):
                return []
            row.append(Part(at, at + len(cut), cut, None))
        if len(row) != size or any(
            p.rank not in (None, k) or len(p.text) != width for k, p in enumerate(row)
        ):
            return []
        return [
            report
            for k, part in enumerate(row)
            if part.rank is None
            for report in self._wrong(part, k, self.level)
        ]
