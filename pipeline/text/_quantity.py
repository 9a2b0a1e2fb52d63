"""What a figure is, when two are equal, and when one follows from the other."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pipeline.text.units import COUNTED, GENERIC, MEASURED, UNITS, compatible

HedgeClass = Literal["", "about", "over", "under"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure with its unit and hedge; ``text`` is the whole expression, 近, 余, 左右 included.

    low and high are in ``unit``, the base unit of the dimension (亿元 → 元, 亩 → 平方米, 年 → 个月, 成 → %);
    they differ for ranges (3—5天) and approximations (三四个). ``bound`` tells how the hedge reaches: ""
    none, "tail" up to the next round figure (120余), "open" without an end (120以上, 超过120), "close" just
    short of it (近120). ``weak`` marks what often claims nothing: 一 as an article (形成了一个机制) and the
    document's count of its own points (提三点要求).
    """

    start: int
    end: int
    text: str
    low: Fraction
    high: Fraction
    unit: str
    dimension: str
    hedge: HedgeClass
    ordinal: bool
    weak: bool = False
    bound: Literal["", "tail", "open", "close"] = ""

    @property
    def canonical(self) -> str:
        """A stable spelling: 120000000元, 80%, 约123家, 第3届, 72—120小时."""
        figure = _decimal(self.low)
        if self.high != self.low:
            figure += "—" + _decimal(self.high)
        head = {"about": "约", "over": "超", "under": "近", "": ""}[self.hedge]
        if self.hedge == "under" and self.bound == "open":
            head = "不超过"
        if self.ordinal:
            return f"{head}第{figure}{self.unit}" if self.dimension == "ordinal" else f"前{figure}{self.unit}"
        return f"{head}{figure}{self.unit}"


def same_value(a: Quantity, b: Quantity) -> bool:
    """Equal bounds, compatible units, equal class of hedge: 1.2亿元 = 12000万元, 八成 = 80%, 80所 = 80个.

    近5天 and 5天以内 are both "under", but not the same.
    """
    if (a.low, a.high, a.hedge) != (b.low, b.high, b.hedge) or not same_kind(a, b):
        return False
    return a.hedge != "under" or a.bound == b.bound


def same_kind(a: Quantity, b: Quantity) -> bool:
    """Whether the two could measure the same thing: same dimension, 个 for a counter, or no unit at all."""
    if a.ordinal != b.ordinal:
        return False
    if a.ordinal:
        return a.dimension == b.dimension and (a.unit == b.unit or {a.unit, b.unit} <= {"", "名", "位"})
    if compatible(a.dimension, b.dimension):
        return True
    for one, other in ((a, b), (b, a)):
        if one.dimension == "":
            # Notes drop counters and 元 (企业52, 资金3000万); never the sign of a rate or a length of time.
            return (
                other.dimension in COUNTED
                or other.dimension in GENERIC
                or other.dimension in (MEASURED - {"percent", "points", "times", "month", "hour", "workday"})
            )
    return False


def entails(fact: Quantity, draft: Quantity) -> bool:
    """Whether the draft's figure follows from the fact's: equal, or looser in a way official prose allows.

    123家 ⊨ 120余家, 98.6% ⊨ 近99% and 超98%, 120余家 ⊨ 一百多家; never the other way round: 约5亿元 ⊭ 5亿元.
    """
    if same_value(fact, draft):
        return True
    # 50万元以上 and 30万元以上 draw different lines.
    other_line = fact.bound == draft.bound == "open"
    if other_line or not same_kind(fact, draft) or fact.ordinal or not draft.hedge:
        return False
    span = _interval(fact)
    low, high = span
    if draft.hedge == "about":
        if draft.low != draft.high:
            return draft.low <= low and high <= draft.high
        tolerance = abs(draft.low) * Fraction(5, 100)
        return fact.hedge in {"", "about"} and draft.low - tolerance <= low and high <= draft.low + tolerance
    if draft.hedge == "over":
        return _over(fact, draft, low, high)
    return _under(fact, draft, low, high)


def _over(fact: Quantity, draft: Quantity, low: Fraction, high: Fraction) -> bool:
    nominal = draft.high
    reaches = low >= nominal if draft.bound == "open" or fact.hedge == "over" else low > nominal
    rough = fact.hedge in {"about", "under"} and fact.low == fact.high
    if rough or not reaches:
        return False
    if draft.bound == "tail":
        return high < nominal + _step(draft)
    return high <= 2 * nominal or draft.dimension == "percent"


def _under(fact: Quantity, draft: Quantity, low: Fraction, high: Fraction) -> bool:
    nominal = draft.low
    if fact.hedge in {"about", "over"} or high > nominal:
        return False
    if draft.bound == "open":
        return low * 2 >= nominal
    if high == nominal and fact.hedge == "":
        return False
    gap = nominal - low
    if draft.dimension == "percent":
        if _written_factor(draft) == 10:
            return gap <= 5  # 近九成 of 87%
        return gap <= (Fraction(1, 2) if nominal == 100 else Fraction(5, 2))
    return gap * 20 <= nominal


def _interval(q: Quantity) -> tuple[Fraction, Fraction]:
    """The values that the expression allows."""
    if q.hedge == "over" and q.bound == "tail":
        return q.low, q.high + _step(q) - Fraction(1, 10**6)
    return q.low, q.high


def _step(q: Quantity) -> Fraction:
    """How far 余 and 多 reach, in the base unit: 120余 below 130, 3亿多 below 4亿, 910余亩 below 920亩."""
    factor = _written_factor(q)
    nominal = q.high / factor
    if nominal <= 0:
        return factor
    step = Fraction(1)
    if nominal.denominator != 1:
        while (nominal / step).denominator != 1 and step > Fraction(1, 10**6):
            step /= 10
    else:
        while nominal % (step * 10) == 0:
            step *= 10
    return step * factor


def _written_factor(q: Quantity) -> Fraction:
    """What one of the unit as written is in the base unit: 2000/3 for 亩, 12 for 年."""
    bare = q.text.rstrip("余多来几左右上下以内")
    for size in range(min(len(bare), 6), 0, -1):
        unit = UNITS.get(bare[-size:])
        if unit is not None and unit.dimension == q.dimension:
            return unit.factor
    return Fraction(1)


def _decimal(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    rest = value.denominator
    places = 0
    while rest % 2 == 0 or rest % 5 == 0:
        rest //= 10 if rest % 10 == 0 else (2 if rest % 2 == 0 else 5)
        places += 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    whole, part = digits[:-places], digits[-places:].rstrip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"
