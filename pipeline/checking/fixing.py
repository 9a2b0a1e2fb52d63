"""Putting in what is safe to put in; everything else stays as it is, character for character."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checking.engine import Checker, Flagged
from pipeline.checking.passage import Passage

ROUNDS = 8
"""One fix may bare another (a doubled mark behind a space); the shipped rules settle in two."""


def mend(text: str, flagged: Iterable[Flagged], *, all_of_them: bool = False) -> tuple[str, int]:
    """The text with the safe fixes put in, and how many there were; of overlapping ones the first.

    all_of_them: put in every suggestion that is a replacement, safe or not (for the examples of rules).
    """
    out: list[str] = []
    done = count = 0
    for one in sorted(flagged, key=lambda f: (f.finding.start, f.finding.end)):
        new = one.finding.suggestion if all_of_them else one.fix
        start, end = one.finding.start, one.finding.end
        if new is None or start < done or start == end == 0 or text[start:end] == new:
            continue
        out += (text[done:start], new)
        done = end
        count += 1
    return "".join((*out, text[done:])), count


def fixed(passage: Passage, checker: Checker) -> tuple[Passage, int]:
    """The passage with all safe fixes in, and their number; fixing it again changes nothing."""
    total = 0
    for _ in range(ROUNDS):
        text, count = mend(passage.text, checker.flagged(passage))
        if not count:
            break
        total += count
        passage = passage.with_text(text)
    return passage, total
