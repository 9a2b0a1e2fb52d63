"""The findings of a whole document: what became of every fact, and what a reader must know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.checking.claims import is_generic
from pipeline.checking.coverage import coverage_of
from pipeline.checking.evidence import Ground, Told, attribute, problems
from pipeline.checking.values import values_of
from pipeline.genres import Genre
from pipeline.plan import missing_sections
from pipeline.text.sentences import split_sentences
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

_MARK = re.compile(r"〔(待[补核])：([^〕]*)〕")


def check_text(text: str, ground: Ground | None = None) -> tuple[Finding, ...]:
    """The findings of a finished text: what its sentences say beyond the facts, and which facts it lacks.

    ground: all facts (``ground_for(brief, ids of brief.writable, …)``); without it only marks and residue are
    looked for. Headings, title and signature (lines without a full stop) are checked for figures only.
    Offsets are into ``text``; a missing fact has start = end = 0 and names itself in ``facts``.
    """
    found = [*_marks(text), *_residue(text, ground)]
    if ground is None:
        return _sorted(found)
    residue = [(f.start, f.end) for f in found if f.rule == "placeholder"]
    sentences: list[Sentence] = []
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        if sentence in ground.formulas:
            continue
        ids = attribute(sentence, (), ground)
        sentences.append(Sentence(text=sentence, facts=ids, origin="model"))
        if any(s < span.end and span.start < e for s, e in residue):
            continue
        if ids or not _is_prose(sentence):
            found += (
                _ungrounded(sentences[-1], span.start, ground)
                if ids
                else _figures(sentence, span.start, ground)
            )
        elif is_generic(sentence, ground):
            found += _ungrounded(sentences[-1], span.start, ground)
        else:
            found += _unsupported(sentence, span.start, ground)
    for fact in ground.facts:
        found += _lacking(fact.fact, *_told(fact, sentences, ground))
    return _sorted(found)


def _sorted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda f: (f.start, f.end, f.rule)))


def _is_prose(sentence: str) -> bool:
    return sentence.endswith(("。", "！", "？", "；", "…", "”")) or "，" in sentence


def _figures(line: str, start: int, ground: Ground) -> list[Finding]:
    """A heading or signature needs no fact, but may not invent a figure."""
    support = ground.support(())
    return [
        _error("figure", start + v.start, start + v.end, v.text, f"要点里没有这个数：{v.text}", ())
        for v in values_of(line, ground.known)
        if v.quantity
        and not support.holds(v, line)
        and not ground.support(tuple(ground.by_id)).holds(v, line)
    ]


def _unsupported(sentence: str, start: int, ground: Ground) -> list[Finding]:
    """What exactly no fact supports, else the sentence as a whole."""
    hard = [p for p in problems(sentence, (), ground) if not p.soft]
    # A value of the facts in a sentence that tells none of them is misplaced, but named all the same.
    if hard:
        return [_error(p.rule, start + p.start, start + p.end, p.text, p.message, ()) for p in hard]
    return [_error("unsupported", start, start + len(sentence), sentence, "这句话在要点里没有依据", ())]


_RESIDUE = re.compile(
    r"⟨[^⟩\n]{0,20}⟩|[⟨⟩]|\{\{?[^{}\n]{0,30}\}?\}|\*{1,}|[×xX]{2,}|某某|(?<![A-Za-z])(?:TODO|TBD|FIXME|N/A)(?![A-Za-z])|【[^】\n]{0,12}(?:填|补|待)[^】\n]{0,12}】"
    r"|_{2,}|待填写|此处填|\[\s*[Ff]\d+\s*\]|(?<=[\u4e00-\u9fff])[?？]{2,}|</?[a-zA-Z][^<>\n]{0,200}>"
)


def _residue(text: str, ground: Ground | None) -> list[Finding]:
    """Slots, masks and marks of a draft that must not be delivered."""
    flat = ground.support(tuple(ground.by_id)).flat if ground else ""
    return [
        _error("placeholder", m.start(), m.end(), m[0], f"留有没有填好的空位或标记：{m[0]}", ())
        for m in _RESIDUE.finditer(text)
        if m[0] not in flat or m[0][0] in "⟨⟩"
    ]


def _error(  # noqa: PLR0913, PLR0917 — the fields of a finding
    rule: str, start: int, end: int, text: str, message: str, facts: tuple[str, ...]
) -> Finding:
    return Finding(
        rule=rule, severity=Severity.ERROR, start=start, end=end, text=text, message=message, facts=facts
    )


def examine(
    document: Document, brief: Brief, plan: Plan, genre: Genre, ground: Ground
) -> tuple[tuple[FactReport, ...], tuple[Finding, ...]]:
    """The status of every fact and the findings of the document, sorted by place.

    Offsets are into ``document.layout().text``.
    """
    layout = document.layout()
    sentences = [s for section in document.sections for p in section.paragraphs for s in p.sentences]
    findings: list[Finding] = []
    for sentence, span in zip(sentences, layout.sentences, strict=True):
        findings += _ungrounded(sentence, span.start, ground)
    findings += _marks(layout.text)
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


def _marks(text: str) -> list[Finding]:
    out = []
    for match in _MARK.finditer(text):
        what = "这个值还不知道，请补上" if match[1] == "待补" else "要点里有两种说法，请核对后留一个"
        out.append(
            Finding(
                rule="gap" if match[1] == "待补" else "conflict", severity=Severity.INFO, start=match.start(),
                end=match.end(), text=match[0], message=what,
            )
        )  # fmt: skip
    return out


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
