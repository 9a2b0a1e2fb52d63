"""Numbering and person: rules against texts of their own, and errors planted in our sample reports."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from pipeline.checking.engine import Checker
from pipeline.checking.notes import passage_for
from pipeline.checking.series import number_of, numbering, numeral, runs
from pipeline.config import DataFolders
from pipeline.types import Finding, Person, Severity

CHECKER = Checker(DataFolders())
REPORTS = sorted(Path(__file__).parents[1].glob("corpus/*/*.md"))


def found(text: str, prefix: str, genre: str = "述职报告", person: Person | None = None) -> list[Finding]:
    passage = passage_for(text, CHECKER.folders, genre=genre, person=person, period="2023年")
    return [
        f for f in CHECKER.findings(passage) if f.rule.startswith(prefix) and f.severity is not Severity.INFO
    ]


@pytest.mark.parametrize(
    ("value", "han"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")]
)
def test_numerals_of_enumerators_go_there_and_back(value: int, han: str) -> None:
    assert number_of(han) == value
    assert numeral(value, "一") == han
    assert number_of(numeral(value, "1")) == value


@pytest.mark.parametrize("value", [100, 110, 299, 1000])
def test_a_series_too_long_for_its_numerals_goes_on_in_digits(value: int) -> None:
    assert numeral(value, "三") == str(value)
    assert numeral(value, "③") == str(value)


@pytest.mark.parametrize("unit", ["二是，", "一、\n", "①", "（1）", "1.\n", "（一）\n", "第二，", "其二，"])
def test_hundreds_of_enumerators_are_read_without_a_crash(unit: str) -> None:
    found(unit * 300, "H-")


@pytest.mark.parametrize("text", ["", "百", "一百", "两", "1.2", "十十"])
def test_what_is_no_enumerator_has_no_value(text: str) -> None:
    assert number_of(text) == 0


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("一是抓培训，强本领。二是抓项目，促发展。二是抓作风，树形象。", "二是"),
        ("（一）强化统筹。认真谋划。\n（二）强化落实。狠抓推进。\n（四）强化监督。严格考核。", "（四）"),
        ("一、主要工作\n1.抓学习\n2.抓落实\n4.抓监督\n二、存在问题", "4."),
        ("其一，责任不实；其三，作风不硬。", "其三，"),
        ("①加强学习；②狠抓落实；④改进作风。", "④"),
        ("围绕“干净、有序”目标，首先是抓好清扫保洁，二是抓好垃圾分类，三是抓好巡查。", "首先是"),
        ("一、基本情况\n1.抓好学习。学干结合。\n（二）抓好衔接。主动对接。\n（三）抓好落实。", "1."),
        ("一要提高站位，二要压实责任，四要严明纪律。", "四要"),
    ],
)
def test_a_slip_of_a_series_is_found_where_it_is(text: str, place: str) -> None:
    assert place in {f.text for f in found(text, "H-")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("今年主要做了以下四项工作：一是推进改革；二是扩大开放；三是改善民生。", "四项工作"),
        ("对此，我谈三点体会。第一，要学；第二，要干。", "三点体会"),
        ("重点要处理好三对关系：一是发展与安全的关系，二是当前与长远的关系。", "三对关系"),
        ("坚持做到“五个到位”：思想认识到位、组织领导到位、责任落实到位、督促检查到位。", "五个到位"),
    ],
)
def test_an_announced_count_is_held_to(text: str, said: str) -> None:
    assert said in {f.text for f in found(text, "H-COUNT")}


@pytest.mark.parametrize(
    "text",
    [
        "一是抓学习。坚持第一议题制度。二是抓落实。建立“一月一调度”机制。三是抓作风。开展明察暗访。",
        "针对“看病难”问题，一方面完善设施，另一方面引进人才。",
        "工作中还存在三方面不足：学习的系统性不强，调研的深度不够，创新的办法不多。",
        "坚持“三个到位”，即思想到位、责任到位、措施到位，把整改抓实抓细。",
        "今年一、二季度，主要指标运行平稳；三、四季度，加快追赶。",
        "第一、第三产业增加值分别增长3.1%、5.1%，深化“三抓三促”行动。",
        "二、一线历练，形成体会\n（一）学\n三、一路思考，得到启示\n四、一如既往，兑现承诺",
        "一是联系企业。主要做了三件事：一要摸清底数，二要解决困难，三要跟踪问效。二是联系群众。",
        "提三点要求：\n1.学。\n2.干。\n3.廉。\n另提两点建议：\n1.培训。\n2.考核。",
    ],
)
def test_right_numbering_passes_in_silence(text: str) -> None:
    assert not found(text, "H-")


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_our_sample_reports_are_numbered_rightly_and_keep_their_person(path: Path) -> None:
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not [*found(text, "H-", path.parent.name), *found(text, "V-", path.parent.name)]


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_a_changed_number_is_found(path: Path) -> None:
    """Mutation: one enumerator of a series gets another number."""
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    passage = passage_for(text, CHECKER.folders, genre=path.parent.name)
    chance = random.Random(path.stem)  # noqa: S311 — nothing secret here
    items = [
        item
        for series in (*numbering(passage).series, *runs(passage).series)
        if len(series.items) > 2
        for item in series.items[1:]
    ]
    for item in chance.sample(items, min(3, len(items))):
        other = numeral(item.value + chance.choice((1, 2)), item.number)
        wrong = (
            text[: item.start] + text[item.start : item.end].replace(item.number, other, 1) + text[item.end :]
        )
        assert found(wrong, "H-", path.parent.name), wrong[max(0, item.start - 20) : item.end + 20]


@pytest.mark.parametrize(
    ("text", "person", "genre"),
    [
        ("挂职期间，我积极协调资金300万元。", None, "挂职干部考核鉴定"),
        ("挂职期间，帮助我们协调解决难题。", "third", "挂职干部考核鉴定"),
        ("本人能够认真学习政治理论。", "third", "挂职干部考核鉴定"),
        ("一年来，该同志认真履行职责，完成各项任务。", "first", "述职报告"),
        ("本人坚持学习。他注重调查研究，撰写报告3篇。", "first", "个人工作总结"),
        ("到石梁镇挂职任副镇长。该同志始终把责任放在心上。", "first", "挂职工作情况汇报"),
    ],
)
def test_the_wrong_person_is_found(text: str, person: Person | None, genre: str) -> None:
    assert found(text, "V-", genre, person)


@pytest.mark.parametrize(
    ("text", "person", "genre"),
    [
        (
            "该同志把我镇当作第二故乡，得到我院师生一致好评，推动我国首套设备落地我县。",
            "third",
            "挂职干部考核鉴定",
        ),
        ("展现了“功成不必在我”的境界，正确处理小我与大我的关系。", "third", "挂职干部考核鉴定"),
        ("经本人申请，其本人表示服从安排，征求本人意见后决定。", "third", "挂职干部考核鉴定"),
        ("村党支部书记王德明带头垦荒，他的事迹被报道，该同志被评为劳模。", "first", "述职报告"),
        ("其他同志分管的工作，我都积极配合，团结他们一道前进。", "first", "述职报告"),
        ("我的结对户叫马成福。他女儿考上了大学。", "first", "体会发言"),
        ("你们来自省直机关，希望你们多提意见。", "first", "领导讲话"),
    ],
)
def test_the_right_person_passes_in_silence(text: str, person: Person | None, genre: str) -> None:
    assert not found(text, "V-", genre, person)
