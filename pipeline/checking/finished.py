"""Checking finished texts from files, with or without the notes that they were written from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pipeline.checking.api import PERSONS, looks_like_markdown
from pipeline.checking.engine import Checker, Flagged
from pipeline.checking.passage import Passage, Source
from pipeline.checking.silences import Unknown
from pipeline.config import DataFolders
from pipeline.decoding import STDIN, Decoded, read_document_bytes, read_standard_input
from pipeline.errors import InputError, reason
from pipeline.genres import Genre, find_genre, genre_of_text, load_genres
from pipeline.notes import read_notes
from pipeline.text.dates import find_dates
from pipeline.text.edits import Edit
from pipeline.text.widths import half
from pipeline.types import Brief, Finding, Person

MAX_BYTES = 50_000_000
READABLE = (".md", ".txt", ".docx")
_MARKDOWN = (".md", ".markdown")


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
    unknown: tuple[Unknown, ...] = ()
    """What its ignore comments name that is no rule."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(f.finding for f in self.flagged)


def read_document(source: str, *, empty: str = "请给出要检查的稿子") -> Manuscript:
    """A .md, .txt or .docx file, or standard input (``-``).

    empty: the remedy where it is empty.

    Struck-through text of a .docx is left out, like its deletions.
    Raises InputError naming the file when it can't be read or is empty.
    """
    name = STDIN if source == "-" else source
    try:
        if source == "-":
            data = read_standard_input(MAX_BYTES)
        else:
            with Path(source).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"读不了这个文件（{reason(error)}）", remedy="请检查路径", path=name) from None
    if len(data) > MAX_BYTES:
        raise InputError("文件超过 50 MB", remedy="请分成几个文件", path=name)
    manuscript = document_of(data, source)
    if not manuscript.text.strip():
        raise InputError("文件是空的", remedy=empty, path=name)
    return manuscript


def document_of(data: bytes, source: str) -> Manuscript:
    """A document given as bytes; InputError when they are none."""
    text, decoded = read_document_bytes(data, STDIN if source == "-" else source, struck=False)
    return Manuscript(source, data, text, decoded)


def circumstances(  # noqa: PLR0913 — the options of the command
    folders: DataFolders,
    *,
    notes: str | None = None,
    genre: str | None = None,
    person: str | None = None,
    period: str | None = None,
    against: Sequence[Path] = (),
    documents: Sequence[str] = (),
) -> Circumstances:
    """What the options say, else the head of the notes.

    against: reports that the document must not repeat; of a folder the documents in it.
    documents: what is to be checked; where such a file lies in a folder of reports, it is none of them.
    Raises InputError for notes or reports that can't be used, for an unknown genre or person, and for a period
    that names no year.
    """
    spoken = person_of(person)
    period = period_of(period) if period else None
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
        against=tuple(
            Source(Path(p).name, read_document(p, empty="请从 --against 里去掉它").text)
            for p in _reports(against, documents)
        ),
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


_YEAR = r"(?:19|20)\d\d"
_BARE_YEARS = re.compile(rf"({_YEAR})(?:\s*(?:[-—–~～至到]+)\s*({_YEAR}))?")

_MONTH = re.compile(r"年\s*(\d{1,4})\s*月")


def period_of(given: str) -> str:
    """A time as an option gives it, 2023 and 2021-2023 with their 年; InputError where no year can be read from it.

    The head of notes is freer (任职以来): there a time that nobody can read costs nothing but a check.
    """
    bare = _BARE_YEARS.fullmatch(half(given).strip())
    period = "—".join(f"{year}年" for year in bare.groups() if year) if bare else given
    dates = find_dates(period)
    wrong_month = any(not 1 <= int(m) <= 12 for m in _MONTH.findall(half(period)))
    if wrong_month or not any(d.year for d in dates):
        raise InputError(
            f"从“{given}”里读不出是哪一年",
            remedy="--period 请写成 2023年、2021—2023年 或 2021年5月—2022年4月",
        )
    return period


def _head_genre(brief: Brief | None, folders: DataFolders) -> Genre | None:
    if brief is None or not brief.head.genre:
        return None
    try:
        return find_genre(brief.head.genre, load_genres(folders))
    except InputError as error:
        raise InputError(
            error.what, remedy=error.remedy, path=brief.source, line=brief.head.genre_line
        ) from None


def _reports(paths: Sequence[Path], documents: Sequence[str]) -> list[str]:
    """The files; of a folder those that can be read. A document is no report that it may not repeat itself."""
    checked = {identity for source in documents if source != "-" and (identity := _identity(Path(source)))}
    out: list[str] = []
    for path in paths:
        inside = [path]
        if path.is_dir():
            inside = sorted(
                p
                for p in path.iterdir()
                if p.suffix.lower() in READABLE and not p.name.startswith(("~", "."))
            )
            if not inside:
                raise InputError("这个文件夹里没有 .md .txt .docx 文件", remedy="请改正 --against", path=path)
        out += [str(p) for p in inside if _identity(p) not in checked]
    if paths and not out:
        raise InputError("除了要检查的稿子，没有别的材料可以比", remedy="请改正 --against", path=paths[0])
    return out


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file it is, by whatever name; None where nobody can say."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def review(manuscript: Manuscript, known: Circumstances, checker: Checker) -> Reviewed:
    """What the rules find in a document."""
    passage = known.passage(manuscript)
    return Reviewed(manuscript, checker.flagged(passage), checker.unknown(passage))


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
