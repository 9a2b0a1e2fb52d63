"""What became of every fact: told, told in part, told wrongly, or missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from pipeline.checking.evidence import Told
from pipeline.checking.facts.cues import times_a_year
from pipeline.checking.facts.deriving import follows
from pipeline.checking.facts.figures import Verdict
from pipeline.checking.facts.reckoning import fits
from pipeline.checking.facts.sheet import Place, Sheet
from pipeline.checking.rules import Hit
from pipeline.checking.values import Value
from pipeline.text.dates import same_date
from pipeline.text.quantities import Quantity, find_quantities, same_kind, same_value
from pipeline.text.units import COUNTED, GENERIC
from pipeline.text.words import content_words
from pipeline.types import Severity

ENOUGH = 0.25
"""Share of a fact's content that the text must have for a fact without figures to count as told."""
WHOLE, HARDLY = 500, 0.12
"""In a text of more characters a fact without figures may be told in quite other words: only next to nothing is sure."""
LITTLE = 0.34
"""Below it a fact is only perhaps told: a reader should look."""
FEW = 2
"""Up to so many are told in words as well: 两度, 双双, 再次."""
ALL_BUT_THE_FIGURE = 0.85
"""The same for a fact with figures, none of which is there: its figure was left out, blanked or spelt amiss."""

_NO_COUNT = re.compile(r"(?:19|20)[0-9]{2}|[一二两三四五六七八九十](?:点|方面|个方面|条|件事)")
"""A year without its 年 and the document's own points report nothing."""
_CHECK = re.compile(r"〔待核：([^〕]*)〕")
_EMPTY = frozenset(("发生", "出现", "存在", "开展", "进行", "实现", "完成", "组织", "没有", "有的"))
_LABEL = re.compile(
    r"^(?:打算|下一步|下步|不足|问题|缺点|体会|感受|要求|希望|建议|成绩|亮点|学习|工作|廉洁|作风|其他|另外|还有)[：:]"
)


def missing_hits(sheet: Sheet, verdicts: Sequence[Verdict]) -> Iterator[Hit]:
    """Facts of which the text has nothing."""
    text = sheet.passage.text
    for told, share in _untold(sheet, verdicts):
        if share >= (ALL_BUT_THE_FIGURE if _counted(told) else LITTLE):
            continue
        sure = bool(_counted(told)) or share < (HARDLY if len(text) > WHOLE else ENOUGH)
        said = "没有写进稿子" if sure else "可能没有写进稿子，请核对"
        yield Hit(
            0, 0, f"{told.fact.id}（第{told.fact.line}行）{said}：{told.fact.text}",
            severity=None if sure else Severity.INFO, facts=(told.fact.id,),
        )  # fmt: skip


def partial_hits(sheet: Sheet, verdicts: Sequence[Verdict]) -> Iterator[Hit]:
    """Facts that are told without all of their figures."""
    used = {(p.owner, p.value.start) for v in verdicts for p in v.sources}
    marked, periodic = _in_marks(sheet), tuple(_periodic(sheet))
    untold = {told.fact.id: share for told, share in _untold(sheet, verdicts)}
    seen = [p for p in sheet.noted if (p.owner, p.value.start) in used]
    for told in sheet.facts:
        if untold.get(told.fact.id, 1.0) < ALL_BUT_THE_FIGURE or told.fact.id in marked:
            continue
        kept = [p for p in sheet.noted if p.owner == told.fact.id and (p.owner, p.value.start) in used]
        lost = [
            v for v in _counted(told)
            if (told.fact.id, v.start) not in used and v.text not in sheet.passage.text and not _counted_otherwise(v, sheet)
            and not (v.quantity and (follows(v.quantity, kept) or _told_as_a_step(v.quantity, kept, sheet)))
            and not (v.quantity and (_by_the_period(v.quantity, periodic) or _by_two(v.quantity, kept, seen)))
        ]  # fmt: skip
        if lost:
            what = "、".join(v.text for v in lost)
            message = f"{told.fact.id}（第{told.fact.line}行）没有写全，缺 {what}：{told.fact.text}"
            yield Hit(0, 0, message, facts=(told.fact.id,))


def _untold(sheet: Sheet, verdicts: Sequence[Verdict]) -> Iterator[tuple[Told, float]]:
    """Facts none of whose figures the text has, with the share of their words that it has."""
    sources = {p.owner for v in verdicts for p in v.sources} | _in_marks(sheet)
    text = "".join(s.text for s in sheet.sentences)
    for told in sheet.facts:
        if told.fact.id in sources:
            continue
        if any(v.quantity and len(v.text) > 1 and v.text in text for v in told.values):
            # It stands in a quotation or a name, where figures are not read.
            continue
        if not _counted(told) and _told_by_its_day(told, sheet):
            continue
        yield told, _share(told, text, sheet)


def _told_by_its_day(told: Told, sheet: Sheet) -> bool:
    """6月1日入汛 for 汛期6月1日开始: the day that only this fact has, and something of its words beside."""
    words = set("".join(w for w in content_words(_wordings(told)) if len(w) > 1)) - set("年月日号0123456789")
    year = sheet.ground.year
    for v in told.values:
        if v.date is None or not v.date.day or {t.fact.id for t, _ in sheet.stating(v)} != {told.fact.id}:
            continue
        for said in sheet.sentences:
            same = any(w.date and same_date(v.date, w.date, default_year=year) for w in said.values)
            if same and words & set(said.text):
                return True
    return False


def _told_as_a_step(quantity: Quantity, kept: Sequence[Place], sheet: Sheet) -> bool:
    """新增五家，达到23家 for 由18家增加到23家: what is lost is the difference of two that the text has."""
    steps = {abs(quantity.low - p.value.quantity.low) for p in kept if p.value.quantity}
    return any(q.low in steps and q.low > 0 and same_kind(q, quantity) for q in sheet.everything)


def _by_two(quantity: Quantity, kept: Sequence[Place], seen: Sequence[Place]) -> bool:
    """完成年度任务的107% where the text has 214亿元 and the 年度任务200亿元: the reader can work it out.

    kept: what the text has of the same fact, seen: of all facts.
    """
    for a, b in product(kept, seen):
        one, other = a.value.quantity, b.value.quantity
        if one is None or other is None or a is b or not one.low or not other.low:
            continue
        if quantity.dimension == "percent":
            shares = (one.low / other.low, other.low / one.low) if same_kind(one, other) else ()
            if any(fits(quantity, share * 100) or fits(quantity, abs(share - 1) * 100) for share in shares):
                return True
            continue
        values = (other.low * one.low / 100, other.low / one.low * 100) if one.dimension == "percent" else ()
        if same_kind(other, quantity) and any(fits(quantity, value) for value in values):
            return True
    return False


def _by_the_period(quantity: Quantity, periodic: Sequence[tuple[Quantity, int]]) -> bool:
    """平均每季度一次 for 4次."""
    return any(q.low * times == quantity.low and same_kind(q, quantity) for q, times in periodic)


def _periodic(sheet: Sheet) -> Iterator[tuple[Quantity, int]]:
    """The figures of the text that are of a period, with how many of it make a year."""
    text = sheet.passage.half
    for q in sheet.everything:
        times = times_a_year(re.split(r"[，。；、0-9]", text[max(0, q.start - 8) : q.start])[-1])
        if times:
            yield q, times


def _counted_otherwise(value: Value, sheet: Sheet) -> bool:
    """12∶45∶43 for 12%、45%、43%; 六场 for 6次, 一周 for 7天, 一个半月 for 45天: the same number under another counter, or a like length of time."""
    quantity = value.quantity
    if quantity is None:
        return False
    number = re.match(r"[0-9.]+", value.text)
    if number and re.search(
        rf"(?<![0-9.]){re.escape(number[0])}[∶:]|[∶:]{re.escape(number[0])}(?![0-9.])", sheet.passage.text
    ):
        return True
    if (
        number
        and len(number[0]) >= 3
        and re.search(rf"(?<![0-9.]){re.escape(number[0])}(?![0-9.])", sheet.passage.text)
    ):
        # 第二组数字：312和1186。前一个是户数，后一个是人数。
        return any(q.unit == "" and str(q.text) == number[0] for q in sheet.everything)
    for q in sheet.everything:
        like = q.dimension == quantity.dimension or {q.dimension, quantity.dimension} <= COUNTED | GENERIC | {
            "次"
        }
        if q.low == quantity.low and q.high == quantity.high and like:
            return True
        if {q.dimension, quantity.dimension} == {"hour", "month"}:
            days = [x.low / 24 if x.dimension == "hour" else x.low * 30 for x in (q, quantity)]
            if abs(days[0] - days[1]) * 20 <= max(days):
                return True
    return False


def _in_marks(sheet: Sheet) -> set[str]:
    """The facts whose figures stand inside 〔待核：A／B〕."""
    marked = [
        q
        for m in _CHECK.finditer(sheet.passage.text)
        for part in m[1].split("／")
        for q in find_quantities(part)
    ]
    return {
        p.owner
        for p in sheet.noted
        if p.value.quantity and any(same_value(p.value.quantity, q) for q in marked)
    }


def _counted(told: Told) -> list[Value]:
    """The figures of a fact that a text would have to have."""
    return [
        v for v in told.values
        if v.quantity and not v.quantity.weak and not v.quantity.ordinal and v.quantity.low > FEW
        and v.quantity.dimension != "month"
        and not (v.quantity.dimension == "percent" and v.quantity.low == 100)
        and not _NO_COUNT.fullmatch(v.text) and v.quantity.bound != "open" and not (v.quantity.hedge and not re.search(r"[0-9]", v.text)) and "半" not in v.text
    ]  # fmt: skip


def _wordings(told: Told) -> str:
    """The statement without its label and its figures."""
    text = told.fact.statement
    for v in reversed(told.values):
        if v.quantity:
            text = text[: v.start] + "，" + text[v.end :]
    return _LABEL.sub("", text)


def _share(told: Told, text: str, sheet: Sheet) -> float:
    """How much of the fact's words the text has, 0 to 1; safe words weigh half."""
    words = [w for w in content_words(_wordings(told)) if len(w) > 1 and w not in _EMPTY]
    if not words:
        return 1.0
    lexicon, vocabulary = sheet.ground.lexicon, sheet.ground.vocabulary
    total = got = 0.0
    elsewhere = "".join(t.fact.text for t in sheet.facts if t is not told)
    for word in words:
        weight = 0.5 if vocabulary.is_safe(word) else 1.0
        if word in elsewhere:
            # It may stand in the text on behalf of another fact.
            weight /= 2
        total += weight
        if word in text or any(a in text for a in lexicon.others(word) if len(a) > 1):
            got += weight
        elif len(word) > 2:
            pairs = [word[i : i + 2] for i in range(len(word) - 1)]
            got += weight * sum(p in text for p in pairs) / len(pairs)
    return got / total
