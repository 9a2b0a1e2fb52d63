"""Whether every fact is in the document, wholly or in part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.checking.evidence import Ground, Told
from pipeline.checking.senses import denials
from pipeline.checking.values import Value, restates, values_of
from pipeline.text.dates import same_date
from pipeline.text.sentences import split_clauses
from pipeline.text.words import content_bigrams, content_words
from pipeline.types import Sentence

ENOUGH_WORDS = 0.55
"""Share of a fact's content words that must stand in the sentences telling it."""
ENOUGH_WITH_VALUES = 0.4
"""The same for a fact that has figures, all of which are there."""
ENOUGH_CLAUSE = 0.34
"""The same for each clause of the fact that has three content words or more: none may be left out."""

_LIGHT = frozenset(
    [
        "希望",
        "大家",
        "同志",
        "同志们",
        "我们",
        "企业",
        "多",
        "尽快",
        "积极",
        "认真",
        "主要",
        "有关",
        "相关",
        "各",
        "还",
        "要",
        "请",
        "主要任务",
        "任务",
    ]
)
_SELF = re.compile(r"该同志|本人|我")


class Coverage(NamedTuple):
    """What became of one fact."""

    complete: bool
    told: bool
    """Whether any of it is told."""
    lost: tuple[str, ...]
    """The values that are missing."""


def coverage_of(fact: Told, sentences: Sequence[Sentence], ground: Ground) -> Coverage:
    """How far the sentences that are attributed to the fact tell it."""
    telling = [s for s in sentences if fact.fact.id in s.facts]
    if not telling:
        return Coverage(False, False, tuple(v.text for v in fact.values))
    text = "".join(s.text for s in telling)
    there = values_of(text, ground.known)
    lost = tuple(dict.fromkeys(v.text for v in fact.values if not _present(v, text, there, ground)))
    if any(s.origin == "builtin" for s in telling):
        # The built-in writer tells the whole statement, though in other words.
        return Coverage(not lost, True, lost)
    return Coverage(not lost and _meaning(fact, text, ground), True, lost)


def _meaning(fact: Told, text: str, ground: Ground) -> bool:
    """Whether the words of the fact are there, none of its clauses forgotten."""
    wanted = ENOUGH_WITH_VALUES if any(v.quantity for v in fact.values) else ENOUGH_WORDS
    bigrams = content_bigrams(text)
    if any(scope and not _any_of(scope, text) for c in fact.clauses for scope in denials(c)):
        # 本人及班子成员无…: what is denied is the point of the clause.
        return False
    total = got = 0.0
    statement = fact.fact.statement
    for span in split_clauses(statement):
        words = _words(statement[span.start : span.end])
        found = sum(_stands(w, text, bigrams, ground) for w in words)
        has_value = any(v.quantity and span.start <= v.start < span.end for v in fact.values)
        if len(words) >= 3 and not has_value and found / len(words) < ENOUGH_CLAUSE:
            return False
        total += len(words)
        got += found
    return total == 0 or got / total >= wanted


def _any_of(scope: frozenset[str], text: str) -> bool:
    """Whether half the characters of a denial's scope are there (干不成事 → 干不成什么事)."""
    chars = set("".join(scope))
    return sum(c in text for c in chars) * 2 >= len(chars)


def _words(clause: str) -> tuple[str, ...]:
    words = content_words(clause)
    heavy = tuple(w for w in words if w not in _LIGHT and len(w) > 1)
    return heavy or words


def _stands(word: str, text: str, bigrams: frozenset[str], ground: Ground) -> float:
    """1 for the word itself or another for it, 0.5 where just its characters are (转变角色 → 角色的转换)."""
    if word in text or any(a in text for a in ground.lexicon.also(word) if len(a) > 1):
        return 1.0
    pairs = {a + b for a, b in pairwise(word)}
    if len(word) > 2 and pairs & bigrams:
        return len(pairs & bigrams) / len(pairs)
    return 0.5 if sum(c in text for c in word) * 2 >= len(word) else 0.0


def _present(value: Value, text: str, there: Sequence[Value], ground: Ground) -> bool:
    if value.quantity:
        return any(v.quantity and restates(v.quantity, value.quantity) for v in there) or _verbatim(
            value.text, text
        )
    if value.text in text:
        return True
    if value.date:
        return any(v.date and same_date(v.date, value.date, default_year=ground.year) for v in there)
    if value.kind == "mark":
        return False
    if value.kind == "name" and _is_self(value, ground):
        # A document calls its own author 我, its assessed 该同志; the title and the signature have the name.
        return bool(_SELF.search(text))
    return _bare(value.text) in _bare(text) or value.text.removesuffix("同志") in text


def _verbatim(value: str, text: str) -> bool:
    """Whether the figure stands there as written, not as the end of a longer one."""
    return re.search(rf"(?<![\d.]){re.escape(value)}(?![\d.])", text) is not None


def _is_self(value: Value, ground: Ground) -> bool:
    name = ground.brief.head.name.removesuffix("同志")
    return bool(name) and value.text.removesuffix("同志") == name


def _bare(text: str) -> str:
    return re.sub(r"[《》“”\s]", "", text)
