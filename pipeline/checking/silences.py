"""Ignore comments: ``<!-- zhibi: 忽略 U-ETC -->`` in a line, or alone in the line above, silences a rule there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.checking.asides import Aside
from pipeline.checking.passage import Passage
from pipeline.checking.spans import Spans
from pipeline.types import Finding


class Unknown(NamedTuple):
    """What an ignore comment names that is no rule."""

    line: int
    said: str


class _Comment(NamedTuple):
    start: int
    """Where the lines begin that it speaks of."""
    end: int
    at: int
    """Where the comment itself stands."""
    ids: tuple[str, ...]
    said: str
    """What is written behind 忽略."""


def silenced(finding: Finding, passage: Passage) -> bool:
    """Whether a comment switches the rule off at this place.

    A finding about the text as a whole has no place; only its own id silences it, in the first line.
    """
    by_rule = passage.made("silences", _by_rule)
    if not by_rule:
        return False
    place = (finding.start, finding.start + 1)
    everything = by_rule.get("") if finding.end > finding.start else None
    return any(spans is not None and spans.touch(*place) for spans in (everything, by_rule.get(finding.rule)))


def unknown(passage: Passage, known: frozenset[str]) -> tuple[Unknown, ...]:
    """What is named in ignore comments and is no id of ``known``; a word that only gives the reason is left alone."""
    out: list[tuple[int, str]] = []
    for comment in passage.made("silences.read", lambda p: tuple(_comments(p))):
        wrong = [i for i in comment.ids if i not in known]
        if comment.said and not comment.ids:
            wrong = [comment.said[:40]]
        out += [(comment.at, said) for said in wrong]
    return tuple(Unknown(passage.text.count("\n", 0, at) + 1, said) for at, said in out[:_TOLD])


def _by_rule(passage: Passage) -> dict[str, Spans]:
    """The places by rule; under "" those where all rules are silent."""
    found: dict[str, list[tuple[int, int]]] = {}
    for comment in passage.made("silences.read", lambda p: tuple(_comments(p))):
        for rule in comment.ids if comment.said else ("",):
            found.setdefault(rule, []).append((comment.start, comment.end))
    return {rule: Spans(places) for rule, places in found.items()}


_TOLD = 20
"""Unknown ids at most; nobody reads more of them."""
_WORDS = re.compile(r"<!--\s*zhibi[:：]\s*(?:忽略|ignore)[:：]?(?P<said>.*)-->", re.DOTALL | re.IGNORECASE)
_SPACE = re.compile(r"\s*")
_ID = re.compile(r"(?<![A-Z0-9])[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")


def _comments(passage: Passage) -> Iterator[_Comment]:
    text = passage.text
    for row in _rows(passage):
        start = text.rfind("\n", 0, row[0].start) + 1
        end = _line_end(text, row[-1].end)
        between = [start, *(at for one in row for at in (one.start, one.end)), end]
        if not any(text[a:b].strip() for a, b in zip(between[::2], between[1::2], strict=True)):
            # Alone in its line, it speaks of the next one that is not empty.
            following = _SPACE.match(text, end)
            end = _line_end(text, following.end() if following else end)
        for comment in row:
            match = _WORDS.fullmatch(text, comment.start, comment.end)
            if match is not None:
                said = match["said"].strip()
                ids = tuple(dict.fromkeys(_ID.findall(said.upper())))
                yield _Comment(start, end, comment.start, ids, said)


def _rows(passage: Passage) -> Iterator[list[Aside]]:
    """The comments of each line together: thousands may stand in one, which is then read once."""
    row: list[Aside] = []
    reach = -1
    for comment in passage.asides:
        if comment.sort != "comment":
            continue
        if row and comment.start >= reach:
            yield row
            row = []
        row.append(comment)
        if comment.end > reach:
            reach = _line_end(passage.text, comment.end)
    if row:
        yield row


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
