"""Bytes of a file that a clerk hands in → text, or one clear Chinese line saying why not.

Nothing is ever replaced by U+FFFD: a byte that can't be read would be a lost fact, so it is an error that
names its line.
"""

from __future__ import annotations

import codecs
import re
import sys
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pipeline.decoding.magic import MAGIC, SAVE_AS, ZIP
from pipeline.decoding.word import DocxPiece, MainPart, docx_pieces, read_docx_paragraphs, read_main_part
from pipeline.errors import InputError, reason
from pipeline.text.edits import Edit, apply

__all__ = [
    "STDIN",
    "Decoded",
    "DocxPiece",
    "MainPart",
    "decode",
    "docx_pieces",
    "is_docx",
    "read_document_bytes",
    "read_docx_paragraphs",
    "read_main_part",
    "read_standard_input",
    "read_text",
    "standard_input",
]

STDIN = "标准输入"
"""What messages call it."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = ("不是文本文件（二进制内容）", SAVE_AS)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")


class Decoded:
    """A text with what its file is like, so that a changed one can be written the way it came."""

    def __init__(self, text: str, raw: str, encoding: str, bom: bytes) -> None:
        self.text = text
        """Line ends as ``\\n``, without the marks at either end."""
        self.raw = raw
        """As it stands in the file."""
        self.encoding = encoding
        self.bom = bom

    @cached_property
    def _pairs(self) -> list[int]:
        """Offsets in ``text`` of the line ends that take two characters in the file."""
        return [m.start() - i - self._lead for i, m in enumerate(re.finditer("\r\n", self.raw))]

    @cached_property
    def _lead(self) -> int:
        return int(self.raw.startswith("\ufeff"))

    def offset(self, at: int) -> int:
        """Where in ``raw`` the character at ``at`` of ``text`` stands."""
        return at + self._lead + bisect_left(self._pairs, at)

    def with_edits(self, edits: Iterable[Edit]) -> bytes:
        """The file with the edits to ``text`` put in; every other byte is as it was."""
        newline = "\r\n" if len(self._pairs) * 2 > self.text.count("\n") else "\n"
        moved = [Edit(self.offset(e.start), self.offset(e.end), e.new.replace("\n", newline)) for e in edits]
        return self.bom + apply(self.raw, moved).encode(self.encoding)


class _Reading(NamedTuple):
    raw: str
    encoding: str


def decode(data: bytes, path: str | Path) -> str:
    """The text of ``data``: UTF-8, UTF-16 or UTF-32 with a byte order mark, else UTF-8, GB18030 or UTF-16.

    Line ends are unified to ``\\n``; the byte order mark and a trailing DOS end-of-file mark are dropped.
    Empty bytes give an empty text.

    path: named in errors only.
    Raises InputError if the bytes are no text, or are text with broken bytes (with the line of the first).
    """
    return read_text(data, path).text


def read_text(data: bytes, path: str | Path) -> Decoded:
    """The same as ``decode``, with the encoding and the text as it stands in the file."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            raw = _strict(data[len(bom) :], encoding, path)
            return Decoded(_tidy(raw, path), raw, encoding, bom)
    for magic, what, remedy in MAGIC:
        if data.startswith(magic):
            raise InputError(what, remedy=remedy, path=path)
    raw, encoding = _guess(data, path)
    return Decoded(_tidy(raw, path), raw, encoding, b"")


def read_document_bytes(data: bytes, name: str, *, struck: bool) -> tuple[str, Decoded | None]:
    """Text and, unless it is a .docx, encoding of a document given as bytes.

    What is called .docx has to be one: read as text, junk would pass for a short document without a fault.
    name: of the file; named in errors. struck: see ``read_docx_paragraphs``.
    """
    if is_docx(data) or (data and name.lower().endswith(".docx")):
        return "\n".join(read_docx_paragraphs(data, path=name, struck=struck)), None
    decoded = read_text(data, name)
    return decoded.text, decoded


def read_standard_input(limit: int) -> bytes:
    """What standard input holds, a byte more than ``limit`` at most; InputError where it can't be read."""
    try:
        return standard_input().read(limit + 1)
    except OSError as error:
        raise InputError(f"读不了（{reason(error)}）", remedy="请给出文件名", path=STDIN) from None


def standard_input() -> BinaryIO:
    """Standard input for bytes; InputError where it is closed."""
    if sys.stdin is None:
        raise InputError("没有打开，读不到内容", remedy="请给出文件名，或用管道把内容送进来", path=STDIN)
    return sys.stdin.buffer


def is_docx(data: bytes) -> bool:
    """Whether the bytes are a zip container, as every .docx is."""
    return data.startswith(ZIP)


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


def _guess(data: bytes, path: str | Path) -> _Reading:
    """Bytes without a mark: valid UTF-8 unless it reads better as GB18030; else the likelier of the rest."""
    utf8 = _attempt(data, "utf-8")
    if utf8 is not None:
        if not re.search(r"[\u0080-\u07ff]", utf8.raw) or re.search(
            r"[\u3000-\u9fff\uff00-\uffef]", utf8.raw
        ):
            return utf8
        # “目录” in GB18030 is also valid UTF-8 (two odd Latin letters): the reading made of Han wins.
        gb = _attempt(data, "gb18030")
        return gb if gb is not None and _likelihood(gb.raw) > _likelihood(utf8.raw) else utf8
    lossy = data.decode("utf-8", errors="replace")
    if sum("\u3000" <= c <= "\uffef" for c in lossy) >= 10 * max(1, lossy.count("\ufffd")):
        return _Reading(_strict(data, "utf-8", path), "utf-8")
    encodings = ("gb18030", "utf-16-le", "utf-16-be")
    readings = [r for e in encodings if (r := _attempt(data, e)) is not None]
    best = max(readings, key=lambda r: _likelihood(r.raw), default=None)
    if best is not None and _likelihood(best.raw) >= 0.8:
        return best
    if b"\x00" not in data and _likelihood(data.decode("gb18030", errors="ignore")) >= 0.9:
        return _Reading(_strict(data, "gb18030", path), "gb18030")
    what, remedy = _BINARY
    raise InputError(what, remedy=remedy, path=path)


def _attempt(data: bytes, encoding: str) -> _Reading | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else _Reading(text, encoding)


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
