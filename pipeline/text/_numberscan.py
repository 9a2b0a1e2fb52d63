"""Numbers inside running text: exact, approximate (三四, 几十, 数百, 十几) and open (三百余, 上千)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from pipeline.text.numerals import ARABIC, CHINESE, DIGITS, MULTIPLIER, multiplier, parse_numeral

Hedge = str
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Number:
    """A number token: its end, its bounds, '' | about | over, and how it was written."""

    end: int
    low: Fraction
    high: Fraction
    hedge: Hedge
    chinese: bool
    bare: bool
    """Only a multiplier (万, 百万), without a digit."""
    coefficient: Fraction
    """The value before its 万 or 亿."""
    size: int


_ARABIC = re.compile(
    rf"(?P<n>{ARABIC})(?P<a>[余多]|几|来(?=[{MULTIPLIER[-3:]}个名家户位人万]))?(?P<m>{MULTIPLIER})?(?P<b>[余多](?!云|式|样|元化|功能|媒体|部门|方))?"
)
_ARABIC_MORE = re.compile(rf"(?P<n>{ARABIC})(?P<m>千万|百万|万|千|百)")
_CHINESE = re.compile(
    rf"(?P<p>[数几上成](?=[十百千万亿]))?(?P<n>[{CHINESE}]+)(?P<d>点[零〇一二三四五六七八九]+)?(?P<f>几|(?<=[十百千万亿])数(?=[十百千万个名家户]))?"
    rf"(?P<a>[余多](?!云|式|样|元化|功能|媒体|部门|方位|方面)|来(?=[个名家户位人万亿元天年次项件所场]))?(?P<m>(?:{MULTIPLIER}))?(?P<b>[余多](?!云|式|样|元化|功能|媒体|部门))?"
)
_GIVE_BACK = re.compile("[瓦米克伏卡帕赫]")
_POWERS = "十百千万亿"
_APPROX = re.compile(
    r"(?P<h>[一二两三四五六七八九]?十)?(?P<x>[一二两三四五六七八九])(?P<y>[一二两三四五六七八九])(?P<s>[十百千万亿]*)"
)


def scan_number(text: str, pos: int) -> Number | None:
    """The number token that begins at ``pos``; None when there is none."""
    return _arabic(text, pos) if text[pos] in "0123456789" else _chinese(text, pos)


def _arabic(text: str, pos: int) -> Number | None:
    match = _ARABIC.match(text, pos)
    if match is None or match.end("n") - pos > _LONGEST:
        return None
    size_text, end = match.group("m") or "", match.end()
    if size_text and _gives_back(text, match.end("m"), size_text):
        # 30千瓦, 5千米: the 千 belongs to the unit
        size_text = size_text[:-1]
        end = match.end("m") - 1
    elif size_text.endswith(("百", "十")) and text[match.end("m") : match.end("m") + 1] in {"分", "强", "佳"}:
        size_text, end = "", match.start("m")
    coefficient = Fraction(match.group("n").replace(",", ""))
    size = multiplier(size_text)
    value = coefficient * size
    loose = match.group("a") or (match.group("b") if end == match.end() else None)
    if match.group("a") == "几":
        return Number(
            end,
            (coefficient + 1) * size,
            (coefficient + 10) * size - 1,
            "about",
            True,
            False,
            coefficient,
            size,
        )
    if match.group("a") is None and size > 1 and loose is None:
        more = _ARABIC_MORE.match(text, end)
        if (
            more is not None
            and multiplier(more.group("m")) < size
            and not _gives_back(text, more.end(), more.group("m"))
        ):
            value += Fraction(more.group("n").replace(",", "")) * multiplier(more.group("m"))
            end = more.end()
    hedge = "" if loose is None else ("about" if loose == "来" else "over")
    return Number(end, value, value, hedge, False, False, coefficient, size)


def _gives_back(text: str, end: int, size: str) -> bool:
    return size[-1] == "千" and bool(_GIVE_BACK.match(text, end))


def _chinese(text: str, pos: int) -> Number | None:
    match = _CHINESE.match(text, pos)
    if match is None or match.end("n") - pos > _LONGEST:
        return None
    digits, end = match.group("n"), match.end()
    size_text = match.group("m") or ""
    tail_end = match.end("m") if size_text else match.end("n")
    if not size_text and match.end() == match.end("n") and _gives_back(text, match.end("n"), digits):
        digits, end = digits[:-1], end - 1
        if not digits:
            return None
    elif size_text and _gives_back(text, tail_end, size_text):
        size_text, end = size_text[:-1], tail_end - 1
    size = multiplier(size_text)
    loose = match.group("a") or match.group("b")
    bounds = _bounds(match.group("p") or "", digits + (match.group("d") or ""), match.group("f") or "")
    if bounds is None:
        return None
    low, high, hedge = bounds
    if loose and not hedge:
        hedge = "about" if loose == "来" else "over"
    bare = all(c in _POWERS[1:] for c in digits) and not match.group("p")
    if bare and loose:
        bare = False
    top = (high + 1) * size - 1 if hedge == "about" and size > 1 and not loose else high * size
    return Number(end, low * size, top, hedge, True, bare, low, size)


def _bounds(prefix: str, digits: str, suffix: str) -> tuple[Fraction, Fraction, str] | None:
    if prefix in {"数", "几"}:
        unit = multiplier(digits) if all(c in _POWERS for c in digits) else 0
        return (Fraction(2 * unit), Fraction(10 * unit - 1), "about") if unit else None
    if prefix == "成":
        return None
    if suffix:
        # 十几, 二十几, 一百几
        base = parse_numeral(digits)
        unit = 1
        for power, size in (("亿", 10**7), ("万", 10**3), ("千", 100), ("百", 10)):
            if digits.endswith(power):
                unit = size
        if base is None or digits[-1] not in _POWERS:
            return None
        return (base + unit, base + 10 * unit - 1, "about")
    value = parse_numeral(digits)
    if value is not None:
        return (value, value, "over" if prefix == "上" else "")
    return _approximate(digits)


def _approximate(digits: str) -> tuple[Fraction, Fraction, str] | None:
    """三四, 十五六, 七八十, 三五百, 两三万 (GB/T 15835—2011 4.2.2)."""
    match = _APPROX.fullmatch(digits)
    if match is None:
        return None
    low, high = DIGITS[match.group("x")], DIGITS[match.group("y")]
    if not 0 < high - low <= 2:
        return None
    base = parse_numeral(match.group("h")) if match.group("h") else Fraction(0)
    if base is None:
        return None
    size = multiplier(match.group("s"))
    return ((base + low) * size, (base + high) * size, "about")
