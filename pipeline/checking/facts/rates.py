"""Rates: of what (办结率), and for which stretch of time (日均, 月均) the same figure is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.checking.facts.figures import Verdict
from pipeline.checking.facts.sheet import Place
from pipeline.checking.rules import Hit


def rate_hits(verdicts: Sequence[Verdict]) -> Iterator[Hit]:
    """一次办结率98.7% for 网上可办率98.7%: the same figure as another rate."""
    for verdict in verdicts:
        if verdict.problem or not verdict.sources:
            continue
        mine = _rate(verdict.place)
        theirs = [_rate(p) for p in verdict.sources]
        if mine is None or any(t is None or _alike_rates(mine[0], t[0]) for t in theirs):
            continue
        other = theirs[0][0] if theirs[0] else ""
        start = verdict.said.span.start + mine[1]
        message = f"“{verdict.place.value.text}”在要点里是“{other}率”，不是“{mine[0]}率”"
        yield Hit(start, start + len(mine[0]) + 1, message, facts=(verdict.sources[0].owner,))


def _rate(place: Place) -> tuple[str, int] | None:
    """The four characters before 率, and where they begin in the sentence."""
    match = re.search(r"([\u4e00-\u9fff]{2,4})率[\u4e00-\u9fff]{0,4}$", place.before)
    return (match[1], place.value.start - len(place.before) + match.start()) if match else None


def _alike_rates(a: str, b: str) -> bool:
    return len(set(a) & set(b)) * 5 >= 2 * min(len(set(a)), len(set(b)))


_PERIOD = re.compile(
    r"(?P<mean>[年月日天周季])均|每个?(?P<each>季度|星期|[年月天日周季])"
    r"|(?<![0-9一二三四五六七八九十百上中下本当去今明前后同全半该近历往逐翌次假节周生工])(?P<bare>[年月日])"
    r"(?=增收|收入|产|接待|销|营业|租金|工资|薪|办理|处理|供|客流|加工|生产|用[水电气]|发电|创收|分红|吞吐)"
)
_SAME_PERIOD = {"天": "日", "星期": "周", "季度": "季"}
_WHOLE_YEAR = re.compile(r"(?:全年|一年来?)(?!均|平均)[^均每]*$")


def period_hits(verdicts: Sequence[Verdict]) -> Iterator[Hit]:
    """户均月增收5000元 for 户均年增收5000元, 全年接待30人 for 日均接待30人: the same figure for another stretch of time."""
    for verdict in verdicts:
        if verdict.problem not in ("", "looser") or not verdict.sources:
            continue
        mine = _period(verdict.place)
        theirs = [_period(p) for p in verdict.sources]
        if mine is None:
            whole = _WHOLE_YEAR.search(_words(verdict.place))
            if whole is None or any(t is None or t[0] == "年" for t in theirs):
                continue
            mine = ("全年", verdict.place.value.start - len(_words(verdict.place)) + whole.start(), 2)
        if any(t is None or t[0] == mine[0] for t in theirs) or theirs[0] is None:
            continue
        source = verdict.sources[0]
        start = verdict.said.span.start + mine[1]
        said = verdict.place.value.text
        message = (
            f"“{said}”在要点里按{theirs[0][0]}计，不按{mine[0]}计：要点是“{source.clause.strip('，。；')}”"
        )
        yield Hit(start, start + mine[2], message, facts=(source.owner,))


def _words(place: Place) -> str:
    """The clause between the figure before and this one."""
    return re.split(r"[0-9][^，、；。]?|、", place.before)[-1]


def _period(place: Place) -> tuple[str, int, int] | None:
    """(period, where its word begins in the sentence, its length) of the last word of a period before the figure."""
    words = _words(place)
    found = list(_PERIOD.finditer(words))
    if not found:
        return None
    last = found[-1]
    unit = last["mean"] or last["each"] or last["bare"]
    at = place.value.start - len(words) + last.start()
    return _SAME_PERIOD.get(unit, unit), at, last.end() - last.start()
