"""Rungs above the facts' own: progress, money, roles, levels, grades (``config/ladders.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from pipeline.checking.evidence import Told, likeness
from pipeline.checking.facts.sheet import Said, Sheet
from pipeline.checking.rules import Hit
from pipeline.checking.values import Value
from pipeline.config import DataFolders, load_yaml, regular_expression
from pipeline.text.quantities import same_kind
from pipeline.text.sentences import split_clauses
from pipeline.text.words import content_bigrams
from pipeline.types import Frozen

Regex = Annotated[str, AfterValidator(regular_expression)]


class Ladder(Frozen):
    """Steps of one thing, from low to high."""

    name: str
    what: str
    rungs: tuple[tuple[str, ...], ...]
    spare: tuple[str, ...] = ()
    """Longer words in which one of a rung means something else (组织生活)."""
    exact: bool = False
    """Whether a step below the fact's is as wrong as one above it: a grade is what it is."""


class LadderFile(Frozen):
    """``config/ladders.yaml``."""

    ladders: tuple[Ladder, ...]
    levels: tuple[tuple[str, ...], ...]
    contrasts: tuple[tuple[str, ...], ...]
    """Words that tell different things in the same place."""
    heads: Regex
    """What names end in: another word before it is another name."""


@lru_cache(maxsize=4)
def load_ladders(folders: DataFolders) -> LadderFile:
    """The ladders; ConfigError names file and line."""
    return load_yaml(folders.file("config/ladders.yaml"), LadderFile)


def rung_hits(sheet: Sheet, file: LadderFile) -> Iterator[Hit]:
    """Words of a step above the one of the fact that the clause tells."""
    subjects: dict[str, list[tuple[Told, str]]] = {}
    for told, other, _ in sheet.clauses:
        subjects.setdefault(_before_the_rung(other, file), []).append((told, other))
    for said in sheet.sentences:
        if said.role in ("signature", "salutation", "title"):
            continue
        before: list[tuple[Told, str]] = []
        for span in split_clauses(said.text):
            clause = said.text[span.start : span.end]
            values = [v for v in said.values if span.start <= v.start < span.end]
            twins = _twins(clause, values, said, sheet)
            if not twins and not values and len(clause) <= LEANING:
                # 协助申报…，已获国家批准: it goes on about what the clause before it told.
                twins = [(t, c) for t, c in before if not _told_by_another(clause, t, sheet, file)]
            if not twins and len(subject := _before_the_rung(clause, file)) >= FEWEST:
                # 该项目建成 for 该项目获批: too short for a likeness, but all before the steps is the same.
                twins = subjects.get(subject, [])[:2]
            before = twins[:1] or before
            for told, twin in twins:
                hit = (
                    _raised(clause, twin, told, sheet, file)
                    or _lowered(clause, twin, told, sheet, file)
                    or _level(clause, twin, sheet, file)
                    or _all_of_some(clause, told, values)
                )
                if hit:
                    start, end, message = hit
                    at = said.span.start + span.start
                    yield Hit(at + start, at + end, message, facts=(told.fact.id,))
                    break
            else:
                raised = _role(clause, sheet, file)
                if raised:
                    at = said.span.start + span.start
                    yield Hit(at + raised[0], at + raised[1], raised[2], facts=(raised[3],))


LEANING = 16
"""Characters of a clause that can lean on the one before it."""
TWIN = 0.5
"""Likeness from which a clause tells a clause of a fact."""


def _twins(clause: str, values: Sequence[Value], said: Said, sheet: Sheet) -> list[tuple[Told, str]]:
    """The clauses of facts that the clause tells, the likest first: by a value that both have, or by their words."""
    here = content_bigrams(clause)
    akin = sheet.akin(here)
    both = [pair for v in values for pair in sheet.stating(v)]
    if not values:
        # 项目已建成投用，总投资3亿元: the figure that tells which fact it is stands in the next clause.
        most = max((len(here & sheet.clauses[at][0].bigrams) for at in akin), default=0)
        leaning = {
            t.fact.id
            for v in said.values
            if v.quantity
            for t, _ in sheet.stating(v)
            if len(here & t.bigrams) == most
        }
    told_by_value = {t.fact.id for t, _ in both}
    found = []
    for at, (told, other, there) in enumerate(sheet.clauses):
        shared = akin.get(at, 0)
        if not shared and told.fact.id not in told_by_value:
            continue
        common = len(told.bigrams & said.bigrams)
        by_value = any(
            shared or common >= 2 or _only_here(w, told, common, sheet) for t, w in both if t is told
        ) or (not values and bool(shared) and told.fact.id in leaning)
        if (shared >= 2 and likeness(here, there) >= TWIN) or by_value:
            found.append((shared / max(1, len(here | there)) + (0.5 if by_value else 0), told, other))
    found.sort(key=lambda f: -f[0])
    return [(told, other) for _, told, other in found[:2]]


FEWEST = 2
"""Characters of a subject that two short clauses must share."""


def _before_the_rung(clause: str, file: LadderFile) -> str:
    starts = [start for ladder in file.ladders for _, start, _ in _rungs(clause, ladder)]
    return re.sub(
        r"^[该本此这]|(?:现?已经?|正式|顺利|成功|全面|目前|[也均都正])+$",
        "",
        clause[: min(starts, default=0)],
    )


def _told_by_another(clause: str, told: Told, sheet: Sheet, file: LadderFile) -> bool:
    """Whether a rung word of the clause stands in another fact, so that it may be that one's."""
    others = [t.fact.text for t in sheet.facts if t is not told]
    return any(
        word in other for ladder in file.ladders for _, _, word in _rungs(clause, ladder) for other in others
    )


def _only_here(value: Value, told: Told, common: int, sheet: Sheet) -> bool:
    """Whether no other fact has the figure; a figure of few digits needs a word in common beside."""
    if value.quantity is None or any(t is not told for t, _ in sheet.stating(value)):
        return False
    return common >= 1 or len(re.findall(r"[0-9]", value.text)) >= 3


def _reached(fact: str, ladder: Ladder) -> list[tuple[int, int, str]]:
    """The rungs of a fact; what one of its clauses only plans (计划2025年投入使用) is not reached."""
    found = [f for f in _rungs(fact, ladder) if not _of_the_public(fact, f[1], f[2])]
    planned = [s for s in split_clauses(fact) if _INTENDED.search(fact[s.start : s.end])]
    reached = [f for f in found if f[0] == 0 or not any(s.start <= f[1] < s.end for s in planned)]
    return reached or found


def _of_the_public(fact: str, start: int, word: str) -> bool:
    """开展应急演练26场，参与1.3万人: who came, and nobody's role."""
    if word not in ("参与", "参加", "配合"):
        return False
    came = re.match(
        r"率|度|面|者|人[员数次]|[\u4e00-\u9fff]{0,5}?[约近超共达]?[0-9一二两三四五六七八九十百千万余多.]+(?:余|多)?[人名户]",
        fact[start + len(word) :],
    )
    return came is not None or re.search(r"[0-9万千百余多][人名户](?:次)?$", fact[:start]) is not None


_INTENDED = re.compile(r"计划|拟(?![定订])|预计|力争|(?<!即)将于|有望|争取于")
_PLANNED = re.compile(
    r"(?<!即)将(?!近)|拟|计划|预计|力争|确保|争取(?!到)|待[^，。]{0,10}后|下一?步|必须|务必|尽快|^(?:要求|希望|建议|若|如果|一旦)"
)


def _raised(
    clause: str, twin: str, told: Told, sheet: Sheet, file: LadderFile
) -> tuple[int, int, str] | None:
    whole = told.fact.text
    for ladder in file.ladders:
        mine, theirs = _rungs(clause, ladder), _reached(whole, ladder)
        if not mine or not theirs:
            continue
        top = max(r for r, _, _ in theirs)
        if ladder.name == "职责" and any(r <= top for r, _, _ in mine):
            # 参加省里组织的培训: the fact's own role is there.
            continue
        for rung, start, word in mine:
            behind = clause[start + len(word) :]
            if _PLANNED.search(clause) or re.match(r"[以之]?后|前|时", behind) or _purpose(clause, start):
                continue
            if ladder.name == "职责" and behind.startswith("的"):
                # 市局组织的练兵: somebody else's role.
                continue
            if rung <= top or _said_elsewhere(clause, rung, ladder, sheet):
                continue
            low = next(w for r, _, w in theirs if r == top)
            if low in _NAMED and _TITLE.search(clause):
                continue
            return (
                start,
                start + len(word),
                f"拔高了{ladder.what}：要点是“{twin.strip('，。；')}”（“{low}”），不能写成“{word}”",
            )
    return None


_NAMED = ("获批", "核准")
_TITLE = re.compile(r"示范|文明|先进|标杆|品牌|星级|特色|一流|称号|试点|创新|和美|美丽|森林|园林")
"""建成省级示范社 of 获批省级示范社: what is a title is there once it is given."""
_FOR = re.compile(r"为[^，。；]{0,40}(?:创造|提供|奠定|打下|打好|赢得|铺平|扫清|备足)")


def _purpose(clause: str, start: int) -> bool:
    """为企业早投产创造条件: what it was done for, not what came of it."""
    if re.search(r"(?:早日?|尽早|尽快|及早|加快)[^，。；]{0,2}$", clause[:start]):
        return True
    match = _FOR.match(clause) or re.search(
        r"为[^，。；]{0,40}(?:创造|提供|奠定|打下|打好|赢得|铺平|扫清)", clause
    )
    return match is not None and match.start() < start < match.end()


_ALL = re.compile(
    r"(?:全部|悉数|全数|(?<![平人户年月日场亩])均|都)(?:已经?|得到|顺利|如期|按期|按时)*(?P<did>[\u4e00-\u9fff]{2})"
)


def _all_of_some(clause: str, told: Told, values: Sequence[Value]) -> tuple[int, int, str] | None:
    """412条全部整改 where the fact has 发现412条，已整改398条."""
    match = _ALL.search(clause)
    if match is None or _PLANNED.search(clause) or re.search(r"其余|剩|另外", clause):
        return None
    counted = [v for v in values if v.quantity]
    fact = told.fact.statement
    figures = [v for v in told.values if v.quantity and not v.quantity.ordinal]
    for part in figures:
        around = (
            re.split(r"[，。；]", fact[: part.start])[-1][-5:]
            + "，"
            + re.split(r"[，。；]", fact[part.end :])[0][:6]
        )
        if match["did"] not in around or any(_same_figure(part, v) for v in counted):
            continue
        wholes = [whole for whole in figures if whole.end <= part.start and _is_part(part, whole)]
        # 26个全部整改 of 28个, 整改26个, counts what was done.
        if any(not counted or any(_same_figure(whole, v) for v in counted) for whole in wholes):
            done = fact[part.start : part.end]
            return (
                match.start(),
                match.end(),
                f"拔高了完成的程度：要点里“{match['did']}”的是{done}，不能写成“{match[0]}”",
            )
    return None


def _same_figure(a: Value, b: Value) -> bool:
    return a.quantity is not None and b.quantity is not None and a.quantity.low == b.quantity.low


def _is_part(part: Value, whole: Value) -> bool:
    one, other = part.quantity, whole.quantity
    return one is not None and other is not None and same_kind(one, other) and one.low < other.low


_GRADE = re.compile(r"等次|考核|考评|评定|鉴定|定等")


def _lowered(
    clause: str, twin: str, told: Told, sheet: Sheet, file: LadderFile
) -> tuple[int, int, str] | None:
    """称职等次 for 优秀等次: below the fact's step, where steps don't include one another."""
    if not _GRADE.search(clause) or not _GRADE.search(twin):
        return None
    for ladder in file.ladders:
        mine, theirs = (_rungs(clause, ladder), _rungs(twin, ladder)) if ladder.exact else ([], [])
        if not mine or not theirs or {r for r, _, _ in mine} & {r for r, _, _ in theirs}:
            continue
        rung, start, word = mine[0]
        low = theirs[0][2]
        if rung < theirs[0][0] and not any(
            r == rung for t in sheet.facts if t is not told for r, _, _ in _rungs(t.fact.text, ladder)
        ):
            return start, start + len(word), f"{ladder.what}与要点不一致：要点是“{low}”，不能写成“{word}”"
    return None


def _role(clause: str, sheet: Sheet, file: LadderFile) -> tuple[int, int, str, str] | None:
    """牵头起草 where the fact has 参与起草: another rung right before the same word."""
    ladder = next((one for one in file.ladders if one.name == "职责"), None)
    if ladder is None:
        return None
    for rung, start, word in _rungs(clause, ladder):
        verb = clause[start + len(word) :][:2]
        if len(verb) < 2 or not re.fullmatch(r"[\u4e00-\u9fff]{2}", verb) or word + verb in sheet.known:
            continue
        for told in sheet.facts:
            for r, at, low in _rungs(told.fact.text, ladder):
                if (
                    r < rung
                    and told.fact.text[at + len(low) :].startswith(verb)
                    and not _said_elsewhere(clause, rung, ladder, sheet)
                ):
                    return (
                        start,
                        start + len(word),
                        f"拔高了{ladder.what}：要点是“{low}{verb}”，不能写成“{word}{verb}”",
                        told.fact.id,
                    )
    return None


@lru_cache(maxsize=64)
def _longest_first(ladder: Ladder) -> tuple[tuple[str, int], ...]:
    listed = [(w, i) for i, rung in enumerate(ladder.rungs) for w in rung] + [(w, -1) for w in ladder.spare]
    return tuple(sorted(listed, key=lambda p: -len(p[0])))


def _rungs(text: str, ladder: Ladder) -> list[tuple[int, int, str]]:
    """(rung, start, word) of the words of a ladder, longer ones before shorter ones inside them."""
    found: list[tuple[int, int, str]] = []
    taken: list[tuple[int, int]] = []
    for word, rung in _longest_first(ladder):
        at = text.find(word)
        while at >= 0:
            if not any(s < at + len(word) and at < e for s, e in taken):
                taken.append((at, at + len(word)))
                if rung >= 0 and not _DENIED.search(text[:at]):
                    found.append((rung, at, word))
            at = text.find(word, at + 1)
    return found


_DENIED = re.compile(r"(?:没有?|未能?|从未|尚未|还没|不曾|未曾|暂未)(?:正式|全面|全部|完全)?$")
"""没有建成 is no step reached."""


def _said_elsewhere(clause: str, rung: int, ladder: Ladder, sheet: Sheet) -> bool:
    """Whether another fact that shares words with the clause stands on that rung."""
    here = content_bigrams(clause)
    return any(
        len(here & t.bigrams) >= 2 and any(r >= rung for r, _, _ in _reached(t.fact.text, ladder))
        for t in sheet.facts
    )


def _level(clause: str, twin: str, sheet: Sheet, file: LadderFile) -> tuple[int, int, str] | None:
    """国家级一流课程 for 省级一流课程: another level before the same word."""
    ranks = {word: i for i, words in enumerate(file.levels) for word in words}
    pattern = "|".join(sorted(map(re.escape, ranks), key=len, reverse=True))
    for match in re.finditer(
        rf"(?<![城社园片辖地景库矿灌新老山、和及])({pattern})(?=([\u4e00-\u9fff]{{2}}))", clause
    ):
        noun = match[2]
        for other in re.finditer(rf"({pattern})(?={re.escape(noun)})", twin):
            if (
                ranks[other[1]] != ranks[match[1]]
                and match[1] + noun not in sheet.known
                and match[1].rstrip("级") + noun not in sheet.known
            ):
                return (
                    match.start(),
                    match.end(),
                    f"层级与要点不一致：要点是“{other[1]}{noun}”，不能写成“{match[1]}{noun}”",
                )
    return _whole(clause, twin, sheet)


_WHOLE = re.compile(r"[全](?P<of>[国省市州县区旗镇乡村])(?![际间内外域民体会])")


def _whole(clause: str, twin: str, sheet: Sheet) -> tuple[int, int, str] | None:
    """全省12家 for 全市12家: the same figure of another whole, of which the notes know nothing."""
    mine, theirs = list(_WHOLE.finditer(clause)), list(_WHOLE.finditer(twin))
    if len(mine) != 1 or len(theirs) != 1 or not re.search(r"[0-9]", clause):
        return None
    here, there = mine[0][0], theirs[0][0]
    head = sheet.ground.brief.head
    if here == there or here in sheet.known or here[1] in f"{head.organization}{head.title}":
        return None
    return mine[0].start(), mine[0].end(), f"范围与要点不一致：要点是“{there}”，不能写成“{here}”"
