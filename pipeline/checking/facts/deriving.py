"""Figures that follow from figures of the notes: sums, differences, growth, shares, averages, lengths of time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from itertools import combinations, permutations

from pipeline.checking.facts.cues import averaged, beside, is_share, stretch
from pipeline.checking.facts.reckoning import Formula, by_owner, close, fits, gap, number
from pipeline.checking.facts.shares import ratio
from pipeline.checking.facts.sheet import Place, Said, Sheet, alike
from pipeline.checking.facts.stated import numeral
from pipeline.checking.values import restates
from pipeline.text.dates import DateMention, find_dates
from pipeline.text.quantities import Quantity, same_kind
from pipeline.text.units import UNITS


def follows(quantity: Quantity, told: Sequence[Place]) -> bool:
    """Whether a figure can be computed from others of its fact that are told: the total of parts, a difference."""
    same = [p for p in told if p.value.quantity and same_kind(p.value.quantity, quantity)]
    return bool(_sum(quantity, same) or gap(quantity, same))


MOST_PARTS = 6


def derived(place: Place, said: Said, sheet: Sheet) -> Formula | None:
    """Sum, difference, growth or share of figures of the notes that measure like things."""
    quantity = place.value.quantity
    if quantity is None or quantity.ordinal:
        return None
    pool = _pool(place, said, sheet)
    if quantity.dimension in ("percent", "times"):
        return ratio(place, quantity, pool)
    if quantity.dimension == "points":
        rates = [p for p in pool if p.value.quantity and p.value.quantity.dimension == "percent"]
        return gap(quantity, rates)
    also = re.match(r"（([\u4e00-\u9fff]{1,2})）", place.after)
    units = (
        {also[1]} if also else {"户", "家", "个"} if re.search(r"总量|总数|合计|共", place.before) else set()
    )
    same = [
        p for p in pool
        if p.value.quantity and (same_kind(p.value.quantity, quantity) or p.value.quantity.unit in units or not p.value.quantity.unit)
    ]  # fmt: skip
    everything = [p for p in sheet.noted if p.value.quantity and not p.value.quantity.ordinal]
    wide = everything if _EACH.search(place.before) else pool
    left = [p for p in everything if p.value.quantity and same_kind(p.value.quantity, quantity)]
    return (
        _sum(quantity, _finished_only(place, same)) or gap(quantity, same) or _grown(quantity, pool) or _part(place, quantity, wide)
        or (gap(quantity, left, any_pair=True) if _REST.search(place.before) else None)
        or averaged(place, quantity, everything)
        or _total(place, quantity, left)
        or _by_the_year(place, quantity, left, sheet)
        or _over_a_year(place, quantity, everything)
        or _product(place, said, sheet)
        or _others(place, quantity, everything)
    )  # fmt: skip


def length_of_time(quantity: Quantity, sheet: Sheet) -> Formula | None:
    """三天 of 10月1日至3日, 两年 of 2021年9月至2023年9月: the length of a span that the notes or the head give."""
    if quantity.dimension not in ("month", "hour"):
        return None
    spans = [(v.date, t.fact.id) for t in sheet.facts for v in t.values if v.date]
    spans += [
        (d, "") for text in (sheet.passage.period, sheet.ground.brief.head.period) for d in find_dates(text)
    ]
    for date, owner in spans:
        for later, other in spans:
            if later is date or owner != other or quantity.dimension != "hour":
                continue
            if quantity.low in _hours(date, later):
                return Formula(f"由“{date.text}”和“{later.text}”算出", ())
        if quantity.dimension == "hour" and quantity.low in _hours(date, date):
            return Formula(f"由“{date.text}”算出", ())
        if quantity.dimension == "month" and date.month and (date.end_month or date.end_year):
            years = (date.end_year or date.year or 0) - (date.year or 0)
            months = years * 12 + (date.end_month or 12) - date.month
            if any(abs(quantity.low - m) <= (1 if m >= 6 else 0) for m in (months, months + 1)):
                return Formula(f"由“{date.text}”算出", ())
    return None


def _hours(first: DateMention, last: DateMention) -> set[int]:
    """Lengths of the span, both days counted or not; of one mention, from its beginning to its end.

    Where no year is given a February may have 28 or 29 days.
    """
    one = first is last
    month, day = (last.end_month or last.month, last.end_day) if one else (last.month, last.day)
    end_year = last.end_year if one else last.year
    if not (first.month and first.day and month and day):
        return set()
    found: set[int] = set()
    for year in (first.year,) if first.year else (2023, 2024):
        try:
            apart = (datetime(end_year or year, month, day) - datetime(year, first.month, first.day)).days
        except ValueError:  # 2月30日
            continue
        if apart > 0:
            found |= {24 * apart, 24 * (apart + 1)}
    return found


def _pool(place: Place, said: Said, sheet: Sheet) -> list[Place]:
    """Figures that a computation may use: of facts that the sentence or its neighbours tell, figures that are alike."""
    told = {t.fact.id for t in sheet.facts if len(t.bigrams & said.bigrams) >= 2}
    for near in sheet.around(said):
        for o in near.places:
            if o is not place and o.value.quantity and not o.value.quantity.weak:
                told |= sheet.owning(o.value.quantity)
    if is_share(place):
        # 党员占比过半 of 干部100人，其中党员56人: the whole is in the fact of the part.
        told |= {p.owner for p in sheet.noted if p.value.quantity and place.near and place.near <= p.near}
    return [
        p
        for p in sheet.noted
        if p.value.quantity and not p.value.quantity.ordinal and (p.owner in told or alike(place, p) >= 0.3)
    ]


_IS_TOTAL = re.compile(r"总|共|达到|累计|合计|增加到|增至|提高到|全部")
_IS_PART = re.compile(r"其中|新增|净增|增加|比上年|较上年|扩大|另有|剩余")


_UNFINISHED = re.compile(r"在[建办谈审]|正在|未|拟|计划|待")
_FINISHED = re.compile(r"建成|完成|竣工|完工|投用|办结|已|落地")


def _finished_only(place: Place, pool: Sequence[Place]) -> list[Place]:
    """建成15个 is no sum of 建成12个 and 在建3个."""
    words = beside(place)
    if not _FINISHED.search(words) or _UNFINISHED.search(words):
        return list(pool)
    return [p for p in pool if not _UNFINISHED.search(stretch(p))]


def _sum(quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    parts = [p for p in pool if p.value.quantity and p.value.quantity.low < quantity.low]
    parts = [
        p
        for p in parts
        if not (
            _IS_TOTAL.search(p.before) and any(o.owner == p.owner and _IS_PART.search(o.before) for o in pool)
        )
    ]
    doubled = _doubled(quantity, parts)
    if doubled:
        return doubled
    # Across facts only what has the very unit adds up; 人 and 个 of two facts do so by chance.
    groups = [
        *by_owner(parts).values(),
        [p for p in parts if p.value.quantity and p.value.quantity.unit == quantity.unit],
    ]
    for group in groups:
        for size in range(2, min(len(group), MOST_PARTS) + 1):
            if len(group) > 12 and size > 3:
                break
            for chosen in combinations(group, size):
                if sum(map(number, chosen)) == quantity.low or fits(
                    quantity, sum(map(number, chosen), Fraction(0))
                ):
                    return Formula(
                        f"{'＋'.join(p.value.text for p in chosen)}＝{quantity.text}", tuple(chosen)
                    )
    return None


_REST = re.compile(r"超额|超出|多出|高出|剩|余下|其余|还有|尚有|还差|只差|尚未|仍有|另外|另有")
_TIMES_A_YEAR = {"每月": 12, "每季度": 4, "每季": 4, "每周": 52, "每天": 365, "每半年": 2}


def _total(place: Place, quantity: Quantity, like: Sequence[Place]) -> Formula | None:
    """两项合计20万元 of 教育12万元、医疗8万元: all that a fact has of the kind."""
    if not re.search(r"[两三四五六七八九几]项|合计|共计|总计", stretch(place) + place.after[:2]):
        return None
    for parts in by_owner(like).values():
        if len(parts) > 1 and quantity.low == sum(map(number, parts)):
            return Formula(f"{'＋'.join(p.value.text for p in parts)}＝{quantity.text}", tuple(parts))
    return None


def _by_the_year(place: Place, quantity: Quantity, like: Sequence[Place], sheet: Sheet) -> Formula | None:
    """年均3亿元 of 三年累计投入9亿元, of 2021年至2023年累计投入9亿元."""
    if not re.search(r"年均|每年", stretch(place)):
        return None
    for told in sheet.facts:
        spans = {v.quantity.low / 12 for v in told.values if v.quantity and v.quantity.dimension == "month"}
        spans |= {
            Fraction(v.date.end_year - v.date.year + 1)
            for v in told.values
            if v.date and v.date.year and v.date.end_year
        }
        for p in like:
            if p.owner == told.fact.id and any(n > 1 and close(quantity, number(p) / n) for n in spans):
                return Formula(f"{p.value.text}按年平均", (p,))
    return None


def _over_a_year(place: Place, quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    """每月1本, 一年12本."""
    for p in pool:
        for word, times in _TIMES_A_YEAR.items():
            if (
                word in place.before
                and p.value.quantity
                and same_kind(p.value.quantity, quantity)
                and quantity.low * times == number(p)
            ):
                return Formula(f"{p.value.text}÷{times}＝{quantity.text}", (p,))
            if not re.search(r"一年|全年|每年", place.before):
                continue
            if (
                word in p.before
                and p.value.quantity
                and same_kind(p.value.quantity, quantity)
                and number(p) * times == quantity.low
            ):
                return Formula(f"{p.value.text}×{times}＝{quantity.text}", (p,))
    return None


def _doubled(quantity: Quantity, parts: Sequence[Place]) -> Formula | None:
    """《甲》《乙》各印发500册 → 1000册: each of n things that the fact lists."""
    for p in parts:
        if not re.search(r"各|均|每", p.before):
            continue
        items = max(
            len(re.findall(r"《|“", p.before)),
            len(re.split(r"、|和|与|及", p.before))
            if "、" in p.before or re.search("[和与及]", p.before)
            else 0,
        )
        if 2 <= items <= 20 and number(p) * items == quantity.low:
            return Formula(f"{items}×{p.value.text}＝{quantity.text}", (p,))
    return None


def _grown(quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    """126家，比上年增加14家 → 112家; 1.2亿元，增长20% → 1亿元: what it was before."""
    for a in pool:
        for b in pool:
            if a is b or not a.value.quantity or not b.value.quantity:
                continue
            if not same_kind(a.value.quantity, quantity) or (
                a.owner != b.owner and b.value.quantity.dimension != "percent"
            ):
                continue
            kind = b.value.quantity.dimension
            rate = number(b) / 100 if kind == "percent" else number(b) - 1 if kind == "times" else None
            if rate is None or rate == -1:
                continue
            bases = [number(a) * rate]
            if a.owner == b.owner:
                before = number(a) / (1 + rate)
                bases += [before, number(a) - before]
                bases += [number(a) / (1 - rate), number(a) / (1 - rate) - number(a)] if rate != 1 else []
                bases += [number(a) / rate] if rate else []
            for base in bases:
                if close(quantity, base):
                    return Formula(f"由{a.value.text}和{b.value.text}算出", (a, b))
    return None


_EACH = re.compile(r"均|每|单价|单[仓个户座台项校站家车]")


def _part(place: Place, quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    """户均, 人均, 平均每: one figure divided by another; 3期，每期40人 multiplied."""
    per = re.search(r"每(?:个|一)?([\u4e00-\u9fff]{1,3})|([户人亩家村校站台])均", place.before)
    each = _EACH.search(place.before) is not None
    for a, b in permutations(pool, 2):
        one, other = a.value.quantity, b.value.quantity
        if one is None or other is None or not number(b) or other.dimension in ("percent", "points"):
            continue
        if a.owner != b.owner and not each and f"每{other.unit}" not in a.clause:
            continue
        if not same_kind(one, quantity) and {one.dimension, quantity.dimension} != {"person", "visits"}:
            continue
        if each and _is_average(quantity, place, number(a) / number(b) * _written_size(other, per)):
            return Formula(f"{a.value.text}÷{b.value.text}", (a, b))
        if re.search(r"每|各|均", a.clause) and close(quantity, number(a) * _own_number(b)):
            return Formula(f"{a.value.text}×{b.value.text}", (a, b))
    return None


_BUT_ME = re.compile(r"我(?:和|与|跟|同)(?:其他|其余|另外|其它)的?$")


def _others(place: Place, quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    """我和另外45名同学 of a class of 46."""
    if not _BUT_ME.search(place.before):
        return None
    whole = next((p for p in pool if p.value.quantity and number(p) == quantity.low + 1), None)
    return Formula(f"{whole.value.text}－1＝{quantity.text}", (whole,)) if whole else None


def _product(place: Place, said: Said, sheet: Sheet) -> Formula | None:
    """按亩均增收420元计算，3000亩可增收126万元: two figures of the notes that the sentence itself has, multiplied."""
    quantity = place.value.quantity
    if quantity is None:
        return None
    spoken = [
        p
        for p in sheet.noted
        if any(
            o is not place
            and o.value.quantity
            and p.value.quantity
            and restates(o.value.quantity, p.value.quantity)
            for o in said.places
        )
    ]
    for a, b in permutations(spoken, 2):
        if (
            a.value.quantity
            and same_kind(a.value.quantity, quantity)
            and close(quantity, number(a) * _own_number(b))
        ):
            return Formula(f"{a.value.text}×{b.value.text}", (a, b))
    return None


def _own_number(place: Place) -> Fraction:
    """The number in the unit that is written: 3000 of 3000亩, whatever the base unit is."""
    text = place.value.text
    unit = next((UNITS[text[i:]] for i in range(len(text)) if text[i:] in UNITS), None)
    counted = (
        unit is not None
        and place.value.quantity is not None
        and unit.dimension == place.value.quantity.dimension
    )
    return number(place) / unit.factor if unit is not None and counted else number(place)


def _written_size(quantity: Quantity, per: re.Match[str] | None) -> Fraction:
    """How much of the base unit one unit as written is: 每斤 of a figure in kilograms."""
    word = (per[1] or per[2]) if per else ""
    unit = next((UNITS[word[:n]] for n in range(len(word), 0, -1) if word[:n] in UNITS), None)
    return unit.factor if unit and unit.dimension == quantity.dimension else Fraction(1)


def _is_average(quantity: Quantity, place: Place, value: Fraction) -> bool:
    if close(quantity, value):
        return True
    if quantity.hedge == "under" and quantity.low - 1 < value < quantity.low:
        return True  # 平均每份近三条 of 2.8
    digits = Fraction(numeral(quantity) or 1)
    return place.after.startswith(("多", "余", "出头", "来")) and quantity.low <= value < quantity.low * (
        1 + 1 / digits
    )
