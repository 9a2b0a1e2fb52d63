"""A document as a sequence of lines, each with its role: what every exporter starts from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.export._issue import issue_date
from pipeline.types import Document, DraftResult, FactReport, Sentence

Role = Literal["title", "salutation", "heading1", "heading2", "body", "signer", "date"]

# A line or a first sentence that is longer is no heading, whatever number it begins with.
_HEADING_LIMIT = 40
_LEVEL1 = re.compile(r"[一二三四五六七八九十]+、")
_LEVEL2 = re.compile(r"（[一二三四五六七八九十]+）")
_STOPS = "。！？；："

GAP = re.compile(r"〔(?:待补|待核)[^〔〕]*〕")
"""A value that is still to be supplied or to be settled."""

STATUS = {
    "used": "已写入",
    "partial": "部分写入",
    "missing": "缺漏",
    "held": "按要求未写",
    "duplicate": "重复，已并入",
    "conflict": "互相矛盾，待核",
}
"""What a reader is told about a fact, by ``FactReport.status``."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line."""

    role: Role
    sentences: tuple[Sentence, ...]
    """Their texts joined are the line; a title or heading is one sentence without facts."""
    start: int
    """Offset of the line in ``Document.layout().text``."""
    run_in: bool = False
    """The first sentence is a second-level heading （一）… and the text goes on behind it."""

    @property
    def text(self) -> str:
        """The line without characters that can't be printed."""
        return clean("".join(s.text for s in self.sentences)).strip()


def lines(document: Document) -> tuple[Line, ...]:
    """The document's lines in order; lines without a printable character are left out."""
    found: list[Line] = []
    at = 0

    def add(role: Role, sentences: tuple[Sentence, ...], *, run_in: bool = False) -> None:
        nonlocal at
        line = Line(role=role, sentences=sentences, start=at, run_in=run_in)
        at += sum(len(s.text) for s in sentences) + 1
        if line.text:
            found.append(line)

    def plain(role: Role, text: str) -> None:
        if text:
            add(role, (Sentence(text=text, origin="formula"),))

    plain("title", document.title)
    plain("salutation", document.salutation)
    for heading, section in document.numbered():
        plain("heading1", heading)
        for paragraph in section.paragraphs:
            role = _role(paragraph.text.strip())
            add(role, paragraph.sentences, run_in=role == "body" and _runs_in(paragraph.sentences))
    plain("signer", document.signer)
    plain("date", document.date)
    return tuple(found)


def ending(document: Document) -> tuple[str, str]:
    """署名 and 成文日期 as they are printed; empty where there is none."""
    return clean(document.signer).strip(), issue_date(clean(document.date).strip())


def _role(text: str) -> Role:
    """The level of a paragraph (GB/T 9704—2012, 7.3.3); a heading has no stop (GB/T 15834—2011, B.4)."""
    if len(text) <= _HEADING_LIMIT and not text.endswith(("，", "、")) and not set(_STOPS) & set(text):
        if _LEVEL1.match(text):
            return "heading1"
        if _LEVEL2.match(text):
            return "heading2"
    return "body"


def _runs_in(sentences: tuple[Sentence, ...]) -> bool:
    first = sentences[0].text if sentences else ""
    return len(sentences) > 1 and len(first) <= _HEADING_LIMIT and _LEVEL2.match(first) is not None


# Line breaks and tabs; controls, surrogates and noncharacters (illegal in XML), format characters that hide
# or reorder text. Joiners stay (Uyghur and Mongolian names need them), and so does private use (rare Han).
_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    + "".join(chr(plane + low) for plane in range(0x1FFFE, 0x110000, 0x10000) for low in (0, 1))
    + "\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """The text with line breaks as spaces and without what can't be printed; works piece by piece."""
    return _UNPRINTABLE.sub("", _BREAKS.sub(" ", text))


def wants_evidence(result: DraftResult, evidence: bool) -> bool:
    """Whether the reader asked for it, by the run or by the call."""
    return evidence or result.evidence


def fact_text(fact: FactReport) -> str:
    """The fact's own words; those of a held-back one are not repeated in a file that may be passed on."""
    return "（原文不在此列出）" if fact.status == "held" else clean(fact.text).strip()


def evidence_rows(result: DraftResult) -> tuple[tuple[str, str, str, str, str], ...]:
    """Id, line of the notes, status, words and reason of every fact."""
    return tuple(
        (clean(f.id), f"第{f.line}行", STATUS[f.status], fact_text(f), clean(f.reason).strip())
        for f in result.facts
    )


EVIDENCE_TITLE = "事实依据表"
EVIDENCE_HEADS = ("编号", "要点所在行", "处理", "要点原文", "说明")
