"""A dirty text → its paragraphs, one a line: line-break spaces, page furniture, indents, broken paragraphs.

Nothing but white space and page furniture is lost, and cleaning a clean text changes nothing. A blank line
stays where it is known to separate paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from pipeline.corpus.marks import contents_entry, heading_mark

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
_STOPS = "，。、；：？！…—～·“”‘’（）《》〈〉〔〕【】「」％"
_CJK = rf"[{_HAN}{_STOPS}]"
_WIDE = rf"[{_HAN}{_STOPS}0-9A-Za-z*%.+/\-]"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_FULL_WIDTH = {0xFF05: "%", 0xFF0F: "/", 0xFF0B: "+"} | {
    code: chr(code - 0xFEE0)
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(first, last + 1)
}
_HALF_STOPS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_PAGE = re.compile(
    r"""(?: [-—–－_~·\s]+ \d{1,4} [-—–－_~·\s]+
        | 第\s*[\d一二三四五六七八九十百]{1,5}\s*页
          (?:\s*[/／，,、]?\s*共\s*[\d一二三四五六七八九十百]{1,5}\s*页)?
        | [Pp]age\s*\d{1,4} (?:\s*of\s*\d{1,4})? | \d{1,3}\s*[/／]\s*\d{1,3} )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"\d{1,3}")
_END = re.compile(r"[。！？：；…!?:;][”’）)》】」]*$")
_CLAUSE_END = re.compile(r"[，、,（(“《的和与及或]$")
_PAGE_OF_ENTRY = re.compile(r"(?<=\S)[ \t\u3000]+(?=第? ?\d{1,3} ?页?$|[ivxIVX]{1,5}$)")
_SLACK = 3.5
"""Places that a full line may lack: an indent, or a stop that must not begin the next line."""
_BROKEN_LENGTH = 50
"""A line without a final stop that is longer than this is no heading but half a paragraph."""


def clean(text: str) -> str:
    """Paragraphs of ``text``, one a line, without indents, line-break spaces, page numbers and running heads.

    Widths are unified (％／０Ａ → %/0A; half-width stops after Han → full width; － between years → —).
    A space stays inside Latin text, after 第一章 and the like, between the equal halves of a quoted slogan
    (“感党恩 办实事”), before the page number of a table of contents, and where it marks a name taken out
    (我和 市长). Idempotent.
    """
    while (better := _clean_once(text)) != text:
        text = better
    return text


def _clean_once(text: str) -> str:
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"[\x0b\u0085\u2028\u2029]", "\n", text)
    text = re.sub(r"(?<=\d)．(?=\d)", ".", text.translate(_FULL_WIDTH))
    lines = _drop_furniture(text.replace("\f", "\n\f\n").split("\n"))
    return "\n".join(_paragraphs(lines))


# --- inside a line ---


def clean_line(line: str) -> str:
    """One line without indent and line-break spaces, widths unified."""
    line = _SPACES.sub(" ", line).strip()
    hashes = re.match(r"#{1,6} ", line)
    if hashes:
        return hashes.group() + clean_line(line[hashes.end() :])
    page = _PAGE_OF_ENTRY.search(line) if contents_entry(line) and len(line) <= 60 else None
    tail = f" {line[page.end() :]}" if page else ""
    body = line[: page.start()] if page else line
    body = _drop_spaces(body)
    body = re.sub(rf"(?<=[{_HAN}”’）》])([,;:?!])(?=[{_HAN}{_STOPS}\d]|$)", _full_stop, body)
    body = re.sub(r"(?<=\d{4})[－-](?=\d{4}年)", "—", body)
    return body + tail


def _full_stop(match: re.Match[str]) -> str:
    return _HALF_STOPS[match.group(1)]


_TAKEN_OUT = (
    rf"(?:(?:市长|县长|区长|书记|局长|主任|部长)(?![{_HAN}]?会)"
    rf"|[县区局市省镇乡](?=[，。、；：的有是等及]|挂职|工作|期间|$))"
)
_MEANT = re.compile(
    rf"(?P<chapter>^第[一二三四五六七八九十百\d]+[章节条编篇部分]+) (?=\S)"
    rf"|(?P<gap>[和与同跟在由向对到]) (?={_TAKEN_OUT})"
)
_KEPT = "\x1a"


def _drop_spaces(line: str) -> str:
    if " " not in line:
        return line
    line = re.sub(r"“[^“”]{3,30}”", _keep_slogan, line)
    line = _MEANT.sub(lambda m: (m["chapter"] or m["gap"]) + _KEPT, line)
    if not re.search(rf"[{_STOPS}]", line):
        line = _keep_halves(line)
    # Between Latin words and numbers a space is spelling; everywhere else it came from a line break.
    line = re.sub(rf"(?<={_CJK}) (?=\S)|(?<=\S) (?={_CJK})", "", line)
    line = re.sub(r"(?<=[*＊]) (?=[*＊\w])|(?<=\w) (?=[*＊])", "", line)
    return line.replace(_KEPT, " ")


def _keep_slogan(match: re.Match[str]) -> str:
    return "“" + _keep_halves(match.group()[1:-1]) + "”"


def _keep_halves(text: str) -> str:
    """Spaces between Han parts of one length, three or more characters each, are a slogan's own."""
    parts = text.split(" ")
    equal = len({len(p) for p in parts}) == 1 and len(parts) > 1
    meant = equal and len(parts[0]) >= 3 and all(re.fullmatch(rf"[{_HAN}]+", p) for p in parts)
    return text.replace(" ", _KEPT) if meant else text


# --- page furniture ---

_BREAK = "\f"
"""Stands for a page boundary until paragraphs are joined."""


def _drop_furniture(lines: list[str]) -> list[str]:
    """Lines with page numbers and running heads replaced by page breaks."""
    bare = [_SPACES.sub(" ", line).strip() if line != _BREAK else line for line in lines]
    numbers = [int(b) for b in bare if _NUMBER.fullmatch(b)]
    counted = len(numbers) >= 2 and all(a < b for a, b in pairwise(numbers))
    out = list(bare)
    for i, line in enumerate(bare):
        lone = _NUMBER.fullmatch(line) and (counted or _BREAK in bare[max(0, i - 2) : i + 3])
        if lone or (line and _PAGE.fullmatch(line)):
            out[i] = _BREAK
    heads = _running_heads(out)
    first_lines = [i for i, line in enumerate(out) if line and line != _BREAK][:2]
    for i, line in enumerate(out):
        if line in heads and i not in first_lines:
            out[i] = _BREAK
    # Indents are evidence for the joining below, so the raw line goes on where nothing was dropped.
    return [_BREAK if new == _BREAK else lines[i] for i, new in enumerate(out)]


def _running_heads(lines: list[str]) -> set[str]:
    """Short lines that come back at page boundaries at least three times."""
    if _BREAK not in lines:
        return set()
    counts = Counter(line for line in lines if 3 <= len(line) <= 40)
    heads = set()
    for line, count in counts.items():
        if count < 3 or _END.search(line) or heading_mark(line):
            continue
        places = [i for i, other in enumerate(lines) if other == line]
        at_break = sum(1 for i in places if _BREAK in (_near(lines, i, -1), _near(lines, i, 1)))
        if at_break * 2 >= count:
            heads.add(line)
    return heads


def _near(lines: list[str], index: int, step: int) -> str:
    index += step
    while 0 <= index < len(lines) and not lines[index]:
        index += step
    return lines[index] if 0 <= index < len(lines) else _BREAK


# --- paragraphs ---


def _paragraphs(lines: list[str]) -> list[str]:
    """Lines cleaned and broken paragraphs joined; at most one blank line in a row, none at the ends."""
    width = _wrap_width(lines)
    indents = sum(map(_indented, lines)) >= 2
    out: list[str] = []
    last = ""  # the physical line that out[-1] ends with
    blank = page = False
    for raw in lines:
        line = "" if raw == _BREAK else clean_line(raw)
        if not line:
            page, blank = page or raw == _BREAK, blank or raw != _BREAK
            continue
        if out and (page or not blank) and _continues(out[-1], last, line, width, indents):
            if not _indented(raw):
                out[-1] = clean_line(out[-1] + _seam(out[-1], line) + line)
                last, blank, page = line, False, False
                continue
            blank = True  # only the indent tells them apart, and it goes
        if blank and out:
            out.append("")
        out.append(line)
        last, blank, page = line, False, False
    return out


def _indented(line: str) -> bool:
    return bool(re.match(r"(?:\u3000|\t| {2,}|\u00a0{2,})", line)) and bool(line.strip())


def _width(line: str) -> float:
    """Places that a line takes; a half-width character takes half a one."""
    return sum(1.0 if char > "\u2000" else 0.5 for char in line if not char.isspace())


def _wrap_width(lines: list[str]) -> float:
    """Places of a full line if the text is hard-wrapped, else 0.

    Hard-wrapped text has no line beyond the full ones, and many of these end inside a sentence.
    """
    filled = [line.strip() for line in lines if len(line.strip()) > 8]
    if len(filled) < 8:
        return 0
    widths = sorted(map(_width, filled))
    longest = widths[-1 - len(widths) // 50]
    full = [line for line in filled if _width(line) >= longest - _SLACK]
    inside = [line for line in full if not _END.search(line)]
    enough = len(full) >= 4 and len(full) * 5 >= len(filled) and len(inside) * 2 >= len(full)
    return longest if 16 <= longest <= 60 and enough else 0


def _seam(left: str, right: str) -> str:
    return " " if re.search(r"[A-Za-z0-9]$", left) and re.match(r"[A-Za-z]", right) else ""


def _continues(left: str, last: str, right: str, width: float, indents: bool) -> bool:
    """Whether ``right`` is the rest of the paragraph ``left`` whose last physical line is ``last``."""
    if heading_mark(right) or right.startswith("#") or left.startswith("#"):
        return False
    if contents_entry(last) or contents_entry(right):
        return False
    if width:
        return _width(last) >= width - _SLACK and (indents or not _END.search(left))
    if _END.search(left):
        return False
    return bool(re.search(r"[。；！？]", left) or len(left) > _BROKEN_LENGTH or _CLAUSE_END.search(left))
