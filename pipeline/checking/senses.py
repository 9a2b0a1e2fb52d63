"""Direction, denial and state of a sentence against the clause of the fact that it tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.checking.evidence import Ground, Problem, likeness
from pipeline.text.polarity import directions
from pipeline.text.sentences import split_clauses
from pipeline.text.words import content_bigrams

_PLANNED = re.compile(
    r"计划|(?<![草虚模])拟(?![定订人])|(?<!即)将(?!.{0,12}(?:作为|纳入|转化|列入|由|从|压|减|增|调整|其|至|为|到))|即将|力争|预计|正在|准备|筹备|谋划|争取(?!.{0,12}(?:资金|项目|支持|到|元))"
    r"|打算|申报|下一?步|今后|明年|目标|希望|要求|(?:^|[，；。])(?:[一二三四五六七八九]?要|必须|务必|确保)"
)
_FIRM_PLAN = re.compile(r"计划|力争|预计|打算|即将|下一?步|明年|今后|有望")
_DONE = re.compile(
    r"已经?|(?:完成|建成|投用|到位|通过|实现|取得|引进|签订|落实|解决)(?=了|[\d。，；]|率)|了(?=[\d。，；])|先后|累计|共(?=[\u4e00-\u9fff]{0,4}\d)"
)
_TO = re.compile(r"(?:提高|提升|增长|增加|上升|下降|减少|降低|压减|压缩|缩短|扩大)(?:到|至)|[增升减降]至")
_BY = re.compile(
    r"(?:提高|提升|增长|增加|上升|下降|减少|降低|压减|压缩|缩短|扩大)了?(?=[\d一二三四五六七八九十百近约超])"
)
_FROM = re.compile(r"[由从]")
ALIKE = 0.6
"""Likeness from which two clauses count as telling the same."""
SCOPE = 6
"""Characters behind a denial that it reaches."""


def turned(text: str, ids: Sequence[str], ground: Ground) -> list[Problem]:
    """Clauses whose direction, denial or state is turned round against the facts ``ids``."""
    found: list[Problem] = []
    facts = [t for t in ground.facts if t.fact.id in ids]
    for span in split_clauses(text):
        clause = text[span.start : span.end]
        twin = _twin(clause, [c for t in facts for c in t.clauses])
        if twin is None:
            continue
        whole = next(t.fact.statement for t in facts if twin in t.clauses)
        problem = (
            _direction(clause, twin) or _denial(clause, twin, whole) or _state(clause, text, twin, whole)
        )
        if problem:
            found.append(Problem(problem[0], span.start, span.end, clause, problem[1]))
    return found


def _twin(clause: str, theirs: Sequence[str]) -> str | None:
    """The clause of the facts that this clause tells."""
    here = content_bigrams(clause)
    if len(here) < 2:
        return None
    best, score = None, ALIKE - 0.01
    for other in theirs:
        there = content_bigrams(other)
        found = likeness(here, there)
        if len(here & there) >= 2 and found > score:
            best, score = other, found
    return best


def _direction(clause: str, twin: str) -> tuple[str, str] | None:
    ups = {d.sign for d in directions(clause) if d.sign in ("up", "down")}
    theirs = {d.sign for d in directions(twin) if d.sign in ("up", "down")}
    if len(ups) == 1 and len(theirs) == 1 and ups != theirs:
        return "direction", f"升降方向与要点相反，要点是“{twin}”"
    mine, other = (_TO.search(clause), _BY.search(clause)), (_TO.search(twin), _BY.search(twin))
    if (mine[0] and not mine[1] and other[1] and not other[0] and not _FROM.search(twin)) or (
        mine[1] and not mine[0] and other[0] and not other[1]
    ):
        verb = re.sub(r"[到至了]$", "", next((m[0] for m in mine if m), "提高"))
        return "direction", f"“{verb}到”与“{verb}了”不同，要点是“{twin}”"
    return None


def _denial(clause: str, twin: str, whole: str) -> tuple[str, str] | None:
    """A denial of either side whose scope stands undenied on the other."""
    message = f"肯定与否定和要点相反，要点是“{twin}”"
    mine, theirs = denials(clause), denials(twin)
    if (
        mine
        and not theirs
        and any(_reaches(s, twin) for s in mine)
        and not denials(whole)
        and not _LACK.search(twin)
    ):
        return "polarity", message
    if theirs and not mine and any(_reaches(s, clause) for s in theirs) and not _LACK.search(clause):
        return "polarity", message
    return None


_LACK = re.compile(r"[缺欠少弱慢难差浅]|短板|不足|滞后|有待|需要|零|杜绝|空白|问题|困难")


def denials(clause: str) -> list[frozenset[str]]:
    """What each denial of the clause denies, as bigrams: the words behind it, else (调研不够) before it."""
    out = []
    for word in directions(clause):
        if word.sign == "negation":
            after = re.split(
                r"[，。；]", re.sub(r"一[件名个例起次家人]|发生|出现|有|过", "", clause[word.end :])
            )[0]
            scope = content_bigrams(after[:SCOPE])
            out.append(scope or content_bigrams(clause[max(0, word.start - SCOPE) : word.start]))
    return out


def _reaches(scope: frozenset[str], clause: str) -> bool:
    return bool(scope) and len(scope & content_bigrams(clause)) * 2 >= len(scope)


def _state(clause: str, text: str, twin: str, whole: str) -> tuple[str, str] | None:
    planned = _PLANNED.search(whole)
    if planned and (not _PLANNED.search(text)) and not _DONE.search(twin):
        return "status", f"要点说的是“{twin}”，不能写成已经做到"
    if not planned and _FIRM_PLAN.search(clause) and _DONE.search(whole):
        return "status", f"要点说的是“{twin}”，已经做到的事不能写成打算"
    return None
