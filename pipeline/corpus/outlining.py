"""The lines of a document → its blocks: headings of every level with the paragraphs directly below them.

Headings are whole lines (一、工作感受; 一是基层任务繁重。), the first sentence of a paragraph
(一是项目推进有力。今年…), or points inside a long paragraph (…。一是…。二是…。).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.corpus.lexicon import Recognition, is_line
from pipeline.corpus.marks import LEVELS, POINTS, Mark, heading_mark

_MAX_HEADING = 60
_MAX_PLAIN = 25
_SMALL = ("arabic", "arabic_bracket", "circled")
"""Ordinals that may stand below 一是."""
_LONG_POINTS = 80
"""Mean length of points inside a paragraph from which they are sections of their own."""
_SENTENCE_END = re.compile(r"[。！？]")
_POINT_START = re.compile(
    r"(?:(?<=[。；！？：])|^)(?=[一二三四五六七八九十]{1,3}[是要靠抓](?!否)|第[一二三四五六七八九十]{1,3}[，、：])"
)


@dataclass
class Block:
    """A heading (or none) and what stands directly below it."""

    level: int = 1
    mark: Mark | None = None
    heading: str = ""
    """Without ordinal and final stop."""
    run_in: bool = False
    """The heading is the first sentence of the first paragraph, and kept there."""
    paragraphs: list[str] = field(default_factory=list)
    run: int = 0
    """Blocks with the same number belong to one run 一是, 二是 …; 0 for none."""

    @property
    def printed(self) -> str:
        """The heading with its ordinal."""
        return (self.mark.text if self.mark else "") + self.heading

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


@dataclass
class Outline:
    """A document without its title."""

    salutation: str
    bylines: tuple[str, ...]
    """Names, posts, dates above or below the text."""
    blocks: list[Block]


def outline(lines: tuple[str, ...], cues: Recognition) -> Outline:
    """Blocks in order. No text is lost: every line is a heading, a paragraph, the salutation or a byline."""
    body = [line for line in lines if line]
    bylines, salutation = [], ""
    while len(body) > 1 and not salutation and len(body[0]) <= 50:
        if is_line(cues.salutations, body[0]):
            salutation = body.pop(0)
        elif is_line(cues.bylines, body[0]):
            bylines.append(body.pop(0))
        else:
            break
    tail: list[str] = []
    while len(body) > 1 and len(body[-1]) <= 40 and _signature(body, cues):
        tail.insert(0, body.pop())
    blocks = _Builder().build(body)
    return Outline(salutation, (*bylines, *tail), _detach(blocks))


def _signature(body: list[str], cues: Recognition) -> bool:
    line = body[-1]
    unit = re.fullmatch(
        r"[\u4e00-\u9fff*X×（）]{4,30}(?:委|府|局|办|处|室|部|会|院|校|厅|科|公司|组|中心|支部)", line
    )
    return bool(is_line(cues.bylines, line) or unit) and not heading_mark(line)


class _Builder:
    """Lines in, blocks out; keeps the open levels on a stack."""

    def __init__(self) -> None:
        self.blocks: list[Block] = [Block()]
        self.open: list[str] = []
        self.runs = 0
        self.run_of: dict[str, int] = {}

    def build(self, lines: list[str]) -> list[Block]:
        for i, line in enumerate(lines):
            following = lines[i + 1] if i + 1 < len(lines) else ""
            self._line(line, following, lines[i - 1] if i else "")
        return [b for b in self.blocks if b.heading or b.paragraphs]

    def _line(self, line: str, following: str, before: str) -> None:
        hashes = re.match(r"(#{1,6})\s*", line)
        if hashes:
            text = line[hashes.end() :]
            mark = heading_mark(text)
            self._enter(f"#{len(hashes[1])}", mark, text)
            return
        mark = heading_mark(line)
        if mark is None:
            if _plain_heading(line, following, before):
                self._enter("plain", None, line)
            elif following and self._introduces(line, following):
                self._leave_points()
                self.blocks.append(Block(level=len(self.open) + 1, paragraphs=[line]))
            else:
                self._paragraph(line)
            return
        rest = line[len(mark.text) :]
        key = mark.kind + mark.verb
        if _whole_line(rest, following, key):
            self._enter(key, mark, rest)
            return
        first = _SENTENCE_END.split(rest, maxsplit=1)[0]
        if len(first) <= _MAX_HEADING and len(first) < len(rest):
            if first.count("，") > 3:
                first = ""
            self._enter(key, mark, first, paragraph=line)
        else:
            self._enter(key, mark, "", paragraph=line)

    def _enter(self, key: str, mark: Mark | None, heading: str, paragraph: str = "") -> None:
        if key in self.open:
            del self.open[self.open.index(key) + 1 :]
        else:
            while self.open and _rank(self.open[-1]) > _rank(key):
                self.open.pop()
            self.open.append(key)
        if mark is None or mark.number == 1 or key not in self.run_of:
            self.runs += 1
            self.run_of[key] = self.runs
        text = heading[len(mark.text) :] if mark and heading.startswith(mark.text) else heading
        block = Block(
            level=len(self.open),
            mark=mark,
            heading=text.strip().rstrip("。；：！.").strip("*"),
            run_in=bool(paragraph),
            run=self.run_of[key],
        )
        self.blocks.append(block)
        if paragraph:
            self._paragraph(paragraph)

    def _introduces(self, line: str, following: str) -> bool:
        """Whether the line leads in a new run of points after an earlier run has ended."""
        mark = heading_mark(following)
        last = self.blocks[-1]
        points = last.mark is not None and last.mark.kind in POINTS and bool(last.paragraphs)
        leads = re.search(
            r"[：:]$|[提讲谈][^。]{0,12}[点条个方面](?:希望|要求|意见|建议|体会|感受|想法)[。：:]?$", line
        )
        return bool(points and leads and mark and mark.number == 1)

    def _leave_points(self) -> None:
        while self.open and self.open[-1].startswith(POINTS):
            self.open.pop()

    def _paragraph(self, line: str) -> None:
        pieces = inner_points(line)
        if len(pieces) < 3:
            self.blocks[-1].paragraphs.append(line)
            return
        lead, *points = pieces
        if lead:
            self.blocks[-1].paragraphs.append(lead)
        for point in points:
            mark = heading_mark(point)
            first = _SENTENCE_END.split(point, maxsplit=1)[0]
            heading = first if mark and len(first) <= _MAX_HEADING else ""
            key = f"inner{mark.kind}{mark.verb}" if mark else "inner"
            self._enter(key, mark, heading)
            self.blocks[-1].run_in = True
            self.blocks[-1].paragraphs.append(point)
        self._close_inner()

    def _close_inner(self) -> None:
        while self.open and self.open[-1].startswith("inner"):
            self.open.pop()


def inner_points(paragraph: str) -> list[str]:
    """``[lead, 一是…, 二是…, …]`` where a paragraph holds a run of long points, else ``[paragraph]``.

    The pieces joined are the paragraph.
    """
    starts: list[int] = []
    verb = ""
    for found in _POINT_START.finditer(paragraph):
        mark = heading_mark(paragraph[found.start() :])
        if mark is None or mark.number != len(starts) + 1:
            continue
        if starts and (mark.kind + mark.verb) != verb:
            continue
        verb = mark.kind + mark.verb
        starts.append(found.start())
    if len(starts) < 2 or starts[0] == 0:
        return [paragraph]
    ends = [*starts[1:], len(paragraph)]
    pieces = [paragraph[a:b] for a, b in zip(starts, ends, strict=True)]
    if sum(map(len, pieces)) / len(pieces) < _LONG_POINTS:
        return [paragraph]
    return [paragraph[: starts[0]], *pieces]


def _rank(key: str) -> int:
    """Depth that a kind of heading usually has; points have the lowest."""
    if key.startswith("#"):
        return int(key[1:]) - 10
    kind = next((kind for kind in LEVELS if key.startswith(kind)), "")
    # The longer name first: han_bracket begins like han.
    for name in sorted(LEVELS, key=len, reverse=True):
        if key.startswith(name):
            kind = name
            break
    if kind in POINTS:
        return len(LEVELS)
    return LEVELS.index(kind) if kind else len(LEVELS) + (1 if key.startswith("inner") else -1)


def _whole_line(rest: str, following: str, key: str) -> bool:
    """Whether the line is a heading and nothing else."""
    if not rest or len(rest) > _MAX_HEADING or _SENTENCE_END.search(rest[:-1]):
        return False
    if not re.search(r"[。；！？]$", rest):
        return True
    if not following:
        return False
    mark = heading_mark(following)
    # A stopped line is a heading only when its own text follows, not the next item of a list.
    below = mark is not None and mark.number == 1 and _rank(mark.kind) > _rank(key)
    return mark is None or below or (bool(mark) and key.startswith(POINTS) and mark.kind in _SMALL)


def _plain_heading(line: str, following: str, before: str) -> bool:
    """A short unstopped line between paragraphs."""
    if len(line) > _MAX_PLAIN or re.search(r"[。！？；，：、…,;:]$", line) or len(line) < 4:
        return False
    return len(following) >= 40 and (not before or bool(re.search(r"[。！？：”）]$", before)))


def _detach(blocks: list[Block]) -> list[Block]:
    """Paragraphs after the last point of a regular run go back to the top level.

    In a run of three or more points the earlier ones show how many paragraphs a point has.
    """
    runs: dict[int, list[Block]] = {}
    for block in blocks:
        if block.run and block.mark:
            runs.setdefault(block.run, []).append(block)
    out: list[Block] = []
    for i, block in enumerate(blocks):
        out.append(block)
        run = runs.get(block.run, [])
        if len(run) < 3 or run[-1] is not block or block.mark is None or block.mark.kind not in POINTS:
            continue
        usual = max(len(other.paragraphs) for other in run[:-1])
        later = blocks[i + 1] if i + 1 < len(blocks) else None
        if (
            usual
            and len(block.paragraphs) > usual
            and (later is None or later.level < block.level or later.level == 1)
        ):
            rest = block.paragraphs[usual:]
            del block.paragraphs[usual:]
            out.append(Block(level=1 if later is None else block.level, paragraphs=rest))
    return out
