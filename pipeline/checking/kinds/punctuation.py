"""Marks of punctuation by the clauses of GB/T 15834—2011 that a machine can decide.

What a pattern can say stands in the pack; here is what needs a stack, a line or the shape of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.checking.kinds import kind
from pipeline.checking.passage import Line, Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.text.widths import HAN
from pipeline.types import Frozen

_CLOSER = {"“": "”", "‘": "’", "（": "）", "《": "》", "〈": "〉", "〔": "〕", "【": "】"}
_OPENER = {v: k for k, v in _CLOSER.items()}
_MARKS = re.compile("[“”‘’（）《》〈〉〔〕【】()]")
_WIDTH = {"(": "（", ")": "）"}
"""A half-width bracket pairs with either; its width is another rule's business."""
_QUOTES = frozenset("“”‘’")
_LIST_NUMBER = re.compile(r"(?:^|[\s，。；：、])[0-9０-９A-Za-z一二三四五六七八九十]{1,3}$")


class PairOptions(Frozen):
    """Messages of the ways in which marks fail to make a pair; ``{text}`` is the mark."""

    unclosed: str
    unopened: str
    crossed: str
    """Opened with one mark, closed with another."""
    turned: str
    """A quotation mark that looks the wrong way."""


class _Open(NamedTuple):
    mark: str
    at: int


@kind("pairs", PairOptions)
def pairs(rule: Rule, options: PairOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """Quotation marks, brackets and title marks that come in pairs within a paragraph (GB/T 15834—2011 4.8, 4.9, 4.15).

    A quotation over several paragraphs opens each with “ and closes only the last.
    """

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        carried = False
        lines = passage.lines
        for number, line in enumerate(lines):
            if not _MARKS.search(text, line.start, line.end):
                continue
            found, left = _match(text, line, options, carried=carried)
            following = lines[number + 1] if number + 1 < len(lines) else None
            carried = False
            for opened in left:
                if opened.mark == "“" and following and text[following.start] == "“":
                    carried = True
                    continue
                found.append(_hit(text, opened.at, options.unclosed))
            yield from found

    return detect


def _hit(text: str, at: int, message: str, suggestion: str | None = None) -> Hit:
    return Hit(at, at + 1, message.replace("{text}", text[at]), suggestion, safe=False)


def _match(text: str, line: Line, options: PairOptions, *, carried: bool) -> tuple[list[Hit], list[_Open]]:  # noqa: C901, PLR0912 — one branch a way to fail
    stack: list[_Open] = []
    hits: list[Hit] = []
    rest = text[line.start : line.end].count("”")
    for match in _MARKS.finditer(text, line.start, line.end):
        mark, at = _WIDTH.get(match.group(), match.group()), match.start()
        if mark in "‘’" and _apostrophe(text, at):
            continue
        rest -= mark == "”"
        if mark in _CLOSER:
            if mark == "“" and any(o.mark == "“" for o in stack) and not rest:
                # “…“ with no ” to come: the second was to close.
                while stack and stack[-1].mark != "“":
                    hits.append(_hit(text, stack.pop().at, options.unclosed))
                if stack:
                    stack.pop()
                hits.append(_hit(text, at, options.turned, "”"))
                continue
            stack.append(_Open(mark, at))
            continue
        opener = _OPENER[mark]
        if stack and stack[-1].mark == opener:
            stack.pop()
        elif any(o.mark == opener for o in stack):
            while stack[-1].mark != opener:
                hits.append(_hit(text, stack.pop().at, options.unclosed))
            stack.pop()
        elif stack and mark in _QUOTES and stack[-1].mark in _QUOTES:
            hits.append(_hit(text, at, options.crossed, _CLOSER[stack.pop().mark]))
        elif mark == "）" and _LIST_NUMBER.search(text[max(line.start, at - 4) : at]):
            continue
        elif mark == "”" and carried:
            carried = False
        elif (
            mark == "”"
            and re.compile("[^“”\n]{1,60}”").match(text, at + 1)
            and not _ends_clause(text, at + 1)
        ):
            hits.append(_hit(text, at, options.turned, "“"))
            stack.append(_Open("“", at))
        else:
            hits.append(_hit(text, at, options.unopened))
    return hits, stack


def _apostrophe(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return before.isascii() and before.isalnum() and (not after or after.isascii())


def _ends_clause(text: str, at: int) -> bool:
    return text[at : at + 1] in set("，。；：、！？）》 \n")


# --- half-width marks beside Chinese ---------------------------------------------------------------------


class HalfMarksOptions(Frozen):
    """Half-width marks and the full-width ones that belong in their place."""

    marks: dict[str, str]


@kind("half_marks", HalfMarksOptions)
def half_marks(rule: Rule, options: HalfMarksOptions, folders: DataFolders) -> Detector:  # noqa: ARG001, C901 — the shape of a kind; one loop a mark
    """Half-width marks beside Chinese characters (GB/T 15834—2011 5.1; not in numbers, addresses, Latin text)."""
    single = "".join(re.escape(c) for c in options.marks)
    wide = f"[{HAN}，。、；：？！”’）》…—]"
    find = re.compile(rf"(?<={wide})[{single}](?!//)(?=.?)|(?<=[0-9A-Za-z%％)])[{single}](?=[{HAN}“‘（《])")
    brackets = re.compile(r"\(([^()（）\n]{0,200})[)）]|（([^()（）\n]{0,200})\)")
    quotes = re.compile(r'"([^"\n]{1,200})"')
    stop = re.compile(
        rf"(?<=[{HAN}”’）》])\.(?=[{HAN}“]|[ \t\u3000]*$)(?<!^[一二三四五六七八九十]\.)", re.MULTILINE
    )
    han = re.compile(f"[{HAN}]")

    def detect(passage: Passage) -> Iterator[Hit]:  # noqa: C901 — one loop a mark
        text = passage.text
        for match in find.finditer(text):
            at = match.start()
            after = text[at + 1 : at + 2]
            if match.group() == ":" and after.isdigit() and text[at - 1].isdigit():
                continue
            yield Hit(at, at + 1, suggestion=options.marks[match.group()])
        for match in brackets.finditer(text):
            if not han.search(match.group()):
                continue
            for at, mark in ((match.start(), "（"), (match.end() - 1, "）")):
                if text[at] in "()":
                    yield Hit(at, at + 1, suggestion=mark)
        for match in quotes.finditer(text):
            inches = text[max(0, match.start() - 1) : match.start()].isdigit() and match[1][-1].isdigit()
            if han.search(match[1]) and not inches:
                yield Hit(match.start(), match.start() + 1, suggestion="“")
                yield Hit(match.end() - 1, match.end(), suggestion="”")
        for match in stop.finditer(text):
            if (
                text[match.start() - 2 : match.start() - 1] not in ("", "\n")
                or text[match.start() - 1] not in "一二三四五六七八九十"
            ):
                yield Hit(match.start(), match.end(), suggestion="。")

    return detect


# --- spaces --------------------------------------------------------------------------------------------------


class SpacesOptions(Frozen):
    """Nothing to choose."""


_GAP = re.compile(r"(?<=[^\s])[ \t\u00a0\u3000]{1,8}(?=[^\s])")
_HAN_CHAR = re.compile(f"[{HAN}]")
_WIDE = re.compile(f"[{HAN}，。、；：？！“”‘’（）《》〈〉〔〕…—～]")
_LISTED = re.compile(rf"(?<![{HAN}])(?:[{HAN}]{{2,12}}[ \u3000]{{1,4}}){{2,12}}[{HAN}]{{2,12}}(?![{HAN}])")
_PRESENT = re.compile(rf"(?<=[：:])(?:[{HAN}]{{2,4}}[ \u3000]{{1,4}}){{1,12}}[{HAN}]{{2,4}}(?![{HAN}])")
"""Names behind a label: 出席：张建国 李卫民."""
_LABEL = re.compile(rf"[{HAN}]{{2,8}}[：:]")
_SLOGAN = re.compile(rf"[“《][{HAN}]{{2,12}}(?:[ \u3000][{HAN}]{{2,12}}){{1,5}}[”》]")
_CHAPTER = re.compile(
    r"(?:第[一二三四五六七八九十百0-9]{1,4}[章节条编部篇]|附件[0-9一二三四五六七八九十]{0,2}[：:]?|[0-9]{1,2}[.．]|[一二三四五六七八九十]{1,3}、|[）)]|^[ \t\u3000]*[-*+•])$"
)


@kind("spaces", SpacesOptions)
def spaces(rule: Rule, options: SpacesOptions, folders: DataFolders) -> Detector:  # noqa: ARG001, C901 — the shape of a kind; one test a layout
    """A space between Chinese characters, or between these and figures or Latin letters (the layout of GB/T 9704—2012 has none).

    Left alone: two-part slogans in quotes or title marks, rows of words, numbers of chapters, titles, names,
    signatures and other lines that are laid out.
    """

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        for line in passage.lines:
            if line.role in {"table", "signature", "title", "date"}:
                continue
            body = text[line.start : line.end]
            if not re.search(r"[ \t\u00a0\u3000]", body):
                continue
            stopped = bool(re.search("[，。；]", body))
            kept = [m.span() for p in (_LISTED, _PRESENT, _SLOGAN) for m in p.finditer(body)]
            for match in _GAP.finditer(body):
                start, end = match.span()
                if not _closes(body, start, end) or any(s <= start < e for s, e in kept):
                    continue
                if not stopped and (
                    "\u3000" in match.group()
                    or (_HAN_CHAR.match(body[start - 1]) and _HAN_CHAR.match(body[end]))
                ):
                    continue
                if _CHAPTER.search(body[max(0, start - 8) : start]) and start <= 10:
                    continue
                if (line.role == "heading" and len(body) <= 12) or _name_gap(body, start, end):
                    continue
                if any(s <= line.start + start < e for s, e in passage.markup):
                    continue
                yield Hit(line.start + start, line.start + end, suggestion="")

    return detect


def _closes(body: str, start: int, end: int) -> bool:
    """Whether nothing belongs between what stands on both sides."""
    before, after = body[start - 1], body[end]
    one, other = bool(_WIDE.match(before)), bool(_WIDE.match(after))
    if one and other:
        return end - start == 1 or not (_HAN_CHAR.match(before) and _HAN_CHAR.match(after))
    ascii_word = re.compile(r"[0-9A-Za-z%％.+\-]")
    return bool(
        (one and ascii_word.match(after))
        or (other and ascii_word.match(before))
        or (before.isdigit() and after in "%％℃")
    )


def _name_gap(body: str, start: int, end: int) -> bool:
    """王 明同志: a name of two characters set to the width of three; a label behind another (电话：… 联系人：…)."""
    if _LABEL.match(body, end) and re.search("[：:]", body[:start]):
        return True
    around = re.compile(
        rf"(?<![{HAN}])[{HAN}][ \u3000]{{1,2}}[{HAN}](?![{HAN}])|[：:、，][{HAN}][ \u3000]{{1,2}}[{HAN}](?=同志|[、，。；]|$)"
    )
    return any(
        m.start() <= start < m.end()
        for m in around.finditer(body, max(0, start - 2), min(len(body), end + 4))
    )


# --- 、 between what is marked already ---------------------------------------------------------------------
