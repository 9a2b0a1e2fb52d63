"""Growth: from what to what, by how much, and which way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from pipeline.checking.figures import DIGITS, Figure, Sentence, decimal, near, near_ratio, number, said
from pipeline.checking.lazy import Lazy
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Hit
from pipeline.text.quantities import same_kind


def change(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """由A增加到B，增加C; B比上年的A增加C."""
    text = passage.half
    for i, (a, b) in enumerate(pairwise(sentence.figures)):
        if not same_kind(a.q, b.q) or not a.exact or not a.value:
            continue
        lead = words["from"].search(text, max(sentence.start, a.start - 24), a.start)
        turn = words["to"].fullmatch(text, a.end, b.start)
        if not b.exact:
            if lead and turn and _beyond(b, turn, words):
                yield from _wrong_way(a, b, turn, words)
            continue
        c = sentence.figures[i + 2] if i + 2 < len(sentence.figures) else None
        if lead and turn:
            turned: list[Hit] = []
            if not words["rank"].search(text, max(sentence.start, a.start - 40), a.start):
                turned = list(_wrong_way(a, b, turn, words))
            yield from turned
            if (
                c is not None
                and words["grown"].fullmatch(text, b.end, c.start)
                and _same_base(passage, lead, text[b.end : c.start])
            ):
                if not turned:
                    yield from _wrong_sign(passage, (a, b, c), text[b.end : c.start], words)
                yield from _grown(passage, a, b, c)
        elif (
            c is not None
            and words["than"].fullmatch(text, a.end, b.start)
            and words["by"].fullmatch(text, b.end, c.start)
        ):
            yield from _grown(passage, b, a, c)


def _beyond(b: Figure, turn: re.Match[str], words: dict[str, Lazy]) -> bool:
    """提高到86%以上, 压缩到5天以内: a line that is crossed the way the verb says."""
    up = bool(words["up"].search(turn[0]))
    return b.q.low == b.q.high and b.q.hedge == ("over" if up else "under")


def _wrong_way(a: Figure, b: Figure, turn: re.Match[str], words: dict[str, Lazy]) -> Iterator[Hit]:
    up = bool(words["up"].search(turn[0]))
    down = bool(words["down"].search(turn[0]))
    if a.value == b.value or up in (down, b.value > a.value):
        return
    yield Hit(
        a.start,
        b.end,
        f"从{said(a)}到{said(b)}是{'增加' if b.value > a.value else '减少'}，与“{turn[0]}”相反",
    )


def _wrong_sign(
    passage: Passage, figures: tuple[Figure, Figure, Figure], tie: str, words: dict[str, Lazy]
) -> Iterator[Hit]:
    """由5个增加到8个，减少3个."""
    a, b, c = figures
    up, down = bool(words["up"].search(tie)), bool(words["down"].search(tie))
    if up != down and a.value != b.value and up != (b.value > a.value) and c.exact:
        way = "增加" if b.value > a.value else "减少"
        yield Hit(
            b.end, c.end, f"从{said(a)}到{said(b)}是{way}，与“{passage.text[b.end : c.end].strip('，')}”相反"
        )


_YEAR = re.compile(r"(?:19|20)([0-9]{2})年")


def _same_base(passage: Passage, lead: re.Match[str], tie: str) -> bool:
    """Whether 同比, 比上年 speaks of the first figure: it does not when that is of an earlier year."""
    if not re.search("同比|上年|去年", tie):
        return not re.search("年均|环比", tie)
    year = _YEAR.search(lead[0])
    if year is None:
        return True
    return passage.years is None or passage.years[1] % 100 - int(year[1]) == 1


def _as_meant(figure: Figure, told: Figure) -> Figure:
    """4亿元 is meant to a tenth of its unit, 5天 as well; of 62% only where the change is told no finer (不是2.6个百分点).

    The last place of a round figure would let any growth pass: 4亿元 might be 3.5亿元.
    """
    digits = DIGITS.search(figure.q.text)
    if digits is None or digits[1] or (figure.rate and told.step < figure.step):
        return figure
    return replace(figure, step=figure.step / 10)


def _grown(passage: Passage, a: Figure, b: Figure, c: Figure) -> Iterator[Hit]:
    if not c.exact:
        return
    a, b = _as_meant(a, c), _as_meant(b, c)
    difference = abs(b.value - a.value)
    slack = (a.step + b.step) / 2
    if same_kind(a.q, c.q) or (a.rate and c.rate):
        if near(c, difference, slack) or (
            a.rate and c.q.dimension == "percent" and near_ratio(c, difference * 100, a)
        ):
            return
        told = f"{said(b)}与{said(a)}相差{number(difference, c)}"
    elif c.q.dimension == "percent":
        if near_ratio(c, difference * 100, a, slack * 100):
            return
        told = f"从{said(a)}到{said(b)}变化{decimal(difference * 100 / a.value, c)}%"
    elif c.q.dimension == "times" and b.value > a.value:
        if near_ratio(c, b.value, a, slack):
            return
        told = f"{said(b)}是{said(a)}的{decimal(b.value / a.value, c)}倍"
    else:
        return
    yield Hit(c.start, c.end, f"{told}，与“{passage.text[c.start : c.end]}”对不上")
