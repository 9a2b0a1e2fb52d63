"""The words by which notes are read (``config/notes.yaml``), compiled once."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path

from pipeline.config import load_yaml
from pipeline.errors import ConfigError
from pipeline.types import Frozen

Words = tuple[str, ...]


@lru_cache(maxsize=256)
def any_of(words: Words) -> str:
    """A regex alternation, longest word first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


_PAPERS = "(?:正文|材料|稿子|稿|文稿|总结|报告|讲话稿?|鉴定|汇报|发言|文章|文)"


class HoldWords(Frozen):
    subjects: Words
    places: Words
    negations: Words
    fronted: Words
    fronted_verbs: Words
    kept: Words
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
    parts: Words
    adjectives: Words
    devices: Words
    patterns: Words
    emphasis: Words


class UnknownWords(Frozen):
    words: Words
    by: str
    asking: Words


class ConflictWords(Frozen):
    cues: Words
    once: Words
    roles: Words
    planned: Words
    dependent: Words
    generic: Words
    measures: Words
    contrasts: tuple[Words, ...]


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
        filler = f"(?:{any_of(h.subjects)}|{any_of(h.places)})*"
        unit = f"(?:{self._forbids}|{self._drops}|{self._only}|{any_of(h.notices)})"
        return re.compile(f"{filler}{unit}(?:{filler}{unit})*")

    @property
    def _forbids(self) -> str:
        h = self.hold
        verb = f"(?:{any_of(h.places)})*{any_of(h.verbs)}+(?:{any_of(h.tails)})*"
        return f"{any_of(h.negations)}(?:{verb}|(?:进|入|上){_PAPERS}(?:里|中)?)"

    @property
    def _drops(self) -> str:
        return f"{any_of(self.hold.drops)}(?:{any_of(self.hold.tails)})*"

    @property
    def _only(self) -> str:
        h = self.hold
        tails = f"(?:{any_of(h.only_tails)})*"
        given = f"{any_of(h.only)}(?:{any_of(h.only)}|{any_of(h.readers)})*{any_of(h.purposes)}"
        known = f"(?:{any_of(h.readers)})*{any_of(h.purposes)}(?={any_of(h.only_tails)})"
        return f"(?:{given}|{known}){tails}"

    @cached_property
    def hold_fronted(self) -> re.Pattern[str]:
        """A clause that names a matter and ends in "don't write": 欠账的事先不写, 评优结果仅供参考."""
        h = self.hold
        verbs, tails = any_of(h.fronted_verbs), f"(?:{any_of(h.tails)})*"
        forbids = (
            f"(?:{any_of(h.fronted)}(?:{any_of(h.places)})*{verbs}|不(?:写|提|写入|写进|入稿|上稿)){tails}"
        )
        only = f"(?:仅|只)(?:供|作)(?:{any_of(h.readers)}|[\u4e00-\u9fff]{{0,4}}){any_of(h.purposes)}(?:{any_of(h.only_tails)})*"
        place = any_of(tuple(p for p in h.places if len(p) > 1))
        away = f"(?:{any_of(h.fronted)}|不|不得)(?:往|进|入|上){place}+(?:里|中)?(?:{verbs}|{any_of(h.verbs)})?{tails}"
        absent = f"(?:{place}|{_PAPERS})+(?:里|中|上)?(?:也)?{any_of(h.negations)}(?:有|出现|反映|体现|提|写){tails}"
        return re.compile(f"(?!{any_of(h.kept)})(?:.{{1,60}}?(?:{forbids}|{only}|{away})|.{{0,60}}?{absent})")

    @cached_property
    def hold_opening(self) -> re.Pattern[str]:
        """A clause that begins with "don't mention": 别提抽检不合格的两家超市."""
        h = self.hold
        return re.compile(
            f"(?:{any_of(h.subjects)})*(?:别|不要|勿|请勿|先不|先别|千万别|切勿|莫)(?:提|提到|提及|点名)(?!高|升|前|出|供|倡|醒|交|速).{{2,}}"
        )

    @cached_property
    def instructions(self) -> tuple[re.Pattern[str], ...]:
        """Sentences that speak to the writer or the model, or want facts falsified."""
        return tuple(re.compile(p, re.IGNORECASE) for p in self.instruct.patterns)

    @cached_property
    def memo(self) -> re.Pattern[str]:
        """A reminder of the writer to himself."""
        return re.compile(
            rf"(?:{any_of(self.instruct.memos)})[^，。；]{{0,12}}{any_of(self.instruct.memo_verbs)}"
        )

    @cached_property
    def wishes(self) -> tuple[re.Pattern[str], ...]:
        """Clauses that wish something of the style."""
        w = self.wish
        number = r"(?:[0-9]+|[一二两三四五六七八九十百千]+)(?:多|来|几|至[0-9]+)?(?:百|千|万)?"
        slots = {"{T}": any_of(w.parts), "{A}": any_of(w.adjectives), "{D}": any_of(w.devices), "{N}": number}
        made = []
        for pattern in w.patterns:
            for slot, words in slots.items():
                pattern = pattern.replace(slot, words)  # noqa: PLW2901 — filled slot by slot
            made.append(re.compile(pattern))
        return (*made, re.compile(f"(?:请|要|最好|尽量)*{any_of(w.emphasis)}[^0-9]{{0,14}}"))


@lru_cache(maxsize=8)
def load_lexicon(path: Path) -> Lexicon:
    """The notes lexicon; ConfigError names file and line."""
    lexicon = load_yaml(path, Lexicon)
    try:
        _ = lexicon.instructions, lexicon.wishes
    except re.error as error:
        raise ConfigError(
            f"instruct 或 wish 里有一条正则写错了（{error}）", remedy="请改正后再试", path=path
        ) from None
    return lexicon
