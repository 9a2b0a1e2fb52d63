"""The gate: what of a model's sentences may stand, and what is still missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.checking.claims import is_generic, meta_talk
from pipeline.checking.coverage import coverage_of
from pipeline.checking.evidence import Ground, Problem, attribute, problems
from pipeline.checking.leakage import copied, lifted
from pipeline.drafting.language import Language
from pipeline.drafting.replies import Line
from pipeline.text.sentences import split_clauses
from pipeline.text.widths import count_chars
from pipeline.text.words import content_bigrams
from pipeline.types import Exemplar, Sentence

MAX_GENERIC = 60
"""Characters of a transition that needs no fact."""
MAX_SENTENCE = 260
"""Characters; longer ones are run-on text of a model that has lost its way."""


@dataclass(frozen=True)
class Judged:
    """One sentence of a reply with its verdict."""

    text: str
    facts: tuple[str, ...]
    """The facts that it really tells."""
    cited: tuple[str, ...]
    problems: tuple[Problem, ...]
    origin: Literal["model", "repair", "builtin", "formula"] = "model"

    @property
    def stands(self) -> bool:
        return all(p.soft for p in self.problems)

    def sentence(self) -> Sentence:
        return Sentence(text=self.text, facts=self.facts, origin=self.origin)


def judge(  # noqa: PLR0913 — a sentence and all that it is judged by
    line: Line,
    ground: Ground,
    exemplars: Sequence[Exemplar],
    *,
    generics: bool,
    origin: Literal["model", "repair"] = "model",
    language: Language | None = None,
) -> Judged:
    """Whether a sentence is supported; a clause of empty praise is cut off where the rest can stand.

    generics: whether a transition of harmless words may stand here without a fact.
    language: the rules of language that it is held to, its small slips mended first.
    """
    if language is not None and line.text not in ground.formulas:
        line = Line(language.mended(line.text), line.cited)
    verdict = _verdict(line, ground, exemplars, generics=generics, origin=origin)
    if language is not None and verdict.stands and verdict.origin != "formula":
        wrong = language.problems(verdict.text, ground.support(tuple(ground.by_id)).joined)
        verdict = replace(verdict, problems=(*verdict.problems, *wrong))
    if verdict.stands or not verdict.facts:
        return verdict
    shorter = _trimmed(verdict, ground)
    if shorter is None:
        return verdict
    again = _verdict(Line(shorter, line.cited), ground, exemplars, generics=False, origin=origin)
    return again if again.stands and again.facts == verdict.facts else verdict


def _verdict(
    line: Line,
    ground: Ground,
    exemplars: Sequence[Exemplar],
    *,
    generics: bool,
    origin: Literal["model", "repair"],
) -> Judged:
    cited = tuple(c for c in line.cited if c in ground.by_id)
    text = line.text
    if text in ground.formulas:
        return Judged(text, (), cited, (), "formula")
    alien = _alien(text, ground) or meta_talk(text, ground)
    if alien:
        return Judged(text, (), cited, (alien,), origin)
    facts = attribute(text, cited, ground)
    if not facts:
        if (
            generics
            and count_chars(text) <= MAX_GENERIC
            and is_generic(text, ground)
            and not lifted(text, exemplars, "")
            and not copied(text, exemplars, "")
        ):
            return Judged(text, (), cited, (), origin)
        return Judged(
            text, (), cited, (Problem("unsupported", 0, len(text), text, "这句话在要点里没有依据"),), origin
        )
    found = [*problems(text, facts, ground), *copied(text, exemplars, ground.support(facts).flat)]
    return Judged(text, facts, cited, tuple(found), origin)


_NEEDED = re.compile(r"^(?:虽然|尽管|不仅|不但|只有|如果|既|一方面|无论|即使|除|由|从|因|由于|在|自|截至|至)")
_LEANS = re.compile(r"^(?:但|却|而|从而|进而|使|也|才|就|更|并|且|还|另一方面|因此|所以|其中)")


def _trimmed(verdict: Judged, ground: Ground) -> str | None:
    """The sentence without the clauses that have problems and nothing of the facts, or None."""
    support = ground.support(verdict.facts)
    text = verdict.text
    spans = split_clauses(text)
    bad = {
        i for p in verdict.problems if not p.soft for i, s in enumerate(spans) if s.start <= p.start < s.end
    }
    if not bad or len(bad) == len(spans):
        return None
    for i in bad:
        clause = text[spans[i].start : spans[i].end]
        told = len(content_bigrams(clause) & support.bigrams) >= 2 or re.search(r"[\d〔《“]", clause)
        follows = text[spans[i + 1].start : spans[i + 1].end] if i + 1 < len(spans) else ""
        if told or _NEEDED.match(clause) or (follows and i + 1 not in bad and _LEANS.match(follows)):
            return None
    kept = "".join(text[s.start : s.end] for i, s in enumerate(spans) if i not in bad)
    return re.sub(r"[，；：、]$", "", kept).rstrip("。") + "。"


def _alien(text: str, ground: Ground) -> Problem | None:
    """Another language, another script, or a run-on."""
    flat = ground.support(tuple(ground.by_id)).flat
    letters = [c for c in text if c.isalpha()]
    han = [c for c in letters if "\u4e00" <= c <= "\u9fff"]
    if len(han) * 2 < len(letters) or not han:
        return Problem("language", 0, len(text), text, "不是通顺的中文")
    for at, char in enumerate(text):
        if char in flat or char in "〔〕／“”‘’《》〈〉—…·％‰～〇￥⟨⟩":
            continue
        try:
            # What GB 2312 lacks and the notes do not have is a traditional form, a symbol or an emoji.
            char.encode("gb2312")
        except UnicodeEncodeError:
            return Problem("language", at, at + 1, char, f"出现了不规范的字符“{char}”")
    mark = next(
        (m for m in re.finditer(r"[⟨⟩<>{}\[\]*#|\\_^~`=]", text) if m[0] in "⟨⟩" or m[0] not in flat), None
    )
    if mark:
        return Problem("placeholder", mark.start(), mark.end(), mark[0], "留有空位或标记符号")
    if count_chars(text) > MAX_SENTENCE:
        return Problem("length", 0, len(text), text, "句子过长")
    return None


def uncovered(ground: Ground, sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """The facts that the sentences do not tell completely."""
    return tuple(t.fact.id for t in ground.facts if not coverage_of(t, sentences, ground).complete)
