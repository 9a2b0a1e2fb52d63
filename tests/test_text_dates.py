"""Dates, periods and relative times."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_text import OFFICIAL

from pipeline.text.dates import DateMention, date_entails, find_dates, resolve, same_date


def only(text: str) -> DateMention:
    found = find_dates(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "parts", "kind"),
    [
        ("2023年5月12日", (2023, 5, 12, None, None, None), "date"),
        ("二〇二三年五月十二日", (2023, 5, 12, None, None, None), "date"),
        ("2023.5.12", (2023, 5, 12, None, None, None), "date"),
        ("2023-05-12", (2023, 5, 12, None, None, None), "date"),
        ("2023.2", (2023, 2, None, None, None, None), "date"),
        ("2023-02", (2023, 2, None, None, None, None), "date"),
        ("2023.2—2024.1", (2023, 2, None, 2024, 1, None), "period"),
        ("2023.2-2024.1", (2023, 2, None, 2024, 1, None), "period"),
        ("2023.02—2024.01", (2023, 2, None, 2024, 1, None), "period"),
        ("2023.2至2024.1", (2023, 2, None, 2024, 1, None), "period"),
        ("2023.2～2024.10", (2023, 2, None, 2024, 10, None), "period"),
        ("2023.2—2024年1月", (2023, 2, None, 2024, 1, None), "period"),
        ("2023.2.5－2023.3.6", (2023, 2, 5, 2023, 3, 6), "period"),
        ("2023-02-05至2023-03-06", (2023, 2, 5, 2023, 3, 6), "period"),
        ("５月１２号", (None, 5, 12, None, None, None), "date"),
        ("23年5月", (2023, 5, None, None, None, None), "date"),
        ("2021—2025年", (2021, None, None, 2025, None, None), "period"),
        ("2021年9月至2023年9月", (2021, 9, None, 2023, 9, None), "period"),
        ("3—5月", (None, 3, None, None, 5, None), "period"),
        ("5月12日至15日", (None, 5, 12, None, None, 15), "period"),
        ("一季度", (None, 1, None, None, 3, None), "period"),
        ("前三季度", (None, 1, None, None, 9, None), "period"),
        ("前三个月", (None, 1, None, None, 3, None), "period"),
        ("2023年上半年", (2023, 1, None, None, 6, None), "period"),
        ("6月上旬", (None, 6, 1, None, None, 10), "period"),
        ("年底", (None,) * 6, "relative"),
        ("近年来", (None,) * 6, "relative"),
        ("去年", (None,) * 6, "relative"),
    ],
)
def test_reading(text: str, parts: tuple[int | None, ...], kind: str) -> None:
    mention = only(text)
    assert (mention.parts, mention.kind, mention.text) == (parts, kind, text)


@pytest.mark.parametrize(
    "text",
    [
        "3年时间", "两年多", "3个月", "5.12", "2023.5万元", "30日内", "12个工作日", "2023个", "2023.5吨", "2023.5%",
        "2023.13", "2023.5.1.2", "1823.5", "2023.55",
    ],
)  # fmt: skip
def test_no_dates(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    "text", ["2023.5成立专班", "2023.5担任主任", "2023.5升任主任", "2023.5集中学习", "2023.1元旦值班"]
)
def test_a_month_before_a_verb_that_begins_like_a_unit(text: str) -> None:
    assert only(text).text == text[:6]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5月12号", "5月12日"),
        ("2023年5月12日", "5月12日"),
        ("二〇二三年五月", "2023年5月"),
        ("一季度", "1—3月"),
        ("前三个月", "一季度"),
        ("2023年上半年", "上半年"),
        ("2021—2025年", "2021至2025年"),
        ("近年来", "近年来"),
    ],
)
def test_same(one: str, other: str) -> None:
    assert same_date(only(one), only(other))
    assert same_date(only(other), only(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2023年6月18日", "2023年8月16日"),
        ("2023年", "2022年"),
        ("5月", "5月12日"),
        ("一季度", "上半年"),
        ("2023—2030年", "2023—2035年"),
        ("年底", "年初"),
        ("2023年5月12日", "2022年5月12日"),
        ("今年", "去年"),
    ],
)
def test_not_same(one: str, other: str) -> None:
    assert not same_date(only(one), only(other))
    assert not same_date(only(other), only(one))


def test_relative_years_are_resolved() -> None:
    assert resolve(only("去年"), 2024).year == 2023
    assert same_date(only("今年5月12日"), only("2024年5月12日"), relative_to=2024)
    assert not same_date(only("去年"), only("2024年"), relative_to=2024)
    assert not same_date(only("2023年5月"), only("5月"), default_year=2024)


def test_a_coarser_time_follows() -> None:
    assert date_entails(only("2023年5月12日"), only("2023年5月"))
    assert date_entails(only("2023年5月12日"), only("2023年上半年"))
    assert not date_entails(only("2023年5月"), only("2023年5月12日"))


@given(st.dates())
def test_every_spelling_of_a_day(day: object) -> None:
    year, month, date = str(day).split("-")
    if not "1900" <= year <= "2099":
        return
    spellings = [
        f"{year}年{int(month)}月{int(date)}日",
        f"{year}.{int(month)}.{int(date)}",
        f"{year}-{month}-{date}",
        f"{year}/{month}/{date}",
        f"{int(month)}月{int(date)}号",
    ]
    first = only(spellings[0])
    assert all(same_date(first, only(s)) for s in spellings)


@given(st.one_of(OFFICIAL, st.text(max_size=120)))
def test_spans_are_sorted_and_true(text: str) -> None:
    found = find_dates(text)
    assert all(0 <= m.start < m.end <= len(text) and m.text == text[m.start : m.end] for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for a in found:
        assert same_date(a, a)
        resolve(a, 2024)
        for b in found:
            assert same_date(a, b) == same_date(b, a)
            date_entails(a, b, default_year=2024, relative_to=2024)
