"""Putting in what is safe to put in; everything else stays as it is, character for character."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.checking.engine import Checker, Flagged
from pipeline.checking.passage import Passage
from pipeline.text.edits import Edit, apply, compose, trimmed

ROUNDS = 8
"""One fix may bare another (a doubled mark behind a space); the shipped rules settle in two."""


class Fixed(NamedTuple):
    """A passage with all safe fixes in; fixing it again changes nothing."""

    passage: Passage
    changes: int
    edits: tuple[Edit, ...]
    """What was changed, in offsets of the text before."""


def edits_of(text: str, flagged: Iterable[Flagged], *, all_of_them: bool = False) -> tuple[Edit, ...]:
    """The safe fixes as edits, in order; of overlapping ones the first.

    all_of_them: every suggestion that is a replacement, safe or not (for the examples of rules).
    """
    out: list[Edit] = []
    done = 0
    for one in sorted(flagged, key=lambda f: (f.finding.start, f.finding.end)):
        new = one.finding.suggestion if all_of_them else one.fix
        start, end = one.finding.start, one.finding.end
        if new is None or start < done or start == end == 0 or text[start:end] == new:
            continue
        out.append(Edit(start, end, new))
        done = end
    return tuple(out)


def mend(text: str, flagged: Iterable[Flagged], *, all_of_them: bool = False) -> tuple[str, int]:
    """The text with the fixes put in (see ``edits_of``), and how many there were."""
    edits = edits_of(text, flagged, all_of_them=all_of_them)
    return apply(text, edits), len(edits)


def fixed(passage: Passage, checker: Checker) -> Fixed:
    """The passage with all safe fixes put in."""
    before = passage.text
    total = 0
    done: tuple[Edit, ...] = ()
    for _ in range(ROUNDS):
        edits = edits_of(passage.text, checker.flagged(passage))
        if not edits:
            break
        total += len(edits)
        done = compose(before, done, edits)
        passage = passage.with_text(apply(passage.text, edits))
    return Fixed(passage, total, tuple(trimmed(before, e) for e in done))
