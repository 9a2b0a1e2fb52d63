"""Which way, and by or to how much: 增长 for 下降, 提高了 for 提高到."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.checking.evidence import Told
from pipeline.checking.facts.figures import Verdict
from pipeline.checking.facts.sheet import Place, Sheet, alike
from pipeline.checking.rules import Hit
from pipeline.text.polarity import directions
from pipeline.text.sentences import split_clauses
from pipeline.text.words import content_bigrams

_TO = re.compile(r"(?:[提升增扩减降压缩][高升长加大到少低减短]*)(?:到|至|为)$")
_BY = re.compile(
    r"(?:(?:提高|提升|增长|增加|上升|扩大|下降|降低|减少|压减|压缩|缩短)了?|[增升涨降减]了)(?:近|约|超过?|逾)?$"
)
_FROM = re.compile(r"[由从][^，。；：、]{0,12}[0-9一二两三四五六七八九十百千万][^，。；：、]{0,12}$")


def direction_hits(verdicts: Sequence[Verdict]) -> Iterator[Hit]:
    """增长 for 下降 before the same figure, 提高了 for 提高到."""
    for verdict in verdicts:
        points = _to_points(verdict)
        if points:
            yield points
            continue
        if verdict.problem not in ("", "looser") or not verdict.sources:
            continue
        place = verdict.place
        twin = max(verdict.sources, key=lambda p: alike(place, p))
        hit = _sign(verdict, twin) or _reach(verdict, twin)
        if hit:
            yield hit


def _stretch(place: Place) -> str:
    """The words between the figure before and this one, inside the clause."""
    return re.split(r"[0-9一二三四五六七八九十百千万亿%个家户件]{2,}|[、]", place.before)[-1]


def _sign(verdict: Verdict, twin: Place) -> Hit | None:
    mine = [d for d in directions(_stretch(verdict.place)) if d.sign in ("up", "down")]
    theirs = [d for d in directions(_stretch(twin)) if d.sign in ("up", "down")]
    if not mine or not theirs:
        return None
    here, there = mine[-1], theirs[-1]
    if here.sign == there.sign or len({d.sign for d in mine}) > 1 or len({d.sign for d in theirs}) > 1:
        return None
    start = verdict.said.span.start + verdict.place.value.start - len(_stretch(verdict.place)) + here.start
    end = verdict.said.span.start + verdict.place.value.end
    message = f"升降方向与要点相反：要点是“{twin.clause.strip('，。；')}”"
    return Hit(start, end, message, facts=(twin.owner,))


_WHEN = re.compile(r"(?:20[0-9]{2}年|上年|去年|今年)(?:[0-9]{1,2}月)?(?:底|末|初)?的?$")


def _reach(verdict: Verdict, twin: Place) -> Hit | None:
    place = verdict.place
    mine, theirs = (_WHEN.sub("", p.before) for p in (place, twin))
    start = verdict.said.span.start + place.value.start
    end = verdict.said.span.start + place.value.end
    wrong = None
    if _BY.search(mine) and (_TO.search(theirs) or re.search(r"(?:达到?|总数?达|达到了)$", theirs)):
        wrong = "“提高到”是结果，“提高了”是增量"
    elif (
        _BY.search(mine)
        and _FROM.search(mine)
        and not any(_BY.search(_WHEN.sub("", p.before)) for p in verdict.sources)
    ):
        wrong = "前面有“由…”，这个数是结果，要用“到”；用“了”就成了增量"
    elif _TO.search(mine) and _BY.search(theirs) and not re.search(r"[由从]", mine):
        wrong = "“提高了”是增量，“提高到”是结果"
    if wrong is None:
        return None
    verb = _BY.search(mine) or _TO.search(mine)
    stem = re.sub(r"了?(?:近|约|超过?|逾)?$|[到至为]$", "", verb[0]) if verb else ""
    wrong = wrong.replace("提高", stem or "提高")
    at = start - len(verb[0]) if verb else start
    return Hit(at, end, f"{wrong}，不能互换：要点是“{twin.clause.strip('，。；')}”", facts=(twin.owner,))


_RISE_TO = re.compile(r"(?P<verb>提高|提升|增长|增加|上升|下降|降低|减少|回升|回落)(?:到|至)$")
_APART = re.compile(r"差|领先|高于|低于|高出|增速|增幅|涨幅|降幅|目标|计划")


def _to_points(verdict: Verdict) -> Hit | None:
    """首诊率提高到9个百分点: points are a step, and no place to arrive at."""
    quantity, before = verdict.place.value.quantity, verdict.place.before
    match = _RISE_TO.search(before)
    if quantity is None or quantity.dimension != "points" or match is None or _APART.search(before):
        return None
    start = verdict.said.span.start + verdict.place.value.start
    end = verdict.said.span.start + verdict.place.value.end
    message = f"百分点是增量，不能用“{match[0]}”，要用“{match['verb']}了”"
    owners = tuple(dict.fromkeys(p.owner for p in verdict.sources if p.owner))
    return Hit(start - len(match[0]), end, message, facts=owners)


def turned_hits(sheet: Sheet) -> Iterator[Hit]:
    """火灾起数较上年上升 for 下降: a direction without a figure, of the very thing."""
    noted: dict[frozenset[str], list[tuple[Told, str, str]]] = {}
    for fact, other, _ in sheet.clauses:
        turn = _turn(other)
        if turn:
            noted.setdefault(turn.what, []).append((fact, other, turn.sign))
    for said in sheet.sentences:
        for span in split_clauses(said.text):
            mine = _turn(said.text[span.start : span.end])
            if mine is None:
                continue
            same = noted.get(mine.what, [])
            if same and all(sign != mine.sign for _, _, sign in same):
                told, clause, _ = same[0]
                start = said.span.start + span.start + mine.start
                message = f"升降方向与要点相反：要点是“{clause.strip('，。；')}”"
                yield Hit(start, start + len(mine.word), message, facts=(told.fact.id,))


class _Turn(NamedTuple):
    what: frozenset[str]
    sign: str
    start: int
    word: str


_AGAINST = re.compile(
    r"(?:同比|环比|[比较](?:上年同期|去年同期|上年|去年|常年|往年|同期|年初)|呈现?|有所|明显|大幅|持续|逐年|稳步|继续|进一步|显著|趋势|态势)"
)


def _turn(clause: str) -> _Turn | None:
    """The one direction of a clause without figures, with what rises or falls."""
    bare = clause.rstrip("，。；！：、")
    found = directions(bare)
    if (
        len(found) != 1
        or found[0].sign == "negation"
        or re.search(r"[0-9〔]", bare)
        or _FOR_BETTER.search(bare)
    ):
        return None
    rest = content_bigrams(_AGAINST.sub("", bare[: found[0].start] + "，" + bare[found[0].end :]))
    return _Turn(rest, found[0].sign, found[0].start, found[0].text) if len(rest) >= TURNED else None


TURNED = 2
"""Bigrams of what rises or falls from which two clauses speak of the same."""
_FOR_BETTER = re.compile(r"[要须应]|力争|确保|努力|争取|若|如果|防止|避免|推动|促进|[？?]")
