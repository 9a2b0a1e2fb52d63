"""The words that say how a figure was computed: 占 and 率, 比…多, 月均 and 每季度; and what they let follow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations, product

from pipeline.checking.facts.reckoning import Formula, by_owner, fits, gap, number
from pipeline.checking.facts.sheet import Place
from pipeline.text.quantities import Quantity, same_kind

SHARE = re.compile(r"占|比例|比重|率|完成|相当于|强度|份额|成数|密度")
"""The figure is a part of another, in per cent."""
GROWTH = re.compile(r"[增减降升涨提缩扩压高低多少超快慢]|翻")
"""The figure is a change against another."""
GAP = re.compile(
    r"[比较与][^，。；]*(?:[多少高低增减快短]|相差|超)|超额|超出|超过|多出|高出|还差|只差|缺口|相差|节约|结余|剩"
)
"""The figure is a difference."""
_PERIODS = (
    (re.compile(r"月均|每个?月|按月|逐月"), 12),
    (re.compile(r"季均|每个?季度?|逐季"), 4),
    (re.compile(r"周均|每周|每个?星期"), 52),
    (re.compile(r"日均|天均|每[天日]"), 365),
    (re.compile(r"每半年|半年均"), 2),
)
_UP_TO_IT = re.compile(r"[0-9%]|、|两|[一二三四五六七八九十百千万亿](?=[个家户件人次元项名位场期])")
_DIGITS = re.compile(r"[0-9]+(?:\.([0-9]+))?")


def stretch(place: Place) -> str:
    """The words of its clause between the figure before and this one."""
    return _UP_TO_IT.split(place.before)[-1]


def beside(place: Place) -> str:
    """The words before the figure and those behind it, up to the figures around."""
    return stretch(place) + "，" + re.split(r"[0-9、]", place.after)[0]


def is_share(place: Place) -> bool:
    """Whether the words say that the figure is a part of a whole: 占, …率, 其中八成为."""
    half = place.value.quantity is not None and re.search("半", place.value.text)
    if SHARE.search(place.before) or half:
        return True
    return place.before.endswith("其中") and re.match(r"[为是属系由用来](?!止)", place.after) is not None


def times_a_year(words: str) -> int | None:
    """12 of 月均, 4 of 每季度: how many of the period make a year."""
    return next((times for pattern, times in _PERIODS if pattern.search(words)), None)


def averaged(place: Place, quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    """月均7.2万人次 of 86.4万人次 a year, to the last digit that is written."""
    times = times_a_year(stretch(place))
    if times is None or quantity.hedge:
        return None
    for p in pool:
        noted = p.value.quantity
        if noted is None or noted.hedge or not same_kind(noted, quantity) or times_a_year(stretch(p)):
            continue
        if abs(quantity.low - noted.low / times) <= _half_a_digit(quantity):
            return Formula(f"{p.value.text}÷{times}＝{quantity.text}", (p,))
    return _mean(quantity, pool)


def _mean(quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    """平均每季度1400件 of 1200件、1350件、1480件、1570件: the mean of what one fact lists."""
    exact = (p for p in pool if _like(p, quantity) and p.value.quantity and not p.value.quantity.hedge)
    for listed in by_owner(exact).values():
        mean = sum((number(p) for p in listed), Fraction(0)) / len(listed)
        if len(listed) > 1 and abs(quantity.low - mean) <= _half_a_digit(quantity):
            return Formula(
                f"（{'＋'.join(p.value.text for p in listed)}）÷{len(listed)}＝{quantity.text}", tuple(listed)
            )
    return None


def _half_a_digit(quantity: Quantity) -> Fraction:
    """Half of what the last written digit stands for: 500人 of 7.2万人."""
    shown = _DIGITS.search(quantity.text)
    if shown is None or not Fraction(shown[0]):
        return Fraction(0)
    places: int = 10 ** len(shown[1] or "")
    return quantity.low / Fraction(shown[0]) / (2 * places)


def from_the_text(place: Place, right: Sequence[Place], own: Sequence[Place]) -> Formula | None:
    """A share or a difference of figures of the same sentence that are right themselves, where a word says so.

    own: figures of the notes that measure what this one does; 黄芪占七成 of 3000亩 need not repeat 2100亩.
    """
    quantity = place.value.quantity
    if quantity is None or quantity.ordinal:
        return None
    # The nearest are enough, and a sentence may be a list of hundreds.
    right = sorted(right, key=lambda p: abs(p.value.start - place.value.start))[:NEAREST]
    words = beside(place)
    if quantity.dimension == "percent" and (SHARE.search(words) or is_share(place)):
        for a, b in (*permutations(right, 2), *product(own, right)):
            if _of_one_kind(a, b) and number(b) and _is(quantity, number(a) / number(b) * 100):
                return Formula(f"{a.value.text}÷{b.value.text}≈{quantity.text}", (a, b))
    if quantity.dimension not in ("percent", "times") and GAP.search(place.before):
        difference = gap(quantity, [p for p in right if _like(p, quantity)], any_pair=True)
        if difference:
            return difference
    return _whole(place, quantity, right) or _remainder(place, quantity, right)


_AIM = re.compile(r"目标|计划|任务|预算|总量|总数")
"""The figure is the whole of which another is so many per cent."""


def _whole(place: Place, quantity: Quantity, right: Sequence[Place]) -> Formula | None:
    """占40亿元年度目标的53.5% of 21.4亿元 and 53.5%."""
    if not (_AIM.search(place.after) or _AIM.search(stretch(place))):
        return None
    for a, rate in permutations(right, 2):
        share = rate.value.quantity
        if share and share.dimension == "percent" and share.low and _like(a, quantity):
            whole = number(a) * 100 / share.low
            if fits(quantity, whole) or abs(whole - quantity.low) * 200 <= whole:
                return Formula(f"{a.value.text}÷{rate.value.text}≈{quantity.text}", (a, rate))
    return None


NEAREST = 12
"""Figures of a sentence that one may be computed from."""


def _remainder(place: Place, quantity: Quantity, right: Sequence[Place]) -> Formula | None:
    """总投资2350万元，其中中央资金1880万元、地方配套470万元: what the other parts leave of the whole before 其中."""
    like = sorted((p for p in right if _like(p, quantity)), key=lambda p: p.value.start)
    parts = [p for p in like if p.value.start < place.value.start and p.clause == place.clause]
    if not parts or "其中" not in parts[0].before:
        return None
    whole = next((p for p in reversed(like) if p.value.end <= parts[0].value.start and p not in parts), None)
    if whole is None or not fits(quantity, number(whole) - sum(map(number, parts), Fraction(0))):
        return None
    return Formula(
        f"{whole.value.text}－{'－'.join(p.value.text for p in parts)}＝{quantity.text}", (whole, *parts)
    )


def _is(quantity: Quantity, value: Fraction) -> bool:
    return value != 100 and (
        fits(quantity, value) or ("成" in quantity.text and abs(quantity.low - value) <= 3)
    )


def _of_one_kind(a: Place, b: Place) -> bool:
    one, other = a.value.quantity, b.value.quantity
    return one is not None and other is not None and same_kind(one, other) and one.dimension != "percent"


def _like(place: Place, quantity: Quantity) -> bool:
    return place.value.quantity is not None and same_kind(place.value.quantity, quantity)
