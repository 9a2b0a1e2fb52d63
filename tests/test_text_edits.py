"""Edits as data."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.edits import Edit, apply, compose, trimmed


@st.composite
def edits(draw: st.DrawFn, length: int) -> tuple[Edit, ...]:
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    return tuple(Edit(a, b, draw(st.text("甲乙丙", max_size=3))) for a, b in spans)


@given(st.data(), st.text("一二三四五六", max_size=20))
def test_two_series_are_one(data: st.DataObject, text: str) -> None:
    first = data.draw(edits(len(text)))
    middle = apply(text, first)
    then = data.draw(edits(len(middle)))
    both = compose(text, first, then)
    assert apply(text, both) == apply(middle, then)
    assert all(a.end <= b.start for a, b in pairwise(both))
    assert apply(text, [trimmed(text, e) for e in both]) == apply(middle, then)


def test_what_stays_is_no_part_of_an_edit() -> None:
    assert trimmed("社区、等，", Edit(2, 4, "等")) == Edit(2, 3, "")
    assert trimmed("甲乙", Edit(0, 2, "甲丙乙")) == Edit(1, 1, "丙")
    assert trimmed("甲甲", Edit(0, 2, "甲")) == Edit(1, 2, "")
