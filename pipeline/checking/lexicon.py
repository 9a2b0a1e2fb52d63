"""The word lists that tell a claim from ordinary language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.config import DataFolders, load_words


@dataclass(frozen=True)
class Lexicon:
    """Words whose use commits the writer to something (``config/words``)."""

    rungs: frozenset[str] = frozenset()
    """Steps of progress, rank and duty (计划→已完成): never above the facts' own."""
    events: frozenset[str] = frozenset()
    """Verbs that report a happening."""
    effects: frozenset[str] = frozenset()
    """Verbs that report an effect."""
    meta: frozenset[str] = frozenset()
    """Talk of the task of writing, no part of a document."""
    synonyms: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Other words for the same thing."""

    def also(self, word: str) -> frozenset[str]:
        """The words that support ``word`` in its stead."""
        return self.synonyms.get(word, frozenset())


def load_lexicon(folders: DataFolders) -> Lexicon:
    """The shipped lists and the user's."""

    def words(name: str) -> tuple[str, ...]:
        return load_words(folders, f"config/words/{name}.txt")

    return Lexicon(
        frozenset(words("rungs")),
        frozenset(words("events")),
        frozenset(words("effects")),
        frozenset(words("meta")),
        _groups(words("synonyms")),
    )


def _groups(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    """The first word of a line may be said where the facts have one of the others."""
    groups: dict[str, frozenset[str]] = {}
    for line in lines:
        first, *others = line.split()
        groups[first] = groups.get(first, frozenset()) | frozenset(others)
    return groups
