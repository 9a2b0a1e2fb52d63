"""The one engine of ``zhibi check`` and of the gate: rules compiled once, findings of a passage.

Findings of all rules are put in order; inside a place that a family of lower rank has claimed the others stay
silent, so that a reader is told one thing a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.checking.kinds import load_kinds
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Loaded, load_packs
from pipeline.config import DataFolders, validate
from pipeline.errors import ConfigError
from pipeline.types import Finding


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
        self.rules = load_packs(folders)
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
        kept = _one_a_place([f for f in found if not _silenced(f.finding, passage)])
        return tuple(sorted(kept, key=lambda f: (f.finding.start, f.finding.end, f.finding.rule)))


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


def _one_a_place(found: Sequence[Flagged]) -> list[Flagged]:
    """Without what lies inside a place that is claimed already, or doubles it."""
    order = sorted(
        found,
        key=lambda f: (
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


_SILENCE = re.compile(r"<!--\s*zhibi[:：]\s*(?:忽略|ignore)\s*([^>]*?)\s*-->")


def _silenced(finding: Finding, passage: Passage) -> bool:
    """Whether a comment in the same line, or alone in the line above, switches the rule off here."""
    for start, end, ids, whole in passage.made("silence", _silences):
        if start <= finding.start < end and (whole or finding.rule in ids):
            return True
    return False


def _silences(passage: Passage) -> list[tuple[int, int, frozenset[str], bool]]:
    text = passage.text
    out = []
    for match in _SILENCE.finditer(text):
        first = text.rfind("\n", 0, match.start()) + 1
        last = text.find("\n", match.end())
        last = len(text) if last < 0 else last
        if not _COMMENTS.sub("", text[first:last]).strip():
            # Alone in its line, it speaks of the next one that is not empty.
            following = re.compile(r"\s*[^\n]*").match(text, last)
            last = following.end() if following else last
        ids = frozenset(re.findall(r"[A-Z][A-Z0-9-]+", match[1]))
        out.append((first, last, ids, not ids))
    return out


_COMMENTS = re.compile(r"<!--.*?-->")
