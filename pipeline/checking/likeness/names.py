"""Names, slogans and figures of the samples that the notes do not have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.checking.finding_words import Marked, notes_text
from pipeline.checking.likeness.matches import with_marks
from pipeline.checking.likeness.streams import HAN_CHAR, KEPT, Common
from pipeline.checking.passage import Passage, Source
from pipeline.checking.rules import Hit
from pipeline.text.names import find_names
from pipeline.text.quantities import Quantity, entails, find_quantities, same_value
from pipeline.text.widths import HAN, half
from pipeline.text.words import segment, segmenter
from pipeline.types import Severity

_ITEMS = re.compile(
    rf"、([{HAN}A-Za-z0-9]{{2,10}})(?=[、和与][^，。；]{{2,20}}等|等[^，。；]{{0,4}}(?:项目|企业|公司|单位|品牌|景区|乡镇|村|社区|学校|医院))"
)
"""A name without a suffix of names, among others of its sort (…、恒麓光学等项目)."""
_KINDS = frozenset(("person", "place", "organization", "project", "title", "quoted", "docnumber"))
_LEVEL = re.compile("^[省市县区州镇乡村旗]")
_STATE = re.compile("中华人民共和国|中国共产党|中共中央|国务院|习近平|全国|国家|党中央|中央|党章|宪法")


def name_hits(passage: Passage, common: Common, general: tuple[str, ...]) -> Iterator[Hit]:
    if passage.brief is None:
        return
    notes = notes_text(passage)
    text = passage.text
    seen: set[str] = set()
    taken = Marked(len(text))
    names = [(name, what, e.name) for e in passage.exemplars for name, what in _named(e.text)]
    for written, what, source in sorted(names, key=lambda n: -len(n[0])):
        name = written.strip("“”《》")
        if name in seen or name not in text or name in notes or len(name) < 2:
            continue
        seen.add(name)
        severity = _weight(name, what, common, general)
        if severity is None or _short(name) in notes:
            continue
        for match in re.finditer(re.escape(name), text):
            start, end = match.span()
            if taken.touches(start, end):
                continue
            start, end = with_marks(text, start, end)
            taken.add(start, end)
            yield Hit(start, end, f"“{name}”是{source}里的，要点里没有，请核对或删去", severity=severity)


@lru_cache(maxsize=64)
def _named(text: str) -> tuple[tuple[str, str], ...]:
    """The names of a sample and their kinds; samples are read again and again, so this is remembered."""
    names = [(m.text, m.kind) for m in find_names(text) if m.kind in _KINDS]
    return (*names, *((m[1], "item") for m in _ITEMS.finditer(text)))


def _short(name: str) -> str:
    """A place or firm without its suffix, when enough is left to know it by."""
    core = re.sub("(?:市|县|区|镇|乡|村|街道|社区|集团|公司|有限公司|有限责任公司)$", "", name)
    return core if len(core) >= 2 else name


_NUMBERED = re.compile("第[一二三四五六七八九十]|[0-9]")
_COUNTS = re.compile("[一二两三四五六七八九十百千0-9]")


def _weight(name: str, what: str, common: Common, general: tuple[str, ...]) -> Severity | None:
    """How sure it is that the name is the sample's own; None for names that are anybody's."""
    if name in common.quoted or name in general or name in common.words or not HAN_CHAR.search(name):
        return None
    bare = KEPT.sub("", name)
    if _STATE.search(name) or sum(f.end - f.start for f in common.finder.find(bare)) >= 0.8 * len(bare):
        return None
    strange = [w.text for w in segment(name) if w.text not in common.words and HAN_CHAR.search(w.text)]
    coined = any(not segmenter().has_word(w) for w in strange)
    if what == "quoted":
        return _slogan(name, coined=coined)
    numbered = _NUMBERED.search(name) is not None
    if what == "title":
        sure = bool(strange) or len(name) > 6
    elif what == "item":
        sure = coined and len(name) > 3
    elif _LEVEL.match(name) and not numbered:
        # 县医院, 市委组织部: every place has one.
        sure = False
    elif what == "place" and len(name) < 3:
        sure = coined
    else:
        sure = what in {"person", "docnumber"} or bool(strange) or numbered
    return Severity.ERROR if sure else None


def _slogan(name: str, *, coined: bool) -> Severity | None:
    """“三链五园” is somebody's own; a quoted word without numerals may be anybody's."""
    counts = len(_COUNTS.findall(name))
    if len(name) > 3 and (counts > 1 or (counts and re.search("[个大项+＋]", name))):
        return Severity.ERROR
    return Severity.WARNING if len(name) > 4 or (len(name) > 3 and (coined or counts)) else None


class _Figure(NamedTuple):
    """A figure of a sample with its surroundings."""

    of: Quantity
    before: str
    after: str
    core: str
    """Its numeral as written."""


@lru_cache(maxsize=64)
def _figured(text: str) -> tuple[_Figure, ...]:
    """The telling figures of a sample, remembered like its names."""
    flat = half(text)
    out = []
    for q in find_quantities(text):
        core = _CORE.search(flat, q.start, q.end)
        if core is not None and _telling(q):
            out.append(_Figure(q, text[max(0, q.start - 2) : q.start], text[q.end : q.end + 2], core[0]))
    return tuple(out)


_CORE = re.compile("[0-9][0-9.,]*|[一二三四五六七八九十百千万亿零两]+")


def figure_hits(passage: Passage) -> Iterator[Hit]:
    """Figures of the samples that the notes don't have; only lines that write one of their numerals are read."""
    if passage.brief is None:
        return
    theirs: dict[str, list[tuple[_Figure, Source]]] = defaultdict(list)
    for source in passage.exemplars:
        for figure in _figured(source.text):
            theirs[figure.core].append((figure, source))
    flat = passage.half
    written = (m.start() for m in _CORE.finditer(flat) if m[0] in theirs) if theirs else ()
    lines = sorted({line for at in written if (line := passage.line_at(at))})
    if not lines:
        return
    notes = find_quantities(notes_text(passage))
    for line in lines:
        for q in find_quantities(passage.text[line.start : line.end]):
            core = _CORE.search(flat, line.start + q.start, line.start + q.end)
            if core is None or not _telling(q) or _noted(q, notes):
                continue
            start, end = line.start + q.start, line.start + q.end
            for figure, source in theirs.get(core[0], ()):
                same = q.unit == figure.of.unit and same_value(q, figure.of)
                if same and (not _round(q) or _beside(passage.text, start, end, figure)):
                    said = f"“{q.text}”是{source.name}里的数，要点里没有，请改成自己的数或删去"
                    yield Hit(start, end, said)
                    break


def _noted(q: Quantity, notes: tuple[Quantity, ...]) -> bool:
    return any((n.low, n.high) == (q.low, q.high) or same_value(q, n) or entails(n, q) for n in notes)


def _telling(q: Quantity) -> bool:
    """Whether the figure tells its document: not 3次, 一个, 100%, 第三批."""
    if q.ordinal or q.weak:
        return False
    return q.low.denominator != 1 or (q.low >= 10 and not (q.dimension == "percent" and q.low in (50, 100)))


def _round(q: Quantity) -> bool:
    return q.low.denominator == 1 and q.low < 1000 and q.low % 10 == 0


def _beside(text: str, start: int, end: int, figure: _Figure) -> bool:
    """Whether the same two characters stand beside the figure in both texts."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return (len(before) == 2 and before == figure.before) or (
        len(after) == 2 and HAN_CHAR.match(after) is not None and after == figure.after
    )
