"""Figures that are no number followed by a unit: shares, doublings, halves, clock times, 七、八次."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from pipeline.text._numberscan import scan_number
from pipeline.text._quantity import Quantity
from pipeline.text._unitscan import unit_at
from pipeline.text.numerals import CHINESE, DIGITS
from pipeline.text.units import ORDINAL_UNITS, UNITS, Unit

_FRACTION = re.compile(rf"([{CHINESE}]{{1,4}}|[0-9]{{1,5}})分之(?=[0-9{CHINESE}])")
_WHOLE = re.compile("百分(?:之)?百")
_LISTED = re.compile("([二三四五六七八])、([三四五六七八九])(?![、])")
_SLASH = re.compile(r"([0-9]{1,3})/([0-9]{1,3})(?![0-9/])")
_DOUBLE = re.compile(r"翻了?([一两二三四1-4]?)番")
_HALF_SHARE = re.compile(r"(过半)(?!年|天|个|小时)|半数|一半")
_HALF_TIME = re.compile(r"半(年|个月|天|个小时|小时|个学期)")
_CLOCK = re.compile(
    r"([01]?[0-9]|2[0-4])(?:[:：]([0-5][0-9])(?![0-9])|时(?![间代期效候常段限])(?:([0-5]?[0-9])分|半|整)?)"
)
_HOUR = re.compile(rf"([0-9]{{1,2}}|[{CHINESE}]{{1,3}})[点时](?:([0-5]?[0-9])分|(半)|整)?")
_DAYTIME = re.compile(r"(上午|下午|晚上|晚|凌晨|中午|早上|早晨|早|午后)$")


def _make(start: int, end: int, low: Fraction, unit: Unit, high: Fraction | None = None) -> Quantity:
    top = low if high is None else high
    return Quantity(
        start, end, "", low * unit.factor, top * unit.factor, unit.base, unit.dimension, "", ordinal=False
    )


def scan_special(flat: str, at: int) -> Quantity | None:
    """The figure of one of these shapes that begins at ``at``."""
    for pattern, read in _SHAPES:
        match = pattern.match(flat, at)
        if match is not None:
            return read(flat, at, match)
    return _clock(flat, at)


def _whole(_flat: str, at: int, match: re.Match[str]) -> Quantity | None:
    return _make(at, match.end(), Fraction(100), UNITS["%"])


def _slashed(_flat: str, at: int, match: re.Match[str]) -> Quantity | None:
    part, base = int(match.group(1)), int(match.group(2))
    return _make(at, match.end(), Fraction(part * 100, base), UNITS["%"]) if 0 < part < base <= 100 else None


def _doubled(_flat: str, at: int, match: re.Match[str]) -> Quantity | None:
    times = match.group(1)
    power = 1 if not times else (int(times) if times.isascii() else DIGITS[times])
    return _make(at, match.end(), Fraction(2**power), UNITS["倍"])


def _half_share(_flat: str, at: int, match: re.Match[str]) -> Quantity | None:
    share = _make(at, match.end(), Fraction(50), UNITS["%"])
    return replace(share, hedge="over", bound="open") if match.group(1) else share


def _half_time(_flat: str, at: int, match: re.Match[str]) -> Quantity | None:
    return _make(at, match.end(), Fraction(1, 2), UNITS[match.group(1)])


def _listed(flat: str, at: int, match: re.Match[str]) -> Quantity | None:
    """七、八次: an approximation with a mark too many (5.2.1); 三、四级 names two grades."""
    low, high = DIGITS[match.group(1)], DIGITS[match.group(2)]
    unit = unit_at(flat, match.end())
    if (
        unit is None
        or high - low != 1
        or unit.name in ORDINAL_UNITS | {"级", "期", "类", "章", "级别", "条", "款"}
    ):
        return None
    whole = _make(at, match.end() + len(unit.name), Fraction(low), unit, Fraction(high))
    return replace(whole, hedge="about")


def _share(flat: str, at: int, match: re.Match[str]) -> Quantity | None:
    base = scan_number(match.group(1), 0)
    share = scan_number(flat, match.end())
    if base is None or share is None or base.low <= 0 or base.end != len(match.group(1)):
        return None
    scale = Fraction(100) / base.low
    quantity = _make(at, share.end, share.low * scale, UNITS["%"], share.high * scale)
    if share.hedge:
        return replace(quantity, hedge="about" if share.hedge == "about" else "over", bound="tail")
    return quantity


def _clock(flat: str, at: int) -> Quantity | None:
    daytime = _DAYTIME.search(flat, max(0, at - 2), at)
    match = _CLOCK.match(flat, at) or (_HOUR.match(flat, at) if daytime else None)
    if match is None:
        return None
    hour_number = scan_number(flat, at)
    if hour_number is None or hour_number.low != hour_number.high:
        return None
    hour = hour_number.low
    minutes = next((g for g in match.groups()[1:] if g and g.isdigit()), None)
    value = hour + Fraction(int(minutes), 60) if minutes else hour
    if "半" in match.group():
        value += Fraction(1, 2)
    if daytime and daytime.group() in {"下午", "晚上", "晚", "午后"} and value < 12:
        value += 12
    return Quantity(at, match.end(), "", value, value, "时", "clock", "", ordinal=False)


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[str, int, re.Match[str]], Quantity | None]], ...] = (
    (_WHOLE, _whole),
    (_LISTED, _listed),
    (_FRACTION, _share),
    (_SLASH, _slashed),
    (_DOUBLE, _doubled),
    (_HALF_SHARE, _half_share),
    (_HALF_TIME, _half_time),
)
