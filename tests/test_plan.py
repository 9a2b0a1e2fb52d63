"""Facts are placed by meaning, none is lost, headings come from one parallel set, outlines come back whole."""

from __future__ import annotations

import pytest

from pipeline.config import DataFolders
from pipeline.errors import OutlineError
from pipeline.genres import Genre, find_genre, load_genres
from pipeline.notes import parse_notes
from pipeline.outlines import outline_text, read_outline
from pipeline.plan import function_of, load_placing, make_plan, missing_sections
from pipeline.types import Brief, Fact, Plan

FOLDERS = DataFolders()
PLACING = load_placing(FOLDERS.file("config/placing.yaml"))
NOTES = """---
文种: 述职报告
姓名: 林知远
单位: 澄江县水利局
职务: 局长
时间: 2023年
字数: 1200
---
# 学习
- 参加理论中心组学习12次
# 工作
- 完成水库除险加固3座
- 修复渠道18公里
- 欠款纠纷，别写进去
# 问题
- 对基层水管站调研不够
- 明年计划新建泵站2座
"""


def brief(text: str = NOTES) -> Brief:
    return parse_notes(text.encode(), "要点.md", FOLDERS)


def genre(name: str = "述职报告") -> Genre:
    return find_genre(name, load_genres(FOLDERS))


def plan(text: str = NOTES, name: str = "述职报告") -> Plan:
    return make_plan(brief(text), genre(name), FOLDERS)


def test_every_fact_has_a_place_or_a_reason() -> None:
    made = plan()
    placed = [f for s in made.sections for f in s.facts]
    assert sorted(placed) == ["F1", "F2", "F3", "F5", "F6"]
    assert made.unplaced == (("F4", "注明不写"),)
    assert {s.function: s.facts for s in made.sections if s.facts}["问题"] == ("F5", "F6")


def test_the_title_and_formulas_are_filled_from_the_head() -> None:
    made = plan()
    assert made.title == "澄江县水利局局长2023年述职报告"
    assert made.sections[0].lead[0].startswith("2023年，")
    assert made.signer == "林知远"


def test_an_appraisal_is_not_signed_by_the_one_it_is_about() -> None:
    assert plan(name="挂职干部考核鉴定").signer == "澄江县水利局"


def test_the_target_length_is_shared_out() -> None:
    assert 1190 <= sum(s.length for s in plan().sections) <= 1210
    assert all(s.length == 0 for s in make_plan(brief("- 修路3公里\n"), genre(), FOLDERS).sections)


def test_headings_are_of_one_set() -> None:
    headings = {s.function: s.heading for s in plan().sections if s.heading}
    assert any(headings.items() <= h.items() for h in genre().headings)


def test_required_sections_without_facts_are_named() -> None:
    assert missing_sections(plan(), genre()) == ("廉洁", "打算")


@pytest.mark.parametrize(
    ("text", "group", "name", "function"),
    [
        ("未发生违纪违法问题", "", "述职报告", "廉洁"),
        ("行政复议案件5件", "", "述职述责述廉述法报告", "法治"),
        ("行政复议案件5件", "", "述职报告", "廉洁"),
        ("走访企业43家", "", "述职报告", "履职"),
        ("下一步争取开工2座", "主要工作", "述职报告", "打算"),
        ("明年新建泵站2座", "问题和打算", "述职报告", "打算"),
        ("调研不够深入", "问题和打算", "述职报告", "问题"),
        ("任县水利局局长，分管全局工作", "工作", "述职报告", "导语"),
        ("希望大家尽快转变角色", "", "领导讲话", "要求"),
        ("去年选派干部36名", "", "领导讲话", "成绩"),
        ("预祝大家工作顺利", "", "领导讲话", "结语"),
        ("民主测评优秀率98%", "", "挂职干部考核鉴定", "评价"),
        ("深切体会到群众工作要走心", "", "体会发言", "体会"),
    ],
)
def test_a_fact_goes_where_it_belongs(text: str, group: str, name: str, function: str) -> None:
    kind = genre(name)
    fact = Fact(id="F1", text=text, line=1, statement=text, group=group)
    assert kind.function_for(function_of(fact, kind, PLACING)) == function


def test_an_untouched_outline_gives_the_same_plan() -> None:
    made = plan()
    again, said = read_outline(outline_text(made, brief()), "提纲.md", brief(), genre(), FOLDERS)
    assert again == made
    assert said == ()


def test_an_edited_outline_is_followed() -> None:
    text = outline_text(plan(), brief())
    text = text.replace("- F3 修复渠道18公里\n", "").replace("# 澄江县", "# 澄江")
    text = text.replace("## 不写入\n", "## 不写入\n- F2\n").replace("- F2 完成水库除险加固3座\n", "")
    text += "\n## 六、抓好灌区管护 〔履职〕\n- F3\n"
    made, said = read_outline(text, "提纲.md", brief(), genre(), FOLDERS)
    assert made.title == "澄江水利局局长2023年述职报告"
    assert made.sections[-1].heading == "抓好灌区管护"
    assert made.sections[-1].facts == ("F3",)
    assert ("F2", "提纲中移到“不写入”") in made.unplaced
    assert any("没有要点" in line for line in said)


def test_a_forgotten_fact_is_placed_and_said() -> None:
    text = outline_text(plan(), brief()).replace("- F1 参加理论中心组学习12次\n", "")
    made, said = read_outline(text, "提纲.md", brief(), genre(), FOLDERS)
    assert "F1" in [f for s in made.sections for f in s.facts]
    assert "F1" in said[0]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("# 题\n## 一、工作\n- F9\n", 3, "没有 F9"),
        ("# 题\n## 一、工作\n- F1\n- F1\n", 4, "第 3 行"),
        ("# 题\n- F1\n", 2, "不在任何部分之下"),
        ("随便写的\n", None, "不像一份提纲"),
    ],
)
def test_a_bad_outline_is_told_with_its_line(text: str, line: int | None, what: str) -> None:
    with pytest.raises(OutlineError, match=what) as caught:
        read_outline(text, "提纲.md", brief(), genre(), FOLDERS)
    assert caught.value.line == line


def test_what_of_an_outline_was_not_followed_is_said() -> None:
    text = outline_text(plan(), brief()).replace("修复渠道18公里", "修复渠道28公里")
    _, said = read_outline(text + "随手加的一句\n", "提纲.md", brief(), genre(), FOLDERS)
    assert any("F3 的文字改动没有采用" in line for line in said)
    assert any("随手加的一句" in line for line in said)


def test_an_outline_that_leaves_everything_out_is_refused() -> None:
    text = "# 题\n## 一、工作\n## 不写入：\n" + "".join(f"- F{i}\n" for i in range(1, 7))
    with pytest.raises(OutlineError, match="没有留下"):
        read_outline(text, "提纲.md", brief(), genre(), FOLDERS)


def test_several_facts_may_stand_on_one_line_of_an_outline() -> None:
    made, _ = read_outline("# 题\n## 一、工作\n- F1、F2 合并\n- F3\n", "提纲.md", brief(), genre(), FOLDERS)
    assert made.sections[0].facts[:3] == ("F1", "F2", "F3")


def test_a_secondment_is_only_spoken_of_when_the_notes_do() -> None:
    text = "---\n文种: 体会发言\n单位: 市医院\n职务: 护士长\n---\n- 值夜班36次\n"
    plain = make_plan(brief(text), genre("体会发言"), FOLDERS)
    seconded = make_plan(brief(text + "- 挂职以来走访病区12个\n"), genre("体会发言"), FOLDERS)
    assert "挂职" not in "".join(plain.sections[0].lead)
    assert "挂职" in "".join(seconded.sections[0].lead)
