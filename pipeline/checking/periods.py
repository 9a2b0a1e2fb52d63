"""The period a document speaks of, to the month, and dates of tables that are as exact as they are known."""

from __future__ import annotations

import re
from typing import Annotated, NamedTuple

from pydantic import Field

from pipeline.checking.passage import Passage
from pipeline.text.dates import find_dates

DateText = Annotated[str, Field(pattern=r"^(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?$")]
"""2021, 2021-11 or 2021-11-11."""

Day = tuple[int, int, int]
OPEN_END: Day = (9999, 12, 31)


class Period(NamedTuple):
    """First and last day."""

    start: Day
    end: Day

    @property
    def years(self) -> range:
        """The years it touches (a hundred at most where it has no end)."""
        return range(self.start[0], min(self.end[0], self.start[0] + 100) + 1)


def first_day(text: str) -> Day:
    """The first day a date of a table may mean."""
    year, month, day = _parts(text)
    return year, month or 1, day or 1


def last_day(text: str) -> Day:
    """The last day a date of a table may mean."""
    year, month, day = _parts(text)
    return year, month or 12, day or 31


def _parts(text: str) -> tuple[int, int | None, int | None]:
    parts = [int(p) for p in text.split("-")]
    return parts[0], parts[1] if len(parts) > 1 else None, parts[2] if len(parts) > 2 else None


def days(day: Day) -> int:
    """A day as a number, good enough to compare spans of time (months of 31 days)."""
    return (day[0] * 12 + day[1] - 1) * 31 + day[2]


def said(day: str) -> str:
    """A date of a table as prose writes it: 2021年11月."""
    year, month, _ = _parts(day)
    return f"{year}年{month}月" if month else f"{year}年"


def period_of(passage: Passage) -> Period | None:
    """What 时间 says, to the month where it has months; None when nobody said.

    A year covers its last day; 至今 and 以来 have no end.
    """
    return passage.made("period", _period_of)


def _period_of(passage: Passage) -> Period | None:
    text = passage.period or (passage.brief.head.period if passage.brief else "")
    years: list[tuple[Day, Day]] = []
    last_year: int | None = None
    for mention in find_dates(text):
        year = mention.year or last_year
        if year is None:
            continue
        last_year = mention.end_year or year
        end_month = mention.end_month or (mention.month if mention.end_year is None else None) or 12
        years.append(((year, mention.month or 1, 1), (last_year, end_month, 31)))
    if not years:
        return None
    start, end = min(s for s, _ in years), max(e for _, e in years)
    return Period(start, OPEN_END if re.search("至今|以来|迄今", text) else end)
