"""The unit behind a number."""

from __future__ import annotations

from pipeline.text.units import UNITS, Unit

# A counter that with the next character is another word is no counter there (3面向, 五条例).
_COLLIDES = {
    "分": "之别管工布析类享散解支配", "点": "击赞名评", "口": "号碑岸腔述语", "道": "路德理", "路": "线径",
    "面": "向对临貌积", "组": "织成建合", "部": "署分位委队", "条": "例款约", "名": "单义称录",
    "位": "于置居", "期": "间限望", "本": "级市县区省村地届次年月周", "章": "程", "区": "域间别委",
    "市": "场民长级委政", "县": "委长域政", "村": "民委", "省": "委长", "国": "家内际", "校": "园长",
    "场": "所地景合", "处": "理置于长", "次": "序日要", "元": "素旦宵", "人": "民大才均居", "里": "程面",
    "周": "边围", "天": "然气", "支": "持出付撑配", "对": "口接比标应象照", "双": "重向方碳减",
    "层": "面次", "批": "准复示评", "起": "草到", "套": "路", "出": "台现口资", "节": "约能水目",
    "排": "名查", "列": "入为", "任": "务职命", "代": "表理", "包": "括含", "连": "续", "团": "队结",
    "营": "商", "号": "召称", "把": "握手关", "大": "力家会", "等": "等单方地", "州": "长委", "回": "应复",
    "伙": "伴", "票": "据", "证": "明", "车": "辆",
}  # fmt: skip
_UNIT_LENGTHS = tuple(sorted({len(u) for u in UNITS}, reverse=True))


def unit_at(flat: str, at: int) -> Unit | None:
    """The longest unit at ``at`` that isn't the head of another word."""
    for length in _UNIT_LENGTHS:
        unit = UNITS.get(flat[at : at + length])
        if unit is None or len(unit.name) != length:
            continue
        after = flat[at + length : at + length + 1]
        if unit.name[-1].isascii() and unit.name[-1].isalpha() and after.isascii() and after.isalnum():
            continue
        if after and after in _COLLIDES.get(unit.name, ""):
            continue
        return unit
    return None
