"""A numeral in any spelling → Fraction (GB/T 15835—2011).

Arabic (12, 1,234, 3.5), Chinese (三百六十, 一百零八, 两万, 十二点五, 壹佰), positional (二〇二三), Arabic
with 万/亿 (3万, 1.2亿) and the mixed spellings that the standard
forbids but clerks write (3千, 4百).
"""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.text.widths import half

DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "○": 0,
    "两": 2,
    "贰": 2,
    "弐": 2,
    "幺": 1,
}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}

CHINESE = "零〇○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億"
"""Characters of a Chinese numeral, body of a character class."""
ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
MULTIPLIER = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百|十"

_LONGEST = 32
_ARABIC_TERM = re.compile(rf"({ARABIC})({MULTIPLIER})?")
_PURE = re.compile(ARABIC)
_POSITIONAL = re.compile("[零〇○一二三四五六七八九0-9]+")


def multiplier(text: str) -> int:
    """万 → 10000, 千万 → 10000000; the empty string → 1."""
    value = 1
    for char in text:
        value *= _SMALL.get(char) or _LARGE[char]
    return value


def parse_numeral(text: str) -> Fraction | None:
    """The value of a numeral, or None when the whole of ``text`` is none."""
    text = half(text.strip())
    if not text or len(text) > _LONGEST:
        return None
    if text[0] in "0123456789":
        arabic = _arabic(text)
        return arabic if arabic is not None else _positional(text)
    return _chinese(text)


def _arabic(text: str) -> Fraction | None:
    """12, 1,234, 3.5, 3万, 1亿2000万."""
    total, previous, pos = Fraction(0), 0, 0
    for match in _ARABIC_TERM.finditer(text):
        size = multiplier(match.group(2) or "")
        if match.start() != pos or (previous and size >= previous):
            return None
        total += Fraction(match.group(1).replace(",", "")) * size
        previous, pos = size, match.end()
    return total if pos == len(text) and pos else None


def _positional(text: str) -> Fraction | None:
    """二〇二三, also with an Arabic zero (二0二三); two characters without a zero are an approximation."""
    if not _POSITIONAL.fullmatch(text) or len(text) < 2:
        return None
    digits = "".join(c if c.isdigit() and c.isascii() else str(DIGITS[c]) for c in text)
    if len(text) == 2 and "0" not in digits:
        return None
    return Fraction(int(digits))


def _chinese(text: str) -> Fraction | None:
    whole, point, decimals = text.partition("点")
    if point:
        match = re.fullmatch("([零〇一二三四五六七八九]+)([十百千万亿]*)", decimals)
        base = _chinese_integer(whole)
        if match is None or base is None:
            return None
        digits = "".join(str(DIGITS[c]) for c in match.group(1))
        return (base + Fraction(int(digits), 10 ** len(digits))) * multiplier(match.group(2))
    integer = _chinese_integer(text)
    if integer is not None:
        return Fraction(integer)
    return _positional(text)


def _chinese_integer(text: str) -> int | None:
    """三百六十, 两万五, 百万; None for what the grammar of numerals does not form."""
    if any(c not in DIGITS and c not in _SMALL and c not in _LARGE for c in text):
        return None
    for large in "亿億万萬":
        if large in text:
            return _join(text, large)
    return _section(text)


def _join(text: str, large: str) -> int | None:
    head, _, tail = text.rpartition(large)
    size = _LARGE[large]
    left = _chinese_integer(head) if head else 1
    if not left or (size == 10**4 and left >= size):
        return None
    if not tail:
        return left * size
    if len(tail) == 1 and tail in DIGITS:
        # 一万二 is 12000
        return left * size + DIGITS[tail] * size // 10
    right = _chinese_integer(tail)
    if right is None or right >= size:
        return None
    return left * size + right


def _section(text: str) -> int | None:
    """A numeral below ten thousand: digits and 十百千 in falling order, 零 over a gap."""
    total, digit, last, zero = 0, None, 10**4, False
    for i, char in enumerate(text):
        if char in _SMALL:
            size = _SMALL[char]
            if size >= last or digit == 0:
                return None
            if digit is None and i > 0 and not (zero and size == 10):
                return None
            total += (1 if digit is None else digit) * size
            digit, last, zero = None, size, False
        else:
            value = DIGITS[char]
            if digit is not None or (value == 0 and zero):
                return None
            if value == 0 and (total or len(text) > 1):
                zero = True
            else:
                digit = value
    if digit is None:
        return None if zero else (total if text else None)
    if last > 10 and last < 10**4 and not zero:
        # 三百六 is 360
        return total + digit * last // 10
    return total + digit
