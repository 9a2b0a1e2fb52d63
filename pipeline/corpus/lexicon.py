"""The data of recognition: which cues speak for which genre and for which function of a section.

Every cue is a regular expression with a weight; scores are plain sums, so that decisions can be explained.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from pipeline.config import load_yaml
from pipeline.types import Frozen, Person


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"正则表达式写法有误：{pattern}") from error
    return pattern


Cue = Annotated[str, Field(min_length=1), AfterValidator(_compiles)]
Weight = Annotated[float, Field(gt=0, le=20)]
Cues = Mapping[Cue, Weight]


class FunctionCues(Frozen):
    """What a section that does one job looks like."""

    name: str
    headings: Cues = Field(default_factory=dict)
    """Searched in the heading."""
    body: Cues = Field(default_factory=dict)
    """Searched in the text; each counts once."""


class Functions(Frozen):
    """``config/functions.yaml``."""

    functions: tuple[FunctionCues, ...]
    unsure_below: float = Field(default=0.45, ge=0, le=1)
    """A confidence below this is told to the user."""

    def named(self, name: str) -> FunctionCues | None:
        return next((f for f in self.functions if f.name == name), None)


class Variant(Frozen):
    """A kind of a genre, such as 欢迎会 of 领导讲话."""

    name: str
    cues: Cues


class GenreCues(Frozen):
    """What tells one genre from the others."""

    name: str
    person: Person
    title: Cues = Field(default_factory=dict)
    """Searched in the title."""
    opening: Cues = Field(default_factory=dict)
    """Searched in the first 400 characters below the title."""
    body: Cues = Field(default_factory=dict)
    """Searched in the whole text; each counts once."""
    functions: tuple[str, ...]
    """The functions that its sections may have, in their usual order."""
    core: str
    """The function of most of its sections; wins where cues are few."""
    variants: tuple[Variant, ...] = ()


class Recognition(Frozen):
    """``config/recognition.yaml``."""

    genres: tuple[GenreCues, ...]
    title_ends: Cues
    """Words that the title of a document ends with (述职报告, …的讲话)."""
    salutations: Cues
    """Whole lines that address the audience."""
    bylines: Cues
    """Whole lines between title and text, or below the text: name, post, date."""
    person_first: Cues
    person_third: Cues
    person_weight: Weight
    """What a clear grammatical person adds to the genres written in it."""
    unsure_below: float = Field(default=0.5, ge=0, le=1)

    def named(self, name: str) -> GenreCues | None:
        return next((g for g in self.genres if g.name == name), None)


class Lexicon(Frozen):
    functions: Functions
    recognition: Recognition


def load_lexicon(functions: Path, recognition: Path) -> Lexicon:
    """Read both files. Raises ConfigError with file and line for what does not fit."""
    return Lexicon(functions=load_yaml(functions, Functions), recognition=load_yaml(recognition, Recognition))


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> re.Pattern[str]:
    """The compiled cue."""
    return re.compile(pattern)


def score(cues: Mapping[str, float], text: str) -> float:
    """Sum of the weights of the cues found in ``text``, each once."""
    return sum(weight for cue, weight in cues.items() if compiled(cue).search(text))


def dense_score(cues: Mapping[str, float], text: str) -> float:
    """Like ``score`` for a longer text: a cue counts in full when it comes about every sixth sentence."""
    sentences = max(1, len(re.findall("[。！？；]", text)))
    return sum(
        weight * min(1.0, 6 * len(compiled(cue).findall(text)) / sentences) for cue, weight in cues.items()
    )


def is_line(cues: Mapping[str, float], line: str) -> bool:
    """Whether the whole line is one of the cues."""
    return any(compiled(cue).fullmatch(line) for cue in cues)
