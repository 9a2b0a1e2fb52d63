"""The marks that structure official writing: ordinals of headings and points, entries of a table of contents.

Order of levels after GB/T 9704—2012, 7.3.3 (一、→（一）→1.→（1）) and GB/T 15834—2011, B.3
(一是, 第一，), read leniently: samples break these rules.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}

_KINDS = (
    ("chapter", rf"第(?P<n>{_NUMERAL}|\d{{1,2}})(?:章|部分|篇|节)[、：:，\s]*"),
    ("han", rf"(?P<n>{_NUMERAL})(?:、|[.．](?!\d))\s*"),
    ("han_bracket", rf"[（(](?P<n>{_NUMERAL})[）)]、?\s*"),
    ("arabic", r"(?P<n>\d{1,2})(?:、|[.．](?!\d))\s*"),
    ("arabic_bracket", r"[（(](?P<n>\d{1,2})[）)]、?\s*"),
    ("circled", r"(?P<n>[①-⑳])\s*"),
    ("ordinal", rf"第(?P<n>{_NUMERAL})[，,、：:]\s*"),
    ("point", rf"(?P<n>{_NUMERAL})(?P<verb>[是要靠抓])(?!否)"),
)
LEVELS = tuple(kind for kind, _ in _KINDS)
"""Kinds from the highest to the lowest."""
POINTS = ("ordinal", "point")
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)

_LEADER = re.compile(
    r"""^(?P<title>\S.*?)
        (?: (?:\s*(?:\.{2,}|(?:\.\s){2,}\.?|…+|·{2,}|．{2,}|_{2,}|—{3,}|-{3,})[\s.…·．_—-]*|[ \t\u3000]+)
            (?P<page>\d{1,3}|[ivxlIVXL]{1,5}|第?\s*\d{1,3}\s*页)
          | [\s.…·．]*[（(]\s*(?:第?\s*\d{1,3}\s*页?|[ivxlIVXL]{1,5})\s*[）)] )$""",
    re.VERBOSE,
)
_INDEX = re.compile(
    rf"""^(?: 第?(?:{_NUMERAL}|\d{{1,2}})[篇章]?[、.．:：\s]+ | [（(](?:{_NUMERAL}|\d{{1,2}})[）)]、?\s*
           | [①-⑳]\s* | 篇(?:{_NUMERAL}|\d{{1,2}})[：:、\s]* | [ivxIVX]{{1,5}}[.、．\s]+
           | [IVX]{{1,5}}(?=[\u4e00-\u9fff])
           | \d{{1,2}}(?=[\u4e00-\u9fff“《]) | [•·●○■◆▪*-]\s+ | [•●○■◆▪]\s* )""",
    re.VERBOSE,
)


class Mark(NamedTuple):
    """An ordinal at the start of a text."""

    kind: str
    number: int
    text: str
    """As printed, white space after it included: 一、, （二）, 三是 …"""
    verb: str = ""
    """是, 要 … of 一是, 一要."""


def heading_mark(line: str) -> Mark | None:
    """The ordinal that ``line`` begins with, or None."""
    for kind, pattern in _PATTERNS:
        found = pattern.match(line)
        if found:
            verb = found.groupdict().get("verb") or ""
            return Mark(kind, _to_int(found["n"]), found.group(), verb)
    return None


def _to_int(numeral: str) -> int:
    if numeral.isascii():
        return int(numeral)
    if "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    tens, ten, ones = numeral.rpartition("十")
    units = _DIGITS.get(ones, 0) if ones else 0
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + units


def contents_entry(line: str) -> str | None:
    """The title of a line of a table of contents (``1×××……（3）``), without page number; None if it is none.

    Only lines with a page number count; see ``strip_index`` for the ordinal in front.
    """
    if len(line) > 160 or re.search(r"[。；]", line):
        return None
    found = _LEADER.match(line)
    return found["title"].strip() if found else None


def strip_index(title: str) -> str:
    """A title without the ordinal of a table of contents in front: ``3在会上的讲话`` → ``在会上的讲话``."""
    return _INDEX.sub("", title, count=1).strip() or title.strip()
