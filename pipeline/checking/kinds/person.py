"""Grammatical person: who may be called what, by genre and by what the notes demand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pipeline.checking.kinds import kind
from pipeline.checking.kinds.pattern import Regex
from pipeline.checking.kinds.register import said_by_others
from pipeline.checking.passage import Passage, touches, within
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.text._persons import find_persons
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
    following = re.compile(options.next_word)
    before = re.compile(f"(?:{options.before})$")
    only_after = re.compile(f"(?:{options.only_after})$") if options.only_after else None
    phrases = [re.compile(p) for p in options.phrases]

    def detect(passage: Passage) -> Iterator[Hit]:
        if options.voice and passage.voice != options.voice:
            return
        text = passage.text
        spared: list[tuple[int, int]] | None = None
        for match in find.finditer(text):
            start, end = match.span()
            if spared is None:
                spared = [m.span() for p in phrases for m in p.finditer(text)] + [
                    *said_by_others(passage),
                    *passage.markup,
                ]
            if touches((start, end), spared) or before.search(text, max(0, start - 8), start):
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
    others = {name: re.compile(p) for name, p in options.find.items()}
    own = re.compile(options.own_post)
    phrases = [re.compile(p) for p in options.phrases]

    def detect(passage: Passage) -> Iterator[Hit]:
        if passage.voice != "first":
            return
        text = passage.text
        if not find.search(text):
            return
        spared = [m.span() for p in phrases for m in p.finditer(text)] + [
            *said_by_others(passage),
            *passage.markup,
        ]
        yield from _named(passage, spared)
        above = ""
        for line in passage.lines:
            said = set[str]()
            for match in find.finditer(text, line.start, line.end):
                start, end = match.span()
                word = passage.word_at(start)
                if (
                    touches((start, end), spared)
                    or word.start < start
                    or (word.end > end and word.text[end - start :] != "的")
                ):
                    continue
                # 他 may reach back to anybody; 该同志 is the one just spoken of.
                told = own.sub(
                    "", text[:start] if match[0] in options.far else above + text[line.start : start]
                )
                # A person of this text's own 该同志 is the author too.
                if not said and (others[match[0]].search(told) or _names_somebody(told)):
                    continue
                said.add(match[0])
                yield Hit(start, end, suggestion=options.suggest)
            if line.role == "prose":
                above = text[max(line.start, line.end - 200) : line.end]

    return detect


_LEADERS = re.compile("(?:以)?(?:习近平|毛泽东|邓小平)(?:新时代中国特色社会主义|总书记|同志|思想|理论)*")


def _names_somebody(text: str) -> bool:
    from pipeline.text.words import tag

    text = _LEADERS.sub("", text)
    words = tag(text)
    for i, word in enumerate(words):
        after = words[i + 1].text[0] if i + 1 < len(words) else ""
        placed = word.text[-1] in _PLACES or after in _PLACES
        if word.tag in {"nr", "nrt", "nrfg"} and 2 <= len(word.text) <= 4 and not placed:
            return True
    return bool(find_persons(text, words))


_PLACES = frozenset("省市县区镇乡村街州社路河江湖山桥局委厅工片")


def _named(passage: Passage, spared: list[tuple[int, int]]) -> Iterator[Hit]:
    """The author's own name with 同志."""
    name = passage.brief.head.name if passage.brief else ""
    if len(name) < 2:
        return
    for line in passage.prose:
        for match in re.finditer(re.escape(name) + "同志", passage.text[line.start : line.end]):
            span = (line.start + match.start(), line.start + match.end())
            if not touches(span, spared):
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
                    (m for m in find.finditer(passage.text) if not within(m.span(), said_by_others(passage))),
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
