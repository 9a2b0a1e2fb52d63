"""A file of sample reports → its raw text and its YAML head."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator

from pipeline.config import parse_yaml, validate
from pipeline.decoding import decode, is_docx, read_docx_paragraphs
from pipeline.errors import InputError, SampleError
from pipeline.types import Frozen, Person

SUFFIXES = (".txt", ".md", ".markdown", ".docx", "")
MAX_BYTES = 20 * 1024 * 1024
_HEAD = re.compile(r"\A\s*---[ \t]*\n(?P<yaml>.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_PERSONS: dict[str, Person] = {"第一人称": "first", "第三人称": "third", "first": "first", "third": "third"}
_KEYS = {
    "文种": "genre", "标题": "title", "人称": "person", "时间": "period", "领域": "field",
    "姓名": "name", "单位": "organization", "职务": "position", "听众": "audience", "字数": "length",
    "功能": "functions", "变体": "variant", "类型": "variant",
}  # fmt: skip


class SampleHead(Frozen):
    """The YAML head of a sample; what it says overrides what is recognised."""

    genre: str = ""
    title: str = ""
    person: Person | None = None
    period: str = ""
    field: str = ""
    """What the document is about (教育, 住房 …)."""
    variant: str = ""
    functions: dict[str, str] = Field(default_factory=dict)
    """Heading without its ordinal → function; 导语 and 结语 stand for the parts without heading."""
    name: str = Field(default="", exclude=True)
    organization: str = Field(default="", exclude=True)
    position: str = Field(default="", exclude=True)
    audience: str = Field(default="", exclude=True)
    length: int | str = Field(default="", exclude=True)
    """What a head of notes may also say; of no use here."""

    @field_validator("genre", "title", "period", "field", "variant", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, list | tuple):
            return "、".join(map(str, value))
        return str(value) if isinstance(value, int | float) else value

    @field_validator("person", mode="before")
    @classmethod
    def _person(cls, value: Any) -> Any:
        return _PERSONS.get(str(value), value)


def read_text(path: Path, data: bytes) -> str:
    """The raw text of a .txt, .md or .docx file; struck-through text of a .docx is left out.

    Raises SampleError naming the file where it can't be read.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise SampleError(f"不认识 {path.suffix} 文件", remedy="范文请用 .txt、.md 或 .docx", path=path)
    if len(data) > MAX_BYTES:
        raise SampleError("文件超过 20 MB", remedy="请删去图片，或拆成几个文件", path=path)
    try:
        if suffix == ".docx" or (suffix == "" and is_docx(data)):
            text = "\n".join(read_docx_paragraphs(data, path=path, struck=False))
        else:
            text = decode(data, path)
    except InputError as error:
        raise SampleError(error.what, remedy=error.remedy, path=path, line=error.line) from error
    if not text.strip():
        raise SampleError("文件里没有文字", remedy="请换一个有正文的文件", path=path)
    return text


def read_sample(path: Path, data: bytes) -> tuple[SampleHead, str]:
    """Head and text of a file; Markdown signs of a .md file are taken off, headings keep their ``#``."""
    head, text = take_head(read_text(path, data), path)
    return head, _plain_markdown(text) if path.suffix.lower() in {".md", ".markdown"} else text


def _plain_markdown(text: str) -> str:
    """Bullets and bold lines without their signs; ``*`` elsewhere is a mask and stays."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"^[ \t]*[-*+][ \t]+(?=\S)", "", text, flags=re.MULTILINE)
    return re.sub(r"^([#\s]*)\*\*([^*\n]{2,80})\*\*\s*$", r"\1\2", text, flags=re.MULTILINE)


def take_head(text: str, path: Path) -> tuple[SampleHead, str]:
    """The YAML head (empty if there is none) and the text below it.

    Raises ConfigError with file and line where the head is not well formed.
    """
    found = _HEAD.match(text)
    if not found:
        return SampleHead(), text
    first_line = text.count("\n", 0, found.start("yaml")) + 1
    value, lines = parse_yaml(found["yaml"], path, first_line=first_line)
    if isinstance(value, dict):
        lines = {(_KEYS.get(str(k[0]), k[0]), *k[1:]) if k else k: line for k, line in lines.items()}
        value = {_KEYS.get(key, key): item for key, item in value.items()}
    return validate(value if value is not None else {}, lines, path, SampleHead), text[found.end() :]
