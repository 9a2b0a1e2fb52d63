"""Facts + genre → plan: which section tells which fact, under which heading; and the outline a person edits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pipeline.config import DataFolders, load_yaml
from pipeline.errors import OutlineError
from pipeline.genres import Genre, GenreSection, first_filled
from pipeline.text.widths import normalize
from pipeline.types import Brief, Fact, FactKind, Frozen, Plan, PlannedSection, chinese_ordinal


class Placing(Frozen):
    """``config/placing.yaml``: words that tell what a fact is about."""

    groups: dict[str, tuple[str, ...]]
    """By function: words of the headings that notes are grouped under."""
    facts: dict[str, dict[str, float]]
    """By function: words of facts with weights; ``^`` at the beginning only."""


@lru_cache(maxsize=4)
def load_placing(path: Path) -> Placing:
    return load_yaml(path, Placing)


def make_plan(brief: Brief, genre: Genre, folders: DataFolders, *, length: int | None = None) -> Plan:
    """Place every fact that is to be written; list the others with their reasons.

    length: target in characters, before the one in the notes' head.
    """
    placing = load_placing(folders.file("config/placing.yaml"))
    genre = genre.of_variant("\n".join((brief.head.title, brief.head.audience, *(f.text for f in brief.facts))))
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
        signer=signer_of(brief) if genre.signature else "",
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
    }


def _own_part(position: str, organization: str) -> str:
    """青澜市教育局局长 of 青澜市教育局 is 局长 where both are printed."""
    return position.removeprefix(organization) if organization and position != organization else position


def signer_of(brief: Brief) -> str:
    """落款: the organisation where there is no name, else the name."""
    return re.sub(r"同志$", "", brief.head.name) if brief.head.name else ""


def function_of(fact: Fact, genre: Genre, placing: Placing) -> str:
    """What a fact is about, by the heading it stands under, then by its own words."""
    candidates = _by_group(fact.group, placing)
    text = fact.text
    scores = {
        function: sum(w for cue, w in cues.items() if _has(text, cue)) for function, cues in placing.facts.items()
    }
    if candidates:
        return max(candidates, key=lambda f: (scores.get(f, 0.0), -candidates.index(f)))
    offered = {genre.function_for(f): s for f, s in sorted(scores.items(), key=lambda p: p[1]) if s >= 1.0}
    return max(offered, key=lambda f: offered[f]) if offered else genre.home


def _has(text: str, cue: str) -> bool:
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


def outline_text(plan: Plan, brief: Brief) -> str:
    """The plan in a form that a person can edit and hand back with ``--outline``."""
    lines = [
        f"# {plan.title}",
        "",
        f"<!-- 文种：{plan.genre}。可改标题、改小标题、挪动要点（按 F 编号）、增删段落；",
        "     不想写的要点挪到“## 不写入”下面。改完用 zhibi draft 要点文件 --outline 本文件 交回。 -->",
    ]
    number = 0
    for section in plan.sections:
        if section.heading:
            number += 1
        head = f"{chinese_ordinal(number)}、{section.heading}" if section.heading else "（无标题）"
        lines += ["", f"## {head} 〔{section.function}〕"]
        lines += [f"- {fact_id} {brief.fact(fact_id).statement}" for fact_id in section.facts]
    if plan.unplaced:
        lines += ["", "## 不写入"]
        lines += [f"- {fact_id} {brief.fact(fact_id).text or '（空）'}（{reason}）" for fact_id, reason in plan.unplaced]
    return "\n".join(lines) + "\n"


_HEAD = re.compile(r"^##\s*(?:[一二三四五六七八九十]+、)?\s*(?P<heading>.*?)\s*(?:〔(?P<function>[^〕]*)〕)?\s*$")
_FACT = re.compile(r"^\s*(?:[-*+]|\d+[.、])\s*(?P<id>[FＦfｆ]\s*\d+)(?!\d)")


def read_outline(
    text: str, source: str, brief: Brief, genre: Genre, folders: DataFolders, *, length: int | None = None
) -> tuple[Plan, tuple[str, ...]]:
    """An edited outline → plan, and what to tell the user.

    Facts that the outline forgot are placed by meaning and reported; facts under 不写入 are left out as asked.
    Raises OutlineError with file and line for unknown or doubled facts and for an outline without sections.
    """
    base = make_plan(brief, genre, folders, length=length)
    genre = genre.of_variant("\n".join((brief.head.title, *(f.text for f in brief.facts))))
    title, sections, left_out = base.title, [], {}
    seen: dict[str, int] = {}
    current: dict[str, object] | None = None
    leaving = False
    body = re.sub(r"<!--.*?-->", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL)
    for number, line in enumerate(body.splitlines(), 1):
        if line.startswith("# "):
            title = normalize(line[2:]).strip() or title
        elif line.startswith("##"):
            match = _HEAD.match(line)
            heading = normalize(match["heading"]).strip() if match else ""
            leaving = heading == "不写入"
            if not leaving:
                current = {
                    "heading": "" if heading == "（无标题）" else heading,
                    "function": (match and match["function"]) or "",
                    "facts": [],
                }
                sections.append(current)
        elif fact := _FACT.match(line):
            fact_id = "F" + re.sub(r"\D", "", normalize(fact["id"]))
            if fact_id not in {f.id for f in brief.facts}:
                raise OutlineError(
                    f"要点里没有 {fact_id}", remedy=f"可用的编号是 F1 到 F{len(brief.facts)}", path=source, line=number
                )
            if fact_id in seen:
                raise OutlineError(
                    f"{fact_id} 在第 {seen[fact_id]} 行已经用过", remedy="一条要点只放一处", path=source, line=number
                )
            seen[fact_id] = number
            if leaving:
                left_out[fact_id] = "提纲中移到“不写入”"
            elif current is None:
                raise OutlineError(f"{fact_id} 不在任何部分之下", remedy="请把它放到某个 ## 标题下面", path=source, line=number)
            elif brief.fact(fact_id).statement:
                facts = current["facts"]
                assert isinstance(facts, list)
                facts.append(fact_id)
    if not sections:
        raise OutlineError("提纲里没有 ## 开头的部分", remedy="请用 zhibi outline 生成一份再改", path=source)
    planned, notes = _rebuild(sections, base, brief, genre, seen)
    reasons = {**dict(base.unplaced), **left_out}
    plan = base.model_copy(
        update={
            "title": title,
            "sections": planned,
            "unplaced": tuple((f.id, reasons[f.id]) for f in brief.facts if f.id in reasons),
        }
    )
    return plan, notes


def _rebuild(
    sections: Sequence[dict[str, object]], base: Plan, brief: Brief, genre: Genre, seen: dict[str, int]
) -> tuple[tuple[PlannedSection, ...], tuple[str, ...]]:
    by_function = {s.function: s for s in base.sections}
    by_heading = {s.heading: s for s in base.sections if s.heading}
    out: list[PlannedSection] = []
    for index, section in enumerate(sections, 1):
        heading, function = str(section["heading"]), str(section["function"])
        model = by_heading.get(heading) or by_function.get(function)
        kind = genre.section(function) or genre.section(model.function if model else genre.home)
        facts = section["facts"]
        assert isinstance(facts, list)
        out.append(
            PlannedSection(
                id=f"s{index}",
                function=function or (model.function if model else genre.home),
                heading=heading,
                facts=tuple(facts),
                length=model.length if model else 0,
                lead=model.lead if model else (),
                tail=model.tail if model else (),
                points=kind.points if kind else "",
            )
        )
    notes: list[str] = []
    forgotten = [f for f in brief.writable if f.id not in seen]
    for fact in forgotten:
        function = next((s.function for s in base.sections if fact.id in s.facts), genre.home)
        spot = next((i for i, s in enumerate(out) if s.function == function), None)
        if spot is None:
            spot = max(range(len(out)), key=lambda i: len(out[i].facts))
        out[spot] = out[spot].model_copy(update={"facts": (*out[spot].facts, fact.id)})
        notes.append(f"提纲里没有提到 {fact.id}，已放进“{out[spot].heading or '开头'}”；不想写请移到“## 不写入”")
    kept = [s for s in out if s.facts or s.lead or s.tail]
    notes += [f"“{s.heading}”下面没有要点，没有写这一部分" for s in out if s not in kept]
    return tuple(s.model_copy(update={"id": f"s{i}"}) for i, s in enumerate(kept, 1)), tuple(notes)


def missing_sections(plan: Plan, genre: Genre) -> tuple[str, ...]:
    """Functions the genre calls for that have no fact."""
    have = {s.function for s in plan.sections}
    return tuple(s.function for s in genre.sections if s.required and s.function not in have)


def is_left_out(fact: Fact, plan: Plan) -> bool:
    """Whether the plan leaves a writable fact out on purpose."""
    return fact.kind is not FactKind.HELD and any(fact.id == f for f, _ in plan.unplaced)
