"""Totals: the parts listed behind one (其中) or before it (合计), added up."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction

from pipeline.checking.figures import DIGITS, Figure, Sentence, number, said
from pipeline.checking.lazy import Lazy
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Hit
from pipeline.text.quantities import same_kind
from pipeline.types import Severity

MOST_PARTS = 17
"""How many figures before a total may be its parts; a longer list is a table in a line."""


def among(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """T，其中A、B、C; also where each comes with a second figure (12笔3600万元)."""
    text = passage.half
    starts = [f.start for f in sentence.figures]
    for match in words["among"].finditer(text, sentence.start, sentence.end):
        at = bisect_left(starts, match.start())
        before = sentence.figures[max(0, at - 6) : at]
        after = [f for f in sentence.figures[at : at + 16] if f.q.unit]
        done: list[Figure] = []
        for first in after[:2]:
            total = next((f for f in reversed(before) if same_kind(f.q, first.q)), None)
            if (
                total is None
                or "；" in text[match.end() : first.start]
                or total in done
                or not total.exact
                or total.rate
                or total.q.dimension == "times"
            ):
                continue
            head = text[max(sentence.start, total.start - 16) : total.start]
            if (
                re.search("[每均]|其中", head[-12:])
                or words["rise"].search(head)
                or words["stop"].search(text, total.end, match.start())
            ):
                continue
            done.append(total)
            parts = list(_parts(text, [f for f in after if f.start >= first.start], head, words))
            yield from _bigger(total, parts[:1])
            if len(parts) > 1 and all(p.exact for p in parts):
                yield from _adds_up(passage, total, parts, words)


def _parts(text: str, after: Sequence[Figure], head: str, words: dict[str, Lazy]) -> Iterator[Figure]:
    """The figures that go on the list of parts: same unit, nothing but a name (and one other figure) before each.

    A verb begins another statement unless it is the total's own (化解债务 …，其中 … 化解 …).
    """
    last = after[0]
    yield last
    other: Figure | None = None
    for figure in after[1:]:
        if not same_kind(last.q, figure.q):
            if other is not None:
                return
            other = figure
            continue
        gap = text[last.end : figure.start]
        if other is not None:
            gap = gap.replace(text[other.start : other.end], "", 1)
        other_verbs = [
            m for m in words["stop"].finditer(gap) if m[0] not in head or gap[m.start() - 1] in "，、"
        ]
        if not words["next"].fullmatch(gap) or other_verbs:
            return
        yield figure
        last, other = figure, None


def _bigger(total: Figure, parts: Sequence[Figure]) -> Iterator[Hit]:
    for part in parts:
        if part.value > total.value + (total.step + part.step) / 2 and part.q.hedge in {"", "over"}:
            yield Hit(
                part.start, part.end, f"其中的{said(part)}比总数{said(total)}还多", severity=Severity.ERROR
            )


def _adds_up(
    passage: Passage, total: Figure, parts: Sequence[Figure], words: dict[str, Lazy]
) -> Iterator[Hit]:
    text = passage.half
    added = sum((p.value for p in parts), Fraction(0))
    slack = (sum((p.step for p in parts), Fraction(0)) + total.step) / 2
    if abs(added - total.value) <= slack or any(p.value > total.value for p in parts):
        return
    listed = text[total.end : parts[-1].end]
    message = f"各部分合计{number(added, total)}，与总数{said(total)}对不上"
    slips = [p for p in parts if _slip(text, p, p.value + total.value - added)]
    start, end = parts[0].start, parts[-1].end
    if end - start > 40:
        start, end = (slips[0].start, slips[-1].end) if slips else (parts[-1].start, parts[-1].end)
    sexes = len(parts) == 2 and "男" in listed and "女" in listed
    if sexes or words["whole"].search(text, max(0, total.start - 12), min(len(text), parts[-1].end + 8)):
        yield Hit(start, end, message)
    elif words["traits"].search(listed):
        return
    elif slips or added > total.value + slack:
        yield Hit(start, end, message)
    elif added * 10 >= total.value * 9:
        yield Hit(start, end, message + "，请看是否列全", severity=Severity.INFO)


def _slip(text: str, part: Figure, wanted: Fraction) -> bool:
    """Whether the part is a typing slip of what would make the sum right: digits swapped, or one of three wrong."""
    match = DIGITS.search(text, part.start, part.end)
    if match is None or wanted <= 0 or not part.value:
        return False
    have = match[0].replace(",", "")
    size = part.value / Fraction(have)
    places = len(match[1]) if match[1] else 0
    exact = wanted / size * 10**places
    if exact.denominator != 1:
        return False
    want = str(int(exact)).rjust(len(have.replace(".", "")), "0")
    have = have.replace(".", "")
    if len(want) != len(have) or len(have) < 2:
        return False
    wrong = [i for i in range(len(have)) if have[i] != want[i]]
    swapped = len(wrong) == 2 and sorted(have) == sorted(want)
    return swapped or (len(wrong) == 1 and len(have) >= 3)


def together(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """A、B、C，合计T."""
    text = passage.half
    figures = sentence.figures
    for i, total in enumerate(figures):
        if i < 2 or not total.exact or total.rate or not total.q.unit:
            continue
        before = figures[i - 1]
        certain = words["certain"].search(text, before.end, total.start)
        if not certain and not words["likely"].search(text, before.end, total.start):
            continue
        parts = [before]
        for figure in reversed(figures[max(0, i - MOST_PARTS) : i - 1]):
            gap = text[figure.end : parts[0].start]
            if not same_kind(figure.q, total.q) or not words["next"].fullmatch(gap):
                break
            parts.insert(0, figure)
        if len(parts) < 2 or not all(p.exact and same_kind(p.q, total.q) for p in parts):
            continue
        if words["apart"].search(text, max(sentence.start, parts[0].start - 16), total.start):
            continue
        added = sum((p.value for p in parts), Fraction(0))
        slack = (sum((p.step for p in parts), Fraction(0)) + total.step) / 2
        alike = total.value * 6 <= added * 10 <= total.value * 16
        if abs(added - total.value) > slack and (certain or alike):
            told = f"前面{len(parts)}项合计{number(added, total)}"
            yield Hit(total.start, total.end, f"{told}，与“{text[total.start : total.end]}”对不上")
