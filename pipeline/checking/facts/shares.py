"""Rates that follow from figures of the notes: 占比, 完成率, 增幅, 倍数."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from pipeline.checking.facts.cues import GROWTH, SHARE, is_share, stretch
from pipeline.checking.facts.reckoning import Formula, fits, number
from pipeline.checking.facts.sheet import Place, alike
from pipeline.text.quantities import Quantity, same_kind
from pipeline.text.units import COUNTED

AKIN = 0.3
"""Likeness from which figures of two facts may be set against each other."""
ROUGH, FAR_BELOW, NEAR_HALF = 3, 12, 44
"""Percentage points: how far 三成 may be off, 不到一半 below; from where 近一半 is near."""


def _one_whole(a: Quantity, b: Quantity) -> bool:
    """Whether one can be a share of the other; 五方面 and 18个 can't."""
    return same_kind(a, b) and not {a.unit, b.unit} & {"方面", "点", "级", "大", "类", "种"}


def ratio(place: Place, quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    """占比, 完成率, 增幅 of two figures of one kind; what another rate or multiple comes to."""
    part = SHARE.search(stretch(place)) is not None and not GROWTH.search(stretch(place))
    for a, b in combinations(pool, 2):
        if _comparable(a, b, place):
            for x, y in ((a, b), (b, a)):
                formula = _share(quantity, x, y, part=part, rate="率" in stretch(place))
                if formula:
                    return formula
    rates = _of(pool, "percent")
    return _converted(quantity, rates, pool) or _complement(quantity, rates)


def _of(pool: Sequence[Place], dimension: str) -> list[Place]:
    return [p for p in pool if p.value.quantity and p.value.quantity.dimension == dimension]


def _comparable(a: Place, b: Place, place: Place) -> bool:
    one, other = a.value.quantity, b.value.quantity
    if one is None or other is None or one.dimension in ("percent", "points", "times"):
        return False
    same = a.owner == b.owner
    votes = (
        same
        and {one.dimension, other.dimension} <= COUNTED
        and re.search(r"率|占|比", place.before) is not None
    )
    hedged = place.value.quantity is not None and bool(place.value.quantity.hedge)
    shared = not hedged and is_share(place)
    return (votes or _one_whole(one, other)) and (same or shared or alike(a, b) >= AKIN)


def _share(quantity: Quantity, x: Place, y: Place, *, part: bool, rate: bool) -> Formula | None:
    """x as a share of y, or its growth against y; only as a share where the words say that (part, rate)."""
    if not number(y):
        return None
    ways = [(number(x) / number(y) * 100, f"{x.value.text}÷{y.value.text}")]
    if not part or (number(x) < number(y) and x.owner == y.owner and rate):
        # 合格率 is what the 不合格 leave.
        ways.append(
            (
                abs(number(x) - number(y)) / number(y) * 100,
                f"（{x.value.text}－{y.value.text}）÷{y.value.text}",
            )
        )
    if x.owner == y.owner and number(y) > number(x):
        # 6.5亿元，较上年增加1.5亿元: the growth against what it was.
        ways += [
            (number(x) / (number(y) - number(x)) * 100, f"{x.value.text}÷（{y.value.text}－{x.value.text}）"),
            (number(x) / (number(y) + number(x)) * 100, f"{x.value.text}÷（{y.value.text}＋{x.value.text}）"),
        ]
    for value, sign in ways:
        seen = value / 100 if quantity.dimension == "times" else value
        if seen not in (0, 1, 100) and _about(quantity, seen):
            return Formula(f"{sign}≈{quantity.text}", (x, y))
    return None


def _about(quantity: Quantity, seen: Fraction) -> bool:
    """Within what the figure shows; 三成, 三分之二 and 不到一半 are looser ways of saying it."""
    if fits(quantity, seen):
        return True
    if re.search("成|分之", quantity.text) and not quantity.hedge and abs(quantity.low - seen) <= ROUGH:
        return True
    if re.match(r"不到|不足", quantity.text) and 0 < quantity.low - seen <= FAR_BELOW:
        return True
    return "半" in quantity.text and quantity.hedge == "under" and NEAR_HALF <= seen < 50


def _converted(quantity: Quantity, rates: Sequence[Place], pool: Sequence[Place]) -> Formula | None:
    """增长5% as 1.05倍, 上年的1.5倍 as 增长50%, 97%比上年提高2个百分点 as 由95%."""
    for p in _of(pool, "times"):
        if quantity.dimension == "percent" and any(
            fits(quantity, v) for v in ((number(p) - 1) * 100, number(p) * 100)
        ):
            return Formula(f"由{p.value.text}换算", (p,))
    for p in rates:
        share = number(p) / 100
        if quantity.dimension == "times" and any(fits(quantity, v) for v in (1 + share, share, 1 - share)):
            return Formula(f"由{p.value.text}换算", (p,))
        for q in _of(pool, "points"):
            moved = (number(p) - number(q), number(p) + number(q))
            if (
                p.owner == q.owner
                and quantity.dimension == "percent"
                and any(fits(quantity, v) for v in moved)
            ):
                return Formula(f"{p.value.text}与{q.value.text}相加减", (p, q))
    return None


def _complement(quantity: Quantity, rates: Sequence[Place]) -> Formula | None:
    for p in rates:
        if p.owner and fits(quantity, abs(100 - number(p))):
            # What is left of a whole, or what goes beyond it (完成预算的103.2%, 超出3.2%).
            return Formula(f"100%与{p.value.text}相差{quantity.text}", (p,))
    return None
