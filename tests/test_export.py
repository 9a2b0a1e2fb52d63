"""Documents in file formats: the contract's JSON, the standard's page, and text that means harm."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import docx.shared
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.export import ExportOptions, Fonts, export, exporter, format_for, formats
from pipeline.export import fonts as fonts_module
from pipeline.export._issue import issue_date, right_spaces
from pipeline.export._lines import clean, lines
from pipeline.export._page import Page
from pipeline.export._title import break_title
from pipeline.export.fonts import missing_fonts
from pipeline.types import (
    Document,
    DraftResult,
    FactReport,
    Finding,
    Paragraph,
    Repairs,
    SectionDraft,
    Sentence,
    Severity,
    Usage,
)

GOLDEN = Path(__file__).parent / "golden" / "export"


def said(text: str, *facts: str) -> Sentence:
    return Sentence(text=text, facts=facts)


def section(number: int, heading: str, *paragraphs: tuple[Sentence, ...]) -> SectionDraft:
    return SectionDraft(
        id=f"s{number}",
        function="履职",
        heading=heading,
        paragraphs=tuple(Paragraph(sentences=p) for p in paragraphs),
    )


def sample(**changes: object) -> DraftResult:
    document = Document(
        genre="述职报告",
        title="关于在全县开展水利设施提质增效工作情况的述职报告",
        salutation="各位领导、同志们：",
        sections=(
            section(1, "", (said("2025年，本人认真履行职责，现将有关情况报告如下。"),)),
            section(
                2,
                "强化工程建设，夯实供水根基",
                (
                    said("一是抓改造。"),
                    said("全年整修渠道38.6公里，完成投资1.2亿元，惠及群众3.4万人。", "F1", "F2"),
                    said("松岭水厂于〔待补：竣工时间〕投入运行。", "F3"),
                ),
                (said("（一）严格监管。"), said("开展巡查12次——其中夜查4次……整改问题36个。", "F4")),
                (said("（二）优化服务"),),
            ),
            section(3, "正视问题不足，明确努力方向", (said("灌溉保证率为〔待核：85%／87%〕。", "F5"),)),
        ),
        signer="青岚县水利局建设科",
        date="2026年01月08日",
    )
    text = document.layout().text
    at = text.index("1.2亿元")
    gap = text.index("〔待补")
    result = DraftResult(
        document=document,
        facts=(
            FactReport(id="F1", text="整修渠道38.6公里", line=3, status="used"),
            FactReport(id="F2", text="投资1.2亿元|3.4万人", line=4, status="used"),
            FactReport(id="F3", text="松岭水厂?投运", line=5, status="partial", reason="竣工时间未给出"),
            FactReport(id="F4", text="巡查12次", line=6, status="used"),
            FactReport(id="F5", text="灌溉保证率85%", line=7, status="conflict", reason="与F6不一致"),
            FactReport(id="F6", text="灌溉保证率87%", line=8, status="conflict", reason="与F5不一致"),
            FactReport(id="F7", text="机密事项丁，别写进去", line=9, status="held", reason="要点注明不写"),
        ),
        findings=(
            Finding(
                rule="gap.fill",
                severity=Severity.INFO,
                start=gap,
                end=gap + 9,
                text="〔待补：竣工时间〕",
                message="要点没有给出竣工时间",
                facts=("F3",),
            ),
            Finding(
                rule="ground.amount",
                severity=Severity.ERROR,
                start=at,
                end=at + 5,
                text="1.2亿元",
                message="数值与要点不符",
                suggestion="1.3亿元",
                facts=("F2",),
            ),
        ),
        model="builtin",
        usage=Usage(calls=2, prompt_tokens=300, completion_tokens=90, cached_tokens=10),
        repairs=Repairs(asked=1, builtin=1),
        seconds=1.5,
        run="20260108-abc",
    )
    return result.model_copy(update=changes)


def with_text(text: str) -> DraftResult:
    """A document that says ``text`` wherever it can."""
    document = Document(
        genre="述职报告",
        title=text,
        salutation=text,
        sections=(section(1, text, (said(text, "F1"), said("完。"))),),
        signer=text,
        date=text,
    )
    return DraftResult(
        document=document,
        facts=(FactReport(id="F1", text=text, line=1, status="used", reason=text),),
        findings=(Finding(rule="x", severity=Severity.WARNING, start=0, end=1, text=text, message=text),),
        model="m",
        evidence=True,
    )


def opened(result: DraftResult, options: ExportOptions | None = None) -> Any:
    return docx.Document(BytesIO(export(result, "docx", options)))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()


# --- the room ---


def test_formats_are_the_contract_s_and_each_module_keeps_the_form() -> None:
    assert set(formats()) == {"md", "txt", "html", "docx", "json"}
    for name in formats():
        module = exporter(name)
        assert module.suffix == f".{name}"
        assert module.label
        assert format_for(Path(f"文稿.{name.upper()}")) == name


@pytest.mark.parametrize("name", ["a.doc", "a.pdf", "a", "a.options", "a._lines", ".docx/x"])
def test_unknown_endings_are_refused_in_chinese(name: str) -> None:
    with pytest.raises(InputError, match="docx") as caught:
        format_for(Path(name))
    assert str(caught.value).startswith(name)
    assert "扩展名" in str(caught.value) or "输出文件" in str(caught.value)


def test_unknown_format_is_refused() -> None:
    with pytest.raises(InputError, match="pdf"):
        export(sample(), "pdf")


@pytest.mark.parametrize("name", ["md", "txt", "html", "docx", "json"])
@pytest.mark.parametrize("evidence", [False, True])
def test_same_result_same_bytes(name: str, evidence: bool) -> None:
    options = ExportOptions(evidence=evidence)
    assert export(sample(), name, options) == export(sample(), name, options)


@pytest.mark.parametrize("name", ["md", "txt", "html", "json"])
def test_golden(name: str) -> None:
    assert export(sample(), name).decode() == (GOLDEN / f"plain.{name}").read_text("utf-8")


@pytest.mark.parametrize("name", ["md", "txt"])
def test_golden_with_evidence(name: str) -> None:
    assert export(sample(evidence=True), name).decode() == (GOLDEN / f"evidence.{name}").read_text("utf-8")


@pytest.mark.parametrize("inner", ["document", "styles", "settings", "footer1", "footer2", "comments"])
def test_golden_docx_parts(inner: str) -> None:
    data = export(sample(), "docx", ExportOptions(evidence=inner == "comments"))
    assert part(data, f"word/{inner}.xml") == (GOLDEN / f"{inner}.xml").read_text("utf-8")


@pytest.mark.parametrize("name", ["md", "txt", "html", "docx"])
def test_marks_and_held_back_words_stay_out_of_what_people_pass_on(name: str) -> None:
    data = export(sample(evidence=True), name)
    text = data.decode("utf-8", "replace")
    if name == "docx":
        text = part(data, "word/document.xml") + part(data, "word/comments.xml")
    assert "机密事项丁" not in text
    assert "〔F" not in text
    assert "[F" not in text


def test_clean_copy_names_no_fact() -> None:
    for name in ("md", "txt"):
        assert not re.search(r"F\d", export(sample(), name).decode())
    assert "comment" not in part(export(sample(), "docx"), "word/document.xml")


# --- lines ---


def test_lines_agree_with_the_layout() -> None:
    document = sample().document
    text = document.layout().text
    for line in lines(document):
        raw = "".join(s.text for s in line.sentences)
        assert text[line.start : line.start + len(raw) + 1] == raw + "\n"


def test_roles() -> None:
    roles = [(line.role, line.run_in) for line in lines(sample().document)]
    assert roles == [
        ("title", False),
        ("salutation", False),
        ("body", False),
        ("heading1", False),
        ("body", False),
        ("body", True),
        ("heading2", False),
        ("heading1", False),
        ("body", False),
        ("signer", False),
        ("date", False),
    ]


def test_clean_keeps_names_and_drops_tricks() -> None:
    assert clean("买买提·艾力\u200d𫟼\ue000") == "买买提·艾力\u200d𫟼\ue000"
    assert clean("甲\x00\x0b乙\u202e丙\ufffe\ud800丁\r\n戊") == "甲 乙丙丁 戊"


@given(st.text())
def test_clean_leaves_legal_xml_only(text: str) -> None:
    legal = re.compile("[\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010fffd]*")
    assert legal.fullmatch(clean(text))
    assert clean(clean(text)) == clean(text)


# --- 落款 (7.3.5) and title (7.3.1) ---


@pytest.mark.parametrize(
    ("given_date", "printed"),
    [
        ("2026年01月08日", "2026年1月8日"),
        ("二〇二六年一月八日", "2026年1月8日"),
        ("二○二六年十二月三十一日", "2026年12月31日"),
        ("二〇二五年十月二十日", "2025年10月20日"),
        ("2026-01-08", "2026年1月8日"),
        ("2026.1.8", "2026年1月8日"),
        ("２０２６年１月８日", "2026年1月8日"),
        ("2026年1月", "2026年1月"),
        ("〔待补：成文日期〕", "〔待补：成文日期〕"),
        ("2026年春", "2026年春"),
        ("", ""),
    ],
)
def test_issue_date(given_date: str, printed: str) -> None:
    assert issue_date(given_date) == printed


def test_date_begins_two_characters_behind_the_name_or_moves_it_left() -> None:
    name, date = "青岚县水利局建设科", "2026年1月8日"  # 9 and 6 characters wide
    assert right_spaces(name, date) == (2, 3)
    assert right_spaces("李明", date) == (8, 2)  # name ends 8 from the edge: it begins at 10, the date at 8
    assert right_spaces("", date) == (2, 2)


@pytest.mark.parametrize(
    "title",
    [
        "关于在全县开展水利设施提质增效工作情况的述职报告",
        "在全市教育系统作风建设座谈会暨高质量发展推进大会上的讲话",
        "在青岚县招商引资项目集中签约仪式暨重点企业欢迎会上的讲话",
        "关于赴东部沿海地区挂职锻炼期间思想工作学习生活情况的汇报",
        "学习贯彻《关于进一步加强新时代水利工程建设质量管理工作的实施意见》的体会发言",
    ],
)
def test_long_titles_are_broken_into_whole_words_and_no_hourglass(title: str) -> None:
    parts = break_title(title, 19)
    assert "".join(parts) == title
    assert len(parts) > 1
    assert all(len(p) <= 19 for p in parts)
    assert min(map(len, parts)) * 2 >= max(map(len, parts))
    assert not any(p[0] in "的》”）、，上年月" or p[-1] in "《“（关和与在暨" for p in parts)
    widths = [len(p) for p in parts]
    assert not any(a > b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False))


def test_short_and_absurd_titles_stay() -> None:
    assert break_title("述职报告", 19) == ("述职报告",)
    assert break_title("长" * 500, 19) == ("长" * 500,)


@given(st.text(alphabet="关于全县水利《》“”（）的、，2025年工作报告abc ", max_size=60))
def test_breaking_loses_nothing(title: str) -> None:
    assert "".join(break_title(title, 19)) == title


# --- JSON ---


def test_json_keys_and_offsets() -> None:
    data = json.loads(export(sample(), "json"))
    assert list(data) == [
        "schema",
        "title",
        "genre",
        "text",
        "sections",
        "sentences",
        "facts",
        "findings",
        "model",
        "usage",
        "repairs",
        "seconds",
        "run",
    ]
    assert data["schema"] == "zhibi.draft/1"
    assert list(data["facts"][0]) == ["id", "text", "line", "status", "reason"]
    assert list(data["findings"][0]) == [
        "rule",
        "severity",
        "start",
        "end",
        "text",
        "message",
        "suggestion",
        "facts",
    ]
    assert list(data["usage"]) == ["calls", "prompt_tokens", "completion_tokens", "cached_tokens"]
    assert list(data["repairs"]) == ["asked", "builtin", "struck"]
    text = data["text"]
    cited = {text[s["start"] : s["end"]]: s["facts"] for s in data["sentences"]}
    assert cited["松岭水厂于〔待补：竣工时间〕投入运行。"] == ["F3"]
    assert text[data["sections"][1]["start"] :].startswith(data["sections"][1]["heading"])
    assert all(text[f["start"] : f["end"]] == f["text"] for f in data["findings"])


def test_json_survives_half_a_surrogate_pair() -> None:
    data = json.loads(export(with_text("甲\ud83d乙\x00"), "json"))
    assert data["text"].startswith("甲\ud83d乙\x00")


# --- Markdown ---


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("![像](http://x/y.png)", "!\\[像\\](http://x/y.png)"),
        ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
        ("**亿元与__", "\\*\\*亿元与\\_\\_"),
        ("# 一级", "\\# 一级"),
        ("- 项", "\\- 项"),
        ("+ 项", "\\+ 项"),
        ("1. 项", "1\\. 项"),
        ("1.项", "1.项"),
        ("--- ", "\\---"),
        ("12) 项", "12\\) 项"),
        ("A&amp;B 与 A&B", "A\\&amp;B 与 A&B"),
        ("甲\n\n# 乙", "甲 \\# 乙"),
        ("增长3.2%-5.1%。", "增长3.2%-5.1%。"),
        ("`码`\\", "\\`码\\`\\\\"),
    ],
)
def test_markdown_shows_the_text_itself(text: str, written: str) -> None:
    first = export(with_text(text), "md").decode().split("\n\n")[1]
    assert first == written


def test_markdown_table_has_one_row_a_fact() -> None:
    table = export(sample(evidence=True), "md").decode().split("事实依据表\n\n")[1].splitlines()
    assert len(table) == 2 + 7
    assert "投资1.2亿元\\|3.4万人" in table[3]


# --- HTML ---


class Seen(HTMLParser):
    """What a browser would find: tags with attributes; text outside style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.raw: dict[str, str] = {}
        self._in = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in = tag

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in in {"style", "script"}:
            self.raw[self._in] = data
        else:
            self.words.append(data)


def test_html_is_one_file_that_runs_only_its_own_script() -> None:
    seen = Seen(export(sample(), "html").decode())
    assert not [t for t, a in seen.tags if t in {"link", "img", "iframe"} or "src" in a]
    assert [a["href"] for t, a in seen.tags if t == "a" and not (a["href"] or "").startswith("#")] == []
    assert "url(" not in seen.raw["style"]
    assert "http" not in seen.raw["script"]
    policy = next(a["content"] for _, a in seen.tags if a.get("http-equiv") == "Content-Security-Policy")
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(seen.raw[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in (policy or "")


def test_html_ties_sentences_to_facts_and_marks_gaps_and_findings() -> None:
    page = export(sample(), "html").decode()
    seen = Seen(page)
    spans = [a for t, a in seen.tags if t == "span" and "data-facts" in a]
    assert [a["data-facts"] for a in spans] == ["F1 F2", "F3", "F4", "F5"]
    assert all(a["tabindex"] == "0" for a in spans)
    facts = [a["data-id"] for t, a in seen.tags if t == "li" and "data-id" in a]
    assert facts == [f"F{n}" for n in range(1, 8)]
    assert "第5行" in page
    marks = [a["class"] or "" for t, a in seen.tags if t == "mark"]
    assert [m.split() for m in marks] == [
        ["found", "error", "at-1"],
        ["gap", "found", "info", "at-2"],
        ["gap"],
    ]
    assert "关于在全县开展水利设施<br>提质增效工作情况的述职报告" in page


def test_html_article_text_is_the_document() -> None:
    result = sample()
    page = export(result, "html").decode()
    article = page[page.index("<article") : page.index("</article>")]
    words = re.sub(r"\s", "", "".join(Seen(article).words))
    assert words == re.sub(r"\s", "", result.document.layout().text.replace("01月08日", "1月8日"))


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "]]><w:p/>&lt;&#x0;",
    "甲\x00\x01\x0b\x1f乙\ufffe\ud800丙",
    "\u202eabc\u2066",
    "![x](javascript:alert(1))",
    " \n\t ",
    "\u3000\u3000",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless_everywhere(text: str) -> None:
    result = with_text(text)
    seen = Seen(export(result, "html").decode())
    assert sum(t == "script" for t, _ in seen.tags) == 1
    assert not any(t in {"img", "svg"} or any(k.startswith("on") for k in a) for t, a in seen.tags)
    document = opened(result)
    assert clean(text).strip() in "\n".join(p.text for p in document.paragraphs)
    for name in ("md", "txt"):
        written = export(result, name).decode()
        assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", written)
    assert json.loads(export(result, "json"))["title"] == text


@given(st.text(max_size=40))
def test_any_text_makes_a_readable_file(text: str) -> None:
    result = with_text(text)
    opened(result)
    for name in ("md", "txt", "json", "html"):
        export(result, name).decode()


def test_empty_document() -> None:
    empty = DraftResult(
        document=Document(genre="述职报告", title="", sections=()), facts=(), findings=(), model="m"
    )
    for name in formats():
        assert export(empty, name, ExportOptions(evidence=True))


# --- Word: GB/T 9704—2012 ---


def test_page_of_the_standard() -> None:
    document = opened(sample())
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert [round(x.mm, 1) for x in (page.top_margin, page.left_margin)] == [37.0, 28.0]
    width = page.page_width - page.left_margin - page.right_margin
    height = page.page_height - page.top_margin - page.bottom_margin
    assert (round(width / 36000), round(height / 36000)) == (156, 225)
    normal = document.styles["Normal"]
    assert normal.font.size.pt == 16
    pitch = normal.paragraph_format.line_spacing
    assert int(height // pitch) == 22
    assert 28.9 <= pitch.pt <= 28.99
    spacing = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val")))
    assert int(width / 12700 // (16 + spacing / 20)) == 28


def test_page_numbers_stand_outside_seven_millimetres_below() -> None:
    document = opened(sample())
    assert document.settings.odd_and_even_pages_header_footer
    page = document.sections[0]
    odd, even = page.footer.paragraphs[0], page.even_page_footer.paragraphs[0]
    assert odd.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert even.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.LEFT
    assert odd.text.replace("1", "") == even.text.replace("2", "") == "—  —"
    for paragraph, side in ((odd, "right"), (even, "left")):
        assert paragraph.style.element.pPr.find(qn("w:ind")).get(qn(f"w:{side}Chars")) == "100"
        assert all(r.font.size.pt == 14 and r.font.name == "宋体" for r in paragraph.runs)
    # The dash is in the middle of a 14 pt line whose lower edge is the footer's.
    below = page.bottom_margin.mm - page.footer_distance.mm - 7 * 25.4 / 72
    assert below == pytest.approx(7, abs=0.1)


FACES = {
    "Title": "方正小标宋简体",
    "heading 1": "黑体",
    "heading 2": "楷体_GB2312",
    "公文正文": "仿宋_GB2312",
    "公文称呼": "仿宋_GB2312",
    "公文署名": "仿宋_GB2312",
    "公文日期": "仿宋_GB2312",
}


def names(run: Any) -> set[str]:
    fonts = run.find(qn("w:rPr")).find(qn("w:rFonts"))
    assert fonts.get(qn("w:hint")) == "eastAsia"
    return {fonts.get(qn(f"w:{k}")) for k in ("ascii", "hAnsi", "eastAsia", "cs")}


def test_every_run_names_its_face_for_all_scripts() -> None:
    document = opened(sample())
    for paragraph in document.paragraphs:
        wanted = FACES[paragraph.style.element.name_val]
        for number, run in enumerate(paragraph.runs):
            run_in = paragraph.text.startswith("（一）") and number == 0
            assert names(run._r) == {"楷体_GB2312" if run_in else wanted}


def test_fonts_can_be_chosen() -> None:
    document = opened(sample(), ExportOptions(fonts=Fonts(body="仿宋", title="华文中宋")))
    assert names(document.paragraphs[0].runs[0]._r) == {"华文中宋"}
    assert "仿宋_GB2312" not in part(
        export(sample(), "docx", ExportOptions(fonts=Fonts(body="仿宋"))), "word/styles.xml"
    )


def test_no_theme_no_machine_no_compatibility_mode() -> None:
    data = export(sample(), "docx")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        everything = "".join(archive.read(n).decode() for n in archive.namelist())
        assert not [n for n in archive.namelist() if "theme" in n or "thumbnail" in n or "app.xml" in n]
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "Theme" not in everything
    assert "python" not in everything
    assert (
        'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"' in everything
    )
    core = opened(sample()).core_properties
    assert (core.title, core.author, core.last_modified_by) == (sample().document.title, "", "")
    assert core.language == "zh-CN"


def test_order_of_the_page() -> None:
    document = opened(sample())
    texts = [p.text for p in document.paragraphs]
    assert texts[0].replace("\n", "") == sample().document.title
    assert "\n" in texts[0]
    assert texts[1] == ""
    assert texts[2] == "各位领导、同志们："
    assert texts[-3:] == ["", "青岚县水利局建设科", "2026年1月8日"]
    name, date = (p._p.pPr.find(qn("w:ind")) for p in document.paragraphs[-2:])
    # The name ends two characters from the edge; the date begins two behind the name's first of nine.
    assert name.get(qn("w:rightChars")) == "200"
    assert int(date.get(qn("w:left"))) == (28 - 2 - 9 + 2) * Page().char
    # The 落款 is not left alone on a page.
    assert all(p.paragraph_format.keep_with_next for p in document.paragraphs[-4:-2])
    body = document.styles["公文正文"].element.pPr.find(qn("w:ind"))
    assert body.get(qn("w:firstLineChars")) == "200"


def test_evidence_is_a_comment_a_sentence_and_nothing_else() -> None:
    plain, told = opened(sample()), opened(sample(), ExportOptions(evidence=True))
    assert [p.text for p in plain.paragraphs] == [p.text for p in told.paragraphs]
    comments = list(told.comments)
    assert len(comments) == 4
    assert comments[0].text == (
        "F1（要点第3行，已写入）：整修渠道38.6公里\nF2（要点第4行，已写入）：投资1.2亿元|3.4万人"
    )
    assert all(c.timestamp is None and c.author == "执笔" for c in comments)
    bare = re.sub(
        r"\s*<w:(commentRange(Start|End) [^>]*/>"
        r"|r>\s*<w:rPr>\s*<w:rStyle w:val=\"CommentReference\"/>.*?</w:r>)",
        "",
        part(export(sample(evidence=True), "docx"), "word/document.xml"),
        flags=re.DOTALL,
    )
    assert re.sub(r"\s+<", "<", bare) == re.sub(
        r"\s+<", "<", part(export(sample(), "docx"), "word/document.xml")
    )


def test_facts_that_are_not_reported_make_no_comment() -> None:
    result = sample(facts=(), evidence=True)
    assert list(opened(result).comments) == []


# --- a unit's template ---


def template(path: Path, *texts: str, header: str = "青岚县水利局文稿纸") -> Path:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = header
    for text in texts:
        paragraph = document.add_paragraph(text)
        if text == "{{正文}}":
            paragraph.runs[0].font.size = docx.shared.Pt(15)
            paragraph.runs[0].font.name = "本单位字体"
            paragraph.paragraph_format.first_line_indent = docx.shared.Pt(30)
    document.save(str(path))
    return path


def test_template_keeps_its_page_and_the_text_takes_the_placeholder_s_place(tmp_path: Path) -> None:
    path = template(tmp_path / "t.docx", "文稿编号：", "{{正文}}", "抄送：办公室")
    before = path.read_bytes()
    data = export(sample(), "docx", ExportOptions(template=path, evidence=True))
    assert path.read_bytes() == before
    assert data == export(sample(), "docx", ExportOptions(template=path, evidence=True))
    document: Any = docx.Document(BytesIO(data))
    texts = [p.text for p in document.paragraphs]
    assert texts[0] == "文稿编号："
    assert texts[-1] == "抄送：办公室"
    assert not any("{{" in t for t in texts)
    assert document.sections[0].header.paragraphs[0].text == "青岚县水利局文稿纸"
    body = next(p for p in document.paragraphs if p.text.startswith("一是抓改造"))
    assert body.runs[0].font.name == "本单位字体"
    assert body.runs[0].font.size.pt == 15
    assert body.paragraph_format.first_line_indent.pt == 30
    heading = next(p for p in document.paragraphs if p.text.startswith("一、"))
    assert heading.style.name == "Heading 1"
    lead = next(p for p in document.paragraphs if p.text.startswith("（一）")).runs[0]
    assert (lead.font.size.pt, names(lead._r)) == (15, {"楷体_GB2312"})
    date = next(p for p in document.paragraphs if p.text == "2026年1月8日")
    assert date._p.pPr.find(qn("w:ind")).get(qn("w:rightChars")) == "300"
    assert len(list(document.comments)) == 4


def test_template_without_placeholder_gets_the_text_at_its_end(tmp_path: Path) -> None:
    path = template(tmp_path / "t.docx", "抬头")
    document = opened(sample(), ExportOptions(template=path))
    texts = [p.text for p in document.paragraphs]
    assert texts[0] == "抬头"
    assert texts[-1] == "2026年1月8日"
    body = next(p for p in document.paragraphs if p.text.startswith("一是抓改造"))
    assert body.style.element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_template_with_a_place_for_title_and_signature(tmp_path: Path) -> None:
    path = template(tmp_path / "t.docx", "{{ 标题 }}", "单位：", "{{署名}}", "{{日期}}", "{{正文}}")
    texts = [p.text for p in opened(sample(), ExportOptions(template=path)).paragraphs]
    assert texts[:4] == [sample().document.title, "单位：", "青岚县水利局建设科", "2026年1月8日"]
    assert texts.count("2026年1月8日") == 1


def test_placeholder_without_a_value_is_emptied(tmp_path: Path) -> None:
    path = template(tmp_path / "t.docx", "{{正文}}", "{{署名}}")
    result = sample()
    bare = result.model_copy(update={"document": result.document.model_copy(update={"signer": ""})})
    assert opened(bare, ExportOptions(template=path)).paragraphs[-1].text == ""


def test_placeholder_in_a_table_cell(tmp_path: Path) -> None:
    path = tmp_path / "t.docx"
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "{{正文}}"
    document.save(str(path))
    filled = opened(sample(), ExportOptions(template=path)).tables[0].cell(0, 0)
    assert filled.paragraphs[-1].text == "2026年1月8日"
    empty = sample(document=Document(genre="述职报告", title="", sections=()))
    assert opened(empty, ExportOptions(template=path)).tables[0].cell(0, 0).text == ""


def test_unusable_templates_are_named(tmp_path: Path) -> None:
    text = tmp_path / "t.txt"
    text.write_text("{{正文}}", "utf-8")
    broken = tmp_path / "b.docx"
    broken.write_bytes(b"PK\x03\x04" + bytes(40))
    archive = tmp_path / "z.docx"
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("a", "b")
    for path in (tmp_path / "no.docx", tmp_path, text, broken, archive):
        with pytest.raises(InputError) as caught:
            export(sample(), "docx", ExportOptions(template=path))
        assert str(caught.value).startswith(str(path))
    for texts in (["内容{{正文}}"], ["{{正文}}", "{{正文}}"]):
        path = template(tmp_path / "p.docx", *texts)
        with pytest.raises(InputError, match="占位符"):
            export(sample(), "docx", ExportOptions(template=path))


# --- type faces ---


def test_missing_fonts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts_module, "_installed", lambda: frozenset({"simhei", "仿宋_gb2312"}))
    assert missing_fonts(ExportOptions()) == ("方正小标宋简体", "楷体_GB2312", "宋体")
    monkeypatch.setattr(fonts_module, "_installed", lambda: None)
    assert missing_fonts(ExportOptions()) == ()


def test_font_list_is_read_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "fc-list"
    program.write_text("#!/bin/sh\nprintf 'SimSun,宋体\\nAR PL\\\\-X\\n'\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert "宋体" not in missing_fonts(ExportOptions())
    assert "黑体" in missing_fonts(ExportOptions())
    program.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    assert missing_fonts(ExportOptions()) == ()
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    assert missing_fonts(ExportOptions()) == ()


def test_page_follows_from_the_standard_s_figures() -> None:
    page = Page()
    assert page.lines * page.line <= page.height - page.top - page.bottom
    assert page.chars * (page.body_pt * 20 + page.spacing) <= page.width - page.left - page.right


def test_date_longer_than_the_name_is_two_characters_from_the_edge() -> None:
    result = sample()
    short = result.model_copy(update={"document": result.document.model_copy(update={"signer": "李明"})})
    name, date = (p._p.pPr.find(qn("w:ind")) for p in opened(short).paragraphs[-2:])
    assert (name.get(qn("w:rightChars")), date.get(qn("w:rightChars"))) == ("800", "200")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("（二）强化监管，守牢底线", "heading2"),
        ("一、强化监管，守牢底线", "heading1"),
        ("（二）强化监管，", "body"),
        ("（二）强化监管。", "body"),
        ("一是强化监管", "body"),
        ("1.强化监管", "body"),
        ("（一）" + "长" * 40, "body"),
    ],
)
def test_a_paragraph_that_is_a_heading_looks_like_one(text: str, role: str) -> None:
    document = Document(genre="述职报告", title="", sections=(section(1, "", (said(text),)),))
    assert [line.role for line in lines(document)] == [role]
