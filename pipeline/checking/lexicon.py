"""The word lists that tell a claim from ordinary language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.config import DataFolders, load_words
from pipeline.notes.lexicon import load_lexicon as load_notes


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
    alike: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Words that tell the same beside the same value; they support no claim."""
    neutral: frozenset[str] = frozenset()
    """Words that change nothing of what is told."""
    modifiers: frozenset[str] = frozenset()
    """Words that restrict or grade what a value counts."""
    contrasts: tuple[frozenset[str], ...] = ()
    """Families whose words tell different things."""

    def also(self, word: str) -> frozenset[str]:
        """The words that support ``word`` in its stead."""
        return self.synonyms.get(word, frozenset())

    def others(self, word: str) -> frozenset[str]:
        """The words that tell the same as ``word`` beside the same value."""
        return self.also(word) | self.alike.get(word, frozenset())


def load_lexicon(folders: DataFolders) -> Lexicon:
    """The shipped lists and the user's."""

    def words(name: str) -> tuple[str, ...]:
        return load_words(folders, f"config/words/{name}.txt")

    return Lexicon(
        frozenset(words("rungs")),
        frozenset(words("events")),
        frozenset(words("effects")),
        frozenset(words("meta")),
        _groups(w for w in words("synonyms") if not w.startswith(_MUTUAL)),
        _mutual(w.removeprefix(_MUTUAL) for w in words("synonyms") if w.startswith(_MUTUAL)),
        frozenset(words("neutral")),
        frozenset(words("modifiers")),
        tuple(frozenset(f) for f in load_notes(folders.file("config/notes.yaml")).conflict.contrasts),
    )


_MUTUAL = "="


def _mutual(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    """Each word of a line may stand for each other."""
    groups: dict[str, frozenset[str]] = {}
    for line in lines:
        words = frozenset(line.split())
        for word in words:
            groups[word] = groups.get(word, frozenset()) | (words - {word})
    return groups


def _groups(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    """The first word of a line may be said where the facts have one of the others."""
    groups: dict[str, frozenset[str]] = {}
    for line in lines:
        first, *others = line.split()
        groups[first] = groups.get(first, frozenset()) | frozenset(others)
    return groups
