"""A clerk's own .docx handed back: with comments at places of its text, or with pieces of its text replaced.

Offsets are into the text that :func:`pipeline.decoding.read_docx_paragraphs` reads (``struck=False``), paragraphs
joined by line ends. Runs are cut where a comment begins or ends, formatting is never touched, and every part of
the package that needs no change is taken over byte by byte.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from copy import deepcopy
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.text.run import Run

from pipeline.decoding import MainPart, docx_pieces, read_main_part
from pipeline.errors import InputError
from pipeline.export import _dress
from pipeline.export._lines import clean
from pipeline.export._package import blank_package, saved
from pipeline.export._page import Page
from pipeline.export.options import Fonts
from pipeline.text.edits import Edit

AUTHOR = "执笔"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES = "[Content_Types].xml"


class Remark(NamedTuple):
    """A comment to be put at ``text[start:end]``; an empty span means the text as a whole."""

    start: int
    end: int
    said: str


class _Piece(NamedTuple):
    start: int
    end: int
    element: Any
    """The ``w:t`` … of an ordinary run; None for all that can't carry a comment or be changed."""
    at: int


def commented(data: bytes, remarks: Sequence[Remark], path: str | Path) -> bytes:
    """The document with a Word comment for each remark; InputError if it is no document that can have them."""
    read_main_part(data, path)  # refuses what is dangerous before python-docx unfolds it
    try:
        document = docx.Document(BytesIO(data))
        body = document.element
    except (KeyError, ValueError, AttributeError, SyntaxError):
        raise InputError(
            "这个 .docx 里加不了批注", remedy="请用 Word 或 WPS 另存为普通的 .docx 再交", path=path
        ) from None
    if not remarks:
        return data
    pieces = _cut(_flat(MainPart("", body)), sorted({at for r in remarks for at in (r.start, r.end)}))
    carriers = [p for p in pieces if p.element is not None]
    if not carriers:
        raise InputError("这个 .docx 里没有能加批注的文字", remedy="请另存为普通的 .docx 再交", path=path)
    blank = docx.Document(BytesIO(blank_package(Page(), Fonts())))
    _dress.adopt_comment_styles(document, blank)
    old = set(_comments(document))
    starts = [p.start for p in carriers]
    for remark in remarks:
        first, last = _anchors(carriers, starts, remark)
        said = "\n".join(clean(line) for line in remark.said.split("\n"))
        runs = [Run(first, document), Run(last, document)]
        document.add_comment(runs, said, author=AUTHOR, initials=AUTHOR[0])
    for comment in set(_comments(document)) - old:
        # The hour of writing would make each copy another file.
        comment.attrib.pop(qn("w:date"), None)
    return _merged(data, saved(document), document)


def replaced(data: bytes, edits: Sequence[Edit], path: str | Path) -> bytes:
    """The document with the edits put in; one that reaches over a paragraph or a cell is left out."""
    if not edits:
        return data
    part = read_main_part(data, path)
    pieces = _flat(part)
    starts = [p.start for p in pieces]
    for edit in reversed(edits):
        first = max(bisect_right(starts, edit.start) - 1, 0)
        if edit.start == edit.end:
            # Looks like what stands before it, and at the beginning of a paragraph like what follows.
            before = first - 1 if first and pieces[first].start == edit.start else first
            first = before if _is_text(pieces[before]) else first
            _replace(pieces[first : first + 1], edit)
        else:
            _replace(pieces[first : bisect_left(starts, edit.end)], edit)
    new = serialize_part_xml(part.root)
    return _rezipped(data, {part.name: new})


def _flat(part: MainPart) -> list[_Piece]:
    """The pieces of the whole text; what stands in no ordinary run of Word's has no element."""
    out: list[_Piece] = []
    at = 0
    for number, paragraph in enumerate(docx_pieces(part, struck=False)):
        if number:
            out.append(_Piece(at, at + 1, None, 0))
            at += 1
        for text, element, begins in paragraph:
            ordinary = element is not None and element.getparent().tag == qn("w:r")
            out.append(_Piece(at, at + len(text), element if ordinary else None, begins))
            at += len(text)
    return out


def _is_text(piece: _Piece) -> bool:
    return piece.element is not None and piece.element.tag == qn("w:t")


def _cut(pieces: Iterable[_Piece], cuts: Sequence[int]) -> list[_Piece]:
    """The pieces with a run boundary at every cut that lies in an ordinary run."""
    out: list[_Piece] = []
    for piece in pieces:
        rest = piece
        if _is_text(piece):
            for cut in cuts[bisect_right(cuts, piece.start) : bisect_left(cuts, piece.end)]:
                before, rest = _split_text(rest, cut)
                out.append(before)
        out.append(rest)
    wanted = set(cuts)
    for before, after in pairwise(out):
        if after.start in wanted and before.element is not None and after.element is not None:
            _split_run(before.element, after.element)
    return out


def _split_text(piece: _Piece, cut: int) -> tuple[_Piece, _Piece]:
    element, inner = piece.element, piece.at + cut - piece.start
    tail = deepcopy(element)
    text = element.text
    _set_text(element, text[:inner])
    _set_text(tail, text[inner:])
    element.addnext(tail)
    return piece._replace(end=cut), _Piece(cut, piece.end, tail, 0)


def _set_text(element: Any, text: str) -> None:
    element.text = text
    if text != text.strip():
        element.set(_SPACE, "preserve")


def _split_run(before: Any, after: Any) -> None:
    """Cut the run between two of its children into two of the same look."""
    run = before.getparent()
    if after.getparent() is not run:
        return
    tail = run.makeelement(run.tag, dict(run.attrib))
    properties = run.find(qn("w:rPr"))
    if properties is not None:
        tail.append(deepcopy(properties))
    while (moved := before.getnext()) is not None:
        tail.append(moved)
    run.addnext(tail)


def _anchors(carriers: Sequence[_Piece], starts: Sequence[int], remark: Remark) -> tuple[Any, Any]:
    """First and last run of a remark; for an empty span, or one without a run, the nearest one before it."""
    first = max(bisect_right(starts, remark.start) - 1, 0)
    if carriers[first].end <= remark.start < remark.end and first + 1 < len(carriers):
        first += 1
    last = max(bisect_left(starts, remark.end) - 1, first)
    return carriers[first].element.getparent(), carriers[last].element.getparent()


def _comments(document: Document) -> list[Any]:
    parts = [r.target_part for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.COMMENTS]
    return [c for part in parts for c in part.element.xpath("./w:comment")]


def _replace(pieces: Sequence[_Piece], edit: Edit) -> None:
    if not pieces or any(p.element is None for p in pieces) or "\n" in edit.new:
        return
    holders = [p for p in pieces if _is_text(p)]
    if not holders and edit.new:
        return
    for piece in reversed(pieces):
        element = piece.element
        if not _is_text(piece):
            element.getparent().remove(element)
            continue
        text = element.text
        start = piece.at + max(edit.start - piece.start, 0)
        end = piece.at + min(edit.end, piece.end) - piece.start
        _set_text(element, text[:start] + (edit.new if piece is holders[0] else "") + text[end:])


def _merged(old: bytes, new: bytes, document: Document) -> bytes:
    """The old package with the parts of the new one that comments touch."""
    main = document.part.partname.membername
    folder, _, name = main.rpartition("/")
    touched = {main, f"{folder}/_rels/{name}.rels"}
    touched |= {
        r.target_part.partname.membername
        for r in document.part.rels.values()
        if r.reltype in {RELATIONSHIP_TYPE.COMMENTS, RELATIONSHIP_TYPE.STYLES}
    }
    with ZipFile(BytesIO(old)) as before, ZipFile(BytesIO(new)) as after:
        known = set(before.namelist())
        parts = {n: after.read(n) for n in after.namelist() if n in touched or n not in known}
        parts[_TYPES] = _content_types(before.read(_TYPES), after.read(_TYPES), set(parts))
    return _rezipped(old, parts)


def _content_types(old: bytes, new: bytes, parts: set[str]) -> bytes:
    """The old list of content types with those of parts that it does not know."""
    root = parse_xml(old)
    have = {str(e.get("PartName") or e.get("Extension")).lower() for e in root}
    for entry in parse_xml(new):
        name = str(entry.get("PartName") or entry.get("Extension"))
        if name.lower() not in have and (entry.get("Extension") or name.lstrip("/") in parts):
            root.append(deepcopy(entry))
    return bytes(serialize_part_xml(root))


def _rezipped(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The package with some parts replaced or added, everything else and the order as it was."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        left = dict(parts)
        for info in before.infolist():
            content = left.pop(info.filename, None)
            after.writestr(info, before.read(info) if content is None else content)
        for name, content in left.items():
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            after.writestr(info, content)
    return out.getvalue()
