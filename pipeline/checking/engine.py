"""The one engine of ``zhibi check`` and of the gate: rules compiled once, findings of a passage.

Findings of all rules are put in order; inside a place that a family of lower rank has claimed the others stay
silent, so that a reader is told one thing a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.checking.kinds import load_kinds
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Loaded, load_packs
from pipeline.checking.silences import Unknown, silenced, unknown
from pipeline.checking.spans import Spans
from pipeline.config import DataFolders, validate
from pipeline.errors import ConfigError
from pipeline.types import Finding, Severity


class Flagged(NamedTuple):
    """A finding with what only the engine needs to know."""

    finding: Finding
    rule: Loaded
    fix: str | None
    """What ``--fix`` may put in place of the span; None where a person has to decide."""


@dataclass(frozen=True)
class _Compiled:
    loaded: Loaded
    detect: Detector


class Checker:
    """The rules of the data folders, compiled; safe to share between threads."""

    def __init__(self, folders: DataFolders) -> None:
        """Raise ConfigError with file and line when a pack is broken."""
        self.folders = folders
        every = load_packs(folders, off=True)
        self.rules = tuple(one for one in every if one.rule.on)
        self._known = frozenset(one.rule.id for one in every)
        self._compiled = tuple(_Compiled(one, _build(one, folders)) for one in self.rules)

    def ids(self, *, sentence: bool | None = None, without: Iterable[str] = ()) -> frozenset[str]:
        """Ids of rules; sentence: only of packs that do (not) judge a sentence alone; without: families left out."""
        barred = frozenset(without)
        return frozenset(
            one.rule.id
            for one in self.rules
            if one.pack.family not in barred and sentence in (None, one.pack.sentence)
        )

    def findings(self, passage: Passage, *, only: Iterable[str] = ()) -> tuple[Finding, ...]:
        """What the rules find, in order of place; only: ids of the rules to run (all when empty)."""
        return tuple(f.finding for f in self.flagged(passage, only=only))

    def flagged(self, passage: Passage, *, only: Iterable[str] = ()) -> tuple[Flagged, ...]:
        """The findings with their rules and the fixes that are safe."""
        wanted = frozenset(only)
        genre = passage.genre.name if passage.genre else ""
        found: list[Flagged] = []
        for compiled in self._compiled:
            rule = compiled.loaded.rule
            if (wanted and rule.id not in wanted) or not rule.applies(genre):
                continue
            found += [_flag(passage, compiled.loaded, hit) for hit in compiled.detect(passage)]
        told = [f for f in found if not silenced(f.finding, passage) and not _aside(f, passage)]
        kept = [_kept_out(f, passage) for f in _one_a_place(told)]
        return tuple(sorted(kept, key=lambda f: (f.finding.start, f.finding.end, f.finding.rule)))

    def unknown(self, passage: Passage) -> tuple[Unknown, ...]:
        """What ignore comments of the passage name that is no rule's id; they silence nothing."""
        return unknown(passage, self._known)


@lru_cache(maxsize=4)
def checker_for(folders: DataFolders) -> Checker:
    """The checker of these folders, made once."""
    return Checker(folders)


def _build(loaded: Loaded, folders: DataFolders) -> Detector:
    rule = loaded.rule
    kinds = load_kinds()
    if rule.kind not in kinds:
        line = loaded.lines.get(("rules", loaded.number, "kind"), loaded.line)
        raise ConfigError(
            f"没有“{rule.kind}”这种规则",
            remedy=f"可用：{'、'.join(sorted(kinds))}",
            path=loaded.path,
            line=line,
        )
    chosen = kinds[rule.kind]
    at = ("rules", loaded.number, "options")
    lines = {k[len(at) :]: v for k, v in loaded.lines.items() if k[: len(at)] == at} or {(): loaded.line}
    trusted = loaded.path.parent == folders.roots[-1] / "config" / "rules"
    options = validate(rule.options, lines, loaded.path, chosen.options, trusted=trusted)
    return chosen.build(rule, options, folders)


def _flag(passage: Passage, loaded: Loaded, hit: Hit) -> Flagged:
    rule = loaded.rule
    text = passage.text[hit.start : hit.end]
    suggestion = hit.suggestion if hit.suggestion is not None else rule.suggestion
    said = hit.message or rule.message.replace("{text}", text).replace("{fix}", hit.suggestion or "")
    finding = Finding(
        rule=rule.id,
        severity=hit.severity or rule.severity,
        start=hit.start,
        end=hit.end,
        text=text,
        message=said,
        suggestion=suggestion,
        facts=hit.facts,
    )
    safe = rule.safe and hit.safe and hit.suggestion is not None
    return Flagged(finding, loaded, hit.suggestion if safe else None)


def _aside(flagged: Flagged, passage: Passage) -> bool:
    """Whether a finding speaks of what is no prose: it lies in an aside, or begins or ends within one.

    A longer one that reaches over an aside (a copied sentence with a comment in it) is about the prose around it.
    What is claimed and what is copied counts in a piece of code, too: a reader sees it there like any other words.
    """
    start, end = flagged.finding.start, flagged.finding.end
    if end <= start:
        return False
    of_sense = flagged.rule.pack.family in _OF_SENSE
    spans = passage.made("engine.unread", _unread) if of_sense else passage.made("engine.asides", _asides)
    begun, ended = spans.at(start), spans.at(end - 1)
    if begun is not None and (begun[0] < start or end <= begun[1]):
        return True
    return ended is not None and end < ended[1]


_OF_SENSE = frozenset(("事实", "雷同"))
"""Families whose rules speak of what is said and not of how it is written."""


def _asides(passage: Passage) -> Spans:
    return Spans((one.start, one.end) for one in passage.asides)


def _unread(passage: Passage) -> Spans:
    return Spans((one.start, one.end) for one in passage.asides if one.sort != "code")


def _kept_out(flagged: Flagged, passage: Passage) -> Flagged:
    """Without its fix where that would change an aside or the title of a document (《…》)."""
    if flagged.fix is None:
        return flagged
    start, end = flagged.finding.start, flagged.finding.end
    if passage.made("engine.asides", _asides).touch(start, end) or passage.titles.touch(start, end):
        return flagged._replace(fix=None)
    return flagged


def _one_a_place(found: Sequence[Flagged]) -> list[Flagged]:
    """Without what lies inside a place that is claimed already, or doubles it."""
    order = sorted(
        found,
        key=lambda f: (
            f.finding.severity is Severity.INFO,  # what is only to know never hides what is wrong
            f.rule.pack.rank,
            f.finding.severity.rank,
            f.finding.end - f.finding.start,
            f.finding.start,
        ),
    )
    claimed = _Claims()
    kept: list[Flagged] = []
    for one in order:
        finding = one.finding
        if finding.end > finding.start:
            if claimed.inside(finding.start, finding.end):
                continue
            claimed.add(finding.start, finding.end)
        kept.append(one)
    return kept


class _Claims:
    """Spans that are taken, looked up by the characters they cover."""

    def __init__(self) -> None:
        self._by_char: dict[int, list[tuple[int, int]]] = {}

    def add(self, start: int, end: int) -> None:
        for block in range(start // 64, (end - 1) // 64 + 1):
            self._by_char.setdefault(block, []).append((start, end))

    def inside(self, start: int, end: int) -> bool:
        """Whether the span lies in a claimed one, or shares more than half of itself with one."""
        for block in range(start // 64, (end - 1) // 64 + 1):
            for s, e in self._by_char.get(block, ()):
                shared = min(e, end) - max(s, start)
                if shared * 2 > end - start and ((s <= start and end <= e) or e - s <= 2 * (end - start)):
                    return True
        return False
