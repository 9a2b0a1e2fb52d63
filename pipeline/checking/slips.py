"""Tables of characters that are mixed up and of the words they make: what a slip was meant to be."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from pydantic import Field

from pipeline.config import DataFolders, read_data
from pipeline.types import Frozen

_COMMENT = re.compile(r"[ \t\r]*#[^\n]*")


def bare(text: str) -> str:
    """A data file without comments."""
    return _COMMENT.sub("", text)


class LikenessOptions(Frozen):
    """The data that tell which characters are taken for one another, and what is right."""

    words: str = "config/words/spelling.txt"
    spared: str = "config/words/spelling_spared.txt"
    homophones: str = "config/words/homophones.txt"
    lookalikes: str = "config/words/lookalikes.txt"


class MisspeltOptions(LikenessOptions):
    """Also how common a word must be, by its place in the list."""

    numerals: str = Field(min_length=1)
    """A string with one of these is never taken for a slip."""
    function: str = Field(min_length=1)
    """Function words of one character: only the other character may be wrong, and only of a very common word."""
    free: str = Field(min_length=1)
    """Other characters that are often words by themselves."""
    adverbs: str = ""
    """Adverbs of one character: before a verb they are no slip (渐成)."""
    resultatives: str = ""
    """Complements of one character: behind a verb they are no slip (讲活)."""
    open_ends: str = ""
    """Characters that any verb takes behind it (守到, 执有): there the verb is no slip."""
    very_common: int = 600
    common: int = 1500
    usual: int = 2500
    abbreviations: str = ""
    """One-character names of provinces and cities."""
    short_ends: str = ""
    """What makes a body's or a thing's short name with any character (闽企, 胶园)."""
    modals: str = ""
    """Words of one character that any verb may follow (当思)."""
    surnames: str = ""
    name_ends: tuple[str, ...] = ()
    """What follows a name: 县, 公司."""
    repeated: int = 3
    """A string found so often in a document is a term or a name."""


class Likeness:
    """Which characters are taken for one another, and what is right."""

    def __init__(self, folders: DataFolders, options: LikenessOptions) -> None:
        self._sounds = _groups(folders, options.homophones)
        self._looks = _groups(folders, options.lookalikes)
        self._alike: dict[str, tuple[tuple[str, bool], ...]] = {}
        words = _listed(folders, options.words)
        self.rank: dict[str, int] = dict(zip(words, range(len(words)), strict=True))
        self.spared = frozenset(_listed(folders, options.spared))

    @property
    def chars(self) -> frozenset[str]:
        """The characters that are taken for others."""
        return frozenset(self._sounds) | frozenset(self._looks)

    def alike(self, char: str) -> tuple[tuple[str, bool], ...]:
        """The characters taken for this one, and whether they sound alike (else they look alike)."""
        found = self._alike.get(char)
        if found is None:
            same = frozenset(self._sounds.get(char, "")) - {char}
            other = frozenset(self._looks.get(char, "")) - same - {char}
            found = (*((c, True) for c in sorted(same)), *((c, False) for c in sorted(other)))
            self._alike[char] = found
        return found

    @cached_property
    def phrases(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """The phrases of four characters by their first two and by their last two, the commonest first."""
        fronts: dict[str, list[str]] = {}
        backs: dict[str, list[str]] = {}
        for word in self.rank:
            if len(word) == 4:
                fronts.setdefault(word[:2], []).append(word)
                backs.setdefault(word[2:], []).append(word)
        return fronts, backs

    def mend(self, wrong: str) -> tuple[str, int, bool] | None:
        """The commonest word that one character makes of ``wrong``, which one, and whether it sounds alike."""
        best: tuple[int, str, int, bool] | None = None
        for i, char in enumerate(wrong):
            for other, sounds in self.alike(char):
                right = wrong[:i] + other + wrong[i + 1 :]
                rank = self.rank.get(right)
                if rank is not None:
                    new = (rank if sounds else rank * 3 + 300, right, i, sounds)
                    if best is None or new < best:
                        best = new
        return None if best is None else best[1:]


def _listed(folders: DataFolders, name: str) -> tuple[str, ...]:
    """What ``load_words`` returns, for lists of many thousand words without spaces."""
    return tuple(dict.fromkeys(w for path in folders.all(name) for w in bare(read_data(path)).split()))


def _groups(folders: DataFolders, name: str) -> dict[str, str]:
    """Every character with all that stand in a line with it."""
    table: dict[str, str] = {}
    for group in _listed(folders, name):
        for one in group:
            table[one] = table[one] + group if one in table else group
    return table


@lru_cache(maxsize=4)
def _likeness(folders: DataFolders, words: str, spared: str, homophones: str, lookalikes: str) -> Likeness:
    options = LikenessOptions(words=words, spared=spared, homophones=homophones, lookalikes=lookalikes)
    return Likeness(folders, options)


def likeness(folders: DataFolders, options: LikenessOptions) -> Likeness:
    """The tables of these folders, read once, at the first text."""
    return _likeness(folders, options.words, options.spared, options.homophones, options.lookalikes)
