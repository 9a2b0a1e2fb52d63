"""A sentence that is a fact but for one word; and honest other wordings of the same."""

from __future__ import annotations

import pytest
from test_checking import ground

from pipeline.drafting.gate import judge
from pipeline.drafting.replies import Line
from pipeline.types import Head

Case = tuple[str, str]

ALTERED: dict[str, tuple[Case, ...]] = {
    "direction": (
        ("事故起数同比下降12%", "事故起数同比上升12%。"),
        ("税收同比增长8%", "税收同比下降8%。"),
        ("能耗下降4.1%，产值增长6.2%", "能耗增长4.1%，产值下降6.2%。"),
    ),
    "binding": (
        ("县财政局牵头、我局配合", "我局牵头、县财政局配合。"),
        ("县医院主办、市卫校承办，义诊26场", "市卫校主办、县医院承办，义诊26场。"),
        ("李明负责协调征地48亩，王强负责拆迁17户", "王强负责协调征地48亩，李明负责拆迁17户。"),
        ("新华村筹资20万元，永安村筹资35万元", "永安村筹资20万元，新华村筹资35万元。"),
    ),
    "altered": (
        # a noun in the place of a noun
        ("建成救援基地2个", "建成训练基地2个。"),
        ("建成救援基地", "建成训练基地。"),
        ("培训农民620人次", "培训干部620人次。"),
        ("接待外商42批次", "接待客商42批次。"),
        ("小麦单产410公斤", "玉米单产410公斤。"),
        ("水费收缴率提高5个百分点", "电费收缴率提高5个百分点。"),
        # a verb in the place of a verb
        ("修复水库5座", "新建水库5座。"),
        ("安置群众1200人", "转移群众1200人。"),
        ("发放贷款2.3亿元", "归还贷款2.3亿元。"),
        ("受理案件71件", "办结案件71件。"),
        ("收购粮食8万吨", "销售粮食8万吨。"),
        # a neutral word's place, and a word that stands elsewhere in the sentence
        ("推动光伏项目装机20万千瓦", "推动光伏公园装机20万千瓦。"),
        ("走访企业86家，帮企业解决用工难题53个", "走访商店86家，帮企业解决用工难题53个。"),
        # what restricts or grades
        ("修复水库5座", "修复大型水库5座。"),
        ("培训农民620人次", "免费培训农民620人次。"),
        ("安置群众1200人", "安置受灾群众1200人。"),
        ("走访约300人", "走访约300名党员。"),
        ("小区加装电梯24部", "在老旧小区加装电梯24部。"),
        # another measure
        ("投诉下降15%", "投诉率下降15%。"),
    ),
    "claim": (
        ("李明驻村帮扶3年", "局长李明驻村帮扶3年。"),
        ("李明协调征地48亩", "李明局长协调征地48亩。"),
    ),
}


@pytest.mark.parametrize(
    ("rule", "fact", "text"), [(r, f, t) for r, cases in ALTERED.items() for f, t in cases]
)
def test_one_word_changed_is_caught(rule: str, fact: str, text: str) -> None:
    judged = judge(Line(text, ("F1",)), ground((fact,)), (), generics=True)
    assert not judged.stands
    assert any(p.rule in (rule, "altered", "claim") for p in judged.problems if not p.soft), judged.problems


@pytest.mark.parametrize("fact", sorted({f for cases in ALTERED.values() for f, _ in cases}))
def test_the_fact_itself_stands(fact: str) -> None:
    judged = judge(Line(fact + "。", ("F1",)), ground((fact,)), (), generics=True)
    assert judged.stands, judged.problems


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("修复水库5座", "全年共整修水库5座。"),
        ("修复水库5座", "扎实推进水利建设，完成5座水库的修复任务。"),
        ("培训农民620人次", "累计开展农民培训620人次。"),
        ("安置群众1200人", "妥善安置群众1200人。"),
        ("税收同比增长8%", "税收比上年增加8%。"),
        ("事故起数同比下降12%", "事故起数同比减少12%。"),
        ("县财政局牵头、我局配合", "由县财政局牵头，我局积极配合。"),
        ("李明负责协调征地48亩，王强负责拆迁17户", "李明协调征地48亩，王强拆迁17户。"),
        ("拆除违建1.8万平方米", "依法拆除违法建筑1.8万平方米。"),
        ("栽树2.4万株", "栽植树木2.4万株。"),
        ("给困难群众送米面油300份", "向困难群众发放米面油300份。"),
        ("李明驻村帮扶3年", "李明同志驻村帮扶3年。"),
        ("审计项目23个，查出问题资金860万元", "共实施审计项目23个，查出问题资金860万元。"),
        ("帮村里卖苹果12万斤", "帮助村里销售苹果12万斤。"),
        ("由市水务局牵头，县里配合，治理河道18公里", "市水务局牵头、县里配合，治理河道18公里。"),
        ("医保参保率98.5%", "基本医保参保率稳定在98.5%。"),
        ("写信息稿件43篇，上省级刊物5篇", "撰写信息稿件43篇，其中5篇被省级刊物采用。"),
    ],
)
def test_honest_other_words_stand(fact: str, text: str) -> None:
    judged = judge(Line(text, ("F1",)), ground((fact,)), (), generics=True)
    assert judged.stands, judged.problems


def test_a_post_of_the_head_may_stand() -> None:
    head = Head(period="2023年", name="林知远", organization="青澜市教育局", position="局长")
    base = ground(("林知远走访企业43家",), head)
    assert judge(Line("林知远局长走访企业43家。", ("F1",)), base, (), generics=True).stands


def test_words_of_one_fact_may_not_move_to_the_figure_of_another() -> None:
    base = ground(("培训农民620人次", "慰问教师35人"))
    text = "培训教师620人次，慰问农民35人。"
    assert not judge(Line(text, ("F1", "F2")), base, (), generics=True).stands
