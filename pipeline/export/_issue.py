"""The 落款: the form of the date, and where name and date stand (GB/T 9704—2012, 7.3.5)."""

from __future__ import annotations

import re
import unicodedata

_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_ARABIC = re.compile(r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?")
_ARABIC_MONTH = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月")
_HAN = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?"
)


def issue_date(text: str) -> str:
    """The 成文日期 as 7.3.5.4 prescribes it: Arabic digits, full year, no leading zero.

    Text that is no date of year, month and day (or year and month) comes back as it is.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    parts: tuple[str | int, ...]
    if (match := _ARABIC.fullmatch(plain)) or (match := _ARABIC_MONTH.fullmatch(plain)):
        parts = match.groups()
    elif match := _HAN.fullmatch(text.strip()):
        year, *rest = match.groups()
        parts = (year.translate(_HAN_DIGITS), *(_han_number(r) for r in rest if r))
    else:
        return text
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def _han_number(text: str) -> int:
    """1 to 99 from 一 … 三十一."""
    tens, ten, ones = text.rpartition("十")
    value = int(ones.translate(_HAN_DIGITS)) if ones else 0
    if not ten:
        return value
    return value + 10 * (int(tens.translate(_HAN_DIGITS)) if tens else 1)


def width(text: str) -> float:
    """Width in characters: 1 for Han and full-width marks, ½ for Latin letters and digits."""
    return sum(
        0 if unicodedata.combining(c) else 0.5 if unicodedata.east_asian_width(c) in {"N", "Na", "H"} else 1
        for c in text
    )


def right_spaces(signer: str, date: str) -> tuple[float, float]:
    """Characters left free to the right of 署名 and 成文日期 (7.3.5.2, no seal).

    署名右空二字, and the date begins two characters to the right of it; a date longer than the name takes
    右空二字 itself and moves the name to the left.
    """
    name, day = width(signer), width(date)
    if day <= name:
        return 2, max(name - day, 0)
    return (4 + day - name, 2) if signer else (2, 2)
