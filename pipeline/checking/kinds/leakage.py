"""Leakage and 雷同: what a text has from the samples it was shown, or from last year's report.

A sample lends its manner, never its matter: its names, figures, slogans and sentences don't belong into another
document (between unrelated documents only set phrases share twelve characters or more).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from pydantic import Field

from pipeline.checking.kinds import kind
from pipeline.checking.likeness.matches import GRAM, Likeness, likeness_of, run_matches, sentence_matches
from pipeline.checking.likeness.names import figure_hits, name_hits
from pipeline.checking.likeness.streams import HAN_CHAR, Common, common_words
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.text.words import segment
from pipeline.types import Frozen, Severity


class LikenessOptions(Frozen):
    """Which of the checks, and from where on."""

    check: Literal["entity", "figure", "run", "near", "rate"]
    warn: int = Field(default=12, ge=GRAM)
    """run: non-formula characters for a warning."""
    error: int = Field(default=16, ge=GRAM)
    """run: non-formula characters for an error."""
    ratio: float = Field(default=0.62, gt=0, le=1)
    """near: rapidfuzz ratio of two sentences (different sentences lie below 0.34)."""
    least: int = Field(default=14, ge=6)
    """near: non-formula characters that a sentence must have."""
    rate: float = Field(default=0.15, gt=0, le=1)
    """rate: share of the text."""
    general: tuple[str, ...] = ()
    """entity: names that are anybody's."""


@kind("likeness", LikenessOptions)
def likeness(rule: Rule, options: LikenessOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """Names, figures, runs and sentences of the samples."""
    common = common_words(folders)

    def detect(passage: Passage) -> Iterator[Hit]:
        if not passage.exemplars and not passage.against:
            return iter(())
        found = {
            "entity": lambda: name_hits(passage, common, options.general),
            "figure": lambda: figure_hits(passage),
            "run": lambda: run_hits(passage, common, options),
            "near": lambda: sentence_hits(passage, common, options),
            "rate": lambda: rate_hits(passage, common, options),
        }
        return found[options.check]()

    return detect


def likeness_rate(passage: Passage, folders: DataFolders | None = None) -> Likeness:
    """The 雷同率 of a passage against its exemplars and ``against`` texts, with the matched places."""
    return _likeness(passage, common_words(folders or _shipped()), LikenessOptions(check="rate"))


@lru_cache(maxsize=1)
def _shipped() -> DataFolders:
    return DataFolders()


def run_hits(passage: Passage, common: Common, options: LikenessOptions) -> Iterator[Hit]:
    for match in run_matches(passage, common):
        if match.characters < options.warn:
            continue
        severity = Severity.ERROR if match.characters >= options.error else Severity.WARNING
        if severity is Severity.WARNING and _ordinary(passage.text[match.start : match.end], common):
            continue
        said = f"与{match.source}连续{match.characters}个字相同（不算固定表述），请改写或删去"
        yield Hit(match.start, match.end, said, severity=severity)


def _ordinary(text: str, common: Common) -> bool:
    """Whether all its words are words of any document."""
    return all(
        w.text in common.words or len(w.text) == 1 or not HAN_CHAR.search(w.text) for w in segment(text)
    )


def sentence_hits(passage: Passage, common: Common, options: LikenessOptions) -> Iterator[Hit]:
    runs = [m for m in run_matches(passage, common) if m.characters >= 12]
    for match in sentence_matches(passage, common, ratio=options.ratio, least=options.least):
        if any(r.start < match.end and match.start < r.end for r in runs):
            continue
        yield Hit(match.start, match.end, f"整句与{match.source}的一句大部分相同，请改写")


def rate_hits(passage: Passage, common: Common, options: LikenessOptions) -> Iterator[Hit]:
    found = _likeness(passage, common, options)
    if found.rate < options.rate:
        return
    names = "、".join(dict.fromkeys(m.source for m in found.matches))
    yield Hit(
        0, 0, f"雷同率{found.rate:.0%}（相同或相近的文字占全文的比例），{len(found.matches)}处，来自{names}"
    )


def _likeness(passage: Passage, common: Common, options: LikenessOptions) -> Likeness:
    return likeness_of(passage, common, run=options.warn, ratio=options.ratio, least=options.least)
