"""The outline: a plan in a form that a person edits and hands back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.config import DataFolders
from pipeline.errors import OutlineError
from pipeline.genres import Genre
from pipeline.plan import make_plan
from pipeline.text.widths import normalize
from pipeline.types import Brief, Plan, PlannedSection, chinese_ordinal


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
        lines += [
            f"- {fact_id} {brief.fact(fact_id).text or '（空）'}（{reason}）"
            for fact_id, reason in plan.unplaced
        ]
    return "\n".join(lines) + "\n"


_HEAD = re.compile(
    r"^##+\s*(?:[一二三四五六七八九十]+、)?\s*(?P<heading>.*?)\s*(?:〔(?P<function>[^〕]*)〕)?\s*$"
)
_FACT = re.compile(
    r"^\s*(?:[-*+]|\d+[.、])\s*(?P<ids>[FfＦｆ]\s*\d+(?:\s*[、,，和及]\s*[FfＦｆ]\s*\d+)*)(?!\d)"
)
LEFT_OUT = "不写入"
BARE = "（无标题）"


@dataclass
class _Edited:
    """One ## section of an edited outline."""

    heading: str
    function: str
    facts: list[str] = field(default_factory=list)


@dataclass
class _Reader:
    """Collects sections line by line."""

    brief: Brief
    source: str
    title: str = ""
    sections: list[_Edited] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    """What of the outline was not followed, to be told."""
    leaving: bool = False

    def line(self, number: int, line: str) -> None:
        if line.startswith("# "):
            self.title = normalize(line[2:]).strip()
        elif line.startswith("##"):
            self._section(line)
        elif match := _FACT.match(line):
            ids = [f"F{int(i)}" for i in re.findall(r"\d+", match["ids"])]
            for fact_id in ids:
                self._fact(fact_id, number)
            if len(ids) == 1:
                self._compare(ids[0], line[match.end() :].strip())
        elif line.strip():
            self.unread.append(
                f"提纲第{number}行“{line.strip()[:20]}”不是要点，没有采用；要加事实请写进要点文件"
            )

    def _compare(self, fact_id: str, text: str) -> None:
        fact = self.brief.fact(fact_id)
        if text and not self.leaving and fact.statement and text not in (fact.statement, fact.text):
            self.unread.append(f"{fact_id} 的文字改动没有采用；改事实请改要点文件，提纲只管结构")

    def _section(self, line: str) -> None:
        match = _HEAD.match(line)
        heading = normalize(match["heading"]).strip().rstrip("：:") if match else ""
        self.leaving = heading == LEFT_OUT
        if not self.leaving:
            function = (match and match["function"]) or ""
            self.sections.append(_Edited("" if heading == BARE else heading, function))

    def _fact(self, fact_id: str, number: int) -> None:
        if fact_id not in {f.id for f in self.brief.facts}:
            known = f"可用的编号是 F1 到 F{len(self.brief.facts)}"
            raise OutlineError(f"要点里没有 {fact_id}", remedy=known, path=self.source, line=number)
        if fact_id in self.seen:
            where = f"{fact_id} 在第 {self.seen[fact_id]} 行已经用过"
            raise OutlineError(where, remedy="一条要点只放一处", path=self.source, line=number)
        self.seen[fact_id] = number
        if self.leaving:
            self.left_out[fact_id] = "提纲中移到“不写入”"
        elif not self.sections:
            raise OutlineError(
                f"{fact_id} 不在任何部分之下",
                remedy="请把它放到某个 ## 标题下面",
                path=self.source,
                line=number,
            )
        elif self.brief.fact(fact_id).statement:
            self.sections[-1].facts.append(fact_id)


def read_outline(  # noqa: PLR0913 — a plan's ingredients and the edited text
    text: str, source: str, brief: Brief, genre: Genre, folders: DataFolders, *, length: int | None = None
) -> tuple[Plan, tuple[str, ...]]:
    """An edited outline → plan, and what to tell the user.

    Facts that the outline forgot are placed by meaning and reported; facts under 不写入 are left out as asked.
    Raises OutlineError with file and line for unknown or doubled facts and for an outline without sections.
    """
    base = make_plan(brief, genre, folders, length=length)
    reader = _Reader(brief, source)
    body = re.sub(r"<!--.*?-->", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL)
    for number, line in enumerate(body.splitlines(), 1):
        reader.line(number, line)
    if not reader.sections or not reader.seen:
        raise OutlineError(
            "这不像一份提纲：没有“## 标题”和“- F1”这样的行",
            remedy="请用 zhibi outline 生成一份再改",
            path=source,
        )
    planned, notes = _rebuild(reader, base, brief, genre)
    if not any(s.facts for s in planned):
        raise OutlineError("提纲里没有留下要写的要点", remedy="请在 ## 标题下面至少放一条 - F1", path=source)
    reasons = {**reader.left_out, **dict(base.unplaced)}
    plan = base.model_copy(
        update={
            "title": reader.title or base.title,
            "sections": planned,
            "unplaced": tuple((f.id, reasons[f.id]) for f in brief.facts if f.id in reasons),
        }
    )
    return plan, notes


def _rebuild(
    reader: _Reader, base: Plan, brief: Brief, genre: Genre
) -> tuple[tuple[PlannedSection, ...], tuple[str, ...]]:
    out = [_planned(edited, base, genre) for edited in reader.sections]
    notes = list(reader.unread)
    for fact in (f for f in brief.writable if f.id not in reader.seen):
        function = next((s.function for s in base.sections if fact.id in s.facts), genre.home)
        spot = next((i for i, s in enumerate(out) if s.function == function), None)
        if spot is None:
            spot = max(range(len(out)), key=lambda i: len(out[i].facts))
        out[spot] = out[spot].model_copy(update={"facts": (*out[spot].facts, fact.id)})
        where = out[spot].heading or "开头"
        notes.append(f"提纲里没有提到 {fact.id}，已放进“{where}”；不想写请移到“## {LEFT_OUT}”下面")
    kept = [s for s in out if s.facts or (not s.heading and (s.lead or s.tail))]
    notes += [f"“{s.heading}”下面没有要点，没有写这一部分" for s in out if s not in kept]
    return tuple(s.model_copy(update={"id": f"s{i}"}) for i, s in enumerate(kept, 1)), tuple(notes)


def _planned(edited: _Edited, base: Plan, genre: Genre) -> PlannedSection:
    """The section that was edited, with the formulas and length of the one it was made from."""
    model = next((s for s in base.sections if s.heading and s.heading == edited.heading), None) or next(
        (s for s in base.sections if s.function == edited.function), None
    )
    function = edited.function or (model.function if model else genre.home)
    kind = genre.section(function)
    return PlannedSection(
        id="s0",
        function=function,
        heading=edited.heading,
        facts=tuple(edited.facts),
        length=model.length if model else 0,
        lead=model.lead if model else (),
        tail=model.tail if model else (),
        points=kind.points if kind else "",
    )
