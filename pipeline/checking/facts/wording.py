"""Directions, denials and things changed round a right figure, or in a clause that is a fact's but for one word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.checking.altered import STANDS_FOR_MANY, exchanged_things
from pipeline.checking.claims import misspelt
from pipeline.checking.evidence import attribute, likeness
from pipeline.checking.facts.claims import LadderFile
from pipeline.checking.facts.figures import Verdict
from pipeline.checking.facts.sheet import Place, Sheet, alike
from pipeline.checking.rules import Hit
from pipeline.checking.senses import denials
from pipeline.text.polarity import directions
from pipeline.text.sentences import split_clauses
from pipeline.text.words import content_bigrams, tag

_TO = re.compile(r"(?:[提升增扩减降压缩][高升长加大到少低减短]*)(?:到|至|为)$")
_BY = re.compile(
    r"(?:(?:提高|提升|增长|增加|上升|扩大|下降|降低|减少|压减|压缩|缩短)了?|[增升涨降减]了)(?:近|约|超过?|逾)?$"
)
_FROM = re.compile(r"[由从][^，。；：、]{0,12}[0-9一二两三四五六七八九十百千万][^，。；：、]{0,12}$")


def direction_hits(verdicts: Sequence[Verdict]) -> Iterator[Hit]:
    """增长 for 下降 before the same figure, 提高了 for 提高到."""
    for verdict in verdicts:
        if verdict.problem not in ("", "looser") or not verdict.sources:
            continue
        place = verdict.place
        twin = max(verdict.sources, key=lambda p: alike(place, p))
        hit = _sign(verdict, twin) or _reach(verdict, twin)
        if hit:
            yield hit


def _stretch(place: Place) -> str:
    """The words between the figure before and this one, inside the clause."""
    return re.split(r"[0-9一二三四五六七八九十百千万亿%个家户件]{2,}|[、]", place.before)[-1]


def _sign(verdict: Verdict, twin: Place) -> Hit | None:
    mine = [d for d in directions(_stretch(verdict.place)) if d.sign in ("up", "down")]
    theirs = [d for d in directions(_stretch(twin)) if d.sign in ("up", "down")]
    if not mine or not theirs:
        return None
    here, there = mine[-1], theirs[-1]
    if here.sign == there.sign or len({d.sign for d in mine}) > 1 or len({d.sign for d in theirs}) > 1:
        return None
    start = verdict.said.span.start + verdict.place.value.start - len(_stretch(verdict.place)) + here.start
    end = verdict.said.span.start + verdict.place.value.end
    message = f"升降方向与要点相反：要点是“{twin.clause.strip('，。；')}”"
    return Hit(start, end, message, facts=(twin.owner,))


_WHEN = re.compile(r"(?:20[0-9]{2}年|上年|去年|今年)(?:[0-9]{1,2}月)?(?:底|末|初)?的?$")


def _reach(verdict: Verdict, twin: Place) -> Hit | None:
    place = verdict.place
    mine, theirs = (_WHEN.sub("", p.before) for p in (place, twin))
    start = verdict.said.span.start + place.value.start
    end = verdict.said.span.start + place.value.end
    wrong = None
    if _BY.search(mine) and (_TO.search(theirs) or re.search(r"(?:达到?|总数?达|达到了)$", theirs)):
        wrong = "“提高到”是结果，“提高了”是增量"
    elif (
        _BY.search(mine)
        and _FROM.search(mine)
        and not any(_BY.search(_WHEN.sub("", p.before)) for p in verdict.sources)
    ):
        wrong = "前面有“由…”，这个数是结果，要用“到”；用“了”就成了增量"
    elif _TO.search(mine) and _BY.search(theirs) and not re.search(r"[由从]", mine):
        wrong = "“提高了”是增量，“提高到”是结果"
    if wrong is None:
        return None
    verb = _BY.search(mine) or _TO.search(mine)
    at = start - len(verb[0]) if verb else start
    return Hit(at, end, f"{wrong}，不能互换：要点是“{twin.clause.strip('，。；')}”", facts=(twin.owner,))


def denial_hits(sheet: Sheet) -> Iterator[Hit]:
    """未达标 for 达标, 出现脱管 for 无脱管."""
    for said in sheet.sentences:
        for span in split_clauses(said.text):
            clause = said.text[span.start : span.end]
            twin = _twin(clause, sheet)
            if twin is None:
                continue
            fact, other, whole = twin
            mine, theirs = _denies(clause), _denies(other)
            if (
                _OF.search(clause)
                or _OF.search(other)
                or _FORBIDS.search(clause)
                or "〔" in said.text
                or bool(mine) == bool(theirs)
                or _denies(whole if mine else said.text)
                or _LACK.search(clause if theirs else other)
            ):
                continue
            scopes, target = (mine, other) if mine else (theirs, clause)
            if any(s and len(s & content_bigrams(target)) * 2 >= len(s) for s in scopes):
                start = said.span.start + span.start
                message = f"肯定与否定和要点相反：要点是“{other.strip('，。；')}”"
                yield Hit(start, start + len(clause.rstrip("，。；")), message, facts=(fact,))


_LACK = re.compile(
    r"[缺欠少弱慢难差浅]|短板|不足|滞后|有待|需要|零|杜绝|空白|问题|困难|防止|避免|[0０]\s*[起件例次个人]|清零|遏制|坚决"
)
_OF = re.compile(
    r"[没未不无][^，。；]{1,10}的|未[\u4e00-\u9fff]{2}(?:项目|问题|户|企业|人员|部分|事项|案件)|除[^，。；]{1,16}外"
)
"""没完工的水库: a denial that only describes."""
_FORBIDS = re.compile(r"不[准许得能要应]|严禁|禁止|杜绝|——|“")
_ZERO = re.compile(r"(?<![\d.])[0０](?![\d.])|零(?![一二三四五六七八九])")


def _denies(text: str) -> list[frozenset[str]]:
    found = denials(re.sub(r"[一二三四五六七八九十百千万亿]零[一二三四五六七八九十]", "", text))
    if not found and _ZERO.search(text):
        return [content_bigrams(text)]
    return found


DENIED = 0.7
"""Likeness from which a clause without the denial tells the fact's clause with it."""


def _twin(clause: str, sheet: Sheet) -> tuple[str, str, str] | None:
    here = content_bigrams(clause)
    if len(here) < 2:
        return None
    best: tuple[float, tuple[str, str, str]] | None = None
    for at, shared in sorted(sheet.akin(here).items()):
        if shared < 2:
            continue
        told, other, there = sheet.clauses[at]
        score = likeness(here, there)
        alike_sized = 3 * len(here) <= 5 * len(there) and 3 * len(there) <= 5 * len(here)
        if score >= DENIED and alike_sized and (best is None or score > best[0]):
            best = (score, (told.fact.id, other, told.fact.text))
    return best[1] if best else None


def thing_hits(sheet: Sheet) -> Iterator[Hit]:
    """创伤中心 for 卒中中心: another thing in the place of a fact's; names with a character changed."""
    for said in sheet.sentences:
        if said.role == "signature":
            continue
        ids = attribute(said.text, (), sheet.ground)
        found = [
            *exchanged_things(said.text, said.values, ids, sheet.ground),
            *misspelt(said.text, sheet.ground),
        ]
        for p in found:
            yield Hit(said.span.start + p.start, said.span.start + p.end, p.message, facts=ids[:1])


def rate_hits(verdicts: Sequence[Verdict]) -> Iterator[Hit]:
    """一次办结率98.7% for 网上可办率98.7%: the same figure as another rate."""
    for verdict in verdicts:
        if verdict.problem or not verdict.sources:
            continue
        mine = _rate(verdict.place)
        theirs = [_rate(p) for p in verdict.sources]
        if mine is None or any(t is None or _alike_rates(mine[0], t[0]) for t in theirs):
            continue
        other = theirs[0][0] if theirs[0] else ""
        start = verdict.said.span.start + mine[1]
        message = f"“{verdict.place.value.text}”在要点里是“{other}率”，不是“{mine[0]}率”"
        yield Hit(start, start + len(mine[0]) + 1, message, facts=(verdict.sources[0].owner,))


def _rate(place: Place) -> tuple[str, int] | None:
    """The four characters before 率, and where they begin in the sentence."""
    match = re.search(r"([\u4e00-\u9fff]{2,4})率[\u4e00-\u9fff]{0,4}$", place.before)
    return (match[1], place.value.start - len(place.before) + match.start()) if match else None


def _alike_rates(a: str, b: str) -> bool:
    return len(set(a) & set(b)) * 5 >= 2 * min(len(set(a)), len(set(b)))


_JOINT = re.compile(r"、|以及|和|及|与")


def list_hits(sheet: Sheet) -> Iterator[Hit]:
    """民政、文旅、市场监管 for 民政、文旅、知识产权: one member of a list exchanged."""
    noted = [(t, c, _members(c)) for t in sheet.facts for c in t.clauses if "、" in c]
    for said in sheet.sentences:
        for span in split_clauses(said.text):
            clause = said.text[span.start : span.end]
            if "、" not in clause:
                continue
            mine = _members(clause)
            for told, other, theirs in noted:
                strange = _exchanged_member(mine, theirs, sheet.known)
                if strange:
                    start = said.span.start + span.start + strange[0]
                    message = f"要点里没有“{strange[1]}”：要点是“{other.strip('，。；')}”"
                    yield Hit(start, start + len(strange[1]), message, facts=(told.fact.id,))
                    break


def _members(clause: str) -> list[tuple[int, str]]:
    """The members of a list with their places; the first one carries what stands before, the last what follows."""
    found, at = [], 0
    for match in _JOINT.finditer(clause):
        found.append((at, clause[at : match.start()]))
        at = match.end()
    return [*found, (at, clause[at:].rstrip("，。；：！？"))]


def _exchanged_member(
    mine: list[tuple[int, str]], theirs: list[tuple[int, str]], known: str
) -> tuple[int, str] | None:
    if len(mine) < 3 or len(mine) != len(theirs):
        return None
    texts = [m for _, m in theirs]
    odd = [
        (at, m) for at, m in mine
        if not any(m == t or (len(m) > 1 and len(t) > 1 and (m.endswith(t) or t.endswith(m) or m.startswith(t) or t.startswith(m))) for t in texts)
        and m not in known
    ]  # fmt: skip
    gone = [
        t
        for t in texts
        if not any(
            t == m or m.endswith(t) or t.endswith(m) or m.startswith(t) or t.startswith(m) for _, m in mine
        )
    ]
    if len(odd) != 1 or len(gone) != 1:
        return None
    at, strange = odd[0]
    first, last = at == mine[0][0], at == mine[-1][0]
    if (first and _common_end(strange, gone[0]) >= 2) or (last and strange[:2] == gone[0][:2]):
        # The members are the same; what differs stands before the first or behind the last.
        return None
    if (
        re.search(r"我|们|一起|了", strange)
        or _abbreviates(gone[0], strange)
        or _abbreviates(strange, gone[0])
    ):
        return None
    tail = _common_end(strange, gone[0])
    strange = (strange[: len(strange) - tail] if tail else strange).removesuffix("等")
    if (
        len(strange) < 2
        or content_bigrams(strange) & content_bigrams(gone[0])
        or re.search(r"[0-9]", strange)
    ):
        return None
    return at, strange


def _abbreviates(short: str, full: str) -> bool:
    """妇儿工作 of 妇女儿童工作."""
    rest = iter(full)
    return len(short) < len(full) and all(c in rest for c in short)


def _common_end(a: str, b: str) -> int:
    size = 0
    while size < min(len(a), len(b)) and a[-1 - size] == b[-1 - size]:
        size += 1
    return size


BOTH_ENDS = 0.5
"""Share of the shorter clause that two clauses must have in common at their ends, all but one word in the middle."""


def swap_hits(sheet: Sheet, file: LadderFile) -> Iterator[Hit]:
    """A clause that is a fact's but for one stretch: 高于 for 低于, 二期 for 一期, 青石湾村 for 青石坳村."""
    for said in sheet.sentences:
        for span in split_clauses(said.text):
            clause = said.text[span.start : span.end].rstrip("，。；：、！？")
            stated = {
                t.fact.id
                for v in said.values
                if span.start <= v.start < span.end
                for t, _ in sheet.stating(v)
            }
            alike = sheet.akin(content_bigrams(clause))
            for place in (i for i, c in enumerate(sheet.clauses) if i in alike or c[0].fact.id in stated):
                told, other = sheet.clauses[place][0], sheet.clauses[place][1].rstrip("，。；：、")
                swap = _swap(clause, other)
                if swap is None:
                    continue
                start, mine, theirs, behind = swap
                if _tells_another_thing(clause[:start], mine, theirs, behind, sheet, said.text, file):
                    at = said.span.start + span.start + start
                    message = f"“{mine}”与要点不一致：要点是“{other}”"
                    yield Hit(at, at + len(mine), message, facts=(told.fact.id,))
                    break


def _swap(clause: str, other: str) -> tuple[int, str, str, str] | None:
    """(start, the text's stretch, the fact's, what follows) of two clauses that are one but for a stretch."""
    lead = max(clause.find(other[:2]), 0)
    if lead == 0 and clause[:2] in other:
        other = other[other.find(clause[:2]) :]
    text = clause[lead:]
    head = 0
    while head < min(len(text), len(other)) and text[head] == other[head]:
        head += 1
    tail = _common_end(text[head:], other[head:])
    mine, theirs = text[head : len(text) - tail], other[head : len(other) - tail]
    if (
        not mine
        or not theirs
        or max(len(mine), len(theirs)) > 8
        or re.search(r"[0-9〔、，“”]", mine + theirs)
    ):
        return None
    if head + tail < 4 or head + tail < BOTH_ENDS * min(len(text), len(other)):
        return None
    return lead + head, mine, theirs, text[len(text) - tail :]


def _tells_another_thing(  # noqa: PLR0913, PLR0917 — a place and what surrounds it
    before: str, mine: str, theirs: str, behind: str, sheet: Sheet, sentence: str, file: LadderFile
) -> bool:
    here, there = (
        {w for f in file.contrasts for w in f if _covers(w, before[-2:], m, behind[:2])}
        for m in (mine, theirs)
    )
    if any(here & set(f) and there & set(f) for f in file.contrasts) and not here & there:
        same_figure = re.search(r"[0-9]", behind) is not None
        return same_figure or (theirs not in sentence and mine not in sheet.known)
    if (mine in sheet.known and len(mine) > 1) or (theirs in before + behind and len(theirs) > 1):
        return False
    common = set(mine) & set(theirs)
    if (common and len(mine) != len(theirs)) or any(_LIGHT_LEAD.search(w) for w in (mine, theirs)):
        return False
    if _abbreviates(mine, theirs) or _abbreviates(theirs, mine):
        return False
    return _another_name(before, mine, behind, file) or _another_part(before, mine, theirs, behind)


def _another_part(before: str, mine: str, theirs: str, behind: str) -> bool:
    """Another whole (占…的72.3%) or another part (其中…9.6万人次) with the same figure."""
    if before.endswith("占"):
        return not mine.startswith(("比", "总", "全", "据", "有", "到"))
    part = before.endswith("其中") and re.match(r"[户人名家件]?[0-9]", behind) is not None
    return part and not set(mine) & set(theirs) and not STANDS_FOR_MANY & {mine, theirs}


def _another_name(before: str, mine: str, behind: str, file: LadderFile) -> bool:
    """Another word before what names end in."""
    match = re.match(file.heads, behind)
    if match is None or (len(mine) >= 3 and not _begins_a_word(before, mine, behind)):
        return False
    return len(match[0]) > 1 or (_grows_on(before, mine, behind) and not _in_a_verb(before, mine, behind))


def _grows_on(before: str, stretch: str, behind: str) -> bool:
    """Whether a name's last character belongs to the stretch (青石湾村) and begins no word of its own (办案)."""
    text, at = before + stretch + behind, len(before) + len(stretch)
    return all(w.start < at or w.end == at + 1 for w in tag(text) if w.start <= at < w.end)


def _begins_a_word(before: str, stretch: str, behind: str) -> bool:
    """全｜部进入 is cut inside a word."""
    return any(w.start == len(before) for w in tag(before + stretch + behind))


def _covers(word: str, before: str, stretch: str, behind: str) -> bool:
    """Whether the word stands over the stretch."""
    text = before + stretch + behind
    at = text.find(word)
    return at >= 0 and at < len(before) + len(stretch) and at + len(word) > len(before)


def _in_a_verb(before: str, stretch: str, behind: str) -> bool:
    """提请 for 提交: the stretch belongs to a verb, which may be another for the same act."""
    text, at = before + stretch + behind, len(before)
    return any(w.start <= at < w.end and w.tag.startswith("v") for w in tag(text))


_LIGHT_LEAD = re.compile(
    r"^[我全各本该的在到于为和与了等多次]|开展|组织|举办|参加|进行|实施|推进|完成|相关|有关|重点|专项|集中"
)
