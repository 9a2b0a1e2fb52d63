"""Set formulations and chronology: errors planted in clean text are found, neutral changes and good texts are not.

The rules' own examples are in their packs; here are operators over the whole tables, and the hard good texts.
"""

from __future__ import annotations

import random
import time
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.checking.chronology.table import chronology_table
from pipeline.checking.engine import Checker
from pipeline.checking.finding_words import Finder, Marked
from pipeline.checking.formulations.table import formulations
from pipeline.checking.notes import passage_for
from pipeline.checking.periods import first_day, last_day, period_of
from pipeline.config import DataFolders
from pipeline.errors import ConfigError
from pipeline.types import Finding, Severity

FOLDERS = DataFolders()
CHECKER = Checker(FOLDERS)
RULES = tuple(one.rule.id for one in CHECKER.rules if one.rule.id.startswith(("P-", "C-")))
TABLE = formulations(FOLDERS)
DATES = chronology_table(FOLDERS)


def alarms(text: str, period: str = "", facts: tuple[str, ...] = ()) -> list[Finding]:
    passage = passage_for(text, FOLDERS, period=period, facts=facts or None)
    return [f for f in CHECKER.findings(passage, only=RULES) if f.severity is not Severity.INFO]


def rules(text: str, period: str = "") -> set[str]:
    return {f.rule for f in alarms(text, period)}


@pytest.mark.parametrize("entry", TABLE.data.entries, ids=lambda e: e.name)
def test_the_canonical_wording_is_right(entry: object) -> None:
    assert not alarms(f"要{entry.canonical}，抓好落实。")  # type: ignore[attr-defined]


@pytest.mark.parametrize("formula", TABLE.data.formulas, ids=lambda f: f.text)
def test_a_formula_and_its_variants_are_right(formula: object) -> None:
    for text in (formula.text, *formula.also):  # type: ignore[attr-defined]
        assert not alarms(f"坚持{text}，抓好落实。")


@pytest.mark.parametrize("mistake", TABLE.data.mistakes, ids=lambda m: m.wrong)
def test_what_a_mistake_is_corrected_to_is_right(mistake: object) -> None:
    assert not alarms(f"要{mistake.right}，抓好落实。")  # type: ignore[attr-defined]


WRONG_VERBS = [(e, v) for e in TABLE.data.entries for v in e.wrong_verbs if v not in e.verbs]


@pytest.mark.parametrize(("entry", "verb"), WRONG_VERBS, ids=lambda v: getattr(v, "name", v))
def test_a_wrong_verb_is_found_beside_the_name_quoted_or_not(entry: object, verb: str) -> None:
    name = entry.names[0]  # type: ignore[attr-defined]
    assert "P-VERB" in rules(f"我们要进一步{verb}“{name}”，抓好落实。")
    assert "P-VERB" in rules(f"我们要进一步{verb}{name}，抓好落实。")


RIGHT_VERBS = [(e, v) for e in TABLE.data.entries for v in e.verbs if e.names]


@pytest.mark.parametrize(("entry", "verb"), RIGHT_VERBS, ids=lambda v: getattr(v, "name", v))
def test_a_right_verb_passes(entry: object, verb: str) -> None:
    assert "P-VERB" not in rules(f"我们要进一步{verb}“{entry.names[0]}”，抓好落实。")  # type: ignore[attr-defined]


ORDERED = [e for e in TABLE.data.entries if e.order == "strict" and len(e.members) >= 3]


@pytest.mark.parametrize("entry", ORDERED, ids=lambda e: e.name)
def test_two_neighbouring_members_swapped_are_found(entry: object) -> None:
    members = list(entry.members)  # type: ignore[attr-defined]
    context = "的" + "".join(entry.context[:1])  # type: ignore[attr-defined]
    for i, _ in enumerate(pairwise(members)):
        swapped = members[:]
        swapped[i : i + 2] = swapped[i + 1], swapped[i]
        assert rules(f"主要内容：{'、'.join(swapped)}{context}。"), swapped


@pytest.mark.parametrize("entry", ORDERED, ids=lambda e: e.name)
def test_the_members_in_order_pass_in_every_punctuation(entry: object) -> None:
    members = entry.members  # type: ignore[attr-defined]
    context = "的" + "".join(entry.context[:1])  # type: ignore[attr-defined]
    for text in (
        "、".join(members),
        "、".join(f"“{m}”" for m in members),
        f"{'、'.join(members[:-1])}和{members[-1]}",
        "，".join(members),
    ):
        assert not alarms(f"要坚持{text}{context}。"), text


LONG = [f.text for f in TABLE.data.formulas if len(f.text) >= 8]


@pytest.mark.parametrize("text", LONG)
def test_a_character_changed_inside_a_formula_is_found(text: str) -> None:
    chance = random.Random(text)  # noqa: S311 — picks places in a test
    letters = [
        i
        for i in range(2, len(text) - 2)
        if "\u4e00" <= text[i] <= "\u9fff"
        and text[i] not in "的和一二两三四五六七八九十不是就对与之中要上下在其来用"
    ]
    for i in chance.sample(letters, min(4, len(letters))):
        assert alarms(f"要坚持{text[:i]}堇{text[i + 1 :]}。"), text[:i] + "堇" + text[i + 1 :]


GOOD = [
    ("增强道路自信、理论自信、制度自信、文化自信。", ""),
    ("切实把“两个维护”落实到行动上，增强做到“两个维护”的政治自觉、思想自觉、行动自觉。", ""),
    ("按照“五位一体”总体布局和“四个全面”战略布局要求。", ""),
    ("加强党的政治建设、思想建设、组织建设、作风建设、纪律建设和制度建设。", ""),
    ("开展政治意识、法治意识、廉洁意识教育。", ""),
    ("教职工的归属感、获得感、幸福感持续提升。", ""),
    ("经济、政治、文化、社会、生态文明等方面取得进展。", ""),
    ("产业、人才、文化、生态、组织五个方面齐头并进。", ""),
    ("弘扬爱国奋斗精神，坚持敬业、诚信、友善、爱国。", ""),
    ("自治、法治、德治“三治融合”，德治、法治、自治相结合的乡村治理体系。", ""),
    ("曾任县环保局副局长，2016年任县农业局副局长。", "2023年"),
    ("县国税局于2018年与地税局合并。", "2022年"),
    ("现代农业部分项目由农业部门牵头，企业文化部配合。", "2023年"),
    ("如期打赢脱贫攻坚战，历史性解决绝对贫困问题。", "2022年"),
    ("喜迎党的二十大，学习贯彻党的二十大精神。", "2022年"),
    ("全市二十大重点项目、十大民生实事全面推进。", "2021年"),
    ("完成“十三五”规划终期评估，编制“十四五”规划。", "2020年"),
    ("2026年是“十五五”开局之年，要提前谋划。", "2025年"),
    ("“十四五”前三年（2021—2023年）累计投资12亿元。", "2023年"),
    ("在庆祝改革开放40周年大会上的讲话。", "2022年"),
    ("化肥农药“双减”行动成效明显，黑臭水体动态清零。", "2019年"),
    ("省委九届三次全会、市委七届六次全会、县第十四次党代会。", "2022年"),
    ("依据《劳动合同法》《合同法》调解纠纷。", "2020年"),
    ("2023年，按照统一部署，扎实开展学习贯彻习近平新时代中国特色社会主义思想主题教育。", "2023年至2025年"),
    ("自2021年党史学习教育开展以来，形成长效机制。", "2022年"),
    ("巩固深化党纪学习教育成果，推动常态化长效化。", "2025年"),
]


@pytest.mark.parametrize(("text", "period"), GOOD)
def test_good_text_passes(text: str, period: str) -> None:
    assert not alarms(text, period)


DATED = [
    (name, entry.of)
    for name, entries in DATES.entries.items()
    for entry in entries
    if entry.of.since
    and entry.of.sure
    and entry.of.near is None
    and entry.before is None
    and entry.sort in {"term", "campaign", "law"}
]


@pytest.mark.parametrize(("name", "of"), DATED, ids=lambda v: v if isinstance(v, str) else "")
def test_a_dated_name_is_early_the_year_before_and_right_in_its_own(name: str, of: object) -> None:
    since = of.since  # type: ignore[attr-defined]
    year = first_day(since)[0]
    text = f"深入学习国际《{name}》精神，抓好落实。"
    assert "C-EARLY" in rules(text, f"{year - 1}年")
    assert "C-EARLY" not in rules(text, f"{year}年")


@pytest.mark.parametrize("number", DATES.data.plenums["19"])
def test_a_plenum_is_early_before_it_was_held_and_known_after(number: str) -> None:
    cn = "零一二三四五六七八九"[int(number)]
    year = int(DATES.data.plenums["19"][number][0][:4])
    text = f"认真学习贯彻党的十九届{cn}中全会精神。"
    assert "C-EARLY" in rules(text, f"{year - 1}年")
    assert not rules(text, f"{year}年")


def test_a_period_with_months_is_compared_by_months() -> None:
    text = "深入学习贯彻党的二十大精神。"
    assert rules(text, "2022年上半年") == {"C-EARLY"}
    assert not rules(text, "2022年1月至12月")
    assert not rules(text, "2020年至今")
    passage = passage_for("", FOLDERS, period="2021年5月—2022年4月")
    period = period_of(passage)
    assert period is not None
    assert (period.start, period.end) == ((2021, 5, 1), (2022, 4, 31))


def test_dates_of_the_table_are_as_exact_as_they_are_known() -> None:
    assert first_day("2018") == (2018, 1, 1)
    assert last_day("2018-03") == (2018, 3, 31)


def test_what_lies_past_the_table_is_not_judged() -> None:
    found = CHECKER.findings(
        passage_for("学习党的二十届六中全会精神。", FOLDERS, period="2027年"), only=RULES
    )
    assert [(f.rule, f.severity) for f in found] == [("C-UNKNOWN", Severity.INFO)]


def test_a_user_adds_formulations_and_dates(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "formulations.yaml").write_text(
        'as_of: "2026-01"\nowner: 某县\nentries:\n'
        "  - {name: 三个走在前, canonical: 做到“三个走在前”, names: [三个走在前], verbs: [做到], wrong_verbs: [增强]}\n",
        encoding="utf-8",
    )
    (config / "chronology.yaml").write_text(
        'as_of: "2026-01"\nowner: 某县\nterms:\n  - {names: [新县域振兴], from: "2025-06"}\n',
        encoding="utf-8",
    )
    checker = Checker(DataFolders(tmp_path))
    passage = passage_for("增强“三个走在前”，推进新县域振兴。", checker.folders, period="2024年")
    assert {f.rule for f in checker.findings(passage, only=RULES)} == {"P-VERB", "C-EARLY"}


def test_a_broken_table_says_where(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "chronology.yaml").write_text(
        'as_of: "2026-01"\nowner: 某县\nterms:\n  - {names: [新县域振兴], from: "去年"}\n', encoding="utf-8"
    )
    with pytest.raises(ConfigError) as error:
        Checker(DataFolders(tmp_path))
    assert error.value.line == 4


def test_the_finder_takes_the_longest_word() -> None:
    found = Finder(["四个全面", "四个", "全面推进"]).find("四个全面推进四个")
    assert [(f.start, f.word) for f in found] == [(0, "四个全面"), (6, "四个")]


def test_marked_places() -> None:
    marked = Marked(10, [(2, 4)])
    assert marked.touches(3, 6)
    assert not marked.touches(4, 6)
    assert marked.covers(2, 4)
    assert not marked.covers(2, 5)


def test_time_grows_with_the_length() -> None:
    piece = "增强“四个意识”、“五个意识”，党的二十大、“十四五”规划、习近平新时代中国特色社会主议思想、政治意识、大局意识、"
    spent = []
    for times in (400, 1600):
        passage = passage_for(piece * times, FOLDERS, period="2021年")
        began = time.perf_counter()
        CHECKER.findings(passage, only=RULES)
        spent.append(time.perf_counter() - began)
    assert spent[1] < 12 * spent[0] + 0.5
