"""What everybody writes, and texts without it: the characters by which a text can be like another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from pipeline.checking.finding_words import Finder, notes_text
from pipeline.checking.formulations.table import formulations
from pipeline.checking.passage import Passage, Source
from pipeline.config import DataFolders, load_words, load_yaml, regular_expression
from pipeline.genres import load_genres
from pipeline.text.setphrases import default
from pipeline.text.widths import HAN, half
from pipeline.types import Frozen

NOTED = 4
"""Characters in a row that the notes have as well are the notes'."""
KEPT = re.compile(rf"[^{HAN}A-Za-z0-9.%\n]")
HAN_CHAR = re.compile(f"[{HAN}]")


@dataclass(frozen=True, eq=False)
class Common:
    """What everybody writes: formulations, formulas of the genres, stock phrases, words."""

    finder: Finder
    words: frozenset[str]
    quoted: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    """Formulas with a slot (习近平总书记关于…的重要论述)."""


@lru_cache(maxsize=4)
def common_words(folders: DataFolders) -> Common:
    stock = load_words(folders, "config/words/stock_phrases.txt")
    table = formulations(folders).data
    pieces: set[str] = set(stock)
    for entry in table.entries:
        pieces.update(
            (entry.canonical, *entry.names, "".join(entry.members), *(m for m in entry.members if len(m) > 2))
        )
    for formula in table.formulas:
        pieces.update((formula.text, *formula.also))
    for genre in load_genres(folders):
        variants = [genre.sections, *(v.sections for v in genre.variants)]
        lines = [line for sections in variants for s in sections for line in (*s.lead, *s.tail)]
        lines += [
            h
            for table_ in (genre.headings, *(v.headings for v in genre.variants))
            for heads in table_
            for h in heads.values()
        ]
        pieces.update(
            piece for line in lines for piece in re.split(r"\{[^}]*\}|[。：；]", line) if len(piece) > 5
        )
        pieces.update((genre.name, *genre.aliases))
    pieces.update(w for w in default().words if len(w) > 3)
    words = frozenset(
        (*load_words(folders, "config/words/safe.txt"), *load_words(folders, "config/words/neutral.txt"))
    )
    quoted = frozenset((*stock, *default().words, *(n for e in table.entries for n in e.names)))
    patterns = [p for path in folders.all(PATTERNS) for p in load_yaml(path, StockPatterns).patterns]
    return Common(
        Finder(b for p in pieces if len(b := KEPT.sub("", p)) > 3),
        words,
        quoted,
        tuple(re.compile(p) for p in dict.fromkeys(patterns)),
    )


PATTERNS = "config/stock_patterns.yaml"


class StockPatterns(Frozen):
    """``config/stock_patterns.yaml``: what everybody writes with something of his own in the middle."""

    patterns: tuple[Annotated[str, AfterValidator(regular_expression)], ...]


class Stream(NamedTuple):
    """Han, letters and digits of a text in a row, with where each stood; line ends stay as borders."""

    text: str
    at: list[int]
    own: bytearray
    """1 where a character counts: Han, no formula, not the notes'."""


def stream(text: str, common: Common, notes: frozenset[str], border: str) -> Stream:
    flat = half(text)
    at = [i for i, c in enumerate(flat) if "\u4e00" <= c <= "\u9fff" or c.isalnum() or c in ".%\n"]
    bare = "".join([flat[i] for i in at])
    own = bytearray("\u4e00" <= c <= "\u9fff" for c in bare)
    index = {p: i for i, p in enumerate(at)}
    for pattern in common.patterns:
        for match in pattern.finditer(flat):
            for p in range(*match.span()):
                if p in index:
                    own[index[p]] = 0
    for found in common.finder.find(bare):
        own[found.start : found.end] = bytes(found.end - found.start)
    if notes:
        for i in range(len(bare) - NOTED + 1):
            if bare[i : i + NOTED] in notes:
                own[i : i + NOTED] = bytes(NOTED)
    return Stream(bare.replace("\n", border), at, own)


def _note_grams(passage: Passage) -> frozenset[str]:
    return passage.made("note grams", _made_note_grams)


def _made_note_grams(passage: Passage) -> frozenset[str]:
    bare = KEPT.sub("", half(notes_text(passage)))
    return frozenset(bare[i : i + NOTED] for i in range(len(bare) - NOTED + 1))


def sources_of(passage: Passage) -> tuple[Source, ...]:
    return (*passage.exemplars, *passage.against)


class Texts(NamedTuple):
    draft: Stream
    sources: tuple[Stream, ...]


def texts_of(passage: Passage, common: Common) -> Texts:
    def make(passage: Passage) -> Texts:
        notes = _note_grams(passage)
        return Texts(
            stream(passage.text, common, notes, "\n"),
            tuple(stream(s.text, common, notes, "\r") for s in sources_of(passage)),
        )

    return passage.made((common, "streams"), make)
