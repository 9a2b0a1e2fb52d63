"""Right figures at the wrong thing: swapped, turned round, of another subject or another side of the matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.checking.evidence import likeness
from pipeline.checking.facts.sheet import Place, Sheet, alike, role
from pipeline.checking.values import restates
from pipeline.text.quantities import same_value

MARGIN = 0.45
"""By how much another fact's figure must be the liker one before a right figure stands at the wrong thing."""
CERTAIN = 0.62
"""Likeness of the other fact's figure that it takes for that."""


def moved(place: Place, equal: Sequence[Place], sheet: Sheet) -> Place | None:
    """The figure of the notes that belongs here, when the right ones clearly measure something else."""
    quantity = place.value.quantity
    others = [
        p for p in sheet.noted
        if p.value.quantity and quantity and not same_value(p.value.quantity, quantity)
        and p.value.quantity.dimension == quantity.dimension
    ]  # fmt: skip
    if not others or place.vague or any(p.vague for p in (*equal, *others)):
        return None
    turned = (
        _turned_round(place, equal, others)
        or _exchanged(place, equal, others, sheet)
        or _stock_for_flow(place, equal, others)
        or _other_aspect(place, equal, others)
    )
    if turned:
        return turned
    best = max(_own(place, p) for p in equal)
    found = max(others, key=lambda p: (_own(place, p), alike(place, p)))
    score = _own(place, found)
    if any(w is not place and _states(w, found, sheet) for _, w in sheet.written):
        return None
    own_words = any(place.near & (p.near - found.near) for p in equal)
    # One word in common (收入, 床位) says little, unless it is all that both have.
    telling = len(place.near & found.near) >= 2 or place.near == found.near
    if telling and score >= CERTAIN and score - best >= MARGIN and not own_words:
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


def _own(a: Place, b: Place) -> float:
    """Likeness of what the two measure, by their own stretches where both have one."""
    near = likeness(a.near, b.near)
    if a.near and b.near:
        return near
    return alike(a, b)


def _exchanged(place: Place, equal: Sequence[Place], others: Sequence[Place], sheet: Sheet) -> Place | None:
    """茶叶300亩、油菜500亩 where one fact has 油菜300亩、茶叶500亩: each figure with what is the other's alone."""
    here: Sequence[Place] = next((s.places for s, p in sheet.written if p is place), ())
    for e in equal:
        for f in others:
            if f.owner != e.owner or likeness(place.near, f.near) - likeness(place.near, e.near) < MARGIN:
                continue
            if any(
                likeness(w.near, e.near) - likeness(w.near, f.near) >= MARGIN and _restates(w, f)
                for w in here
            ):
                return f
    return None


def _restates(written: Place, noted: Place) -> bool:
    one, other = written.value.quantity, noted.value.quantity
    return one is not None and other is not None and restates(one, other)


_ASPECTS = (
    (
        re.compile(r"总投资|计划投资|概算|预算|协议|合同|签约|计划"),
        re.compile(r"完成投资|到位|已投入|实际|支付|拨付|投入"),
    ),
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
    return next(
        (p for p in others if _FLOW.search(p.before) and any(p.owner == e.owner for e in equal)), None
    )


def _turned_round(place: Place, equal: Sequence[Place], others: Sequence[Place]) -> Place | None:
    """由312项压减到246项, with the two ends changed round."""
    mine = role(place)
    if not mine or any(role(p) in ("", mine) for p in equal):
        return None
    return next((p for p in others if role(p) == mine and any(p.owner == e.owner for e in equal)), None)
