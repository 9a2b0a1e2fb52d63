"""Markdown (CommonMark), UTF-8."""

from __future__ import annotations

import re

from pipeline.export._lines import (
    EVIDENCE_HEADS,
    EVIDENCE_TITLE,
    clean,
    ending,
    evidence_rows,
    lines,
    wants_evidence,
)
from pipeline.export.options import ExportOptions
from pipeline.types import DraftResult

suffix = ".md"
label = "Markdown"

_LEVEL = {"title": "# ", "heading1": "## ", "heading2": "### "}

_INLINE = re.compile(r"[\\`*_\[\]<>~|$#]|&(?=#?\w+;)", re.ASCII)
# What turns the beginning of a line into a list, a quotation, a heading or a rule.
_BLOCK = re.compile(r"^(?:([+=-])|(\d{1,9})([.)])(?=\s|$))")


def escape(text: str) -> str:
    """The text so that a Markdown reader shows exactly it: no mark-up, no picture, no HTML."""
    escaped = _INLINE.sub(r"\\\g<0>", clean(text).strip())
    return _BLOCK.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", escaped)


def export(result: DraftResult, options: ExportOptions) -> bytes:
    """``# title``, ``## 一、heading``, one block a paragraph; with evidence a table of the facts."""
    signer, date = ending(result.document)
    own = {"signer": signer, "date": date}
    blocks = [
        _LEVEL.get(line.role, "") + escape(own.get(line.role, line.text)) for line in lines(result.document)
    ]
    if wants_evidence(result, options.evidence):
        rows = [EVIDENCE_HEADS, ("---",) * len(EVIDENCE_HEADS)]
        rows += [tuple(map(escape, row)) for row in evidence_rows(result)]
        table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
        blocks += [f"## {EVIDENCE_TITLE}", table]
    return ("\n\n".join(blocks) + "\n").encode()
