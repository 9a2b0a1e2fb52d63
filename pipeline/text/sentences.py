"""Sentences and clauses as spans (GB/T 15834—2011 4.1–4.7).

A sentence ends at 。！？……, a half-width ! or ? beside Chinese, or a line end; marks that close a quotation
or bracket stay with it. Inside （） nothing ends; inside “” only a mark before the closing quote ends a
sentence, and only when the quotation is not carried on.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class TextSpan(NamedTuple):
    """A half-open span of character offsets."""

    start: int
    end: int


_OPEN = {"（": "）", "(": ")", "“": "”", "‘": "’", "《": "》", "〔": "〕", "【": "】"}
_CLOSE = frozenset(_OPEN.values())
_ENDERS = "。！？!?…"
_TOKEN = re.compile(r"[。！？!?；]+|…+|\n+|[（(“‘《〔【）)”’》〕】]")
_CLAUSE = re.compile(r"[，。；：！？…\n!?;]+|(?<![0-9]),|,(?![0-9])|:(?![0-9/])")


def stopped(text: str) -> str:
    """A formula as it is printed, with 。 where it has no end of its own; writing and checking must agree on it."""
    return text if text.endswith(("。", "：", "！")) else text + "。"


def split_sentences(text: str) -> tuple[TextSpan, ...]:
    """Spans of the sentences of ``text`` in order, without the white space around them."""
    spans: list[TextSpan] = []
    start = 0
    stack: list[str] = []
    pos = 0
    while (match := _TOKEN.search(text, pos)) is not None:
        mark = match.group()
        pos = match.end()
        if mark[0] == "\n":
            _add(spans, text, start, match.start())
            start, stack = pos, []
        elif mark in _OPEN or mark in _CLOSE:
            _nest(stack, text, pos, mark)
            if not stack and _ends(text, match.start()) and _stops_here(text, pos, start):
                _add(spans, text, start, pos)
                start = pos
        elif not stack and (mark[0] in _ENDERS or mark[-1] in _ENDERS):
            end = _past_closing(text, pos)
            _add(spans, text, start, end)
            start = pos = end
    _add(spans, text, start, len(text))
    return tuple(spans)


def _nest(stack: list[str], text: str, at: int, mark: str) -> None:
    """Keep the stack of closing marks that are awaited."""
    if mark in _OPEN:
        # A bracket that is never closed on its line must not swallow the sentences behind it.
        if _closes_on_line(text, at, _OPEN[mark]):
            stack.append(_OPEN[mark])
    elif mark in stack:
        while stack.pop() != mark:
            pass


def _past_closing(text: str, at: int) -> int:
    while at < len(text) and text[at] in "”’）)》】〕":
        at += 1
    return at


def split_clauses(text: str) -> tuple[TextSpan, ...]:
    """Spans between any two of ，。；：！？…… and line ends, closing mark included; not 、, not 1,234."""
    spans: list[TextSpan] = []
    start = 0
    for match in _CLAUSE.finditer(text):
        end = _past_closing(text, match.end())
        if end > start:
            _add(spans, text, start, end)
            start = end
    _add(spans, text, start, len(text))
    return tuple(spans)


def _ends(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] in _ENDERS


def _stops_here(text: str, at: int, start: int) -> bool:
    """Whether a quotation closed at ``at`` with its own full stop ends the sentence around it.

    It does when nothing, or a new sentence, follows: the quotation opened the sentence or stands behind a
    colon or comma (B.2.1). It doesn't when a mark, a particle or a noun head carries it on.
    """
    if text[at - 1] not in "”’":
        return False
    rest = text[at : at + 1]
    if not rest or rest.isspace() or rest in "“（":
        return True
    if rest in "，、；：。！？）》的这等是为之与和":
        return False
    opening = text.rfind("“", start, at)
    before = text[opening - 1 : opening] if opening > start else ""
    return before in {"", "：", "，", "”"}


_LINE_LIMIT = 2000


def _closes_on_line(text: str, at: int, mark: str) -> bool:
    close = text.find(mark, at, at + _LINE_LIMIT)
    if close < 0:
        return False
    return text.find("\n", at, close) < 0


def _add(spans: list[TextSpan], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append(TextSpan(start, end))
