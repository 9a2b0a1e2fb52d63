"""Figures: what is one, what is none, equality and entailment."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_text import OFFICIAL, chinese

from pipeline.text.quantities import Quantity, entails, find_quantities, same_value
from pipeline.text.units import UNITS as UNIT_TABLE


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("投资186.4亿元", "18640000000元"),
        ("1亿2000万元", "120000000元"),
        ("三千万元", "30000000元"),
        ("亿元以上项目", "超100000000元"),
        ("3万5千人", "35000人"),
        ("300余万元", "超3000000元"),
        ("约300户", "约300户"),
        ("近百名", "近100人"),
        ("上千人", "超1000人"),
        ("十几个", "约11—19个"),
        ("三四个月", "约3—4个月"),
        ("几百万元", "约2000000—9999999元"),
        ("七、八次", "约7—8次"),
        ("10几个", "约11—19个"),
        ("八成", "80%"),
        ("两成五", "25%"),
        ("三分之二", "200/3%"),
        ("百分之96", "96%"),
        ("5‰", "0.5%"),
        ("过半", "超50%"),
        ("翻了一番", "2倍"),
        ("增长两倍", "3倍"),
        ("是上年的2.3倍", "2.3倍"),
        ("2.3个百分点", "2.3个百分点"),
        ("3—5天", "72—120小时"),
        ("15%～30%", "15—30%"),
        ("2亿—3亿元", "200000000—300000000元"),
        ("13～17万元", "130000—170000元"),
        ("两年半", "30个月"),
        ("3个多月", "超3个月"),
        ("一个半小时", "1.5小时"),
        ("第3名", "第3名"),
        ("前10名", "前10名"),
        ("二等奖", "第2等"),
        ("5号楼", "第5号"),
        ("30万千瓦", "300000千瓦"),
        ("3000千瓦时", "3000千瓦时"),
        ("1个工作日以内", "不超过1工作日"),
        ("8:30", "8.5时"),
        ("下午3点", "15时"),
        ("辖12县", "12县"),
        ("-3.5%", "-3.5%"),
        ("GDP386亿元", "38600000000元"),
        ("百分之百", "100%"),
        ("2000", "2000"),
        ("45元/平方米", "45元/平方米"),
        ("十五万三千人", "153000人"),
        ("签约3个", "3个"),
        ("近3年", "36个月"),
        ("约占30%", "约30%"),
        ("第三批", "第3批"),
        ("六方面", "6方面"),
        ("突破千亿", "超100000000000"),
    ],
)
def test_reading(text: str, canonical: str) -> None:
    assert only(text).canonical == canonical


@pytest.mark.parametrize(
    "text",
    [
        "2023年5月12日",
        "上半年",
        "2021—2025年",
        "一年来",
        "近年来",
        "前三季度",
        "去年底",
        "二〇二三年",
        "增强“四个意识”",
        "党的二十大",
        "“十四五”规划",
        "严格落实“三会一课”",
        "一律",
        "统一思想",
        "第一时间",
        "一方面",
        "国发〔2023〕5号",
        "PM2.5浓度",
        "5G基站",
        "G312国道",
        "12345热线",
        "一是抓学习。二要抓落实",
        "1.规范公文办理",
        "（一）抓实学习",
        "常住人口万人",
        "生产总值亿元",
        "三农工作",
        "心往一处想，劲往一处使",
        "五里坡村",
        "1.2.3",
        "〔待补：金额〕",
        "千家万户",
        "老百姓",
        "时间过半、任务过半",
    ],
)
def test_no_figures(text: str) -> None:
    assert find_quantities(text) == ()


def test_articles_and_own_counts_are_weak() -> None:
    assert only("形成了一个机制").weak
    assert only("下面，我讲三点意见").weak
    assert not only("新建学校三所").weak
    assert not only("新建学校1所").weak


def test_a_change_is_no_range() -> None:
    assert [q.canonical for q in find_quantities("由312项到246项，从3个到5个")] == [
        "312项",
        "246项",
        "3个",
        "5个",
    ]


SAME = [
    ("1.2亿元", "12000万元"),
    ("三百六十个", "360个"),
    ("八成", "80%"),
    ("80所", "80个"),
    ("12名", "12位"),
    ("15亩", "10000平方米"),
    ("180分钟", "3小时"),
    ("两年", "24个月"),
    ("翻一番", "增长1倍"),
    ("5.5%左右", "约5.5%"),
    ("40余次", "四十多次"),
    ("3000万", "3000万元"),
    ("企业52", "企业52家"),
    ("第三届", "第3届"),
    ("1.26万人", "12600人"),
    ("98.7％", "98.7%"),
    ("前三名", "前3名"),
    ("5公里", "5000米"),
    ("60kg", "60公斤"),
]
OTHER = [
    ("36800平方米", "36800亩"),
    ("2.3%", "2.3个百分点"),
    ("3.85亿元", "3.85万元"),
    ("12人次", "12人"),
    ("5户", "5家"),
    ("约5亿元", "5亿元"),
    ("40余次", "40次"),
    ("二等奖", "一等奖"),
    ("第3批", "3批"),
    ("近5天", "5天以内"),
    ("3—5天", "3天"),
    ("8.6万亩", "8.6亩"),
    ("1.2倍", "1.2%"),
    ("100万美元", "100万元"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same(one: str, other: str) -> None:
    assert same_value(only(one), only(other))
    assert same_value(only(other), only(one))
    assert entails(only(one), only(other))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_not_same(one: str, other: str) -> None:
    assert not same_value(only(one), only(other))
    assert not same_value(only(other), only(one))


@pytest.mark.parametrize(
    ("fact", "draft"),
    [
        ("123家", "120余家"),
        ("98.6%", "近99%"),
        ("98.6%", "超98%"),
        ("5亿元", "约5亿元"),
        ("120余家", "一百多家"),
        ("33个", "三十余个"),
        ("350个", "几百个"),
        ("35个", "三四十个"),
        ("52.3%", "过半"),
        ("3个工作日", "5个工作日以内"),
        ("12600人", "1.2万余人"),
        ("40次", "40次以上"),
    ],
)
def test_looser_statement_follows(fact: str, draft: str) -> None:
    assert entails(only(fact), only(draft))
    assert not entails(only(draft), only(fact))


@pytest.mark.parametrize(
    ("fact", "draft"),
    [
        ("98.6%", "近100%"),
        ("75%", "超过八成"),
        ("50次", "40余次"),
        ("12000人", "1.2万余人"),
        ("约5亿元", "5亿元"),
        ("100家", "300余家"),
        ("5%", "约5个百分点"),
        ("第3名", "前3名"),
        ("90家", "近80家"),
    ],
)
def test_does_not_follow(fact: str, draft: str) -> None:
    assert not entails(only(fact), only(draft))


UNITS = st.sampled_from(["家", "项", "户", "件", "亩", "元", "公里", "吨", "人次", "所", "个"])


@given(st.integers(2, 99_999_999), UNITS)
def test_any_spelling_of_a_value_is_the_same_value(number: int, unit: str) -> None:
    plain = only(f"{number}{unit}")
    grouped = only(f"{number:,}{unit}")
    wide = only(str(number).translate({0x30 + i: 0xFF10 + i for i in range(10)}) + unit)
    spelled = only(chinese(number) + unit)
    for other in (grouped, wide, spelled):
        assert same_value(plain, other)
    if number % 1000 == 0:
        assert same_value(
            plain,
            only(f"{Fraction(number, 10000).numerator / Fraction(number, 10000).denominator:g}万{unit}"),
        ) or (number >= 10_000_000)


@given(st.integers(2, 99_999), UNITS, st.sampled_from(["共完成", "全年新增", "累计投入", "其中"]))
def test_a_changed_value_is_another_value(number: int, unit: str, lead: str) -> None:
    one, other = only(f"{lead}{number}{unit}"), only(f"{lead}{number + 1}{unit}")
    assert not same_value(one, other)
    assert not entails(one, other)


@given(st.one_of(OFFICIAL, st.text(max_size=120)))
def test_spans_are_sorted_and_true(text: str) -> None:
    found = find_quantities(text)
    assert all(0 <= q.start < q.end <= len(text) and q.text == text[q.start : q.end] for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(q.low <= q.high for q in found)
    for a in found:
        assert a.canonical
        assert entails(a, a)
        for b in found:
            assert same_value(a, b) == same_value(b, a)


@pytest.mark.parametrize(
    "seed", ["1", "一", "第", "3—", "1,111", "百", "约", "“", "（一", "1.", "2023年", "几十"]
)
def test_no_text_is_slow(seed: str) -> None:
    find_quantities(seed * 20000)


# Words in which Chinese custom reads no count (四面, 三伏), or that are dates or another unit's head.
_NO_COUNT = {"面", "届", "方", "曲", "餐", "股", "院", "州", "国", "季", "字", "大", "包", "强", "佳"}
_NO_COUNT |= {"优", "角", "伏", "日", "周", "日元", "千兆", "季度", "成", "百分点", "分", "个百分比"}


@pytest.mark.parametrize("unit", sorted(set(UNIT_TABLE) - _NO_COUNT))
def test_every_unit_is_read_behind_both_kinds_of_numeral(unit: str) -> None:
    for number in (2, 3, 7, 12, 20, 300):
        arabic, spelled = find_quantities(f"共{number}{unit}"), find_quantities(f"共{chinese(number)}{unit}")
        assert len(arabic) == len(spelled) == 1
        assert same_value(arabic[0], spelled[0])
