"""Places of a text that are looked up often: whether a span lies in one of many, in logarithmic time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from pipeline.text.setphrases import merge


class Spans:
    """Spans, sorted and joined where they overlap."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        merged = merge(spans)
        self._starts = [s.start for s in merged]
        self._ends = [s.end for s in merged]

    def touch(self, start: int, end: int) -> bool:
        """Whether one of them shares a character with the span."""
        i = bisect_left(self._starts, end) - 1
        return i >= 0 and self._ends[i] > start

    def hold(self, start: int, end: int) -> bool:
        """Whether the span lies wholly in one of them."""
        i = bisect_right(self._starts, start) - 1
        return i >= 0 and self._ends[i] >= end

    def at(self, place: int) -> tuple[int, int] | None:
        """The one that the character at ``place`` stands in."""
        i = bisect_right(self._starts, place) - 1
        return (self._starts[i], self._ends[i]) if i >= 0 and place < self._ends[i] else None
