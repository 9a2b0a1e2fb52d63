"""Parts against their whole: rates of what is done, the rest that is left, shares, and shares beyond 100 %."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from pipeline.checking.figures import Figure, Sentence, decimal, near, near_ratio, number, said
from pipeline.checking.lazy import Lazy
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Hit
from pipeline.text.quantities import same_kind


def rate(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """受理T件，办结P件，办结率R%."""
    text = passage.half
    figures = sentence.figures
    for i, r in enumerate(figures):
        if r.q.dimension != "percent" or not r.exact or i < 2:
            continue
        tie = words["rate"].search(text, max(sentence.start, figures[i - 1].end), r.start)
        if tie is None:
            continue
        total, part = figures[i - 2], figures[i - 1]
        if not (same_kind(total.q, part.q) and total.exact and part.exact and total.value) or total.rate:
            continue
        if not _verb_of(text, total.end, part.start, tie["v"]) or _verb_of(
            text, sentence.start, total.start, tie["v"]
        ):
            continue
        if re.search(f"[不未没无]{re.escape(tie['v'])}", text[total.end : part.start]):
            continue  # 检出不合格31批次，合格率98.75%: the part is what the rate leaves
        clause = max(text.rfind(mark, sentence.start, total.start) for mark in "，。；：（") + 1
        if words["apart"].search(text, clause, r.start) or "；" in text[total.end : part.start]:
            continue
        wholes = [f for f in figures[: i - 1] if f.exact and f.value and same_kind(f.q, part.q)]
        if not any(near_ratio(r, part.value * 100, whole, part.step * 50) for whole in wholes):
            message = f"{said(part)}占{said(total)}的{decimal(part.value * 100 / total.value, r)}%，与“{text[r.start : r.end]}”对不上"
            yield Hit(tie.start("v"), r.end, message)


def _verb_of(text: str, start: int, end: int, verb: str) -> bool:
    """Whether the clause that ends at ``end`` does what the rate is a rate of."""
    clause = max(text.rfind(mark, start, end) for mark in "，。；：、（") + 1
    return verb in text[max(clause, start) : end].replace(verb + "率", "")


def rest(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """排查T处，已整改P处，还有R处没有整改."""
    text = passage.half
    for total, part, rest in zip(sentence.figures, sentence.figures[1:], sentence.figures[2:], strict=False):
        if not all(f.exact for f in (total, part, rest)) or total.rate:
            continue
        if not (same_kind(total.q, part.q) and same_kind(part.q, rest.q) and part.value <= total.value):
            continue
        if not words["rest"].search(text, part.end, rest.start) or not words["done"].search(
            text, total.end, part.start
        ):
            continue
        if words["apart"].search(text, total.start, rest.start):
            continue
        if part.value == total.value or not words["total"].search(
            text, max(sentence.start, total.start - 16), total.start
        ):
            continue
        left = total.value - part.value
        if not near(rest, left, (total.step + part.step) / 2):
            yield Hit(
                rest.start,
                rest.end,
                f"{said(total)}减去{said(part)}余{number(left, rest)}，与“{text[rest.start : rest.end]}”对不上",
            )


def share(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """P，占总数T的R%; T，其中P，占R%."""
    text = passage.half
    for a, b, r in zip(sentence.figures, sentence.figures[1:], sentence.figures[2:], strict=False):
        yield from _share_told_first(passage, a, b, r, words)
        if (
            r.q.dimension != "percent"
            or not (a.exact and b.exact and r.exact)
            or not same_kind(a.q, b.q)
            or a.rate
        ):
            continue
        if words["of"].fullmatch(text, a.end, b.start) and words["share"].fullmatch(text, b.end, r.start):
            part, total = a, b
        elif words["among"].fullmatch(text, a.end, b.start) and words["takes"].fullmatch(
            text, b.end, r.start
        ):
            part, total = b, a
        else:
            continue
        if total.value and not near_ratio(r, part.value * 100, total, part.step * 50):
            message = f"{said(part)}占{said(total)}的{decimal(part.value * 100 / total.value, r)}%，与“{text[r.start : r.end]}”对不上"
            yield Hit(b.start if part is a else r.start, r.end, message)


def _share_told_first(
    passage: Passage, total: Figure, share: Figure, part: Figure, words: dict[str, Lazy]
) -> Iterator[Hit]:
    """T，其中占R%，共P."""
    text = passage.half
    if share.q.dimension != "percent" or total.rate or not same_kind(total.q, part.q):
        return
    if not (total.exact and share.exact and part.exact and total.value):
        return
    tie = text[total.end : share.start]
    if (
        "其中" not in tie
        or not tie.endswith("占")
        or not words["then"].fullmatch(text, share.end, part.start)
    ):
        return
    if not near_ratio(share, part.value * 100, total, part.step * 50):
        told = f"{said(total)}的{said(share)}是{number(total.value * share.value / 100, part)}"
        yield Hit(part.start, part.end, f"{told}，与“{text[part.start : part.end]}”对不上")


def whole(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """Shares of one whole that add up to more than it."""
    text = passage.half
    run: list[Figure] = []
    for figure in (*sentence.figures, None):
        if figure is not None and figure.q.dimension == "percent" and figure.exact:
            if run and words["next"].fullmatch(text, run[-1].end, figure.start):
                run.append(figure)
                continue
            yield from _over_whole(passage, run, words)
            begins = words["first"].search(text, max(sentence.start, figure.start - 24), figure.start)
            run = [figure] if begins else []
            continue
        yield from _over_whole(passage, run, words)
        run = []


def _over_whole(passage: Passage, run: Sequence[Figure], words: dict[str, Lazy]) -> Iterator[Hit]:
    if len(run) < 2:
        return
    text = passage.half
    added = sum((f.value for f in run), Fraction(0))
    apart = words["apart"].search(text, max(0, run[0].start - 24), run[-1].end)
    respectively = words["respectively"].search(text, max(0, run[0].start - 12), run[0].start)
    if added > 100 + sum((f.step for f in run), Fraction(0)) and not apart and (len(run) > 2 or respectively):
        yield Hit(run[-1].start, run[-1].end, f"各部分占比合计{decimal(added, run[0])}%，超过了100%")


def over(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """A share or a rate of things done that exceeds 100 %."""
    text = passage.half
    for figure in sentence.figures:
        if figure.q.dimension != "percent" or figure.value <= 100 or figure.q.hedge == "under":
            continue
        tie = words["over"].search(text, max(sentence.start, figure.start - 14), figure.start)
        if tie:
            yield Hit(figure.start, figure.end, f"“{tie['v']}”不会超过100%")
