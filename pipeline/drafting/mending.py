"""Putting a section together from what stands: places for mended sentences, echoes, numbering, formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.checking.evidence import Ground, Problem
from pipeline.checking.values import Value, values_of
from pipeline.drafting.gate import Judged, uncovered
from pipeline.text.quantities import same_value
from pipeline.text.sentences import stopped
from pipeline.text.words import content_bigrams
from pipeline.types import Paragraph, PlannedSection, Sentence, chinese_ordinal

_STRUCK = (Problem("half", 0, 0, "", "没有写全，由内置写手重写"),)
Judgement = list[list[Judged]]
"""Paragraphs of judged sentences."""


def standing(paragraphs: Judgement) -> list[Sentence]:
    """The sentences that passed, in order."""
    return [j.sentence() for p in paragraphs for j in p if j.stands]


def mended(new: Judged, section: PlannedSection, paragraphs: Judgement, missing: Sequence[str]) -> Judgement:
    """A copy with the sentence in the place of those it mends: failing or half telling ones."""
    gone = set(missing)
    copy = [
        [
            j
            for j in p
            if not (j.stands and j.facts and set(j.facts) <= gone and set(j.facts) <= set(new.facts))
        ]
        if any(j.stands and set(j.facts) & set(new.facts) for j in p)
        else list(p)
        for p in paragraphs
    ]
    place(new, section, copy)
    return copy


def place(new: Judged, section: PlannedSection, paragraphs: Judgement) -> None:
    """Put a sentence in the place of the failing one it mends, else behind the fact before it."""
    for paragraph in paragraphs:
        for at, old in enumerate(paragraph):
            if not old.stands and {*old.facts, *old.cited} & set(new.facts):
                paragraph[at] = _numbered_like(new, old)
                return
    before = set(
        section.facts[: min((section.facts.index(f) for f in new.facts if f in section.facts), default=0)]
    )
    spot = next(
        (
            (p, at)
            for p in reversed(paragraphs)
            for at in reversed(range(len(p)))
            if set(p[at].facts) & before
        ),
        None,
    )
    if spot:
        spot[0].insert(spot[1] + 1, new)
    elif paragraphs and before:
        paragraphs[-1].append(new)
    elif paragraphs:
        first = next((i for i, j in enumerate(paragraphs[0]) if j.facts), len(paragraphs[0]))
        paragraphs[0].insert(first, new)
    else:
        paragraphs.append([new])


def _numbered_like(new: Judged, old: Judged) -> Judged:
    """二是 stays where the sentence behind it is exchanged."""
    mark = _RUN.match(old.text)
    if mark is None or not _counts(mark) or _RUN.match(new.text):
        return new
    return Judged(mark[0] + new.text, new.facts, new.cited, new.problems, new.origin)


def drop_half_told(paragraphs: Judgement, missing: Sequence[str], ground: Ground) -> tuple[str, ...]:
    """Take out sentences that tell a figure of a missing fact, lest it be told twice."""
    while True:
        gone = set(missing)
        marked = [
            (p, j) for p in paragraphs for j in p
            if j.stands and set(j.facts) & gone and (set(j.facts) <= gone or _tells_value(j, gone, ground))
        ]  # fmt: skip
        for paragraph, judged in marked:
            paragraph[paragraph.index(judged)] = Judged(
                "", judged.facts, judged.cited, _STRUCK, judged.origin
            )
        if not marked:
            break
        missing = uncovered(ground, standing(paragraphs))
    # An empty place keeps the order; it is counted neither as a sentence nor as struck.
    return tuple(missing)


def _tells_value(judged: Judged, gone: set[str], ground: Ground) -> bool:
    here = values_of(judged.text, ground.known)
    return any(
        _among(v, here) for f in gone & set(judged.facts) for v in ground.by_id[f].values if v.quantity
    )


def _among(value: Value, values: Sequence[Value]) -> bool:
    return any(v.quantity and value.quantity and same_value(v.quantity, value.quantity) for v in values)


ECHO = 0.8
"""Share of a sentence's bigrams already told from which it says nothing new."""


def drop_echoes(paragraphs: Judgement, ground: Ground) -> None:
    """A sentence whose figures have all been told, of facts all told already, repeats them."""
    missing = set(uncovered(ground, standing(paragraphs)))
    told: dict[str, list[Value]] = {}
    words: set[str] = set()
    for paragraph in paragraphs:
        for judged in tuple(paragraph):
            if not judged.stands or not judged.facts:
                continue
            values = [v for v in values_of(judged.text, ground.known) if v.quantity]
            before = [v for f in judged.facts for v in told.get(f, ())]
            bigrams = content_bigrams(judged.text)
            known = all(f in told for f in judged.facts)
            fresh = len(bigrams - words) / len(bigrams) if bigrams else 0.0
            if known and all(_among(v, before) for v in values) and (values or fresh <= 1 - ECHO):
                rest = [j.sentence() for p in paragraphs for j in p if j.stands and j is not judged]
                if set(uncovered(ground, rest)) <= missing:
                    paragraph.remove(judged)
                    continue
            for fact in judged.facts:
                told.setdefault(fact, []).extend(values)
            words |= bigrams


def assemble(section: PlannedSection, paragraphs: Judgement) -> tuple[Paragraph, ...]:
    """The paragraphs to be printed: what stands, renumbered, in the genre's frame."""
    drafts: list[Paragraph] = []
    for paragraph in paragraphs:
        sentences = [j.sentence() for j in paragraph if j.stands]
        if any(s.facts for s in sentences):
            drafts.append(Paragraph(sentences=tuple(sentences)))
    return _framed(section, _without_dangling(_renumbered(drafts)))


def _without_dangling(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """主要做了以下工作： announces nothing when it is the last sentence."""
    out = list(paragraphs)
    while out and (last := out[-1].sentences[-1]).text.endswith("：") and not last.facts:
        rest = out[-1].sentences[:-1]
        out[-1:] = [Paragraph(sentences=rest)] if rest else []
    return out


def _framed(section: PlannedSection, paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """An opening keeps the genre's formulas around what the model wrote."""
    if section.heading or not (section.lead or section.tail):
        return tuple(paragraphs)
    told = "".join(p.text for p in paragraphs)
    lead = tuple(
        Sentence(text=stopped(t), origin="formula")
        for t in section.lead
        if section.function != "导语" or not told
    )
    tail = tuple(
        Sentence(text=stopped(t), origin="formula") for t in section.tail if t.rstrip("：。") not in told
    )
    out = list(paragraphs)
    if lead:
        out.append(Paragraph(sentences=lead))
    if tail:
        out[-1:] = [Paragraph(sentences=(*out[-1].sentences, *tail))] if out else [Paragraph(sentences=tail)]
    return tuple(out)


_RUN = re.compile(r"^(第)?([一二三四五六七八九十]{1,3})(是|要|，|、)")
_ORDER = {chinese_ordinal(n): n for n in range(1, 100)}


def _counts(match: re.Match[str]) -> bool:
    return match[2] in _ORDER and bool(match[1] or match[3] in "是要")


def _renumbered(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """一是…三是 after a struck 二是 becomes 一是…二是; a point that is left alone loses its number."""
    runs: list[list[int]] = []
    flat = [s for p in paragraphs for s in p.sentences]
    last: dict[str, tuple[int, list[int]]] = {}
    for at, sentence in enumerate(flat):
        match = _RUN.match(sentence.text)
        if not match or not _counts(match):
            continue
        kind, number = (match[1] or "") + match[3], _ORDER[match[2]]
        before = last.get(kind)
        if before is None or number <= before[0]:
            runs.append([])
            last[kind] = (number, runs[-1])
        else:
            last[kind] = (number, before[1])
        last[kind][1].append(at)
    for run in runs:
        for number, at in enumerate(run, 1):
            match = _RUN.match(flat[at].text)
            if match is None:
                continue
            head = f"{match[1] or ''}{chinese_ordinal(number)}{match[3]}" if len(run) > 1 else ""
            flat[at] = flat[at].model_copy(update={"text": head + flat[at].text[match.end() :]})
    rest = iter(flat)
    return [Paragraph(sentences=tuple(next(rest) for _ in p.sentences)) for p in paragraphs]
