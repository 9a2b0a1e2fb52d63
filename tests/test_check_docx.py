"""Word in, Word out: comments at the findings, safe fixes inside the runs, everything else untouched."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Pt
from support.packs import only_rules
from support.shell import Done, zhibi

from pipeline.decoding import docx_pieces, read_docx_paragraphs, read_main_part

Capture = pytest.CaptureFixture[str]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cf"
    "c0f01f00050001ff5601dfc50000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A document with all that is easily lost: looks, a table, a header, a picture, an older comment."""
    monkeypatch.chdir(tmp_path)
    only_rules(tmp_path, monkeypatch)
    document = docx.Document()
    document.add_heading("2023年工作总结", 1)
    paragraph = document.add_paragraph("全年走访")
    paragraph.add_run("企业，").bold = True
    paragraph.add_run("，解决").font.size = Pt(20)
    paragraph.add_run("困难。")
    long = document.add_paragraph("先说某事，，再说\t别的，，")
    long.runs[0].add_break()
    long.runs[0].add_text("换行以后，，事情搞定。")
    long.add_run().add_picture(io.BytesIO(PNG))
    table = document.add_table(2, 2)
    for cell, text in zip(
        (c for r in table.rows for c in r.cells), ("甲", "乙，，", "丙", "搞定"), strict=True
    ):
        cell.text = text
    document.sections[0].header.paragraphs[0].text = "页眉，，不查"
    document.add_comment(document.paragraphs[0].runs[0], "早先的批注", author="张三")
    document.save("稿.docx")
    return tmp_path / "稿.docx"


def parts(path: str) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def looks(path: str) -> list[list[tuple[str, Any, Any]]]:
    """Paragraphs as stretches of one look; runs that were merely cut are put together again."""
    out = []
    for paragraph in docx.Document(path).element.body.iter(f"{W}p"):
        row: list[tuple[str, Any, Any]] = []
        for run in docx.text.paragraph.Paragraph(paragraph, None).runs:  # type: ignore[arg-type]
            if not run.text:
                continue
            if row and row[-1][1:] == (run.bold, run.font.size):
                row[-1] = (row[-1][0] + run.text, *row[-1][1:])
            else:
                row.append((run.text, run.bold, run.font.size))
        out.append(row)
    return out


def comments(path: str) -> list[tuple[str, str]]:
    """(words, comment) of our own comments, in order."""
    document = docx.Document(path)
    out = []
    for comment in document.comments:
        if comment.author != "执笔":
            continue
        inside, words = False, ""
        for element in document.element.body.iter():
            number = element.get(f"{W}id")
            if element.tag == f"{W}commentRangeStart" and number == str(comment.comment_id):
                inside = True
            elif element.tag == f"{W}commentRangeEnd" and number == str(comment.comment_id):
                inside = False
            elif inside and element.tag == f"{W}t":
                words += element.text
        out.append((words, comment.text))
    return out


@pytest.mark.parametrize("call", ["坏.docx", "好.txt --notes 坏.docx", "好.txt --against 坏.docx"])
def test_what_is_only_called_docx_is_told(call: str, capsys: Capture) -> None:
    Path("坏.docx").write_text("走访企业43家。\n", encoding="utf-8")
    Path("好.txt").write_text("走访企业43家。\n", encoding="utf-8")
    done = zhibi(capsys, "check", *call.split())
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "坏.docx：不是完好的 .docx 文件。请" in done.err


def test_offsets_are_into_the_text_of_the_paragraphs(capsys: Capture) -> None:
    out = zhibi(capsys, "check", "稿.docx").out
    places = [line.split(" ")[0] for line in out.splitlines() if line.startswith("稿.docx:")]
    assert places == [
        "稿.docx:2:7:", "稿.docx:3:3:", "稿.docx:3:5:", "稿.docx:3:12:", "稿.docx:4:5:", "稿.docx:4:9:",
        "稿.docx:5:4:", "稿.docx:6:3:",
    ]  # fmt: skip


def test_pieces_are_the_paragraphs() -> None:
    data = Path("稿.docx").read_bytes()
    pieces = docx_pieces(read_main_part(data, "稿.docx"))
    assert ["".join(p.text for p in row) for row in pieces] == read_docx_paragraphs(data)
    for piece in (p for row in pieces for p in row if p.element is not None and p.element.tag == f"{W}t"):
        assert piece.element.text[piece.at : piece.at + len(piece.text)] == piece.text


def test_comments_stand_at_the_findings(capsys: Capture) -> None:
    before = Path("稿.docx").read_bytes()
    done = zhibi(capsys, "check", "稿.docx", "-o", "批.docx")
    assert done == Done(1, "", "错误5 提醒2 说明1 批注已写到 批.docx\n")
    assert Path("稿.docx").read_bytes() == before
    found = comments("批.docx")
    assert [words for words, _ in found] == ["，，", "某事", "，，", "，，", "，，", "搞定", "，，", "搞定"]
    assert found[0][1] == "[错误] “，，”写了两遍\n建议：，\n规则：X-TWICE"
    assert next(c.text for c in docx.Document("批.docx").comments) == "早先的批注"


def test_comments_change_nothing_else(capsys: Capture) -> None:
    zhibi(capsys, "check", "稿.docx", "-o", "批.docx")
    assert looks("批.docx") == looks("稿.docx")
    before, after = parts("稿.docx"), parts("批.docx")
    assert list(after)[: len(before)] == list(before)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {
        "word/document.xml", "word/comments.xml", "word/styles.xml", "word/_rels/document.xml.rels",
        "[Content_Types].xml",
    }  # fmt: skip
    zhibi(capsys, "check", "稿.docx", "-o", "再批.docx")
    assert Path("再批.docx").read_bytes() == Path("批.docx").read_bytes()


def test_a_good_document_is_handed_back_as_it_is(capsys: Capture) -> None:
    document = docx.Document()
    document.add_paragraph("走访企业。")
    document.save("好.docx")
    assert zhibi(capsys, "check", "好.docx", "-o", "批.docx").code == 0
    assert Path("批.docx").read_bytes() == Path("好.docx").read_bytes()


def test_fixes_stay_inside_their_runs(capsys: Capture) -> None:
    done = zhibi(capsys, "check", "稿.docx", "--fix", "-o", "改.docx")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("改了5处。改后的稿子：\n")
    before = [[(t, *more) for t, *more in row] for row in looks("稿.docx")]
    assert before[1] == [
        ("全年走访", None, None),
        ("企业，", True, None),
        ("，解决", None, Pt(20)),
        ("困难。", None, None),
    ]
    assert looks("改.docx")[1] == [
        ("全年走访", None, None), ("企业，", True, None), ("解决", None, Pt(20)), ("困难。", None, None),
    ]  # fmt: skip
    text = "\n".join(read_docx_paragraphs(Path("改.docx")))
    assert text == "\n".join(read_docx_paragraphs(Path("稿.docx"))).replace("，，", "，")
    changed = {n for n, data in parts("改.docx").items() if data != parts("稿.docx")[n]}
    assert changed == {"word/document.xml"}
    zhibi(capsys, "check", "改.docx", "--fix", "-o", "再改.docx")
    assert Path("再改.docx").read_bytes() == Path("改.docx").read_bytes()


@pytest.mark.parametrize("output", [[], ["-o", "改.txt"]])
def test_a_mended_word_file_goes_into_a_word_file(output: list[str], capsys: Capture) -> None:
    done = zhibi(capsys, "check", "稿.docx", "--fix", *output)
    assert (done.code, done.out) == (2, "")
    assert "稿.docx：稿子是 Word 文件，改好的也要写成 Word" in done.err


def test_revisions_hidden_and_struck_text(capsys: Capture) -> None:
    document = docx.Document()
    body = document.element.body
    xml = (
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:r><w:t>甲，</w:t></w:r>"
        '<w:del w:id="1" w:author="a"><w:r><w:delText>，，</w:delText></w:r></w:del>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>，，</w:t></w:r>"
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>搞定，，</w:t></w:r>"
        '<w:ins w:id="2" w:author="a"><w:r><w:t>，乙</w:t></w:r></w:ins>'
        "<w:hyperlink><w:r><w:t>搞定</w:t></w:r></w:hyperlink></w:p>"
    )
    from docx.oxml.parser import parse_xml

    body.insert(0, parse_xml(xml))
    document.save("稿.docx")
    zhibi(capsys, "check", "稿.docx", "-o", "批.docx")
    assert [c.split("\n")[0] for _, c in comments("批.docx")] == [
        "[错误] “，，”写了两遍",
        "[提醒] “搞定”是口语",
    ]
    zhibi(capsys, "check", "稿.docx", "--fix", "-o", "改.docx")
    assert read_docx_paragraphs(Path("改.docx"), struck=False)[0] == "甲，乙搞定"
    assert "delText" in parts("改.docx")["word/document.xml"].decode()


def test_a_package_that_python_docx_cannot_open_is_told(capsys: Capture) -> None:
    kept = {n: d for n, d in parts("稿.docx").items() if n != "[Content_Types].xml"}
    with zipfile.ZipFile("坏.docx", "w") as package:
        for name, data in kept.items():
            package.writestr(name, data)
    assert zhibi(capsys, "check", "坏.docx").code == 1
    done = zhibi(capsys, "check", "坏.docx", "-o", "批.docx")
    assert (done.code, done.out) == (2, "")
    assert "坏.docx：这个 .docx 里加不了批注" in done.err
    assert not Path("批.docx").exists()
