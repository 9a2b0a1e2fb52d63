"""What stands in a text and is no prose: the YAML head, blocks and pieces of code, comments.

No rule speaks of it and no fix is put into it. What nobody closed is prose, and a search for a closing mark that
found none is remembered, so that thousands of opening marks cost no more than reading the text.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Sort = Literal["head", "comment", "block", "code"]


class Aside(NamedTuple):
    """A stretch that is no prose, its marks included."""

    start: int
    end: int
    sort: Sort
    """The YAML head, an HTML comment, a fenced block of code, or code within a line."""


def asides(text: str) -> tuple[Aside, ...]:
    """The asides of a text, in order; none lies in another.

    A fenced block of Markdown is prose, and so is any where no Chinese stands outside of blocks: that is a chat's
    answer copied with its fence, and what has to be checked is inside.
    """
    found = _found(text)
    if not any(one.sort == "block" for one in found):
        return found
    at, outside = 0, []
    for one in found:
        outside.append(text[at : one.start])
        at = one.end
    return found if _HAN.search("".join([*outside, text[at:]])) else _found(text, blocks=False)


_HAN = re.compile("[\u4e00-\u9fff]")
_OPENING = re.compile(r"<!--|^ {0,3}(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$|(?P<ticks>`+)", re.MULTILINE)
_CLOSING = "-->"
_ANSWERS = frozenset(("md", "markdown"))


def _found(text: str, *, blocks: bool = True) -> tuple[Aside, ...]:
    """The asides; blocks: whether fenced blocks are some."""
    out: list[Aside] = []
    at = _head_end(text)
    if at:
        out.append(Aside(0, at, "head"))
    last_comment = text.rfind(_CLOSING)
    unclosed: dict[str, int] = {}
    passed = -1
    while (match := _OPENING.search(text, at)) is not None:
        start, at = match.span()
        if match["fence"]:
            if start == passed:  # the end of a block whose inside is prose
                continue
            closing = _fence_close(text, match, unclosed)
            if closing is None:
                continue
            if blocks and match["info"].strip().lower() not in _ANSWERS:
                at = closing.end()
                out.append(Aside(start, at, "block"))
            else:
                passed = closing.start()
        elif match["ticks"]:
            end = _code_end(text, match)
            if end:
                at = end
                out.append(Aside(start, at, "code"))
        elif last_comment >= at:
            at = text.index(_CLOSING, at) + len(_CLOSING)
            out.append(Aside(start, at, "comment"))
    return tuple(out)


def _fence_close(text: str, opening: re.Match[str], unclosed: dict[str, int]) -> re.Match[str] | None:
    """The line that closes the block which begins there.

    unclosed: by mark, the shortest fence that nothing closed; further on nothing closes one of that length or longer.
    """
    mark, length = opening["fence"][0], len(opening["fence"])
    if length >= unclosed.get(mark, length + 1):
        return None
    closing = re.compile(rf"^ {{0,3}}{mark}{{{length},}}[ \t\r]*$", re.MULTILINE).search(text, opening.end())
    if closing is None:
        unclosed[mark] = length
    return closing


def _code_end(text: str, opening: re.Match[str]) -> int:
    """Where the code ends that begins there, in the same line and with as many marks; 0 where it doesn't."""
    for ticks in _TICKS.finditer(text, opening.end()):
        if ticks[0] == "\n":
            break
        if ticks[0] == opening[0]:
            return ticks.end()
    return 0


_TICKS = re.compile(r"`+|\n")
_KEY = re.compile(r"[^\s#:：][^:：\n]{0,30}(?::(?=\s|$)|：(?!.*。\s*$))")
"""With ： of a person who types Chinese, too, unless the line is a sentence."""
_MORE = re.compile(r"\s+\S|-\s|#|\s*$|[\]}]")
_LONGEST_HEAD = 200
"""Lines."""


def _head_end(text: str) -> int:
    """Where the YAML head ends: --- in the first line, one key a line, --- again; 0 where there is none."""
    at = len(text) - len(text.lstrip("\r\n"))
    lines = text[at:].split("\n", _LONGEST_HEAD)[:_LONGEST_HEAD]
    if lines[0].rstrip() != "---":
        return 0
    at, keys = at + len(lines[0]) + 1, 0
    for line in lines[1:]:
        if line.rstrip() in ("---", "..."):
            return at + len(line.rstrip()) if keys else 0
        if _KEY.match(line):
            keys += 1
        elif not _MORE.match(line):
            return 0
        at += len(line) + 1
    return 0
