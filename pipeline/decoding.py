"""Bytes of a file that a clerk hands in → text, or one clear Chinese line saying why not.

Nothing is ever replaced by U+FFFD: a byte that can't be read would be a lost fact, so it is an error that
names its line.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

from pipeline.errors import InputError

MAX_UNCOMPRESSED = 64 * 1024 * 1024
"""Bytes that a .docx may unfold to in all; a long report without pictures takes less than 1 MB."""
MAX_RATIO = 200
"""Unfolded over stored size of a part beyond which it is taken for a bomb (Word's XML stays below 40)."""
MAX_PARTS = 5000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "请在 Word 或 WPS 中另存为 .docx，或者把文字复制到 .txt 文件里再交"
_MAGIC = (
    (
        _OLE,
        "是旧版 .doc/.wps 文件，或者是加了密码的文件，读不了",
        "请去掉密码，在 Word 或 WPS 中另存为 .docx，或者把文字复制到 .txt 文件里再交",
    ),
    (b"%PDF", "是 PDF 文件，读不了", _SAVE_AS),
    (b"{\\rtf", "是 RTF 文件，读不了", _SAVE_AS),
    (b"\x89PNG", "是图片，读不了", "请把图片里的文字录入 .txt 或 .docx 再交"),
    (b"\xff\xd8\xff", "是图片，读不了", "请把图片里的文字录入 .txt 或 .docx 再交"),
    (
        _ZIP,
        "是压缩包或 Word 文件，不是纯文本",
        "若是 Word 文件，请把文件名的结尾改成 .docx；若是压缩包，请先解压",
    ),
)
_BINARY = ("不是文本文件（二进制内容）", _SAVE_AS)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")


def decode(data: bytes, path: str | Path) -> str:
    """The text of ``data``: UTF-8, UTF-16 or UTF-32 with a byte order mark, else UTF-8, GB18030 or UTF-16.

    Line ends are unified to ``\\n``; the byte order mark and a trailing DOS end-of-file mark are dropped.
    Empty bytes give an empty text.

    path: named in errors only.
    Raises InputError if the bytes are no text, or are text with broken bytes (with the line of the first).
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _tidy(_strict(data[len(bom) :], encoding, path), path)
    for magic, what, remedy in _MAGIC:
        if data.startswith(magic):
            raise InputError(what, remedy=remedy, path=path)
    return _tidy(_guess(data, path), path)


def is_docx(data: bytes) -> bool:
    """Whether the bytes are a zip container, as every .docx is."""
    return data.startswith(_ZIP)


def _strict(data: bytes, encoding: str, path: str | Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = _newlines(data[: error.start].decode(encoding, errors="ignore")) + 1
        raise InputError(
            "这一行有损坏的字节，读不出是什么字", remedy="请重新导出或另存为 UTF-8 再交", path=path, line=line
        ) from error


def _newlines(text: str) -> int:
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


def _tidy(text: str, path: str | Path) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\x1a").removeprefix("\ufeff")
    found = _CONTROL.search(text)
    if found:
        what, remedy = _BINARY
        raise InputError(what, remedy=remedy, path=path, line=text.count("\n", 0, found.start()) + 1)
    return text


def _guess(data: bytes, path: str | Path) -> str:
    """Bytes without a mark: valid UTF-8 unless it reads better as GB18030; else the likelier of the rest."""
    utf8 = _attempt(data, "utf-8")
    if utf8 is not None:
        if not re.search(r"[\u0080-\u07ff]", utf8) or re.search(r"[\u3000-\u9fff\uff00-\uffef]", utf8):
            return utf8
        # “目录” in GB18030 is also valid UTF-8 (two odd Latin letters): the reading made of Han wins.
        gb = _attempt(data, "gb18030")
        return gb if gb is not None and _likelihood(gb) > _likelihood(utf8) else utf8
    lossy = data.decode("utf-8", errors="replace")
    if sum("\u3000" <= c <= "\uffef" for c in lossy) >= 10 * max(1, lossy.count("\ufffd")):
        return _strict(data, "utf-8", path)
    encodings = ("gb18030", "utf-16-le", "utf-16-be")
    readings = [text for e in encodings if (text := _attempt(data, e)) is not None]
    best = max(readings, key=_likelihood, default=None)
    if best is not None and _likelihood(best) >= 0.8:
        return best
    if b"\x00" not in data and _likelihood(data.decode("gb18030", errors="ignore")) >= 0.9:
        return _strict(data, "gb18030", path)
    what, remedy = _BINARY
    raise InputError(what, remedy=remedy, path=path)


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def _likelihood(text: str) -> float:
    """Share of characters that Chinese office text is made of: printable ASCII, white space, GB 2312."""
    if not text:
        return 1.0
    sample = text[:20000]
    usual = sum(1 for c in sample if (" " <= c <= "~" or c in "\t\n\r\x0b\x0c") or _in_gb2312(c))
    return usual / len(sample)


def _in_gb2312(char: str) -> bool:
    if char in "—–－·•＊〔〕⟨⟩①②③④⑤⑥⑦⑧⑨⑩㎡":
        return True
    if not ("\u2010" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"):
        return False
    return len(char.encode("gb2312", errors="ignore")) == 2


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
    root = _parse(_main_part(data, name), name)
    if _local(root) != "document":
        raise _damaged(name, "（里面没有 Word 正文）")
    try:
        return _blocks(root, struck)
    except RecursionError as error:
        raise _damaged(name, "（嵌套过深）") from error


def _damaged(path: str | Path, detail: str = "") -> InputError:
    return InputError(
        f"不是完好的 .docx 文件{detail}",
        remedy="请用 Word 或 WPS 打开检查，再另存为 .docx 或 .txt 交来",
        path=path,
    )


def _main_part(data: bytes, path: str | Path) -> bytes:
    for magic, what, remedy in _MAGIC:
        if magic != _ZIP and data.startswith(magic):
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
            return package.read(target)
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


def _blocks(container: Any, struck: bool) -> list[str]:
    out: list[str] = []
    for child in container:
        kind = _local(child)
        if kind == "p":
            out.append(_paragraph(child, struck))
        elif kind == "tbl":
            out.extend(_rows(child, struck))
        elif kind not in _SKIPPED:  # body, sdt, sdtContent, customXml, ins …
            out.extend(_blocks(child, struck))
    return out


def _rows(table: Any, struck: bool) -> list[str]:
    out: list[str] = []
    for child in table:
        kind = _local(child)
        if kind == "tr":
            if any(_local(e) == "del" for p in child if _local(p) == "trPr" for e in p):
                continue
            cells = [c for c in child.iter() if _local(c) == "tc" and _nearest(c, "tr") is child]
            out.append("\t".join("".join(_blocks(c, struck)).replace("\n", "") for c in cells))
        elif kind not in {"tblPr", "tblGrid"}:
            out.extend(_rows(child, struck))
    return out


def _nearest(element: Any, kind: str) -> Any:
    parent = element.getparent()
    while parent is not None and _local(parent) != kind:
        parent = parent.getparent()
    return parent


def _paragraph(paragraph: Any, struck: bool) -> str:
    pieces: list[tuple[str, bool]] = []
    _runs(paragraph, pieces)
    out = ""
    open_mark = False
    for text, is_struck in pieces:
        if is_struck and not struck:
            continue
        if is_struck != open_mark:
            out += "~~"
            open_mark = is_struck
        out += text
    return out + ("~~" if open_mark else "")


def _runs(element: Any, pieces: list[tuple[str, bool]]) -> None:
    for child in element:
        kind = _local(child)
        if kind == "r":
            marks = {_local(m): _value(m, "val") for p in child if _local(p) == "rPr" for m in p}
            if _on(marks, "vanish"):
                continue
            text = _run_text(child)
            if text:
                pieces.append((text, _on(marks, "strike") or _on(marks, "dstrike")))
        elif kind not in _SKIPPED:  # hyperlink, ins, moveTo, smartTag, sdt, fldSimple …
            _runs(child, pieces)


def _on(marks: dict[str, str | None], name: str) -> bool:
    return name in marks and marks[name] not in {"0", "false", "off", "none"}


def _run_text(run: Any) -> str:
    out = ""
    for child in run:
        kind = _local(child)
        if kind == "t":
            out += child.text or ""
        elif kind == "tab":
            out += "\t"
        elif kind in {"br", "cr"}:
            out += "\f" if _value(child, "type") == "page" else "\n"
        elif kind == "noBreakHyphen":
            out += "-"
    return out
