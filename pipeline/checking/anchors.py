"""The clauses of the facts that tell the same value as a clause of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.checking.evidence import Ground, Told, likeness
from pipeline.checking.values import Value
from pipeline.text.quantities import same_value
from pipeline.text.sentences import split_clauses
from pipeline.text.words import content_bigrams


@dataclass(frozen=True)
class Clause:
    """A clause with its values; offsets are into ``whole``."""

    whole: str
    start: int
    end: int
    values: tuple[Value, ...]

    @property
    def text(self) -> str:
        return self.whole[self.start : self.end]

    @property
    def figures(self) -> tuple[Value, ...]:
        return tuple(v for v in self.values if v.quantity and not v.quantity.ordinal)


@dataclass(frozen=True)
class Anchor:
    """A value of a sentence and the same value of a fact."""

    here: Value
    there: Value
    told: Told
    clause: Clause
    """The fact's."""


def clauses_of(text: str, values: Sequence[Value]) -> tuple[Clause, ...]:
    """The clauses of a text, each with the values that begin in it."""
    return tuple(
        Clause(text, s.start, s.end, tuple(v for v in values if s.start <= v.start < s.end))
        for s in split_clauses(text)
    )


def anchors(clause: Clause, facts: Sequence[Told]) -> tuple[Anchor, ...]:
    """For each figure of the clause the place in the facts that has it too (the likest, when several do)."""
    found: list[Anchor] = []
    here = content_bigrams(clause.whole)
    for value in clause.figures:
        best: tuple[float, Anchor] | None = None
        for told in facts:
            for theirs in clauses_of(told.fact.statement, told.values):
                for other in theirs.figures:
                    if not value.quantity or not other.quantity:
                        continue
                    if not same_value(value.quantity, other.quantity):
                        continue
                    score = likeness(content_bigrams(theirs.text), here)
                    if best is None or score > best[0]:
                        best = (score, Anchor(value, other, told, theirs))
        if best:
            found.append(best[1])
    return tuple(found)


def chosen(ids: Sequence[str], ground: Ground) -> tuple[Told, ...]:
    """The facts that a sentence tells."""
    return tuple(t for t in ground.facts if t.fact.id in ids)
