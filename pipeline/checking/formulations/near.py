"""Formulas that are nearly right: a character changed, lost, added, or two swapped.

Legitimate variants stand in the data beside each formula; function words and numerals are nobody's slip.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.checking.finding_words import Finder, Marked
from pipeline.checking.formulations.data import Formula, Report
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Hit
from pipeline.text.numerals import CHINESE
from pipeline.types import Severity

_MARKS = frozenset("“”‘’、，《》〈〉 \u3000·")
_FREE_CHARS = frozenset(
    "好牢住紧深再又须应能可会各的地得了着和与同及或并而之是要更新大全也都就在于对为上中下不我其"
    + CHINESE
    + "0123456789"
)
_LOOSE = 4


class Near:
    """Formulas with one character changed, lost, added or two swapped.

    One edit leaves the first or the second half of a formula whole, so the halves are looked up and the
    other half compared: linear in the text, whatever the number of formulas.
    """

    def __init__(self, formulas: Sequence[Formula]) -> None:
        self.formulas = [(bare(f.text), f) for f in formulas if len(bare(f.text)) >= 6]
        self.exact = Finder([t for t, _ in self.formulas] + [bare(a) for f in formulas for a in f.also])
        self.index: dict[str, list[tuple[int, bool]]] = defaultdict(list)
        for i, (text, _) in enumerate(self.formulas):
            half = len(text) // 2
            self.index[text[:3]].append((i, True))
            self.index[text[half : half + 3]].append((i, False))
        self.index = dict(self.index)

    def reports(self, passage: Passage, taken: Marked) -> Iterator[Report]:
        """Near misses outside the places that are ``taken``."""
        text = passage.text
        places = [i for i, c in enumerate(text) if c not in _MARKS]
        s = "".join([text[i] for i in places])
        exact = Marked(len(s), (f[:2] for f in self.exact.find(s)))
        for (a, b), which in sorted(
            self._hits(s).items(), key=lambda h: (-len(self.formulas[h[1]][0]), h[0])
        ):
            start, end = places[a], places[b - 1] + 1
            if taken.touches(start, end) or (exact.touches(a, a + 1) and exact.touches(b - 1, b)):
                continue
            if "\n" in text[start:end]:
                continue
            taken.add(start, end)
            plain, formula = self.formulas[which]
            said = f"“{text[start:end]}”与固定表述“{formula.text.replace('“', '‘').replace('”', '’')}”有出入"
            severity = None if len(plain) >= 8 else Severity.WARNING
            yield Report("near", Hit(start, end, said, formula.text, severity, safe=False))

    def _hits(self, s: str) -> dict[tuple[int, int], int]:
        """Span of the text without marks → the longest formula that it nearly is."""
        hits: dict[tuple[int, int], int] = {}
        grams = map(str.__add__, map(str.__add__, s, s[1:]), s[2:])
        for at in [i for i, gram in enumerate(grams) if gram in self.index]:
            for which, first in self.index[s[at : at + 3]]:
                span = self._compare(s, at, which, first=first)
                if span is None:
                    continue
                old = hits.get(span)
                if old is None or len(self.formulas[old][0]) < len(self.formulas[which][0]):
                    hits[span] = which
        return hits

    def _compare(self, s: str, at: int, which: int, *, first: bool) -> tuple[int, int] | None:
        """The span of a near miss whose one half is found whole at ``at``."""
        text, formula = self.formulas[which]
        half = len(text) // 2
        least = 1 if len(text) >= 8 else 2
        if first:
            if not s.startswith(text[:half], at):
                return None
            size = _edit(
                text[half:], s[at + half : at + len(text) + _LOOSE + 1], loose=formula.loose, least=least
            )
            return (at, at + half + size) if size else None
        rest = text[half:]
        if not s.startswith(rest, at):
            return None
        size = _edit(
            text[:half][::-1], s[max(0, at - half - _LOOSE - 1) : at][::-1], loose=formula.loose, least=least
        )
        return (at - size, at + len(rest)) if size else None


def bare(text: str) -> str:
    """The text without quotation marks, commas and spaces."""
    return "".join(c for c in text if c not in _MARKS)


def _edit(want: str, have: str, *, loose: bool, least: int) -> int:
    """How many characters of ``have`` are ``want`` after exactly one edit; 0 when it takes none, or more than one.

    What stands before it is whole already; behind the edit one character must agree (two where the formula is
    short), so that another word's beginning is no slip.
    """
    size = len(want)
    at = next((i for i, (a, b) in enumerate(zip(want, have, strict=False)) if a != b), min(size, len(have)))
    if at >= min(size, len(have)):
        return 0
    rest, gone, come = want[at + 1 :], want[at], have[at]
    if rest[:1] == come and have[at + 1 : at + 2] == gone and rest[1:] == have[at + 2 : size]:
        return size if len(rest) > 1 or size > 3 else 0
    # (whether it fits, size of the whole, whether anybody may write so): changed, lost, added
    ways = (
        (rest == have[at + 1 : size] and len(rest) >= least, size, {gone, come} <= _FREE_CHARS),
        (rest == have[at : size - 1] and len(rest) >= least, size - 1, gone in _FREE_CHARS),
        (want[at:] == have[at + 1 : size + 1] and bool(rest), size + 1, come in _FREE_CHARS),
    )
    for fits, length, free in ways:
        if fits:
            return 0 if free else length
    return _gap(want, have, at) if loose and len(rest) > 1 else 0


def _gap(want: str, have: str, at: int) -> int:
    """As ``_edit``, for a stretch of the formula that is lost, or a word put in."""
    size = len(want)
    for width in range(2, _LOOSE + 1):
        for lost, more in ((width, 0), (0, width)):
            tail = want[at + lost :]
            if len(tail) >= 3 and tail == have[at + more : size - lost + more]:
                return size - lost + more
    return 0
