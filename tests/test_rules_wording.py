"""Residue, register, repetition: rules against texts of their own, and numbers deleted from right sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.checking.engine import Checker
from pipeline.checking.kinds import load_kinds
from pipeline.checking.kinds.register import load_entries
from pipeline.checking.lazy import needles
from pipeline.checking.notes import passage_for
from pipeline.checking.rules import Loaded
from pipeline.config import DataFolders
from pipeline.errors import ConfigError
from pipeline.types import Finding, Severity

CHECKER = Checker(DataFolders())
REPORT = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parent / "cases/drafts").glob("*.txt"))
)


def found(text: str, prefix: str, genre: str = "述职报告", facts: tuple[str, ...] = ()) -> list[Finding]:
    passage = passage_for(text, CHECKER.folders, genre=genre, facts=facts or None)
    return [
        f for f in CHECKER.findings(passage) if f.rule.startswith(prefix) and f.severity is not Severity.INFO
    ]


@pytest.mark.parametrize(
    "text",
    [
        "全年实现农业总产值（）亿元，同比增长4.2%。",
        "先后赴（地点）考察学习，形成报告3篇。",
        "本项工作由[姓名]同志负责。",
        "带领__名党员下沉社区。",
        "由〇〇镇牵头实施。",
        "受理案件？件，审结320件。",
        "完成率 xx%，位居全市第二。",
        "（待补充具体数据）",
        "总的来看，成效明显。\n希望这份总结对您有帮助！",
        "完成投资[F3]2亿元，按期建成。",
    ],
)
def test_residue_is_found(text: str) -> None:
    assert found(text, "M-")


@pytest.mark.parametrize(
    "right",
    [
        "完成固定资产投资12.6亿元，同比增长6.3%。",
        "新建高标准农田3万亩，改造公路28公里。",
        "全区森林覆盖率达62.4%，比上年提高1.2个百分点。",
        "签约项目12个、总投资35亿元。",
        "培训学员320名，举办培训班6期。",
        "化解矛盾纠纷86起，办理政协提案28件。",
        "建成充电桩120个，新开通航线3条。",
        "规上企业由112家增加到126家。",
        "连续3年获评优秀，人均预期寿命提高到79岁。",
        "召开3次专题会议，引进5个重大项目。",
        "发表稿件42篇，其中省级以上12篇。",
        "推动12家重点企业开展8项重点工作。",
    ],
)
def test_a_number_that_is_deleted_leaves_its_unit_bare(right: str) -> None:
    """Mutation: each number in turn is deleted."""
    assert not found(right, "M-")
    for match in re.finditer(r"[0-9.]+", right):
        wrong = right[: match.start()] + right[match.end() :]
        assert found(wrong, "M-"), wrong


@pytest.mark.parametrize(
    "text",
    [
        "招引亿元项目6个，培育百亿级产业集群1个、千万元以上龙头企业8家。",
        "每平方公里投资强度、亩均税收、单位面积产出稳步提高，按件计酬、逐户登记。",
        "接待游客人次、旅游花费分别增长14%、10%，精品赛事叫好又叫座。",
        "我给自己立了个规矩，请大家对号入座，村里还有个老传统。",
        "做强产业全链条，夯实数字底座，纲举目张，谱写时代新篇。",
        "查处王某某受贿案，推行“1+X”证书制度，配备X光机2台。",
        "机制建设有待完善，3条线索待核实，收入（万元）按月通报。",
        "完成投资〔待补：金额〕，走访企业〔待核：52家／56家〕。",
    ],
)
def test_what_only_looks_like_residue_passes_in_silence(text: str) -> None:
    assert not found(text, "M-")


def test_a_mask_in_the_notes_excuses_no_mask_in_the_draft() -> None:
    assert found("完成投资XX亿元。", "M-", facts=("完成投资XX亿元",))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("工作中碰到的难题挺多的。", "挺"),
        ("把会议精神吃得透透的。", "透透的"),
        ("这件事费了不少劲。", "费了不少劲"),
        ("课堂上，光念PPT可不行。", "光念PPT可不行"),
        ("青年干部超级能吃苦。", "超级"),
        ("大家伙儿干劲十足。", "大家伙"),
        ("宣传片在网上刷屏了。", "刷屏"),
        ("材料准备得差不多了吧。", "吧"),
    ],
)
def test_words_of_daily_speech_are_found(text: str, word: str) -> None:
    assert word in {f.text for f in found(text, "R-")}


@pytest.mark.parametrize(
    ("text", "genre"),
    [
        ("坚持“五加二”“白加黑”，啃下了拆迁这块硬骨头，牵住牛鼻子。", "述职报告"),
        ("推进整改，完整准确把握政策，新建牛奶加工厂1座，蛮石河一期完工。", "述职报告"),
        ("群众说：“路修好了，咱们的日子就更有奔头了。”", "述职报告"),
        ("调解员说：\n“磨破嘴、跑断腿，不如将心比心。\n“还要把理讲透。”", "个人工作总结"),
        ("坚决纠正拍脑袋决策、拍胸脯保证、拍屁股走人的现象。", "个人工作总结"),
        ("县有中心、乡有站、村有点，三级物流全覆盖。", "挂职工作情况汇报"),
        ("咱们干得好不好，老百姓看得最清楚。", "领导讲话"),
    ],
)
def test_idiom_quotation_and_speech_are_left_alone(text: str, genre: str) -> None:
    assert not found(text, "R-", genre)


@pytest.mark.parametrize(
    "text",
    [
        "严格落实帮扶机制，牢牢守住不发生规模性返贫的底线。牢牢守住了不发生规模性返贫的底线。",
        "推行“智慧监管”，对企业实行线上巡查、线下核查，成效明显。问题得到纠正。推行“智慧监管”，对企业实行线上巡查和线下核查，成效明显。",
        "服从组织安排，尽快实现了角色转变。主动靠前服务，服从组织安排，尽快实现了角色转变，展现了良好风貌。",
        "我认真值班，我认真书写病历，我认真回答提问，我认真参加讨论。",
    ],
)
def test_saying_it_twice_is_found(text: str) -> None:
    assert found(text, "S-")


@pytest.mark.parametrize(
    "text",
    [
        "持续推进全面从严治党，持续推进法治建设，持续推进作风建设。",
        "对青石镇12个村开展督导，推动问题整改到位。对白石镇15个村开展督导，推动问题整改到位。",
        "希望大家发挥好“智囊团”作用。希望大家发挥好“领航者”作用。",
    ],
)
def test_rightful_likeness_passes_in_silence(text: str) -> None:
    assert not found(text, "S-")


def test_the_table_of_words_is_read_strictly(tmp_path: Path) -> None:
    words = tmp_path / "config" / "words"
    words.mkdir(parents=True)
    for row, problem in (
        ("搞定\t完成", "2列"),
        ("搞定\t完成\t口语\t错误", "轻重"),
        ("/(\t完成\t口语\t警告", "正则"),
    ):
        (words / "register.tsv").write_text(f"# 表\n{row}\n", encoding="utf-8")
        with pytest.raises(ConfigError, match=problem) as error:
            load_entries(DataFolders(tmp_path), "config/words/register.tsv")
        assert error.value.line == 2


def test_a_users_row_goes_before_ours(tmp_path: Path) -> None:
    words = tmp_path / "config" / "words"
    words.mkdir(parents=True)
    (words / "register.tsv").write_text("老百姓\t群众\t口语\t提示\n", encoding="utf-8")
    entries = {e.word: e for e in load_entries(DataFolders(tmp_path), "config/words/register.tsv")}
    assert entries["老百姓"].severity is Severity.INFO
    assert entries["搞定"].severity is Severity.WARNING


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


@pytest.mark.parametrize("loaded", CHECKER.rules, ids=lambda one: one.rule.id)
def test_shipped_patterns_compile_and_hold_what_they_need(loaded: Loaded) -> None:
    """Shipped patterns are compiled when a text needs them, so that a broken one must be found here."""
    load_kinds()[loaded.rule.kind].options.model_validate(loaded.rule.options)
    texts = [*(one.text for one in (*loaded.rule.bad, *loaded.rule.good)), REPORT]
    for source in _strings(loaded.rule.options):
        try:
            pattern = re.compile(source, re.MULTILINE)
        except re.error:
            continue  # a word with a mark in it, no pattern
        wanted = needles(source)
        for text in texts:
            assert not wanted or not pattern.search(text) or any(one in text for one in wanted), source


def test_rows_of_the_register_table_compile_and_hold_what_they_need() -> None:
    for entry in load_entries(CHECKER.folders, "config/words/register.tsv"):
        match = re.compile(entry.pattern).search(REPORT)
        assert match is None or not needles(entry.pattern) or any(n in REPORT for n in needles(entry.pattern))


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("(?:很|真)棒", {"很", "真", "棒"}),
        ("甲|乙丙", {"甲", "乙丙"}),
        ("甲?乙{0,2}", set()),
        ("(?:甲乙)?丙", {"丙"}),
        ("(?<!甲)乙(?=丙)", {"乙", "丙"}),
        ("[甲乙]", {"甲", "乙"}),
        ("[^甲]", set()),
        (r"\\[nrt]", {"n", "r", "t"}),
        ("(?i)甲", set()),
        ("(?:甲|[0-9])", set()),
    ],
)
def test_needles_say_what_every_match_holds(source: str, wanted: set[str]) -> None:
    found = set(needles(source))
    assert found <= wanted
    assert bool(found) == bool(wanted)


def test_a_broken_pattern_of_a_users_pack_is_named_with_its_line(tmp_path: Path) -> None:
    pack = tmp_path / "config/rules/90-own.yaml"
    pack.parent.mkdir(parents=True)
    pack.write_text(
        "rules:\n  - id: OWN-A\n    kind: pattern\n    severity: warning\n    title: 甲\n    message: 乙\n"
        "    source: {level: 通行做法, clause: 自定}\n    options:\n      find: ['(甲']\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigError, match="正则写错了") as error:
        Checker(DataFolders(tmp_path))
    assert "90-own.yaml" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "对先进典型要点个大大的赞。",
        "讲解贼清楚，企业一听就懂。",
        "值班电话愣是没人接。",
        "上下班老方便了。",
        "嫌麻烦可不成哟。",
        "给群众一个唠唠嗑的地方。",
        "遇到难题就拉倒。",
    ],
)
def test_grammar_of_speech_is_found(text: str) -> None:
    assert found(text, "R-")


@pytest.mark.parametrize(
    "text",
    [
        "聚焦点滴小事，老有所养、老有所为，老长城修缮完工。",
        "喷洒药剂、播撒种子、点滴、水滴。",
        "超高压线路投运，巨大变化，超额完成。",
        "乌蒙山区、南蛮古道保护，抓捕反贼题材展演。",
        "这儿童友好空间建成，哪里有需要就服务到哪里。",
    ],
)
def test_words_of_writing_that_look_like_speech_are_left_alone(text: str) -> None:
    assert not found(text, "R-")
