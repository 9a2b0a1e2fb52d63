"""The findings of a whole document: what became of every fact, and what a reader must know."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.checking.coverage import coverage_of
from pipeline.checking.engine import Checker
from pipeline.checking.evidence import Ground, Told, problems
from pipeline.checking.passage import Passage
from pipeline.genres import Genre
from pipeline.plan import missing_sections
from pipeline.text.widths import count_chars
from pipeline.types import (
    Brief,
    Document,
    Fact,
    FactKind,
    FactReport,
    FactStatus,
    Finding,
    Plan,
    Sentence,
    Severity,
)

GATE = "事实"
"""The family of rules that a draft does not need: its gate has judged every sentence against the notes already."""


def _error(  # noqa: PLR0913, PLR0917 — the fields of a finding
    rule: str, start: int, end: int, text: str, message: str, facts: tuple[str, ...]
) -> Finding:
    return Finding(
        rule=rule, severity=Severity.ERROR, start=start, end=end, text=text, message=message, facts=facts
    )


def examine(
    document: Document, plan: Plan, passage: Passage, checker: Checker
) -> tuple[tuple[FactReport, ...], tuple[Finding, ...]]:
    """The status of every fact and the findings of a draft, sorted by place.

    passage: the document's ``layout().text`` with brief, ground and genre; offsets are into that text.
    """
    brief, ground, genre = passage.brief, passage.ground, passage.genre
    if brief is None or ground is None or genre is None:
        raise ValueError("a draft has notes, what they support, and a genre")
    layout = document.layout()
    sentences = [s for section in document.sections for p in section.paragraphs for s in p.sentences]
    findings: list[Finding] = list(checker.findings(passage, only=checker.ids(without=(GATE,))))
    for sentence, span in zip(sentences, layout.sentences, strict=True):
        findings += _ungrounded(sentence, span.start, ground)
    findings += _forbidden(layout.text, genre)
    reports, lost = _account(brief, plan, sentences, ground)
    findings += lost
    findings += _remarks(brief, plan, genre, layout.text)
    findings.sort(key=lambda f: (f.start, f.end, f.rule))
    return reports, tuple(findings)


def _ungrounded(sentence: Sentence, start: int, ground: Ground) -> list[Finding]:
    if sentence.origin == "formula":
        return []
    if not sentence.facts:
        return [
            Finding(
                rule="transition", severity=Severity.INFO, start=start, end=start + len(sentence.text),
                text=sentence.text, message="这是没有对应事实的过渡句，请看是否保留",
            )
        ]  # fmt: skip
    return [
        Finding(
            rule=p.rule, severity=Severity.INFO if p.soft else Severity.ERROR,
            start=start + p.start, end=start + p.end, text=p.text,
            message=p.message, facts=sentence.facts,
        )
        for p in problems(sentence.text, sentence.facts, ground)
        # The built-in writer's own words come from listed rules; only values can go wrong there.
        if sentence.origin in ("model", "repair") or p.rule in ("figure", "date", "title", "placeholder")
    ]  # fmt: skip


def _forbidden(text: str, genre: Genre) -> list[Finding]:
    return [
        Finding(
            rule="genre", severity=Severity.WARNING, start=m.start(), end=m.end(), text=m[0],
            message=f"{genre.name}里一般不用“{m[0]}”",
        )
        for pattern in genre.forbid
        for m in re.finditer(pattern, text)
    ]  # fmt: skip


def _account(
    brief: Brief, plan: Plan, sentences: Sequence[Sentence], ground: Ground
) -> tuple[tuple[FactReport, ...], list[Finding]]:
    left_out = dict(plan.unplaced)
    reports: list[FactReport] = []
    lost: list[Finding] = []
    for fact in brief.facts:
        status, reason = _status(fact, left_out, sentences, ground)
        reports.append(FactReport(id=fact.id, text=fact.text, line=fact.line, status=status, reason=reason))
        lost += _lacking(fact, status, reason)
    return tuple(reports), lost


def _lacking(fact: Fact, status: FactStatus, reason: str) -> list[Finding]:
    if status not in ("missing", "partial"):
        return []
    what = "没有写进稿子" if status == "missing" else f"没有写全（{reason}）"
    return [_error("coverage", 0, 0, "", f"{fact.id}（第{fact.line}行）{what}：{fact.text}", (fact.id,))]


def _status(
    fact: Fact, left_out: dict[str, str], sentences: Sequence[Sentence], ground: Ground
) -> tuple[FactStatus, str]:
    if fact.kind is FactKind.HELD:
        return "held", fact.reason
    if fact.kind is FactKind.DUPLICATE:
        return "duplicate", fact.reason
    if fact.kind is FactKind.CONFLICT and not fact.statement:
        return "conflict", fact.reason
    if fact.id in left_out:
        return "held", left_out[fact.id]
    if fact.id not in ground.by_id:
        return "missing", "稿子里没有提到"
    return _told(ground.by_id[fact.id], sentences, ground)


def _told(fact: Told, sentences: Sequence[Sentence], ground: Ground) -> tuple[FactStatus, str]:
    coverage = coverage_of(fact, sentences, ground)
    if not coverage.told:
        return "missing", "稿子里没有提到"
    if coverage.lost:
        return "partial", "缺 " + "、".join(coverage.lost)
    if not coverage.complete:
        return "partial", "有半句话没有写到"
    return ("conflict" if fact.fact.kind is FactKind.CONFLICT else "used"), fact.fact.reason


def _remarks(brief: Brief, plan: Plan, genre: Genre, text: str) -> list[Finding]:
    """What is worth knowing about the document as a whole."""
    out = [
        _info("held", f"{f.id}（第{f.line}行）没有写入：{f.reason}", (f.id,))
        for f in brief.facts
        if f.kind is FactKind.HELD and f.text
    ]
    out += [
        _info("duplicate", f"{f.id}（第{f.line}行）{f.reason}", (f.id,))
        for f in brief.facts
        if f.kind is FactKind.DUPLICATE
    ]
    out += [
        _info("section", f"{genre.name}一般要写“{name}”，要点里没有这方面的事实，没有硬写")
        for name in missing_sections(plan, genre)
    ]
    wanted = sum(s.length for s in plan.sections)
    have = count_chars(text)
    if wanted and have < wanted * 0.9:
        out.append(_info("length", f"要求{wanted}字，事实只够写{have}字，没有用空话凑数；要写足请补充要点"))
    elif wanted and have > wanted * 1.2:
        out.append(_info("length", f"要求{wanted}字，写全全部事实用了{have}字；要压缩请删减要点"))
    return out


def _info(rule: str, message: str, facts: tuple[str, ...] = ()) -> Finding:
    return Finding.of_all(rule, Severity.INFO, message, facts)
