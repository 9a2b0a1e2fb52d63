"""A text to be checked, read once: lines, sentences, marks of quotation, set phrases; every offset is the text's.

Rules never prepare the text for themselves; what several of them need is a property here, made when first asked
for, or ``Passage.made`` with a function of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from pipeline.checking.asides import Aside, asides
from pipeline.checking.spans import Spans
from pipeline.genres import Genre
from pipeline.text.dates import find_dates
from pipeline.text.quantities import Quantity, find_quantities
from pipeline.text.sentences import TextSpan, split_clauses, split_sentences
from pipeline.text.setphrases import default, mask, merge
from pipeline.text.widths import half
from pipeline.text.words import Word, segment
from pipeline.types import Brief, Person

if TYPE_CHECKING:
    from pipeline.checking.evidence import Ground
    from pipeline.text.recogniser import Recogniser

T = TypeVar("T")

LineRole = Literal["title", "salutation", "heading", "prose", "signature", "date", "table"]


class Line(NamedTuple):
    """One line (paragraph) without the white space and Markdown around it."""

    start: int
    end: int
    role: LineRole
    level: int
    """Of a heading: 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）, 5 for ①; 0 where it has no number."""


@dataclass(frozen=True)
class Source:
    """A text that the document must not be copied from: an exemplar, last year's report."""

    name: str
    text: str


@dataclass
class Passage:
    """A text with what is known about it. One passage belongs to one thread."""

    text: str
    genre: Genre | None = None
    person: Person | None = None
    """What the notes or the caller demand; else the genre's."""
    period: str = ""
    """时间 as given, for what 今年 means and for chronology; empty when nobody said."""
    brief: Brief | None = None
    """The notes; None when there are none."""
    ground: Ground | None = None
    """What sentences may stand on, where the caller has made it already from the notes and a plan."""
    exemplars: Sequence[Source] = ()
    against: Sequence[Source] = ()
    recogniser: Recogniser | None = None
    """What looks for names beside the rules; None: what the settings say."""
    markdown: bool = False
    """Whether # ** and the like are markup and no part of the text."""
    _made: dict[object, object] = field(default_factory=dict, repr=False)

    def made(self, key: object, make: Callable[[Passage], T]) -> T:
        """What ``make`` returns for this passage, computed once."""
        if key not in self._made:
            self._made[key] = make(self)
        return self._made[key]  # type: ignore[return-value]

    def with_text(self, text: str) -> Passage:
        """The same circumstances, another text."""
        return replace(self, text=text, _made={})

    @cached_property
    def half(self) -> str:
        """The text with half-width digits, letters and percent signs; same length."""
        return half(self.text)

    @cached_property
    def asides(self) -> tuple[Aside, ...]:
        """The YAML head, code and comments: no prose, whatever the text's format."""
        return asides(self.text)

    @cached_property
    def markup(self) -> tuple[TextSpan, ...]:
        """The asides but code within a line, and in Markdown heading marks, bullets and emphasis.

        Nothing there is checked.
        """
        spans = [(one.start, one.end) for one in self.asides if one.sort != "code"]
        if self.markdown:
            spans += [m.span() for m in _MARKDOWN_LINE.finditer(self.text)]
            for m in _EMPHASIS.finditer(self.text):
                spans += [m.span(1), m.span(3)]
        return merge(spans)

    @cached_property
    def _marked(self) -> Spans:
        return Spans(self.markup)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines that have text, with their roles."""
        return tuple(_lines(self))

    @cached_property
    def prose(self) -> tuple[Line, ...]:
        """The lines of running text."""
        return tuple(line for line in self.lines if line.role == "prose")

    def line_at(self, at: int) -> Line | None:
        """The line that offset ``at`` stands in."""
        i = bisect_right(self._line_starts, at) - 1
        return self.lines[i] if i >= 0 and at < self.lines[i].end else None

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.start for line in self.lines]

    @cached_property
    def sentences(self) -> tuple[TextSpan, ...]:
        """Sentences of the prose, in order; they never reach over a line."""
        return tuple(
            TextSpan(line.start + s.start, line.start + s.end)
            for line in self.prose
            for s in split_sentences(self.text[line.start : line.end])
        )

    @cached_property
    def clauses(self) -> tuple[TextSpan, ...]:
        """Clauses of the prose, closing marks included."""
        return tuple(
            TextSpan(line.start + s.start, line.start + s.end)
            for line in self.prose
            for s in split_clauses(self.text[line.start : line.end])
        )

    @cached_property
    def fixed(self) -> tuple[TextSpan, ...]:
        """Set phrases, enumerators and short quoted slogans: their numerals are no figures."""
        return mask(self.half)

    @cached_property
    def phrases(self) -> tuple[TextSpan, ...]:
        """Listed set phrases alone."""
        return tuple(default().spans(self.half))

    @cached_property
    def quoted(self) -> tuple[TextSpan, ...]:
        """“…” and 《…》 with their marks."""
        return merge(m.span() for m in _QUOTED.finditer(self.text))

    @cached_property
    def titles(self) -> Spans:
        """What stands between 《 and 》: the name somebody gave to a document of his, marks of its own included."""
        return Spans((m.start() + 1, m.end() - 1) for m in _TITLE.finditer(self.text))

    @cached_property
    def quotations(self) -> Spans:
        """``quoted`` for looking up."""
        return Spans(self.quoted)

    @cached_property
    def set_phrases(self) -> Spans:
        """``fixed`` for looking up."""
        return Spans(self.fixed)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The quantities of the whole text."""
        return find_quantities(self.text)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The segmenter's words, over the whole text without gaps."""
        return segment(self.text)

    @cached_property
    def _word_starts(self) -> list[int]:
        return [w.start for w in self.words]

    def word_at(self, at: int) -> Word:
        """The word that the character at ``at`` belongs to."""
        return self.words[bisect_right(self._word_starts, at) - 1]

    def is_word(self, start: int, end: int) -> bool:
        """Whether the segmenter puts word boundaries at both ends (干 in 干部 is none)."""
        return self.word_at(start).start == start and (
            end >= len(self.text) or self.word_at(end).start == end
        )

    @cached_property
    def years(self) -> tuple[int, int] | None:
        """First and last year of the period; None when nobody said."""
        found = [y for d in find_dates(self.period) for y in (d.year, d.end_year) if y]
        return (min(found), max(found)) if found else None

    @property
    def voice(self) -> Person | None:
        """First or third person, by the caller, the notes or the genre."""
        head = self.brief.head.person if self.brief else None
        return self.person or head or (self.genre.person if self.genre else None)


def within(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    """Whether ``span`` lies wholly in one of the others."""
    return any(s <= span[0] and span[1] <= e for s, e in spans)


def touches(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    """Whether ``span`` shares a character with one of the others."""
    return any(s < span[1] and span[0] < e for s, e in spans)


_MARKDOWN_LINE = re.compile(
    r"^[ \t]{0,3}(?:#{1,6}[ \t]+|[-*+][ \t]+|>[ \t]?|(?:-{3,}|\*{3,}|_{3,})[ \t]*$)", re.MULTILINE
)
_EMPHASIS = re.compile(r"(?<!\*)(\*{1,3})(?=[^\s*])([^*\n]{2,200}?)(?<=[^\s*])(\1)(?!\*)")
_QUOTED = re.compile(r"“[^“”\n]{1,200}”|《[^《》\n]{1,120}(?:《[^《》\n]{1,80}》[^《》\n]{0,60})?》")
_TITLE = re.compile(r"《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》")

_NUMBERED: tuple[re.Pattern[str], ...] = (
    re.compile(r"第?[一二三四五六七八九十]{1,3}(?:、|\.|．|，|,|[章节部分]{1,2}(?=[ \u3000]))"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"[0-9０-９]{1,2}[.．、](?![0-9])"),
    re.compile(r"[（(][0-9０-９]{1,2}[）)]"),
    re.compile(r"[①-⑳]"),
)
_DATE_LINE = re.compile(
    r"[（(]?(?:[0-9０-９]{4}|[二〇零○0一三四五六七八九]{4})年[^，。；]{1,12}[日月号][）)]?$"
)
_SALUTE = re.compile(r"[^。；，]{2,40}[：:]$")
HEADING_LIMIT = 50
"""Characters; a longer numbered line is a paragraph that begins with a number."""


def _lines(passage: Passage) -> Iterable[Line]:
    text = passage.text
    first = True
    rows = [m.span() for m in re.finditer(r"[^\n\r\u2028\u2029]+", text)]
    for row, (a, b) in enumerate(rows):
        start, end = _bare(passage, a, b)
        if start >= end:
            continue
        body = text[start:end]
        level = next((i for i, p in enumerate(_NUMBERED, 1) if p.match(body)), 0)
        last = row >= len(rows) - 3
        yield Line(
            start,
            end,
            _role(body, level, first=first and len(rows) > 1, last=last and len(rows) > 2, row=row),
            level,
        )
        first = False


def _bare(passage: Passage, start: int, end: int) -> tuple[int, int]:
    text = passage.text
    markup = passage._marked  # noqa: SLF001 — a part of the passage
    while start < end:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        first, last = markup.at(start), markup.at(end - 1)
        if start == end or (first is None and last is None):
            break
        start = min(first[1], end) if first else start
        end = max(last[0], start) if last else end
    return start, end


def _role(body: str, level: int, *, first: bool, last: bool, row: int) -> LineRole:
    short = len(body) <= HEADING_LIMIT
    ends, opens = body[-1] in "。！？；…”", body.endswith(("：", ":"))
    role: LineRole = "prose"
    if body.startswith("|") and body.endswith("|"):
        role = "table"
    elif level and short and not (ends and _runs_on(body)):
        role = "heading"
    elif first and short and not ends and not opens:
        role = "title"
    elif row <= 3 and short and _SALUTE.match(body):
        role = "salutation"
    elif len(body) <= 24 and _DATE_LINE.match(body):
        role = "date"
    elif not ends and len(body) <= 30 and "，" not in body and not opens:
        role = "signature" if last else "heading"
    return role


def _runs_on(body: str) -> bool:
    """Whether a numbered line with a full stop goes on behind a first stop, so that it is a paragraph."""
    return len(re.findall(r"[。；！？]", body)) > 1 or len(body) > 30
