"""Years that are counted: five-year plans (开局之年, 收官之年) and anniversaries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.checking.chronology.context import RELATIVE, Context, until_of
from pipeline.checking.chronology.table import Chronology, Report
from pipeline.checking.passage import Passage
from pipeline.checking.periods import Period
from pipeline.checking.rules import Hit
from pipeline.text.numerals import parse_numeral
from pipeline.types import Severity

_N = "一二三四五六七八九十"
_PLAN = re.compile(
    rf"“?(?<![{_N}])(?P<p>十[{_N}]?五)”?(?=规划|时期|期间|发展|开局|收官|末|初|以来|的|第|中期|目标|重点|建设|起步|最后|，|”)|“(?P<q>十[{_N}]?五)”"
)
_RANGE = re.compile(
    r"”?(?:发展|建设)?(?:规划|时期|期间|规划期)?[（(]?((?:19|20)[0-9]{2})年?[—–－\-~～至到]{1,2}((?:19|20)[0-9]{2})年?[）)]?"
)
_PLACE_IN_PLAN = re.compile(
    r"”?(?:发展)?(?:规划|时期|期间)?(?:实施)?的?(?P<w>开局之年|起步之年|第一年|首年|收官之年|最后一年|第[二三四五]年|中期之年|中间之年|开局起步之年)"
)
_ORDINAL = {
    "开局之年": 0,
    "起步之年": 0,
    "第一年": 0,
    "首年": 0,
    "开局起步之年": 0,
    "第二年": 1,
    "第三年": 2,
    "中期之年": 2,
    "中间之年": 2,
    "第四年": 3,
    "第五年": 4,
}
_CURRENT = re.compile(
    r"(?:编制|制定|启动|谋划|全面实施|深入实施|实施|推进|落实|贯彻)(?:好|完成|了)?[^，。；“”]{0,6}“?$"
)
_RANGE_BEFORE = re.compile(r"((?:19|20)[0-9]{2})年?[—–－\-~～至到]{1,2}((?:19|20)[0-9]{2})年(?:是|为|的)?$")
_CLAUSE = re.compile("[，。；]")
_DRAFTING = re.compile(r"(?:编制|制定|启动|谋划)")
_BY_PLAN = re.compile(r"(?:按照|对照|根据|依据|落实|贯彻)[^，。；]{0,6}$")
_ITS_GOALS = re.compile(r"”?(?:发展)?规划(?:纲要)?(?:确定|明确|提出|部署|安排|要求)的?")
_REVIEW = re.compile(r"评估|总结|回顾|完成|收官|验收|以来|期间|末|决算|审计|衔接|成果|成就|完结")


class _Plan(NamedTuple):
    """A five-year plan named in a text."""

    start: int
    end: int
    name: str
    first: int
    last: int

    @property
    def said(self) -> str:
        return f"“{self.name}”是{self.first}—{self.last}年"


def plan_reports(table: Chronology, passage: Passage, context: Context) -> Iterator[Report]:
    """Plans beside years that are not theirs, and plans that are over or far ahead."""
    text = passage.text
    for match in _PLAN.finditer(text):
        name = match["p"] or match["q"]
        if name not in table.data.plans:
            continue
        plan = _Plan(*match.span(), name, *table.data.plans[name])
        if (span := _RANGE.match(text, plan.end)) is not None:
            if not _may_span(plan, int(span[1]), int(span[2])):
                said = f"{plan.said}，与“{span[1]}—{span[2]}年”不符"
                yield "inner", Hit(plan.start, span.end(), said)
        elif (before := _RANGE_BEFORE.search(text[max(0, plan.start - 16) : plan.start])) is not None:
            a, b = int(before[1]), int(before[2])
            if b - a == 4 and a != plan.first:
                at = max(0, plan.start - 16) + before.start()
                yield "inner", Hit(at, plan.end, f"{plan.said}，与“{a}—{b}年”不符")
        elif (place := _PLACE_IN_PLAN.match(text, plan.end)) is not None:
            yield from _year_of_plan(context, plan, place.end(), place["w"])
        elif context.period is not None:
            yield from _out_of_time(context, context.period, plan)


def _may_span(plan: _Plan, a: int, b: int) -> bool:
    """Whether the years beside a plan may be its own, a part of it, or a longer outlook that begins with it."""
    within = plan.first <= a <= plan.last
    return within and (b <= plan.last if a > plan.first else b == plan.last or b > plan.last + 4)


def _out_of_time(context: Context, period: Period, plan: _Plan) -> Iterator[Report]:
    year = context.year(plan.start, plan.end)
    ahead = plan.first - period.end[0]
    adopted = _BY_PLAN.search(context.text[max(0, plan.start - 12) : plan.start]) and _ITS_GOALS.match(
        context.text, plan.end
    )
    if ahead == 1 and adopted and not context.future(plan.start):
        yield (
            "plan",
            Hit(plan.start, plan.end, f"{plan.said}，材料所述时期到{until_of(period)}，规划还没有公布"),
        )
        return
    if ahead > 2 or (ahead > 1 and not context.future(plan.start)):
        if year is None or year < plan.first - 2:
            yield "plan", Hit(plan.start, plan.end, f"{plan.said}，材料所述时期到{until_of(period)}")
        return
    since = period.start[0] - plan.last
    current = _CURRENT.search(context.text[max(0, plan.start - 16) : plan.start])
    if since < 1 or current is None or (year is not None and year <= plan.last):
        return
    drafting = _DRAFTING.match(current[0]) is not None
    sentence, stop = context.sentence(plan.start)
    clause = _CLAUSE.search(context.text, plan.end)
    stop = min(stop, clause.start()) if clause else stop
    review = _REVIEW.search(context.text, max(sentence, plan.start - 16), stop)
    if (drafting or since > 1) and not review and not context.past(plan.start, plan.end):
        severity = None if drafting else Severity.WARNING
        yield "plan", Hit(plan.start, plan.end, f"{plan.said}，材料所述时期已经过了", None, severity)


def _year_of_plan(context: Context, plan: _Plan, end: int, word: str) -> Iterator[Report]:
    """“十四五”开局之年 is 2021, 收官之年 2025."""
    right = plan.first + _ORDINAL[word] if word in _ORDINAL else plan.last
    sentence, _ = context.sentence(plan.start)
    left = context.text[sentence : plan.start]
    period = context.period
    year = _stated(left)
    if year is None and (relative := _RELATIVE_YEAR.findall(left[-24:])):
        if period is None or period.start[0] != period.end[0]:
            return
        year = period.end[0] + RELATIVE[relative[-1]]
    if year is not None:
        if year != right:
            yield "inner", Hit(plan.start, end, f"“{plan.name}”{word}是{right}年，不是{year}年")
        return
    if period is None or right in period.years or context.past(plan.start, end):
        return
    soon = right == period.end[0] + 1 and (context.future(plan.start) or _AHEAD.search(left[-16:]))
    if not soon and _IS.search(left):
        said = f"“{plan.name}”{word}是{right}年，材料所述时期是{_span(period)}"
        yield "inner", Hit(plan.start, end, said)


_RELATIVE_YEAR = re.compile("今年|去年|明年")
_AHEAD = re.compile("迎|奠|打.{0,4}基础")
_IS = re.compile("(?:是|作为|正值|处于|适逢|迎来|进入|又是|在|立足|站在)[^，。]{0,10}$|^[\u3000\\s]*$")


def _span(period: Period) -> str:
    a, b = period.start[0], period.end[0]
    return f"{a}年" if a == b else f"{a}—{b}年"


def _stated(left: str) -> int | None:
    """The year the clause begins with or has as its subject (2022年是…, 2022年，作为…)."""
    found = list(_SUBJECT.finditer(left))
    if not found or len(left) - found[-1].end() > 16 or _ONWARD.match(left, found[-1].end()):
        return None
    return int(found[-1][1])


_SUBJECT = re.compile("(?<![0-9—–－～~至到])((?:19|20)[0-9]{2})年(?!来|[—–－～~至到])")
_ONWARD = re.compile("以来|[^，。]{0,2}[至到]")


_NOW = re.compile(
    r"(?:喜迎|迎接|庆祝|纪念|正值|适逢|恰逢|值此|迎来|欣逢|今年是|是|在|热烈庆祝)[^，。；]{0,6}$"
)
_EVENT = re.compile(r"(?:大会|讲话|系列|文艺|纪念章|勋章|之时|以来|时|阅兵|成就展|之后|后|重要|活动上)")


def anniversary_reports(table: Chronology, passage: Passage, context: Context) -> Iterator[Report]:
    """Anniversaries in a year that is not theirs: the year said beside them, else the period's."""
    text, period = passage.text, context.period
    for match in table.anniversary.finditer(text):
        count = parse_numeral(match["n"])
        if not count:
            continue
        right = table.births[match["of"]] + int(count)
        start, end = match.span()
        name = f"{match['of']}{match['n']}周年"
        sentence, _ = context.sentence(start)
        behind = _YEAR_BEHIND.match(text, end)
        year = _stated(text[sentence:start]) or (int(behind[1]) if behind else None)
        if year is not None:
            if year != right and not _SINCE.match(text, end):
                yield "inner", Hit(start, end, f"{name}是{right}年，不是{year}年")
        elif period is not None and right not in period.years:
            lead = text[max(sentence, start - 12) : start]
            next_year = right == period.end[0] + 1 and "今年" not in lead
            told = right < period.start[0] and (_EVENT.match(text, end) or context.past(start, end))
            if _NOW.search(lead) and not next_year and not told:
                said = f"{name}是{right}年，材料所述时期是{_span(period)}"
                yield "inner", Hit(start, end, said, None, Severity.WARNING)


_YEAR_BEHIND = re.compile("的?((?:19|20)[0-9]{2})年")
_SINCE = re.compile("以来|后")
