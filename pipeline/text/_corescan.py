"""A number with its unit: what is left of a figure without the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from pipeline.text._numberscan import Number, scan_number
from pipeline.text._quantity import HedgeClass
from pipeline.text._unitscan import unit_at
from pipeline.text.numerals import DIGITS
from pipeline.text.units import MEASURED, UNITS, Unit

Bound = Literal["", "tail", "open", "close"]

_PART = re.compile(r"个(多|半)(月|小时|钟头|星期|礼拜|工作日|学期|季度)")
_PER = re.compile(r"/(?:[0-9]{1,4})?")
_FLAT_AFTER = re.compile(r"[为立功果长员套绩效交份熟就本品]")
_TENTHS_ARE = re.compile(r"[^一二三四五六七八九十百千万第其0-9][二三四五六七八九]成为(?![了])")
"""八成为中央资金: tenths and 为, where 成为 is no word; 一成为 is none."""
_CALENDAR = {c: Unit(c, c, Fraction(1), c) for c in "年月日"}
_POINT = re.compile(r"\.[0-9]")
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Core:
    """Bounds in ``unit``, the base unit of ``dimension``; hedges inside the number are read (300余万元)."""

    end: int
    low: Fraction
    high: Fraction
    unit: str
    dimension: str
    hedge: HedgeClass
    bound: Bound
    number: Number
    measure: Unit | None


class _Behind(NamedTuple):
    """The unit behind a number, where it ends, what half or 多 in it adds."""

    unit: Unit | None
    end: int
    extra: Fraction
    more: bool


def core_at(flat: str, at: int) -> Core | None:
    """The number at ``at`` with its unit; None for parts of codes and names (1.2.3, PM2.5, A4, 5G)."""
    number = scan_number(flat, at)
    glue = flat[at - 1 : at]
    if number is None or (not number.chinese and (glue in {"_", "."} or _POINT.match(flat, number.end))):
        return None
    behind = _behind(flat, number.end)
    unit = behind.unit
    if unit is not None and unit.name == "成":
        return _tenths(flat, number, behind.end, unit)
    if glue.isascii() and glue.isalpha() and not _figure_on_latin(unit, number):
        return None
    hedge, bound = _inner_hedge(flat, at, number)
    if unit is None:
        bare = Core(behind.end, number.low, number.high, "", "", hedge, bound, number, None)
        return bare if number.chinese or not _latin(flat[bare.end : bare.end + 1]) else None
    if behind.more and not hedge:
        hedge, bound = "over", "tail"
    end, name, dimension = _per(flat, behind.end, unit)
    low, high = (number.low + behind.extra) * unit.factor, (number.high + behind.extra) * unit.factor
    return Core(end, low, high, name, dimension, hedge, bound, number, unit)


def _behind(flat: str, at: int) -> _Behind:
    """一个半月, 3个多小时, 两年半, 12家."""
    part = _PART.match(flat, at)
    if part is not None:
        unit = UNITS.get("个" + part.group(2)) or UNITS.get(part.group(2))
        half = part.group(1) == "半"
        return _Behind(unit, part.end(), _HALF if half else Fraction(0), not half)
    unit = unit_at(flat, at)
    if unit is None:
        return _Behind(None, at, Fraction(0), more=False)
    end = at + len(unit.name)
    if unit.dimension in {"month", "hour"} and flat[end : end + 1] == "半":
        return _Behind(unit, end + 1, _HALF, more=False)
    return _Behind(unit, end, Fraction(0), more=False)


def _figure_on_latin(unit: Unit | None, number: Number) -> bool:
    """GDP386亿元 is a figure; PM2.5, G312 and A4纸 are names."""
    return unit is not None and (unit.dimension in MEASURED or number.size > 1)


def _inner_hedge(flat: str, at: int, number: Number) -> tuple[HedgeClass, Bound]:
    if not number.hedge:
        return "", ""
    if number.hedge == "about":
        return "about", ""
    return "over", "open" if flat[at] == "上" else "tail"


def _per(flat: str, end: int, unit: Unit) -> tuple[int, str, str]:
    """元/平方米, 微克/立方米: end, unit and dimension."""
    per = _PER.match(flat, end)
    if per is None:
        return end, unit.base, unit.dimension
    under = unit_at(flat, per.end()) or _CALENDAR.get(flat[per.end() : per.end() + 1])
    if under is None:
        return end, unit.base, unit.dimension
    tail = per.group() + under.name
    return per.end() + len(under.name), unit.base + tail, unit.dimension + tail


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _tenths(flat: str, number: Number, end: int, unit: Unit) -> Core | None:
    """八成, 两成五, 七八成; not 成 of another word."""
    if number.high > 10 or (_FLAT_AFTER.match(flat, end) and not _TENTHS_ARE.match(flat, number.end - 2)):
        return None
    low, high = number.low, number.high
    rest = flat[end : end + 1]
    if rest == "半" or (rest in DIGITS and not unit_at(flat, end + 1)):
        extra = _HALF if rest == "半" else Fraction(DIGITS[rest], 10)
        low, high, end = low + extra, high + extra, end + 1
    hedge: HedgeClass = "about" if number.hedge == "about" else ("over" if number.hedge else "")
    return Core(
        end,
        low * 10,
        high * 10,
        unit.base,
        unit.dimension,
        hedge,
        "tail" if number.hedge else "",
        number,
        unit,
    )
