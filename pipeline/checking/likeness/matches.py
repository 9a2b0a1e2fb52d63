"""Runs of equal characters and sentences that are nearly equal, and the 雷同率 they make.

Runs are found by an index of eight-character pieces, so the work grows with the texts and not with their product.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.checking.likeness.streams import Common, Stream, sources_of, texts_of
from pipeline.checking.passage import Passage
from pipeline.text.sentences import TextSpan, split_sentences

GRAM = 8
"""Characters of an indexed piece; a copy shorter than that is nobody's."""
_MANY = 4
"""Places that are remembered of one piece."""


class Match(NamedTuple):
    """A stretch of the text that a source has, too."""

    start: int
    end: int
    source: str
    source_start: int
    source_end: int
    characters: int
    """Han characters in it that are no formula and not the notes'."""
    near: bool = False
    """A sentence that is nearly the source's, not a run of equal characters."""


class Likeness(NamedTuple):
    """雷同率: the share of the text's Han characters in matched stretches, and these."""

    rate: float
    matches: tuple[Match, ...]


def run_matches(passage: Passage, common: Common) -> tuple[Match, ...]:
    """The runs that the text shares with its sources, formulas at their ends cut off."""
    return passage.made((common, "runs"), lambda p: tuple(_made_matches(p, common)))


def _made_matches(passage: Passage, common: Common) -> Iterator[Match]:
    texts = texts_of(passage, common)
    places: dict[str, list[tuple[int, int]]] = {}
    for which, source in enumerate(texts.sources):
        body = source.text
        for i in range(len(body) - GRAM + 1):
            known = places.setdefault(body[i : i + GRAM], [])
            if len(known) < _MANY:
                known.append((which, i))
    draft = texts.draft
    text, size, pos = draft.text, len(draft.text), 0
    while pos <= size - GRAM:
        best, where = 0, (0, 0)
        for which, i in places.get(text[pos : pos + GRAM], ()):
            long = _common_length(text, pos, texts.sources[which].text, i)
            if long > best:
                best, where = long, (which, i)
        if not best:
            pos += 1
            continue
        own = _own_part(draft, pos, pos + best)
        if own is not None:
            first, last = own
            source, offset = texts.sources[where[0]], where[1] - pos
            span = with_marks(passage.text, draft.at[first], draft.at[last] + 1)
            name = sources_of(passage)[where[0]].name
            theirs = source.at[first + offset], source.at[last + offset] + 1
            yield Match(*span, name, *theirs, draft.own[first : last + 1].count(1))
        pos += best


def _common_length(a: str, i: int, b: str, j: int) -> int:
    """How far two texts agree from two places on."""
    step, long = 64, GRAM
    while (
        a[i + long : i + long + step] == b[j + long : j + long + step]
        and i + long + step <= len(a)
        and j + long + step <= len(b)
    ):
        long += step
    stop = min(len(a) - i, len(b) - j)
    while long < stop and a[i + long] == b[j + long]:
        long += 1
    return long


def _own_part(draft: Stream, start: int, end: int) -> tuple[int, int] | None:
    """First and last character of the run that count, so that no formula stands at its ends; None without any."""
    first = draft.own.find(1, start, end)
    return (first, draft.own.rfind(1, start, end)) if first >= 0 else None


def with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Quotation marks of the run taken in, so that none is left alone."""
    inner = text[start:end]
    if inner.count("“") < inner.count("”") and text[start - 1 : start] == "“":
        start -= 1
    if inner.count("“") > inner.count("”") and text[end : end + 1] == "”":
        end += 1
    if text[start - 1 : start] == "“" and text[end : end + 1] == "”":
        start, end = start - 1, end + 1
    return start, end


class _Sentence(NamedTuple):
    span: TextSpan
    source: str
    bare: str


def sentence_matches(passage: Passage, common: Common, *, ratio: float, least: int) -> tuple[Match, ...]:
    """Sentences of at least ``least`` characters of their own that are a source's sentence up to ``ratio``."""
    key = (common, "near", ratio, least)
    return passage.made(key, lambda p: tuple(_made_near(p, common, ratio, least)))


def _made_near(passage: Passage, common: Common, wanted: float, least: int) -> Iterator[Match]:
    from rapidfuzz import fuzz

    texts = texts_of(passage, common)
    theirs: list[_Sentence] = []
    by_gram: dict[str, list[int]] = defaultdict(list)
    for source, stream in zip(sources_of(passage), texts.sources, strict=True):
        for sentence in _bare_sentences(source.name, split_sentences(source.text), stream, least):
            for gram in {sentence.bare[i : i + 4] for i in range(len(sentence.bare) - 3)}:
                if len(by_gram[gram]) < 8:
                    by_gram[gram].append(len(theirs))
            theirs.append(sentence)
    for mine in _bare_sentences("", passage.sentences, texts.draft, least):
        votes = Counter(k for i in range(len(mine.bare) - 3) for k in by_gram.get(mine.bare[i : i + 4], ()))
        for k, count in votes.most_common(3):
            if count < 4:
                break
            ratio = fuzz.ratio(mine.bare, theirs[k].bare) / 100
            if ratio >= wanted:
                other = theirs[k]
                yield Match(*mine.span, other.source, *other.span, len(mine.bare), near=True)
                break


def _bare_sentences(name: str, spans: Iterable[TextSpan], stream: Stream, least: int) -> Iterator[_Sentence]:
    """The sentences with only the characters that are their own."""
    kept: list[tuple[int, str]] = [(p, stream.text[i]) for i, p in enumerate(stream.at) if stream.own[i]]
    k = 0
    for span in spans:
        while k < len(kept) and kept[k][0] < span.start:
            k += 1
        begin = k
        while k < len(kept) and kept[k][0] < span.end:
            k += 1
        if k - begin >= least:
            yield _Sentence(TextSpan(*span), name, "".join(c for _, c in kept[begin:k]))


def likeness_of(passage: Passage, common: Common, *, run: int, ratio: float, least: int) -> Likeness:
    """The share of the text in runs of ``run`` characters or more and in sentences that are nearly a source's."""
    if not sources_of(passage):
        return Likeness(0.0, ())
    runs = [m for m in run_matches(passage, common) if m.characters >= run]
    found = sorted((*runs, *sentence_matches(passage, common, ratio=ratio, least=least)))
    draft = texts_of(passage, common).draft
    matched = bytearray(len(passage.text))
    for match in found:
        matched[match.start : match.end] = b"\x01" * (match.end - match.start)
    han = [p for p, c in zip(draft.at, draft.text, strict=True) if "\u4e00" <= c <= "\u9fff"]
    return Likeness(sum(matched[p] for p in han) / len(han) if han else 0.0, tuple(found))
