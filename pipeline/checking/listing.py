"""Findings as a person reads them in a terminal: place, words, the line with the place underlined, advice."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len

from pipeline.checking.finished import Reviewed, advised
from pipeline.types import Finding, Severity

INDENT = "    "
_COLOURS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1", Severity.INFO: "36;1"}
_LEAD = 0.4
"""Share of the free cells that goes to the words before the place."""

Paint = Callable[[str, str], str]


class Place(NamedTuple):
    """Lines and columns count from 1, columns in characters."""

    line: int
    column: int


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def place(self, at: int) -> Place:
        """Line and column of an offset."""
        line = bisect_right(self._starts, at)
        return Place(line, at - self._starts[line - 1] + 1)

    def span(self, line: int) -> tuple[int, int]:
        """Offsets of a line, without its end."""
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        return self._starts[line - 1], end


def listing(documents: Sequence[Reviewed], *, width: int = 80, colour: bool = False) -> str:
    """The findings of the documents, grouped by line, and how many there are.

    width: cells of a line; a Chinese character takes two. colour: with escape sequences for a terminal.
    """
    paint: Paint = _painted if colour else lambda text, _: text
    blocks = [block for one in documents for block in _blocks(one, width, paint)]
    return "\n\n".join([*blocks, summary(f for one in documents for f in one.findings)]) + "\n"


def summary(findings: Iterable[Finding]) -> str:
    """How many findings there are of each severity."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    if not any(counts.values()):
        return "没有发现问题。"
    return " ".join(f"{severity.label}{count}" for severity, count in counts.items())


def whole(finding: Finding) -> bool:
    """Whether a finding speaks of the document as a whole."""
    return finding.start == finding.end == 0


def _blocks(one: Reviewed, width: int, paint: Paint) -> Iterable[str]:
    lines = Lines(one.manuscript.text)
    name = visible(one.manuscript.name)
    about = [f for f in one.findings if whole(f)]
    if about:
        yield "\n".join(row for f in about for row in _rows(f, name, (), paint))
    placed = ((lines.place(f.start), f) for f in one.findings if not whole(f))
    for _, group in groupby(placed, key=lambda p: p[0].line):
        rows: list[str] = []
        for place, finding in group:
            excerpt = _excerpt(lines, place.line, finding, width, paint)
            rows += _rows(finding, f"{name}:{place.line}:{place.column}", excerpt, paint)
        yield "\n".join(rows)


def _rows(finding: Finding, place: str, excerpt: Iterable[str], paint: Paint) -> Iterable[str]:
    label = paint(finding.severity.label, _COLOURS[finding.severity])
    unnamed = [f for f in finding.facts if f not in finding.message]
    facts = f"（要点{'、'.join(unnamed)}）" if unnamed else ""
    yield f"{paint(place, '1')}: {label} {finding.rule} {visible(finding.message)}{facts}"
    yield from excerpt
    if finding.suggestion is not None:
        yield f"{INDENT}建议：{paint(visible(advised(finding)), '32')}"


def _excerpt(lines: Lines, line: int, finding: Finding, width: int, paint: Paint) -> Iterable[str]:
    """The line, or the part of it around the place, and the marks below."""
    low, high = lines.span(line)
    text, start, end = lines.text, finding.start, min(finding.end, high)
    while low < start and text[low].isspace():
        low += 1
    room = max(width - len(INDENT), 20)
    marked = _taken(text, start, end, room - 4)
    cut = marked < end
    free = room - 4 - cell_len(visible(text[start:marked]))
    first = _back(text, low, start, int(free * _LEAD))
    last = marked if cut else _taken(text, marked, high, free - cell_len(visible(text[first:start])))
    first = _back(text, low, start, free - cell_len(visible(text[marked:last])))
    lead = ("…" if first > low else "") + visible(text[first:start])
    body = visible(text[start:marked])
    tail = visible(text[marked:last]) + ("…" if last < high else "")
    yield f"{INDENT}{lead}{body}{tail}".rstrip()
    yield f"{INDENT}{' ' * cell_len(lead)}{paint('^' * max(cell_len(body), 1), _COLOURS[finding.severity])}"


def _taken(text: str, start: int, end: int, cells: int) -> int:
    """The end of what fits from ``start`` on."""
    at = start
    while at < end and (cells := cells - cell_len(visible(text[at]))) >= 0:
        at += 1
    return at


def _back(text: str, low: int, end: int, cells: int) -> int:
    """The beginning of what fits before ``end``."""
    at = end
    while at > low and (cells := cells - cell_len(visible(text[at - 1]))) >= 0:
        at -= 1
    return at


def visible(text: str) -> str:
    """The text on one line, with a blank for everything that can't be seen or would steer a terminal."""
    return "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)


def _painted(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"
