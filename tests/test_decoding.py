"""Bytes → text: encodings, refused binaries, .docx."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decoding import decode, read_docx_paragraphs
from pipeline.errors import InputError

TEXT = "# 事实要点\n- 全年完成投资12.5亿元，同比增长8%。\n- 新建学校3所，新增学位4500个。\n"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def docx(body: str, *, prolog: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{TYPE}" Target="word/document.xml"/></Relationships>',
        )
        package.writestr(
            "word/document.xml", f'{prolog}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
        for name, data in (extra or {}).items():
            package.writestr(name, data)
    return out.getvalue()


def p(text: str, marks: str = "") -> str:
    return f'<w:p><w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_usual_encoding_is_detected(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "x.txt") == TEXT


@pytest.mark.parametrize("bom", [b"\xff\xfe", b"\xfe\xff"])
def test_utf16_with_mark(bom: bytes) -> None:
    encoding = "utf-16-le" if bom == b"\xff\xfe" else "utf-16-be"
    assert decode(bom + TEXT.encode(encoding), "x") == TEXT


def test_short_gbk_that_is_valid_utf8_by_chance() -> None:
    assert decode("目录".encode("gbk"), "x") == "目录"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_mark_and_without_ascii(encoding: str) -> None:
    assert decode("关于全市教育工作情况的汇报".encode(encoding), "x") == "关于全市教育工作情况的汇报"


def test_line_ends_are_unified_and_empty_is_empty() -> None:
    assert decode(b"a\r\nb\rc\x1a", "x") == "a\nb\nc"
    assert decode(b"", "x") == ""


@given(
    st.text(
        st.sampled_from("全年完成投资亿元，。、“”（）《》0123456789.%\nABC万的一是了市县工作"), min_size=8
    )
)
def test_gb18030_and_utf8_come_back(text: str) -> None:
    assert decode(text.encode(), "x") == text
    assert decode(("全市教育工作" + text).encode("gb18030"), "x") == "全市教育工作" + text


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .docx"),
        (b"%PDF-1.7\n%\xe2\xe3", "另存为 .docx"),
        (b"{\\rtf1\\ansi", "另存为 .docx"),
        (b"\x89PNG\r\n\x1a\n", "录入"),
        (b"PK\x03\x04rest", "解压"),
        (bytes(range(256)) * 4, "另存为"),
        (b"\0" * 100, "另存为"),
    ],
)
def test_binary_is_refused_with_a_remedy(data: bytes, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, "要点.txt")
    assert remedy in str(caught.value)
    assert str(caught.value).startswith("要点.txt")


def test_a_broken_byte_is_named_with_its_line_never_replaced() -> None:
    data = ("第一行没有问题，内容完整。\n" * 5).encode() + b"\xe5\xff" + "结尾。".encode()
    with pytest.raises(InputError) as caught:
        decode(data, "a.txt")
    assert caught.value.line == 6
    broken = ("第一行没有问题，内容完整。\n" * 5).encode("gb18030") + b"\xff\xff" + "结尾。".encode("gb18030")
    with pytest.raises(InputError) as caught:
        decode(broken, "a.txt")
    assert caught.value.line == 6


def test_docx_paragraphs_tables_and_breaks() -> None:
    body = (
        p("第一段")
        + "<w:p/>"
        + "<w:tbl><w:tr><w:tc>" + p("指标") + "</w:tc><w:tc>" + p("数值") + "</w:tc></w:tr>"
        + "<w:tr><w:tc>" + p("投资") + "</w:tc><w:tc>" + p("12亿") + p("元") + "</w:tc></w:tr></w:tbl>"
        + "<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r></w:p>"
    )  # fmt: skip
    assert read_docx_paragraphs(docx(body)) == ["第一段", "", "指标\t数值", "投资\t12亿元", "上\n下"]


def test_docx_tracked_changes_hidden_and_boxes() -> None:
    body = (
        "<w:p><w:r><w:t>保留</w:t></w:r>"
        '<w:ins w:id="1"><w:r><w:t>新增</w:t></w:r></w:ins>'
        '<w:del w:id="2"><w:r><w:delText>删去</w:delText></w:r></w:del>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:r><w:pict><w:txbxContent>" + p("文本框") + "</w:txbxContent></w:pict></w:r>"
        "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>"
        "<w:sdt><w:sdtContent>" + p("控件里的段落") + "</w:sdtContent></w:sdt>"
    )
    assert read_docx_paragraphs(docx(body)) == ["保留新增链接", "控件里的段落"]


def test_docx_struck_text_is_marked_or_left_out() -> None:
    body = "<w:p><w:r><w:t>留</w:t></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>划掉</w:t></w:r></w:p>"
    body += p("不划", '<w:strike w:val="false"/>')
    assert read_docx_paragraphs(docx(body)) == ["留~~划掉~~", "不划"]
    assert read_docx_paragraphs(docx(body), struck=False) == ["留", "不划"]


def test_docx_from_python_docx_and_from_a_path(tmp_path: Path) -> None:
    import docx as library

    document = library.Document()
    document.add_paragraph("一、工作情况")
    document.add_paragraph("全年办结 信访件132件。")
    document.save(str(tmp_path / "a.docx"))
    assert read_docx_paragraphs(tmp_path / "a.docx") == ["一、工作情况", "全年办结 信访件132件。"]


def test_zip_bomb_is_refused() -> None:
    bomb = docx(p("x"), extra={"word/media/a.bin": b"\0" * (30 << 20)})
    with pytest.raises(InputError, match="大得不正常"):
        read_docx_paragraphs(bomb, path="b.docx")


def test_dtd_is_refused_and_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("机密", encoding="utf-8")
    prolog = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    with pytest.raises(InputError, match="DTD") as caught:
        read_docx_paragraphs(docx(p("&x;"), prolog=prolog), path="x.docx")
    assert "机密" not in str(caught.value)


def test_other_broken_docx() -> None:
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as package:
        package.writestr("a.txt", "x")
    whole = docx(p("x" * 500))
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    deep = docx("<w:ins>" * 5000 + "</w:ins>" * 5000)
    cases = [empty.getvalue(), b"PK\x03\x04", whole[:-40], bytes(flipped), b"text", docx("<w:p>"), deep]
    for data in cases:
        with pytest.raises(InputError, match=r"坏\.docx"):
            read_docx_paragraphs(data, path="坏.docx")
    with pytest.raises(InputError, match=r"旧版 \.doc"):
        read_docx_paragraphs(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, path="旧.docx")
