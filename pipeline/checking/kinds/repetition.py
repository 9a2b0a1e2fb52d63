"""Saying a thing twice, opening sentences alike, sentences and paragraphs too long to read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.checking.kinds import kind
from pipeline.checking.kinds.pattern import Regex
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.text.sentences import TextSpan, split_clauses
from pipeline.text.words import FUNCTION_WORDS, tag
from pipeline.types import Frozen, Severity


class Clause(NamedTuple):
    """A clause with what it says."""

    start: int
    end: int
    said: str
    """Without marks and empty words."""
    size: int
    """Characters without marks."""
    key: str
    """``said`` with its 、-members in one order, so that A、B is B、A."""


class Said(NamedTuple):
    """A sentence of the prose."""

    start: int
    end: int
    line: int
    clauses: tuple[Clause, ...]

    @property
    def size(self) -> int:
        return sum(c.size for c in self.clauses)


class RepeatOptions(Frozen):
    """What counts as the same, and how much of it is too much."""

    empty: str
    """Characters and words that change nothing (的, 了, 进一步), as a regular expression."""
    inside: int = 8
    """Characters of a clause that may not come back in the same sentence."""
    clause: int = 10
    """Characters of a single clause that may not come back in the same paragraph."""
    whole: int = 7
    """Characters of a sentence that may not come back in the next one."""
    near: int = 12
    """Characters of a sentence that may not come back in it, all but some words."""
    far: int = 22
    """Characters that may not come back elsewhere in the document."""
    entire: int = 12
    """Characters of a sentence that may not come back there with all its clauses."""
    ratio: int = 86
    """Likeness of two sentences, in per cent."""
    reach: int = 6
    """How many sentences back a likeness is looked for."""
    stock: Regex
    """Formulas that a document may repeat."""
    runs: Regex
    """Enumerators; members of one run may be alike."""
    light: tuple[str, ...] = ()
    """Words in which two sentences may differ that say the same: 事关 for 关系."""
    words: int = 4
    """Words of content that such sentences must share."""
    same: tuple[tuple[str, str], ...] = ()
    """Pairs of words that mean the same here."""


@kind("repeat", RepeatOptions)
def repeat(rule: Rule, options: RepeatOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """A sentence, or clauses of one, that another sentence has said already."""
    empty = re.compile(options.empty)
    stock = re.compile(options.stock)
    runs = re.compile(options.runs)
    light = frozenset(options.light)

    def detect(passage: Passage) -> Iterator[Hit]:
        sentences = _said(passage, empty, options.same)
        met: dict[str, Said] = {}
        for at, one in enumerate(sentences):
            before = sentences[max(0, at - options.reach) : at]
            hit = (
                _clauses_again(passage, one, met, options, stock)
                or _within(passage, one, options, stock, light)
                or _like_one_before(passage, one, before, options, runs)
                or _in_other_order(passage, one, before[-3:], options, light)
            )
            met.update((clause.key, one) for clause in one.clauses if len(clause.key) >= 4)
            if hit is not None:
                yield Hit(*hit, suggestion=None)

    return detect


_MARKS = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9.%、]+")


def _said(passage: Passage, empty: re.Pattern[str], same: Sequence[tuple[str, str]]) -> list[Said]:
    out = []
    text = passage.text
    for span in passage.sentences:
        line = passage.line_at(span.start)
        clauses = []
        for c in split_clauses(text[span.start : span.end]):
            whole = _MARKS.sub("", text[span.start + c.start : span.start + c.end]).replace("、", "")
            said = _MARKS.sub("", empty.sub("", text[span.start + c.start : span.start + c.end]))
            for one, other in same:
                said = said.replace(one, other)
            key = "、".join(sorted(said.split("、"))) if "、" in said else said
            clauses.append(
                Clause(
                    span.start + c.start,
                    span.start + c.end,
                    said.replace("、", ""),
                    len(whole),
                    _order_free(key),
                )
            )
        out.append(Said(span.start, span.end, line.start if line else -1, tuple(clauses)))
    return out


def _order_free(key: str) -> str:
    """排查到底、化解到位 and 化解到位、排查到底 behind the same verb have the same characters."""
    return "".join(sorted(key.replace("、", ""))) if "、" in key and len(key) >= 10 else key


def _clauses_again(
    passage: Passage, one: Said, met: dict[str, Said], options: RepeatOptions, stock: re.Pattern[str]
) -> tuple[int, int] | None:
    """The stretch of clauses that an earlier sentence had."""
    again: list[Clause] = []
    best: list[Clause] = []
    for clause in one.clauses:
        if clause.key in met and not stock.search(passage.text, clause.start, clause.end):
            again.append(clause)
        else:
            best, again = max(best, again, key=_size), []
    best = max(best, again, key=_size)
    if not best:
        return None
    size = _size(best)
    here = all(met[c.key].line == one.line for c in best)
    wanted = (options.clause if len(best) == 1 else options.near) if here else options.far
    first = met[best[0].key]
    if here and len(first.clauses) == 1 and first.end <= one.start <= first.end + 1:
        wanted = options.whole
    entire = len(best) == len(one.clauses) == len(first.clauses) and all(met[c.key] is first for c in best)
    if not here and entire and size == one.size and passage.text[one.end - 1] in "。！？；”":
        wanted = options.entire
    if size < wanted or (not here and size * 5 < one.size * 4):
        return None
    return best[0].start, best[-1].end


def _within(
    passage: Passage, one: Said, options: RepeatOptions, stock: re.Pattern[str], light: frozenset[str]
) -> tuple[int, int] | None:
    """A clause that its own sentence has had already, or one just before it but for light words."""
    text = passage.text
    seen: dict[str, int] = {}
    for i, clause in enumerate(one.clauses):
        if clause.size < options.inside or stock.search(text, clause.start, clause.end):
            continue
        last = seen.get(clause.key)
        # Members of a row may end alike (…，解决饮水问题；…，解决饮水问题).
        if last is not None and (len(clause.key) >= options.clause or "；" not in text[last : clause.start]):
            return clause.start, clause.end
        before = (c for c in one.clauses[max(0, i - 4) : i] if c.size >= options.inside)
        if any(_same_words(text, clause, c, options.words, light) for c in before):
            return clause.start, clause.end
        seen[clause.key] = clause.start
    return None


def _same_words(text: str, one: Clause, other: Clause, least: int, light: frozenset[str]) -> bool:
    mine, theirs = Counter(one.said), Counter(other.said)
    if (mine & theirs).total() * 5 < 4 * max(mine.total(), theirs.total()):
        return False
    content = _content(text[one.start : one.end], light)
    if one.key == other.key:
        return False
    return content.total() >= least and content == _content(text[other.start : other.end], light)


def _size(clauses: Sequence[Clause]) -> int:
    return sum(c.size for c in clauses)


def _like_one_before(
    passage: Passage, one: Said, before: Sequence[Said], options: RepeatOptions, runs: re.Pattern[str]
) -> tuple[int, int] | None:
    """A sentence that is an earlier one with a word more or less."""
    mine = "".join(c.said for c in one.clauses)
    if len(mine) < options.near or runs.match(passage.text, one.start):
        return None
    from rapidfuzz import fuzz

    for other in before:
        theirs = "".join(c.said for c in other.clauses)
        if len(theirs) < options.near or runs.match(passage.text, other.start):
            continue
        likeness = fuzz.ratio(mine, theirs, score_cutoff=options.ratio)
        if likeness and _adds_nothing(theirs, mine):
            return one.start, one.end
    return None


def _in_other_order(
    passage: Passage, one: Said, before: Sequence[Said], options: RepeatOptions, light: frozenset[str]
) -> tuple[int, int] | None:
    """A sentence that has the words of an earlier one, in another order and with other light words between."""
    if one.size < options.near:
        return None
    letters = Counter(c for clause in one.clauses for c in clause.said)
    mine: Counter[str] | None = None
    for other in before:
        theirs = Counter(c for clause in other.clauses for c in clause.said)
        common = sum((letters & theirs).values())
        if other.size < options.near or common * 3 < 2 * max(letters.total(), theirs.total()):
            continue
        mine = mine or _content(passage.text[one.start : one.end], light)
        again = _content(passage.text[other.start : other.end], light)
        if mine == again and mine.total() >= options.words:
            return one.start, one.end
        letters_here, there = (_letters(passage.text[x.start : x.end], light) for x in (one, other))
        if letters_here == there and there.total() >= options.clause:
            return one.start, one.end  # 群众来访 and 来访群众, which the segmenter cuts otherwise
    return None


def _content(text: str, light: frozenset[str]) -> Counter[str]:
    """The words of a sentence that tell something."""
    return Counter(
        w.text
        for w in tag(text)
        if _TELLS.match(w.text)
        and w.text not in light
        and w.text not in FUNCTION_WORDS
        and w.tag[:1] not in "dcpu"
    )


def _letters(text: str, light: frozenset[str]) -> Counter[str]:
    """The characters of a sentence without light words; denials stay."""
    for word in sorted(light, key=len, reverse=True):
        text = text.replace(word, "")
    return Counter(c for c in text if _TELLS.match(c) and c not in _LIGHT)


_LIGHT = frozenset("的了着也既都还是而并一就又再更很要须必应当地得和与及")
_TELLS = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]")
_CONTENT = re.compile(r"[0-9A-Za-z]")


def _adds_nothing(one: str, other: str) -> bool:
    """Whether the two differ only by what one of them leaves out: another noun or figure makes another statement."""
    from rapidfuzz.distance import Indel

    changed: list[tuple[str, str]] = []
    last = (-1, -1)
    for op in Indel.opcodes(one, other):
        if op.tag == "equal":
            continue
        pair = (one[op.src_start : op.src_end], other[op.dest_start : op.dest_end])
        if last == (op.src_start, op.dest_start) and changed:
            changed[-1] = (changed[-1][0] + pair[0], changed[-1][1] + pair[1])
        else:
            changed.append(pair)
        last = (op.src_end, op.dest_end)
    if any(_CONTENT.search(a + b) for a, b in changed):
        return False
    replaced = [(a, b) for a, b in changed if a and b]
    left = sum(bool(a) for a, b in changed if not b)
    added = sum(bool(b) for a, b in changed if not a)
    return not replaced and (not left or not added or len(changed) <= 2)


class OpeningOptions(Frozen):
    """Openings that pile up."""

    openings: Regex
    """Connectives; nothing else counts where this is given."""
    times: int
    """How many neighbours it takes."""
    unit: str = "sentence"
    """sentence or clause."""


@kind("openings", OpeningOptions)
def openings(rule: Rule, options: OpeningOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """Neighbouring sentences (or clauses) of a paragraph that begin with the same words."""
    opening = re.compile(options.openings)

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        row: list[TextSpan] = []
        first = ""
        line = None
        spans = passage.clauses if options.unit == "clause" else passage.sentences
        for span in (*spans, None):
            match = opening.match(text, span.start, span.end) if span is not None else None
            here = passage.line_at(span.start) if span is not None else None
            if match is not None and span is not None and match[0] == first and here == line:
                row.append(TextSpan(span.start, match.end()))
                continue
            if len(row) >= options.times:
                yield Hit(
                    row[1].start,
                    row[-1].end,
                    rule.message.replace("{text}", first).replace("{n}", str(len(row))),
                )
            first = match[0] if match is not None else ""
            row = [TextSpan(span.start, match.end())] if match is not None and span is not None else []
            line = here

    return detect


class LengthOptions(Frozen):
    """Limits in characters."""

    unit: str
    """sentence, stretch (between full stops and semicolons) or paragraph."""
    notice: int
    too_long: int | None = None
    """From here on the rule's severity; below it, info. None: always info."""


@kind("length", LengthOptions)
def length(rule: Rule, options: LengthOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """Sentences and paragraphs beyond a limit."""

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        spans = passage.prose if options.unit == "paragraph" else passage.sentences
        for span in spans:
            size = span.end - span.start
            if size > options.notice:
                size = len(re.sub(r"\s", "", text[span.start : span.end]))
            if size <= options.notice:
                continue
            longest = max((len(p) for p in re.split("[；：]", text[span.start : span.end])), default=0)
            heavy = options.too_long is not None and size > options.too_long and longest > options.notice
            message = rule.message.replace("{n}", str(size))
            yield Hit(span.start, span.end, message, severity=None if heavy else Severity.INFO)

    return detect
