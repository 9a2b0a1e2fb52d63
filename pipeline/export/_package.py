"""Word files as packages: an empty one to the standard, and one whose bytes depend on its content alone."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from jinja2 import Environment, StrictUndefined

from pipeline.export._page import Page
from pipeline.export.options import Fonts

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "docProps/core.xml": "core.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/document.xml": "document.xml.j2",
    "word/styles.xml": "styles.xml.j2",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fontTable.xml.j2",
    "word/footer1.xml": "footer.xml.j2",
    "word/footer2.xml": "footer.xml.j2",
}
_FOOTERS = {
    "word/footer1.xml": {"style": "ZhibiPageOdd", "shown": "1"},
    "word/footer2.xml": {"style": "ZhibiPageEven", "shown": "2"},
}


def blank_package(page: Page, fonts: Fonts) -> bytes:
    """A .docx without text: page, grid, styles and page numbers of GB/T 9704—2012, and no theme."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    folder = files("pipeline.export") / "blank"
    faces = tuple(dict.fromkeys(name for _, name in fonts))
    return _zipped(
        {
            part: environment.from_string((folder / source).read_text("utf-8")).render(
                page=page, fonts=fonts, faces=faces, **_FOOTERS.get(part, {})
            )
            for part, source in _PARTS.items()
        }
    )


def saved(document: Document) -> bytes:
    """The document's bytes, without the time and the machine in them."""
    buffer = BytesIO()
    document.save(buffer)
    with ZipFile(buffer) as archive:
        return _zipped({name: archive.read(name) for name in archive.namelist()})


def _zipped(parts: dict[str, bytes] | dict[str, str]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, content)
    return buffer.getvalue()
