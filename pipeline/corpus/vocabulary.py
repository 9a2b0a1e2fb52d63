"""The words that are known to be safe: the general register of official writing, as data.

``config/words/safe.txt`` holds words that identify nobody and claim nothing; ``claims.txt`` words of success,
rank and recognition (safe to show, but a sentence may only say them when its facts do); ``name_words.txt``
general words that villages, streets, schools and people are called by. A user's files add to the shipped
ones; a line ``-词`` takes a word out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

_SAFE_FILES = ("safe.txt",)
_CLAIM_FILES = ("claims.txt",)
_NAMING_FILES = ("name_words.txt",)
_NUMERAL = re.compile(r"[0-9〇零一二三四五六七八九十百千万亿两]")
_MIN_PART = 2
_MIN_PHRASE = 4


class Vocabulary:
    """A closed list of safe words.

    Raises nothing once made; ``digest`` tells two vocabularies apart (masked texts are cached under it).
    """

    def __init__(self, safe: Iterable[str], claims: Iterable[str] = (), naming: Iterable[str] = ()) -> None:
        self.naming = frozenset(naming)
        self.claims = frozenset(w for w in claims if w)
        self.words = frozenset(w for w in safe if w) - self.claims
        self._all = self.words | self.claims
        self._longest = max((len(w) for w in self._all), default=1)
        phrases = (w for w in self._all if len(w) >= _MIN_PHRASE or (len(w) > 1 and _NUMERAL.search(w)))
        by_head: dict[str, list[str]] = {}
        for phrase in sorted(phrases, key=lambda w: (-len(w), w)):
            by_head.setdefault(phrase[:2], []).append(phrase)
        self._phrases = by_head
        listed = "\n\n".join("\n".join(sorted(part)) for part in (self.words, self.claims, self.naming))
        self.digest = hashlib.sha256(listed.encode()).hexdigest()[:16]

    @classmethod
    def load(cls, config_dirs: Sequence[Path]) -> Vocabulary:
        """Read ``<dir>/words/*.txt``; the first folder (the user's) goes before the others."""
        safe: set[str] = set()
        claims: set[str] = set()
        naming: set[str] = set()
        lists = ((_SAFE_FILES, safe), (_CLAIM_FILES, claims), (_NAMING_FILES, naming))
        for folder in reversed(config_dirs):
            for names, words in lists:
                for name in names:
                    _read(folder / "words" / name, words)
        return cls(safe, claims, naming)

    def __contains__(self, word: object) -> bool:
        """Whether the word itself is listed."""
        return word in self._all

    def is_safe(self, word: str) -> bool:
        """Whether the word may stand in a masked text: listed, or made of listed words of two up."""
        return word in self._all or self._composed(word, self._all)

    def is_claim(self, word: str) -> bool:
        """Whether the word claims success, rank or recognition (also inside a longer word: 省级表彰)."""
        if word in self.claims:
            return True
        if word in self.words:
            return False
        return any(
            word[i:j] in self.claims
            for i in range(len(word))
            for j in range(i + _MIN_PART, min(len(word), i + self._longest) + 1)
        )

    def is_neutral(self, word: str) -> bool:
        """Whether the word says nothing that a fact would have to support: safe and no claim."""
        return word in self.words or (self._composed(word, self.words) and not self.is_claim(word))

    def phrases(self, text: str) -> list[tuple[int, int]]:
        """Spans of listed phrases of four or more characters or with a numeral, longest first, apart."""
        spans: list[tuple[int, int]] = []
        at = 0
        while at < len(text) - 1:
            for phrase in self._phrases.get(text[at : at + 2], ()):
                if text.startswith(phrase, at) and _stands_alone(text, at, at + len(phrase)):
                    spans.append((at, at + len(phrase)))
                    at += len(phrase) - 1
                    break
            at += 1
        return spans

    def _composed(self, word: str, words: frozenset[str]) -> bool:
        if len(word) < 2 * _MIN_PART:
            return False
        reach = [True] + [False] * len(word)
        for end in range(_MIN_PART, len(word) + 1):
            reach[end] = any(
                reach[start] and word[start:end] in words
                for start in range(max(0, end - self._longest), end - _MIN_PART + 1)
            )
        return reach[-1]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A phrase with a numeral at its edge must not be part of a longer number (二十一个 is no 一个)."""
    if _NUMERAL.match(text[start]) and start and _NUMERAL.match(text[start - 1]):
        return False
    return not (_NUMERAL.match(text[end - 1]) and end < len(text) and _NUMERAL.match(text[end]))


def _read(path: Path, words: set[str]) -> None:
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        word = line.partition("#")[0].strip()
        if word.startswith("-"):
            words.discard(word[1:].strip())
        elif word:
            words.add(word)
