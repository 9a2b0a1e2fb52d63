"""Documents → the passages that are retrieved: one a paragraph or short section, with its heading."""

from __future__ import annotations

import re

from pipeline.corpus.documents import Passage, SampleDocument, SampleSection
from pipeline.corpus.marks import POINTS, heading_mark

SHORTEST = 60
LONGEST = 500
_SENTENCES = re.compile(r"[^。！？]*[。！？]+[”’）》]*|[^。！？]+$")
_CLAUSES = (
    re.compile(r"[^；]*；|[^；]+$"),
    re.compile(r"[^，：、]*[，：、]|[^，：、]+$"),
    re.compile(rf".{{1,{LONGEST}}}", re.DOTALL),
)


def passages(document: SampleDocument) -> tuple[Passage, ...]:
    """The passages of a document in order; their texts together hold every paragraph of it once.

    Paragraphs over 500 characters are cut before points (一是, 二是) and at sentence ends; those below 60
    join their neighbour of the same function; a short section carries its heading in its text.
    """
    out: list[Passage] = []
    open_headings: dict[int, str] = {}
    for section in document.sections:
        open_headings = {level: text for level, text in open_headings.items() if level < section.level}
        above = open_headings[max(open_headings)] if open_headings and section.level > 1 else ""
        heading = section.heading or above
        if section.heading:
            open_headings[section.level] = section.heading
        for text in _texts(section):
            if out and _joins(out[-1], section.function, text):
                out[-1] = out[-1].model_copy(update={"text": f"{out[-1].text}\n{text}"})
                continue
            order = len(out) + 1
            out.append(
                Passage(
                    id=f"{document.id}-{order:03d}",
                    document=document.id,
                    order=order,
                    genre=document.genre,
                    function=section.function,
                    heading=heading,
                    person=document.person,
                    text=text,
                )
            )
    return tuple(out)


def _joins(last: Passage, function: str, text: str) -> bool:
    """Whether a text is too short to stand alone (or the one before is) and fits there."""
    short = min(len(last.text), len(text)) < SHORTEST
    same = last.function == function or len(text) < SHORTEST // 2
    return short and same and len(last.text) + len(text) < LONGEST


def _texts(section: SampleSection) -> list[str]:
    pieces = [piece for paragraph in section.paragraphs for piece in cut(paragraph)]
    out: list[str] = []
    for piece in pieces:
        short = out and (len(piece) < SHORTEST or len(out[-1]) < SHORTEST)
        if short and len(out[-1]) + len(piece) < LONGEST:
            out[-1] += "\n" + piece
        else:
            out.append(piece)
    if len(out) == 1 and len(out[0]) < SHORTEST and section.heading and not section.run_in:
        out[0] = f"{section.mark}{section.heading}\n{out[0]}"
    return out


def cut(paragraph: str) -> list[str]:
    """Pieces of at most 500 characters, about equally long; only an overlong sentence is cut inside."""
    if len(paragraph) <= LONGEST:
        return [paragraph]
    units: list[str] = []
    for sentence in _SENTENCES.findall(paragraph):
        units += _parts(sentence)
    target = len(paragraph) / -(-len(paragraph) // (LONGEST - SHORTEST))
    out = [""]
    for unit in units:
        mark = heading_mark(unit)
        point = mark is not None and mark.kind in POINTS and len(out[-1]) >= SHORTEST
        over = len(out[-1]) + len(unit) / 2 > target
        if out[-1] and (point or over or len(out[-1]) + len(unit) > LONGEST):
            out.append("")
        out[-1] += unit
    if len(out) > 1 and len(out[-1]) < SHORTEST and len(out[-2]) + len(out[-1]) <= LONGEST:
        out[-2:] = [out[-2] + out[-1]]
    return out


def _parts(sentence: str) -> list[str]:
    """A sentence whole, or its clauses where it is too long: by ；, then by ，, then by force."""
    parts = [sentence]
    for pattern in _CLAUSES:
        parts = [p for part in parts for p in ([part] if len(part) <= LONGEST else pattern.findall(part))]
    return parts
