"""Many listed words found at once, and the words of the notes as one string; what several kinds of rule share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.checking.passage import Passage


class Found(NamedTuple):
    """A listed word with its place."""

    start: int
    end: int
    word: str


class Finder:
    """Many words at once in linear time: at each place the longest, left to right, not overlapping."""

    __slots__ = ("_by_head",)

    def __init__(self, words: Iterable[str]) -> None:
        by_head: dict[str, list[str]] = defaultdict(list)
        for word in sorted({w for w in words if len(w) > 1}, key=lambda w: (-len(w), w)):
            by_head[word[:2]].append(word)
        self._by_head = dict(by_head)

    def find(self, text: str, *, overlapping: bool = False) -> list[Found]:
        """The words of ``text``; ``overlapping``: also those that begin inside another."""
        heads = self._by_head
        out: list[Found] = []
        free = 0
        for at in [i for i, pair in enumerate(map(str.__add__, text, text[1:])) if pair in heads]:
            if at < free:
                continue
            for word in heads[text[at : at + 2]]:
                if text.startswith(word, at):
                    out.append(Found(at, at + len(word), word))
                    free = 0 if overlapping else at + len(word)
                    break
        return out


def notes_text(passage: Passage) -> str:
    """The words of the notes, one string; '' without notes."""
    return passage.made("notes text", _notes_text)


def _notes_text(passage: Passage) -> str:
    if passage.brief is None:
        return ""
    facts = (part for f in passage.brief.facts for part in (f.text, f.statement, f.group))
    return "\n".join([*facts, *passage.brief.head.values()])


class Marked:
    """Places of a text that are taken; asked about in constant time for each character."""

    __slots__ = ("_taken",)

    def __init__(self, length: int, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._taken = bytearray(length)
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Take a span."""
        self._taken[start:end] = b"\x01" * (end - start)

    def touches(self, start: int, end: int) -> bool:
        """Whether any character of the span is taken."""
        return self._taken.find(1, start, end) >= 0

    def covers(self, start: int, end: int) -> bool:
        """Whether every character of the span is taken."""
        return self._taken.find(0, start, end) < 0
