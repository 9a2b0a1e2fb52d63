"""Arithmetic inside a sentence: what contradicts itself, and what only seems to."""

from __future__ import annotations

import pytest

from pipeline.checking.engine import Checker
from pipeline.checking.notes import passage_for
from pipeline.config import DataFolders
from pipeline.types import Finding, Severity

CHECKER = Checker(DataFolders())


def found(text: str) -> list[Finding]:
    passage = passage_for(text, CHECKER.folders, genre="述职报告", period="2023年")
    return [
        f for f in CHECKER.findings(passage) if f.rule.startswith("A-") and f.severity is not Severity.INFO
    ]


@pytest.mark.parametrize(
    "text",
    [
        "新增就业由3200人增加到4000人，增长20%。",
        "旅客由前3年的150万人次增加到今年的180万人次，增长30%。",
        "贫困发生率由3.2%下降到1.1%，下降2.3个百分点。",
        "共有党员86名，其中男党员52名，女党员44名。",
        "空气优良天数320天，占全年天数365天的92.5%。",
        "审核合同96份，其中提出修改意见的占62.5%，共56份。",
        "三次产业占比分别为12%、45%、48%。",
        "培训干部4期，每期50人，共培训250人。",
        "办理提案42件，其中主办30件、协办15件。",
        "引进高层次人才17人，其中博士19人。",
        "全县12个乡镇中已有8个通过验收，还有5个正在推进。",
        "城镇、农村分别新增就业3200人、1800人、600人。",
        "隐患处置率120%。",
        "争取教育资金120万元、医疗资金70万元，合计250万元。",
        "下拨资金600万元，惠及200户，户均补助2万元。",
    ],
)
def test_a_contradiction_is_found(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        "新增就业由3200人增加到4000人，增长25%。",
        "投资由2.4亿元提高到3.0亿元，增加0.5亿元。",
        "完成年度计划的106%；全县120个村中，集体收入10万元以上的98个，占81.7%。",
        "受理1286件，办结1279件，按时办结率98.2%，其中即办件1020件。",
        "共有干部120名，其中女干部52名、党员98名。",
        "完成投资30亿元，其中工业投资20亿元，完成零售总额15亿元。",
        "投资净增13.8亿元，其中产业投资98.2亿元，占比超过一半。",
        "1个已动工，1个手续已办结，还有1个尚在洽谈。",
        "三次产业结构由12∶45∶43调整为10∶44∶46。",
        "企业营收5万亿元，社会消费品零售总额2.9万亿元，进出口总值9356.7亿元。",
        "办理时长由3.2天压缩至1.8天，压缩43.8%。",
        "汽车产量增长1.7倍，其中新能源汽车增长17.2倍。",
        "原煤、原油、天然气产量分别达到7000万吨、1280万吨、10亿立方米。",
        "党员占92%，本科以上占85%，40岁以下占30%。",
    ],
)
def test_right_figures_pass_in_silence(text: str) -> None:
    assert not found(text)
