"""Grammatical person: who may be called what, by genre and by what the notes demand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import zip_longest
from typing import Literal

from pipeline.checking.kinds import kind
from pipeline.checking.kinds.pattern import Regex
from pipeline.checking.kinds.register import said_by_others
from pipeline.checking.lazy import Lazy
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.checking.spans import Spans
from pipeline.config import DataFolders
from pipeline.text._nameforms import COMPOUND_SURNAMES, SURNAMES
from pipeline.text._persons import find_persons
from pipeline.text.words import tag
from pipeline.types import Frozen, Person


class PronounOptions(Frozen):
    """A pronoun that the document's person forbids."""

    voice: Person | None
    """Only where the document is to be in this person; None: in any."""
    find: Regex
    """The pronoun."""
    next_word: Regex = r"(?!)"
    """The word behind it makes it right (我 + 市, 局 …)."""
    before: Regex = r"(?!)"
    """What stands before it makes it right (其 + 本人)."""
    only_after: Regex | None = None
    """It counts only behind this, for words that are mostly right (本人)."""
    phrases: tuple[Regex, ...] = ()
    """Set phrases with the pronoun (自我, 你追我赶)."""
    suggest: str | None = None


@kind("pronoun", PronounOptions)
def pronoun(rule: Rule, options: PronounOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """A pronoun of the wrong person outside quotations and set phrases."""
    find = re.compile(options.find)
    following = Lazy(options.next_word)
    before = Lazy(f"(?:{options.before})$")
    only_after = Lazy(f"(?:{options.only_after})$") if options.only_after else None
    phrases = [Lazy(p) for p in options.phrases]

    def detect(passage: Passage) -> Iterator[Hit]:
        if options.voice and passage.voice != options.voice:
            return
        text = passage.text
        spared: Spans | None = None
        for match in find.finditer(text):
            start, end = match.span()
            if spared is None:
                spared = Spans(m.span() for p in phrases for m in p.finditer(text))
            if (
                spared.touch(start, end)
                or said_by_others(passage).touch(start, end)
                or before.search(text, max(0, start - 8), start)
            ):
                continue
            if only_after and start and not only_after.search(text, max(0, start - 8), start):
                continue
            word = passage.word_at(start)
            if word.start < start or (word.end > end and following.fullmatch(word.text[end - word.start :])):
                # 自我, 忘我; 我市 and 我局 are one word to the segmenter.
                continue
            if word.end <= end < len(text) and following.fullmatch(passage.word_at(end).text):
                continue
            yield Hit(start, end, suggestion=options.suggest)

    return detect


class AuthorOptions(Frozen):
    """The author of a first-person report, called like somebody else."""

    find: dict[str, Regex]
    """Pronoun or phrase → what before it, in the paragraph or the one above, may be meant instead."""
    far: tuple[str, ...]
    """Those that may mean somebody of any paragraph above."""
    own_post: Regex
    """Posts of the author, which mean nobody else."""
    phrases: tuple[Regex, ...] = ()
    suggest: str = "我"


@kind("author", AuthorOptions)
def author(rule: Rule, options: AuthorOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """该同志 and 他 where nobody else has been mentioned whom they could mean."""
    find = re.compile("|".join(sorted(options.find, key=len, reverse=True)))
    others = {name: Lazy(p) for name, p in options.find.items()}
    own = Lazy(options.own_post)
    phrases = [Lazy(p) for p in options.phrases]

    def detect(passage: Passage) -> Iterator[Hit]:
        if passage.voice != "first" or not find.search(passage.text):
            return
        text = passage.text
        spared = Spans(m.span() for p in phrases for m in p.finditer(text))
        yield from _named(passage, spared)
        told = _others_only(text, own)
        # 他 may reach back to anybody; 该同志 is the one just spoken of.
        first = {name: _first(others[name], told) for name in options.far}
        author_since: set[int] = set()
        names: list[int] | None = None
        for match in find.finditer(text):
            start, end = match.span()
            line = passage.line_at(start)
            if line is None or _spared(passage, start, end, spared):
                continue
            near = told[max(0, start - _REACH) : start]
            meant = first[match[0]] < start if match[0] in first else others[match[0]].search(near)
            # In one paragraph, the 他 behind an author's 该同志 is the author.
            if not meant:
                names = _names(told) if names is None else names
                meant = bisect_left(names, start) > bisect_left(names, start - _REACH)
            if meant and line.start not in author_since:
                continue
            author_since.add(line.start)
            yield Hit(start, end, suggestion=options.suggest)

    return detect


_REACH = 300
"""Characters back to somebody whom 该同志 may mean."""


def _first(somebody: Lazy, text: str) -> int:
    match = somebody.search(text)
    return match.start() if match else len(text)


def _spared(passage: Passage, start: int, end: int, spared: Spans) -> bool:
    """Whether the place is quoted, a set phrase or part of another word (其他, 他人)."""
    word = passage.word_at(start)
    longer = word.end > end and word.text[end - word.start :] != "的"
    return (
        spared.touch(start, end) or said_by_others(passage).touch(start, end) or word.start < start or longer
    )


def _others_only(text: str, own: Lazy) -> str:
    """The text without the author's own posts and the leaders' names in formulas; offsets stay."""
    for pattern in (own.pattern, _LEADERS):
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    return text


_LEADERS = re.compile("(?:以)?(?:习近平|毛泽东|邓小平)(?:新时代中国特色社会主义|总书记|同志|思想|理论)*")


def _names(text: str) -> list[int]:
    """Where persons are named."""
    words = tag(text)
    found = {start for start, _ in find_persons(text, words)}
    for word, after in zip_longest(words, words[1:]):
        placed = word.text[-1] in _PLACES or (after is not None and after.text[0] in _PLACES)
        # 学史崇德 and 廉洁从政 end in what the tagger has for names.
        surname = word.text[0] in SURNAMES or word.text[:2] in COMPOUND_SURNAMES
        virtue = word.text in _NO_NAMES
        if (
            word.tag in {"nr", "nrt", "nrfg"}
            and 2 <= len(word.text) <= 4
            and surname
            and not (placed or virtue)
        ):
            found.add(word.start)
    return sorted(found)


_NO_NAMES = frozenset(
    {
        "从政",
        "从政方",
        "从严",
        "从业",
        "从教",
        "从医",
        "从警",
        "明理",
        "明德",
        "广开",
        "安心",
        "安然",
        "平安",
        "和谐",
        "和顺",
        "高效",
        "高位",
        "向好",
        "向善",
        "向上",
        "严明",
        "严守",
        "文明",
        "万众",
        "万民",
    }
)
"""Words that begin with a surname and are none."""
_PLACES = frozenset("省市县区镇乡村街州社路河江湖山桥局委厅工片")


def _named(passage: Passage, spared: Spans) -> Iterator[Hit]:
    """The author's own name with 同志."""
    name = passage.brief.head.name if passage.brief else ""
    if len(name) < 2:
        return
    for line in passage.prose:
        for match in re.finditer(re.escape(name) + "同志", passage.text[line.start : line.end]):
            span = (line.start + match.start(), line.start + match.end())
            if not spared.touch(*span) and not said_by_others(passage).touch(*span):
                yield Hit(*span, suggestion="我")


class MixOptions(Frozen):
    """Names that an author gives to himself."""

    names: dict[str, Regex]
    """Name → its pattern; the first that the text uses is its own, another one is reported once."""


@kind("self_names", MixOptions)
def self_names(rule: Rule, options: MixOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """我 and 本人 side by side."""
    names = {name: re.compile(p) for name, p in options.names.items()}

    def detect(passage: Passage) -> Iterator[Hit]:
        if passage.voice != "first":
            return
        first = [
            (match.start(), match.end(), name)
            for name, find in names.items()
            if (
                match := next(
                    (m for m in find.finditer(passage.text) if not said_by_others(passage).hold(*m.span())),
                    None,
                )
            )
        ]
        if len(first) > 1:
            start, end, name = max(first)
            other = min(first)[2]
            yield Hit(start, end, rule.message.replace("{text}", name).replace("{other}", other))

    return detect


class SaluteOptions(Frozen):
    """Where a speech says whom it speaks to."""

    shortest: int = 300
    find: Regex
    where: Literal["top"] = "top"


@kind("salutation", SaluteOptions)
def salutation(rule: Rule, options: SaluteOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """A whole speech without 同志们： in its first lines."""
    find = re.compile(options.find)

    def detect(passage: Passage) -> Iterator[Hit]:
        lines = passage.lines
        if len(passage.text) < options.shortest or len(lines) < 4 or lines[0].role != "title":
            return
        if any(
            one.role == "salutation" or find.search(passage.text, one.start, one.end) for one in lines[:5]
        ):
            return
        yield Hit(0, 0)

    return detect
