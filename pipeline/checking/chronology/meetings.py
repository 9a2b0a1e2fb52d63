"""Congresses, plenums and sessions: held by then, not held at all, unknown to the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.checking.chronology.context import Context, until_of
from pipeline.checking.chronology.table import Chronology, Report
from pipeline.checking.finding_words import Marked
from pipeline.checking.passage import Passage
from pipeline.checking.periods import Day, Period, days, first_day, last_day, said
from pipeline.checking.rules import Hit
from pipeline.text.numerals import parse_numeral

_N = "一二三四五六七八九十"
PLENUM = re.compile(
    rf"(?:党的|中共)?(?P<c>[{_N}]{{2,3}})届(?:中央委员会)?(?:第)?(?P<k>[{_N}])(?:中全会|次全体会议)"
)
CONGRESS = re.compile(
    rf"(?:(?:党的|中共)(?P<a>[{_N}]{{2,3}})大(?![类项个家])"
    rf"|(?<![{_N}第几])(?P<b>[{_N}]{{2,3}})大(?=精神|报告|召开|闭幕|开幕|胜利|以来|代表|安保|维稳|之前|会议|提出|作出|部署)"
    rf"|(?:党的|中国共产党)第(?P<d>[{_N}]{{2,3}})次全国代表大会)"
)
_NPC = re.compile(rf"(?P<c>[{_N}]{{1,3}})届全国人大(?P<k>[{_N}])次会议")
_HELD = re.compile(r"(?:隆重|胜利|顺利|在[^，。]{2,4})?(?:召开|举行|开幕|闭幕|圆满)")


class _Meeting(NamedTuple):
    name: str
    first: Day
    last: Day


def _meeting(table: Chronology, match: re.Match[str]) -> tuple[str, _Meeting | None, bool]:
    """(name, dates when the table has them, whether the table shows that it never was)."""
    groups = match.groupdict()
    if "k" in groups and match.re is _NPC:
        congress, session = (int(parse_numeral(groups[g]) or 0) for g in "ck")
        if not 1 <= session <= 5 or congress < 7:
            return match[0], None, False
        year = 1978 + 5 * (congress - 5) + session - 1
        return match[0], _Meeting(match[0], (year, 3, 1), (year, 3, 31)), False
    if "k" in groups:
        term, number = (str(int(parse_numeral(groups[g]) or 0)) for g in "ck")
        held = table.data.plenums.get(term)
        if held is None:
            return match[0], None, False
        dates = held.get(number)
        if dates is None:
            closed = str(int(term) + 1) in table.data.plenums
            return match[0], None, closed
        return match[0], _Meeting(match[0], first_day(dates[0]), last_day(dates[1])), False
    number = str(int(parse_numeral(next(v for v in groups.values() if v)) or 0))
    dates = table.data.congresses.get(number)
    return match[0], _Meeting(match[0], first_day(dates[0]), last_day(dates[1])) if dates else None, False


def meeting_reports(table: Chronology, passage: Passage, context: Context) -> Iterator[Report]:
    """Meetings that were not held by then, or never, or in another year than said."""
    taken = Marked(len(passage.text))
    for pattern in (PLENUM, CONGRESS, _NPC):
        for match in pattern.finditer(passage.text):
            start, end = match.span()
            if taken.touches(start, end):
                continue
            taken.add(start, end)
            name, meeting, never = _meeting(table, match)
            if never:
                yield "inner", Hit(start, end, f"没有“{name}”：那一届中央委员会没有开过这次全会")
            elif meeting is None:
                yield from _unlisted(table, match, context)
            else:
                yield from _held_when(passage.text, start, end, meeting)
                if context.period is not None:
                    yield from _by_then(context, context.period, (start, end), meeting)


def _by_then(context: Context, period: Period, place: tuple[int, int], meeting: _Meeting) -> Iterator[Report]:
    start, end = place
    year = context.year(start, end)
    if period.end < meeting.first:
        ahead = 24 if context.greeted(start, end) else 4 if context.future(start) else 0
        if days(meeting.first) - days(period.end) <= ahead * 31 or (
            year is not None and year >= meeting.first[0]
        ):
            return
        held = f"{meeting.first[0]}年{meeting.first[1]}月"
        said = f"“{meeting.name}”{held}才召开，材料所述时期（到{until_of(period)}）还没有"
        yield "early", Hit(start, end, said)
    elif period.start > meeting.last and (year is None or year > meeting.last[0]):
        lead = _WELCOME.search(context.text[max(0, start - 6) : start])
        if lead is None or context.past(start, end) or _SINCE.match(context.text, end):
            return
        said = f"“{meeting.name}”{meeting.last[0]}年{meeting.last[1]}月已经闭幕，此后应说“学习贯彻…精神”"
        yield "tense", Hit(max(0, start - 6) + lead.start(), end, said)


_WELCOME = re.compile("(?:喜迎|迎接|备战|迎庆|献礼)(?=“?$)")
_SINCE = re.compile("”?[^，。]{0,6}(?:以来|之后)")


def _unlisted(table: Chronology, match: re.Match[str], context: Context) -> Iterator[Report]:
    """A meeting that the table does not know: past its end can't be verified, before its end it was not held yet."""
    if match.re is _NPC:
        return
    numbers = [int(parse_numeral(v) or 0) for g, v in match.groupdict().items() if v and g != "k"]
    congress = numbers[0] if numbers else 0
    latest = max((int(c) for c in table.data.congresses), default=0)
    if congress < latest or congress > latest + 5:
        return
    period, (start, end) = context.period, match.span()
    if period is not None and period.end < first_day(table.data.as_of):
        if not context.greeted(start, end) and not context.future(start):
            yield "early", Hit(start, end, f"“{match[0]}”在材料所述时期（到{until_of(period)}）还没有召开")
        return
    yield (
        "unknown",
        Hit(start, end, f"“{match[0]}”不在时间表里（表截至{said(table.data.as_of)}），无法核验，请人工核对"),
    )


def _held_when(text: str, start: int, end: int, meeting: _Meeting) -> Iterator[Report]:
    """2021年，党的二十大胜利召开."""
    before = re.search(
        r"((?:19|20)[0-9]{2})年(?:([0-9]{1,2})月)?(?:[0-9]{1,2}日|[^，。；]{0,2})?，?$",
        text[max(0, start - 16) : start],
    )
    if before is None or not _HELD.match(text, end):
        return
    year, month = int(before[1]), int(before[2] or 0)
    right = meeting.first[0]
    if year != right or (month and not meeting.first[1] <= month <= meeting.last[1]):
        at = max(0, start - 16) + before.start(1)
        yield (
            "inner",
            Hit(
                at,
                end,
                f"“{meeting.name}”是{right}年{meeting.first[1]}月召开的，与“{text[at:start].rstrip('，')}”不符",
            ),
        )
