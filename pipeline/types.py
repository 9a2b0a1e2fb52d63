"""The frozen types that travel down the line.

Each type is at once the schema of a file, an artefact of a run and a piece of graph state, so that nothing has
to be converted: a fact keeps its line of notes, a sentence keeps its facts, a finding keeps its span.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Person = Literal["first", "third"]


class Frozen(BaseModel):
    """Immutable, and strict about unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FactKind(StrEnum):
    """What the line owes a bullet (contract, table of duties)."""

    PLAIN = "plain"
    UNKNOWN = "unknown"
    """A value is not known yet; ``statement`` carries 〔待补：…〕 in its place."""
    CONFLICT = "conflict"
    """Disagrees with another bullet; the first of the pair carries 〔待核：A／B〕 in ``statement``."""
    DUPLICATE = "duplicate"
    """Says what another bullet says; ``statement`` is empty."""
    HELD = "held"
    """Not to be written (held back, struck, comment, instruction, empty); ``statement`` is empty."""


class Fact(Frozen):
    """One top-level bullet or line of the notes."""

    id: str
    """F1, F2, … in file order, every bullet counted."""
    text: str
    """The bullet's own words, nested bullets joined; white space and widths normalised."""
    line: int
    """Line of the notes file, from 1 (paragraph number for .docx)."""
    kind: FactKind = FactKind.PLAIN
    statement: str = ""
    """What is to be written: ``text`` without held-back parts, gaps as 〔待补：…〕, conflicts as 〔待核：…／…〕.
    Empty for facts that are not to be written."""
    group: str = ""
    """The heading of the notes that it stands under."""
    reason: str = ""
    """Why it is not (or not wholly) written, in Chinese."""
    related: tuple[str, ...] = ()
    """The facts it doubles or contradicts."""


class Head(Frozen):
    """The YAML head of the notes; every key optional."""

    genre: str = ""
    genre_line: int | None = None
    """Where the notes name the genre, for messages."""
    title: str = ""
    person: Person | None = None
    name: str = ""
    organization: str = ""
    position: str = ""
    period: str = ""
    audience: str = ""
    length: int | None = None
    """Target in Chinese characters and marks."""

    @property
    def year(self) -> int | None:
        """The (last) year that 时间 or 标题 speaks of, by which 今年 and 去年 are known."""
        years = [
            int(y)
            for text in (self.period, self.title)
            for y in re.findall(r"(?<!\d)((?:19|20)\d{2})年", text)
        ]
        return years[-1] if years else None

    def values(self) -> tuple[str, ...]:
        """The texts of the head that a document may use as facts."""
        keys = (self.title, self.name, self.organization, self.position, self.period, self.audience)
        return tuple(v for v in keys if v)


class Brief(Frozen):
    """A file of notes, read: what the document has to say."""

    source: str
    """Name of the notes file as the user gave it, ``-`` for standard input."""
    digest: str
    """SHA-256 of the bytes read."""
    head: Head
    facts: tuple[Fact, ...]
    wishes: tuple[str, ...] = ()
    """Harmless wishes on style (写得朴实些); followed where possible, never printed."""
    warnings: tuple[str, ...] = ()
    """What the reader should be told about how the notes were read, in Chinese."""

    def fact(self, fact_id: str) -> Fact:
        """The fact of that id; KeyError if there is none."""
        for fact in self.facts:
            if fact.id == fact_id:
                return fact
        raise KeyError(fact_id)

    @property
    def writable(self) -> tuple[Fact, ...]:
        """The facts that must be in the document."""
        return tuple(f for f in self.facts if f.statement)


class PlannedSection(Frozen):
    """One section to be written."""

    id: str
    """s1, s2, … in order."""
    function: str
    """What the section is for: 导语, 学习, 履职, 廉洁, 问题, 打算 … (genre data)."""
    heading: str = ""
    """Text of the heading without its number; empty for an opening or a closing without a heading."""
    facts: tuple[str, ...] = ()
    """Ids, in the order in which they are to be told."""
    length: int = 0
    """Target in characters; 0 where the notes give no target."""
    lead: tuple[str, ...] = ()
    """Listed formulas of the genre that open the section (filled, ready to print)."""
    tail: tuple[str, ...] = ()
    """Listed formulas that close it."""
    points: Literal["", "一是", "一要", "第一"] = ""
    """How points inside the section are numbered when there are several."""


class Plan(Frozen):
    """The document before it is written."""

    genre: str
    title: str
    person: Person
    salutation: str = ""
    sections: tuple[PlannedSection, ...]
    unplaced: tuple[tuple[str, str], ...] = ()
    """(fact id, reason) of every fact that is in no section."""
    signer: str = ""
    """落款; empty when none is given."""
    date: str = ""
    """成文日期 as given; empty when none is given."""


class Exemplar(Frozen):
    """A passage of a sample report, masked, chosen to show style."""

    passage: str
    """Id of the passage in the store."""
    document: str
    """Id of its sample report."""
    genre: str
    function: str
    heading: str
    """Masked."""
    text: str
    """Masked: names, places, figures … are typed slots like ⟨地名⟩; safe to show to a model."""
    score: float
    why: str
    """Why it was chosen, in Chinese, for ``zhibi corpus search``."""


class Sentence(Frozen):
    """One sentence of a document with its evidence."""

    text: str
    facts: tuple[str, ...] = ()
    """Ids of the facts that support it; empty for a formula."""
    origin: Literal["model", "repair", "builtin", "formula"] = "builtin"
    """Who wrote it; a formula is listed in the genre's data."""


class Paragraph(Frozen):
    """Sentences on one indented line."""

    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        return "".join(s.text for s in self.sentences)


class SectionDraft(Frozen):
    """A written section."""

    id: str
    function: str
    heading: str = ""
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        return "\n".join(p.text for p in self.paragraphs)


class Severity(StrEnum):
    """How bad a finding is (contract)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The word a user reads."""
        return {"error": "错误", "warning": "提醒", "info": "说明"}[self]

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Finding(Frozen):
    """One thing to tell about a text; offsets are Python character offsets into it."""

    rule: str
    severity: Severity
    start: int
    end: int
    text: str = ""
    message: str
    suggestion: str | None = None
    facts: tuple[str, ...] = ()

    @classmethod
    def of_all(cls, rule: str, severity: Severity, message: str, facts: tuple[str, ...] = ()) -> Finding:
        """A finding about the document as a whole (start = end = 0, as the contract has it)."""
        return cls(rule=rule, severity=severity, start=0, end=0, message=message, facts=facts)


FactStatus = Literal["used", "partial", "missing", "held", "duplicate", "conflict"]


class FactReport(Frozen):
    """What became of one fact."""

    id: str
    text: str
    line: int
    status: FactStatus
    reason: str = ""


class Usage(Frozen):
    """Calls and tokens of this invocation (replayed calls cost nothing)."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0


class Repairs(Frozen):
    """How often each rung of the repair ladder was needed."""

    asked: int = 0
    """Sentences sent back to the model."""
    builtin: int = 0
    """Sentences of the built-in writer put in for failing or missing ones."""
    struck: int = 0
    """Sentences removed without a replacement."""


class Span(Frozen):
    """Where a piece of the document lies in its plain text."""

    start: int
    end: int


class SectionSpan(Span):
    heading: str


class SentenceSpan(Span):
    facts: tuple[str, ...]


class Document(Frozen):
    """The finished document, independent of any file format."""

    genre: str
    title: str
    salutation: str = ""
    sections: tuple[SectionDraft, ...]
    signer: str = ""
    date: str = ""

    def numbered(self) -> tuple[tuple[str, SectionDraft], ...]:
        """Sections with their printed heading (一、… or empty), in order."""
        out: list[tuple[str, SectionDraft]] = []
        count = 0
        for section in self.sections:
            if section.heading:
                count += 1
                out.append((f"{chinese_ordinal(count)}、{section.heading}", section))
            else:
                out.append(("", section))
        return tuple(out)

    def layout(self) -> Layout:
        """The plain text with the places of its sections and sentences.

        Lines: title, salutation, headings, paragraphs, signer, date; no blank lines, no indents.
        """
        parts: list[str] = []
        length = 0
        sections: list[SectionSpan] = []
        sentences: list[SentenceSpan] = []

        def line(text: str) -> None:
            nonlocal length
            parts.append(text + "\n")
            length += len(text) + 1

        if self.title:
            line(self.title)
        if self.salutation:
            line(self.salutation)
        for heading, section in self.numbered():
            start = length
            if heading:
                line(heading)
            for paragraph in section.paragraphs:
                at = length
                for sentence in paragraph.sentences:
                    sentences.append(
                        SentenceSpan(start=at, end=at + len(sentence.text), facts=sentence.facts)
                    )
                    at += len(sentence.text)
                line(paragraph.text)
            sections.append(SectionSpan(start=start, end=max(start, length - 1), heading=heading))
        if self.signer:
            line(self.signer)
        if self.date:
            line(self.date)
        return Layout(text="".join(parts), sections=tuple(sections), sentences=tuple(sentences))


class Layout(Frozen):
    """A document as plain text with spans."""

    text: str
    sections: tuple[SectionSpan, ...]
    sentences: tuple[SentenceSpan, ...]


class DraftResult(Frozen):
    """Everything ``zhibi draft --format json`` reports, and the document itself."""

    document: Document
    facts: tuple[FactReport, ...]
    findings: tuple[Finding, ...]
    model: str
    usage: Usage = Usage()
    repairs: Repairs = Repairs()
    seconds: float = Field(default=0.0, ge=0)
    run: str = ""
    evidence: bool = False
    """Whether the reader asked for evidence (Word comments, fact marks) in the output."""


_DIGITS = "零一二三四五六七八九"


def chinese_ordinal(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十 (for headings, 1 to 99)."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")
