"""From what a caller has (facts as strings, a genre's name, sample texts) to a passage."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipeline.checking.passage import Passage, Source
from pipeline.checking.rules import Example
from pipeline.config import DataFolders
from pipeline.genres import Genre, find_genre, load_genres
from pipeline.notes import brief_of
from pipeline.types import Person


def passage_for(  # noqa: PLR0913 — what may be known about a text
    text: str,
    folders: DataFolders,
    *,
    facts: Sequence[str] | None = None,
    genre: str = "",
    person: Person | None = None,
    period: str = "",
    exemplars: Sequence[str] = (),
    example: Example | None = None,
) -> Passage:
    """A passage to check; facts are F1, F2 … in the order given, None when there are no notes.

    Raises InputError when nobody knows the genre.
    """
    if example is not None:
        facts = example.facts or None
        genre, person, period, exemplars = example.genre, example.person, example.period, example.exemplars
    kind = find_genre(genre, _genres(folders)) if genre else None
    brief = brief_of(facts, folders, genre=genre, person=person, period=period) if facts else None
    return Passage(
        text=text,
        genre=kind,
        person=person,
        period=period,
        brief=brief,
        exemplars=tuple(Source(f"样本{i}", t) for i, t in enumerate(exemplars, 1)),
    )


@lru_cache(maxsize=4)
def _genres(folders: DataFolders) -> tuple[Genre, ...]:
    return load_genres(folders)
