"""Claims without figures (rank, first, record, praise) that no fact makes, and rungs above the facts' own."""

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
from pipeline.text.sentences import split_clauses
from pipeline.text.words import content_bigrams
from pipeline.types import Frozen, Severity

Regex = Annotated[str, AfterValidator(regular_expression)]


class Claim(Frozen):
    """One family of claims (``config/claims.yaml``)."""

    name: str
    severity: Severity
    find: tuple[Regex, ...]
    facts: Regex
    """A fact that has this supports the claim."""


class ClaimFile(Frozen):
    wish: Regex
    """Before a claim: it is hoped or demanded, not claimed."""
    claims: tuple[Claim, ...]


class Ladder(Frozen):
    """Steps of one thing, from low to high."""

    name: str
    what: str
    rungs: tuple[tuple[str, ...], ...]
    spare: tuple[str, ...] = ()
    """Longer words in which one of a rung means something else (组织生活)."""


class LadderFile(Frozen):
    """``config/ladders.yaml``."""

    ladders: tuple[Ladder, ...]
    levels: tuple[tuple[str, ...], ...]
    contrasts: tuple[tuple[str, ...], ...]
    """Words that tell different things in the same place."""
    heads: Regex
    """What names end in: another word before it is another name."""


@lru_cache(maxsize=4)
def load_claims(folders: DataFolders) -> ClaimFile:
    """The families of claims; ConfigError names file and line."""
    return load_yaml(folders.file("config/claims.yaml"), ClaimFile)


@lru_cache(maxsize=4)
def load_ladders(folders: DataFolders) -> LadderFile:
    """The ladders; ConfigError names file and line."""
    return load_yaml(folders.file("config/ladders.yaml"), LadderFile)


def claim_hits(sheet: Sheet, file: ClaimFile) -> Iterator[Hit]:
    """Claims that no fact makes."""
    for said in sheet.sentences:
        if said.role in ("signature", "salutation"):
            continue
        for start, end, claim in _claims(said.text, file):
            words = said.text[start:end]
            if re.search(claim.facts, _facts_for(said, sheet)) or words in sheet.known:
                continue
            if claim.name == "全部" and _all_of_them(said, start, sheet):
                continue
            message = f"要点里没有“{words}”的依据；没有事实支撑的名次、表彰、评价不能写"
            yield Hit(said.span.start + start, said.span.start + end, message, severity=claim.severity)


def _all_of_them(said: Said, start: int, sheet: Sheet) -> bool:
    """发现问题19个，已整改19个: the same number twice; 其余26个全部整改 of 完成整改26个: the number of what is done."""
    for told in sheet.facts:
        figures = [(v.quantity.low, v.quantity.unit) for v in told.values if v.quantity]
        if told.bigrams & said.bigrams and len(set(figures)) < len(figures):
            return True
    begin = max(said.text.rfind(c, 0, start) for c in "，。；：") + 1
    stated = (t for v in said.values if v.quantity and begin <= v.start < start for t, _ in sheet.stating(v))
    return any(re.search(r"整改|办结|解决|化解|完成|销号|竣工|处置", t.fact.text) for t in stated)


def _facts_for(said: Said, sheet: Sheet) -> str:
    """The facts that a sentence may draw a claim from: those that share words with it, else all (a summary)."""
    told = [t.fact.text for t in sheet.facts if t.bigrams & said.bigrams]
    return "\n".join((*told, *sheet.ground.brief.head.values()))


def _claims(text: str, file: ClaimFile) -> Iterator[tuple[int, int, Claim]]:
    done = 0
    for claim in file.claims:
        for pattern in claim.find:
            for match in re.finditer(pattern, text):
                begin = max(text.rfind(c, 0, match.start()) for c in "，。；：") + 1
                if re.search(file.wish, text[begin : match.end()]):
                    continue
                if match.start() >= done or match.end() > done:
                    done = max(done, match.end())
                    yield match.start(), match.end(), claim


def rung_hits(sheet: Sheet, file: LadderFile) -> Iterator[Hit]:
    """Words of a step above the one of the fact that the clause tells."""
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
            before = twins[:1] or before
            for told, twin in twins:
                hit = _raised(clause, twin, told, sheet, file) or _level(clause, twin, sheet, file)
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
    found = _rungs(fact, ladder)
    planned = [s for s in split_clauses(fact) if _INTENDED.search(fact[s.start : s.end])]
    reached = [f for f in found if f[0] == 0 or not any(s.start <= f[1] < s.end for s in planned)]
    return reached or found


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
            if _PLANNED.search(clause) or re.match(r"[以之]?后|前|时", behind):
                continue
            if ladder.name == "职责" and behind.startswith("的"):
                # 市局组织的练兵: somebody else's role.
                continue
            if rung <= top or _said_elsewhere(clause, rung, ladder, sheet):
                continue
            low = next(w for r, _, w in theirs if r == top)
            return (
                start,
                start + len(word),
                f"拔高了{ladder.what}：要点是“{twin.strip('，。；')}”（“{low}”），不能写成“{word}”",
            )
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
                if rung >= 0:
                    found.append((rung, at, word))
            at = text.find(word, at + 1)
    return found


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
    return None
