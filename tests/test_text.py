"""Widths, sentences, numerals, set phrases, polarity, words."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.numerals import parse_numeral
from pipeline.text.polarity import directions
from pipeline.text.sentences import split_clauses, split_sentences
from pipeline.text.setphrases import Phrases, default, mask
from pipeline.text.widths import count_chars, half, normalize
from pipeline.text.words import containment, content_bigrams, content_words, segment, similarity

OFFICIAL = st.text(
    alphabet=st.sampled_from(
        list(
            "一二三四十百千万亿两几数半第前近约超余多年月日号季度上下至到的在个家元亩人次名市县村镇局委副书记张王明"
            "，。；：！？、“”《》（）()\",:;!?'0123456789.%％—～- \n\t\u3000ABmkg〔〕·成倍分之翻番"
        )
    ),
    max_size=60,
)


def _pieces(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[s:e] for s, e in spans]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("完成投资 3.5 亿元,同比增长１２％", "完成投资3.5亿元，同比增长12%"),
        ("（其中 １２个）;结束", "（其中12个）；结束"),
        ('深化"放管服"改革', "深化“放管服”改革"),
        ("开展(试点)工作", "开展（试点）工作"),
        ("“感党恩 办实事”活动", "“感党恩 办实事”活动"),
        ("张　明同志", "张　明同志"),
        ("姓名：张　明", "姓名：张明"),
        ("1,234个,共8:30开会", "1,234个，共8:30开会"),
        ("2021－2025年", "2021—2025年"),
        ('he said "ok", then left', 'he said "ok", then left'),
        ("信 心\ufeff\u200b", "信心"),
        ("a\r\nb", "a\nb"),
        ("  - 缩进保留", "  - 缩进保留"),
    ],
)
def test_normalize(raw: str, clean: str) -> None:
    assert normalize(raw) == clean


@given(st.one_of(OFFICIAL, st.text(max_size=80)))
def test_normalize_is_idempotent(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@given(st.text(max_size=80))
def test_half_keeps_offsets(text: str) -> None:
    assert len(half(text)) == len(text)


def test_count_chars() -> None:
    assert count_chars("投资 3.5亿元。\n第二行\u200b") == 11


def test_sentences() -> None:
    text = "一是抓学习。他说：“要实干。”大家鼓掌！（注：见附件。）结束\n新行……再来"
    assert _pieces(text, split_sentences(text)) == [
        "一是抓学习。",
        "他说：“要实干。”",
        "大家鼓掌！",
        "（注：见附件。）结束",
        "新行……",
        "再来",
    ]


def test_quotation_carried_on_ends_nothing() -> None:
    text = "树立“小事不小。”的观念。做好“一窗受理。集成服务”改革。"
    assert len(split_sentences(text)) == 2


def test_unclosed_bracket_swallows_nothing() -> None:
    assert len(split_sentences("制定了《办法，规范收文。完成（任务。第三句。")) == 3


def test_clauses() -> None:
    text = "新建学校3所、医院2家，投资1,234万元；“一窗通办。”推开"
    assert _pieces(text, split_clauses(text)) == [
        "新建学校3所、医院2家，",
        "投资1,234万元；",
        "“一窗通办。”",
        "推开",
    ]


@given(st.one_of(OFFICIAL, st.text(max_size=120)))
def test_sentence_and_clause_spans_are_sorted_and_lose_nothing(text: str) -> None:
    for split in (split_sentences, split_clauses):
        spans = split(text)
        assert all(0 <= s < e <= len(text) for s, e in spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))
        kept = "".join("".join(_pieces(text, spans)).split())
        assert kept == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("1,234", 1234),
        ("3.5", Fraction(7, 2)),
        ("１２", 12),
        ("三百六十", 360),
        ("一百零八", 108),
        ("两万", 20000),
        ("十二点五", Fraction(25, 2)),
        ("二〇二三", 2023),
        ("二0二三", 2023),
        ("壹佰贰拾叁", 123),
        ("3万", 30000),
        ("1.2亿", 120000000),
        ("3千", 3000),
        ("百万", 10**6),
        ("千万", 10**7),
        ("两千五", 2500),
        ("一万二", 12000),
        ("1亿2000万", 120000000),
        ("一千零五十", 1050),
        ("九千八百万", 98000000),
        ("十", 10),
        ("", None),
        ("三四", None),
        ("十五六", None),
        ("三百零", None),
        ("万万三", None),
        ("abc", None),
        ("3.5.6", None),
        ("9" * 5000, None),
    ],
)
def test_parse_numeral(text: str, value: Fraction | int | None) -> None:
    assert parse_numeral(text) == value


def chinese(number: int) -> str:
    """Reference spelling of 1 … 99,999,999."""
    digits = "零一二三四五六七八九"

    def section(n: int) -> str:
        out, gap = "", False
        for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, n = divmod(n, size)
            if digit:
                out += ("零" if gap and out else "") + digits[digit] + name
                gap = False
            else:
                gap = True
        return out

    high, low = divmod(number, 10**4)
    text = section(high) + "万" if high else ""
    if low:
        text += ("零" if high and low < 1000 else "") + section(low)
    return text[1:] if text.startswith("一十") else text


@given(st.integers(1, 10**8 - 1))
def test_every_chinese_integer_is_read(number: int) -> None:
    assert parse_numeral(chinese(number)) == number


@given(st.one_of(OFFICIAL, st.text(max_size=40)))
def test_parse_numeral_never_raises(text: str) -> None:
    parse_numeral(text)


@pytest.mark.parametrize(
    "text",
    [
        "一律",
        "党的二十大精神",
        "党的二十届三中全会",
        "“四不两直”",
        "“五加二、白加黑”",
        "万无一失",
        "第一书记",
        "“1+6+N”",
        "十分重要",
    ],
)
def test_set_phrases_are_masked(text: str) -> None:
    spans = mask(text)
    numerals = [i for i, c in enumerate(text) if c in "一二三四五六七八九十百千万两1346"]
    assert all(any(s <= i < e for s, e in spans) for i in numerals)


@pytest.mark.parametrize("text", ["第一批", "十分钟", "三千万元", "四平方米", "二十一批", "上百家企业"])
def test_longer_figures_are_not_masked(text: str) -> None:
    assert not any(s == 0 or text[s] in "一十千四百" for s, _ in mask(text))


@pytest.mark.parametrize("text", ["一是抓投资", "（三）抓实调研", "第二，要", "1.规范公文", "二、强化服务"])
def test_enumerators_are_masked(text: str) -> None:
    assert mask(text)
    assert mask(text)[0].start == 0


def test_phrases_from_lines() -> None:
    phrases = Phrases.from_lines(["四名工程 # local", "", "# only a comment", "!四名工程师"])
    assert [tuple(s) for s in phrases.spans("推进四名工程，四名工程师")] == [(2, 6)]
    assert len(default().words) > 400


@given(st.one_of(OFFICIAL, st.text(max_size=80)))
def test_mask_spans_are_sorted_and_apart(text: str) -> None:
    spans = mask(text)
    assert all(0 <= s < e <= len(text) for s, e in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_directions() -> None:
    found = [
        (d.text, d.sign)
        for d in directions("收入同比增长5%，事故下降3%，未发生上访，不断提高水平，无人机巡查")
    ]
    assert found == [("同比增长", "up"), ("下降", "down"), ("未发生", "negation"), ("提高", "up")]


@given(st.one_of(OFFICIAL, st.text(max_size=80)))
@settings(deadline=None)
def test_words_cover_the_text(text: str) -> None:
    assert "".join(w.text for w in segment(text)) == text
    assert all(text[w.start : w.end] == w.text for w in segment(text))
    directions(text)
    content_words(text)


def test_likeness() -> None:
    fact = "新建、改扩建校舍36800平方米"
    assert similarity(fact, "校舍新建和改扩建36800平方米") > 0.6
    assert containment(fact, "一年来，新建、改扩建校舍36800平方米，条件明显改善") == 1
    assert similarity(fact, "办理群众来信420件") < 0.1
    assert similarity("", fact) == 0
    assert "的工" not in content_bigrams("我的工作")
    assert "校舍" in content_words(fact)
    assert "36800" not in content_words(fact)
