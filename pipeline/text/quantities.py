"""Figures in running text: value, unit, dimension, hedge.

Built from the grammar of GB/T 15835—2011 (numerals, ranges, approximations) and the table of ``units``.
Numerals inside fixed words (``setphrases``), dates, document numbers and names like PM2.5 are not figures.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from pipeline.text._corescan import Bound, Core, core_at
from pipeline.text._quantity import HedgeClass, Quantity, entails, same_kind, same_value
from pipeline.text._specialscan import scan_special
from pipeline.text.dates import find_dates
from pipeline.text.numerals import CHINESE, DIGITS
from pipeline.text.setphrases import Phrases, mask
from pipeline.text.units import MEASURED, ORDINAL_UNITS
from pipeline.text.widths import HAN, half

__all__ = ["Quantity", "entails", "find_quantities", "same_kind", "same_value"]

_START = re.compile(
    rf"[0-9{CHINESE}]|[数几上](?=[十百千万亿])|半(?=数|年|个|天|小时|月)|过半|翻了?[一两二三四1-4]?番"
)
_NOT_FIGURES = re.compile(
    rf"""
      [〔\[（(［](?:19|20)[0-9]{{2}}[〕\]）)］][ ]?第?[0-9]{{1,5}}号
    | (?<![0-9.])[0-9.]{{1,6}}(?:[:：][0-9.]{{1,6}}){{2,5}}
    | https?://[^\s，。；、）]{{1,200}} | [A-Za-z0-9._-]{{1,64}}@[A-Za-z0-9.-]{{1,64}}
    | (?<![0-9.])(?:1[0-9]{{2}}|[19][0-9]{{4}})(?![0-9.])(?=[^，。；、0-9\n万亿家个件%]{{0,10}}
      (?:热线|平台|电话|专线|举报|急救|报警))
    | [一二三四五六七八九十]分(?=[局院校厂店站所社场部行区队支公])
    | [一二三四五六七八九十]+[里道台棵眼块岔间](?=[{HAN}]{{0,2}}
      (?:村|镇|乡|社区|街道|桥|沟|坪|铺|屯|庄|湾|河|山))[{HAN}]
    """,
    re.VERBOSE,
)

_BEFORE = re.compile(
    r"(?:不[得能应]少于|不[得能应]低于|不[得能应]超过|不[得能应]高于|不超(?!过)|未突破|未超过?|没超过?|有超过|有突破|未高于|大约|大概|近似|(?<![节制签预条公集履违合邀契俭隐简相盟大])约(?:[占为合达有需计])?|将近|接近|(?<![最附邻就靠临远亲贴相])近"
    r"|(?<![赶反高])超过?了?|突破了?|逾|高于|多于|大于|不止|不少于|不低于|不下于?|至少|最少|起码"
    r"|不足|不到|不超过|不高于|不多于|最多|至多|低于|少于|小于|[过破])$"
)
_BEFORE_CLASS: dict[str, tuple[HedgeClass, Bound]] = {
    **dict.fromkeys(("大约", "约为", "约", "大概", "近似"), ("about", "")),
    **dict.fromkeys(("将近", "接近", "近", "不足", "不到"), ("under", "close")),
    **dict.fromkeys(
        (
            "不超过",
            "不高于",
            "不多于",
            "最多",
            "至多",
            "低于",
            "少于",
            "小于",
            "不得超过",
            "不能超过",
            "不应超过",
            "不得高于",
            "不能高于",
            "不应高于",
            "不超",
            "未突破",
            "未超过",
            "未超",
            "没超过",
            "没超",
            "有超过",
            "有突破",
            "未高于",
        ),
        ("under", "open"),
    ),
}
_AFTER = re.compile(
    r"及以上|及以下|左右|上下(?![级游])|以上|以下|以内|之内|内(?![部容涝地外设蒙生需在控资审河湖网陆])|有余|开外"
    r"|余(?![下额款粮])|多(?=[，。；、的）)来时！？]|$|以来)"
)
_AFTER_CLASS: dict[str, tuple[HedgeClass, Bound]] = {
    "及以上": ("over", "open"), "及以下": ("under", "open"), "左右": ("about", ""), "上下": ("about", ""), "以上": ("over", "open"), "以下": ("under", "open"),
    "以内": ("under", "open"), "之内": ("under", "open"), "内": ("under", "open"), "有余": ("over", "tail"),
    "开外": ("over", "tail"), "余": ("over", "tail"), "多": ("over", "tail"),
}  # fmt: skip
_MINUS = re.compile("(?<![0-9A-Za-z%])[-−]$")
_JOIN = re.compile(r"(?:[—–－―‑\-~～〜]{1,2}|至|到)")
_FROM = re.compile(r"[由从自][^，。；、\n]{0,12}$")
_GROWS = re.compile(r"(?:增长|增加|提高|提升|上升|扩大|增幅达?|多|高出?|增)了?(?:近|约|超过?|逾)?$")
_OPEN_AMOUNT = re.compile(r"以上|以下|级|大关|左右|企业|产业|项目|园区|村|镇|县|集群")
_OWN_COUNT = re.compile(
    "点(?:[^，。；、：\n]{0,4})(?:要求|意见|希望|建议|感受|体会|启示|想法|看法|打算)|件大事|个(?:问题|方面)[:：]"
)


def find_quantities(text: str, phrases: Phrases | None = None) -> tuple[Quantity, ...]:
    """The figures of ``text`` in order, not overlapping; dates and fixed words left out.

    A bare Arabic number has the unit ''; a single Chinese numeral without a unit is no figure (三农).
    """
    flat = half(text).replace("∶", ":")
    taken = bytearray(len(flat))
    for start, end in mask(flat, phrases):
        taken[start:end] = b"\x01" * (end - start)
    for mention in find_dates(flat):
        taken[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
    for match in _NOT_FIGURES.finditer(flat):
        taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    found: list[Quantity] = []
    pos = 0
    while (candidate := _START.search(flat, pos)) is not None:
        at = candidate.start()
        if taken[at]:
            free = taken.find(0, at)
            if free < 0:
                break
            pos = free
            continue
        quantity = scan_special(flat, at) or _plain(flat, at)
        if quantity is None or taken.find(1, at, quantity.end) >= 0:
            pos = _run_end(flat, at)
            continue
        floor = found[-1].end if found else 0
        quantity = _hedged(flat, quantity, floor)
        found.append(replace(quantity, text=text[quantity.start : quantity.end]))
        if len(found) > 1 and not found[-2].unit and _ARROW.fullmatch(flat[found[-2].end : quantity.start]):
            found[-2] = _borrowed(found[-2], quantity)
        if len(found) > 1:
            found[-2:] = _compound(found[-2], found[-1], text)
        pos = quantity.end
    return tuple(found)


_ARROW = re.compile(r"\s*(?:→|➔|⟶|-{1,2}>|—>|=>)\s*")


def _borrowed(first: Quantity, second: Quantity) -> Quantity:
    """8.6→7.9天: the first figure has the unit of the second."""
    shown = re.match(r"[0-9.]+", second.text)
    factor = second.low / Fraction(shown[0]) if shown and Fraction(shown[0]) else Fraction(1)
    return replace(
        first, low=first.low * factor, high=first.high * factor, unit=second.unit, dimension=second.dimension
    )


def _compound(first: Quantity, second: Quantity, text: str) -> tuple[Quantity, ...]:
    """6分20秒, 2小时30分 are one duration; two figures that do not touch stay two."""
    if (
        first.end != second.start
        or first.ordinal
        or second.ordinal
        or second.hedge
        or first.high != first.low
    ):
        return first, second
    if first.unit == "分" and second.dimension == "hour" and second.text.endswith("秒"):
        head = first.low / 60
    elif first.dimension == "hour" and (second.dimension == "hour" or second.unit == "分"):
        head = first.low
    else:
        return first, second
    tail = second.low / 60 if second.unit == "分" else second.low
    whole = replace(
        first,
        end=second.end,
        text=text[first.start : second.end],
        low=head + tail,
        high=head + tail,
        unit="小时",
        dimension="hour",
    )
    return (whole,)


_RUN = re.compile(rf"[0-9]+(?:[.,][0-9]+)*|[{CHINESE}]+")


def _run_end(flat: str, at: int) -> int:
    match = _RUN.match(flat, at)
    return match.end() if match else at + 1


def _plain(flat: str, at: int) -> Quantity | None:
    core = core_at(flat, at)
    if core is None:
        return None
    ranked = _ranked(flat, at, core)
    if ranked is not None:
        return ranked
    if not _stands(flat, at, core):
        return None
    if core.number.bare and core.unit == "级":
        core = replace(core, unit="", dimension="")
    return _range(flat, at, core) or _figure(flat, at, core)


def _ranked(flat: str, at: int, core: Core) -> Quantity | None:
    """第三批, 二等奖, 5号楼, 前10名."""
    before = flat[at - 1 : at]
    if before == "第":
        return _ordinal(core, at - 1, "ordinal")
    if core.number.hedge:
        return None
    if core.unit in ORDINAL_UNITS and core.low == core.high:
        return _ordinal(core, at, "ordinal")
    if before == "前" and core.unit in {"", "人", "强", "佳"} and core.low <= 500:
        return _ordinal(core, at - 1, "rank")
    return None


def _stands(flat: str, at: int, core: Core) -> bool:
    """Whether the number is a figure at all."""
    if core.number.bare and not _bare_stands(flat, at, core):
        return False
    return core.measure is not None or bool(core.unit) or _bare_number(flat, at, core)


def _figure(flat: str, at: int, core: Core) -> Quantity:
    low, high = core.low, core.high
    if core.dimension == "times" and _GROWS.search(flat, max(0, at - 5), at):
        # 增长两倍 is three times as much, so that 增长1倍 and 翻一番 agree
        low, high = low + 1, high + 1
    article = flat[at] == "一" and core.number.coefficient == 1 and core.low == core.high
    weak = core.number.chinese and (article or bool(_OWN_COUNT.match(flat, core.end - 1)))
    start = at
    if core.dimension in {"percent", "points", "temperature"} and _MINUS.search(flat, max(0, at - 2), at):
        low, high, start = -high, -low, at - 1
    return Quantity(
        start, core.end, "", low, high, core.unit, core.dimension, core.hedge,
        ordinal=False, weak=weak and not core.hedge and core.dimension != "percent", bound=core.bound,
    )  # fmt: skip


def _ordinal(core: Core, start: int, dimension: str) -> Quantity:
    number = core.number
    unit = core.measure.name if core.measure is not None else ""
    return Quantity(start, core.end, "", number.low, number.high, unit, dimension, "", ordinal=True)


def _bare_stands(flat: str, at: int, core: Core) -> bool:
    """百万元 and 亿元以上 are figures; 百姓, 千名干部 and a blank before 亿元 are not."""
    if _BEFORE.search(flat, max(0, at - 4), at):
        return True
    word = flat[at : core.number.end]
    if core.measure is not None and core.measure.name == "级":
        return word[-1] in "万亿"
    if core.dimension not in MEASURED and core.dimension != "person":
        return False
    if word[-1] not in "万亿":
        return False
    return len(word) >= 2 or bool(_OPEN_AMOUNT.match(flat, core.end))


def _bare_number(flat: str, at: int, core: Core) -> bool:
    number = core.number
    if not number.chinese or (number.bare and _BEFORE.search(flat, max(0, at - 4), at)):
        return True
    word = flat[at : number.end]
    if number.hedge:
        return len(word) >= 2 and any(c in "十百千万亿" for c in word)
    return len(word) >= 2 and any(c in "百千万亿" for c in word) and word[0] in DIGITS


def _range(flat: str, at: int, first: Core) -> Quantity | None:
    """3—5天, 15%～30%, 2亿—3亿元, 13～17万元 (the last against 5.1.3, but read)."""
    join = _JOIN.match(flat, first.end)
    if join is None or join.end() >= len(flat) or first.hedge:
        return None
    if join.group() in {"至", "到"} and _FROM.search(flat, max(0, at - 14), at):
        return None
    if not _START.match(flat, join.end()):
        return None
    second = core_at(flat, join.end())
    if second is None or second.hedge or (first.unit and first.unit != second.unit):
        return None
    low = first.low
    if not first.unit:
        factor = second.measure.factor if second.measure is not None else Fraction(1)
        coefficient = first.number.coefficient
        alone = first.number.size == 1 and second.number.size > 1 and coefficient < second.number.coefficient
        low = (coefficient * second.number.size if alone else first.number.low) * factor
    if low >= second.high:
        return None
    return Quantity(at, second.end, "", low, second.high, second.unit, second.dimension, "", ordinal=False)


def _hedged(flat: str, q: Quantity, floor: int) -> Quantity:
    """With the hedge words around it taken in."""
    if q.ordinal:
        return q
    before = _BEFORE.search(flat, max(floor, q.start - 4), q.start)
    if before is not None:
        word = before.group()
        recent = word == "近" and q.dimension in {"month", "hour"} and not re.search("小时|分钟|秒", q.text)
        recent = recent and flat[before.start() - 1 : before.start()] not in tuple(
            "了达时用花长"
        )  # 拖了近二十年
        loose = word in {"过", "破"} and flat[q.start] not in "百千万亿半"
        if not recent and not loose:
            key = "约" if word[0] == "约" else word.rstrip("了")
            if key in {"有超过", "有突破"} and flat[before.start() - 1 : before.start()] != "没":
                key = "超过"
            hedge, bound = _BEFORE_CLASS.get(key, ("over", "open"))
            return replace(_swallow(flat, q), start=before.start(), hedge=hedge, bound=bound, weak=False)
    return _swallow(flat, q)


def _swallow(flat: str, q: Quantity) -> Quantity:
    after = _AFTER.match(flat, q.end)
    if after is None:
        return q
    word = after.group()
    timed = q.dimension in {"month", "hour", "workday"}
    if (word == "内" and not timed) or (word == "多" and q.dimension not in MEASURED):
        return q
    hedge, bound = _AFTER_CLASS[word]
    if q.hedge:
        return replace(q, end=after.end())
    return replace(q, end=after.end(), hedge=hedge, bound=bound, weak=False)
