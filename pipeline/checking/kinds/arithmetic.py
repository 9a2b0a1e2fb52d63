"""Figures of one sentence that contradict one another: sums, shares, growth, rates, per-head values.

Only what the words tie together is computed: a total with 其中 behind it, 由A增加到B with the growth in the next
clause, 办结 with 办结率. Roundings are as coarse as the figures are written; a hedged figure (约, 近, 余) proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pydantic import Field

from pipeline.checking.figures import Sentence, figures_of
from pipeline.checking.kinds import kind
from pipeline.checking.kinds.pattern import Regex
from pipeline.checking.lazy import Lazy
from pipeline.checking.passage import Passage
from pipeline.checking.reckoning.each import head, listed
from pipeline.checking.reckoning.growth import change
from pipeline.checking.reckoning.shares import over, rate, rest, share, whole
from pipeline.checking.reckoning.totals import among, together
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.types import Frozen


class ArithmeticOptions(Frozen):
    """Which computation, and the words that tie figures together in it."""

    check: str
    """change, rate, rest, share, sum, whole, over, list or head."""
    words: dict[str, Regex] = Field(default_factory=dict)


Check = Callable[[Passage, Sentence, dict[str, Lazy]], Iterator[Hit]]


@kind("arithmetic", ArithmeticOptions)
def arithmetic(rule: Rule, options: ArithmeticOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """Figures of a sentence that do not agree."""
    words = {name: Lazy(p) for name, p in options.words.items()}
    check = CHECKS[options.check]

    def detect(passage: Passage) -> Iterator[Hit]:
        for sentence in figures_of(passage):
            yield from check(passage, sentence, words)

    return detect


CHECKS: dict[str, Check] = {
    "total": together,
    "change": change,
    "rate": rate,
    "rest": rest,
    "share": share,
    "sum": among,
    "whole": whole,
    "over": over,
    "list": listed,
    "head": head,
}
