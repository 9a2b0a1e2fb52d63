"""A cleaned text → its documents: by its table of contents, else by the title lines that it holds."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.corpus.lexicon import Recognition, is_line
from pipeline.corpus.marks import contents_entry, heading_mark, strip_index

_CONTENTS = re.compile(r"[【\[（(]?(?:目\s*录|总\s*目\s*录?|contents)[】\])）]?[:：]?", re.IGNORECASE)
_STOPPED = re.compile(r"[。！？；，,;：:]$")
_PART = re.compile(
    r"""^(?:[【\[（(]?\s*(?:第[一二三四五六七八九十\d]{1,3}篇|篇[一二三四五六七八九十\d]{1,3}
        |(?:范文|例文|材料|文稿)[一二三四五六七八九十\d]{1,3}|附件?\s*[一二三四五六七八九十\d]{1,3})
        \s*[】\])）]?)[:：、.．\s]*(?P<title>.*)$""",
    re.VERBOSE,
)
_MIN_BODY = 150
"""Han characters that a document has at least; less is a heading or an entry of a list."""
MAX_TITLE = 60


class Part(NamedTuple):
    """One document of a file, cleaned."""

    title: str
    """Empty when the text bears none."""
    lines: tuple[str, ...]
    """Everything below the title; blank lines dropped."""


def split(text: str, cues: Recognition) -> tuple[Part, ...]:
    """The documents of a cleaned text, in order; one part where it is no compendium.

    A table of contents is left out, and so is a foreword before the first of its titles.
    """
    lines = text.split("\n")
    start, entries = _contents(lines)
    body = lines[start:]
    found = _found_again(entries, body)
    cuts = _document_cuts(found, body, cues)
    if len(cuts) < 2:
        cuts = _title_cuts(body, cues)
    if len(cuts) < 2:
        return _whole(_with_title(lines[:start], entries, body, cues), cues)
    parts = []
    ends = [cut.start for cut in cuts[1:]] + [len(body)]
    for cut, end in zip(cuts, ends, strict=True):
        rest = tuple(line for line in body[cut.end : end] if line)
        if rest:
            parts.append(Part(_bare(cut.title), rest))
    return tuple(parts)


class _Cut(NamedTuple):
    start: int
    end: int
    """The title lies on lines start to end (exclusive)."""
    title: str


def _whole(lines: list[str], cues: Recognition) -> tuple[Part, ...]:
    lines = [line for line in lines if line]
    size = _title_size(lines, cues)
    title = "".join(_bare(line) for line in lines[:size])
    return (Part(title, tuple(lines[size:])),) if lines else ()


def _with_title(before: list[str], entries: list[str], body: list[str], cues: Recognition) -> list[str]:
    """The body, below the title that stands above its table of contents if it bears none itself."""
    if _title_size([line for line in body if line], cues):
        return body
    listed = {_plain(entry) for entry in entries}
    title = [
        line
        for line in before
        if line
        and not _CONTENTS.fullmatch(_bare(line))
        and _plain(contents_entry(line) or line) not in listed
    ]
    return [*title, *body]


def _bare(title: str) -> str:
    return title.lstrip("#").strip().strip("*").strip()


# --- table of contents ---


def _contents(lines: list[str]) -> tuple[int, list[str]]:
    """The line after the table of contents, and its titles; (0, []) where there is none."""
    filled = [i for i, line in enumerate(lines) if line]
    for order, i in enumerate(filled[:40]):
        if _CONTENTS.fullmatch(_bare(lines[i])):
            return _entries_below(lines, filled[order + 1 :], i + 1)
    run: list[int] = []
    for i in filled[:60]:
        if contents_entry(lines[i]):
            run.append(i)
        elif len(run) >= 2:
            break
        else:
            run = []
    if len(run) >= 2:
        return run[-1] + 1, [contents_entry(lines[i]) or "" for i in run]
    return 0, []


def _entries_below(lines: list[str], filled: list[int], start: int) -> tuple[int, list[str]]:
    """The entries end where the first of them comes again, or where prose begins."""
    entries: list[str] = []
    paged = bool(filled) and contents_entry(lines[filled[0]]) is not None
    for i in filled:
        line = lines[i]
        title = contents_entry(line)
        plain = title or line
        again = any(_same(_plain(line), _plain(entry)) for entry in entries)
        if again or len(plain) > MAX_TITLE or _STOPPED.search(plain) or (paged and title is None and entries):
            return i, entries
        entries.append(plain)
        start = i + 1
    return start, entries


def _plain(title: str) -> str:
    """What two printings of a title have in common."""
    return re.sub(r"[\W_]+", "", strip_index(_bare(title)))


def _same(a: str, b: str) -> bool:
    if a == b or not a or not b:
        return a == b and bool(a)
    from rapidfuzz.fuzz import ratio

    return min(len(a), len(b)) >= 6 and ratio(a, b) >= 92


def _found_again(entries: list[str], body: list[str]) -> list[_Cut]:
    """Where the titles stand in the body, in the order of the table; titles may run over three lines."""
    cuts: list[_Cut] = []
    at = 0
    for entry in entries:
        cut = _find(_plain(entry), body, at)
        if cut:
            cuts.append(cut)
            at = cut.end
    return cuts


def _find(wanted: str, body: list[str], start: int) -> _Cut | None:
    for i in range(start, len(body)):
        if not body[i] or len(body[i]) > MAX_TITLE + 20:
            continue
        joined, end = "", i
        while end < len(body) and end < i + 4 and len(_plain(joined)) < len(wanted):
            joined += body[end]
            end += 1
        part = _PART.match(joined)
        if _same(_plain(joined), wanted) or (part and _same(_plain(part["title"]), wanted)):
            return _Cut(i, end, part["title"] if part else strip_index(joined))
    return None


def _document_cuts(found: list[_Cut], body: list[str], cues: Recognition) -> list[_Cut]:
    """The cuts that begin documents, not sections of one document."""
    titled = [cut for cut in found if _is_title(cut.title, cues) or _PART.match(body[cut.start])]
    marked = [cut for cut in found if heading_mark(body[cut.start])]
    if len(titled) * 2 >= len(found) or not marked:
        # A table with two levels lists the sections too; those carry their ordinal in the body.
        cuts = [cut for cut in found if cut in titled or cut not in marked]
        return [cut for cut in cuts if cut in titled] if len(titled) >= 2 and marked else cuts
    return titled if len(titled) >= 2 else []


# --- title lines ---


def _is_title(line: str, cues: Recognition) -> bool:
    """Whether a line reads like the title of a document: short, unstopped, ending in 报告, 讲话, 总结 …"""
    line = re.sub(r"[（(][^（）()]{1,20}[）)]$", "", _bare(line))
    if not 4 <= len(line) <= MAX_TITLE or _STOPPED.search(line):
        return False
    return any(re.search(rf"(?:{cue})$", line) for cue in cues.title_ends)


def _title_size(lines: list[str], cues: Recognition) -> int:
    """How many of the first lines are the title (0 to 3)."""
    for size in (1, 2, 3):
        head = lines[:size]
        if len(head) < size or any(_no_title(line, cues) for line in head):
            return 0 if size == 1 or not _lone(lines, cues) else 1
        if _is_title("".join(map(_bare, head)), cues) or _PART.match(head[0]):
            return size
    return 1 if _lone(lines, cues) else 0


def _no_title(line: str, cues: Recognition) -> bool:
    ordinal = heading_mark(_bare(line))
    return bool(len(line) > MAX_TITLE or _STOPPED.search(line) or is_line(cues.salutations, line) or ordinal)


def _lone(lines: list[str], cues: Recognition) -> bool:
    """A first line without stops counts as title where it is marked up, or text follows."""
    if not lines or _no_title(lines[0], cues):
        return False
    return lines[0].startswith("# ") or (len(lines) > 1 and len(lines[0]) >= 4)


def _title_cuts(body: list[str], cues: Recognition) -> list[_Cut]:
    """Title lines that have the body of a document below them; empty unless there are two."""
    candidates: list[_Cut] = []
    i = 0
    while i < len(body):
        cut = _title_at(body, i, cues)
        if cut:
            candidates.append(cut)
        i = cut.end if cut else i + 1
    cuts: list[_Cut] = []
    for order, cut in enumerate(candidates):
        end = candidates[order + 1].start if order + 1 < len(candidates) else len(body)
        if sum(len(line) for line in body[cut.end : end]) >= _MIN_BODY:
            cuts.append(cut)
    if len(cuts) < 2:
        return []
    first = cuts[0]
    before = [line for line in body[: first.start] if line]
    if sum(map(len, before)) >= _MIN_BODY:
        cuts.insert(0, _Cut(0, 0, ""))
    return cuts


def _title_at(body: list[str], i: int, cues: Recognition) -> _Cut | None:
    line = body[i]
    if not line or len(line) > MAX_TITLE:
        return None
    part = _PART.match(_bare(line))
    if part:
        title, end = part["title"], i + 1
        if not title:
            end = _next(body, i)
            if end < len(body) and not _no_title(body[end], cues):
                title, end = body[end], end + 1
            else:
                end = i + 1
        return _Cut(i, end, title)
    if heading_mark(_bare(line)) or not _at_boundary(body, i):
        return None
    for size in (1, 2):
        head = [_bare(text) for text in body[i : i + size]]
        if len(head) == size and not any(_no_title(text, cues) for text in head):
            title = "".join(head)
            if _is_title(title, cues) and _opens(body, i + size, cues):
                return _Cut(i, i + size, title)
    return None


def _next(body: list[str], i: int) -> int:
    i += 1
    while i < len(body) and not body[i]:
        i += 1
    return i


def _at_boundary(body: list[str], i: int) -> bool:
    """A title follows a finished paragraph, a signature or nothing, never half a sentence."""
    before = [line for line in body[:i] if line]
    return not before or bool(re.search(r"[。！？…”）)]$", before[-1])) or len(before[-1]) <= 30


def _opens(body: list[str], i: int, cues: Recognition) -> bool:
    """Below a title come a name or date or address, or at once a paragraph."""
    for line in [line for line in body[i:] if line][:4]:
        prose = len(line) >= 40 or (len(line) >= 15 and line.endswith("。"))
        if prose or is_line(cues.salutations, line) or heading_mark(line):
            return True
        if not (is_line(cues.bylines, line) or len(line) <= 30):
            return False
    return False
