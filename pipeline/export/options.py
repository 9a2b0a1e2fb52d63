"""What a caller can choose about a written document."""

from __future__ import annotations

from pathlib import Path

from pipeline.types import Frozen


class Fonts(Frozen):
    """Family names of the type faces, by their role in the document.

    The standard (GB/T 9704—2012, 5.2.2, 7.3.1, 7.3.3, 7.5) names 小标宋, 黑体, 楷体, 仿宋 and 宋体; the
    family names here are those under which offices install them.
    """

    title: str = "方正小标宋简体"
    heading1: str = "黑体"
    heading2: str = "楷体_GB2312"
    body: str = "仿宋_GB2312"
    page_number: str = "宋体"


class ExportOptions(Frozen):
    """Choices that no format needs and every format accepts."""

    template: Path | None = None
    """The unit's own .docx; only the Word exporter looks at it."""
    fonts: Fonts = Fonts()
    evidence: bool = False
    """Show which notes support the text: Word comments, a table in Markdown and text;
    ``DraftResult.evidence`` asks for the same."""
