"""Figures: in the notes as they stand, looser, computed from them, altered, or of nobody's."""

from __future__ import annotations

import re
from datetime import datetime
from dataclasses import replace
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from pipeline.checking.evidence import likeness
from pipeline.checking.facts.sheet import Place, Said, Sheet, alike, role
from pipeline.checking.rules import Hit
from pipeline.checking.values import restates
from pipeline.text.dates import find_dates
from pipeline.text.quantities import Quantity, entails, same_kind, same_value
from pipeline.text.units import COUNTED, UNITS

AKIN = 0.5
"""Likeness from which a strange figure is an altered one of a fact."""
MARGIN = 0.45
"""By how much another fact's figure must be the liker one before a right figure stands at the wrong thing."""
CERTAIN = 0.62
"""Likeness of the other fact's figure that it takes for that."""


class Verdict(NamedTuple):
    """What became of one figure of the text."""

    said: Said
    place: Place
    problem: str
    """'' when it is right."""
    hit: Hit | None
    sources: tuple[Place, ...]
    """The figures of the notes that it tells (for coverage), also when it tells them wrongly."""


def judge_figures(sheet: Sheet) -> tuple[Verdict, ...]:
    """A verdict on every figure of the text, in order."""
    return tuple(_judge(said, place, sheet) for said, place in sheet.written if _claims(said, place))


def _claims(said: Said, place: Place) -> bool:
    quantity = place.value.quantity
    if quantity is None or quantity.weak:
        return False
    # 建党一百周年: history, which the table of dates looks after.
    if quantity.text.endswith("周年") and _HISTORY.search(said.text):
        return False
    return not _CONSTANT.search(place.before + quantity.text) and not (_IDIOM.match(quantity.text[-1:] + place.after))


_CONSTANT = re.compile(r"一年(?:有|三百六十五天|365天|12个月|十二个月)$|一[天日](?:24|二十四)(?:个)?小时$|一周(?:7|七)天$|一年365天$|一年12个月$")
_IDIOM = re.compile(r"[张双颗副][\u4e00-\u9fff]{0,4}(?:脸|面孔|笑脸|眼睛|手|心|担子|肩膀)")
"""46张年轻的面孔: persons, told in a figure of speech."""
_HISTORY = re.compile(r"成立|建党|建国|建军|胜利|诞辰|改革开放|新中国|共产党|解放军|辛亥|五四")


def _at(said: Said, place: Place) -> tuple[int, int]:
    return said.span.start + place.value.start, said.span.start + place.value.end


def _judge(said: Said, place: Place, sheet: Sheet) -> Verdict:
    quantity = place.value.quantity
    assert quantity is not None  # noqa: S101 — places are of figures
    noted = sheet.noted
    start, end = _at(said, place)
    equal = [p for p in noted if p.value.quantity and _restates(quantity, p.value.quantity, place.after)]
    if equal:
        moved = _moved(place, equal, sheet)
        if moved:
            message = f"“{place.value.text}”在要点里说的是另一件事，这里按要点应是“{moved.value.text}”（{moved.owner}：{moved.clause.strip('，。；')}）"
            left = re.split(r"[、，；：。\n]", place.before)[-1]
            begin = start - len(left) if not re.search(r"[0-9]", left) else start
            mended = sheet.passage.text[begin:start] + moved.value.text
            return Verdict(said, place, "binding", Hit(begin, end, message, mended, facts=(moved.owner,)), (*equal, moved))
        return Verdict(said, place, "", None, tuple(equal))
    if sheet.ground.support(()).holds(place.value, said.text):
        return Verdict(said, place, "", None, ())
    said_over = quantity
    if not quantity.hedge and re.search(r"[过破超满逾]$", place.before):
        said_over = replace(quantity, hedge="over", bound="open")
    owners = [owner for q, owner in sheet.loose if _says(quantity, q, sheet) or _says(said_over, q, sheet)]
    # 夜班9个 told as 9天: the clerk's counter stands for any, where the words agree.
    owners += [
        p.owner for p in noted
        if p.value.quantity and p.value.quantity.unit == "个" and _numeral(p.value.quantity) == _numeral(quantity) != ""
        and quantity.dimension not in ("percent", "points", "money", "times") and p.near & place.near
    ]  # fmt: skip
    if quantity.dimension == "percent" and quantity.low == 100 and not quantity.hedge:
        owners += [t.fact.id for t in sheet.facts if t.bigrams & said.bigrams and _ALL.search(t.fact.text)]
    if owners or _spelled(quantity, place, sheet):
        told = tuple(
            p for p in noted
            if p.owner in owners and p.value.quantity
            and (_says(quantity, p.value.quantity, sheet) or _numeral(p.value.quantity) == _numeral(quantity) != "")
        )  # fmt: skip
        return Verdict(said, place, "", None, told)
    looser = [p for p in noted if p.value.quantity and entails(p.value.quantity, quantity)]
    if not looser and any(entails(q, quantity) for q, _ in sheet.loose):
        return Verdict(said, place, "", None, ())
    if looser:
        best = max(looser, key=lambda p: alike(place, p))
        message = f"“{place.value.text}”比要点的“{best.value.text}”说得宽，没有错；能写准就写准"
        return Verdict(said, place, "looser", Hit(start, end, message, best.value.text, facts=(best.owner,)), tuple(looser))
    formula = _derived(place, said, sheet) or _length_of_time(quantity, sheet)
    if formula:
        facts = tuple(dict.fromkeys(p.owner for p in formula.parts if p.owner))
        message = f"“{place.value.text}”由要点推得：{formula.text}"
        return Verdict(said, place, "derived", Hit(start, end, message, facts=facts), formula.parts)
    if _is_count_of_list(place):
        return Verdict(said, place, "", None, ())
    twin = _twin(place, sheet)
    if twin is None and (_small(quantity) or _is_own_count(place)):
        return Verdict(said, place, "", None, ())
    if twin:
        message = f"与要点不一致：要点是“{twin.value.text}”（{twin.owner}：{twin.clause.strip('，。；')}）"
        return Verdict(said, place, "altered", Hit(start, end, message, twin.value.text, facts=(twin.owner,)), (twin,))
    return Verdict(said, place, "unsupported", Hit(start, end, f"要点里没有这个数：{place.value.text}"), ())


_ALL = re.compile(r"全部|均|全覆盖|全数|都|悉数|无一|全体|逐一|所有|件件|清零|完成")
_ALIASES = {"块": ("元",), "方": ("立方米", "平方米"), "口": ("人",), "平": ("平方米",), "人次": ("人",), "号": ("人",), "票": ("人",)}
"""Units as people say them in notes."""
FEW_PEOPLE = 20
"""Up to so many 人次 may be told as persons: each was met once."""
_AT_MOST = re.compile(r"封顶|以内|不超|最多|上限|之内|控制在|压到")
_AT_LEAST = re.compile(r"至少|不少于|不低于|最少|起码|以上|满")


def _says(written: Quantity, noted: Quantity, sheet: Sheet) -> bool:
    """Equal to a figure of the notes as people say them: 3万多块, 960万方, 至少陪满一年, 谈话4人次."""
    if restates(written, noted):
        return True
    if {written.dimension, noted.dimension} == {"person", "visits"} and written.low > FEW_PEOPLE:
        return False
    for name in _ALIASES.get(noted.unit, ()):
        unit = UNITS[name]
        as_said = replace(noted, unit=unit.base, dimension=unit.dimension, low=noted.low * unit.factor, high=noted.high * unit.factor)
        if written.dimension == unit.dimension and restates(written, as_said):
            return True
    if noted.unit == "" and _numeral(written) == _numeral(noted) != "":
        return True
    if written.unit == "" and not written.hedge and _numeral(written) == _numeral(noted) != "":
        # 第一组数字：241. 一年…住了241天: the figure stands elsewhere with its unit.
        return any(restates(q, noted) for q in sheet.everything if q.unit)
    if written.hedge == "under" and written.bound == "open" and not noted.hedge:
        return restates(replace(written, hedge="", bound=""), noted) and bool(_AT_MOST.search(sheet.known))
    if written.hedge == "over" and written.bound == "open" and not noted.hedge:
        return restates(replace(written, hedge="", bound=""), noted) and bool(_AT_LEAST.search(sheet.known))
    return False


def _numeral(quantity: Quantity) -> str:
    match = re.match(r"[0-9.]+", quantity.text)
    return match[0] if match else ""


def _spelled(quantity: Quantity, place: Place, sheet: Sheet) -> bool:
    """16课 of 十六课: the numeral with the character behind it stands in the notes."""
    if quantity.low != quantity.high or quantity.low.denominator != 1 or quantity.hedge:
        return False
    behind = quantity.text.lstrip("0123456789０１２３４５６７８９.一二两三四五六七八九十百千万亿〇零")[:1] or place.after[:1]
    return bool(behind) and re.search(rf"(?<![0-9.]){int(quantity.low)}{re.escape(behind)}", sheet.spelled) is not None


def _restates(written: Quantity, noted: Quantity, after: str) -> bool:
    """Equal; 840台（套） is 840台套 as well as 840台 or 840套."""
    if restates(written, noted):
        return True
    match = re.match(r"（([\u4e00-\u9fff]{1,2})）", after)
    if match is None or match[1] not in UNITS:
        return False
    names = (match[1], written.unit + match[1])
    return any(n in UNITS and restates(replace(written, unit=n, dimension=UNITS[n].dimension), noted) for n in names)


def _moved(place: Place, equal: Sequence[Place], sheet: Sheet) -> Place | None:
    """The figure of the notes that belongs here, when the right ones clearly measure something else."""
    quantity = place.value.quantity
    others = [
        p for p in sheet.noted
        if p.value.quantity and quantity and not same_value(p.value.quantity, quantity)
        and p.value.quantity.dimension == quantity.dimension
    ]  # fmt: skip
    if not others or place.vague or any(p.vague for p in (*equal, *others)):
        return None
    turned = _turned_round(place, equal, others) or _stock_for_flow(place, equal, others) or _other_aspect(place, equal, others)
    if turned:
        return turned
    best = max(_own(place, p) for p in equal)
    found = max(others, key=lambda p: (_own(place, p), alike(place, p)))
    score = _own(place, found)
    if any(w is not place and _states(w, found, sheet) for _, w in sheet.written):
        return None
    if score >= CERTAIN and score - best >= MARGIN:
        return found
    return found if all(_tells_apart(place, found, p) for p in equal) else None


def _states(written: Place, noted: Place, sheet: Sheet) -> bool:
    """Whether the text tells the noted figure properly elsewhere."""
    one, other = written.value.quantity, noted.value.quantity
    if one is None or other is None or not restates(one, other):
        return False
    here = _own(written, noted)
    rivals = (p for p in sheet.noted if p.value.quantity and p.value.quantity.dimension == other.dimension)
    return here >= CERTAIN and all(_own(written, p) <= here for p in rivals)


def _tells_apart(place: Place, other: Place, equal: Place) -> bool:
    """一般公共预算支出 with the figure of 一般公共预算收入: all words of the one, some that the other never has."""
    return (
        len(place.near) >= 3 and place.near <= other.near | other.wide
        and bool(place.near - equal.wide - equal.near) and bool(equal.near - place.wide - place.near)
    )  # fmt: skip


_SMALL = re.compile(r"(?:半|[一二两三四五六七八九十])(?![十百千万亿一二三四五六七八九成])")


def _small(quantity: Quantity) -> bool:
    """两个, 三类, 三天之内: a small count in words, which sums up rather than reports."""
    if quantity.ordinal:
        return quantity.dimension != "rank"
    if re.search(r"个$", quantity.text) and not re.search(r"[0-9]", quantity.text) and quantity.hedge:
        return True
    return bool(_SMALL.match(quantity.text)) and quantity.low == quantity.high and (
        quantity.dimension not in ("percent", "points", "times", "money")
    )


def _own(a: Place, b: Place) -> float:
    """Likeness of what the two measure, by their own stretches where both have one."""
    near = likeness(a.near, b.near)
    if (a.dealt and b.dealt) or a.near and b.near and (near or max(len(a.near), len(b.near)) >= 2):
        return near
    return alike(a, b)


_ASPECTS = (
    (re.compile(r"总投资|计划投资|概算|预算|协议|合同|签约|计划"), re.compile(r"完成投资|到位|已投入|实际|支付|拨付|投入")),
    (re.compile(r"发现|查出|排查|受理|收到|接收"), re.compile(r"整改|办结|解决|化解|销号")),
    (re.compile(r"计划|目标|任务"), re.compile(r"完成|实际|实现")),
)
"""Two sides of one matter whose figures must not change places."""
_FLOW = re.compile(r"新增|净增|新建|新发展|增加(?![到至])")
_STOCK = re.compile(r"累计|总数|总量|共有|共计|达到?")


def _other_aspect(place: Place, equal: Sequence[Place], others: Sequence[Place]) -> Place | None:
    """已完成投资9000万元 where the notes have 总投资9000万元，已完成投资2100万元."""
    mine = _PART_OF.split(place.before)[-1]
    for pair in _ASPECTS:
        for here, there in (pair, pair[::-1]):
            if not here.search(mine) or there.search(mine):
                continue
            theirs = [_PART_OF.split(p.before)[-1] for p in equal]
            if any(here.search(t) or not there.search(t) for t in theirs):
                continue
            for p in others:
                if any(p.owner == e.owner for e in equal) and here.search(_PART_OF.split(p.before)[-1]):
                    return p
    return None


_PART_OF = re.compile(r"[0-9][^，。；]{0,3}[，、；]|、")


def _stock_for_flow(place: Place, equal: Sequence[Place], others: Sequence[Place]) -> Place | None:
    """新增1860个 where the notes have 累计1860个，其中新增420个."""
    if not _FLOW.search(place.before) or _STOCK.search(place.before):
        return None
    if any(_FLOW.search(p.before) or not _STOCK.search(p.before) for p in equal):
        return None
    return next((p for p in others if _FLOW.search(p.before) and any(p.owner == e.owner for e in equal)), None)


def _turned_round(place: Place, equal: Sequence[Place], others: Sequence[Place]) -> Place | None:
    """由312项压减到246项, with the two ends changed round."""
    mine = role(place)
    if not mine or any(role(p) in ("", mine) for p in equal):
        return None
    return next((p for p in others if role(p) == mine and any(p.owner == e.owner for e in equal)), None)


def _twin(place: Place, sheet: Sheet) -> Place | None:
    """The figure of the notes that this one should have been."""
    quantity = place.value.quantity
    if quantity is None:
        return None
    could = [p for p in sheet.noted if p.value.quantity and _could_be(quantity, p.value.quantity)]
    if quantity.ordinal:
        could = [p for p in could if p.value.quantity and p.value.quantity.unit == quantity.unit]
    elif _small(quantity):
        could = [p for p in could if p.after[:2] == place.after[:2] and _HAN.match(p.after)]
    best = max(could, key=lambda p: alike(place, p), default=None)
    return best if best is not None and alike(place, best) >= AKIN else None


_HAN = re.compile("[\u4e00-\u9fff]{2}")


def _could_be(a: Quantity, b: Quantity) -> bool:
    """Same kind, rates of any sort, or the same numeral before another unit."""
    if same_kind(a, b) or {a.dimension, b.dimension} <= {"percent", "points", "times"}:
        return True
    digits = [re.sub(r"[^0-9.一二三四五六七八九十百千两]", "", q.text) for q in (a, b)]
    return bool(digits[0]) and digits[0] == digits[1]


def follows(quantity: Quantity, told: Sequence[Place]) -> bool:
    """Whether a figure can be computed from others of its fact that are told: the total of parts, a difference."""
    same = [p for p in told if p.value.quantity and same_kind(p.value.quantity, quantity)]
    return bool(_sum(quantity, same) or _gap(quantity, same))


class Formula(NamedTuple):
    text: str
    parts: tuple[Place, ...]


_TOTAL = re.compile(r"共|合计|累计|总|一共|全部|达到?|各类|两|三|加上|为|近|超")
_DIFFERENCE = re.compile(r"增|减|多|少|高|低|净|升|降|压|缩|扩|提|新|余|剩|尚|还有|未|差|另|其余|其他|其中")
_SHARE = re.compile(r"占|比例|比重|率|增长|增幅|下降|降幅|减|完成|提高|达|同比|升|增|超|过")
MOST_PARTS = 6


def _derived(place: Place, said: Said, sheet: Sheet) -> Formula | None:
    """Sum, difference, growth or share of figures of the notes that measure like things."""
    quantity = place.value.quantity
    if quantity is None or quantity.ordinal:
        return None
    pool = _pool(place, said, sheet)
    if quantity.dimension in ("percent", "times"):
        return _ratio(place, quantity, pool)
    if quantity.dimension == "points":
        rates = [p for p in pool if p.value.quantity and p.value.quantity.dimension == "percent"]
        return _gap(quantity, rates)
    also = re.match(r"（([\u4e00-\u9fff]{1,2})）", place.after)
    units = {also[1]} if also else {"户", "家", "个"} if re.search(r"总量|总数|合计|共", place.before) else set()
    same = [
        p for p in pool
        if p.value.quantity and (same_kind(p.value.quantity, quantity) or p.value.quantity.unit in units or not p.value.quantity.unit)
    ]  # fmt: skip
    everything = [p for p in sheet.noted if p.value.quantity and not p.value.quantity.ordinal]
    wide = everything if re.search(r"均|每", place.before) else pool
    left = [p for p in everything if p.value.quantity and same_kind(p.value.quantity, quantity)]
    return (
        _sum(quantity, same) or _gap(quantity, same) or _grown(quantity, pool) or _part(place, quantity, wide)
        or (_gap(quantity, left, any_pair=True) if _REST.search(place.before) else None)
        or _over_a_year(place, quantity, everything)
    )  # fmt: skip


def _length_of_time(quantity: Quantity, sheet: Sheet) -> Formula | None:
    """三天 of 10月1日至3日, 两年 of 2021年9月至2023年9月: the length of a span that the notes or the head give."""
    if quantity.dimension not in ("month", "hour"):
        return None
    spans = [(v.date, t.fact.id) for t in sheet.facts for v in t.values if v.date]
    spans += [(d, "") for text in (sheet.passage.period, sheet.ground.brief.head.period) for d in find_dates(text)]
    for date, owner in spans:
        for later, other in spans:
            if owner == other and date.month and date.day and later.month and later.day and quantity.dimension == "hour":
                apart = (datetime(2023, later.month, later.day) - datetime(2023, date.month, date.day)).days
                if apart > 0 and quantity.low in (24 * apart, 24 * (apart + 1)):
                    return Formula(f"由“{date.text}”和“{later.text}”算出", ())
        if quantity.dimension == "hour" and date.day and date.end_day and date.end_month in (None, date.month):
            days = date.end_day - date.day
            if quantity.low in (24 * days, 24 * (days + 1)):
                return Formula(f"由“{date.text}”算出", ())
        if quantity.dimension == "month" and date.month and (date.end_month or date.end_year):
            years = (date.end_year or date.year or 0) - (date.year or 0)
            months = years * 12 + (date.end_month or 12) - date.month
            if any(abs(quantity.low - m) <= (1 if m >= 6 else 0) for m in (months, months + 1)):
                return Formula(f"由“{date.text}”算出", ())
    return None


def _pool(place: Place, said: Said, sheet: Sheet) -> list[Place]:
    """Figures that a computation may use: of facts that the sentence or its neighbours tell, figures that are alike."""
    told = {t.fact.id for t in sheet.facts if len(t.bigrams & said.bigrams) >= 2}
    told |= {
        p.owner for p in sheet.noted
        for near in sheet.around(said) for o in near.places if o is not place and o.value.quantity and p.value.quantity
        and not o.value.quantity.weak and restates(o.value.quantity, p.value.quantity)
    }  # fmt: skip
    return [
        p for p in sheet.noted
        if p.value.quantity and not p.value.quantity.ordinal and (p.owner in told or alike(place, p) >= 0.3)
    ]


def _number(place: Place) -> Fraction:
    quantity = place.value.quantity
    assert quantity is not None  # noqa: S101 — of a pool of figures
    return quantity.low


def _fits(quantity: Quantity, value: Fraction) -> bool:
    """Whether the figure is the value, within the rounding that it shows and what its hedge allows."""
    if quantity.hedge:
        if quantity.hedge == "over" and value > quantity.low * Fraction(6, 5):
            return False
        return entails(replace(quantity, low=value, high=value, hedge="", bound=""), quantity)
    slack = _rounding(quantity)
    return abs(quantity.low - value) <= slack


_SHOWN = re.compile(r"\d+(?:\.(\d+))?\s*([万亿千]*)")
_BIG = {"": 1, "千": 1000, "万": 10_000, "亿": 100_000_000, "千万": 10_000_000, "百万": 1_000_000, "万亿": 10**12}


def _rounding(quantity: Quantity) -> Fraction:
    """Half a unit of the last decimal that is shown; nothing for a whole number."""
    match = _SHOWN.search(quantity.text)
    if match is None or not match[1]:
        return Fraction(0) if match is None or quantity.dimension not in ("percent", "points") else Fraction(1, 2)
    shown = quantity.low / Fraction(match[0].rstrip("千万亿").strip()) if quantity.low else Fraction(1)
    return shown * Fraction(1, 2 * 10 ** len(match[1]))


_IS_TOTAL = re.compile(r"总|共|达到|累计|合计|增加到|增至|提高到|全部")
_IS_PART = re.compile(r"其中|新增|净增|增加|比上年|较上年|扩大|另有|剩余")


def _sum(quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    parts = [p for p in pool if p.value.quantity and p.value.quantity.low < quantity.low]
    parts = [p for p in parts if not (_IS_TOTAL.search(p.before) and any(o.owner == p.owner and _IS_PART.search(o.before) for o in pool))]
    doubled = _doubled(quantity, parts)
    if doubled:
        return doubled
    by_fact: dict[str, list[Place]] = {}
    for p in parts:
        by_fact.setdefault(p.owner, []).append(p)
    groups = [*by_fact.values(), parts]
    for group in groups:
        for size in range(2, min(len(group), MOST_PARTS) + 1):
            if len(group) > 12 and size > 3:
                break
            for chosen in combinations(group, size):
                if sum(map(_number, chosen)) == quantity.low or _fits(quantity, sum(map(_number, chosen), Fraction(0))):
                    return Formula(f"{'＋'.join(p.value.text for p in chosen)}＝{quantity.text}", tuple(chosen))
    return None


_REST = re.compile(r"剩|余下|其余|还有|尚有|还差|只差|尚未|仍有|另外|另有")
_TIMES_A_YEAR = {"每月": 12, "每季度": 4, "每季": 4, "每周": 52, "每天": 365, "每半年": 2}


def _over_a_year(place: Place, quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    """每月1本, 一年12本."""
    for p in pool:
        for word, times in _TIMES_A_YEAR.items():
            if word in place.before and p.value.quantity and same_kind(p.value.quantity, quantity) and quantity.low * times == _number(p):
                return Formula(f"{p.value.text}÷{times}＝{quantity.text}", (p,))
            if not re.search(r"一年|全年|每年", place.before):
                continue
            if word in p.before and p.value.quantity and same_kind(p.value.quantity, quantity) and _number(p) * times == quantity.low:
                return Formula(f"{p.value.text}×{times}＝{quantity.text}", (p,))
    return None


def _gap(quantity: Quantity, pool: Sequence[Place], *, any_pair: bool = False) -> Formula | None:
    for a, b in combinations(pool, 2):
        big, small = (a, b) if _number(a) >= _number(b) else (b, a)
        if (any_pair or a.owner == b.owner or alike(a, b) >= 0.3) and _fits(quantity, _number(big) - _number(small)) and _number(big) != _number(small):
            return Formula(f"{big.value.text}－{small.value.text}＝{quantity.text}", (big, small))
    return None


def _doubled(quantity: Quantity, parts: Sequence[Place]) -> Formula | None:
    """《甲》《乙》各印发500册 → 1000册: each of n things that the fact lists."""
    for p in parts:
        if not re.search(r"各|均|每", p.before):
            continue
        items = max(len(re.findall(r"《|“", p.before)), len(re.split(r"、|和|与|及", p.before)) if "、" in p.before or re.search("[和与及]", p.before) else 0)
        if 2 <= items <= 20 and _number(p) * items == quantity.low:
            return Formula(f"{items}×{p.value.text}＝{quantity.text}", (p,))
    return None


def _grown(quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    """126家，比上年增加14家 → 112家; 1.2亿元，增长20% → 1亿元: what it was before."""
    for a in pool:
        for b in pool:
            if a is b or not a.value.quantity or not b.value.quantity:
                continue
            if not same_kind(a.value.quantity, quantity) or (a.owner != b.owner and b.value.quantity.dimension != "percent"):
                continue
            kind = b.value.quantity.dimension
            rate = _number(b) / 100 if kind == "percent" else _number(b) - 1 if kind == "times" else None
            if rate is None or rate == -1:
                continue
            bases = [_number(a) * rate]
            if a.owner == b.owner:
                before = _number(a) / (1 + rate)
                bases += [before, _number(a) - before]
                bases += [_number(a) / (1 - rate), _number(a) / (1 - rate) - _number(a)] if rate != 1 else []
                bases += [_number(a) / rate] if rate else []
            for base in bases:
                if _close(quantity, base):
                    return Formula(f"由{a.value.text}和{b.value.text}算出", (a, b))
    return None


def _part(place: Place, quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    """户均, 人均, 平均每: one figure divided by another of the same fact; 3期，每期40人 multiplied."""
    per = re.search(r"每(?:个|一)?([\u4e00-\u9fff]{1,3})", place.before)
    for a in pool:
        for b in pool:
            if a is b or not a.value.quantity or not b.value.quantity or not _number(b):
                continue
            each = re.search(r"均|每|单价", place.before) is not None
            if a.owner != b.owner and not each and f"每{b.value.quantity.unit}" not in a.clause:
                continue
            if same_kind(a.value.quantity, quantity) and b.value.quantity.dimension not in ("percent", "points"):
                unit = UNITS.get(per[1]) if per else None
                size = unit.factor if unit and unit.dimension == b.value.quantity.dimension else Fraction(1)
                value = _number(a) / _number(b) * size
                about = place.after.startswith(("多", "余", "出头", "来")) and quantity.low <= value < quantity.low * (1 + 1 / Fraction(_numeral(quantity) or 1))
                if each and (_close(quantity, value) or about):
                    return Formula(f"{a.value.text}÷{b.value.text}", (a, b))
                if _close(quantity, _number(a) * _number(b)) and re.search(r"每|各|均", a.clause):
                    return Formula(f"{a.value.text}×{b.value.text}", (a, b))
    return None


def _close(quantity: Quantity, value: Fraction) -> bool:
    slack = max(_rounding(quantity), abs(value) / 200 if value.denominator != 1 else Fraction(0))
    return _fits(quantity, value) or (not quantity.hedge and abs(quantity.low - value) <= slack)


def _one_whole(a: Quantity, b: Quantity) -> bool:
    """Whether one can be a share of the other; 五方面 and 18个 can't."""
    return same_kind(a, b) and not {a.unit, b.unit} & {"方面", "点", "级", "大", "类", "种"}


def _ratio(place: Place, quantity: Quantity, pool: Sequence[Place]) -> Formula | None:
    """占比, 完成率, 增幅 of two figures of one kind."""
    for a, b in combinations(pool, 2):
        one, other = a.value.quantity, b.value.quantity
        if one is None or other is None or one.dimension in ("percent", "points", "times"):
            continue
        votes = a.owner == b.owner and {one.dimension, other.dimension} <= COUNTED and re.search(r"率|占|比", place.before) is not None
        if not votes and not _one_whole(one, other):
            continue
        if a.owner != b.owner and alike(a, b) < 0.3:
            continue
        for x, y in ((a, b), (b, a)):
            if not _number(y):
                continue
            share, growth = _number(x) / _number(y) * 100, abs(_number(x) - _number(y)) / _number(y) * 100
            ways = [(share, f"{x.value.text}÷{y.value.text}"), (growth, f"（{x.value.text}－{y.value.text}）÷{y.value.text}")]
            if a.owner == b.owner and _number(y) > _number(x):
                # 6.5亿元，较上年增加1.5亿元: the growth against what it was.
                ways.append((_number(x) / (_number(y) - _number(x)) * 100, f"{x.value.text}÷（{y.value.text}－{x.value.text}）"))
                ways.append((_number(x) / (_number(y) + _number(x)) * 100, f"{x.value.text}÷（{y.value.text}＋{x.value.text}）"))
            for value, sign in ways:
                seen = value / 100 if quantity.dimension == "times" else value
                if re.search("成|分之", quantity.text) and not quantity.hedge and abs(quantity.low - seen) <= 3:
                    return Formula(f"{sign}≈{quantity.text}", (a, b))
                if re.match(r"不到|不足", quantity.text) and 0 < quantity.low - seen <= 12:
                    return Formula(f"{sign}，{quantity.text}", (a, b))
                near_half = "半" in quantity.text and 44 <= seen < 50 and quantity.hedge == "under"
                if (_fits(quantity, seen) or near_half) and seen not in (0, 1, 100):
                    return Formula(f"{sign}≈{quantity.text}", (a, b))
    whole = [p for p in pool if p.value.quantity and p.value.quantity.dimension == "percent"]
    times = [p for p in pool if p.value.quantity and p.value.quantity.dimension == "times"]
    points = [p for p in pool if p.value.quantity and p.value.quantity.dimension == "points"]
    for p in times:
        for seen in ((_number(p) - 1) * 100, _number(p) * 100):
            if quantity.dimension == "percent" and _fits(quantity, seen):
                return Formula(f"由{p.value.text}换算", (p,))
    for p in whole:
        if quantity.dimension == "times" and any(_fits(quantity, v) for v in (1 + _number(p) / 100, _number(p) / 100, 1 - _number(p) / 100)):
            return Formula(f"由{p.value.text}换算", (p,))
        for q in points:
            if p.owner == q.owner and quantity.dimension == "percent" and (
                _fits(quantity, _number(p) - _number(q)) or _fits(quantity, _number(p) + _number(q))
            ):
                return Formula(f"{p.value.text}与{q.value.text}相加减", (p, q))
    for p in whole:
        if _fits(quantity, 100 - _number(p)) and p.owner:
            return Formula(f"100%－{p.value.text}＝{quantity.text}", (p,))
    return _gap(quantity, whole)


_LIST = re.compile(r"((?:[^，。；：、]{1,24}、)+[^，。；：、]{1,24}?(?:和|及|与|以及)?[^，。；：、]{0,24}?)(?:等)?$")


def _is_count_of_list(place: Place) -> bool:
    """甲村、乙村、丙村三个村: the count of what was just listed."""
    quantity = place.value.quantity
    if quantity is None or quantity.low != quantity.high or not 2 <= quantity.low <= 20:
        return False
    match = _LIST.search(place.before)
    if match:
        items = [i for i in re.split(r"、|以及|和|及|与", match[1]) if i]
        if len(items) == quantity.low:
            return True
    # 三个村：甲、乙、丙, or （甲、乙、丙） behind it
    behind = re.match(r"[^，。；、]{0,12}[：（—]*([^。；：）]{2,120})", place.after)
    return bool(behind) and len([i for i in re.split(r"、|以及|和|及", behind[1]) if i]) == quantity.low  # type: ignore[index]


_GENERIC = re.compile(
    r"^(?:重点|主要|突出|关键|核心|重要|不同|具体|基本)?(?:方面|环节|层面|维度|角度|层次|着力点|抓手|关键|重点|体会|感受|启示|要求|希望|建议|意见|打算|原则|"
    r"问题|短板|不足|转变|关系|字|阶段|步骤|结合|统一|同步|融合|坚持|确保|到位|着力|聚焦|突破|提升|强化|板块|篇章|文章|目标|任务|轮子|战场|主体|链条|时代|"
    r"民族|地方|世界|国家|社会|系统|整体|家庭|台阶|缩影|侧面|例子|过程|故乡|课堂|起点|心眼|声音|标准|尺度|口径|方向|答卷)"
)


def _is_own_count(place: Place) -> bool:
    """三个方面, 两个层面: a small count in words of what the document itself sets out."""
    quantity = place.value.quantity
    if quantity is None or re.search(r"\d", quantity.text) or quantity.low > 10:
        return False
    return quantity.unit in ("个", "点", "条", "项", "件", "大", "种", "类", "层", "方面", "句", "篇", "道", "步", "") and bool(
        _GENERIC.match(place.after) or quantity.unit in ("点", "方面")
    )


def figure_hits(verdicts: Sequence[Verdict], problem: str) -> Iterator[Hit]:
    """The hits of one problem."""
    return (v.hit for v in verdicts if v.problem == problem and v.hit is not None)
