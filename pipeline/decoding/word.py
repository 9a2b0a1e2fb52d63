"""The text of a .docx, and where in its XML each stretch of it stands: what is read can be commented and mended."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.decoding.magic import MAGIC, ZIP
from pipeline.errors import InputError

MAX_UNCOMPRESSED = 64 * 1024 * 1024
"""Bytes that a .docx may unfold to in all; a long report without pictures takes less than 1 MB."""
MAX_RATIO = 200
"""Unfolded over stored size of a part beyond which it is taken for a bomb (Word's XML stays below 40)."""
MAX_PARTS = 5000


class DocxPiece(NamedTuple):
    """A stretch of a paragraph's text."""

    text: str
    element: Any = None
    """The ``w:t``, ``w:tab``, ``w:br`` … that it stands in; None where the reader put it in (a tab between cells)."""
    at: int = 0
    """Where in the element's own text it begins."""


class MainPart(NamedTuple):
    """The part of a .docx that holds the text."""

    name: str
    root: Any


def read_docx_paragraphs(
    source: Path | bytes, *, path: str | Path | None = None, struck: bool = True
) -> list[str]:
    """The paragraphs of a .docx in order, empty ones included, so that item n is the n-th paragraph.

    Tables give one line a row, cells joined by a tab. Insertions are read as accepted; deletions, hidden
    text, text boxes, comments, notes, field codes and automatic numbers are left out. A line break inside a
    paragraph is ``\\n``.

    source: a file or its bytes. path: named in errors when ``source`` is bytes.
    struck: struck-through text comes as ``~~text~~``; with False it is left out.
    Raises InputError if it is no readable .docx (old .doc, encrypted, damaged, a zip bomb, with a DTD).
    """
    name: str | Path = path if path is not None else (source if isinstance(source, Path) else "")
    data = source.read_bytes() if isinstance(source, Path) else source
    return [
        "".join(p.text for p in pieces)
        for pieces in docx_pieces(read_main_part(data, name), struck=struck, path=name)
    ]


def read_main_part(data: bytes, path: str | Path) -> MainPart:
    """The part of the text, parsed; InputError if ``data`` is no readable .docx."""
    part, xml = _main_part(data, path)
    root = _parse(xml, path)
    if _local(root) != "document":
        raise _damaged(path, "（里面没有 Word 正文）")
    return MainPart(part, root)


def docx_pieces(part: MainPart, *, struck: bool = True, path: str | Path = "") -> list[list[DocxPiece]]:
    """Each paragraph of ``read_docx_paragraphs`` in the pieces that it is made of."""
    try:
        return _blocks(part.root, struck)
    except RecursionError as error:
        raise _damaged(path, "（嵌套过深）") from error


def _damaged(path: str | Path, detail: str = "") -> InputError:
    return InputError(
        f"不是完好的 .docx 文件{detail}",
        remedy="请用 Word 或 WPS 打开检查，再另存为 .docx 或 .txt 交来",
        path=path,
    )


def _main_part(data: bytes, path: str | Path) -> tuple[str, bytes]:
    for magic, what, remedy in MAGIC:
        if magic != ZIP and data.startswith(magic):
            raise InputError(what, remedy=remedy, path=path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _refuse_bombs(package, path)
            names = package.namelist()
            relations = package.read("_rels/.rels") if "_rels/.rels" in names else b"<none/>"
            target = "word/document.xml"
            for relation in _parse(relations, path).iter():
                if str(relation.get("Type", "")).endswith("/officeDocument"):
                    target = str(relation.get("Target", target)).lstrip("/")
            return target, package.read(target)
    except RuntimeError as error:
        raise _damaged(path, "（加了密码）" if "encrypted" in str(error) else "") from error
    except KeyError as error:
        raise _damaged(path, "（里面没有 Word 正文）") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(path) from error


def _refuse_bombs(package: zipfile.ZipFile, path: str | Path) -> None:
    parts = package.infolist()
    # zipfile never hands out more than the stated size of a part, so stated sizes are a true bound.
    total = sum(part.file_size for part in parts)
    bloated = any(p.file_size > 1 << 20 and p.file_size > MAX_RATIO * max(1, p.compress_size) for p in parts)
    if len(parts) > MAX_PARTS or total > MAX_UNCOMPRESSED or bloated:
        raise InputError(
            "这个 .docx 展开后大得不正常，为安全起见没有读取",
            remedy="请删去图片和附件，只留文字另存为 .docx 或 .txt 再交",
            path=path,
        )


def _parse(xml: bytes, path: str | Path) -> Any:
    """Element tree of one part. No entity is ever resolved: a document type declaration is refused."""
    from docx.oxml import parse_xml

    if any("<!DOCTYPE".encode(encoding) in xml for encoding in ("ascii", "utf-16-le", "utf-16-be")):
        raise _damaged(path, "（含有不安全的 DTD 声明）")
    try:
        return parse_xml(xml)
    except SyntaxError as error:  # lxml's XMLSyntaxError
        raise _damaged(path) from error


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: Any, key: str) -> str | None:
    for name, value in element.attrib.items():
        if name.rpartition("}")[2] == key:
            return str(value)
    return None


_SKIPPED = frozenset(
    {"del", "moveFrom", "txbxContent", "Fallback", "pict", "instrText", "delText", "pPr", "sectPr"}
)


def _blocks(container: Any, struck: bool) -> list[list[DocxPiece]]:
    out: list[list[DocxPiece]] = []
    for child in container:
        kind = _local(child)
        if kind == "p":
            out.append(_paragraph(child, struck))
        elif kind == "tbl":
            out.extend(_rows(child, struck))
        elif kind not in _SKIPPED:  # body, sdt, sdtContent, customXml, ins …
            out.extend(_blocks(child, struck))
    return out


def _rows(table: Any, struck: bool) -> list[list[DocxPiece]]:
    out: list[list[DocxPiece]] = []
    for child in table:
        kind = _local(child)
        if kind == "tr":
            if any(_local(e) == "del" for p in child if _local(p) == "trPr" for e in p):
                continue
            row: list[DocxPiece] = []
            for number, cell in enumerate(
                c for c in child.iter() if _local(c) == "tc" and _nearest(c, "tr") is child
            ):
                row += [DocxPiece("\t")] if number else []
                row += _one_line(_blocks(cell, struck))
            out.append(row)
        elif kind not in {"tblPr", "tblGrid"}:
            out.extend(_rows(child, struck))
    return out


def _one_line(paragraphs: Sequence[Sequence[DocxPiece]]) -> Iterator[DocxPiece]:
    """The pieces of a cell without their line breaks."""
    for piece in (p for pieces in paragraphs for p in pieces):
        at = piece.at
        for text in piece.text.split("\n"):
            if text:
                yield DocxPiece(text, piece.element, at)
            at += len(text) + 1


def _nearest(element: Any, kind: str) -> Any:
    parent = element.getparent()
    while parent is not None and _local(parent) != kind:
        parent = parent.getparent()
    return parent


def _paragraph(paragraph: Any, struck: bool) -> list[DocxPiece]:
    runs: list[tuple[list[DocxPiece], bool]] = []
    _runs(paragraph, runs)
    out: list[DocxPiece] = []
    open_mark = False
    for pieces, is_struck in runs:
        if is_struck and not struck:
            continue
        if is_struck != open_mark:
            out.append(DocxPiece("~~"))
            open_mark = is_struck
        out += pieces
    return [*out, DocxPiece("~~")] if open_mark else out


def _runs(element: Any, runs: list[tuple[list[DocxPiece], bool]]) -> None:
    for child in element:
        kind = _local(child)
        if kind == "r":
            marks = {_local(m): _value(m, "val") for p in child if _local(p) == "rPr" for m in p}
            if _on(marks, "vanish"):
                continue
            pieces = [piece for e in child if (piece := DocxPiece(_run_text(e), e)).text]
            if pieces:
                runs.append((pieces, _on(marks, "strike") or _on(marks, "dstrike")))
        elif kind not in _SKIPPED:  # hyperlink, ins, moveTo, smartTag, sdt, fldSimple …
            _runs(child, runs)


def _on(marks: dict[str, str | None], name: str) -> bool:
    return name in marks and marks[name] not in {"0", "false", "off", "none"}


def _run_text(element: Any) -> str:
    """What a child of a run prints."""
    kind = _local(element)
    if kind == "t":
        return str(element.text or "")
    if kind in {"br", "cr"}:
        return "\f" if _value(element, "type") == "page" else "\n"
    return {"tab": "\t", "noBreakHyphen": "-"}.get(kind, "")
