"""Checking a finished text from a file, with or without the notes that it was written from."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pipeline.checking.document import check_text, ground_for, load_vocabulary
from pipeline.config import DataFolders
from pipeline.decoding import decode, is_docx, read_docx_paragraphs
from pipeline.errors import InputError, reason
from pipeline.notes import read_notes
from pipeline.types import Finding

SURE = frozenset(("figure", "date", "title", "placeholder", "residue", "mask", "coverage", "gap", "conflict"))
"""What is told of somebody's own text: values and facts. Wording, claims and transitions are judged only in drafts,
where the program may replace a sentence; in a finished text they would alarm too often."""


def read_document(source: str) -> str:
    """The text of a .md, .txt or .docx file, or of standard input (``-``).

    Raises InputError naming the file when it can't be read or is empty.
    """
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise InputError(f"读不了这个文件（{reason(error)}）", remedy="请检查路径", path=source) from None
    text = "\n".join(read_docx_paragraphs(data)) if is_docx(data) else decode(data, source)
    if not text.strip():
        raise InputError("文件是空的", remedy="请给出要检查的稿子", path=source)
    return text


def check_file(source: str, notes: str | None, folders: DataFolders) -> tuple[str, tuple[Finding, ...]]:
    """The text of a document and its findings; offsets are into that text."""
    text = read_document(source)
    if notes is None:
        return text, check_text(text)
    brief = read_notes(notes, folders)
    ids = [f.id for f in brief.writable]
    found = check_text(text, ground_for(brief, ids, folders, load_vocabulary(folders)))
    return text, tuple(f for f in found if f.rule in SURE)


def findings_json(text: str, findings: tuple[Finding, ...]) -> bytes:
    """``zhibi.check/1`` (contract)."""
    found = [f.model_dump(mode="json") for f in findings]
    return (
        json.dumps({"schema": "zhibi.check/1", "text": text, "findings": found}, ensure_ascii=False, indent=2)
        + "\n"
    ).encode()
