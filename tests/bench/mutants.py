"""What mutation operators share: a case (clean text with its notes), a mutant, the registers, the clean base texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

import yaml
from labelled import MARK, Item, read

ROOT = Path(__file__).resolve().parents[2]
SETS = ROOT / "tests/cases/check"

Shape = Literal["facts", "paragraph", "document"]
"""facts: a short text with its notes; paragraph: one of a sample report, no notes; document: a whole sample report."""


class Case(NamedTuple):
    """A clean text with what is known about it."""

    id: str
    shape: Shape
    genre: str
    person: str
    period: str
    facts: tuple[str, ...]
    exemplars: tuple[str, ...]
    text: str


class Mutant(NamedTuple):
    """A case with one thing changed."""

    case: Case
    """The changed one."""
    span: tuple[int, int] = (0, 0)
    """Where the error stands; (0, 0): in the text as a whole."""
    before: Case | None = None
    """What it was made from, where that is not the base itself."""
    fact: str = ""
    """The fact that a finding must name (F3)."""


Make = Callable[[Case, Random], "Mutant | None"]


class Operator(NamedTuple):
    """A way to change a text; ``expect``: prefixes of the rules that ought to speak (plants) or to be silent (neutral)."""

    name: str
    kind: str
    shapes: tuple[Shape, ...]
    expect: tuple[str, ...]
    make: Make


PLANTS: dict[str, Operator] = {}
NEUTRAL: dict[str, Operator] = {}


def plants(kind: str, *expect: str, on: Sequence[Shape] = ("paragraph",)) -> Callable[[Make], Make]:
    """Register an operator that plants an error of that kind of the labelled sets."""
    return _register(PLANTS, kind, expect, on)


def neutral(*only: str, on: Sequence[Shape] = ("facts",)) -> Callable[[Make], Make]:
    """Register an equivalent rewrite; ``only``: prefixes of the rules that it says something about (all when empty)."""
    return _register(NEUTRAL, "neutral", only, on)


def _register(
    book: dict[str, Operator], kind: str, expect: Sequence[str], on: Sequence[Shape]
) -> Callable[[Make], Make]:
    def register(make: Make) -> Make:
        name = make.__name__
        assert name not in PLANTS, name
        assert name not in NEUTRAL, name
        book[name] = Operator(name, kind, tuple(on), tuple(expect), make)
        return make

    return register


def put(case: Case, start: int, end: int, new: str, **changes: object) -> Mutant:
    """The case with ``new`` in place of the span; the error stands where the new words stand."""
    text = case.text[:start] + new + case.text[end:]
    at = (start, start + len(new)) if new else (max(0, start - 1), min(len(text), start + 1))
    return Mutant(case._replace(text=text, **changes), at)


def chosen(rng: Random, options: Sequence[re.Match[str]]) -> re.Match[str] | None:
    """One of the matches, or None."""
    return rng.choice(options) if options else None


def matches(pattern: str | re.Pattern[str], text: str) -> list[re.Match[str]]:
    """All matches."""
    return list(re.finditer(pattern, text))


class Planted(NamedTuple):
    """A sentence of ``plants.yaml`` with an error in it, and the same without."""

    group: str
    wrong: str
    right: str
    span: tuple[int, int]
    period: str
    genre: str


def planted() -> Iterator[tuple[str, str, tuple[str, ...], list[Planted]]]:
    """(group, kind, prefixes of the expected rules, sentences) of ``plants.yaml``.

    In a sentence ``{{wrong|right}}`` marks the error; ``@2021年`` in front gives a period, ``#领导讲话`` a genre.
    """
    raw = yaml.safe_load((Path(__file__).parent / "plants.yaml").read_text(encoding="utf-8"))
    for group, entry in raw.items():
        out = []
        for line in entry["sentences"]:
            head = re.match(r"(?:@(\S+) )?(?:#(\S+) )?", line)
            assert head
            marked = line[head.end() :]
            marks = list(re.finditer(r"\{\{([^|{}]*)\|([^|{}]*)\}\}", marked))
            assert len(marks) == 1, line
            a, b = marks[0].span()
            wrong, right = marks[0][1], marks[0][2]
            end = a + len(wrong)
            text = marked[:a] + wrong + marked[b:]
            span = (a, end) if wrong else (max(0, a - 1), min(len(text), a + 1))
            out.append(
                Planted(group, text, marked[:a] + right + marked[b:], span, head[1] or "", head[2] or "")
            )
        yield group, entry["kind"], tuple(entry["rules"]), out


def documents() -> list[Case]:
    """The sample reports of the project, front matter stripped, as whole documents without notes."""
    out = []
    for path in sorted((ROOT / "corpus").rglob("*.md")):
        raw = path.read_text(encoding="utf-8")
        _, front, text = raw.split("---\n", 2)
        head = yaml.safe_load(front)
        person = "third" if "第三" in str(head["人称"]) else "first"
        out.append(
            Case(path.stem, "document", head["文种"], person, str(head["时间"]), (), (), text.strip() + "\n")
        )
    return out


def paragraphs(whole: Sequence[Case]) -> list[Case]:
    """Their paragraphs of running text, 60 to 500 characters."""
    return [
        case._replace(id=f"{case.id}:{i}", shape="paragraph", text=line)
        for case in whole
        for i, line in enumerate(case.text.splitlines())
        if 60 <= len(line) <= 500 and line.endswith("。")
    ]


def as_notes(paragraph: Case) -> Case | None:
    """A paragraph whose sentences with figures are its notes, word for word; None when there are fewer than two."""
    kept = [s for s in re.split(r"(?<=。)", paragraph.text) if re.search(r"[0-9]", s) and len(s) >= 12]
    if not 2 <= len(kept) <= 8 or "上述" in paragraph.text:
        return None
    facts = tuple(s.rstrip("。").strip() for s in kept)
    return paragraph._replace(id=paragraph.id + "n", shape="facts", facts=facts, text="".join(kept))


def from_items(items: Sequence[Item]) -> list[Case]:
    """Clean items, and faulty ones with every error put right."""
    out = []
    for item in items:
        text, shift = item.text, 0
        for gold in sorted(item.gold, key=lambda g: g.start):
            a, b = gold.start + shift, gold.end + shift
            text = text[:a] + gold.right + text[b:]
            shift += len(gold.right) - (gold.end - gold.start)
        facts = tuple(f for i, f in enumerate(item.facts, 1) if f"F{i}" not in item.missing)
        shape: Shape = "facts" if facts else "paragraph"
        period = item.period
        out.append(Case(item.id, shape, item.genre, item.person, period, facts, item.exemplars, text))
    return out


def bases(sets: Sequence[Path] | None = None) -> dict[Shape, list[Case]]:
    """All clean texts by shape: the project's own sample reports and the labelled sets'."""
    whole = documents()
    parts = paragraphs(whole)
    notes = [n for n in map(as_notes, parts) if n]
    files = sorted(SETS.glob("*.yaml")) if sets is None else list(sets)
    items = from_items([i for path in files for i in read(path)])
    return {
        "document": whole,
        "paragraph": parts + [i for i in items if i.shape == "paragraph" and "\n" not in i.text],
        "facts": [i for i in items if i.shape == "facts"] + notes,
    }


__all__ = [
    "MARK", "NEUTRAL", "PLANTS", "Case", "Mutant", "Operator", "Planted", "bases", "chosen", "matches", "neutral",
    "planted", "plants", "put",
]  # fmt: skip
