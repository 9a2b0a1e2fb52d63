"""Writing one section and getting it through the gate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.builtin import Voice, sentence_for, tell, write_section
from pipeline.checking.evidence import Ground
from pipeline.drafting.gate import Judged, judge, uncovered
from pipeline.drafting.language import Language
from pipeline.drafting.mending import (
    Judgement,
    assemble,
    drop_echoes,
    drop_half_told,
    mended,
    place,
    standing,
)
from pipeline.drafting.replies import Line, read_reply
from pipeline.errors import ModelFailure
from pipeline.genres import Genre
from pipeline.models import ContextTooLong, Message, ModelGateway
from pipeline.prompts import Prompts
from pipeline.types import (
    Brief,
    Exemplar,
    Finding,
    Plan,
    PlannedSection,
    Repairs,
    SectionDraft,
    Severity,
    chinese_ordinal,
)

MAX_ROUNDS = 2
"""How often failing sentences go back to the model."""


@dataclass(frozen=True)
class Desk:
    """Everything a writer has before him; the same for all sections."""

    brief: Brief
    plan: Plan
    genre: Genre
    voice: Voice
    prompts: Prompts
    gateway: ModelGateway | None
    """None: the built-in writer."""
    language: Language | None = None
    """The rules of language for a model's sentences."""


@dataclass(frozen=True)
class Written:
    """A section that passed the gate."""

    draft: SectionDraft
    repairs: Repairs = Repairs()  # noqa: RUF009 — frozen
    findings: tuple[Finding, ...] = ()


@dataclass
class _Tally:
    asked: int = 0
    builtin: int = 0
    struck: int = 0
    warnings: list[Finding] = field(default_factory=list)


def write(section: PlannedSection, desk: Desk, ground: Ground, exemplars: Sequence[Exemplar]) -> Written:
    """The section, whole and grounded, whatever the model does.

    Raises ModelUnreachable when the model can't be had at the first call of the process.
    """
    if desk.gateway is None or not section.facts:
        return Written(write_section(section, desk.brief, desk.plan, desk.voice))
    tally = _Tally()
    try:
        reply = _ask_section(section, desk, exemplars)
    except ModelFailure as failure:
        draft = write_section(section, desk.brief, desk.plan, desk.voice)
        tally.builtin = sum(1 for p in draft.paragraphs for s in p.sentences if s.facts)
        return Written(draft, Repairs(builtin=tally.builtin), (_notice(section, failure),))
    headings = (desk.plan.title, *(s.heading for s in desk.plan.sections if s.heading))
    paragraphs = _judge_all(read_reply(reply, headings), ground, exemplars, desk.language)
    listed = _only_lists(paragraphs, section, desk)
    if not listed:
        paragraphs = _repair(section, desk, ground, exemplars, paragraphs, tally)
    if listed or _only_lists(paragraphs, section, desk):
        draft = write_section(section, desk.brief, desk.plan, desk.voice)
        sentences = sum(1 for p in draft.paragraphs for s in p.sentences if s.facts)
        struck = sum(1 for p in paragraphs for j in p if not j.stands)
        return Written(
            draft, Repairs(asked=tally.asked, builtin=sentences, struck=struck), (_arranged(section),)
        )
    drafted = _settle(section, desk, ground, paragraphs, tally)
    return Written(
        drafted, Repairs(asked=tally.asked, builtin=tally.builtin, struck=tally.struck), tuple(tally.warnings)
    )


def _only_lists(paragraphs: Judgement, section: PlannedSection, desk: Desk) -> bool:
    """Whether what stands of the model's text are just copies of facts, one by one (weak models do that).

    Then it has written nothing, and the built-in writer's arrangement of the same words reads better.
    """
    told = {_letters(text) for f in section.facts for text in _tellings(f, desk)}
    written = [_letters(j.text) for p in paragraphs for j in p if j.stands and j.facts]
    copies = sum(1 for text in written if text in told)
    return len(written) > 1 and copies >= len(written) * COPIED


COPIED = 0.8
"""Share of a section's sentences that are copies of facts from which on it counts as a mere list."""


def _tellings(fact_id: str, desk: Desk) -> tuple[str, str]:
    fact = desk.brief.fact(fact_id)
    return fact.statement, tell(fact.statement, desk.voice)


def _letters(text: str) -> str:
    return re.sub(r"[^\u4e00-\u9fffA-Za-z0-9〔〕]", "", text)


def _arranged(section: PlannedSection) -> Finding:
    where = section.heading or section.function
    return Finding.of_all(
        "model-listed", Severity.INFO, f"“{where}”模型只把要点照抄了一遍，按内置写手的写法排好"
    )


def _notice(section: PlannedSection, failure: ModelFailure) -> Finding:
    where = section.heading or section.function
    return Finding.of_all(
        "model-failed", Severity.WARNING, f"“{where}”没有得到模型的回复（{failure.what}），由内置写手完成"
    )


def _ask_section(section: PlannedSection, desk: Desk, exemplars: Sequence[Exemplar]) -> str:
    """The model's text; exemplars shrink first where the prompt is too long, facts never."""
    shown = list(exemplars)
    while shown and not _fits(_section_prompt(section, desk, shown), desk):
        shown.pop()
    while True:
        try:
            return _ask(
                desk, _section_prompt(section, desk, shown), f"起草：{section.heading or section.function}"
            )
        except ContextTooLong:
            if not shown:
                raise
            shown.pop()


TOKENS_A_CHARACTER = 0.8
"""Of Chinese prose, on the safe side (small models of today take 1.6 characters to a token)."""


def _fits(prompt: str, desk: Desk) -> bool:
    """Whether prompt and reply fit the context window that the profile names, as far as can be guessed."""
    if desk.gateway is None or desk.gateway.profile.context is None:
        return True
    profile = desk.gateway.profile
    needed = (len(_system_prompt(desk)) + len(prompt)) * TOKENS_A_CHARACTER + profile.max_tokens
    return needed <= (profile.context or 0)


def _ask(desk: Desk, prompt: str, purpose: str) -> str:
    if desk.gateway is None:
        raise ValueError("no model")
    messages = (Message(role="system", content=_system_prompt(desk)), Message(role="user", content=prompt))
    reply = desk.gateway.ask(messages, purpose=purpose)
    return _without_stump(reply.text, cut=reply.finish == "length")


def _without_stump(text: str, *, cut: bool) -> str:
    """A reply that was cut, less its unfinished last sentence."""
    whole = text.rstrip()
    stops = [m.end() for m in re.finditer(r"[。！？；](?:\s*[\[【(（]F\d+[\]】)）])*", whole)]
    # Lists without full stops are whole all the same; prose that stops in mid-sentence is not.
    prose = len(stops) > 1 and "\n" not in whole[stops[-1] :].strip()
    if stops and stops[-1] < len(whole) and (cut or prose) and not re.search(r"F\d+\s*[\]】)）]\s*$", whole):
        return whole[: stops[-1]]
    return whole


def _system_prompt(desk: Desk) -> str:
    head = desk.brief.head
    labels = (
        ("姓名", head.name),
        ("单位", head.organization),
        ("职务", head.position),
        ("时间", head.period),
    )
    headings, number = [], 0
    for section in desk.plan.sections:
        if section.heading:
            number += 1
            headings.append(f"{chinese_ordinal(number)}、{section.heading}")
    return desk.prompts.render(
        "system.j2",
        genre=desk.genre,
        plan=desk.plan,
        brief=desk.brief,
        self_name=desk.voice.self_name,
        head=[pair for pair in labels if pair[1]],
        headings=headings,
    ).strip()


def _section_prompt(section: PlannedSection, desk: Desk, exemplars: Sequence[Exemplar]) -> str:
    return desk.prompts.render(
        "section.j2", section=section, exemplars=exemplars, facts=_shown(section.facts, desk)
    ).strip()


def _shown(ids: Sequence[str], desk: Desk) -> list[dict[str, str]]:
    """Facts as the model reads them: already in the genre's person and register, values as in the notes."""
    return [{"id": i, "statement": tell(desk.brief.fact(i).statement, desk.voice)} for i in ids]


MAX_GENERICS = 2
"""Transitions without a fact that a paragraph may have."""


def _judge_all(
    lines: Sequence[Sequence[Line]],
    ground: Ground,
    exemplars: Sequence[Exemplar],
    language: Language | None,
) -> Judgement:
    """Every sentence with its verdict; repetitions are dropped, a few transitions a paragraph may stand."""
    seen: set[str] = set()
    out: Judgement = []
    for paragraph in lines:
        kept: list[Judged] = []
        generics = MAX_GENERICS
        for line in paragraph:
            key = re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", line.text)
            if key in seen:
                continue
            seen.add(key)
            judged = judge(line, ground, exemplars, generics=generics > 0, language=language)
            if judged.stands and not judged.facts and judged.origin != "formula":
                generics -= 1
            kept.append(judged)
        if kept:
            out.append(kept)
    return out


def _repair(  # noqa: PLR0913, PLR0917 — what a repair works on
    section: PlannedSection,
    desk: Desk,
    ground: Ground,
    exemplars: Sequence[Exemplar],
    paragraphs: Judgement,
    tally: _Tally,
) -> Judgement:
    """Ask again for failing sentences and missing facts, and for nothing else.

    A sentence is taken when it stands, and with it in its place fewer facts are missing and no other.
    """
    for _ in range(MAX_ROUNDS):
        missing = uncovered(ground, standing(paragraphs))
        if not missing:
            break
        failing = [j for p in paragraphs for j in p if not j.stands and {*j.facts, *j.cited} & set(missing)]
        tally.asked += max(len(failing), len(missing))
        purpose = f"修改：{section.heading or section.function}"
        try:
            lines = read_reply(_ask(desk, _repair_prompt(desk, failing, missing), purpose), ())
        except ModelFailure:
            break
        progress = False
        for line in (line for p in lines for line in p):
            judged = judge(line, ground, exemplars, generics=False, origin="repair", language=desk.language)
            if not judged.stands or not set(judged.facts) & set(missing):
                continue
            if any(j.text == judged.text for p in paragraphs for j in p):
                continue
            candidate = mended(judged, section, paragraphs, missing)
            left = uncovered(ground, standing(candidate))
            if set(left) < set(missing):
                paragraphs, missing, progress = candidate, left, True
        if not progress:
            break
    return paragraphs


def _repair_prompt(desk: Desk, failing: Sequence[Judged], missing: Sequence[str]) -> str:
    shown = [
        {"text": j.text, "reasons": "；".join(dict.fromkeys(p.message for p in j.problems if not p.soft))}
        for j in failing[:12]
    ]
    facts = _shown(missing, desk)
    return desk.prompts.render("repair.j2", failing=shown, missing=facts, facts=facts).strip()


def _settle(
    section: PlannedSection, desk: Desk, ground: Ground, paragraphs: Judgement, tally: _Tally
) -> SectionDraft:
    """Strike what still fails, put the built-in writer's sentence for what is still missing."""
    missing = uncovered(ground, standing(paragraphs))
    missing = drop_half_told(paragraphs, missing, ground)
    opening = section.function == "导语"
    for fact_id in missing:
        fact = desk.brief.fact(fact_id)
        own = Judged(sentence_for(fact, desk.voice, opening=opening), (fact_id,), (fact_id,), (), "builtin")
        place(own, section, paragraphs)
        tally.builtin += 1
    tally.struck += sum(1 for p in paragraphs for j in p if not j.stands and j.text)
    drop_echoes(paragraphs, ground)
    return SectionDraft(
        id=section.id,
        function=section.function,
        heading=section.heading,
        paragraphs=assemble(section, paragraphs),
    )
