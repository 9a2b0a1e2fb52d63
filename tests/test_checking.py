"""The checking room: what is caught, and what is left in peace."""

from __future__ import annotations

import pytest
from support.fluent import SECTIONS, Fluent

from pipeline.checking.evidence import Ground
from pipeline.checking.grounds import ground_for, load_vocabulary
from pipeline.config import DataFolders
from pipeline.drafting.gate import judge, uncovered
from pipeline.drafting.replies import Line, read_reply
from pipeline.types import Brief, Fact, Head

FACTS = (
    "走访企业43家，帮助解决问题53个",
    "新建学校3所，改造食堂12个",
    "城镇登记失业率下降0.4个百分点",
    "全市高考上线率98.7%",
    "老支书王德厚捐出宅基地2亩",
    "计划明年建设污水厂",
    "项目合同金额23.6亿元，已到位4.8亿元",
    "居民收入提高到3.2万元",
    "本人及班子成员无违纪",
    "参与编制规划",
    "6月18日，市民中心挂牌运行",
    "约八成学校通了直饮水",
    "投入教育资金1.2亿元",
)


def ground(facts: tuple[str, ...], head: Head | None = None) -> Ground:
    folders = DataFolders(None)
    listed = tuple(Fact(id=f"F{i}", text=t, line=i, statement=t) for i, t in enumerate(facts, 1))
    brief = Brief(
        source="notes.md",
        digest="0",
        head=head or Head(period="2023年", name="林知远", organization="青澜市教育局"),
        facts=listed,
    )
    return ground_for(brief, [f.id for f in listed], folders, load_vocabulary(folders))


@pytest.fixture(scope="module")
def firm() -> Ground:
    return ground(FACTS)


WRONG = {
    "figure": (
        "走访企业44家，帮助解决问题53个。",
        "全市高考上线率98.8%。",
        "城镇登记失业率下降0.4%。",
        "投入教育资金1.3亿元。",
    ),
    "binding": (
        "走访企业53家，帮助解决问题43个。",
        "新建学校12所，改造食堂3个。",
        "项目合同金额4.8亿元，已到位23.6亿元。",
    ),
    "direction": ("城镇登记失业率上升0.4个百分点。", "居民收入提高了3.2万元。"),
    "polarity": ("本人及班子成员有违纪。",),
    "status": ("已建设污水厂。",),
    "name": ("老支书王德侯捐出宅基地2亩。",),
    "date": ("6月19日，市民中心挂牌运行。", "2022年6月18日，市民中心挂牌运行。"),
    "claim": ("主持编制规划。", "项目合同金额23.6亿元全部到位。"),
    "unsupported": (
        "市委书记张建国作了发言。",
        "群众送来锦旗表示感谢。",
        "多次深入田间地头，与农民同吃同住同劳动。",
    ),
    "language": ("走訪企業43家，幫助解決問題53個。", "The bureau visited 43 companies this year."),
    "placeholder": ("走访企业⟨数量⟩家。", "抱歉，我无法完成。", "走访企业43家，问题见{附件}。"),
}


@pytest.mark.parametrize(("rule", "text"), [(r, t) for r, texts in WRONG.items() for t in texts])
def test_what_is_wrong_is_caught(rule: str, text: str, firm: Ground) -> None:
    judged = judge(Line(text, ()), firm, (), generics=True)
    assert not judged.stands
    assert rule in {p.rule for p in judged.problems}


@pytest.mark.parametrize(
    "text",
    [
        "一年来，走访企业43家，帮助企业解决了53个问题。",
        "投入教育资金12000万元。",
        "80%左右的学校通了直饮水。",
        "大约八成学校通了直饮水。",
        "三所学校新建完成，12个食堂得到改造。",
        "本人和班子成员均未出现违纪问题。",
        "明年将谋划建设污水厂。",
        "6月18日市民中心正式挂牌，投入运行。",
        "其中，合同金额23.6亿元，4.8亿元已经到位。",
        "城镇登记失业率降低了0.4个百分点。",
    ],
)
def test_other_words_for_the_same_pass(text: str, firm: Ground) -> None:
    judged = judge(Line(text, ()), firm, (), generics=True)
    assert judged.stands, judged.problems


@pytest.mark.parametrize(
    "text", ["走访企业43家，得到群众一致好评。", "走访企业43家，工作走在全省前列，帮助解决问题53个。"]
)
def test_empty_praise_is_cut_off(text: str, firm: Ground) -> None:
    judged = judge(Line(text, ()), firm, (), generics=True)
    assert judged.stands
    assert "好评" not in judged.text
    assert "前列" not in judged.text
    assert judged.text.endswith("。")


@pytest.mark.parametrize("case", SECTIONS, ids=lambda c: c.text[:8])
def test_free_honest_writing_passes_whole(case: Fluent) -> None:
    head = (
        Head(period="2023年", name="李文博", organization="沱江区人民政府") if "鉴定" in case.genre else None
    )
    base = ground(case.facts, head)
    lines = [line for p in read_reply(case.text, ()) for line in p]
    judged = [judge(line, base, (), generics=True) for line in lines]
    assert [j.text for j in judged if not j.stands] == []
    assert uncovered(base, [j.sentence() for j in judged]) == ()
