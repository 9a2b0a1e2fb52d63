"""Checking finished texts from files, with or without the notes that they were written from."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pipeline.checking.api import PERSONS, looks_like_markdown
from pipeline.checking.engine import Checker, Flagged
from pipeline.checking.passage import Passage, Source
from pipeline.config import DataFolders
from pipeline.decoding import Decoded, is_docx, read_docx_paragraphs, read_text
from pipeline.errors import InputError, reason
from pipeline.genres import Genre, find_genre, genre_of_text, load_genres
from pipeline.notes import read_notes
from pipeline.text.edits import Edit
from pipeline.types import Brief, Finding, Person

MAX_BYTES = 50_000_000
READABLE = (".md", ".txt", ".docx")
_MARKDOWN = (".md", ".markdown")
STDIN = "标准输入"


@dataclass(frozen=True)
class Manuscript:
    """A document as it was handed in."""

    source: str
    """The path as given, ``-`` for standard input."""
    data: bytes
    text: str
    decoded: Decoded | None
    """None for .docx, whose text is read out of its paragraphs."""

    @property
    def name(self) -> str:
        """What messages call it."""
        return STDIN if self.source == "-" else self.source

    @cached_property
    def markdown(self) -> bool:
        """By the file's ending; standard input is Markdown where it looks so."""
        if self.source == "-":
            return self.decoded is not None and looks_like_markdown(self.text)
        return self.source.lower().endswith(_MARKDOWN)

    def with_edits(self, edits: Sequence[Edit]) -> bytes:
        """The file with its text changed and all else as it was: encoding, marks, line ends, formatting."""
        if self.decoded is not None:
            return self.decoded.with_edits(edits) if edits else self.data
        from pipeline.export.review import replaced

        return replaced(self.data, edits, self.name)

    def with_comments(self, findings: Iterable[Finding]) -> bytes:
        """The .docx with a Word comment at each finding."""
        from pipeline.export.review import Remark, commented

        return commented(self.data, [Remark(f.start, f.end, comment(f)) for f in findings], self.name)


class Circumstances(NamedTuple):
    """What is known about the documents beside their text."""

    brief: Brief | None = None
    genre: Genre | None = None
    person: Person | None = None
    period: str = ""
    against: tuple[Source, ...] = ()
    genres: tuple[Genre, ...] = ()
    """What a text that nobody has named may be, by its own title or salutation."""

    def passage(self, manuscript: Manuscript) -> Passage:
        """The document, ready to be checked."""
        return Passage(
            text=manuscript.text,
            genre=self.genre or genre_of_text(manuscript.text, self.genres),
            person=self.person,
            period=self.period,
            brief=self.brief,
            against=self.against,
            markdown=manuscript.markdown,
        )


class Reviewed(NamedTuple):
    """A document with what the rules say of it."""

    manuscript: Manuscript
    flagged: tuple[Flagged, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(f.finding for f in self.flagged)


def read_document(source: str) -> Manuscript:
    """A .md, .txt or .docx file, or standard input (``-``).

    Struck-through text of a .docx is left out, like its deletions.
    Raises InputError naming the file when it can't be read or is empty.
    """
    name = STDIN if source == "-" else source
    try:
        if source == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"读不了这个文件（{reason(error)}）", remedy="请检查路径", path=name) from None
    if len(data) > MAX_BYTES:
        raise InputError("文件超过 50 MB", remedy="请分成几个文件", path=name)
    manuscript = document_of(data, source)
    if not manuscript.text.strip():
        raise InputError("文件是空的", remedy="请给出要检查的稿子", path=name)
    return manuscript


def document_of(data: bytes, source: str) -> Manuscript:
    """A document given as bytes; InputError when they are none."""
    name = STDIN if source == "-" else source
    decoded = None if is_docx(data) else read_text(data, name)
    text = decoded.text if decoded else "\n".join(read_docx_paragraphs(data, path=name, struck=False))
    return Manuscript(source, data, text, decoded)


def circumstances(  # noqa: PLR0913 — the options of the command
    folders: DataFolders,
    *,
    notes: str | None = None,
    genre: str | None = None,
    person: str | None = None,
    period: str | None = None,
    against: Sequence[Path] = (),
) -> Circumstances:
    """What the options say, else the head of the notes.

    against: reports that the document must not repeat; of a folder the documents in it.
    Raises InputError for notes or reports that can't be used and for an unknown genre or person.
    """
    spoken = person_of(person)
    brief = read_notes(notes, folders) if notes is not None else None
    genres = load_genres(folders)
    kind = find_genre(genre, genres) if genre else _head_genre(brief, folders)
    if brief is not None:
        head = brief.head
        given = {"person": spoken or head.person, "period": period or head.period}
        brief = brief.model_copy(update={"head": head.model_copy(update=given)})
    return Circumstances(
        brief=brief,
        genre=kind,
        person=spoken or (brief.head.person if brief else None),
        period=period or (brief.head.period if brief else ""),
        against=tuple(Source(Path(p).name, read_document(p).text) for p in _reports(against)),
        genres=genres,
    )


def person_of(given: str | None) -> Person | None:
    """``first`` or ``third``, or None; InputError for anything else."""
    for person in PERSONS:
        if given == person:
            return person
    if given is None:
        return None
    raise InputError(f"没有“{given}”这种人称", remedy="可用：first（第一人称）、third（第三人称）")


def _head_genre(brief: Brief | None, folders: DataFolders) -> Genre | None:
    if brief is None or not brief.head.genre:
        return None
    try:
        return find_genre(brief.head.genre, load_genres(folders))
    except InputError as error:
        raise InputError(
            error.what, remedy=error.remedy, path=brief.source, line=brief.head.genre_line
        ) from None


def _reports(paths: Sequence[Path]) -> list[str]:
    out: list[str] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                p
                for p in path.iterdir()
                if p.suffix.lower() in READABLE and not p.name.startswith(("~", "."))
            )
            if not inside:
                raise InputError("这个文件夹里没有 .md .txt .docx 文件", remedy="请改正 --against", path=path)
            out += map(str, inside)
        else:
            out.append(str(path))
    return out


def review(manuscript: Manuscript, known: Circumstances, checker: Checker) -> Reviewed:
    """What the rules find in a document."""
    return Reviewed(manuscript, checker.flagged(known.passage(manuscript)))


def findings_json(text: str, findings: Iterable[Finding]) -> bytes:
    """``zhibi.check/1`` (contract)."""
    told = {"schema": "zhibi.check/1", "text": text, "findings": plain(findings)}
    return (dumps(told, indent=2) + "\n").encode()


def plain(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Findings as the contract's objects."""
    return [f.model_dump(mode="json") for f in findings]


def dumps(value: object, indent: int | None = None) -> str:
    """JSON with Chinese as it is; half characters, which have no UTF-8 form, as escapes."""
    said = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return _SURROGATE.sub(lambda m: f"\\u{ord(m.group()):04x}", said)


_SURROGATE = re.compile("[\ud800-\udfff]")


def comment(finding: Finding) -> str:
    """A finding as the words of a Word comment."""
    advice = [f"建议：{advised(finding)}"] if finding.suggestion is not None else []
    return "\n".join([f"[{finding.severity.label}] {finding.message}", *advice, f"规则：{finding.rule}"])


def advised(finding: Finding) -> str:
    """The suggestion as a person reads it."""
    return (finding.suggestion or "").replace("\n", "↵") or "删去"
