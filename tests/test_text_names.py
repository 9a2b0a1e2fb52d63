"""Names found without a model."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_text import OFFICIAL

from pipeline.text.names import find_names, guess_kind, short_forms


def names(text: str, *kinds: str) -> list[str]:
    return [m.text for m in find_names(text) if not kinds or m.kind in kinds]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("印发《关于加强治理的意见》", "title", ["《关于加强治理的意见》"]),
        ("获评“先进集体”称号", "quoted", ["“先进集体”"]),
        ("按照青政发〔2023〕12号要求", "docnumber", ["青政发〔2023〕12号"]),
        ("推动G312和5G项目，装机30MW", "latin", ["G312", "5G"]),
        ("宁山市委书记陈国栋主持，马建军、刘芳等同志参加", "person", ["陈国栋", "马建军", "刘芳"]),
        ("柳河镇党委副书记孙志刚到石门坎村走访", "person", ["孙志刚"]),
        ("到柳河镇石门坎村、清水湾社区走访", "place", ["柳河镇", "石门坎村", "清水湾社区"]),
        ("在云阳区任副区长期间", "place", ["云阳区"]),
        ("我来到怀岚县挂职", "place", ["怀岚县"]),
        ("赴大河乡新庄村、双桥村调研", "place", ["大河乡", "新庄村", "双桥村"]),
        ("江州市委组织部牵头", "organization", ["江州市委组织部"]),
        ("经省自然资源厅、市人社局批准", "organization", ["省自然资源厅", "市人社局"]),
        ("与华东理工大学签约", "organization", ["华东理工大学"]),
        ("推进青龙峡水库除险加固工程", "project", ["青龙峡水库除险加固工程"]),
        ("召开县委十四届三次全会", "meeting", ["县委十四届三次全会"]),
        ("协助区长分管教育，任副区长", "post", ["区长", "副区长"]),
    ],
)
def test_names(text: str, kind: str, expected: list[str]) -> None:
    assert names(text, kind) == expected


@pytest.mark.parametrize(
    "text",
    [
        "全市各部门、各乡镇要认真贯彻市委、市政府决策部署",
        "老旧小区改造、示范村建设、重点镇培育同步推进",
        "平安社区、和谐社区、智慧园区建设成效明显",
        "任务完成率高，安全生产形势平稳，方便群众办事",
        "有关部门和上级组织部门给予大力支持",
        "深入学习贯彻党的二十大精神，以习近平同志为核心的党中央坚强领导",
        "城市更新、乡村振兴、城乡融合统筹推进",
        "坚持生态立县、工业强县，建设公立医院和中试基地",
        "房地产市场平稳，居民小区、老街区面貌一新",
        "新建泵站、新建学校，扎根山乡，刀刃向内自省",
    ],
)
def test_general_terms_are_no_names(text: str) -> None:
    assert names(text, "person", "place", "organization", "project", "meeting") == []


def test_known_names_and_their_short_forms_are_found() -> None:
    text = "市发改委批复后，明远同志与宁德智联对接"
    found = find_names(text, known=["青澜市发展和改革委员会", "张明远", "宁德智联"])
    assert [(m.text, m.kind) for m in found] == [
        ("市发改委", "organization"),
        ("明远同志", "person"),
        ("宁德智联", "organization"),
    ]


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("青澜市发展和改革委员会", {"市发展改革委", "市发改委", "发改委"}),
        ("张明远同志", {"张明远", "明远同志"}),
        ("青澜市", {"青澜"}),
        ("白石县人民政府", {"县政府", "白石县政府"}),
        ("青澜市人力资源和社会保障局", {"市人社局", "人社局"}),
    ],
)
def test_short_forms(name: str, forms: set[str]) -> None:
    assert forms <= short_forms(name)
    assert name not in short_forms(name)


def test_guess_kind() -> None:
    assert [guess_kind(n) for n in ("张明远", "青澜市", "副市长", "《意见》", "市财政局")] == [
        "person",
        "place",
        "post",
        "title",
        "organization",
    ]


@given(st.one_of(OFFICIAL, st.text(max_size=80)))
@settings(deadline=None)
def test_spans_are_sorted_and_true(text: str) -> None:
    found = find_names(text, known=["张明", "王村"])
    assert all(0 <= m.start < m.end <= len(text) and m.text == text[m.start : m.end] for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for mention in found:
        short_forms(mention.text)
