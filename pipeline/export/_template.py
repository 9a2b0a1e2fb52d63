"""A unit's own .docx as the frame of a document."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from pipeline.errors import InputError
from pipeline.export._lines import Role

_NAMES: dict[str, Role] = {
    "正文": "body",
    "标题": "title",
    "称呼": "salutation",
    "署名": "signer",
    "日期": "date",
}
_PLACEHOLDER = re.compile(r"\{\{\s*(" + "|".join(_NAMES) + r")\s*\}\}")


def open_template(path: Path) -> Document:
    """The template, opened; InputError with the path if it is missing or no .docx."""
    if not path.is_file():
        raise InputError("找不到模板文件", remedy="请检查模板路径", path=path)
    try:
        return docx.Document(str(path))
    except (OpcError, BadZipFile, SyntaxError, KeyError, ValueError, OSError) as error:
        raise InputError(
            "模板不是可用的 .docx 文件", remedy="请在 Word 或 WPS 中另存为 .docx 后再用", path=path
        ) from error


def placeholders(document: Document, path: Path) -> dict[Role, Any]:
    """The paragraphs of the body that hold a place, by role: {{正文}}, and if wanted {{标题}}, {{署名}} ….

    InputError if one does not have its paragraph to itself, or stands there twice.
    """
    found: dict[Role, Any] = {}
    for paragraph in document.element.body.iter(qn("w:p")):
        text = "".join(t.text or "" for t in paragraph.iter(qn("w:t"))).strip()
        match = _PLACEHOLDER.search(text)
        if match is None:
            continue
        role = _NAMES[match[1]]
        if match.group() != text:
            raise InputError(
                f"模板里的占位符“{match.group()}”没有独占一段", remedy="请让它单独成段", path=path
            )
        if role in found:
            raise InputError(f"模板里的占位符“{match.group()}”出现了不止一次", remedy="请只留一处", path=path)
        found[role] = paragraph
    return found
