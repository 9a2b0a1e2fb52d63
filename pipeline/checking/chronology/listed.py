"""Listed terms, bodies, laws and campaigns before their time, or after it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checking.chronology.context import Context, until_of
from pipeline.checking.chronology.table import Chronology, Entry, Report
from pipeline.checking.passage import Passage
from pipeline.checking.periods import Day, Period, days, first_day, last_day, said
from pipeline.checking.rules import Hit
from pipeline.types import Severity


def listed_reports(table: Chronology, passage: Passage, context: Context) -> Iterator[Report]:
    text = passage.text
    for found in table.finder.find(text):
        for entry in table.entries[found.word]:
            if not _fits(entry, text, found.start, found.end, context):
                continue
            start, end = found.start, found.end
            if entry.sort == "law":
                titled = context.titled(start, end) or (text[start - 1 : start] == "《")
                if not titled and not entry.of.bare:
                    continue
                if entry.of.until and not re.search(
                    r"《(?:中华人民共和国)?$", text[max(0, start - 9) : start]
                ):
                    continue
                if titled and entry.of.until and text[end : end + 1] != "》":
                    continue
            yield from _early(entry, found.word, start, end, context)
            yield from _late(entry, found.word, start, end, context)
            if entry.sort == "campaign":
                yield from _campaign(entry, found.word, start, end, context)
            break


def _fits(entry: Entry, text: str, start: int, end: int, context: Context) -> bool:
    left, right = text[max(0, start - 12) : start], text[end : end + 12]
    if entry.before is not None and not entry.before.search(left):
        return False
    if entry.not_before is not None and entry.not_before.search(left):
        return False
    if entry.after is not None and not entry.after.match(right):
        return False
    if entry.not_after is not None and entry.not_after.match(right):
        return False
    if entry.near is not None:
        begin, stop = context.sentence(start)
        return bool(entry.near.search(text, max(begin, start - 60), min(stop, end + 60)))
    return True


def _early(entry: Entry, word: str, start: int, end: int, context: Context) -> Iterator[Report]:
    since, period = entry.of.since, context.period
    if since is None or period is None:
        return
    first = first_day(since) if entry.of.sure else (first_day(since)[0], 1, 1)
    if period.end >= first:
        return
    year = context.year(start, end)
    if year is not None and year >= first[0]:
        return
    if context.future(start) and days(first) - days(period.end) <= 4 * 31:
        return
    what = {"law": "公布", "body": "组建", "campaign": "开展"}.get(entry.sort, "提出")
    yield "early", Hit(
        start, end, f"“{word}”{said(since)}才{what}，材料所述时期（到{until_of(period)}）还没有", None,
        None if entry.of.sure else Severity.WARNING,
    )  # fmt: skip


_ISSUED = re.compile(
    r"《[^《》\n]{2,50}?[（(]?((?:19|20)[0-9]{2})(?:年)?[—–－\-~～至]((?:19|20)[0-9]{2})年?[）)]?[^《》\n]{0,12}》|〔((?:19|20)[0-9]{2})〕"
)


def issued_reports(passage: Passage, context: Context) -> Iterator[Report]:
    """《…规划（2024—2027年）》 or 〔2024〕12号 in a document of 2021."""
    if context.period is None:
        return
    for match in _ISSUED.finditer(passage.text):
        year = int(match[1] or match[3])
        slack = 1 if match[1] else 0
        if year > context.period.end[0] + slack and not context.future(match.start()):
            yield (
                "early",
                Hit(*match.span(), f"“{match[0]}”的年份晚于材料所述时期（到{until_of(context.period)}）"),
            )


def _over(period: Period, until: Day) -> tuple[bool, bool]:
    """(whether the period lies behind the day, all of it or nine tenths; whether all of it)."""
    if period.start > until:
        return True, True
    whole = days(period.end) - days(period.start) + 1
    after = days(period.end) - days(until)
    return after >= 0.9 * whole, False


def _late(entry: Entry, word: str, start: int, end: int, context: Context) -> Iterator[Report]:
    until, period = entry.of.until, context.period
    if until is None or period is None or entry.sort == "campaign":
        return
    limit = last_day(entry.of.grace or until)
    over, wholly = _over(period, limit)
    if entry.of.again and period.end >= first_day(entry.of.again):
        return
    if not over:
        return
    year = context.year(start, end)
    if year is not None and year <= limit[0] and (year, 1, 1) <= limit:
        return
    if context.past(start, end) or (entry.sort != "law" and context.titled(start, end)):
        return
    now = f"，现为{entry.of.now}" if entry.of.now else ""
    verb = {"law": "废止", "body": "撤并或更名"}.get(entry.sort, "不再这样说")
    yield (
        "late",
        Hit(
            start,
            end,
            f"“{word}”{said(until)}以后已{verb}{now}",
            None,
            None if wholly and entry.of.sure else Severity.WARNING,
        ),
    )


_UNDERWAY = re.compile(
    r"(?:正在|正|全面|深入|扎实|认真|积极|精心|有序|高标准|高质量|全力|集中|统筹)*"
    r"(?:开展|推进|启动|参加|组织|部署|抓好|投入|搞好|抓实|落实)(?:好|了|实施)?(?:当前的?|正在进行的)?[“]?$"
)
_FRUITS = re.compile(
    r"”?(?:成果|以来|后|期间|中|总结|常态化|长效|成效|的?经验|整改|结束|“?回头看|制度|机制|查摆|办公室|工作条例|焕发)"
)


def _campaign(entry: Entry, word: str, start: int, end: int, context: Context) -> Iterator[Report]:
    """开展…主题教育 after it was closed; its fruits and its history may be spoken of at any time."""
    until, period = entry.of.until, context.period
    if until is None or period is None:
        return
    over, wholly = _over(period, last_day(until))
    if not over or (entry.of.again and period.end >= first_day(entry.of.again)):
        return
    sentence, _ = context.sentence(start)
    text = context.text
    if not _UNDERWAY.search(text[max(sentence, start - 16) : start]) or _FRUITS.match(text, end):
        return
    year = context.year(start, end)
    if (year is not None and year <= last_day(until)[0]) or context.past(start, end):
        return
    now = f"，现在是{entry.of.now}" if entry.of.now else ""
    yield (
        "tense",
        Hit(
            start,
            end,
            f"“{word}”{said(until)}前后已经结束{now}，不能说成正在开展",
            None,
            None if wholly else Severity.WARNING,
        ),
    )


_DONE = re.compile("胜利|历史性|取得|如期|时期|期间|岁月|以来|精神|伟大成就")


def underway_reports(table: Chronology, passage: Passage, context: Context) -> Iterator[Report]:
    if context.period is None:
        return
    for pattern, one in table.ended:
        over, _ = _over(context.period, last_day(one.until))
        if not over:
            continue
        for match in pattern.finditer(passage.text):
            if _DONE.search(passage.text, *context.sentence(match.start())):
                continue
            year = context.year(*match.span())
            if (year is not None and year <= last_day(one.until)[0]) or context.past(*match.span()):
                continue
            said_now = f"，现在的任务是{one.now}" if one.now else ""
            yield (
                "tense",
                Hit(
                    *match.span(),
                    f"“{match[0]}”说的事{said(one.until)}已经完成{said_now}",
                    None,
                    Severity.WARNING,
                ),
            )
