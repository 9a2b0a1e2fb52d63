"""What falls to each: a figure for every name (分别), a value per head (户均), so many of so much (3期×40人)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checking.figures import Figure, Sentence, near_ratio, number, said
from pipeline.checking.lazy import Lazy
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Hit
from pipeline.text.quantities import same_kind


def listed(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """A、B、C分别为x、y."""
    text = passage.text
    for match in words["list"].finditer(text, sentence.start, sentence.end):
        names = re.split("、", match["names"])
        joints = len(re.findall("[和与及]", match["names"]))
        values: list[Figure] = []
        at = match.end()
        for figure in sentence.figures:
            if figure.start < at:
                continue
            gap = text[at : figure.start]
            if not words["gap"].fullmatch(gap):
                break
            values.append(figure)
            at = figure.end
        if (
            len(values) < 2
            or passage.quotations.hold(values[0].start, values[0].end)
            or not words["end"].match(text, at)
        ):
            continue
        fewest, most = len(names), len(names) + joints
        if len(names) > 1 and not fewest <= len(values) <= most:
            yield Hit(
                values[0].start, values[-1].end, f"前面列了{most}项，“分别”后面有{len(values)}个数，请核对"
            )


def head(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """带动N户增收T万元，户均增收R万元; 3期×40人，共R人; 4期，每期50人，共R人."""
    text = passage.half
    figures = sentence.figures
    for one, two, three in zip(figures, figures[1:], figures[2:], strict=False):
        if not all(f.exact and f.value for f in (one, two, three)):
            continue
        times = words["times"].fullmatch(text, one.end, two.start)
        if times and words["equals"].fullmatch(text, two.end, three.start) and same_kind(two.q, three.q):
            product = one.value * two.value
            if product != three.value:
                told = f"{said(one)}×{said(two)}为{number(product, three)}"
                yield Hit(three.start, three.end, f"{told}，与“{text[three.start : three.end]}”对不上")
            continue
        tie = words["head"].fullmatch(text, two.end, three.start)
        if tie is not None:
            yield from _each(passage, (one, two), three, tie, words)


def _each(
    passage: Passage,
    pair: tuple[Figure, Figure],
    each: Figure,
    tie: re.Match[str],
    words: dict[str, Lazy],
) -> Iterator[Hit]:
    text = passage.half
    unit = "户" if "户" in tie["unit"] else "人"
    count = next((f for f in pair if text[f.end - 1] == unit and f.q.dimension != each.q.dimension), None)
    total = next((f for f in pair if same_kind(f.q, each.q)), None)
    between = text[pair[0].end : pair[1].start]
    if count is None or total is None or count is total or re.search("[。；：每均]", between):
        return
    clause = text[max(text.rfind(mark, 0, pair[0].start) for mark in "，。；：\n") + 1 : pair[1].start]
    bound = tie["verb"] in clause if "，" not in between else words["reach"].search(between)
    if bound and not near_ratio(each, total.value, count, total.step / 2):
        told = f"{said(total)}除以{said(count)}得{number(total.value / count.value, each)}"
        yield Hit(each.start, each.end, f"{told}，与“{text[each.start : each.end]}”对不上")
