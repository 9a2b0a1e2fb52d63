"""Which facts a sentence tells, and what it says beyond them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.checking.lexicon import Lexicon
from pipeline.checking.values import Support, Value, values_of
from pipeline.corpus.vocabulary import Vocabulary
from pipeline.text.dates import same_date
from pipeline.text.quantities import same_value
from pipeline.text.sentences import split_clauses
from pipeline.text.words import content_bigrams
from pipeline.types import Brief, Fact

OWN_FIGURE = 0.1
OWN_WORDS = 0.5
"""Bigram shares: a fact counts as told when so much of it is in the sentence (less with its figures)."""


@dataclass(frozen=True)
class Told:
    """A fact prepared for matching."""

    fact: Fact
    values: tuple[Value, ...]
    bigrams: frozenset[str]
    raised: str = ""
    """The statement as the built-in writer's register rules would put it."""

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        return clauses(self.fact.statement)


@dataclass
class Ground:
    """What a section's sentences may stand on: its facts, the head, the genre's own words."""

    brief: Brief
    facts: tuple[Told, ...]
    vocabulary: Vocabulary
    lexicon: Lexicon
    formulas: frozenset[str]
    year: int | None
    extra: tuple[str, ...] = ()
    """Texts that may be repeated (title, headings, salutation)."""
    _supports: dict[tuple[str, ...], Support] = field(default_factory=dict)

    def support(self, ids: Sequence[str]) -> Support:
        key = tuple(ids)
        if key not in self._supports:
            chosen = [t for t in self.facts if t.fact.id in key]
            self._supports[key] = Support(
                [t.fact.statement for t in chosen],
                (*self.brief.head.values(), *self.extra),
                self.year,
                words=[t.raised for t in chosen],
            )
        return self._supports[key]

    @cached_property
    def by_id(self) -> Mapping[str, Told]:
        return {t.fact.id: t for t in self.facts}

    @cached_property
    def known(self) -> tuple[str, ...]:
        """Names to be recognised wherever they stand: the head's, and those of the facts."""
        return tuple(dict.fromkeys((*head_names(self.brief), *self.names)))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in the facts."""
        found = (v.text for t in self.facts for v in t.values if v.kind == "name" and len(v.text) >= 2)
        return tuple(dict.fromkeys(found))


def head_names(brief: Brief) -> tuple[str, ...]:
    """The author's (or the assessed's) name and unit."""
    head = brief.head
    return tuple(v for v in (head.name.removesuffix("同志"), head.organization) if v)


def clauses(text: str) -> tuple[str, ...]:
    return tuple(text[s.start : s.end] for s in split_clauses(text))


def told(fact: Fact, known: Sequence[str] = (), raised: str = "") -> Told:
    """The fact with its values; known: names to be recognised in it.

    Words that no dictionary has and that look like a name (王德厚 without a title) count as names too.
    """
    from pipeline.text.words import segmenter, tag

    dictionary = segmenter()
    strange = [
        w.text
        for w in tag(fact.statement)
        if len(w.text) > 1 and w.tag.startswith(("nr", "ns", "nt", "nz")) and not dictionary.has_word(w.text)
    ]
    return Told(fact, values_of(fact.statement, (*known, *strange)), content_bigrams(fact.statement), raised)


def overlap(fact: Told, sentence: frozenset[str]) -> float:
    """Share of the fact's content that stands in the sentence."""
    return len(fact.bigrams & sentence) / len(fact.bigrams) if fact.bigrams else 0.0


def attribute(text: str, cited: Sequence[str], ground: Ground) -> tuple[str, ...]:
    """The facts that the sentence really tells, cited or not.

    A fact is told when one of its values stands in the sentence together with some of its words, or most of
    its words do. A citation alone proves nothing.
    """
    bigrams = content_bigrams(text)
    values = values_of(text, ground.known)
    own = [v for v in values if v.kind != "mark"]
    out: list[str] = []
    for fact in ground.facts:
        share = overlap(fact, bigrams)
        shared = any(same_stated(v, w, ground.year) for v in fact.values for w in own) or any(
            v.kind == "mark" and v.text in text for v in fact.values
        )
        if (
            share >= OWN_WORDS
            or (shared and share >= OWN_FIGURE)
            or (shared and fact.fact.id in cited)
            or (fact.fact.id in cited and share >= OWN_WORDS / 3)
            or (
                not shared
                and not any(v.quantity for v in fact.values)
                and share >= OWN_WORDS * 0.8
                and len(fact.bigrams) <= 12
            )
        ):
            out.append(fact.fact.id)
    return tuple(out)


def same_stated(a: Value, b: Value, year: int | None) -> bool:
    """Whether two values state the same figure, time or name."""
    if a.quantity and b.quantity:
        return same_value(a.quantity, b.quantity)
    if a.date and b.date:
        return same_date(a.date, b.date, default_year=year)
    return a.kind == b.kind and a.text == b.text


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a sentence; offsets into the sentence."""

    rule: str
    start: int
    end: int
    text: str
    message: str
    soft: bool = False
    """An ordinary word that the facts do not have: worth a look, no reason to strike the sentence."""


def problems(text: str, ids: Sequence[str], ground: Ground) -> tuple[Problem, ...]:
    """What the sentence says that the facts ``ids`` (and the head) do not: values, directions, claims."""
    from pipeline.checking.altered import altered
    from pipeline.checking.claims import beyond, misspelt
    from pipeline.checking.parties import parties
    from pipeline.checking.senses import turned

    support = ground.support(ids)
    found: list[Problem] = []
    values = values_of(text, ground.known)
    for value in values:
        if value.kind == "mark":
            if value.text not in support.joined:
                found.append(_problem("placeholder", value, "要点里没有这一处待补、待核"))
            continue
        if value.kind == "quoted" and value.text.strip("“”") in ground.vocabulary:
            continue
        if not support.holds(value, text):
            found.append(_problem(_RULES[value.kind], value, _SAYS[value.kind]))
    flagged = {p.start for p in found}
    found += bindings(text, [v for v in values if v.quantity and v.start not in flagged], ids, ground)
    found += turned(text, ids, ground)
    found += altered(text, values, ids, ground)
    found += parties(text, values, ids, ground)
    found += misspelt(text, ground)
    found += beyond(text, values, ids, ground)
    return tuple(sorted(dict.fromkeys(found), key=lambda p: p.start))


_RULES = {
    "quantity": "figure",
    "date": "date",
    "title": "title",
    "quoted": "quotation",
    "name": "name",
    "latin": "name",
}
_SAYS = {
    "quantity": "要点里没有这个数",
    "date": "要点里没有这个时间",
    "title": "要点里没有这份文件",
    "quoted": "要点里没有这个提法",
    "name": "要点里没有这个名称",
    "latin": "要点里没有这个名称",
}


def _problem(rule: str, value: Value, message: str) -> Problem:
    return Problem(rule, value.start, value.end, value.text, f"{message}：{value.text}")


@dataclass(frozen=True)
class _Place:
    """A figure with the words that it measures."""

    value: Value
    near: frozenset[str]
    """Of its own stretch: what stands between the figures around it."""
    wide: frozenset[str]
    """Of its clause."""


def _places(text: str, values: Sequence[Value]) -> list[_Place]:
    out: list[_Place] = []
    spans = split_clauses(text)
    figures = [v for v in values if v.quantity or v.date]
    for value in values:
        if not value.quantity or value.quantity.ordinal:
            continue
        span = next((s for s in spans if s.start <= value.start < s.end), None)
        if span is None:
            continue
        inside = [v for v in figures if span.start <= v.start < span.end]
        before = max((v.end for v in inside if v.end <= value.start), default=span.start)
        after = min((v.start for v in inside if v.start >= value.end), default=span.end)
        left, right = text[before : value.start], text[value.end : after]
        # 合同金额23.6亿元、到位4.8亿元: what follows a figure up to the next mark is its own.
        if after < span.end:
            right = re.split(r"[、和及与，]", right)[0]
        if before > span.start:
            left = re.split(r"[、和及与，]", left)[-1]
        wide = text[span.start : span.end]
        for v in reversed(inside):
            wide = wide[: v.start - span.start] + "，" + wide[v.end - span.start :]
        out.append(_Place(value, content_bigrams(left + "，" + right), content_bigrams(wide)))
    return out


BINDING_MARGIN = 0.34


def bindings(text: str, values: Sequence[Value], ids: Sequence[str], ground: Ground) -> list[Problem]:
    """A value that is in the facts, but there measures something else than here."""
    theirs = [p for t in ground.facts if t.fact.id in ids for p in _places(t.fact.statement, t.values)]
    wanted = {v.start for v in values}
    found: list[Problem] = []
    for place in _places(text, values_of(text, ground.known)):
        quantity = place.value.quantity
        if quantity is None or place.value.start not in wanted or not place.near:
            continue
        same = [p for p in theirs if p.value.quantity and same_value(p.value.quantity, quantity)]
        others = [
            p for p in theirs if p.value.quantity and not same_value(p.value.quantity, quantity)
            and p.value.quantity.dimension == quantity.dimension
        ]  # fmt: skip
        if not same or not others:
            continue
        best_same = max(likeness(place.near, p.near | p.wide) for p in same)
        best_other = max(likeness(place.near, p.near) for p in others)
        if best_other >= 0.5 and best_other - best_same > BINDING_MARGIN:
            found.append(_problem("binding", place.value, "这个数在要点里说的是另一件事"))
    return found


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared bigrams as a share of the smaller set."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
