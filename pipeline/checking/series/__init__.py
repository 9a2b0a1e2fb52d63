"""Series of numbered items in a text: headings, numbered lines, 一是/二是 runs, and what does not follow in them.

GB/T 15834—2011 附录B.3 (序次语), GB/T 9704—2012 7.3.3 (结构层次序数).
"""

from __future__ import annotations

from pipeline.checking.series.headings import numbering
from pipeline.checking.series.inline import runs
from pipeline.checking.series.items import Item, Numbering, Series, Slip, number_of, numeral

__all__ = ["Item", "Numbering", "Series", "Slip", "number_of", "numbering", "numeral", "runs"]
