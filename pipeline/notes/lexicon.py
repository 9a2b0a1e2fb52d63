"""The words by which notes are read (``config/notes.yaml``), compiled once."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path

from pipeline.config import load_yaml
from pipeline.errors import ConfigError
from pipeline.types import Frozen

Words = tuple[str, ...]


def any_of(words: Words) -> str:
    """A regex alternation, longest word first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


class HoldWords(Frozen):
    subjects: Words
    places: Words
    negations: Words
    verbs: Words
    drops: Words
    tails: Words
    only: Words
    readers: Words
    purposes: Words
    only_tails: Words
    notices: Words
    previous: Words
    following: Words


class InstructWords(Frozen):
    patterns: Words
    memos: Words
    memo_verbs: Words


class WishWords(Frozen):
    openers: Words
    subjects: Words
    adjectives: Words
    tails: Words
    emphasis: Words


class UnknownWords(Frozen):
    words: Words
    asking: Words


class ConflictWords(Frozen):
    cues: Words
    once: Words
    dependent: Words
    generic: Words


class Lexicon(Frozen):
    """``config/notes.yaml``."""

    hold: HoldWords
    instruct: InstructWords
    wish: WishWords
    unknown: UnknownWords
    conflict: ConflictWords

    @cached_property
    def hold_clause(self) -> re.Pattern[str]:
        """A clause that, whole, says "don't write this"."""
        h = self.hold
        subject, place, tail = any_of(h.subjects), any_of(h.places), any_of(h.tails)
        forbids = f"{any_of(h.negations)}(?:{place})*{any_of(h.verbs)}+(?:{tail})*"
        drops = f"{any_of(h.drops)}(?:{tail})*"
        only = (
            f"(?:{any_of(h.only)}(?:{any_of(h.only)}|{any_of(h.readers)})*{any_of(h.purposes)}"
            f"|(?:{any_of(h.readers)})*{any_of(h.purposes)}(?={any_of(h.only_tails)}))(?:{any_of(h.only_tails)})*"
        )
        notice = any_of(h.notices)
        return re.compile(f"(?:{subject}|{place})*(?:{forbids}|{drops}|{only}|{notice})")

    @cached_property
    def instruction(self) -> re.Pattern[str]:
        """A sentence that speaks to the system or wants facts falsified."""
        flags = re.IGNORECASE if any("(?i)" in p for p in self.instruct.patterns) else 0
        return re.compile("|".join(f"(?:{p.replace('(?i)', '')})" for p in self.instruct.patterns), flags)

    @cached_property
    def memo(self) -> re.Pattern[str]:
        """A reminder of the writer to himself."""
        return re.compile(
            rf"(?:{any_of(self.instruct.memos)})[^，。；]{{0,12}}{any_of(self.instruct.memo_verbs)}"
        )

    @cached_property
    def style_wish(self) -> re.Pattern[str]:
        """A clause that, whole, wishes something of the style."""
        w = self.wish
        opener, tail = any_of(w.openers), any_of(w.tails)
        body = f"(?:{any_of(w.subjects)}|{any_of(w.adjectives)}|[0-9０-９]+)"
        adjective = f"(?=.*(?:{any_of(w.adjectives)}|[0-9]+字))(?=.*(?:{any_of(w.subjects)}))"
        emphasis = f"(?:{opener})*{any_of(w.emphasis)}[^，。；0-9]{{0,14}}"
        return re.compile(f"(?:{adjective}(?:{opener}|{body}|{tail})+|{emphasis})")


@lru_cache(maxsize=8)
def load_lexicon(path: Path) -> Lexicon:
    """The notes lexicon; ConfigError names file and line."""
    lexicon = load_yaml(path, Lexicon)
    try:
        for pattern in lexicon.instruct.patterns:
            re.compile(pattern)
    except re.error as error:
        raise ConfigError(
            f"instruct.patterns 里有一条正则写错了（{error}）", remedy="请改正后再试", path=path
        ) from None
    return lexicon
