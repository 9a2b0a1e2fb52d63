"""The rules of language on a model's sentence: small slips are mended, errors keep it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.checking.engine import Checker
from pipeline.checking.evidence import Problem
from pipeline.checking.fixing import edits_of
from pipeline.checking.passage import Passage
from pipeline.genres import Genre
from pipeline.text.edits import apply
from pipeline.types import Person, Severity


@dataclass(frozen=True)
class Language:
    """What the sentences of one document are held to."""

    checker: Checker
    genre: Genre
    person: Person
    period: str

    def mended(self, text: str) -> str:
        """The sentence with the fixes put in that are surely right (half-width marks, 的的)."""
        passage = self._passage(text)
        return apply(text, edits_of(text, self.checker.flagged(passage, only=self._rules)))

    def problems(self, text: str, known: str) -> Sequence[Problem]:
        """What must not stand in a document, unless the notes themselves (``known``) have it so."""
        found = self.checker.findings(self._passage(text), only=self._rules)
        return tuple(
            Problem(f.rule, f.start, f.end, f.text, f.message)
            for f in found
            if f.severity is Severity.ERROR and not (f.text and f.text in known)
        )

    @property
    def _rules(self) -> frozenset[str]:
        return self.checker.ids(sentence=True)

    def _passage(self, text: str) -> Passage:
        return Passage(text, genre=self.genre, person=self.person, period=self.period)
