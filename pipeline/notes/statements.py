"""A bullet's statement taken apart: clauses, what they tell, and the words that say what is measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.notes.lexicon import ConflictWords, any_of
from pipeline.text.dates import DateMention, find_dates, resolve
from pipeline.text.quantities import Quantity, find_quantities
from pipeline.text.words import segmenter, tag


class Value(NamedTuple):
    """A quantity or a date of a statement, and the clause that it stands in."""

    clause: int
    start: int
    end: int
    text: str
    quantity: Quantity | None
    date: DateMention | None


class Clause(NamedTuple):
    start: int
    end: int
    text: str
    key: str
    """Its words without values, generic and measuring words and marks."""
    words: tuple[tuple[str, bool], ...]
    """The content words of ``key`` and whether each is a noun."""
    values: tuple[Value, ...]
    labels: tuple[tuple[str, ...], tuple[str, ...]]
    """Places, and numbers by which things are told apart: 第一小学, 二期工程, 3号泵站."""
    hangs: bool
    """Whether it only makes sense with the clause before it."""


class Statement(NamedTuple):
    text: str
    clauses: tuple[Clause, ...]
    chars: frozenset[str]
    """Han characters of the whole statement."""


_CLAUSE = re.compile(r"[^，,。；;！？!?：:\n（）()]+")
LETTERS = re.compile(r"[^\u4e00-\u9fffA-Za-z+]")
"""Everything but letters, to be taken out."""
_HEADS = frozenset(("案", "金", "款", "度", "数"))
"""Last characters that belong to their word as often as they measure it (结案, 奖金, 制度, 多数)."""
_LABEL = re.compile(
    r"第[一二三四五六七八九十\d]+|[一二三四五六七八九十]+(?:期|标段|中|小|组|队|连|厂|矿|线|号)|\d+号"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,4}?(?:街道|社区|小学|中学|医院|(?<![城乡集])镇|(?<![农城])乡(?!村|镇)|(?<![农乡山新])村|县|(?<![社小灾市园景片城镇东西南北])区)"
)
LIGHT = ("u", "p", "c", "d", "r", "m", "q", "x", "y", "e", "o", "w", "t")
"""First letters of the tags of words that name nothing."""


def read_statement(text: str, words: ConflictWords, year: int | None = None) -> Statement:
    """A statement with its clauses, their values and their words.

    year: the year the notes speak of, by which 今年 and 去年 are known.
    """
    quantities = find_quantities(text)
    dates = tuple(resolve(d, year) for d in find_dates(text))
    generic = re.compile(any_of(tuple(w for w in words.generic if len(w) > 1)))
    empty = frozenset(w for w in words.generic if len(w) == 1)
    hanging = re.compile(any_of((*words.dependent, *words.measures, *words.generic)))
    measures = re.compile(any_of(words.measures) + "+")
    out: list[Clause] = []
    for match in _CLAUSE.finditer(text):
        start, end = match.span()
        values = [
            Value(len(out), q.start, q.end, q.text, q, None)
            for q in quantities
            if start <= q.start and q.end <= end and not q.ordinal and not q.weak
        ]
        values += [
            Value(len(out), d.start, d.end, d.text, None, d)
            for d in dates
            if start <= d.start and d.end <= end
        ]
        rest = cut(match[0], [(v.start - start, v.end - start) for v in values])
        bare = generic.sub("\u3000", rest)
        key = LETTERS.sub("", measures.sub("", bare))
        numbers = (*_LABEL.findall(rest), *re.findall(r"\d+号(?!\d)", match[0]))
        labels = (tuple(_PLACE.findall(bare)), numbers)
        hangs = bool(out) and not LETTERS.sub("", hanging.sub("", rest))
        content = _content(bare, measures, empty) or (() if hangs else _content(bare, None, empty))
        out.append(Clause(start, end, match[0], key, content, tuple(values), labels, hangs))
    return Statement(text, tuple(out), frozenset(LETTERS.sub("", text)))


def cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with the spans blanked out."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + "\u3000" + text[end:]
    return text


def _content(
    text: str, measures: re.Pattern[str] | None, empty: frozenset[str]
) -> tuple[tuple[str, bool], ...]:
    """Content words; where all of them are measuring words (完成投资…), those."""
    out = []
    known = segmenter().has_word
    for _, _, word, kind in tag(text):
        bare = LETTERS.sub("", _unmeasured(word, measures) if measures else word)
        if bare and bare not in empty and (kind[:1] not in LIGHT or kind == "eng"):
            # A word that the dictionary lacks is somebody's or some place's name, whatever its tag.
            out.append((bare, kind[:1] not in ("v", "a", "i", "z") or not known(word)))
    return tuple(out)


def _unmeasured(word: str, measures: re.Pattern[str]) -> str:
    """满意度 → 满意, 金额 → nothing; 结案 stays, for 案 is no measure there."""
    if measures.fullmatch(word):
        return ""
    for size in (2, 1):
        if len(word) - size >= 2 and measures.fullmatch(word[-size:]) and word[-size:] not in _HEADS:
            return word[:-size]
    return word
