"""Affirmed where the notes deny, denied where they affirm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.checking.evidence import Told, likeness
from pipeline.checking.facts.figures import Verdict
from pipeline.checking.facts.sheet import Said, Sheet
from pipeline.checking.rules import Hit
from pipeline.checking.senses import denials
from pipeline.text.sentences import split_clauses
from pipeline.text.words import content_bigrams


def denial_hits(sheet: Sheet) -> Iterator[Hit]:
    """未达标 for 达标, 出现脱管 for 无脱管."""
    for said in sheet.sentences:
        for span in split_clauses(said.text):
            clause = said.text[span.start : span.end]
            twin = _twin(clause, sheet)
            if twin is None:
                continue
            fact, other, whole = twin
            mine, theirs = _denies(clause), _denies(other)
            if (
                _OF.search(clause)
                or _OF.search(other)
                or _FORBIDS.search(_QUOTED.sub("", clause))
                or "〔" in said.text
                or bool(mine) == bool(theirs)
                or _denies(whole if mine else said.text)
                or _LACK.search(clause if theirs else other)
            ):
                continue
            scopes, target = (mine, other) if mine else (theirs, clause)
            if any(s and len(s & content_bigrams(target)) * 2 >= len(s) for s in scopes):
                start = said.span.start + span.start
                message = f"肯定与否定和要点相反：要点是“{other.strip('，。；')}”"
                yield Hit(start, start + len(clause.rstrip("，。；")), message, facts=(fact,))


_LACK = re.compile(
    r"[缺欠少弱慢难差浅]|短板|不足|滞后|有待|需要|零|杜绝|空白|问题|困难|防止|避免|[0０]\s*[起件例次个人]|清零|遏制|坚决"
)
_OF = re.compile(
    r"[没未不无][^，。；]{1,10}的|未[\u4e00-\u9fff]{2}(?:项目|问题|户|企业|人员|部分|事项|案件)|除[^，。；]{1,16}外"
)
"""没完工的水库: a denial that only describes."""
_FORBIDS = re.compile(r"不[准许得能要应]|严禁|禁止|杜绝|——|“")
_QUOTED = re.compile(r"“[^“”]*”")
_ZERO = re.compile(r"(?<![\d.])[0０](?![\d.])|零(?![一二三四五六七八九])")


def _denies(text: str) -> list[frozenset[str]]:
    found = denials(re.sub(r"[一二三四五六七八九十百千万亿]零[一二三四五六七八九十]", "", text))
    if not found and _ZERO.search(text):
        return [content_bigrams(text)]
    return found


DENIED = 0.7
"""Likeness from which a clause without the denial tells the fact's clause with it."""


def _twin(clause: str, sheet: Sheet) -> tuple[str, str, str] | None:
    here = content_bigrams(clause)
    if len(here) < 2:
        return None
    best: tuple[float, tuple[str, str, str]] | None = None
    for at, shared in sorted(sheet.akin(here).items()):
        if shared < 2:
            continue
        told, other, there = sheet.clauses[at]
        score = likeness(here, there)
        alike_sized = 3 * len(here) <= 5 * len(there) and 3 * len(there) <= 5 * len(here)
        if score >= DENIED and alike_sized and (best is None or score > best[0]):
            best = (score, (told.fact.id, other, told.fact.text))
    return best[1] if best else None


_NOT_DONE = re.compile(
    r"(?:尚未|未能?|没有?|未曾)(?P<verb>达到|实现|完成|通过|建成|办结|整改|解决|落实|到位|突破|超过)[\u4e00-\u9fff]{0,4}$"
)


def unreached_hits(verdicts: Sequence[Verdict]) -> Iterator[Hit]:
    """总床位未达到860张 for 总床位达到860张: the verb before a figure of the notes, denied."""
    for verdict in verdicts:
        match = _NOT_DONE.search(verdict.place.before)
        if match is None or verdict.problem not in ("", "looser") or not verdict.sources:
            continue
        same = [p for p in verdict.sources if match["verb"] in p.before and not _denies(p.clause)]
        if len(same) == len(verdict.sources):
            begin = (
                verdict.said.span.start
                + verdict.place.value.start
                - len(verdict.place.before)
                + match.start()
            )
            end = verdict.said.span.start + verdict.place.value.end
            message = f"肯定与否定和要点相反：要点是“{same[0].clause.strip('，。；')}”"
            yield Hit(begin, end, message, facts=(same[0].owner,))


class _Being(NamedTuple):
    """That there is something, or that there is none."""

    start: int
    subject: str
    thing: str
    there: bool


_BEING = re.compile(
    r"(?P<none>(?:没有|未曾?|从未|不|无)(?:再)?(?:发现|发生|出现|存在|产生|发)(?:过|有)?|没有|尚无|并无|(?<![有毫])无(?![法论需须人线偿私])"
    r"|(?<![从并毫])没)|(?P<some>(?:发现|发生|出现|存在|产生)(?:了|过|有|着)?|(?<![没具拥所享设含持共留占仅只])有)"
)
_IF = re.compile(
    r"若|如果?|凡|一旦|只要|是否|有无|有没有|防止|避免|防范|杜绝|严禁|查处|查摆|排查|检查|对照|针对|严肃|及时|坚决|必须|如何|哪些|什么|还有|善于|注重|主动|敢于|能够|坚持|带头|[？?〔]"
)
_AT = re.compile(r"[对将把为给向]$|[对将把][^，。；]{0,6}$")
"""对有违规行为的: what is dealt with, and not what there is."""
_GENERIC = frozenset(
    "".join(sorted(w))
    for w in ("问题", "情况", "现象", "行为", "隐患", "困难", "不足", "短板", "风险", "矛盾", "差距")
)
"""Of these every document has some: which ones, the subject must tell."""
_TAIL = re.compile(r"(?:等)?(?:问题|现象|情况|行为|情形|案件|事件|隐患)$")
_ANY = re.compile(r"^(?:任何|一[例起件个次人家宗点]|过|有|新的|各类)+")
_COUNT = re.compile(r"[约近超]?([0-9]+(?:\.[0-9]+)?)[万余多]*[\u4e00-\u9fff]{1,2}$")


def existence_hits(sheet: Sheet) -> Iterator[Hit]:
    """存在欠薪 for 不存在欠薪, 有违规违纪问题 for 没有违规违纪问题: the very thing, there or not."""
    noted: dict[str, list[tuple[Told, str, _Being]]] = {}
    for fact, other, _ in sheet.clauses:
        for being in _beings(other):
            noted.setdefault(_core(being), []).append((fact, other, being))
    if not noted:
        return
    written: dict[str, list[tuple[Said, int, _Being]]] = {}
    for said in sheet.sentences:
        for span in split_clauses(said.text):
            for being in _beings(said.text[span.start : span.end]):
                written.setdefault(_core(being), []).append((said, span.start, being))
    for said, at, being in (w for core in written for w in written[core]):
        same = [n for n in noted.get(_core(being), ()) if _one_thing(n[2], being)]
        if not same or any(b.there == being.there for _, _, b in same):
            continue
        if any(_one_thing(b, being) and b.there != being.there for _, _, b in written[_core(being)]):
            # The text has the notes' side too: what was found, then was put right.
            continue
        told, clause, _ = same[0]
        start = said.span.start + at + being.start
        end = said.span.start + said.text.index(being.thing, at + being.start) + len(being.thing)
        message = f"肯定与否定和要点相反：要点是“{clause.strip('，。；')}”"
        yield Hit(start, end, message, facts=(told.fact.id,))


def _beings(clause: str) -> Iterator[_Being]:
    """The verb of being of a clause whose object runs to the clause's end."""
    bare = clause.rstrip("，。；！：、")
    match = _BEING.search(bare)
    if match is None or _IF.search(bare) or _AT.search(bare[: match.start()]):
        return
    counted = _COUNT.search(bare, match.end())
    thing = _ANY.sub("", bare[match.end() : counted.start() if counted else len(bare)])
    if (
        2 <= len(thing) <= 14
        and re.fullmatch(r"[\u4e00-\u9fff、]+", thing)
        and not re.search(r"[的了]|不|未|没", thing)
    ):
        there = match["some"] is not None and not (counted and counted[1].strip("0.") == "")
        yield _Being(match.start(), bare[: match.start()], thing, there=there)


def _core(being: _Being) -> str:
    """The characters of the thing in an order of their own: 违规违纪问题 and 违纪违规行为 are one."""
    return "".join(sorted(_TAIL.sub("", being.thing) or being.thing))


def _one_thing(a: _Being, b: _Being) -> bool:
    """违规违纪问题 and 违规违纪行为, of subjects that may be one."""
    subjects = [content_bigrams(x.subject) for x in (a, b)]
    unsaid = not all(subjects) and _core(a) not in _GENERIC
    return unsaid or bool(subjects[0] & subjects[1])
