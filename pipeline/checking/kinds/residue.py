"""What a draft must not keep: slots, masks, units without their number, words of the model that wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checking.kinds import kind
from pipeline.checking.kinds.pattern import Regex
from pipeline.checking.lazy import Lazy, found_at
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.checking.spans import Spans
from pipeline.config import DataFolders
from pipeline.text.sentences import TextSpan
from pipeline.types import Frozen


class ResidueOptions(Frozen):
    """Patterns of residue."""

    find: tuple[Regex, ...]
    """The named group ``at`` (else the whole match) is the place."""
    unless: tuple[Regex, ...] = ()
    """A hit inside a match of one of these is left alone."""
    notes: bool = True
    """Whether what stands in the notes, as they want it written, is left alone."""
    markup: bool = False
    """Whether marks of Markdown and comments count too."""
    quotes: bool = True
    """Whether “…” and 《…》 are looked into."""
    replace: str | None = None


@kind("residue", ResidueOptions)
def residue(rule: Rule, options: ResidueOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """Matches of patterns, except in the notes' own words, in 〔待补：…〕 and in markup."""
    finds = [Lazy(p, re.MULTILINE) for p in options.find]
    spares = [Lazy(p, re.MULTILINE) for p in options.unless]

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.half
        spared: Spans | None = None
        done: set[int] = set()
        for find in finds:
            for match in find.finditer(text):
                start, end = found_at(match)
                if start == end:
                    continue
                if spared is None:
                    spans = [m.span() for s in spares for m in s.finditer(text)]
                    markup = () if options.markup else passage.markup
                    quoted = () if options.quotes else passage.quoted
                    spared = Spans([*spans, *marks_of(passage), *markup, *quoted])
                if spared.touch(start, end) or (options.notes and in_notes(passage, start, end)):
                    continue
                if start in done or end - 1 in done:
                    continue
                done.update(range(start, end))
                suggestion = None if options.replace is None else match.expand(options.replace)
                yield Hit(start, end, suggestion=suggestion)

    return detect


_MARK = re.compile(r"〔待[补核]：[^〔〕\n]{1,80}〕")


def marks_of(passage: Passage) -> list[TextSpan]:
    """〔待补：…〕 and 〔待核：…〕, the marks that a draft of ours carries on purpose."""
    return passage.made("residue.marks", lambda p: [TextSpan(*m.span()) for m in _MARK.finditer(p.text)])


def in_notes(passage: Passage, start: int, end: int) -> bool:
    """Whether the place, with a character on either side, is how the notes want it written.

    A mask in the notes is a value not known yet; what has to be written there is 〔待补：…〕, so that the statement,
    not the bullet's own text, is what counts.
    """
    if passage.brief is None:
        return False
    notes = passage.made("residue.notes", _notes)
    text = passage.half
    left = text[start - 1] if start and text[start - 1] not in "\n，。；：、" else ""
    right = text[end] if end < len(text) and text[end] not in "\n，。；：、" else ""
    return left + text[start:end] + right in notes


def _notes(passage: Passage) -> str:
    from pipeline.text.widths import half

    brief = passage.brief
    if brief is None:
        return ""
    return half("\n".join([*(f.statement for f in brief.facts), *brief.head.values()]))


class StarOptions(Frozen):
    """Asterisks: masks, or emphasis that a format left behind."""

    units: tuple[str, ...]
    """Words behind a mask: 市, 同志, 亿元 …"""
    emphasis: bool
    """Whether to report emphasis instead of masks."""


@kind("stars", StarOptions)
def stars(rule: Rule, options: StarOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """Runs of asterisks beside Chinese, told apart by what follows them; never those between two digits (5*8)."""
    units = re.compile("|".join(sorted(map(re.escape, options.units), key=len, reverse=True)))

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        if "*" not in text and "＊" not in text:
            return
        emphasised = list(_emphasised(passage, units))
        pairs, markup = Spans(emphasised), Spans(passage.markup)
        if options.emphasis:
            for start, end in emphasised:
                if not markup.touch(start, end):
                    inner = text[start:end].strip("*")
                    yield Hit(start, end, suggestion=inner)
            return
        for match in _STARS.finditer(text):
            start, end = match.span()
            between = text[start - 1 : start].isdigit() and text[end : end + 1].isdigit()
            if between or pairs.touch(start, end):
                continue
            follows = _unit_follows(passage, end, units)
            if markup.touch(start, end) and not follows:
                continue
            if not in_notes(passage, start, end):
                yield Hit(start, end)

    return detect


_STARS = re.compile(r"[*＊]+")
_PAIR = re.compile(r"(?<!\*)\*\*(?=[^\s*])[^*\n]{2,120}(?<=[^\s*])\*\*(?!\*)")


def _emphasised(passage: Passage, units: re.Pattern[str]) -> Iterator[TextSpan]:
    """``**words**``; none in a text where a unit follows stars, for there they are masks (**市招商**亿元)."""
    text = passage.text
    if any(_unit_follows(passage, m.end(), units) for m in _STARS.finditer(text)):
        return
    yield from (TextSpan(*m.span()) for m in _PAIR.finditer(text))


def _unit_follows(passage: Passage, at: int, units: re.Pattern[str]) -> bool:
    match = units.match(passage.text, at)
    if match is None:
        return False
    # 市 before 场 is half a word.
    return len(match[0]) > 1 or passage.is_word(at, match.end())


class BlankOptions(Frozen):
    """Units that can't stand without a number."""

    units: tuple[str, ...]
    """Never without a number behind a Chinese character (平方公里, 个百分点)."""
    units_not_before: Regex
    """Words after which they stand rightly (每, 按)."""
    units_not_after: Regex
    """Words before which they do (数, 以上)."""
    sums: tuple[str, ...]
    """Round amounts (亿元, 万亩), which modify (亿元项目) and carry words of their own (近, 超, 突破): only at the end
    of a clause."""
    sums_not_before: Regex
    sum_takers: dict[str, Regex]
    """For some of them: only behind these words."""
    sum_ends: Regex
    """What closes the clause."""
    counters: dict[str, Regex]
    """Counter → nouns behind which it can't end a clause (项目个，); '' for any word."""
    counter_not_clause: Regex
    """A clause with this speaks of the number as such (增加场次)."""
    stop_words: tuple[str, ...]
    """Words of two characters and more that do take a bare counter (若干个); no verb or noun does (召开次会议)."""
    light: str
    """Last characters of verbs that take a bare 个 in easy speech (还有个尾巴, 立了个规矩)."""
    formal: tuple[str, ...]
    """Verbs with such an end that take none (建成个)."""
    verb_counters: dict[str, Regex]
    """Counter → what may follow it there."""
    always: tuple[Regex, ...]
    """Shapes that are blank by themselves (第次, 2023年月); the group ``at`` is the place."""
    unless: tuple[Regex, ...] = ()


_NUMERAL = "0-9零〇○一二两三四五六七八九十百千万亿几数多余来半.％%"


@kind("blank_unit", BlankOptions)
def blank_unit(rule: Rule, options: BlankOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """A unit of measure or counter with nothing to count before it (GB/T 15835—2011 4.1.1 wants the figure)."""
    blanks = _Blanks(options)
    spares = [Lazy(p, re.MULTILINE) for p in options.unless]

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.half
        spared: Spans | None = None
        end = -1
        for span in sorted(blanks.find(passage), key=lambda s: (s.start, -s.end)):
            if spared is None:
                spans = [m.span() for s in spares for m in s.finditer(text)]
                spared = Spans([*spans, *marks_of(passage), *passage.markup])
            if span.start < end or spared.touch(*span) or in_notes(passage, *span):
                continue
            end = span.end
            yield Hit(*span)

    return detect


class _Blanks:
    """The options compiled, and where they find something."""

    def __init__(self, options: BlankOptions) -> None:
        units, sums = _either(options.units), _either(options.sums)
        counters = "|".join(options.counters)
        self.unit = re.compile(f"(?:{units})(?!{options.units_not_after})")
        self.unit_led = Lazy(f"(?:{options.units_not_before})$")
        self.bare_left = re.compile(rf"(?![{_NUMERAL}])[\u4e00-\u9fff]$")
        self.total = re.compile(rf"(?<![{_NUMERAL}])(?<=[\u4e00-\u9fff])(?:{sums})(?={options.sum_ends})")
        self.sum_led = Lazy(f"(?:{options.sums_not_before})$")
        self.takers = {name: Lazy(f"(?:{p})$") for name, p in options.sum_takers.items()}
        self.counter = re.compile(
            rf"(?<![{_NUMERAL}每各这那哪该某此本首逐整单另第])(?<=[\u4e00-\u9fff])(?:{counters})(?={options.sum_ends})"
        )
        self.nouns = {name: Lazy(f"(?:{p})$") for name, p in options.counters.items()}
        self.aside = Lazy(options.counter_not_clause)
        self.stop_words = frozenset(options.stop_words)
        self.light, self.formal = frozenset(options.light), frozenset(options.formal)
        self.bare = re.compile(
            rf"(?<![{_NUMERAL}每各这那哪该某此本首逐整单另第])(?:(?<=[\u4e00-\u9fff])|(?<=[。、，；]))(?P<at>{'|'.join(options.verb_counters)})"
        )
        self.behind = {name: Lazy(p) for name, p in options.verb_counters.items()}
        self.always = [Lazy(p, re.MULTILINE) for p in options.always]

    def find(self, passage: Passage) -> Iterator[TextSpan]:
        yield from self._measures(passage.half)
        yield from self._totals(passage.half)
        yield from self._counters(passage)
        for shape in self.always:
            for match in shape.finditer(passage.half):
                yield TextSpan(*match.span("at"))

    def _measures(self, text: str) -> Iterator[TextSpan]:
        for match in self.unit.finditer(text):
            start = match.start()
            bare = self.bare_left.search(text, max(0, start - 1), start)
            if bare and not self.unit_led.search(text, max(0, start - 6), start):
                yield TextSpan(*match.span())

    def _totals(self, text: str) -> Iterator[TextSpan]:
        for match in self.total.finditer(text):
            start = match.start()
            taker = self.takers.get(match[0])
            led = self.sum_led.search(text, max(0, start - 6), start)
            counted = match[0].endswith("次") and (
                self._as_such(text, start) or not _STOP.match(text, match.end())
            )
            if not led and not counted and (taker is None or taker.search(text, max(0, start - 8), start)):
                yield TextSpan(*match.span())

    def _counters(self, passage: Passage) -> Iterator[TextSpan]:
        text = passage.half
        for match in self.counter.finditer(text):
            start, end = match.span()
            noun = self.nouns[match[0]].search(text, max(0, start - 8), start)
            if (
                noun
                and not self._as_such(text, start)
                and passage.word_at(start).end == end
                and self._behind_word(passage, start)
            ):
                yield TextSpan(start, end)
        for match in self.bare.finditer(text):
            start, end = match.span("at")
            if self.behind[match["at"]].match(text, end) and self._alone(passage, start, end):
                yield TextSpan(start, end)

    @staticmethod
    def _behind_word(passage: Passage, start: int) -> bool:
        """Whether what stands before is a word of two characters at least (底座 is 底 and 座 to the segmenter)."""
        before = passage.word_at(start - 1)
        return before.end - before.start > 1 or passage.text[start] == "个"

    def _alone(self, passage: Passage, start: int, end: int) -> bool:
        """Whether the counter is a word of its own, behind a longer one that takes none, or behind a mark."""
        word = passage.word_at(start)
        if word.end != end:
            return False
        if word.start < start:
            # The segmenter has 辖个 as one word.
            return passage.text[word.start : start] in {"辖", "设"}
        before = passage.word_at(start - 1).text
        if passage.text[start] == "个" and before[-1] in self.light and before not in self.formal:
            # 还有个尾巴, 立了个规矩: light verbs take a bare 个.
            return before in "辖设"
        return before in "。、，；辖设有了等" or (len(before) > 1 and before not in self.stop_words)

    def _as_such(self, text: str, start: int) -> bool:
        """Whether the clause speaks of the number itself (增加场次)."""
        clause = max(text.rfind(mark, max(0, start - 60), start) for mark in "，。；：\n") + 1
        return self.aside.search(text, max(clause, start - 40), start) is not None


_STOP = re.compile(r"[，。；！？\n](?!同比|比|较|增长|下降|环比)|$")


def _either(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
