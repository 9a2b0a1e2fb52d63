"""Genres (文种) as data: what a document of each kind consists of (``config/genres/*.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from pipeline.config import DataFolders, load_yaml, regular_expression
from pipeline.errors import InputError
from pipeline.types import Frozen, Head, Person

Points = Literal["", "一是", "一要", "第一"]


Pattern = Annotated[str, AfterValidator(regular_expression)]


class GenreSection(Frozen):
    """One section of a genre."""

    function: str
    """What it is for; facts are placed by it."""
    share: float = Field(default=0.1, ge=0, le=1)
    """Its part of the document's length."""
    heading: bool = True
    """Whether it has a heading of its own."""
    required: bool = False
    """Whether the genre calls for it; without facts it is reported, not padded."""
    always: bool = False
    """Written from formulas even when no fact belongs to it."""
    lead: tuple[str, ...] = ()
    """Formulas to open with; the first whose slots can all be filled is used."""
    tail: tuple[str, ...] = ()
    """Formulas to close with, chosen likewise."""
    points: Points = ""
    """How several points are numbered."""


class Variant(Frozen):
    """A kind of the genre with its own cues and sections (座谈会, 对接会 …)."""

    name: str
    cues: tuple[str, ...]
    sections: tuple[GenreSection, ...] = ()
    headings: tuple[dict[str, str], ...] = ()


class Genre(Frozen):
    """``config/genres/<slug>.yaml``."""

    name: str
    aliases: tuple[str, ...] = ()
    person: Person
    self_name: str
    """How the author (or the assessed) is called: 我, 本人, 该同志."""
    titles: tuple[str, ...]
    """Title templates; the first whose slots can all be filled is used."""
    salutation: str = ""
    signature: bool = True
    """Whether a 落款 belongs at its end."""
    length: tuple[int, int]
    """Usual length in characters, from … to …."""
    sections: tuple[GenreSection, ...]
    headings: tuple[dict[str, str], ...]
    """Parallel sets of headings by function."""
    fallback: dict[str, str] = Field(default_factory=dict)
    """Where facts of a function go that the genre has no section for."""
    home: str
    """The function of facts that show no other."""
    cues: dict[str, float] = Field(default_factory=dict)
    """Words in notes that speak for this genre, with weights."""
    forbid: tuple[Pattern, ...] = ()
    """Patterns that must not occur in the document."""
    style: tuple[str, ...] = ()
    """How it is written, told to the model."""
    variants: tuple[Variant, ...] = ()

    def of_variant(self, text: str) -> Genre:
        """The genre with the sections of the variant that ``text`` (title, audience, notes) speaks of."""
        for variant in self.variants:
            if any(cue in text for cue in variant.cues):
                return self.model_copy(
                    update={
                        "sections": variant.sections or self.sections,
                        "headings": variant.headings or self.headings,
                    }
                )
        return self

    def section(self, function: str) -> GenreSection | None:
        """The section of that function, if the genre has it."""
        return next((s for s in self.sections if s.function == function), None)

    def function_for(self, function: str) -> str:
        """Where a fact of ``function`` goes in this genre."""
        seen = set()
        while self.section(function) is None and function in self.fallback and function not in seen:
            seen.add(function)
            function = self.fallback[function]
        return function if self.section(function) else self.home


def load_genres(folders: DataFolders) -> tuple[Genre, ...]:
    """All genres, in file order; a user's file adds one or replaces the shipped one of the same name."""
    return tuple(_load(path) for path in folders.files("config/genres", ".yaml"))


def _load(path: Path) -> Genre:
    return load_yaml(path, Genre)


def find_genre(name: str, genres: Sequence[Genre]) -> Genre:
    """The genre of that name or other name; InputError lists the known ones."""
    wanted = re.sub(r"\s", "", name)
    for genre in genres:
        if wanted == genre.name or wanted in genre.aliases:
            return genre
    inside = [(len(n), g) for g in genres for n in (g.name, *g.aliases) if len(n) >= 4 and n in wanted]
    if inside:
        return max(inside, key=lambda p: p[0])[1]
    raise InputError(f"没有“{name}”这个文种", remedy=f"可用的文种：{'、'.join(g.name for g in genres)}")


def genre_of_text(text: str, genres: Sequence[Genre]) -> Genre | None:
    """The genre that a finished text names in its first lines, or shows by its salutation; None when it tells neither."""
    lines = [line.strip(" \t\u3000#*") for line in text.splitlines() if line.strip()][:6]
    for genre in sorted(genres, key=lambda g: -len(g.name)):
        names = (genre.name, *(a for a in genre.aliases if len(a) > 2))
        if any(len(line) <= 50 and any(name in line for name in names) for line in lines[:3]):
            return genre
    endings = [g.name[-2:] for g in genres]
    for genre in genres:
        if endings.count(genre.name[-2:]) == 1 and any(line.endswith(genre.name[-2:]) for line in lines[:3]):
            return genre
    if any(
        re.fullmatch(r"(?:尊敬的|各位)?[^。]{0,30}(?:同志|领导|来宾|朋友)们?[^。]{0,20}[：:]", line)
        for line in lines
    ):
        return next((g for g in genres if g.salutation), None)
    return None


def guess_genre(text: str, head: Head, genres: Sequence[Genre]) -> Genre:
    """The genre that title, head and notes speak for most; 个人工作总结 where nothing does."""
    title = head.title
    for genre in sorted(genres, key=lambda g: -len(g.name)):
        if any(name in title for name in (genre.name, *genre.aliases)):
            return genre

    def weight(genre: Genre) -> float:
        score = sum(
            w * (3 if cue in title else 1) for cue, w in genre.cues.items() if cue in text or cue in title
        )
        return score + (1 if head.person and head.person == genre.person else 0)

    best = max(genres, key=weight)
    return best if weight(best) > 0 else next((g for g in genres if g.name == "个人工作总结"), best)


def fill(template: str, slots: dict[str, str]) -> str | None:
    """The template with its {slots} filled, or None when one of them is not known."""
    names = re.findall(r"\{(\w+)\}", template)
    if any(not slots.get(name) for name in names):
        return None
    return re.sub(r"\{(\w+)\}", lambda m: slots[m[1]], template)


def first_filled(templates: Sequence[str], slots: dict[str, str]) -> str:
    """The first template whose slots are all known, filled; empty when there is none."""
    return next((text for t in templates if (text := fill(t, slots)) is not None), "")
