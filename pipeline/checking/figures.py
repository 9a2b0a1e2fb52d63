"""Figures of running text for computing with: how finely each is written, by sentence, compared and told."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from pipeline.checking.passage import Passage
from pipeline.text.quantities import Quantity

DIGITS = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with how finely it is written."""

    q: Quantity
    step: Fraction
    """The last place shown; 0 for a plain count."""

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.q.start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.q.end

    @property
    def value(self) -> Fraction:
        """Its (lower) value in the base unit."""
        return self.q.low

    @property
    def exact(self) -> bool:
        """A single value without a hedge."""
        return not self.q.hedge and self.q.low == self.q.high and not self.q.ordinal

    @property
    def rate(self) -> bool:
        """Per cent or percentage points."""
        return self.q.dimension in {"percent", "points"}


def figure_of(q: Quantity) -> Figure:
    """The quantity with the last place that it shows."""
    match = DIGITS.search(q.text)
    if match is None:
        return Figure(q, Fraction(10) if q.text.endswith("成") else Fraction(0))
    shown = Fraction(match[0].replace(",", ""))
    size = q.low / shown if shown else Fraction(1)
    places = len(match[1]) if match[1] else 0
    fine = size * Fraction(1, 10**places)
    return Figure(q, fine if places or size != 1 or q.dimension in {"percent", "points"} else Fraction(0))


class Sentence(NamedTuple):
    """A sentence with its figures."""

    start: int
    end: int
    figures: tuple[Figure, ...]


def figures_of(passage: Passage) -> tuple[Sentence, ...]:
    """Sentences that have figures."""
    return passage.made("arithmetic.figures", _sentences)


def _of_ratio(text: str, q: Quantity) -> bool:
    """The sides of 19∶1 are no figures of their own."""
    return text[q.end : q.end + 1] in {"∶", ":", "："} or text[max(0, q.start - 1) : q.start] in {"∶", ":"}


def _sentences(passage: Passage) -> tuple[Sentence, ...]:
    found = [q for q in passage.quantities if not q.weak and not _of_ratio(passage.text, q)]
    starts = [q.start for q in found]
    out = []
    for span in passage.sentences:
        here = found[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        if len(here) > 1 or any(q.dimension == "percent" for q in here):
            out.append(Sentence(span.start, span.end, tuple(map(figure_of, here))))
    return tuple(out)


def near(figure: Figure, wanted: Fraction, slack: Fraction = Fraction(0)) -> bool:
    """Whether the figure is ``wanted`` to the last place shown."""
    return abs(figure.value - wanted) <= figure.step / 2 + slack


def near_ratio(figure: Figure, above: Fraction, below: Figure, slack: Fraction = Fraction(0)) -> bool:
    """Whether the figure is above / below, both as coarse as they are written; some round it, some cut it off."""
    half = below.step / 2
    low = (above - slack) / (below.value + half)
    high = (above + slack) / (below.value - half) if below.value > half else low
    loose = figure.step if figure.rate else figure.step / 2
    return low - loose <= figure.value <= high + loose


def said(figure: Figure) -> str:
    """The figure as it is written."""
    return figure.q.text.replace(" ", "")


def decimal(value: Fraction, like: Figure) -> str:
    """``value`` with as many places as ``like`` shows, one at least."""
    match = DIGITS.search(like.q.text)
    places = max(1, len(match[1])) if match and match[1] else 1
    text = f"{float(value):.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(value: Fraction, like: Figure) -> str:
    """``value`` in the unit that ``like`` is written in."""
    match = DIGITS.search(like.q.text)
    if match is None:
        return decimal(value, like)
    shown = Fraction(match[0].replace(",", ""))
    size = abs(like.value / shown) if shown and like.value else Fraction(1)
    return decimal(abs(value) / size, like) + like.q.text[match.end() :]
