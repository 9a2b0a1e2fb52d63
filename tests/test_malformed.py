"""What people hand in that is no good, and what is odd but fine."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from support.shell import zhibi

Capture = pytest.CaptureFixture[str]

HEAD = "---\n文种: 述职报告\n---\n"
FACT = "- 走访企业43家\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/"), data)
    return out.getvalue()


BAD: dict[str, tuple[str, str | bytes, str]] = {
    "empty": ("a.md", b"", "a.md：没有读到一条事实要点。请一行写一条"),
    "blank": ("a.txt", "\n \n\t\n", "a.txt：没有读到一条事实要点。"),
    "binary": ("a.md", bytes(range(256)) * 4, "a.md：不是文本文件（二进制内容）。请"),
    "torn bytes": (
        "a.md",
        (FACT + "- 解决").encode() + b"\xff\xfe" + ("问题9个，成效明显\n" * 9).encode(),
        "a.md:2：这一行有损坏的字节",
    ),
    "broken YAML": (
        "a.md",
        f"---\n文种: [述职报告\n姓名: 岑\n---\n{FACT}",
        "a.md:3：YAML 写法有误。请检查缩进",
    ),
    "open head": ("a.md", f"---\n文种: 述职报告\n{FACT}", "a.md:1：开头的 --- 没有配对。请"),
    "YAML bomb": (
        "a.md",
        f"---\na: &a [x, x, x, x, x]\nb: &b [*a, *a, *a, *a]\n文种: *b\n---\n{FACT}",
        "a.md:2：不支持 & 和 * 引用。请",
    ),
    "deep YAML": ("a.md", f"---\n标题: {'[' * 900}\n---\n{FACT}", "a.md:2：YAML 写法有误。请"),
    "tab in head": (
        "a.md",
        f"---\n文种: 述职报告\n\t姓名: 岑\n---\n{FACT}",
        "a.md:3：YAML 写法有误。请检查缩进",
    ),
    "key twice": ("a.md", f"---\n姓名: 岑\n姓名: 阮\n---\n{FACT}", "a.md:3：“姓名”写了两次。请只留一处"),
    "list as head": ("a.md", f"---\n- 甲\n- 乙\n---\n{FACT}", "a.md:2：开头 --- 之间不是“键: 值”。请"),
    "unknown genre": (
        "a.md",
        f"---\n文种: 检讨书\n---\n{FACT}",
        "没有“检讨书”这个文种。可用的文种：述职报告",
    ),
    "bad person": ("a.md", f"---\n人称: 第二人称\n---\n{FACT}", "a.md:2：人称“第二人称”看不懂。请写"),
    "bad length": ("a.md", f"{HEAD[:-4]}字数: 很多\n---\n{FACT}", "a.md:3：字数“很多”看不懂。请写"),
    "long line": ("a.md", HEAD + FACT + "- " + "走访企业" * 50_000, "a.md:5：这一行有 200002 个字"),
    "too many": ("a.md", FACT * 5001, "a.md：共有 5001 条要点。一次最多 5000 条"),
    "too big": ("a.md", FACT * 400_000, "a.md：文件超过 5 MB。请"),
    "only held": ("a.md", "- 内部情况，别写进去\n- 仅供参考：走访43家\n", "a.md：所有要点都注明不写"),
    "old .doc": ("a.doc", OLE, "a.doc：是旧版 .doc/.wps 文件"),
    "encrypted .docx": ("a.docx", OLE, "加了密码的文件，读不了"),
    ".docx of text": ("a.docx", "junk\n", "a.docx：不是完好的 .docx 文件。请"),
    "corrupt .docx": ("a.docx", b"PK\x03\x04" + b"junk" * 90, "a.docx：不是完好的 .docx 文件。请"),
    "empty .docx": ("a.docx", archive(x=b"x"), "a.docx：不是完好的 .docx 文件（里面没有 Word 正文）。请"),
    "zip bomb": (
        "a.docx",
        archive(word__document__xml=b"", word__media=b" " * 90_000_000),
        "a.docx：这个 .docx 展开后大得不正常",
    ),
    "PDF": ("a.pdf", b"%PDF-1.7\n", "a.pdf：是 PDF 文件，读不了。请"),
}


def refused(done: tuple[int, str, str], said: str) -> None:
    code, out, err = done
    assert (code, out) == (2, ""), err
    assert err.count("\n") == 1
    assert err.startswith("zhibi：")
    assert said in err


@pytest.mark.parametrize("case", BAD)
def test_refused_in_one_line_and_nothing_written(
    case: str, tmp_path: Path, capsys: Capture, home: Path
) -> None:
    name, content, said = BAD[case]
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    before = path.read_bytes()
    done = zhibi(capsys, "draft", path, "-o", tmp_path / "稿.md")
    refused(done, said)
    assert str(path) in done.err
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    refused(zhibi(capsys, "outline", path), said)


def test_what_is_no_file(tmp_path: Path, capsys: Capture) -> None:
    refused(zhibi(capsys, "draft", tmp_path), f"{tmp_path}：这是一个文件夹")
    refused(zhibi(capsys, "draft", tmp_path / "没有.md"), "没有.md：找不到这个文件。请检查路径")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.md"
    path.write_text(FACT, encoding="utf-8")
    path.chmod(0)
    refused(zhibi(capsys, "draft", path), "a.md：读不了这个文件")


def test_what_the_system_refuses_to_read(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    path.write_text(FACT, encoding="utf-8")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    refused(zhibi(capsys, "draft", path), "a.md：读不了这个文件（没有权限）。请检查路径和权限")


@pytest.mark.parametrize("option", ["--genre=检讨书", "--format=pdf"])
def test_options_that_name_nothing_list_what_there_is(option: str, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.md"
    path.write_text(FACT, encoding="utf-8")
    refused(zhibi(capsys, "draft", path, option), "可用")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_is_read(encoding: str, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((HEAD + FACT).replace("\n", "\r\n").encode(encoding))
    done = zhibi(capsys, "draft", path)
    assert done.code == 0, done.err
    assert "走访企业43家" in done.out


def test_a_head_after_a_byte_order_mark_keeps_its_line_numbers(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(f"---\n文种: 述职报告\n人称: 我\n---\n{FACT}".encode("utf-16"))
    refused(zhibi(capsys, "draft", path), "a.md:3：人称“我”看不懂")


def test_four_hundred_bullets(tmp_path: Path, capsys: Capture) -> None:
    kinds = (
        "走访企业",
        "办结信访件",
        "培训干部",
        "新建公路",
        "化解纠纷",
        "改造危房",
        "检查食品店",
        "发放补贴",
    )
    units = ("家", "件", "人次", "公里", "起", "户", "处", "万元")
    places = [f"{a}{b}镇" for a in "岚汐澜柏桥青宁渡阮岑" for b in "川溪陇原坪"]
    lines = [f"- {places[i % 50]}{kinds[i // 50]}{1000 + 7 * i}{units[i // 50]}\n" for i in range(400)]
    path = tmp_path / "a.md"
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    done = zhibi(capsys, "draft", path)
    assert done.code == 0, done.err
    assert "要点400条：写入400条" in done.err
    missing = [line for i, line in enumerate(lines) if str(1000 + 7 * i) not in done.out]
    assert not missing
