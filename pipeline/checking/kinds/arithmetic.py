"""Figures of one sentence that contradict one another: sums, shares, growth, rates, per-head values.

Only what the words tie together is computed: a total with 其中 behind it, 由A增加到B with the growth in the next
clause, 办结 with 办结率. Roundings are as coarse as the figures are written; a hedged figure (约, 近, 余) proves nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from pydantic import Field

from pipeline.checking.figures import (
    DIGITS,
    Figure,
    Sentence,
    decimal,
    figures_of,
    near,
    near_ratio,
    number,
    said,
)
from pipeline.checking.kinds import kind
from pipeline.checking.kinds.pattern import Regex
from pipeline.checking.lazy import Lazy
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.text.quantities import same_kind
from pipeline.types import Frozen, Severity


class ArithmeticOptions(Frozen):
    """Which computation, and the words that tie figures together in it."""

    check: str
    """change, rate, rest, share, sum, whole, over, list or head."""
    words: dict[str, Regex] = Field(default_factory=dict)


Check = Callable[[Passage, Sentence, dict[str, Lazy]], Iterator[Hit]]


@kind("arithmetic", ArithmeticOptions)
def arithmetic(rule: Rule, options: ArithmeticOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """Figures of a sentence that do not agree."""
    words = {name: Lazy(p) for name, p in options.words.items()}
    check = CHECKS[options.check]

    def detect(passage: Passage) -> Iterator[Hit]:
        for sentence in figures_of(passage):
            yield from check(passage, sentence, words)

    return detect


# --- growth --------------------------------------------------------------------------------------------------------


def _change(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """由A增加到B，增加C; B比上年的A增加C."""
    text = passage.half
    for i, (a, b) in enumerate(pairwise(sentence.figures)):
        if not same_kind(a.q, b.q) or not (a.exact and b.exact) or not a.value:
            continue
        lead = words["from"].search(text, max(sentence.start, a.start - 24), a.start)
        turn = words["to"].fullmatch(text, a.end, b.start)
        c = sentence.figures[i + 2] if i + 2 < len(sentence.figures) else None
        if lead and turn:
            if not words["rank"].search(text, max(sentence.start, a.start - 40), a.start):
                yield from _wrong_way(a, b, turn, words)
            if (
                c is not None
                and words["grown"].fullmatch(text, b.end, c.start)
                and _same_base(passage, lead, text[b.end : c.start])
            ):
                yield from _grown(passage, a, b, c)
        elif (
            c is not None
            and words["than"].fullmatch(text, a.end, b.start)
            and words["by"].fullmatch(text, b.end, c.start)
        ):
            yield from _grown(passage, b, a, c)


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


_YEAR = re.compile(r"(?:19|20)([0-9]{2})年")


def _same_base(passage: Passage, lead: re.Match[str], tie: str) -> bool:
    """Whether 同比, 比上年 speaks of the first figure: it does not when that is of an earlier year."""
    if not re.search("同比|上年|去年", tie):
        return not re.search("年均|环比", tie)
    year = _YEAR.search(lead[0])
    if year is None:
        return True
    return passage.years is None or passage.years[1] % 100 - int(year[1]) == 1


def _grown(passage: Passage, a: Figure, b: Figure, c: Figure) -> Iterator[Hit]:
    if not c.exact:
        return
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


# --- rates, rests, shares ------------------------------------------------------------------------------------------


def _rate(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
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


def _rest(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
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


def _share(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
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


# --- wholes and parts ----------------------------------------------------------------------------------------------


def _sum(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """T，其中A、B、C; also where each comes with a second figure (12笔3600万元)."""
    text = passage.half
    starts = [f.start for f in sentence.figures]
    for match in words["among"].finditer(text, sentence.start, sentence.end):
        at = bisect_left(starts, match.start())
        before = sentence.figures[max(0, at - 6) : at]
        after = [f for f in sentence.figures[at : at + 16] if f.q.unit]
        done: list[Figure] = []
        for first in after[:2]:
            total = next((f for f in reversed(before) if same_kind(f.q, first.q)), None)
            if (
                total is None
                or total in done
                or not total.exact
                or total.rate
                or total.q.dimension == "times"
            ):
                continue
            head = text[max(sentence.start, total.start - 16) : total.start]
            if (
                re.search("[每均]|其中", head[-12:])
                or words["rise"].search(head)
                or words["stop"].search(text, total.end, match.start())
            ):
                continue
            done.append(total)
            parts = list(_parts(text, [f for f in after if f.start >= first.start], head, words))
            yield from _bigger(total, parts[:1])
            if len(parts) > 1 and all(p.exact for p in parts):
                yield from _adds_up(passage, total, parts, words)


def _parts(text: str, after: Sequence[Figure], head: str, words: dict[str, Lazy]) -> Iterator[Figure]:
    """The figures that go on the list of parts: same unit, nothing but a name (and one other figure) before each.

    A verb begins another statement unless it is the total's own (化解债务 …，其中 … 化解 …).
    """
    last = after[0]
    yield last
    other: Figure | None = None
    for figure in after[1:]:
        if not same_kind(last.q, figure.q):
            if other is not None:
                return
            other = figure
            continue
        gap = text[last.end : figure.start]
        if other is not None:
            gap = gap.replace(text[other.start : other.end], "", 1)
        other_verbs = [
            m for m in words["stop"].finditer(gap) if m[0] not in head or gap[m.start() - 1] in "，、"
        ]
        if not words["next"].fullmatch(gap) or other_verbs:
            return
        yield figure
        last, other = figure, None


def _bigger(total: Figure, parts: Sequence[Figure]) -> Iterator[Hit]:
    for part in parts:
        if part.value > total.value + (total.step + part.step) / 2 and part.q.hedge in {"", "over"}:
            yield Hit(
                part.start, part.end, f"其中的{said(part)}比总数{said(total)}还多", severity=Severity.ERROR
            )


def _adds_up(
    passage: Passage, total: Figure, parts: Sequence[Figure], words: dict[str, Lazy]
) -> Iterator[Hit]:
    text = passage.half
    added = sum((p.value for p in parts), Fraction(0))
    slack = (sum((p.step for p in parts), Fraction(0)) + total.step) / 2
    if abs(added - total.value) <= slack or any(p.value > total.value for p in parts):
        return
    listed = text[total.end : parts[-1].end]
    message = f"各部分合计{number(added, total)}，与总数{said(total)}对不上"
    slips = [p for p in parts if _slip(text, p, p.value + total.value - added)]
    start, end = parts[0].start, parts[-1].end
    if end - start > 40:
        start, end = (slips[0].start, slips[-1].end) if slips else (parts[-1].start, parts[-1].end)
    sexes = len(parts) == 2 and "男" in listed and "女" in listed
    if sexes or words["whole"].search(text, max(0, total.start - 12), min(len(text), parts[-1].end + 8)):
        yield Hit(start, end, message)
    elif words["traits"].search(listed):
        return
    elif slips or added > total.value + slack:
        yield Hit(start, end, message)
    elif added * 10 >= total.value * 9:
        yield Hit(start, end, message + "，请看是否列全", severity=Severity.INFO)


def _slip(text: str, part: Figure, wanted: Fraction) -> bool:
    """Whether the part is a typing slip of what would make the sum right: digits swapped, or one of three wrong."""
    match = DIGITS.search(text, part.start, part.end)
    if match is None or wanted <= 0 or not part.value:
        return False
    have = match[0].replace(",", "")
    size = part.value / Fraction(have)
    places = len(match[1]) if match[1] else 0
    exact = wanted / size * 10**places
    if exact.denominator != 1:
        return False
    want = str(int(exact)).rjust(len(have.replace(".", "")), "0")
    have = have.replace(".", "")
    if len(want) != len(have) or len(have) < 2:
        return False
    wrong = [i for i in range(len(have)) if have[i] != want[i]]
    swapped = len(wrong) == 2 and sorted(have) == sorted(want)
    return swapped or (len(wrong) == 1 and len(have) >= 3)


def _whole(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
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


def _over(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """A share or a rate of things done that exceeds 100 %."""
    text = passage.half
    for figure in sentence.figures:
        if figure.q.dimension != "percent" or figure.value <= 100 or figure.q.hedge == "under":
            continue
        tie = words["over"].search(text, max(sentence.start, figure.start - 14), figure.start)
        if tie:
            yield Hit(figure.start, figure.end, f"“{tie['v']}”不会超过100%")


# --- lists and heads -----------------------------------------------------------------------------------------------


def _list(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
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


def _head(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
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


def _total(passage: Passage, sentence: Sentence, words: dict[str, Lazy]) -> Iterator[Hit]:
    """A、B、C，合计T."""
    text = passage.half
    figures = sentence.figures
    for i, total in enumerate(figures):
        if i < 2 or not total.exact or total.rate or not total.q.unit:
            continue
        before = figures[i - 1]
        certain = words["certain"].search(text, before.end, total.start)
        if not certain and not words["likely"].search(text, before.end, total.start):
            continue
        parts = [before]
        for figure in reversed(figures[: i - 1]):
            gap = text[figure.end : parts[0].start]
            if not same_kind(figure.q, total.q) or not words["next"].fullmatch(gap):
                break
            parts.insert(0, figure)
        if len(parts) < 2 or not all(p.exact and same_kind(p.q, total.q) for p in parts):
            continue
        if words["apart"].search(text, max(sentence.start, parts[0].start - 16), total.start):
            continue
        added = sum((p.value for p in parts), Fraction(0))
        slack = (sum((p.step for p in parts), Fraction(0)) + total.step) / 2
        alike = total.value * 6 <= added * 10 <= total.value * 16
        if abs(added - total.value) > slack and (certain or alike):
            told = f"前面{len(parts)}项合计{number(added, total)}"
            yield Hit(total.start, total.end, f"{told}，与“{text[total.start : total.end]}”对不上")


CHECKS: dict[str, Check] = {
    "total": _total,
    "change": _change,
    "rate": _rate,
    "rest": _rest,
    "share": _share,
    "sum": _sum,
    "whole": _whole,
    "over": _over,
    "list": _list,
    "head": _head,
}
