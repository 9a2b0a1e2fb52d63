"""Dirty sample reports → structured documents."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus.cleaning import clean
from pipeline.corpus.documents import SampleDocument, load_documents
from pipeline.corpus.lexicon import Lexicon, load_lexicon
from pipeline.corpus.marks import contents_entry, heading_mark, strip_index
from pipeline.corpus.outlining import inner_points
from pipeline.corpus.passages import cut, passages
from pipeline.errors import ConfigError, InputError, SampleError

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(ROOT / "config" / "functions.yaml", ROOT / "config" / "recognition.yaml")


def load(text: str | bytes, lexicon: Lexicon, name: str = "a.txt") -> tuple[SampleDocument, ...]:
    return load_documents(Path(name), text.encode() if isinstance(text, str) else text, lexicon)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


# Four short invented documents, dirtied in many ways below.
DUTY_TITLE = "青禾县水务局局长2023年述职报告"
# Long lines are the paragraphs of the documents.
DUTY = """2023年，我主要负责县水务局全面工作。一年来，在县委、县政府的正确领导下，较好地完成了各项任务。现将一年来的履职情况报告如下：
一、深学细悟，筑牢思想根基
坚持把理论学习摆在首位，参加中心组学习12次，撰写读书笔记3万字，坚定理想信念，不断增强政治判断力。
二、担当作为，推动水务发展
（一）抓工程。组织实施农村供水提升工程，完成投资1.2亿元，新建水厂3座，惠及群众4.5万人，工程质量合格率达到100%。
（二）抓河湖。牵头开展河道清理整治，督促拆除违建27处，清理垃圾3600吨，全县水质达标率提高到96%。
三、廉洁自律，严守纪律规矩
严格落实中央八项规定精神，履行党风廉政建设责任，管好家属和身边工作人员，没有发生违规违纪问题。
四、存在问题和下步打算
一年来工作取得一定成效，但对照要求还存在差距，主要是创新举措不够多，深入一线调研还不够。
今后的工作中，我将加强学习，深入基层，力争明年完成水库除险加固任务，努力推动全县水务工作再上台阶。"""
SPEECH_TITLE = "在全县青年人才座谈会上的讲话"
SPEECH = """同志们：
今天，我们召开青年人才座谈会，主要是听听大家的想法。刚才听了大家的发言，很受启发，我代表县委向大家表示衷心的感谢！下面，我提三点希望。
一是希望大家做学习的表率。
青年人要静下心来读书，多读原著，多学业务，把学到的本领用到工作中去，要坚持向群众学习，不断充实自己，切实提高解决问题的能力。
二是希望大家做实干的表率。
要到项目一线去，到矛盾多的地方去，在摸爬滚打中增长才干，认真办好每一件小事，切实帮助群众解决困难。
三是希望大家做自律的表率。
要严格要求自己，守住底线，交往有原则，用权有规矩，不断加强党性修养，充分发挥模范带头作用。
青春是一段宝贵的经历，希望大家不负组织的期望，以优异成绩书写自己的人生。"""
TALK_TITLE = "驻村工作体会发言"
TALK = """我去年3月到石桥村驻村，时间不长，但感受很深，收获很大。下面，我谈几点体会。
一、主要感受
驻村以来，我深切感受到组织的关怀和乡亲们的温暖，镇党委经常询问我的工作和生活，村里的老支书手把手教我做群众工作。
二、主要体会
第一，要沉得下身子。农村工作千头万绪，只有走进农家、坐上炕头，才能听到真话，使我懂得了脚下沾有多少泥土，心中就沉淀多少真情。
第二，要耐得住性子。推广新品种花了半年，挨家挨户算账，大家才愿意试种，这让我明白好事也要办好。
三、主要启示
做好群众工作没有捷径，要把乡亲当亲人，在今后的工作中我将继续努力，不辜负组织的信任。"""
APPRAISAL_TITLE = "关于周某同志挂职期间的考核鉴定"
APPRAISAL = """周某同志于2022年9月到我区挂职，担任区住建局副局长，协助分管老旧小区改造工作。该同志主要有以下特点：
一、政治坚定，学习刻苦
该同志坚持学习党的创新理论，注重向基层干部请教，他撰写的调研报告得到区领导肯定，理论素养有了明显提高。
二、勤勉务实，实绩突出
他牵头推进12个老旧小区改造，协调解决资金6800万元，受益居民5300户，加装电梯46部，项目按期完成。
三、作风正派，廉洁自律
该同志严格遵守廉洁纪律，处事公道，群众基础好，在年度测评中优秀率达到96%。"""
DOCS = [
    (DUTY_TITLE, DUTY, "述职报告"),
    (SPEECH_TITLE, SPEECH, "领导讲话"),
    (TALK_TITLE, TALK, "体会发言"),
    (APPRAISAL_TITLE, APPRAISAL, "挂职干部考核鉴定"),
]
BODIES = "\n\n".join(f"{title}\n\n{body}" for title, body, _ in DOCS)

ROMAN = ["I", "II", "III", "IV"]
CONTENTS = {
    "spaces": [f"{i}{t} {i * 4}" for i, (t, _, _) in enumerate(DOCS, 1)],
    "brackets": [f"{'一二三四'[i]}、{t}……（{i * 4 + 1}）" for i, (t, _, _) in enumerate(DOCS)],
    "leaders": [f"{i}. {t}{'.' * 20}{i * 4}" for i, (t, _, _) in enumerate(DOCS, 1)],
    "spaced leaders": [f"{t} . . . . . . . . {i}" for i, (t, _, _) in enumerate(DOCS, 1)],
    "roman": [f"{ROMAN[i]}. {t}···········{ROMAN[i].lower()}" for i, (t, _, _) in enumerate(DOCS)],
    "no pages": [f"（{'一二三四'[i]}）{t}" for i, (t, _, _) in enumerate(DOCS)],
    "tabs": [f"{t}\t第{i}页" for i, (t, _, _) in enumerate(DOCS, 1)],
}  # fmt: skip


def check_four(documents: tuple[SampleDocument, ...]) -> None:
    assert [(d.title, d.genre) for d in documents] == [(t, g) for t, _, g in DOCS]
    for document, (_, body, _) in zip(documents, DOCS, strict=True):
        assert bare(document.text) == bare(body)


@pytest.mark.parametrize("style", CONTENTS)
@pytest.mark.parametrize("caption", ["目录", "目  录", "【目 录】", "CONTENTS"])
def test_compendium_with_contents(style: str, caption: str, lexicon: Lexicon) -> None:
    check_four(load("\n".join([caption, *CONTENTS[style], "", BODIES]), lexicon))


def test_compendium_whose_contents_bear_no_caption(lexicon: Lexicon) -> None:
    check_four(load("\n".join([*CONTENTS["leaders"], "", BODIES]), lexicon))


def test_compendium_with_a_cover_and_a_two_level_table(lexicon: Lexicon) -> None:
    table = [*CONTENTS["leaders"]]
    table[1:1] = ["    一、深学细悟，筑牢思想根基......4", "    二、担当作为，推动水务发展......5"]
    check_four(load("\n".join(["材料汇编", "", "目录", *table, "", BODIES]), lexicon))


def test_compendium_without_contents(lexicon: Lexicon) -> None:
    check_four(load(BODIES, lexicon))


def test_parts_with_their_own_labels(lexicon: Lexicon) -> None:
    text = "\n".join(f"【篇{'一二三四'[i]}】{t}\n{b}" for i, (t, b, _) in enumerate(DOCS))
    check_four(load(text, lexicon))


def test_title_over_two_lines(lexicon: Lexicon) -> None:
    text = BODIES.replace(SPEECH_TITLE, "在全县青年人才座谈会上的\n讲  话")
    assert [bare(d.title) for d in load(text, lexicon)] == [t for t, _, _ in DOCS]


def test_the_contents_of_one_document_do_not_split_it(lexicon: Lexicon) -> None:
    table = [
        "目录",
        "一、深学细悟，筑牢思想根基......1",
        "二、担当作为，推动水务发展......2",
        "三、廉洁自律，严守纪律规矩......3",
    ]
    (document,) = load("\n".join([DUTY_TITLE, *table, "", DUTY]), lexicon)
    assert document.genre == "述职报告"
    assert document.title == DUTY_TITLE


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_encodings(encoding: str, lexicon: Lexicon) -> None:
    check_four(load(BODIES.encode(encoding), lexicon))


def test_docx(lexicon: Lexicon) -> None:
    import docx

    document = docx.Document()
    for line in BODIES.split("\n"):
        document.add_paragraph(("　　" + line) if len(line) > 40 else line)
    out = io.BytesIO()
    document.save(out)
    check_four(load(out.getvalue(), lexicon, "汇编.docx"))


def paged(text: str, width: int, rows: int, head: str, number: str) -> str:
    """Hard-wrapped and cut into pages, as text copied from a PDF."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if not paragraph:
            continue
        indent = "　　" if len(paragraph) > 30 or heading_mark(paragraph) else "        "
        full = indent + paragraph
        line = ""
        for char in full:
            line += char
            if sum(1 if c > "\u2000" else 0.5 for c in line) >= width:
                lines.append(line)
                line = ""
        lines += [line] if line else []
    out: list[str] = []
    for page, start in enumerate(range(0, len(lines), rows), 1):
        out += [head, "", *lines[start : start + rows], "", number.format(page), ""]
    return "\n".join(out)


@pytest.mark.parametrize("number", ["— {} —", "- {} -", "第{}页", "第 {} 页 共 9 页", "{}", "·{}·", "{}/9"])
@pytest.mark.parametrize("width", [28, 37])
def test_wrapped_pages_come_back_whole(number: str, width: int, lexicon: Lexicon) -> None:
    text = paged(f"{DUTY_TITLE}\n{DUTY}", width, 9, "青禾县水务局文件资料", number)
    (document,) = load(text, lexicon)
    assert document.title.endswith(DUTY_TITLE)
    assert document.text.split("\n") == DUTY.split("\n")


# --- structure ---------------------------------------------------------------------------------------------


def functions(document: SampleDocument, level: int = 1) -> list[str]:
    return [s.function for s in document.sections if s.level == level]


def test_sections_of_a_duty_report(lexicon: Lexicon) -> None:
    (document,) = load(f"{DUTY_TITLE}\n{DUTY}", lexicon)
    assert functions(document) == ["导语", "学习", "履职", "廉洁", "问题", "打算"]
    assert [s.heading for s in document.sections if s.level == 2] == ["抓工程", "抓河湖"]
    assert (document.person, document.period) == ("first", "2023年")
    assert not document.warnings


def test_sections_of_a_speech(lexicon: Lexicon) -> None:
    (document,) = load(f"{SPEECH_TITLE}\n（2024年5月4日）\n县委书记  王某\n{SPEECH}", lexicon)
    assert document.salutation == "同志们："
    assert document.bylines == ("（2024年5月4日）", "县委书记王某")
    assert document.variant == "座谈会"
    assert functions(document) == ["导语", "要求", "要求", "要求", "结语"]
    assert document.sections[1].heading == "希望大家做学习的表率"
    assert not document.sections[1].run_in


def test_sections_of_a_talk_and_an_appraisal(lexicon: Lexicon) -> None:
    (talk,) = load(f"{TALK_TITLE}\n{TALK}", lexicon)
    assert functions(talk) == ["导语", "感受", "体会", "启示"]
    assert [s.heading for s in talk.sections if s.level == 2] == ["要沉得下身子", "要耐得住性子"]
    (appraisal,) = load(APPRAISAL, lexicon)
    assert (appraisal.title, appraisal.genre, appraisal.person) == ("", "挂职干部考核鉴定", "third")
    assert functions(appraisal) == ["导语", "学习", "履职", "廉洁"]


def test_points_inside_a_long_paragraph_become_sections(lexicon: Lexicon) -> None:
    point = "围绕中心、服务大局，组织开展专项行动，推动各项措施落实，" * 4 + "取得明显成效。"
    paragraph = (
        f"始终坚持以发展为先。一是抓好项目建设。{point}二是抓好民生改善。{point}三是抓好安全生产。{point}"
    )
    text = f"{DUTY_TITLE}\n" + DUTY.replace("（一）抓工程。", paragraph + "\n（一）抓工程。")
    (document,) = load(text, lexicon)
    inner = [s for s in document.sections if s.mark in {"一是", "二是", "三是"}]
    assert [s.heading for s in inner] == ["抓好项目建设", "抓好民生改善", "抓好安全生产"]
    assert all(s.run_in and s.function == "履职" for s in inner)


@given(st.text(st.sampled_from("一二三四是要第，。；发展工作"), max_size=400))
def test_inner_points_lose_nothing(text: str) -> None:
    assert "".join(inner_points(text)) == text


def test_a_list_of_short_points_is_no_list_of_headings(lexicon: Lexicon) -> None:
    text = DUTY.replace("（一）抓工程。", "一是加强领导。\n二是落实责任。\n三是强化督查。\n（一）抓工程。")
    (document,) = load(f"{DUTY_TITLE}\n{text}", lexicon)
    assert all(s.paragraphs or s.mark.endswith("、") for s in document.sections)
    assert "一是加强领导。" in "".join(p for s in document.sections for p in s.paragraphs)


def test_low_confidence_is_said(lexicon: Lexicon) -> None:
    (document,) = load("一、天气\n今天下雨，河水上涨。\n二、晚饭\n吃了面条，味道很好。", lexicon)
    assert document.genre_confidence < 0.5
    assert any("文种拿不准" in warning for warning in document.warnings)


# --- head --------------------------------------------------------------------------------------------------


def test_the_head_overrides_recognition(lexicon: Lexicon) -> None:
    head = (
        "---\n文种: 个人工作总结\n标题: 我的总结\n人称: 第三人称\n时间: 2020年\n领域: [水利, 乡村]\n"
        "功能:\n  导语: 导语\n  深学细悟，筑牢思想根基: 体会\n  结语: 结语\n---\n"
    )
    (document,) = load(head + DUTY, lexicon, "a.md")
    assert (document.genre, document.genre_confidence) == ("个人工作总结", 1.0)
    assert (document.title, document.person, document.period) == ("我的总结", "third", "2020年")
    assert document.field == "水利、乡村"
    assert functions(document)[1] == "体会"
    assert functions(document)[-1] == "结语"


def test_a_broken_head_names_its_line(lexicon: Lexicon) -> None:
    with pytest.raises(ConfigError) as caught:
        load("---\n文种: 述职报告\n颜色: 红\n---\n" + DUTY, lexicon, "坏.md")
    assert (str(caught.value.path), caught.value.line) == ("坏.md", 3)


def test_markdown_headings_and_bullets(lexicon: Lexicon) -> None:
    text = f"# {DUTY_TITLE}\n" + re.sub(r"^[一二三四]、", "## ", DUTY, flags=re.MULTILINE)
    (document,) = load(text, lexicon, "a.md")
    assert document.title == DUTY_TITLE
    assert functions(document) == ["导语", "学习", "履职", "廉洁", "问题", "打算"]


@pytest.mark.parametrize(
    ("name", "data"), [("a.txt", b"  \n"), ("a.pdf", b"x"), ("a.txt", b"\0" * 50), ("a.docx", b"PK\x03\x04")]
)
def test_unreadable_files(name: str, data: bytes, lexicon: Lexicon) -> None:
    with pytest.raises(SampleError) as caught:
        load(data, lexicon, name)
    assert str(caught.value.path) == name


# --- passages ----------------------------------------------------------------------------------------------


def test_passages_hold_every_paragraph_once_and_no_bare_heading(lexicon: Lexicon) -> None:
    for document in load(BODIES, lexicon):
        found = passages(document)
        assert [p.order for p in found] == list(range(1, len(found) + 1))
        assert len({p.id for p in found}) == len(found)
        joined = bare("".join(p.text for p in found))
        for section in document.sections:
            for paragraph in section.paragraphs:
                assert bare(paragraph) in joined
        assert all(p.text not in {s.heading for s in document.sections} for p in found)


@given(
    st.lists(
        st.sampled_from(["全年完成投资3亿元，", "推动落实；", "成效明显。", "二是抓好项目。"]), max_size=200
    )
)
def test_cut_loses_nothing_and_keeps_measure(pieces: list[str]) -> None:
    text = "".join(pieces)
    parts = cut(text)
    assert "".join(parts) == text
    if "。" in text and not re.search("[^。]{400}", text):
        assert all(len(part) <= 500 for part in parts)


# --- cleaning ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("对发展很有信 心、很有感情", "对发展很有信心、很有感情"),
        ("切实加强党 性修养", "切实加强党性修养"),
        ("背景下， 可以说", "背景下，可以说"),
        ("依托 12345 热线", "依托12345热线"),
        ("大多数是 80 后、90 后的， 最年轻", "大多数是80后、90后的，最年轻"),
        ("开展“学党史 办实事”活动", "开展“学党史 办实事”活动"),
        ("抛弃“镀 金”观念", "抛弃“镀金”观念"),
        ("执行 GB/T 9704 标准", "执行GB/T 9704标准"),
        ("第一章 总则", "第一章 总则"),
        ("述 职 报 告", "述职报告"),
        ("我和 市长一起", "我和 市长一起"),
        ("增长８．５％", "增长8.5%"),
        ("规划（2021－2030年）", "规划（2021—2030年）"),
        ("怎么办呢?我在想,是", "怎么办呢？我在想，是"),
        ("比例为3:2，共1,200人", "比例为3:2，共1,200人"),
        ("　　全角缩进", "全角缩进"),
        ("正处在 *市跨越 **发展", "正处在*市跨越**发展"),
        ("零\u200b宽\ufeff字符", "零宽字符"),
    ],
)
def test_clean_line(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


def test_broken_paragraphs_are_joined_and_others_are_not() -> None:
    assert clean("他勤奋学习。竭尽全力为\n全市的改革做贡献。") == "他勤奋学习。竭尽全力为全市的改革做贡献。"
    assert (
        clean("四、存在的问题及努力方向\n一年来，工作有成效。")
        == "四、存在的问题及努力方向\n一年来，工作有成效。"
    )
    assert clean("第一段有内容。还没有写完\n\n　　第二段。") == "第一段有内容。还没有写完\n\n第二段。"
    assert clean("某某市教育局\n2023年12月5日") == "某某市教育局\n2023年12月5日"


def test_a_page_number_inside_a_sentence() -> None:
    assert clean("认真学习。要坚持以\n\n— 3 —\n\n人民为中心。") == "认真学习。要坚持以人民为中心。"


def test_lone_numbers_that_do_not_count_up_stay() -> None:
    assert clean("完成项目数\n35\n完成率\n12") == "完成项目数\n35\n完成率\n12"


DIRT = st.lists(
    st.sampled_from(
        ["一、", "（二）", "加强学习", "推动 落实", "。", "，", "\n", "\n\n", "\f", "　　", " ", "12", "— 3 —", "％", "*",
         "“学党史 办实事”", "目录", "……", "的", "ABC def", "第一章 总则", "\t", "# ", "?", "在 县", "同志们：", "2021－2022年"]
    ),
    max_size=60,
)  # fmt: skip


@settings(max_examples=300)
@given(DIRT)
def test_cleaning_is_idempotent(pieces: list[str]) -> None:
    once = clean("".join(pieces))
    assert clean(once) == once


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            ["加强学习", "推动 落实", "。", "，", "\n", "　　", " ", "一是", "*", "“", "”", "甲乙丙"]
        )
    )
)
def test_cleaning_loses_only_white_space(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert bare(clean(text)) == bare(text)


# --- marks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind", "number"),
    [
        ("一、总体情况", "han", 1),
        ("十二、其他", "han", 12),
        ("二十．其他", "han", 20),
        ("（三）抓落实", "han_bracket", 3),
        ("(4)抓落实", "arabic_bracket", 4),
        ("1.加强领导", "arabic", 1),
        ("2、加强领导", "arabic", 2),
        ("③加强领导", "circled", 3),
        ("第二、要融入", "ordinal", 2),
        ("第三部分 保障", "chapter", 3),
        ("五要强化管理", "point", 5),
    ],
)
def test_heading_marks(line: str, kind: str, number: int) -> None:
    mark = heading_mark(line)
    assert mark is not None
    assert (mark.kind, mark.number) == (kind, number)


@pytest.mark.parametrize("line", ["1.5亿元投资到位", "2023年以来", "一年来", "第一时间过问", "一是否到位"])
def test_no_heading_marks(line: str) -> None:
    assert heading_mark(line) is None


def test_contents_entries() -> None:
    assert contents_entry("在会上的讲话……（3）") == "在会上的讲话"
    assert contents_entry("1在会上的讲话 12") == "1在会上的讲话"
    assert strip_index("1在会上的讲话") == "在会上的讲话"
    assert strip_index("2023年述职报告") == "2023年述职报告"
    assert contents_entry("全年完成投资12") is None


# --- the real samples --------------------------------------------------------------------------------------

needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the dirty samples are not on this machine")
EXPECTED = {
    "000": [("挂职干部考核鉴定", "third", "", ["导语", "学习", "履职", "廉洁"])],
    "001": [("个人工作总结", "first", "", ["导语", "学习", "履职", "履职", "廉洁"])],
    "002": [
        ("领导讲话", "first", "座谈会", ["导语", "成绩", "形势", *["要求"] * 6, "保障", "结语"]),
        ("领导讲话", "first", "对接会", ["导语", *["要求"] * 5]),
        ("领导讲话", "first", "欢迎会", ["导语", "成绩", "形势", *["要求"] * 8, "结语"]),
        ("挂职工作情况汇报", "first", "", ["导语", "感受", "履职", "体会", "结语"]),
        ("体会发言", "first", "", ["导语", "感受", "体会", "启示"]),
    ],
    "003": [("述职述责述廉述法报告", "first", "", ["导语", "学习", "履职", "廉洁", "结语"])],
    "004": [("述职报告", "first", "", ["导语", "学习", "履职", "廉洁", "问题", "打算"])],
}


@needs_samples
@pytest.mark.parametrize("name", EXPECTED)
def test_the_dirty_samples(name: str, lexicon: Lexicon) -> None:
    (path,) = SAMPLES.glob(f"{name}_*")
    documents = load_documents(path, path.read_bytes(), lexicon)
    assert [(d.genre, d.person, d.variant, functions(d)) for d in documents] == EXPECTED[name]
    again = load_documents(Path("别名.txt"), path.read_bytes(), lexicon)
    assert [d.id for d in again] == [d.id for d in documents]
    for document in documents:
        for passage in passages(document):
            assert 30 <= len(passage.text) <= 520


@needs_samples
def test_points_of_the_dirty_samples(lexicon: Lexicon) -> None:
    (path,) = SAMPLES.glob("003_*")
    (document,) = load_documents(path, path.read_bytes(), lexicon)
    assert [s.mark for s in document.sections if s.level == 2] == [
        *("一是", "二是", "三是"),
        *("一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是"),
        *("一是", "二是", "三是", "四是"),
    ]
    assert [s.function for s in document.sections][-2:] == ["法治", "结语"]


def test_samples_errors_are_input_errors() -> None:
    assert issubclass(SampleError, InputError)
