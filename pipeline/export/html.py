"""HTML: one file without outside resources; point at a sentence and see the notes it rests on."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from hashlib import sha256
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from pipeline.export._issue import right_spaces
from pipeline.export._lines import GAP, STATUS, Line, clean, ending, fact_text, lines
from pipeline.export._page import Page
from pipeline.export._title import break_title
from pipeline.export.options import ExportOptions
from pipeline.types import DraftResult, Finding

suffix = ".html"
label = "网页（单个文件，可查每句依据）"

_TITLE_CHARS = Page().title_chars


class _Piece(NamedTuple):
    """Text with the same marks from end to end."""

    text: str
    gap: bool
    findings: tuple[int, ...]
    """Numbers of the findings that lie on it."""
    ends_line: bool
    """A line of the title ends behind it."""


class _Sentence(NamedTuple):
    number: int
    """From 1 for sentences with facts, else 0."""
    facts: tuple[str, ...]
    pieces: tuple[_Piece, ...]


class _Block(NamedTuple):
    role: str
    sentences: tuple[_Sentence, ...]
    run_in: bool


class _Shown(NamedTuple):
    """A finding as the panel shows it."""

    number: int
    severity: str
    name: str
    finding: Finding
    placed: bool


class _Row(NamedTuple):
    """A fact as the panel shows it."""

    id: str
    line: int
    status: str
    name: str
    text: str
    reason: str
    uses: int
    """Sentences that rest on it."""


def export(result: DraftResult, options: ExportOptions) -> bytes:  # noqa: ARG001 - the common form
    """The page; its side panel lists the facts with their note lines and their state, and the findings."""
    folder = files("pipeline.export")
    style, script = ((folder / name).read_text("utf-8") for name in ("page.css", "page.js"))
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["clean"] = clean
    shown = _shown(result)
    blocks = _blocks(lines(result.document), shown)
    signer, date = ending(result.document)
    uses = Counter(fact for block in blocks for s in block.sentences for fact in set(s.facts))
    rows = [
        _Row(f.id, f.line, f.status, STATUS[f.status], fact_text(f), f.reason, uses[f.id])
        for f in result.facts
    ]
    page = environment.from_string((folder / "page.html.j2").read_text("utf-8")).render(
        # Our own files, not input; nothing else may run (Content-Security-Policy).
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        style_digest=_digest(style),
        script_digest=_digest(script),
        title=clean(result.document.title).strip() or result.document.genre,
        blocks=blocks,
        ends={"signer": signer, "date": date},
        spaces=dict(zip(("signer", "date"), (_half(s) for s in right_spaces(signer, date)), strict=True)),
        rows=rows,
        tally=[(key, name, [r.id for r in rows if r.status == key]) for key, name in STATUS.items()],
        shown=shown,
        genre=result.document.genre,
    )
    return page.encode()


def _half(space: float) -> int:
    """Half characters, the steps in which the style sheet can place the 落款; at most 28 characters."""
    return min(round(space * 2), 56)


def _digest(source: str) -> str:
    return "sha256-" + b64encode(sha256(source.encode()).digest()).decode()


def _shown(result: DraftResult) -> list[_Shown]:
    """Findings, the gravest first, then as they stand in the text."""
    ranked = sorted(result.findings, key=lambda f: (f.severity.rank, f.start, f.end))
    return [
        _Shown(number, finding.severity.value, finding.severity.label, finding, finding.end > finding.start)
        for number, finding in enumerate(ranked, 1)
    ]


def _blocks(printed: tuple[Line, ...], shown: list[_Shown]) -> list[_Block]:
    blocks: list[_Block] = []
    number = 0
    for line in printed:
        at = line.start
        sentences: list[_Sentence] = []
        for sentence in line.sentences:
            number += bool(sentence.facts)
            pieces = _pieces(sentence.text, at, shown, line.role == "title")
            sentences.append(_Sentence(number if sentence.facts else 0, sentence.facts, pieces))
            at += len(sentence.text)
        blocks.append(_Block(line.role, tuple(sentences), line.run_in))
    return blocks


def _pieces(text: str, start: int, shown: list[_Shown], title: bool) -> tuple[_Piece, ...]:
    """The text cut wherever a gap or a finding begins or ends; ``start`` is its offset in the plain text."""
    gaps = [m.span() for m in GAP.finditer(text)]
    spans = [
        (max(s.finding.start - start, 0), min(s.finding.end - start, len(text)), s.number)
        for s in shown
        if s.placed and s.finding.start < start + len(text) and s.finding.end > start
    ]
    breaks = set(accumulate(map(len, break_title(text, _TITLE_CHARS)[:-1]))) if title else set()
    cuts = sorted({0, *breaks, len(text), *(c for g in gaps for c in g), *(c for s in spans for c in s[:2])})
    return tuple(
        _Piece(
            clean(text[a:b]),
            any(x <= a and b <= y for x, y in gaps),
            tuple(n for x, y, n in spans if x <= a and b <= y),
            b in breaks,
        )
        for a, b in pairwise(cuts)
    )
