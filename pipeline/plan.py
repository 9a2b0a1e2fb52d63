"""Facts + genre → plan: which section tells which fact, under which heading; and the outline a person edits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from pipeline.config import DataFolders, load_yaml, regular_expression
from pipeline.genres import Genre, GenreSection, first_filled
from pipeline.types import Brief, Fact, Frozen, Plan, PlannedSection


def _cue(text: str) -> str:
    return "~" + regular_expression(text[1:]) if text.startswith("~") else text


Cue = Annotated[str, AfterValidator(_cue)]


class Placing(Frozen):
    """``config/placing.yaml``: words that tell what a fact is about."""

    groups: dict[str, tuple[str, ...]]
    """By function: words of the headings that notes are grouped under."""
    facts: dict[str, dict[Cue, float]]
    """By function: words of facts with weights; ``^`` at the beginning only, ``~`` a pattern."""


@lru_cache(maxsize=4)
def load_placing(path: Path) -> Placing:
    return load_yaml(path, Placing)


def make_plan(brief: Brief, genre: Genre, folders: DataFolders, *, length: int | None = None) -> Plan:
    """Place every fact that is to be written; list the others with their reasons.

    length: target in characters, before the one in the notes' head.
    """
    placing = load_placing(folders.file("config/placing.yaml"))
    placed: dict[str, list[str]] = {}
    for fact in brief.writable:
        placed.setdefault(genre.function_for(function_of(fact, genre, placing)), []).append(fact.id)
    slots = slots_of(brief, genre)
    wanted = length or brief.head.length or 0
    present = [s for s in genre.sections if s.function in placed or s.always]
    headings = _heading_set(genre, present, brief.digest)
    shares = sum(s.share for s in present) or 1
    sections = tuple(
        PlannedSection(
            id=f"s{i}",
            function=s.function,
            heading=headings.get(s.function, s.function) if s.heading else "",
            facts=tuple(placed.get(s.function, ())),
            length=round(wanted * s.share / shares) if wanted else 0,
            lead=_formulas(s.lead, slots),
            tail=_formulas(s.tail, slots),
            points=s.points,
        )
        for i, s in enumerate(present, 1)
    )
    return Plan(
        genre=genre.name,
        title=brief.head.title or first_filled(genre.titles, slots),
        person=brief.head.person or genre.person,
        salutation=genre.salutation and _salutation(brief, genre),
        sections=sections,
        unplaced=tuple((f.id, f.reason) for f in brief.facts if not f.statement),
        signer=signer_of(brief, genre) if genre.signature else "",
    )


def _formulas(templates: Sequence[str], slots: dict[str, str]) -> tuple[str, ...]:
    filled = first_filled(templates, slots)
    return (filled,) if filled else ()


def _salutation(brief: Brief, genre: Genre) -> str:
    audience = brief.head.audience.rstrip("：:")
    return f"{audience}：" if audience.endswith(("同志们", "朋友们", "同志", "们")) else genre.salutation


def slots_of(brief: Brief, genre: Genre) -> dict[str, str]:
    """What formulas and titles may be filled with."""
    head = brief.head
    name = re.sub(r"同志$", "", head.name)
    return {
        "name": name,
        "organization": head.organization,
        "position": _own_part(head.position, head.organization),
        "period": head.period,
        "self": genre.self_name,
        "secondment": "挂职" if _is_seconded(brief) else "",
    }


def _is_seconded(brief: Brief) -> bool:
    """Whether the notes themselves speak of a secondment; nothing else may."""
    return "挂职" in "".join((brief.head.title, brief.head.position, *(f.statement for f in brief.facts)))


def _own_part(position: str, organization: str) -> str:
    """青澜市教育局局长 of 青澜市教育局 is 局长 where both are printed."""
    position = re.sub(r"^(?:挂职)?(?:担任|任)|^挂职", "", position)
    return position.removeprefix(organization) if organization and position != organization else position


def signer_of(brief: Brief, genre: Genre) -> str:
    """落款: who speaks signs; an appraisal is signed by the organisation, never by the one it is about."""
    if genre.person == "third":
        return brief.head.organization
    return re.sub(r"同志$", "", brief.head.name)


def function_of(fact: Fact, genre: Genre, placing: Placing) -> str:
    """What a fact is about, by the heading it stands under, then by its own words."""
    text = fact.text
    label = re.match(r"([^：，。；]{1,6})：", text)
    candidates = (_by_group(label[1], placing) if label else []) or _by_group(fact.group, placing)
    scores = {
        function: sum(w for cue, w in cues.items() if _has(text, cue))
        for function, cues in placing.facts.items()
    }
    # What a person is and does stands at the beginning, whatever heading the clerk has put it under.
    if scores.get("导语", 0) >= 2 and genre.section("导语") and candidates[:1] != ["打算"]:
        return "导语"
    if scores.get("结语", 0) >= 2 and genre.section("结语"):
        return "结语"
    if candidates:
        return max(candidates, key=lambda f: (scores.get(f, 0.0), -candidates.index(f)))
    offered = {genre.function_for(f): s for f, s in sorted(scores.items(), key=lambda p: p[1]) if s >= 1.0}
    return max(offered, key=lambda f: offered[f]) if offered else genre.home


def _has(text: str, cue: str) -> bool:
    if cue.startswith("~"):
        return bool(re.search(cue[1:], text))
    return text.startswith(cue[1:]) if cue.startswith("^") else cue in text


def _by_group(group: str, placing: Placing) -> list[str]:
    name = re.sub(r"[\s（()）：:]|^(?:主要|工作|个人)", "", group)
    if not name:
        return []
    found: list[tuple[int, str]] = []
    for function, words in placing.groups.items():
        hits = [w for w in words if (w in name if len(w) > 1 else name == w)]
        if hits:
            found.append((min(name.find(h) for h in hits), function))
    return [function for _, function in sorted(found)]


def _heading_set(genre: Genre, present: Sequence[GenreSection], digest: str) -> dict[str, str]:
    """One parallel set for the whole document; which one depends on the notes only, so it is stable."""
    needed = {s.function for s in present if s.heading}
    fitting = [h for h in genre.headings if needed <= set(h)] or list(genre.headings)
    return fitting[int(digest[:8], 16) % len(fitting)] if fitting else {}


def missing_sections(plan: Plan, genre: Genre) -> tuple[str, ...]:
    """Functions the genre calls for that have no fact."""
    have = {s.function for s in plan.sections}
    return tuple(s.function for s in genre.sections if s.required and s.function not in have)
