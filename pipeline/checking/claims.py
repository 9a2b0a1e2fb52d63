"""What the words of a sentence claim beyond its facts: success, rank, happenings, strangers' names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.checking.evidence import Ground, Problem
from pipeline.checking.values import Support, Value, values_of
from pipeline.text.sentences import split_clauses
from pipeline.text.setphrases import default
from pipeline.text.words import TaggedWord, content_bigrams, segmenter, tag

_PROPER = ("nr", "ns", "nt", "nz")
_NOUN = ("n", "x", "j")
_DID = re.compile(r"了|已|得到|有效|明显|大幅|进一步|持续|不断|日益")
_CLEAN = re.compile(
    r"(?:没有|从未|未曾?|无一|杜绝了?)[^，。；]{0,4}(?:发生|出现)|无[^，。；]{0,4}(?:事故|差错|投诉|违纪|违规|违法)"
)
MOST_SOFT = 2
"""Ordinary nouns that a clause without anything of the facts may have."""


def beyond(text: str, values: Sequence[Value], ids: Sequence[str], ground: Ground) -> list[Problem]:
    """Claims, rungs, happenings and unknown names that the facts lack; strange nouns as soft problems."""
    support = ground.support(ids)
    taken = [(v.start, v.end) for v in values]
    taken += [(s, e) for s, e in default().spans(text) if text[s:e] not in ground.vocabulary.claims]
    taken += [(s, e) for s, e in ground.vocabulary.phrases(text) if text[s:e] in ground.vocabulary.words]
    words = [w for w in tag(text) if not any(s < w.end and w.start < e for s, e in taken)]
    found: list[Problem] = []
    for span in split_clauses(text):
        inside = [w for w in words if span.start <= w.start < span.end]
        anchored = _anchored(
            text[span.start : span.end], [v for v in values if span.start <= v.start < span.end], support
        )
        found += _clause(
            inside, support, ground, anchored=anchored, clause=text[span.start : span.end], at=span.start
        )
    return found


def _anchored(clause: str, values: Sequence[Value], support: Support) -> bool:
    """Whether the clause tells anything of the facts: a value, or two bigrams (one if it is short)."""
    if any(v.date is None or v.date.year or v.date.day for v in values):
        return True
    here = content_bigrams(clause)
    shared = len(here & support.bigrams)
    return shared >= 2 or (shared == 1 and len(here) <= 4)


def _clause(  # noqa: C901, PLR0913 — one ladder of cases
    words: Sequence[TaggedWord], support: Support, ground: Ground, *, anchored: bool, clause: str, at: int
) -> list[Problem]:
    hard: list[Problem] = []
    soft: list[Problem] = []
    vocabulary, lexicon = ground.vocabulary, ground.lexicon
    for start, end, word, label in words:
        if len(word) < 2 or word in support.flat:
            continue
        also = lexicon.also(word)
        if anchored and word in lexicon.neutral and not vocabulary.is_claim(word):
            continue
        if word in lexicon.rungs or vocabulary.is_claim(word):
            if not _said(word, support, also if anchored else frozenset()):
                hard.append(Problem("claim", start, end, word, f"要点里没有“{word}”的依据"))
        elif (
            word in lexicon.events and not anchored and not any(a in support.flat for a in also if len(a) > 1)
        ):
            hard.append(Problem("claim", start, end, word, f"要点里没有“{word}……”这件事"))
        elif (
            word in lexicon.effects
            and not anchored
            and _DID.search(clause)
            and not any(a in support.flat for a in also if len(a) > 1)
        ):
            hard.append(Problem("claim", start, end, word, f"要点里没有“{word}”的依据"))
        elif vocabulary.is_safe(word) or not _is_han(word) or made_of(word, support, ground):
            continue
        elif label.startswith(_PROPER) or (label.startswith(_NOUN) and not segmenter().has_word(word)):
            hard.append(Problem("unsupported", start, end, word, f"要点里没有提到“{word}”"))
        elif label.startswith(_NOUN):
            soft.append(
                Problem("wording", start, end, word, f"要点里没有提到“{word}”，请看是否合适", soft=True)
            )
    if not anchored and (denied := _CLEAN.search(clause)):
        where = at + denied.start()
        hard.append(
            Problem(
                "claim", where, at + denied.end(), denied[0], f"要点里没有“{clause.rstrip('，。；')}”的依据"
            )
        )
    if not anchored and len(soft) > MOST_SOFT:
        hard.append(Problem("unsupported", at, at + len(clause), clause, "这半句话在要点里没有依据"))
    return [*hard, *soft]


def _said(word: str, support: Support, also: frozenset[str]) -> bool:
    """通过验收 is said by facts that have 通过省级验收; 全部 by 都."""
    if any(a in support.flat for a in also):
        return True
    return len(word) >= 4 and all(part in support.flat for part in (word[:2], word[2:]))


def _is_han(word: str) -> bool:
    return all("\u4e00" <= c <= "\u9fff" for c in word)


def made_of(word: str, support: Support, ground: Ground) -> bool:
    """A word whose halves are in the facts or in the safe vocabulary (新建校舍, 走访群众)."""

    def fine(part: str) -> bool:
        return part in support.flat or ground.vocabulary.is_safe(part)

    return any(fine(word[:i]) and fine(word[i:]) for i in range(1, len(word)))


def misspelt(text: str, ground: Ground) -> list[Problem]:
    """A name of the facts with one character changed (王德厚 → 王德侯, 城东小学 → 城西小学)."""
    everything = ground.support(tuple(ground.by_id)).flat
    found: list[Problem] = []
    for name in ground.known:
        bare = name.removesuffix("同志").strip("《》“”")
        if len(bare) < 3 or bare in text:
            continue
        if bare[0] in "任在到赴来由与驻向为":
            # A verb that the recogniser took for the head of the name.
            bare = bare[1:]
            if len(bare) < 3 or bare in text:
                continue
        for at in range(len(text) - len(bare) + 1):
            piece = text[at : at + len(bare)]
            if piece in everything or not _is_han(piece):
                continue
            if piece[:-1] == bare[:-1] and bare[-1] in "省市县区州镇乡村局院校处科":
                # 盘岭的乡村: the name without what it is.
                continue
            if sum(a != b for a, b in zip(piece, bare, strict=True)) == 1 and (
                piece[0] == bare[0] or _introduced(text[:at], bare, everything)
            ):
                found.append(Problem("name", at, at + len(bare), piece, f"名称与要点不一致，要点是“{bare}”"))
    return found


def _introduced(before: str, name: str, known: str) -> bool:
    """Whether the same words (a post: 主任程砚舟) stand before the name in the facts, so that its first character may differ."""
    at = known.find(name)
    return at >= 2 and len(before) >= 2 and known[at - 2 : at] == before[-2:]


def is_generic(text: str, ground: Ground) -> bool:
    """A sentence of listed, harmless words only: no value, name, claim or happening."""
    values = values_of(text, ground.known)
    support = ground.support(())
    if any(v.date is None or not support.holds(v, text) for v in values):
        return False
    if beyond(text, values, (), ground) or misspelt(text, ground):
        return False
    covered = [(v.start, v.end) for v in values] + default().spans(text) + ground.vocabulary.phrases(text)
    return all(
        len(w.text) < 2 or not _is_han(w.text) or ground.vocabulary.is_safe(w.text) or w.text in support.flat
        or made_of(w.text, support, ground) or any(s < w.end and w.start < e for s, e in covered)
        for w in tag(text)
    )  # fmt: skip


def meta_talk(text: str, ground: Ground) -> Problem | None:
    """抱歉，我无法…, 以下是…: words about the task, which no document has unless its facts do."""
    flat = ground.support(tuple(ground.by_id)).flat
    for word in ground.lexicon.meta:
        at = text.find(word)
        if at >= 0 and word not in flat:
            return Problem(
                "placeholder", at, at + len(word), word, f"“{word}”是对写作任务的说明，不是稿子的内容"
            )
    return None
