"""Word, to GB/T 9704—2012 (type area, grid, faces, 落款, page numbers), or in a unit's own template."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO
from typing import Any, NamedTuple

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.text.run import Run

from pipeline.export import _dress
from pipeline.export._issue import right_spaces, width
from pipeline.export._lines import STATUS, Line, Role, clean, ending, fact_text, lines, wants_evidence
from pipeline.export._package import blank_package, saved
from pipeline.export._page import Page
from pipeline.export._template import open_template, placeholders
from pipeline.export._title import break_title
from pipeline.export.options import ExportOptions
from pipeline.types import DraftResult, FactReport

suffix = ".docx"
label = "Word 文档（GB/T 9704—2012）"

_AUTHOR = "执笔"
_ROOM = 3
"""Characters that a line must be able to grow in a strange type face."""


def export(result: DraftResult, options: ExportOptions) -> bytes:
    """A .docx; with ``options.template`` the unit's own page, headers and styles.

    InputError if the template can't be used.
    """
    page = Page()
    blank = docx.Document(BytesIO(blank_package(page, options.fonts)))
    if options.template is None:
        document, places = blank, {}
        dress = _dress.standard(document, options.fonts)
    else:
        document = open_template(options.template)
        places = placeholders(document, options.template)
        dress = _dress.unit(document, places.get("body"), blank, options.fonts, page)
    lead = _dress.lead(dress["body"], options.fonts)
    writer = _Writer(_Frame(document, places, options.template is not None), dress, lead, page)
    written = writer.write(result)
    if wants_evidence(result, options.evidence):
        _dress.adopt_comment_styles(document, blank)
        _comment(document, written, {f.id: f for f in result.facts})
    _name(document, result.document.title)
    return saved(document)


class _Frame(NamedTuple):
    """What the lines are put into."""

    document: Document
    places: dict[Role, Any]
    """The template's placeholders."""
    foreign: bool
    """The page is a unit's own, not the standard's."""


class _Writer:
    """Puts lines into the document, at their placeholders or at its end."""

    def __init__(self, frame: _Frame, dress: dict[Role, _dress.Dress], lead: Any, page: Page) -> None:
        self._document, self._places, self._foreign = frame
        self._dress = dress
        self._lead = lead
        self._page = page

    def write(self, result: DraftResult) -> list[tuple[Any, tuple[str, ...]]]:
        """Write all lines; the runs that rest on facts, with the facts' ids, in order."""
        signer, date = ending(result.document)
        own: dict[Role, str] = {"signer": signer, "date": date}
        cited: list[tuple[Any, tuple[str, ...]]] = []
        flow: list[tuple[Role, Any]] = []
        for role in self._places.keys() - {"body"}:
            self._fill(role, "")
        for line in lines(result.document):
            if line.role in self._places and line.role != "body":
                self._fill(line.role, own.get(line.role, line.text))
                continue
            paragraph = self._paragraph(line.role)
            if line.role == "title":
                self._title(paragraph, line.text)
            elif line.role in own:
                self._set_off(paragraph.get_or_add_pPr(), line.role, signer, date)
                self._run(paragraph, line.role, own[line.role])
            else:
                cited += self._sentences(paragraph, line)
            flow.append((line.role, paragraph))
        self._place(self._spaced(flow))
        return cited

    def _set_off(self, properties: Any, role: Role, signer: str, date: str) -> None:
        """Place 署名 or 成文日期 as 7.3.5.2 wants them.

        Where the date begins behind the first character of the name, it is measured from the left: programs
        differ in the width of its digits. The width of a unit's own page is not ours to know.
        """
        spaces = right_spaces(signer, date)
        if role == "date" and width(date) <= width(signer) and not self._foreign:
            left = self._page.chars - width(date) - spaces[1]
            # With a wider type face in place of ours the date reaches beyond the edge rather than wrap.
            room = min(spaces[1] - _ROOM, 0)
            _dress.indent(properties, left=round(left * self._page.char), right=round(room * self._page.char))
            properties.jc_val = WD_ALIGN_PARAGRAPH.LEFT
        else:
            space = spaces[role == "date"]
            _dress.indent(properties, rightChars=round(space * 100), right=round(space * self._page.char))

    def _spaced(self, flow: list[tuple[Role, Any]]) -> list[Any]:
        """The paragraphs with their blank lines: below the title (7.3.2), above the 落款 (7.3.5.2).

        The 落款 must not stand alone on a page, so the paragraph before it stays with it.
        """
        out: list[Any] = []
        for number, (role, paragraph) in enumerate(flow):
            before = flow[number - 1][0] if number else None
            if role in {"signer", "date"} and before not in {None, "signer"}:
                blank = self._paragraph("body")
                for kept in (out[-1], blank):
                    kept.get_or_add_pPr().get_or_add_keepNext()
                out.append(blank)
            elif before == "title":
                out.append(self._paragraph("salutation"))
            out.append(paragraph)
        return out

    def _place(self, paragraphs: list[Any]) -> None:
        body = self._document.element.body
        sample = self._places.get("body")
        if sample is not None and not paragraphs:
            self._fill("body", "")  # a table cell must not lose its only paragraph
            return
        if sample is not None:
            break_ = sample.pPr.find(qn("w:sectPr")) if sample.pPr is not None else None
            for paragraph in paragraphs:
                sample.addprevious(paragraph)
            if break_ is not None:
                paragraphs[-1].get_or_add_pPr().append(break_)
            sample.getparent().remove(sample)
            return
        if (
            len(body.p_lst) == 1
            and not body.tbl_lst
            and not len(body.p_lst[0].xpath("./*[not(self::w:pPr)]"))
        ):
            body.remove(body.p_lst[0])
        end = body.find(qn("w:sectPr"))
        for paragraph in paragraphs:
            if end is None:
                body.append(paragraph)
            else:
                end.addprevious(paragraph)

    def _paragraph(self, role: Role) -> Any:
        paragraph: Any = OxmlElement("w:p")
        paragraph.append(self._dress[role].copy().paragraph)
        return paragraph

    def _run(self, paragraph: Any, role: Role, text: str) -> Any:
        run = paragraph.add_r()
        run.append(self._dress[role].copy().run)
        run.add_t(text)
        return run

    def _title(self, paragraph: Any, text: str) -> None:
        for number, line in enumerate(break_title(text, self._page.title_chars)):
            if number:
                paragraph.r_lst[-1].add_br()
            self._run(paragraph, "title", line)

    def _sentences(self, paragraph: Any, line: Line) -> list[tuple[Any, tuple[str, ...]]]:
        cited: list[tuple[Any, tuple[str, ...]]] = []
        texts = [clean(s.text) for s in line.sentences]
        texts[0], texts[-1] = texts[0].lstrip(), texts[-1].rstrip()
        for number, (sentence, text) in enumerate(zip(line.sentences, texts, strict=True)):
            if text:
                run = self._run(paragraph, line.role, text)
                if line.run_in and number == 0:
                    run.replace(run.rPr, deepcopy(self._lead))
                if sentence.facts:
                    cited.append((run, sentence.facts))
        return cited

    def _fill(self, role: Role, text: str) -> None:
        """Put a text into its placeholder, in the placeholder's own look."""
        place = self._places[role]
        look = _dress.sampled(place)
        for child in place.xpath("./*[not(self::w:pPr)]"):
            place.remove(child)
        run = place.add_r()
        run.append(look.run)
        run.add_t(text)


def _comment(
    document: Document, cited: list[tuple[Any, tuple[str, ...]]], facts: dict[str, FactReport]
) -> None:
    """One comment a sentence: the facts it rests on, their lines of the notes and their own words."""
    for element, ids in cited:
        run = Run(element, document)
        known = [facts[i] for i in ids if i in facts]
        text = "\n".join(
            f"{clean(f.id)}（要点第{f.line}行，{STATUS[f.status]}）：{fact_text(f)}" for f in known
        )
        if text:
            document.add_comment(run, text=text, author=_AUTHOR, initials=_AUTHOR[0])
    # The hour of writing would make each copy another file.
    for comment in _comments(document):
        if comment.author == _AUTHOR:
            comment.attrib.pop(qn("w:date"), None)


def _comments(document: Document) -> list[Any]:
    parts = [r.target_part for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.COMMENTS]
    return [c for part in parts if isinstance(part, XmlPart) for c in part.element.xpath("./w:comment")]


def _name(document: Document, title: str) -> None:
    """The title in the file's properties; an author is not named, for the machine is none."""
    relations = document.part.package.rels.values()
    if any(r.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for r in relations):
        document.core_properties.title = clean(title).strip()[:255]
