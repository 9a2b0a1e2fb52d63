"""How each role looks in a Word file, by the standard or by a unit's template."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt

from pipeline.export._lines import Role
from pipeline.export._page import Page
from pipeline.export.options import Fonts

STYLES: dict[Role, str] = {
    "title": "Title",
    "salutation": "公文称呼",
    "heading1": "heading 1",
    "heading2": "heading 2",
    "body": "公文正文",
    "signer": "公文署名",
    "date": "公文日期",
}
"""Names of the styles; a template that defines one of them decides how that role looks."""


class Dress(NamedTuple):
    """Properties to be copied into each paragraph and run of a role."""

    paragraph: Any
    run: Any

    def copy(self) -> Dress:
        """Elements of its own, to be put into a document."""
        return Dress(deepcopy(self.paragraph), deepcopy(self.run))


def standard(document: Document, fonts: Fonts) -> dict[Role, Dress]:
    """The standard's look, for a document made from our blank package: style and face of every role."""
    ids = _style_ids(document)
    return {role: Dress(_styled(ids[name]), _face(_font(fonts, role))) for role, name in STYLES.items()}


def unit(document: Document, sample: Any, blank: Document, fonts: Fonts, page: Page) -> dict[Role, Dress]:
    """The unit's look.

    sample: the paragraph that holds the place of the text, or None.
    A role with a style of its own in the template has that style. Else it looks like the sample, with the
    face and the place that the standard gives to the role; where there is no sample it gets our style.
    """
    ids = _style_ids(document)
    body = sampled(sample) if sample is not None else None
    dress: dict[Role, Dress] = {}
    for role, name in STYLES.items():
        if role == "body" and body is not None:
            dress[role] = body
        elif name in ids:
            dress[role] = Dress(_styled(ids[name]), _hint())
        elif body is not None:
            dress[role] = _varied(body, role, fonts, page)
        else:
            dress[role] = Dress(_styled(_adopted(document, blank, name)), _hint())
    if not _indented(document, dress["body"].paragraph):
        indent(dress["body"].paragraph, firstLineChars=200, firstLine=page.char * 2)
    return dress


def sampled(sample: Any) -> Dress:
    """The placeholder's own properties, without its section break and its change marks."""
    paragraph = deepcopy(sample.pPr) if sample.pPr is not None else _element("w:pPr")
    for tag in ("w:sectPr", "w:pPrChange", "w:rPr"):
        for child in paragraph.findall(qn(tag)):
            paragraph.remove(child)
    runs = [r for r in sample.iter(qn("w:r")) if r.rPr is not None]
    run = deepcopy(runs[0].rPr) if runs else _element("w:rPr")
    fonts = run.find(qn("w:rFonts"))
    if fonts is None:
        run.insert(1 if run.find(qn("w:rStyle")) is not None else 0, _element("w:rFonts", hint="eastAsia"))
    else:
        fonts.set(qn("w:hint"), "eastAsia")
    return Dress(paragraph, run)


def lead(body: Dress, fonts: Fonts) -> Any:
    """Run properties of a second-level heading that runs in: the body's, in the heading's face."""
    run = body.copy().run
    run.replace(run.find(qn("w:rFonts")), _face(fonts.heading2)[0])
    return run


def adopt_comment_styles(document: Document, blank: Document) -> None:
    """The styles that Word comments refer to, where a template lacks them."""
    for name in ("annotation text", "annotation reference"):
        if name not in _style_ids(document):
            _adopted(document, blank, name)


def indent(properties: Any, **values: int) -> None:
    """Set attributes of ``w:ind``, in hundredths of a character (…Chars) and twips."""
    element = properties.get_or_add_ind()
    for name, value in values.items():
        element.set(qn(f"w:{name}"), str(value))


def _font(fonts: Fonts, role: Role) -> str:
    return {"title": fonts.title, "heading1": fonts.heading1, "heading2": fonts.heading2}.get(
        role, fonts.body
    )


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _styled(style_id: str) -> Any:
    properties = _element("w:pPr")
    properties.append(_element("w:pStyle", val=style_id))
    return properties


def _face(name: str) -> Any:
    """One face for all scripts; the hint makes “ ” … — glyphs of the Chinese face."""
    properties = _element("w:rPr")
    properties.append(_element("w:rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia"))
    return properties


def _hint() -> Any:
    properties = _element("w:rPr")
    properties.append(_element("w:rFonts", hint="eastAsia"))
    return properties


def _varied(body: Dress, role: Role, fonts: Fonts, page: Page) -> Dress:
    """The sample's look with what makes the role: face, size, place."""
    paragraph, run = body.copy()
    if role in {"title", "heading1", "heading2"}:
        own = _face(_font(fonts, role))[0]
        run.replace(run.find(qn("w:rFonts")), own)
        paragraph.get_or_add_keepNext()
    if role == "title":
        run.get_or_add_sz().val = Pt(page.title_pt)
        paragraph.jc_val = WD_ALIGN_PARAGRAPH.CENTER
    if role in {"signer", "date"}:
        paragraph.jc_val = WD_ALIGN_PARAGRAPH.RIGHT
    if role in {"title", "salutation", "signer", "date"}:
        indent(paragraph, firstLineChars=0, firstLine=0)
    return Dress(paragraph, run)


def _style_ids(document: Document) -> dict[str, str]:
    """Style id by style name."""
    return {
        style.name_val: style.styleId
        for style in document.styles.element.style_lst
        if style.name_val and style.styleId
    }


def _adopted(document: Document, blank: Document, name: str) -> str:
    """Copy our style of that name into the document; its id there."""
    source = next(s for s in blank.styles.element.style_lst if s.name_val == name)
    style = deepcopy(source)
    taken = set(_style_ids(document).values())
    while str(style.styleId) in taken:
        style.styleId = f"{style.styleId}Zhibi"
    normal = next(
        (str(s.styleId) for s in document.styles.element.style_lst if s.type == 1 and s.default), None
    )
    for tag, value in (("w:basedOn", normal), ("w:next", None)):
        child = style.find(qn(tag))
        if child is None:
            continue
        if value is None:
            style.remove(child)
        else:
            child.set(qn("w:val"), value)
    document.styles.element.append(style)
    return str(style.styleId)


def _indented(document: Document, properties: Any) -> bool:
    """Whether a first line is indented, by the paragraph or by the styles that it is based on."""

    def own(element: Any) -> bool:
        found = element.find(qn("w:ind")) if element is not None else None
        return found is not None and any(
            found.get(qn(f"w:{key}"), "0") != "0"
            for key in ("firstLine", "firstLineChars", "hanging", "hangingChars")
        )

    if own(properties):
        return True
    styles = {s.styleId: s for s in document.styles.element.style_lst}
    reference = properties.find(qn("w:pStyle"))
    at: str | None = reference.get(qn("w:val")) if reference is not None else None
    seen: set[str] = set()
    while at is not None and at in styles and at not in seen:
        seen.add(at)
        if own(styles[at].pPr):
            return True
        base = styles[at].find(qn("w:basedOn"))
        at = base.get(qn("w:val")) if base is not None else None
    return False
