"""The page of GB/T 9704—2012 in the unit of Word, the twip (1/20 pt)."""

from __future__ import annotations

from pipeline.types import Frozen


def _twips(mm: float) -> int:
    return round(mm * 1440 / 25.4)


class Page(Frozen):
    """Sizes in millimetres as the standard gives them, and what follows from them."""

    width_mm: int = 210
    height_mm: int = 297
    """A4 (5.1)."""
    top_mm: int = 37
    left_mm: int = 28
    """天头 and 订口 (5.2.1)."""
    area_width_mm: int = 156
    area_height_mm: int = 225
    """版心 (5.2.1)."""
    lines: int = 22
    chars: int = 28
    """Lines on a page, characters on a line, filling the 版心 (5.2.3)."""
    body_pt: int = 16
    """3号 (5.2.2)."""
    title_pt: int = 22
    """2号 (7.3.1)."""
    number_pt: int = 14
    """4号 (7.5)."""
    number_gap_mm: int = 7
    """From the lower edge of the 版心 to the dashes beside the page number (7.5)."""

    @property
    def width(self) -> int:
        return _twips(self.width_mm)

    @property
    def height(self) -> int:
        return _twips(self.height_mm)

    @property
    def top(self) -> int:
        return _twips(self.top_mm)

    @property
    def left(self) -> int:
        return _twips(self.left_mm)

    @property
    def right(self) -> int:
        return self.width - self.left - _twips(self.area_width_mm)

    @property
    def bottom(self) -> int:
        return self.height - self.top - _twips(self.area_height_mm)

    @property
    def line(self) -> int:
        """Line pitch in twips, rounded down: one twip more and Word fits 21 lines."""
        return _twips(self.area_height_mm) // self.lines

    @property
    def char(self) -> int:
        """Width of one character of the grid in twips, rounded down lest the 28th be wrapped."""
        return (self.width - self.left - self.right) // self.chars

    @property
    def spacing(self) -> int:
        """What is added to each character of the body, in twips; negative: 28 × 16 pt are more than 156 mm.

        It is a property of the text, not of the grid (``w:charSpace``): LibreOffice gives two cells to a
        character that is wider than its cell.
        """
        return self.char - self.body_pt * 20

    @property
    def title_chars(self) -> float:
        """Characters of the title that fit on a line, half a one left free on either side."""
        return self.chars * self.body_pt / self.title_pt - 1

    @property
    def footer(self) -> int:
        """From the lower edge of the paper to that of the footer, so that the dashes are 7 mm below the 版心.

        A dash stands in the middle of its line, and the line is as high as the type.
        """
        return self.bottom - _twips(self.number_gap_mm) - self.number_pt * 10
