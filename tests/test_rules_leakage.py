"""Leakage and 雷同: what is planted from a sample is found, what everybody writes or the notes have is not."""

from __future__ import annotations

import time
from itertools import permutations
from pathlib import Path

import pytest

from pipeline.checking.engine import Checker
from pipeline.checking.kinds.leakage import likeness_rate
from pipeline.checking.notes import passage_for
from pipeline.checking.passage import Passage, Source
from pipeline.config import DataFolders
from pipeline.types import Finding, Severity

FOLDERS = DataFolders()
CHECKER = Checker(FOLDERS)
RULES = tuple(one.rule.id for one in CHECKER.rules if one.rule.id.startswith("L-"))

SAMPLE = (
    "一年来，我在桑陵市分管招商引资，围绕“三链五园”产业布局招大引强，推动鼎丰锂电、恒麓光学等项目落地，"
    "全年对接企业216家，整改问题97个。坚持白天跑车间摸订单、晚上回机关算细账，让惠企政策直达快享。\n"
    "带领技术人员像医生查房一样逐台设备把脉问诊，受到青禾农业科技公司好评。"
)
NOTES = ("对接企业148家，洽谈项目33个", "整改风险隐患52处")


def findings(
    text: str, facts: tuple[str, ...] = NOTES, exemplars: tuple[str, ...] = (SAMPLE,)
) -> list[Finding]:
    return list(CHECKER.findings(passage_for(text, FOLDERS, facts=facts, exemplars=exemplars), only=RULES))


def alarms(text: str, facts: tuple[str, ...] = NOTES) -> list[tuple[str, str]]:
    return [(f.rule, f.text) for f in findings(text, facts) if f.severity is not Severity.INFO]


PLANTED = [
    ("在桑陵市开展推介活动。", "L-ENT", "桑陵市"),
    ("围绕“三链五园”布局精准发力。", "L-ENT", "“三链五园”"),
    ("围绕三链五园布局精准发力。", "L-ENT", "三链五园"),
    ("引进恒麓光学项目。", "L-ENT", "恒麓光学"),
    ("走访青禾农业科技公司。", "L-ENT", "青禾农业科技公司"),
    ("整改风险隐患97个。", "L-NUM", "97个"),
    ("共走访企业216家。", "L-NUM", "216家"),
    ("组织人员像医生查房一样逐台设备把脉问诊。", "L-RUN", "人员像医生查房一样逐台设备把脉问诊"),
]


@pytest.mark.parametrize(("text", "rule", "place"), PLANTED)
def test_what_a_sample_lends_is_found_where_it_stands(text: str, rule: str, place: str) -> None:
    assert (rule, place) in alarms(f"一年来，扎实推进各项工作。{text}")


@pytest.mark.parametrize(("text", "rule", "place"), PLANTED)
def test_what_the_notes_have_is_the_writers_own(text: str, rule: str, place: str) -> None:
    assert not [a for a in alarms(text, (*NOTES, text)) if a[1] == place]


@pytest.mark.parametrize(
    "text",
    [
        "一年来，我分管招商引资，对接企业148家，洽谈项目33个，整改风险隐患52处。",
        "在市委、市政府的正确领导下，在各部门的大力支持下，较好地完成了各项工作任务。",
        "坚持以习近平新时代中国特色社会主义思想为指导，增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
        "召开会议3次，走访2轮，办结率100%，打通服务群众“最后一公里”。",
        "落实“三会一课”制度，推进“一网通办”，做到件件有着落、事事有回音。",
    ],
)
def test_what_everybody_writes_is_no_copy(text: str) -> None:
    assert not findings(
        text, exemplars=(SAMPLE, text.replace("148", "149").replace("33", "34").replace("52", "53"))
    )


def test_without_samples_nothing_is_said() -> None:
    assert not findings(SAMPLE, exemplars=())


def test_without_notes_names_and_figures_are_not_judged() -> None:
    passage = passage_for("在桑陵市走访企业216家。", FOLDERS, exemplars=(SAMPLE,))
    assert not CHECKER.findings(passage, only=RULES)


def test_last_years_report_may_share_names_and_figures_but_no_sentences() -> None:
    brief = passage_for("", FOLDERS, facts=NOTES).brief
    last = (Source("去年的报告", SAMPLE),)
    kept = Passage("在桑陵市走访青禾农业科技公司，走访企业216家。", brief=brief, against=last)
    assert not CHECKER.findings(kept, only=RULES)
    copied = Passage("坚持白天跑车间摸订单、晚上回机关算细账。", brief=brief, against=last)
    found = CHECKER.findings(copied, only=("L-RUN",))
    assert [f.text for f in found] == ["坚持白天跑车间摸订单、晚上回机关算细账"]
    assert "去年的报告" in found[0].message


def test_twelve_characters_warn_and_sixteen_are_an_error() -> None:
    source = "逐户走访摸清底账建起销号清单倒排工期挂图作战"
    for size, severity in ((11, None), (12, Severity.WARNING), (15, Severity.WARNING), (16, Severity.ERROR)):
        found = findings(f"今年{source[:size]}，效果明显。", exemplars=(f"他们{source}。",))
        assert [f.severity for f in found if f.rule == "L-RUN"] == ([severity] if severity else []), size


def test_the_rate_tells_its_places_in_both_texts() -> None:
    text = "今年任务更重。带领技术人员像医生查房一样逐台设备把脉问诊，成效明显。"
    passage = passage_for(text, FOLDERS, exemplars=(SAMPLE,))
    likeness = likeness_rate(passage)
    assert 0.4 < likeness.rate < 0.9
    for match in likeness.matches:
        assert match.source == "样本1"
        if not match.near:
            assert text[match.start : match.end] == SAMPLE[match.source_start : match.source_end]
    assert likeness_rate(passage_for(text, FOLDERS)).rate == 0
    whole = CHECKER.findings(passage, only=("L-RATE",))
    assert [(f.start, f.end, f.severity) for f in whole] == [(0, 0, Severity.INFO)]


def test_our_own_samples_are_no_copies_of_each_other() -> None:
    texts = {p.name: p.read_text(encoding="utf-8").split("---")[-1] for p in Path("corpus").rglob("*.md")}
    for (mine, text), (_, other) in permutations(texts.items(), 2):
        passage = passage_for(text, FOLDERS, exemplars=(other,))
        assert not [f for f in CHECKER.findings(passage, only=("L-RUN",)) if f.severity is Severity.ERROR], (
            mine
        )


def test_time_grows_with_the_length() -> None:
    spent = []
    for times in (200, 800):
        began = time.perf_counter()
        findings(
            "逐户走访摸清底账，" * times + SAMPLE * (times // 20),
            exemplars=(SAMPLE * (times // 10), "逐户走访摸清底账，" * times),
        )
        spent.append(time.perf_counter() - began)
    assert spent[1] < 14 * spent[0] + 0.5
