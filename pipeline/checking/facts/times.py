"""Dates and periods of the text against those of the notes and the document's own period."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checking.evidence import likeness
from pipeline.checking.facts.sheet import Said, Sheet
from pipeline.checking.rules import Hit
from pipeline.checking.values import Value
from pipeline.text.dates import DateMention, date_entails, find_dates, same_date
from pipeline.text.sentences import split_clauses
from pipeline.text.words import content_bigrams

AKIN = 0.35
"""Likeness of the words around it from which a strange time is an altered one of a fact."""
_LATER = re.compile(r"下一?步|今后|明年|来年|计划|规划|打算|将|力争|目标|到20|未来|展望|新的一年")


def date_hits(sheet: Sheet) -> Iterator[Hit]:
    """Times that neither the notes nor the head nor the period have."""
    noted = _noted(sheet)
    if not noted and not sheet.passage.period and not sheet.ground.brief.head.period:
        return
    for said in sheet.sentences:
        if said.role == "date":
            continue
        for value in said.values:
            if value.date is None or _inside_title(said, value) or _is_idiom(said, value, sheet):
                continue
            if not _supported(value, value.date, said, noted, sheet):
                yield _hit(said, value, noted)
                continue
            told = _told_of_another(value, value.date, said, noted, sheet)
            if told is not None:
                yield told


def _told_of_another(
    value: Value, date: DateMention, said: Said, noted: list[tuple[DateMention, str, str]], sheet: Sheet
) -> Hit | None:
    """2021年11月到县审计局挂职 where the notes have 2020年11月: a time of the head at what a fact dates otherwise."""
    stated = re.match("(?:19|20)[0-9]{2}年", date.text) is not None
    if not stated or not date.month or date.end_year or date.end_month:
        return None
    if any(_tells(d, date, _year(sheet), set(), set()) or same_date(d, date) for d, _, _ in noted):
        return None
    span = next((s for s in split_clauses(said.text) if s.start <= value.start < s.end), None)
    words = content_bigrams(said.text[span.start : span.end] if span else said.text)
    for d, owner, statement in noted:
        if not (d.year and d.month) or d.end_year or d.end_month or bool(d.day) > bool(date.day):
            continue
        own = content_bigrams(statement.replace(d.text, "", 1))
        if len(own) >= CERTAIN and len(own & words) * 5 >= len(own) * 4:
            start = said.span.start + value.start
            message = f"时间与要点不一致：要点是“{d.text}”"
            return Hit(start, start + len(value.text), message, d.text, facts=(owner,))
    return None


CERTAIN = 4
"""Pairs of characters that a fact must have for its time to be held against another one."""


def _noted(sheet: Sheet) -> list[tuple[DateMention, str, str]]:
    """(time, id of its fact, the fact's words)."""
    return [(v.date, t.fact.id, t.fact.statement) for t in sheet.facts for v in t.values if v.date]


def _heads(sheet: Sheet) -> list[DateMention]:
    head = sheet.ground.brief.head
    return [d for text in (sheet.passage.period, head.period, head.title) for d in find_dates(text)]


def _is_idiom(said: Said, value: Value, sheet: Sheet) -> bool:
    """一日 in 一日之功."""
    start = said.span.start + value.start
    return any(s <= start and start + len(value.text) < e for s, e in sheet.passage.phrases)


def _inside_title(said: Said, value: Value) -> bool:
    return any(
        v.kind in ("title", "quoted") and v.start <= value.start and value.end <= v.end for v in said.values
    )


def _supported(
    value: Value, date: DateMention, said: Said, noted: list[tuple[DateMention, str, str]], sheet: Sheet
) -> bool:
    lone_year = date.year if date.month is None and date.day is None else None
    if lone_year is not None and _of_another_year(date, said, sheet):
        return False
    compared = date.text == "下半年" and (
        re.search(r"[较比]上半年", said.text) is not None or "上半年" in sheet.known
    )
    if value.text in sheet.known or compared or _says_nothing(date):
        return True
    if date.text.startswith(("当年", "同年")):
        # The year spoken of last: its month is what can be held against the notes.
        return any((d.month, d.day) == (date.month, date.day) for d, _, _ in noted)
    heads, year = _heads(sheet), _year(sheet)
    years = _years(sheet, heads)
    planned = bool(years) and bool(_LATER.search(said.text) or str(max(years) + 1) in sheet.known)
    later = {max(years) + 1} if planned else set()
    if any(_tells(d, date, year, years, later) for d in [*heads, *(n[0] for n in noted)]):
        return True
    if lone_year is not None:
        ahead = bool(years) and lone_year > max(years) and (planned or _towards_the_end(said, sheet))
        return lone_year in years or ahead or any(lone_year in (d.year, d.end_year) for d, _, _ in noted)
    return _end_of_span(date, noted, heads, year) or _sums_up(date, noted) or _by_length(date, sheet)


def _by_length(date: DateMention, sheet: Sheet) -> bool:
    """2014年6月到2019年6月 of 2014年6月任馆长 and 五年."""
    if not date.year or not date.end_year or not date.month:
        return False
    months = (date.end_year - date.year) * 12 + (date.end_month or date.month) - date.month
    begins = any(
        v.date and v.date.year == date.year and v.date.month == date.month
        for t in sheet.facts
        for v in t.values
    )
    return begins and any(q.dimension == "month" and q.low == months for q, _ in sheet.loose)


def _sums_up(date: DateMention, noted: list[tuple[DateMention, str, str]]) -> bool:
    """前三季度 of a fact that tells the first, the second and the third."""
    spans = [(d.month, d.end_month or d.month) for d, _, _ in noted if d.month and d.day is None]
    return bool(
        date.month and date.end_month and date.day is None and date.end_year in (None, date.year)
        and any(a == date.month for a, _ in spans) and any(b == date.end_month for _, b in spans)
    )  # fmt: skip


def _covered(written: DateMention, year: int | None, years: set[int]) -> bool:
    said = written.year if written.year is not None else None
    if said is None and written.offset is not None and year is not None:
        said = year + written.offset
    return said is None or not years or said in years


def _tells(
    noted: DateMention, written: DateMention, year: int | None, years: set[int], later: set[int]
) -> bool:
    """Whether the time is the noted one, or the month, part of a month or year around it."""
    if same_date(noted, written, default_year=year, relative_to=year):
        return noted.year is not None or noted.month is None or _covered(written, year, years)
    if (
        noted.year is None
        and noted.offset is None
        and noted.month
        and (noted.month, noted.day) == (written.month, written.day)
    ):
        # A month without a year may be of any year that the document covers, of no other.
        covered = _covered(written, year, years | later)
        return covered and noted.end_month == written.end_month and noted.end_day == written.end_day
    if _grain(written) >= _grain(noted) and not written.text.endswith("旬"):
        return False
    return date_entails(noted, written, default_year=year, relative_to=year)


def _grain(date: DateMention) -> int:
    """0 for a year, 1 with a month, 2 with a day."""
    return 2 if date.day else 1 if date.month else 0


def _towards_the_end(said: Said, sheet: Sheet) -> bool:
    """Whether the sentence stands in the last third of a whole document, where what comes next is told."""
    return len(sheet.passage.text) > 300 and said.span.start * 3 > len(sheet.passage.text) * 2


def _of_another_year(date: DateMention, said: Said, sheet: Sheet) -> bool:
    """2023年开工 where the fact that the clause tells says 2024年开工."""
    clause = next(
        (said.text[s.start : s.end] for s in split_clauses(said.text) if s.start <= date.start < s.end), ""
    )
    here = content_bigrams(clause)
    for told in sheet.facts:
        years = {v.date.year for v in told.values if v.date and v.date.year}
        if not years or date.year in years or date.end_year in years:
            continue
        if any(
            len(here & content_bigrams(c)) >= 1
            and likeness(here, content_bigrams(c)) >= 0.99
            and any(str(y) in c for y in years)
            for c in told.clauses
        ):
            return True
    return False


def _end_of_span(
    date: DateMention, noted: list[tuple[DateMention, str, str]], heads: list[DateMention], year: int | None
) -> bool:
    """2021年9月 of 2021年9月至2023年9月."""
    for d in [*heads, *(n[0] for n in noted)]:
        if d.end_month is None and d.end_day is None:
            continue
        ends = ((d.year, d.month, d.day), (d.end_year or d.year, d.end_month or d.month, d.end_day))
        for y, m, day in ends:
            if (
                date.end_month is None
                and date.end_day is None
                and date.month == m
                and (date.day is None or date.day == day)
                and (date.year is None or y is None or date.year == y or (y is None and date.year == year))
            ):
                return True
    return False


def _says_nothing(date: DateMention) -> bool:
    """近年来, 目前, 今年: times that every document may speak of."""
    if date.kind == "relative" and date.month is None and date.day is None:
        return True
    if (
        date.text == "全年"
        or date.text.startswith("前")
        or (date.year is None and date.month is None and date.offset is None)
    ):
        return True
    if date.year is None and date.day is None and re.fullmatch(r"[一二三四五六七八九十]{1,2}月", date.text):
        # 一月一篇, 二月花: written so, it is seldom the month of a report.
        return True
    return date.year is None and date.month is None and date.day is None


def _year(sheet: Sheet) -> int | None:
    return sheet.ground.year or (sheet.passage.years[1] if sheet.passage.years else None)


def _years(sheet: Sheet, heads: list[DateMention]) -> set[int]:
    found = {y for d in heads for y in (d.year, d.end_year) if y}
    if sheet.passage.years:
        found |= set(range(sheet.passage.years[0], sheet.passage.years[1] + 1))
    if found:
        found |= set(range(min(found), max(found) + 1))
    return found


def _hit(said: Said, value: Value, noted: list[tuple[DateMention, str, str]]) -> Hit:
    start, end = said.span.start + value.start, said.span.start + value.end
    rated = sorted(noted, key=lambda n: -likeness(content_bigrams(n[2]), said.bigrams))
    twin = rated[0] if rated and likeness(content_bigrams(rated[0][2]), said.bigrams) >= AKIN else None
    if twin is None:
        return Hit(start, end, f"要点里没有这个时间：{value.text}")
    return Hit(
        start,
        end,
        f"时间与要点不一致：要点是“{twin[0].text}”（{twin[1]}：{twin[2].strip('。')}）",
        twin[0].text,
        facts=(twin[1],),
    )
