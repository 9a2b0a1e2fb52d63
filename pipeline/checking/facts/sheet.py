"""The notes and the text, side by side: sentences with their values and the words that these measure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.checking.evidence import Ground, Told, likeness, same_stated
from pipeline.checking.passage import Line, Passage
from pipeline.checking.values import Value, restates, values_of
from pipeline.text.numerals import CHINESE, parse_numeral
from pipeline.text.quantities import Quantity, entails, find_quantities
from pipeline.text.sentences import TextSpan, split_clauses, split_sentences
from pipeline.text.words import content_bigrams


@dataclass(frozen=True)
class Place:
    """A figure with the words around it."""

    value: Value
    """Its offsets are into the text (the statement) that it stands in."""
    near: frozenset[str]
    """Bigrams of its own stretch: between the figures around it, up to the next mark or verb of change behind it."""
    wide: frozenset[str]
    """Of its clause, figures taken out."""
    whole: frozenset[str]
    """Of its sentence, or of its fact."""
    clause: str
    before: str
    """The clause up to the figure."""
    after: str
    """The clause behind it."""
    owner: str
    """Id of the fact, empty in the text."""
    vague: bool = False
    """Whether its clause deals figures out (分别) in a way that can't be told."""
    dealt: bool = False
    """Whether ``near`` is its own subject of a 分别 clause."""


@dataclass(frozen=True)
class Said:
    """A sentence of the text with its values; offsets of ``span`` are into the text, of values into the sentence."""

    span: TextSpan
    text: str
    values: tuple[Value, ...]
    role: str

    @cached_property
    def bigrams(self) -> frozenset[str]:
        return content_bigrams(self.text)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return tuple(places(self.text, self.values, ""))


class Sheet:
    """Everything that the checks of facts share about one passage. Made once, then only read."""

    def __init__(self, passage: Passage, ground: Ground) -> None:
        self.passage = passage
        self.ground = ground
        self.facts: tuple[Told, ...] = ground.facts
        self._stating: dict[tuple[str, str], tuple[tuple[Told, Value], ...]] = {}
        self._owning: dict[str, frozenset[str]] = {}
        self.sentences = tuple(_sentences(passage, ground))
        self.noted = tuple(p for t in self.facts for p in places(t.fact.statement, t.values, t.fact.id))

    def around(self, said: Said) -> tuple[Said, ...]:
        """The sentence with two before it and the next."""
        at = self._index[said.span.start]
        return self.sentences[max(0, at - 2) : at + 2]

    @cached_property
    def _index(self) -> dict[int, int]:
        return {s.span.start: i for i, s in enumerate(self.sentences)}

    @cached_property
    def clauses(self) -> tuple[tuple[Told, str, frozenset[str]], ...]:
        """Every clause of the notes with its fact and its bigrams."""
        return tuple((t, c, content_bigrams(c)) for t in self.facts for c in t.clauses)

    @cached_property
    def _by_bigram(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, (_, _, bigrams) in enumerate(self.clauses):
            for bigram in bigrams:
                found.setdefault(bigram, []).append(at)
        return found

    def akin(self, bigrams: frozenset[str]) -> dict[int, int]:
        """The clauses of the notes (their places in ``clauses``) that share bigrams, with how many."""
        return Counter(at for b in bigrams for at in self._by_bigram.get(b, ()))

    def stating(self, value: Value) -> tuple[tuple[Told, Value], ...]:
        """The facts that state the same figure, time or name."""
        key = (value.kind, value.text)
        if key not in self._stating:
            year = self.ground.year
            self._stating[key] = tuple(
                (t, v) for t in self.facts for v in t.values if same_stated(value, v, year)
            )
        return self._stating[key]

    def owning(self, quantity: Quantity) -> frozenset[str]:
        """The facts that have the figure, or one from which it follows."""
        if quantity.text not in self._owning:
            self._owning[quantity.text] = frozenset(
                p.owner
                for p in self.noted
                if p.value.quantity
                and (restates(quantity, p.value.quantity) or entails(p.value.quantity, quantity))
            )
        return self._owning[quantity.text]

    @cached_property
    def loose(self) -> tuple[tuple[Quantity, str], ...]:
        """Every figure of the notes and its fact, those included that claim little (一次, 第三批)."""
        return tuple((q, t.fact.id) for t in self.facts for q in find_quantities(t.fact.statement))

    @cached_property
    def everything(self) -> tuple[Quantity, ...]:
        """Every figure of the text, those included that claim little."""
        return self.passage.quantities

    @cached_property
    def spelled(self) -> str:
        """What the notes say with all numerals in Arabic digits: 十六课 as 16课."""
        return _RUN.sub(_digits, self.known)

    @cached_property
    def written(self) -> tuple[tuple[Said, Place], ...]:
        """Every figure of the text with its sentence."""
        return tuple((s, p) for s in self.sentences for p in s.places)

    @cached_property
    def known(self) -> str:
        """All that the notes say, without white space."""
        return self.ground.support(tuple(self.ground.by_id)).flat


def _sentences(passage: Passage, ground: Ground) -> Iterator[Said]:
    for line in passage.lines:
        for span in _spans(passage, line):
            text = passage.text[span.start : span.end]
            yield Said(span, text, values_of(text, ground.known), line.role)


def _spans(passage: Passage, line: Line) -> list[TextSpan]:
    return [
        TextSpan(line.start + s.start, line.start + s.end)
        for s in split_sentences(passage.text[line.start : line.end])
    ]


_RUN = re.compile(f"[{CHINESE}]{{1,8}}")


def _digits(match: re.Match[str]) -> str:
    value = parse_numeral(match[0])
    return str(value) if value is not None and value.denominator == 1 else match[0]


_PART = re.compile(r"[、和及与，；：。]")
_CHANGE = re.compile(r"[增减压升降提扩缩调改到至达]|占|完成|实现")
_LIGHT = re.compile(
    r"同比|环比|[比较](?:上年同期|上年|去年|年初|上月)|增长|增加|增幅|提高|上升|提升|扩大|下降|减少|降低|降幅|压减|压缩|缩短|完成|达到|实现|分别|其中|累计|"
    r"共计|合计|超过|突破|平均|近|约|占比|占|比重|比例|总数|总量|以上|左右|新增|净增"
)
_LABEL = re.compile(
    r"[一二三四五六七八九十0-9A-Z]{1,3}(?:分局|分院|分校|分公司|号|期|批|标段|车间|中队|大队|支队|季度|学期|月份?|组|片区)"
)
_RESPECTIVELY = re.compile(r"分别|依次|各自")


def places(text: str, values: Sequence[Value], owner: str) -> Iterator[Place]:
    """The figures of a text with their stretches."""
    whole = content_bigrams(text)
    figures = [v for v in values if v.quantity or v.date]
    subject: frozenset[str] = frozenset()
    earlier: list[frozenset[str]] = []
    for span in split_clauses(text):
        inside = [v for v in figures if span.start <= v.start < span.end]
        if not any(v.quantity for v in inside):
            subject = content_bigrams(_LIGHT.sub("，", text[span.start : span.end])) or subject
            continue
        clause = text[span.start : span.end]
        bare = clause
        for v in reversed(inside):
            bare = bare[: v.start - span.start] + "，" + bare[min(v.end, span.end) - span.start :]
        wide = content_bigrams(bare) | _labels(clause)
        shared = _distributed(text, span, inside)
        turns = _in_turn(text, span, inside, earlier)
        earlier = []
        first: frozenset[str] = frozenset()
        for v in inside:
            if v.quantity is None:
                continue
            start = max((o.end for o in inside if o.quantity and o.end <= v.start), default=span.start)
            end = min((o.start for o in inside if o.start >= v.end), default=span.end)
            left, right = _dateless(text, start, v.start, inside), text[v.end : end]
            if end < span.end:
                right = _PART.split(_CHANGE.split(right)[0])[0]
            if start > span.start:
                left = _PART.split(left)[-1]
            left = shared.get(v.start, left)
            own = content_bigrams(_LIGHT.sub("，", left + "，" + right))
            stage = _stages(left)
            near = (
                (own or stage or first or subject or content_bigrams(left + "，" + right))
                | stage
                | _labels(left)
            )
            if (
                first
                and start > span.start
                and re.search(r"[到至为]了?$", text[start : v.start])
                and "、" not in text[start : v.start]
            ):
                near |= first
            if v.start in turns:
                near = turns[v.start]
            earlier.append(near)
            first = first or near
            yield Place(
                v, near, wide, whole, clause, text[span.start : v.start], text[v.end : span.end], owner,
                dealt=v.start in shared or v.start in turns,
                vague=(_RESPECTIVELY.search(clause) is not None and not shared and not turns) or left.endswith(("各", "均", "每")),
            )  # fmt: skip
        subject = content_bigrams(_LIGHT.sub("，", bare)) | _labels(clause) or subject


def _distributed(text: str, span: TextSpan, inside: Sequence[Value]) -> dict[int, str]:
    """城镇和农村居民收入分别增长5.4%和7.8%: the subject of each figure, by the figure's start."""
    match = _RESPECTIVELY.search(text, span.start, span.end)
    if match is None:
        return {}
    figures = [v for v in inside if v.quantity and v.start >= match.end()]
    subjects = [s for s in re.split(r"、|以及|和|与|及", text[span.start : match.start()]) if s]
    if len(figures) < 2 or len(figures) != len(subjects) or any(not content_bigrams(s) for s in subjects):
        return {}
    return {v.start: subject for v, subject in zip(figures, subjects, strict=True)}


def _in_turn(
    text: str, span: TextSpan, inside: Sequence[Value], earlier: Sequence[frozenset[str]]
) -> dict[int, frozenset[str]]:
    """甲2140万吨、乙18.6万标箱，分别增长9.3%和12.1%: what the figures before measured, in turn."""
    match = _RESPECTIVELY.search(text, span.start, span.end)
    if match is None or content_bigrams(_LIGHT.sub("，", text[span.start : match.start()])):
        return {}
    figures = [v for v in inside if v.quantity and v.start >= match.end()]
    if len(figures) < 2 or len(figures) != len(earlier):
        return {}
    return {v.start: near for v, near in zip(figures, earlier, strict=True)}


def _dateless(text: str, start: int, end: int, values: Sequence[Value]) -> str:
    """The stretch without the times in it, which measure nothing."""
    for v in reversed(values):
        if v.date and start <= v.start and v.end <= end:
            text = text[: v.start] + "，" * (v.end - v.start) + text[v.end :]
    return text[start:end]


def _labels(text: str) -> frozenset[str]:
    """一分局, 二期, A标段: what tells like things apart though it is a numeral."""
    return frozenset(m[0] for m in _LABEL.finditer(text))


_STAGE = re.compile(r"在(?=([建办谈审册岗编校途]))|未(?=([一-龥]{2}))")


def _stages(text: str) -> frozenset[str]:
    """在建, 在办, 未开工: stages that begin with a character which the bigrams drop."""
    return frozenset(m[0] + (m[1] or m[2]) for m in _STAGE.finditer(text))


def alike(a: Place, b: Place) -> float:
    """How likely two figures measure the same thing, 0 to 1: their own stretches, else clause and sentence."""
    near = likeness(a.near, b.near)
    cross = max(likeness(a.near, b.wide), likeness(b.near, a.wide))
    wide = likeness(a.wide, b.wide)
    whole = likeness(a.wide | a.near, b.whole)
    return max(near, 0.9 * cross, 0.8 * wide) * 0.85 + 0.15 * whole


def role(place: Place) -> str:
    """from or to in 由A增加到B; else empty."""
    if re.search(r"[由从][^，。；]{0,16}$", place.before) and re.match(
        r"[^，。；]{0,12}[到至为]", place.after
    ):
        return "from"
    return "to" if re.search(r"[由从][^，。；]{1,30}[到至为]了?$", place.before) else ""
