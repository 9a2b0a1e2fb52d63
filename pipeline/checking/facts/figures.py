"""Figures: in the notes as they stand, looser, computed from them, altered, or of nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.checking.facts.cues import from_the_text, stretch, times_a_year
from pipeline.checking.facts.deriving import derived, length_of_time
from pipeline.checking.facts.moved import moved
from pipeline.checking.facts.sheet import Place, Said, Sheet, alike
from pipeline.checking.facts.stated import ALL, meant, numeral, restated, says, spelled
from pipeline.checking.rules import Hit
from pipeline.text.quantities import Quantity, entails, same_kind

AKIN = 0.5
"""Likeness from which a strange figure is an altered one of a fact."""


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
    """A verdict on every figure of the text, in order; what is nobody's may follow from others that are right."""
    first = [_judge(said, place, sheet) for said, place in sheet.written if _claims(said, place)]
    right: dict[int, list[Verdict]] = {}
    for verdict in first:
        if verdict.problem in ("", "derived") and verdict.sources:
            right.setdefault(verdict.said.span.start, []).append(verdict)
    return tuple(_reconsidered(v, right.get(v.said.span.start, ()), sheet) for v in first)


def _reconsidered(verdict: Verdict, right: Sequence[Verdict], sheet: Sheet) -> Verdict:
    """比30亿元的计划多出6亿元: computed with a figure of the sentence that was itself computed."""
    if verdict.problem not in ("altered", "unsupported") or not right:
        return verdict
    own = [p for p in sheet.noted if p.near & verdict.place.near]
    formula = from_the_text(verdict.place, [v.place for v in right], own)
    if formula is None:
        return verdict
    sources = tuple(s for v in right if v.place in formula.parts for s in v.sources)
    sources += tuple(p for p in formula.parts if p.owner)
    return _derived(verdict.said, verdict.place, formula.text, sources)


def _claims(said: Said, place: Place) -> bool:
    quantity = place.value.quantity
    if quantity is None or quantity.weak:
        return False
    # 建党一百周年: history, which the table of dates looks after.
    if quantity.text.endswith("周年") and _HISTORY.search(said.text):
        return False
    return not _CONSTANT.search(place.before + quantity.text) and not (
        _IDIOM.match(quantity.text[-1:] + place.after)
    )


_CONSTANT = re.compile(
    r"一年(?:有|三百六十五天|365天|12个月|十二个月)$|一[天日](?:24|二十四)(?:个)?小时$|一周(?:7|七)天$|一年365天$|一年12个月$"
)
_IDIOM = re.compile(r"[张双颗副][\u4e00-\u9fff]{0,4}(?:脸|面孔|笑脸|眼睛|手|心|担子|肩膀)")
"""46张年轻的面孔: persons, told in a figure of speech."""
_HISTORY = re.compile(r"成立|建党|建国|建军|胜利|诞辰|改革开放|新中国|共产党|解放军|辛亥|五四")


def _at(said: Said, place: Place) -> tuple[int, int]:
    return said.span.start + place.value.start, said.span.start + place.value.end


def _judge(said: Said, place: Place, sheet: Sheet) -> Verdict:
    """The first that holds: stated, looser, computed, a count of what was listed; else altered or nobody's."""
    for way in (_stated, _as_people_say, _looser, _computed):
        verdict = way(said, place, sheet)
        if verdict is not None:
            return verdict
    quantity = _quantity(place)
    start, end = _at(said, place)
    twin = _twin(place, sheet)
    if _is_count_of_list(place) or (twin is None and (_small(quantity) or _is_own_count(place))):
        return Verdict(said, place, "", None, ())
    if twin:
        message = f"与要点不一致：要点是“{twin.value.text}”（{twin.owner}：{_shown(twin)}）"
        # 月均8.2万人次 is no place for the figure of a year.
        fix = twin.value.text if times_a_year(stretch(place)) == times_a_year(stretch(twin)) else None
        hit = Hit(start, end, message, fix, facts=(twin.owner,))
        return Verdict(said, place, "altered", hit, (twin,))
    return Verdict(said, place, "unsupported", Hit(start, end, f"要点里没有这个数：{place.value.text}"), ())


def _quantity(place: Place) -> Quantity:
    quantity = place.value.quantity
    if quantity is None:
        raise ValueError("a place is of a figure")
    return quantity


def _shown(place: Place) -> str:
    return place.clause.strip("，。；")


def _stated(said: Said, place: Place, sheet: Sheet) -> Verdict | None:
    """Equal to figures of the notes; a binding problem where those clearly measure something else."""
    quantity = _quantity(place)
    equal = [p for p in sheet.noted if p.value.quantity and restated(quantity, p.value.quantity, place.after)]
    if not equal:
        return None
    right = moved(place, equal, sheet)
    if right is None:
        return Verdict(said, place, "", None, tuple(equal))
    start, end = _at(said, place)
    message = f"“{place.value.text}”在要点里说的是另一件事，这里按要点应是“{right.value.text}”（{right.owner}：{_shown(right)}）"
    left = re.split(r"[、，；：。\n]", place.before)[-1]
    begin = start if re.search(r"[0-9]", left) else start - len(left)
    mended = sheet.passage.text[begin:start] + right.value.text
    return Verdict(
        said, place, "binding", Hit(begin, end, message, mended, facts=(right.owner,)), (*equal, right)
    )


def _as_people_say(said: Said, place: Place, sheet: Sheet) -> Verdict | None:
    """A figure of the head, or one of the notes in a clerk's spelling."""
    quantity = _quantity(place)
    if sheet.ground.support(()).holds(place.value, said.text):
        return Verdict(said, place, "", None, ())
    over = meant(quantity, place)
    owners = {owner for q, owner in sheet.loose if says(quantity, q, sheet) or says(over, q, sheet)}
    digits = numeral(quantity)
    if digits and quantity.dimension not in ("percent", "points", "money", "times"):
        # 夜班9个 told as 9天: the clerk's counter stands for any, where the words agree.
        owners |= {
            p.owner
            for p in sheet.noted
            if p.value.quantity
            and p.value.quantity.unit == "个"
            and numeral(p.value.quantity) == digits
            and p.near & place.near
        }
    if quantity.dimension == "percent" and quantity.low == 100 and not quantity.hedge:
        owners |= {t.fact.id for t in sheet.facts if t.bigrams & said.bigrams and ALL.search(t.fact.text)}
    if not owners and not spelled(quantity, place, sheet) and not _of_ratio(quantity, sheet):
        return None
    told = tuple(
        p
        for p in sheet.noted
        if p.owner in owners
        and p.value.quantity
        and (says(quantity, p.value.quantity, sheet) or (digits and numeral(p.value.quantity) == digits))
    )
    return Verdict(said, place, "", None, told)


_RATIO = re.compile(r"(?<![0-9.])([0-9]{1,3})[:：∶比]([0-9]{1,3})(?![0-9.])")


def _of_ratio(quantity: Quantity, sheet: Sheet) -> bool:
    """七成 of 按7∶3分配."""
    if quantity.dimension != "percent" or quantity.hedge:
        return False
    pairs = [(int(m[1]), int(m[2])) for m in _RATIO.finditer(sheet.known)]
    return any(a + b and quantity.low * (a + b) in (100 * a, 100 * b) for a, b in pairs)


def _looser(said: Said, place: Place, sheet: Sheet) -> Verdict | None:
    """120余家 for 123家: true, and worth a word."""
    quantity = meant(_quantity(place), place)
    looser = [p for p in sheet.noted if p.value.quantity and entails(p.value.quantity, quantity)]
    if not looser:
        known = any(entails(q, quantity) for q, _ in sheet.loose)
        return Verdict(said, place, "", None, ()) if known else None
    best = max(looser, key=lambda p: alike(place, p))
    message = f"“{place.value.text}”比要点的“{best.value.text}”说得宽，没有错；能写准就写准"
    hit = Hit(*_at(said, place), message, best.value.text, facts=(best.owner,))
    return Verdict(said, place, "looser", hit, tuple(looser))


def _computed(said: Said, place: Place, sheet: Sheet) -> Verdict | None:
    formula = derived(place, said, sheet) or length_of_time(_quantity(place), sheet)
    if formula is None:
        return None
    return _derived(said, place, formula.text, formula.parts)


def _derived(said: Said, place: Place, formula: str, sources: tuple[Place, ...]) -> Verdict:
    facts = tuple(dict.fromkeys(p.owner for p in sources if p.owner))
    message = f"“{place.value.text}”由要点推得：{formula}"
    return Verdict(said, place, "derived", Hit(*_at(said, place), message, facts=facts), sources)


_SMALL = re.compile(
    r"1[个家项座条处所名位]|(?:半|[一二两三四五六七八九十])(?![十百千万亿一二三四五六七八九成])"
)


def _small(quantity: Quantity) -> bool:
    """两个, 三类, 三天之内: a small count in words, which sums up rather than reports."""
    if quantity.ordinal:
        return quantity.dimension != "rank"
    if re.search(r"个$", quantity.text) and not re.search(r"[0-9]", quantity.text) and quantity.hedge:
        return True
    return (
        bool(_SMALL.match(quantity.text))
        and quantity.low == quantity.high
        and (quantity.dimension not in ("percent", "points", "times", "money"))
    )


def _twin(place: Place, sheet: Sheet) -> Place | None:
    """The figure of the notes that this one should have been."""
    quantity = place.value.quantity
    if quantity is None:
        return None
    could = [p for p in sheet.noted if p.value.quantity and _could_be(quantity, p.value.quantity)]
    if quantity.ordinal:
        could = [p for p in could if p.value.quantity and p.value.quantity.unit == quantity.unit]
    elif _small(quantity):
        could = [
            p
            for p in could
            if (p.after[:2] == place.after[:2] and _HAN.match(p.after)) or _other_side(place, p)
        ]
    best = max(could, key=lambda p: alike(place, p), default=None)
    return best if best is not None and alike(place, best) >= AKIN else None


_HAN = re.compile("[\u4e00-\u9fff]{2}")


def _other_side(a: Place, b: Place) -> bool:
    """五年以下 for 5年以上: the same line, and the other side of it."""
    one, other = _quantity(a), _quantity(b)
    return one.bound == other.bound == "open" and one.low == other.low and one.hedge != other.hedge


def _could_be(a: Quantity, b: Quantity) -> bool:
    """Same kind, rates of any sort, or the same numeral before another unit."""
    if same_kind(a, b) or {a.dimension, b.dimension} <= {"percent", "points", "times"}:
        return True
    digits = [re.sub(r"[^0-9.一二三四五六七八九十百千两]", "", q.text) for q in (a, b)]
    return bool(digits[0]) and digits[0] == digits[1]


_LIST = re.compile(
    r"((?:[^，。；：、]{1,24}、)+[^，。；：、]{1,24}?(?:和|及|与|以及)?[^，。；：、]{0,24}?)(?:等)?$"
)


_LISTED = 240
"""Characters before a count in which its list is looked for."""


def _is_count_of_list(place: Place) -> bool:
    """甲村、乙村、丙村三个村: the count of what was just listed."""
    quantity = place.value.quantity
    if quantity is None or quantity.low != quantity.high or not 2 <= quantity.low <= 20:
        return False
    match = _LIST.search(place.before[-_LISTED:])
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
    if quantity is None or re.search(r"\d", quantity.text):
        return False
    if quantity.low > 10:  # 这十二个字是总要求
        return quantity.low < 60 and place.after.startswith("字")
    return quantity.unit in (
        "个",
        "点",
        "条",
        "项",
        "件",
        "大",
        "种",
        "类",
        "层",
        "方面",
        "句",
        "篇",
        "道",
        "步",
        "",
    ) and bool(_GENERIC.match(place.after) or quantity.unit in ("点", "方面"))


def figure_hits(verdicts: Sequence[Verdict], problem: str) -> Iterator[Hit]:
    """The hits of one problem."""
    return (v.hit for v in verdicts if v.problem == problem and v.hit is not None)
