"""The arithmetic of figures: a formula with its parts, and whether a figure is a value within what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from pipeline.checking.facts.sheet import Place, alike
from pipeline.text.quantities import Quantity, entails


class Formula(NamedTuple):
    text: str
    parts: tuple[Place, ...]


def number(place: Place) -> Fraction:
    quantity = place.value.quantity
    assert quantity is not None  # noqa: S101 — of a pool of figures
    return quantity.low


def fits(quantity: Quantity, value: Fraction) -> bool:
    """Whether the figure is the value, within the rounding that it shows and what its hedge allows."""
    if quantity.hedge:
        if quantity.hedge == "over" and value > quantity.low * Fraction(6, 5):
            return False
        return entails(replace(quantity, low=value, high=value, hedge="", bound=""), quantity)
    slack = rounding(quantity)
    return abs(quantity.low - value) <= slack


_SHOWN = re.compile(r"\d+(?:\.(\d+))?\s*([万亿千]*)")


def rounding(quantity: Quantity) -> Fraction:
    """Half a unit of the last decimal that is shown; nothing for a whole number."""
    match = _SHOWN.search(quantity.text)
    if match is None or not match[1]:
        return (
            Fraction(0)
            if match is None or quantity.dimension not in ("percent", "points")
            else Fraction(1, 2)
        )
    shown = quantity.low / Fraction(match[0].rstrip("千万亿").strip()) if quantity.low else Fraction(1)
    return shown * Fraction(1, 2 * 10 ** len(match[1]))


def close(quantity: Quantity, value: Fraction) -> bool:
    slack = max(rounding(quantity), abs(value) / 200 if value.denominator != 1 else Fraction(0))
    return fits(quantity, value) or (not quantity.hedge and abs(quantity.low - value) <= slack)


def by_owner(places: Iterable[Place]) -> dict[str, list[Place]]:
    """Figures of the notes by the fact that they stand in."""
    found: dict[str, list[Place]] = {}
    for p in places:
        found.setdefault(p.owner, []).append(p)
    return found


def gap(quantity: Quantity, pool: Sequence[Place], *, any_pair: bool = False) -> Formula | None:
    for a, b in combinations(pool, 2):
        big, small = (a, b) if number(a) >= number(b) else (b, a)
        if (
            (any_pair or a.owner == b.owner or alike(a, b) >= 0.3)
            and fits(quantity, number(big) - number(small))
            and number(big) != number(small)
        ):
            return Formula(f"{big.value.text}－{small.value.text}＝{quantity.text}", (big, small))
    return None
