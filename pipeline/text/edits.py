"""Changes to a text as data: put in, put one after the other, kept apart from the text that they leave alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple


class Edit(NamedTuple):
    """Put ``new`` in the place of ``text[start:end]``."""

    start: int
    end: int
    new: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits put in; they are in order and don't overlap."""
    out: list[str] = []
    done = 0
    for start, end, new in edits:
        out += (text[done:start], new)
        done = end
    return "".join((*out, text[done:]))


def trimmed(text: str, edit: Edit) -> Edit:
    """The same change without the characters at either end that stay what they are."""
    start, end, new = edit
    while start < end and new and text[start] == new[0]:
        start, new = start + 1, new[1:]
    while start < end and new and text[end - 1] == new[-1]:
        end, new = end - 1, new[:-1]
    return Edit(start, end, new)


def compose(text: str, first: Sequence[Edit], then: Sequence[Edit]) -> tuple[Edit, ...]:
    """One series of edits to ``text`` that does what ``first`` does and, to its result, ``then``."""
    if not first:
        return tuple(then)
    middle = apply(text, first)
    grown = [0, *accumulate(len(e.new) - (e.end - e.start) for e in first)]
    # Both series as spans of the middle text; what touches is one change.
    mine = [(e.start + grown[i], e.start + grown[i] + len(e.new), i, True) for i, e in enumerate(first)]
    theirs = [(e.start, e.end, i, False) for i, e in enumerate(then)]
    out: list[Edit] = []
    shift = 0
    for cluster in _clusters(sorted(mine + theirs)):
        low, high = cluster[0][0], max(c[1] for c in cluster)
        start = low - shift
        shift += sum(len(first[i].new) - (first[i].end - first[i].start) for _, _, i, own in cluster if own)
        inner = [Edit(s - low, e - low, then[i].new) for s, e, i, own in cluster if not own]
        out.append(Edit(start, high - shift, apply(middle[low:high], inner)))
    return tuple(out)


def _clusters(spans: list[tuple[int, int, int, bool]]) -> Iterable[list[tuple[int, int, int, bool]]]:
    cluster: list[tuple[int, int, int, bool]] = []
    reach = -1
    for span in spans:
        if cluster and span[0] > reach:
            yield cluster
            cluster = []
            reach = -1
        cluster.append(span)
        reach = max(reach, span[1])
    if cluster:
        yield cluster
