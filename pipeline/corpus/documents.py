"""Sample reports as the store keeps them: documents, their sections, and the passages that are retrieved."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from pipeline.corpus.cleaning import clean
from pipeline.corpus.lexicon import Lexicon
from pipeline.corpus.outlining import Block, outline
from pipeline.corpus.reading import SampleHead, read_sample
from pipeline.corpus.recognising import (
    CLOSING,
    OPENING,
    Assigned,
    Verdict,
    assign_functions,
    recognise_genre,
    recognise_period,
    recognise_person,
    recognise_variant,
)
from pipeline.corpus.splitting import Part, split
from pipeline.errors import SampleError
from pipeline.types import Frozen, Person


class SampleSection(Frozen):
    """A heading, or none, with the paragraphs directly below it."""

    level: int
    """1 for 一、 and for points that stand on the top level; 2 below, and so on."""
    mark: str = ""
    """The ordinal as printed: 一、, （二）, 三是 …"""
    heading: str = ""
    """Without ordinal and final stop."""
    function: str
    function_confidence: float
    run_in: bool = False
    """The heading is the first sentence of the first paragraph, where it also stands with its ordinal."""
    paragraphs: tuple[str, ...] = ()


class SampleDocument(Frozen):
    """One sample report, read. Holds the original words: for the user's eyes, never for a prompt."""

    id: str
    """Hash of title and text without white space: the same text has the same id in any file."""
    source: str
    """Name of the file it came from."""
    title: str
    """Empty when the document bears none."""
    genre: str
    genre_confidence: float
    """0 to 1; 1 when the file's head names the genre."""
    person: Person
    variant: str = ""
    period: str = ""
    field: str = ""
    salutation: str = ""
    bylines: tuple[str, ...] = ()
    """Names, posts and dates that stand above or below the text."""
    sections: tuple[SampleSection, ...]
    text: str
    """Cleaned, without the title; one paragraph a line."""
    warnings: tuple[str, ...] = ()
    """What the user should look at, in Chinese: uncertain genre, uncertain functions."""

    @property
    def length(self) -> int:
        """Characters and marks of the text."""
        return len(re.sub(r"\s", "", self.text))


class Passage(Frozen):
    """What is retrieved: a paragraph, or a short section whole, with its heading; never a bare heading."""

    id: str
    """``<document>-<order>``, ASCII."""
    document: str
    order: int
    """From 1, in the order of the text."""
    genre: str
    function: str
    heading: str
    """The nearest heading, without ordinal; empty above the first."""
    person: Person
    text: str
    """Roughly 60 to 500 characters; paragraphs separated by a newline."""


LONG = 200
"""Characters from which on a text that is no third Han is not taken for a report."""


def load_documents(path: Path, data: bytes, lexicon: Lexicon) -> tuple[SampleDocument, ...]:
    """The documents of a file, in order.

    path: only its name and suffix are used. A YAML head overrides what is recognised; a file whose head names
    a title or functions is one document.
    Raises SampleError (ConfigError for a broken head) naming file and line.
    """
    head, text = read_sample(path, data)
    text = clean(text)
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    if text.strip() and len(text) > LONG and han * 3 < len(text):
        raise SampleError("内容不像一篇中文材料", remedy="请换成以汉字正文为主的范文", path=path)
    parts = split(text, lexicon.recognition)
    if len(parts) > 1 and (head.title or head.functions):
        lines = tuple(line for line in text.split("\n") if line)
        parts = (Part(head.title, lines),)
    if not any(part.lines for part in parts):
        raise SampleError("文件里没有正文", remedy="请换一个有正文的文件", path=path)
    documents = (_document(part, head, path, lexicon) for part in parts if part.lines)
    unique = {document.id: document for document in documents}
    return tuple(unique.values())


def _document(part: Part, head: SampleHead, path: Path, lexicon: Lexicon) -> SampleDocument:
    cues = lexicon.recognition
    lines = part.lines
    title = head.title or part.title
    if head.title and re.sub(r"\W", "", lines[0]) == re.sub(r"\W", "", head.title) and len(lines) > 1:
        lines = lines[1:]
    text = "\n".join(lines)
    genre = Verdict(head.genre, 1.0) if head.genre else recognise_genre(title, text, cues)
    known = cues.named(genre.name)
    shape = outline(lines, cues)
    blocks = _closing_by_head(shape.blocks, head)
    assigned = assign_functions(blocks, known, lexicon.functions)
    sections = _sections(assigned, head)
    warnings = []
    if genre.confidence < cues.unsure_below:
        rival = f"，也可能是{genre.second}" if genre.second else ""
        warnings.append(f"文种拿不准：暂定为{genre.name or '未知'}{rival}")
    warnings += [
        f"“{_label(section)}”一段的功能拿不准：暂定为{section.function}"
        for section in sections
        if section.level == 1 and section.function_confidence < lexicon.functions.unsure_below
    ]
    return SampleDocument(
        id=_digest(title, text),
        source=path.name,
        title=title,
        genre=genre.name,
        genre_confidence=genre.confidence,
        person=head.person or recognise_person(text, cues)[0],
        variant=head.variant or (recognise_variant(title, text, known) if known else ""),
        period=head.period or recognise_period(title, text),
        field=head.field,
        salutation=shape.salutation,
        bylines=shape.bylines,
        sections=sections,
        text=text,
        warnings=tuple(warnings),
    )


def _label(section: SampleSection) -> str:
    return section.heading or section.mark + "".join(section.paragraphs)[:12] + "…"


def _digest(title: str, text: str) -> str:
    return hashlib.sha256(re.sub(r"\s+", "", title + "\n" + text).encode()).hexdigest()[:24]


def _closing_by_head(blocks: list[Block], head: SampleHead) -> list[Block]:
    """Cut the last paragraph off where the head says that there is a closing without heading."""
    last = blocks[-1]
    if CLOSING not in head.functions or not (last.heading or last.mark) or len(last.paragraphs) < 2:
        return blocks
    kept = Block(last.level, last.mark, last.heading, last.run_in, last.paragraphs[:-1], last.run)
    return [*blocks[:-1], kept, Block(level=1, paragraphs=last.paragraphs[-1:])]


def _sections(assigned: list[Assigned], head: SampleHead) -> tuple[SampleSection, ...]:
    told = {_key(heading): function for heading, function in head.functions.items()}
    above = ""
    out = []
    for block, verdict in assigned:
        named = told.get(_key(block.heading)) or told.get(_key(block.printed))
        if block.level == 1:
            above = named or ""
        if not named and not block.heading and verdict.name in {OPENING, CLOSING}:
            named = head.functions.get(verdict.name)
        function = named or (above if block.level > 1 else "") or verdict.name
        out.append(
            SampleSection(
                level=block.level,
                mark=block.mark.text.strip() if block.mark else "",
                heading=block.heading,
                function=function,
                function_confidence=verdict.confidence if function == verdict.name and not named else 1.0,
                run_in=block.run_in,
                paragraphs=tuple(block.paragraphs),
            )
        )
    return tuple(out)


def _key(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading)
