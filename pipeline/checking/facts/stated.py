"""Whether a figure of the text is one of the notes, as people say figures: 3万多块, 十六课, 840台（套）."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.checking.facts.sheet import Place, Sheet
from pipeline.checking.values import restates
from pipeline.text.quantities import Quantity
from pipeline.text.units import UNITS

ALL = re.compile(r"全部|均|全覆盖|全数|都|悉数|无一|全体|逐一|所有|件件|清零|完成")
_ALIASES = {
    "块": ("元",),
    "方": ("立方米", "平方米"),
    "口": ("人",),
    "平": ("平方米",),
    "人次": ("人",),
    "号": ("人",),
    "票": ("人",),
}
"""Units as people say them in notes."""
FEW_PEOPLE = 20
"""Up to so many 人次 may be told as persons: each was met once."""
_AT_MOST = re.compile(r"封顶|以内|不超|最多|上限|之内|控制在|压到")
_AT_LEAST = re.compile(r"至少|不少于|不低于|最少|起码|以上|满")


def says(written: Quantity, noted: Quantity, sheet: Sheet) -> bool:
    """Equal to a figure of the notes as people say them: 3万多块, 960万方, 至少陪满一年, 谈话4人次."""
    if restates(written, noted):
        return True
    if {written.dimension, noted.dimension} == {"person", "visits"} and written.low > FEW_PEOPLE:
        return False
    return (
        any(restates(written, other) for other in _as_meant(written, noted))
        or _without_unit(written, noted, sheet)
        or _bounded(written, noted, sheet)
    )


def _as_meant(written: Quantity, noted: Quantity) -> list[Quantity]:
    """块 as 元, 方 as 立方米 or 平方米, where the text has that dimension."""
    units = [UNITS[name] for name in _ALIASES.get(noted.unit, ())]
    return [
        replace(
            noted, unit=u.base, dimension=u.dimension, low=noted.low * u.factor, high=noted.high * u.factor
        )
        for u in units
        if u.dimension == written.dimension
    ]


def _without_unit(written: Quantity, noted: Quantity, sheet: Sheet) -> bool:
    """平均分81.3 told as 81.3分; 第一组数字：241 where 241天 stands elsewhere in the text."""
    if not numeral(written) or numeral(written) != numeral(noted):
        return False
    if not noted.unit:
        return True
    return (
        not written.unit and not written.hedge and any(restates(q, noted) for q in sheet.everything if q.unit)
    )


def _bounded(written: Quantity, noted: Quantity, sheet: Sheet) -> bool:
    """不少于 for 至少…满, 不超过 for …封顶."""
    if written.bound != "open" or noted.hedge:
        return False
    words = _AT_MOST if written.hedge == "under" else _AT_LEAST
    return restates(replace(written, hedge="", bound=""), noted) and bool(words.search(sheet.known))


def numeral(quantity: Quantity) -> str:
    match = re.match(r"[0-9.]+", quantity.text)
    return match[0] if match else ""


def spelled(quantity: Quantity, place: Place, sheet: Sheet) -> bool:
    """16课 of 十六课: the numeral with the character behind it stands in the notes."""
    if quantity.low != quantity.high or quantity.low.denominator != 1 or quantity.hedge:
        return False
    digits = str(int(quantity.low))
    if not quantity.unit and len(digits) >= 3 and re.search(rf"(?<![0-9.]){digits}(?![0-9.])", sheet.known):
        # A bare number, as of a hotline.
        return True
    behind = (
        quantity.text.lstrip("0123456789０１２３４５６７８９.一二两三四五六七八九十百千万亿〇零")[:1]
        or place.after[:1]
    )
    if not behind:
        return False
    found = re.finditer(
        rf"(?<![0-9.约近超逾余过]){int(quantity.low)}{re.escape(behind)}(?!次)", sheet.spelled
    )
    # 2次 of 不少于2次 draws a line, and is another figure.
    return any(
        not _LINE.search(sheet.spelled[: m.start()]) and not _BEYOND.match(sheet.spelled, m.end())
        for m in found
    )


_LINE = re.compile(r"(?:[少多低高大小]于|超过|突破|不足|不到|不下|未超|将近|接近|大约|[至最][少多])$")
_BEYOND = re.compile(r"[及]?以[上下内]|之内|左右|上下|有余|[余多](?![样种])")


def meant(quantity: Quantity, place: Place) -> Quantity:
    """With the hedge that stands apart from it: 过43家, 六成略多, 五成出头."""
    if quantity.hedge:
        return quantity
    if re.search(r"[过破超满逾]$", place.before):
        return replace(quantity, hedge="over", bound="open")
    if _SLIGHTLY_MORE.match(place.after):
        return replace(quantity, hedge="over", bound="tail")
    if _SLIGHTLY_LESS.match(place.after):
        return replace(quantity, hedge="under", bound="close")
    return quantity


_SLIGHTLY_MORE = re.compile(r"略多|稍多|多一?点|出头|挂零|略强|略高")
_SLIGHTLY_LESS = re.compile(r"略少|稍少|不到一?点|略弱|稍弱|略低")


def restated(written: Quantity, noted: Quantity, after: str) -> bool:
    """Equal; 840台（套） is 840台套 as well as 840台 or 840套."""
    if restates(written, noted):
        return True
    match = re.match(r"（([\u4e00-\u9fff]{1,2})）", after)
    if match is None or match[1] not in UNITS:
        return False
    names = (match[1], written.unit + match[1])
    return any(
        n in UNITS and restates(replace(written, unit=n, dimension=UNITS[n].dimension), noted) for n in names
    )
