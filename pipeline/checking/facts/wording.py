"""Things exchanged beside a right figure, or in a clause that is a fact's but for one word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checking.altered import STANDS_FOR_MANY, exchanged_things
from pipeline.checking.claims import misspelt
from pipeline.checking.evidence import attribute
from pipeline.checking.facts.rungs import LadderFile
from pipeline.checking.facts.sheet import Sheet
from pipeline.checking.rules import Hit
from pipeline.text.sentences import split_clauses
from pipeline.text.words import content_bigrams, tag


def thing_hits(sheet: Sheet) -> Iterator[Hit]:
    """创伤中心 for 卒中中心: another thing in the place of a fact's; names with a character changed."""
    for said in sheet.sentences:
        if said.role == "signature":
            continue
        ids = attribute(said.text, (), sheet.ground)
        found = [
            *exchanged_things(said.text, said.values, ids, sheet.ground),
            *misspelt(said.text, sheet.ground),
        ]
        for p in found:
            yield Hit(said.span.start + p.start, said.span.start + p.end, p.message, facts=ids[:1])


_JOINT = re.compile(r"、|以及|和|及|与")


def list_hits(sheet: Sheet) -> Iterator[Hit]:
    """民政、文旅、市场监管 for 民政、文旅、知识产权: one member of a list exchanged."""
    noted = [(t, c, _members(c)) for t in sheet.facts for c in t.clauses if "、" in c]
    for said in sheet.sentences:
        for span in split_clauses(said.text):
            clause = said.text[span.start : span.end]
            if "、" not in clause:
                continue
            mine = _members(clause)
            for told, other, theirs in noted:
                strange = _exchanged_member(mine, theirs, sheet.known)
                if strange:
                    start = said.span.start + span.start + strange[0]
                    message = f"要点里没有“{strange[1]}”：要点是“{other.strip('，。；')}”"
                    yield Hit(start, start + len(strange[1]), message, facts=(told.fact.id,))
                    break


def _members(clause: str) -> list[tuple[int, str]]:
    """The members of a list with their places; the first one carries what stands before, the last what follows."""
    found, at = [], 0
    for match in _JOINT.finditer(clause):
        found.append((at, clause[at : match.start()]))
        at = match.end()
    return [*found, (at, clause[at:].rstrip("，。；：！？"))]


def _exchanged_member(
    mine: list[tuple[int, str]], theirs: list[tuple[int, str]], known: str
) -> tuple[int, str] | None:
    if len(mine) < 3 or len(mine) != len(theirs):
        return None
    texts = [m for _, m in theirs]
    odd = [
        (at, m) for at, m in mine
        if not any(m == t or (len(m) > 1 and len(t) > 1 and (m.endswith(t) or t.endswith(m) or m.startswith(t) or t.startswith(m))) for t in texts)
        and m not in known
    ]  # fmt: skip
    gone = [
        t
        for t in texts
        if not any(
            t == m or m.endswith(t) or t.endswith(m) or m.startswith(t) or t.startswith(m) for _, m in mine
        )
    ]
    if len(odd) != 1 or len(gone) != 1:
        return None
    at, strange = odd[0]
    first, last = at == mine[0][0], at == mine[-1][0]
    if (first and _common_end(strange, gone[0]) >= 2) or (last and strange[:2] == gone[0][:2]):
        # The members are the same; what differs stands before the first or behind the last.
        return None
    if (
        re.search(r"我|们|一起|了", strange)
        or _abbreviates(gone[0], strange)
        or _abbreviates(strange, gone[0])
    ):
        return None
    tail = _common_end(strange, gone[0])
    strange = (strange[: len(strange) - tail] if tail else strange).removesuffix("等")
    if (
        len(strange) < 2
        or content_bigrams(strange) & content_bigrams(gone[0])
        or re.search(r"[0-9]", strange)
    ):
        return None
    return at, strange


def _abbreviates(short: str, full: str) -> bool:
    """妇儿工作 of 妇女儿童工作."""
    rest = iter(full)
    return len(short) < len(full) and all(c in rest for c in short)


def _common_end(a: str, b: str) -> int:
    size = 0
    while size < min(len(a), len(b)) and a[-1 - size] == b[-1 - size]:
        size += 1
    return size


BOTH_ENDS = 0.5
"""Share of the shorter clause that two clauses must have in common at their ends, all but one word in the middle."""


def swap_hits(sheet: Sheet, file: LadderFile) -> Iterator[Hit]:
    """A clause that is a fact's but for one stretch: 高于 for 低于, 二期 for 一期, 青石湾村 for 青石坳村."""
    for said in sheet.sentences:
        for span in split_clauses(said.text):
            clause = said.text[span.start : span.end].rstrip("，。；：、！？")
            stated = {
                t.fact.id
                for v in said.values
                if span.start <= v.start < span.end
                for t, _ in sheet.stating(v)
            }
            alike = sheet.akin(content_bigrams(clause))
            for place in (i for i, c in enumerate(sheet.clauses) if i in alike or c[0].fact.id in stated):
                told, other = sheet.clauses[place][0], sheet.clauses[place][1].rstrip("，。；：、")
                swap = _swap(clause, other)
                if swap is None:
                    continue
                start, mine, theirs, behind = swap
                if _tells_another_thing(clause[:start], mine, theirs, behind, sheet, said.text, file):
                    at = said.span.start + span.start + start
                    message = f"“{mine}”与要点不一致：要点是“{other}”"
                    yield Hit(at, at + len(mine), message, facts=(told.fact.id,))
                    break


def _swap(clause: str, other: str) -> tuple[int, str, str, str] | None:
    """(start, the text's stretch, the fact's, what follows) of two clauses that are one but for a stretch."""
    lead = max(clause.find(other[:2]), 0)
    if lead == 0 and clause[:2] in other:
        other = other[other.find(clause[:2]) :]
    text = clause[lead:]
    head = 0
    while head < min(len(text), len(other)) and text[head] == other[head]:
        head += 1
    tail = _common_end(text[head:], other[head:])
    mine, theirs = text[head : len(text) - tail], other[head : len(other) - tail]
    if (
        not mine
        or not theirs
        or max(len(mine), len(theirs)) > 8
        or re.search(r"[0-9〔、，“”]", mine + theirs)
    ):
        return None
    if head + tail < 4 or head + tail < BOTH_ENDS * min(len(text), len(other)):
        return None
    return lead + head, mine, theirs, text[len(text) - tail :]


def _tells_another_thing(  # noqa: PLR0913, PLR0917 — a place and what surrounds it
    before: str, mine: str, theirs: str, behind: str, sheet: Sheet, sentence: str, file: LadderFile
) -> bool:
    here, there = (
        {w for f in file.contrasts for w in f if _covers(w, before[-2:], m, behind[:2])}
        for m in (mine, theirs)
    )
    if any(here & set(f) and there & set(f) for f in file.contrasts) and not here & there:
        same_figure = re.search(r"[0-9]", behind) is not None
        return same_figure or (theirs not in sentence and mine not in sheet.known)
    if (mine in sheet.known and len(mine) > 1) or (theirs in before + behind and len(theirs) > 1):
        return False
    common = set(mine) & set(theirs)
    if (common and len(mine) != len(theirs)) or any(_LIGHT_LEAD.search(w) for w in (mine, theirs)):
        return False
    if _abbreviates(mine, theirs) or _abbreviates(theirs, mine):
        return False
    return _another_name(before, mine, behind, file) or _another_part(before, mine, theirs, behind)


def _another_part(before: str, mine: str, theirs: str, behind: str) -> bool:
    """Another whole (占…的72.3%) or another part (其中…9.6万人次) with the same figure."""
    if before.endswith("占"):
        return not mine.startswith(("比", "总", "全", "据", "有", "到"))
    part = before.endswith("其中") and re.match(r"[户人名家件]?[0-9]", behind) is not None
    return part and not set(mine) & set(theirs) and not STANDS_FOR_MANY & {mine, theirs}


def _another_name(before: str, mine: str, behind: str, file: LadderFile) -> bool:
    """Another word before what names end in."""
    match = re.match(file.heads, behind)
    if match is None or (len(mine) >= 3 and not _begins_a_word(before, mine, behind)):
        return False
    return len(match[0]) > 1 or (_grows_on(before, mine, behind) and not _in_a_verb(before, mine, behind))


def _grows_on(before: str, stretch: str, behind: str) -> bool:
    """Whether a name's last character belongs to the stretch (青石湾村) and begins no word of its own (办案)."""
    text, at = before + stretch + behind, len(before) + len(stretch)
    return all(w.start < at or w.end == at + 1 for w in tag(text) if w.start <= at < w.end)


def _begins_a_word(before: str, stretch: str, behind: str) -> bool:
    """全｜部进入 is cut inside a word."""
    return any(w.start == len(before) for w in tag(before + stretch + behind))


def _covers(word: str, before: str, stretch: str, behind: str) -> bool:
    """Whether the word stands over the stretch."""
    text = before + stretch + behind
    at = text.find(word)
    return at >= 0 and at < len(before) + len(stretch) and at + len(word) > len(before)


def _in_a_verb(before: str, stretch: str, behind: str) -> bool:
    """提请 for 提交: the stretch belongs to a verb, which may be another for the same act."""
    text, at = before + stretch + behind, len(before)
    return any(w.start <= at < w.end and w.tag.startswith("v") for w in tag(text))


_LIGHT_LEAD = re.compile(
    r"^[我全各本该的在到于为和与了等多次]|开展|组织|举办|参加|进行|实施|推进|完成|相关|有关|重点|专项|集中"
)
