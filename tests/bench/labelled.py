"""Labelled texts: sets in our own YAML (``{{kind|wrong|right}}`` in the text) and the groundwork's JSONL."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

MARK = re.compile(r"\{\{([a-z_]+)\|([^|{}]*)\|([^|{}]*)\}\}")

GROUNDWORK = {
    "NUM": "altered_figure", "UNIT": "altered_figure", "PCT": "altered_figure", "HEDGE": "altered_figure",
    "NUMNEW": "unsupported_figure", "DATE": "date", "SWAP": "binding", "ATTR": "rung", "POL": "direction",
    "PER": "name", "ORG": "name", "PLACE": "name", "PROJ": "name", "LEAK": "leakage", "MASK": "placeholder",
    "FORM": "formulation", "CHRON": "chronology", "HEAD": "numbering", "COUNT": "numbering", "PERSON": "person",
    "REG": "colloquial", "PUNCT": "punctuation", "NUMERAL": "numeral", "REPEAT": "repetition", "TYPO": "typo",
}  # fmt: skip


class Gold(NamedTuple):
    kind: str
    start: int
    end: int
    wrong: str
    right: str


class Item(NamedTuple):
    id: str
    genre: str
    person: str
    period: str
    facts: tuple[str, ...]
    exemplars: tuple[str, ...]
    text: str
    gold: tuple[Gold, ...]
    missing: tuple[str, ...]

    @property
    def clean(self) -> bool:
        return not self.gold and not self.missing


def read(path: Path) -> list[Item]:
    """The items of a set (.yaml) or of the groundwork (.jsonl, its corrected twins as clean items)."""
    return list(_groundwork(path) if path.suffix == ".jsonl" else _own(path))


def _own(path: Path) -> Iterator[Item]:
    for raw in yaml.safe_load(path.read_text(encoding="utf-8")):
        text, gold = unmark(raw["text"])
        yield Item(
            raw["id"], raw["genre"], raw["person"], str(raw.get("period") or ""), tuple(raw.get("facts") or ()),
            tuple(raw.get("exemplars") or ()), text, gold, tuple(raw.get("missing") or ()),
        )  # fmt: skip


def unmark(marked: str) -> tuple[str, tuple[Gold, ...]]:
    """The text with its errors in, and where they are."""
    out: list[str] = []
    gold: list[Gold] = []
    length = done = 0
    for match in MARK.finditer(marked):
        before = marked[done : match.start()]
        out += (before, match[2])
        length += len(before)
        gold.append(Gold(match[1], length, length + len(match[2]), match[2], match[3]))
        length += len(match[2])
        done = match.end()
    return "".join((*out, marked[done:])), tuple(gold)


def _groundwork(path: Path) -> Iterator[Item]:
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        common = (
            raw["genre"],
            raw["person"],
            f"{raw['year']}年",
            tuple(raw["facts"]),
            tuple(raw["exemplar"]),
        )
        gold = tuple(
            Gold(GROUNDWORK.get(g["type"], g["type"].lower()), g["start"], g["end"], g["wrong"], g["right"])
            for g in raw["gold"]
        )
        missing = tuple(f"F{i + 1}" for i in raw["omit"])
        yield Item(raw["id"], *common, raw["draft"], gold, missing)
        if not raw["clean"] and not missing:
            yield Item(raw["id"] + "t", *common, raw["fixed"], (), ())
