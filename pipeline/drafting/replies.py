"""A model's free text → paragraphs of sentences with the facts they cite."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from pipeline.text.sentences import split_sentences
from pipeline.text.widths import normalize


class Line(NamedTuple):
    """One sentence of a reply."""

    text: str
    cited: tuple[str, ...]


_CITE = re.compile(
    r"[\[【［(（〔](?:依据|来源|出处|参见|见|事实|编号|要点|[:：\s])*((?:[Ff]\s*\d{1,4})(?:\s*[,，、;；/和及与\-—~]?\s*[Ff]\s*\d{1,4})*)\s*[\]】］)）〕]"
)
_ID = re.compile(r"[Ff]\s*(\d{1,4})")
_LATE = re.compile(rf"([。！？；!?;])\s*((?:{_CITE.pattern}\s*)+)")
_TAG = re.compile(
    r"<(script|style)\b.*?(?:</\1\s*>|\Z)|</?[a-zA-Z!][^<>]{0,2000}>", re.IGNORECASE | re.DOTALL
)
_HEADED = re.compile(r"<(h[1-6]|title)\b[^<>]{0,500}>.{0,200}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|tr|table|section|article|body|html)\b[^<>]{0,500}>", re.IGNORECASE
)
_IMAGE = re.compile(r"!?\[([^\]\n]{0,200})\]\([^)\n]{0,2000}\)")
_FENCE = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
_HEADING = re.compile(
    r"^\s*(?:#{1,6}\s*|(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]))"
)
_BULLET = re.compile(r"^\s*(?:[-*+•·●]\s+|\d{1,2}[.、)）]\s*(?!\d))")
MAX_REPLY = 40_000
"""Characters of a reply that are looked at; nobody asked for more."""


def read_reply(text: str, headings: tuple[str, ...]) -> tuple[tuple[Line, ...], ...]:
    """Paragraphs of sentences; Markdown, HTML, headings and citations taken off."""
    text = _BLOCK.sub("\n", _HEADED.sub("\n", text[:MAX_REPLY]))
    text = _TAG.sub("", _IMAGE.sub("", _FENCE.sub("", text)))
    text = "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn")
    )
    bare_headings = {_bare(h) for h in headings}
    paragraphs: list[tuple[Line, ...]] = []
    for raw in text.splitlines():
        line = raw.strip().strip("|").strip()
        heading = _HEADING.match(line)
        if heading and (line.startswith("#") or not re.search(r"[。；]", line)):
            continue
        if heading:
            line = line[heading.end() :]
        line = _BULLET.sub("", line)
        line = re.sub(r"\*\*|__|`|~~", "", line)
        if not line or _bare(line) in bare_headings or re.fullmatch(r"[-=_*—\s]+", line):
            continue
        sentences = _lines(line)
        if sentences:
            paragraphs.append(sentences)
    return tuple(paragraphs)


def _bare(text: str) -> str:
    return re.sub(r"^[一二三四五六七八九十]{1,3}、|[^\u4e00-\u9fffA-Za-z0-9]", "", text)


_MARKS = re.compile(r"(〔待[补核]：[^〕]*〕)")


def _tidy(text: str) -> str:
    """One spelling for marks and widths; 〔待核：A／B〕 stays as the facts have it."""
    return "".join(p if _MARKS.fullmatch(p) else normalize(p) if p else "" for p in _MARKS.split(text))


def _lines(line: str) -> tuple[Line, ...]:
    line = _LATE.sub(r"\2\1", line)
    out: list[Line] = []
    for span in split_sentences(line):
        piece = line[span.start : span.end]
        cited = tuple(dict.fromkeys(f"F{int(i)}" for m in _CITE.finditer(piece) for i in _ID.findall(m[1])))
        sentence = _tidy(_CITE.sub("", piece)).strip(" \t\u3000")
        sentence = re.sub(r"([，、；：])(?=[。！？；，])", "", sentence)
        sentence = re.sub(r"([。！？；])\1+", r"\1", sentence)
        if not re.search(r"[\u4e00-\u9fff0-9A-Za-z]", sentence):
            if out and cited:
                out[-1] = Line(out[-1].text, tuple(dict.fromkeys((*out[-1].cited, *cited))))
            continue
        if not sentence.endswith(("。", "！", "？", "；", "：", "……", "”")):
            sentence += "。"
        out.append(Line(sentence, cited))
    return tuple(out)
