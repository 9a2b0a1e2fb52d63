"""``zhibi check`` as a person and a script call it. The rules are the test's own (``support.packs``)."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.packs import only_rules
from support.shell import START, Done, environment, process, zhibi

from pipeline import check
from pipeline.checking.kinds import KINDS, Kind
from pipeline.checking.rules import Hit
from pipeline.errors import InputError
from pipeline.types import Frozen

Capture = pytest.CaptureFixture[str]
BAD = "走访企业，，解决困难，事情搞定。\n说到某事。\n"
GOOD = "走访企业，解决困难。\n"


@pytest.fixture(autouse=True)
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("坏.txt").write_text(BAD, encoding="utf-8")
    Path("好.txt").write_text(GOOD, encoding="utf-8")
    return only_rules(tmp_path, monkeypatch)


def give(text: str | bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    data = text.encode() if isinstance(text, str) else text
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def refused(done: Done, *parts: str) -> None:
    assert (done.code, done.out) == (2, ""), done
    assert done.err.count("\n") == 1, done.err
    for part in parts:
        assert part in done.err, done.err


# --- one document ---


def test_findings_are_listed_and_an_error_gives_1(capsys: Capture) -> None:
    done = zhibi(capsys, "check", "坏.txt")
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("坏.txt:1:5: 错误 X-TWICE “，，”写了两遍\n")
    assert done.out.endswith("\n错误1 提醒1 说明1\n")


def test_a_good_text_gives_0(capsys: Capture) -> None:
    assert zhibi(capsys, "check", "好.txt") == Done(0, "没有发现问题。\n", "")


def test_warnings_alone_give_0(capsys: Capture) -> None:
    Path("b.txt").write_text("事情搞定。\n", encoding="utf-8")
    assert zhibi(capsys, "check", "b.txt").code == 0


def test_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    give(BAD, monkeypatch)
    assert zhibi(capsys, "check", "-").out.startswith("标准输入:1:5: 错误")


def test_json_is_the_contracts_and_goes_by_the_ending(capsys: Capture) -> None:
    done = zhibi(capsys, "check", "坏.txt", "--format", "json")
    told = json.loads(done.out)
    assert list(told) == ["schema", "text", "findings"]
    assert (told["schema"], told["text"]) == ("zhibi.check/1", BAD)
    first = told["findings"][0]
    assert first == {
        "rule": "X-TWICE", "severity": "error", "start": 4, "end": 6, "text": "，，",
        "message": "“，，”写了两遍", "suggestion": "，", "facts": [],
    }  # fmt: skip
    assert zhibi(capsys, "check", "坏.txt", "-o", "果.json") == Done(1, "", "")
    assert Path("果.json").read_text(encoding="utf-8") == done.out
    zhibi(capsys, "check", "坏.txt", "-o", "果.txt")
    assert Path("果.txt").read_text(encoding="utf-8") == zhibi(capsys, "check", "坏.txt").out


def test_several_documents(capsys: Capture) -> None:
    done = zhibi(capsys, "check", "坏.txt", "好.txt", "坏.txt")
    assert done.code == 1
    assert done.out.endswith("\n错误2 提醒2 说明2\n")
    told = json.loads(zhibi(capsys, "check", "坏.txt", "好.txt", "--format", "sarif").out)
    assert len(told["runs"][0]["artifacts"]) == 2
    refused(zhibi(capsys, "check", "坏.txt", "好.txt", "--format", "json"), "--format sarif")


def test_one_that_cannot_be_read_stops_all(capsys: Capture) -> None:
    refused(zhibi(capsys, "check", "坏.txt", "没有.txt", "-o", "果.txt"), "没有.txt：读不了", "找不到")
    assert not Path("果.txt").exists()
    Path("空.txt").write_text(" \n", encoding="utf-8")
    refused(zhibi(capsys, "check", "空.txt"), "空.txt：文件是空的")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("", "缺少稿子"),
        ("坏.txt --format xml", "可用：text、json、sarif"),
        ("坏.txt --person second", "可用：first（第一人称）、third（第三人称）"),
        ("坏.txt --genre 小说", "没有“小说”这个文种"),
        ("坏.txt -o 坏.txt", "输出文件就是交来的文件"),
        ("好.txt --against 坏.txt -o 坏.txt", "输出文件就是交来的文件"),
        ("坏.txt -o 果.docx", "稿子不是 .docx"),
        ("坏.txt --fix -o 果.docx", "稿子不是 .docx"),
        ("坏.txt -o 果.pdf", "不支持以“.pdf”结尾"),
        ("坏.txt -o 果.docx --format json", "带批注的 Word"),
        ("坏.txt 好.txt --fix", "一次只改一份"),
        ("坏.txt --jsonl 好.txt", "--jsonl 和稿子不能一起写"),
        ("--jsonl 好.txt --notes 好.txt", "facts"),
        ("--jsonl 好.txt --fix", "--fix"),
        ("--jsonl 好.txt --format sarif", "只有 JSON 一种"),
        ("- -", "标准输入只能读一次"),
        ("--explain X-TWICE 坏.txt", "--explain"),
        ("坏.txt --against .", "没有 .md .txt .docx"),
        ("坏.txt --config 没有", "文件夹不存在"),
    ],
)
def test_wrong_calls_are_told_in_one_line(call: str, said: str, capsys: Capture, tmp_path: Path) -> None:
    if "--against ." in call:
        Path("空").mkdir()
        call = call.replace("--against .", "--against 空")
    before = {p: p.read_bytes() for p in tmp_path.glob("*.*")}
    refused(zhibi(capsys, "check", *call.split()), said)
    assert {p: p.read_bytes() for p in tmp_path.glob("*.*")} == before


def test_markdown_by_the_ending_or_by_its_looks(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    witness(monkeypatch, lambda p: seen.append(p.markdown))  # type: ignore[attr-defined]
    Path("a.md").write_text("一、情况\n", encoding="utf-8")
    for source in ("a.md", "好.txt"):
        zhibi(capsys, "check", source)
    for text in ("# 总结\n", "总结\n"):
        give(text, monkeypatch)
        zhibi(capsys, "check", "-")
    assert seen == [True, False, True, False]


# --- what is known about a document ---


def witness(monkeypatch: pytest.MonkeyPatch, see: object, pack: str = "10-test.yaml") -> None:
    """Put one rule that shows its passage to ``see`` in place of the rules."""

    def build(*_: object) -> object:
        def detect(passage: object) -> list[Hit]:
            see(passage)  # type: ignore[operator]
            return []

        return detect

    monkeypatch.setitem(KINDS, "witness", Kind(Frozen, build))  # type: ignore[arg-type]
    path = Path("package/_data/config/rules") / pack
    path.write_text(
        "rules:\n  - {id: X-SEE, kind: witness, severity: info, title: 看, message: 看, source: {level: 系统规则}}\n",
        encoding="utf-8",
    )


def test_options_go_before_the_head_of_the_notes(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[object, ...]] = []
    witness(
        monkeypatch,
        lambda p: seen.append((p.genre and p.genre.name, p.voice, p.period, [f.id for f in p.brief.facts])),  # type: ignore[attr-defined]
    )
    head = "---\n文种: 述职报告\n人称: 第三人称\n时间: 2023年\n---\n- 走访企业43家\n"
    Path("要点.md").write_text(head, encoding="utf-8")
    zhibi(capsys, "check", "好.txt", "--notes", "要点.md")
    options = ["--genre", "工作总结", "--person", "first", "--period", "2024年"]
    zhibi(capsys, "check", "好.txt", "--notes", "要点.md", *options)
    assert seen == [
        ("述职报告", "third", "2023年", ["F1"]),
        ("个人工作总结", "first", "2024年", ["F1"]),
    ]
    Path("要点.md").write_text("---\n文种: 小说\n---\n- 走访企业43家\n", encoding="utf-8")
    refused(zhibi(capsys, "check", "好.txt", "--notes", "要点.md"), "要点.md:2：没有“小说”这个文种")


def test_reports_to_compare_with(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[tuple[str, str]]] = []
    witness(monkeypatch, lambda p: seen.append([tuple(vars(s).values()) for s in p.against]))  # type: ignore[attr-defined]
    Path("去年").mkdir()
    Path("去年/甲.txt").write_text("甲。", encoding="gb18030")
    Path("去年/乙.md").write_text("乙。", encoding="utf-8")
    Path("去年/丙.xlsx").write_text("丙", encoding="utf-8")
    zhibi(capsys, "check", "好.txt", "--against", "坏.txt", "--against", "去年")
    assert seen == [[("坏.txt", BAD), ("乙.md", "乙。"), ("甲.txt", "甲。")]]


def test_a_document_is_not_compared_with_itself(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    witness(monkeypatch, lambda p: seen.append([s.name for s in p.against]))  # type: ignore[attr-defined]
    Path("稿").mkdir()
    for name in ("今年.txt", "去年.txt"):
        Path("稿", name).write_text(GOOD, encoding="utf-8")
    Path("稿/硬.txt").hardlink_to("稿/今年.txt")
    Path("软.txt").symlink_to("稿/今年.txt")
    zhibi(capsys, "check", "稿/今年.txt", "--against", "稿")
    zhibi(capsys, "check", "软.txt", "--against", "稿")
    assert seen == [["去年.txt"]] * 2
    Path("稿/去年.txt").unlink()
    refused(
        zhibi(capsys, "check", "稿/今年.txt", "--against", "稿"), "稿：除了要检查的稿子，没有别的材料可以比"
    )


def test_an_empty_report_is_told_as_one(capsys: Capture) -> None:
    Path("空.md").write_text("", encoding="utf-8")
    refused(
        zhibi(capsys, "check", "好.txt", "--against", "空.md"), "空.md：文件是空的。请从 --against 里去掉它"
    )


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("2023", "2023年"),
        ("２０２３", "2023年"),
        ("2021-2023", "2021年—2023年"),
        ("2021年5月—2022年4月", "2021年5月—2022年4月"),
        ("二〇二三年上半年", "二〇二三年上半年"),
        ("乱写", None),
        ("2099-13", None),
        ("2023年13月", None),
        ("任职以来", None),
    ],
)
def test_the_option_for_the_time_names_a_year(
    given: str, taken: str | None, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, bool]] = []
    witness(monkeypatch, lambda p: seen.append((p.period, p.years is not None)))  # type: ignore[attr-defined]
    done = zhibi(capsys, "check", "好.txt", "--period", given)
    if taken is None:
        refused(done, f"从“{given}”里读不出是哪一年。--period 请写成 2023年")
    assert seen == ([] if taken is None else [(taken, True)])


def test_the_head_of_the_notes_may_say_any_time(capsys: Capture) -> None:
    Path("要点.md").write_text("---\n时间: 任职以来\n---\n- 走访企业43家\n", encoding="utf-8")
    assert zhibi(capsys, "check", "好.txt", "--notes", "要点.md").code == 0


# --- pipes ---


def piped(*arguments: str, redirect: str) -> tuple[int, str]:
    """Exit code and standard error of the command in a shell."""
    line = ["sh", "-c", f'exec "$0" "$@" {redirect}', sys.executable, "-c", START, "check", *arguments]
    done = subprocess.run(line, stderr=subprocess.PIPE, check=False, env=environment(), timeout=120)
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["坏.txt"], 1), (["好.txt"], 0), (["坏.txt", "--format", "json"], 1), (["--jsonl", "批.jsonl"], 1)],
)
def test_errors_are_told_to_a_reader_that_has_gone(arguments: list[str], code: int) -> None:
    Path("坏.txt").write_text("我们要学习党的二十届六中全会精神，，并抓好落实：。\n", encoding="utf-8")
    rows = [{"id": 1, "text": GOOD}, {"id": 2, "text": Path("坏.txt").read_text(encoding="utf-8")}]
    Path("批.jsonl").write_text(lines(*rows), encoding="utf-8")
    read, written = os.pipe()
    os.close(read)
    line = [sys.executable, "-c", START, "check", *arguments]
    done = subprocess.run(
        line, stdout=written, stderr=subprocess.PIPE, check=False, env=environment(), timeout=120
    )
    os.close(written)
    assert (done.returncode, done.stderr) == (code, b"")


@pytest.mark.parametrize("arguments", [["-"], ["好.txt", "--notes", "-"], ["--jsonl", "-"]])
def test_a_closed_standard_input_is_told(arguments: list[str]) -> None:
    code, said = piped(*arguments, redirect="<&-")
    assert (code, said) == (
        2,
        "zhibi：标准输入：没有打开，读不到内容。请给出文件名，或用管道把内容送进来 [input]\n",
    )


# --- --fix ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_fixing_leaves_every_other_byte(encoding: str, end: str, capsys: Capture) -> None:
    text = f"　关于工作情况的汇报{end}{end}走访企业，，解决困难，，事情搞定。{end}没有更多，，内容"
    before = text.encode(encoding)
    Path("稿.txt").write_bytes(before)
    done = zhibi(capsys, "check", "稿.txt", "--fix", "-o", "改.txt")
    assert (done.code, done.out) == (0, "")
    assert "X-WORD" in done.err
    assert done.err.startswith("改了3处。改后的稿子：\n稿.txt:3:13: 提醒 X-WORD")
    after = text.replace("，，", "，")
    assert Path("改.txt").read_bytes() == after.encode(encoding)
    assert Path("稿.txt").read_bytes() == before
    zhibi(capsys, "check", "改.txt", "--fix", "-o", "再改.txt")
    assert Path("再改.txt").read_bytes() == Path("改.txt").read_bytes()


def test_mixed_line_ends_and_the_end_of_file_mark_stay(capsys: Capture) -> None:
    data = "甲，，乙\r\n丙\n，，丁\r戊，，\r\n\x1a".encode()
    Path("稿.txt").write_bytes(data)
    zhibi(capsys, "check", "稿.txt", "--fix", "-o", "改.txt")
    assert Path("改.txt").read_bytes() == data.replace("，，".encode(), "，".encode())


def test_the_mended_text_alone_goes_to_standard_output(capsys: Capture) -> None:
    done = zhibi(capsys, "check", "坏.txt", "--fix")
    assert (done.code, done.out) == (0, BAD.replace("，，", "，"))
    assert "坏.txt:1:13: 提醒 X-WORD" in done.err
    told = zhibi(capsys, "check", "坏.txt", "--fix", "--format", "json").err
    assert json.loads(told)["text"] == done.out


# --- --jsonl ---


def lines(*rows: object) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_a_batch_answers_line_by_line_in_order(capsys: Capture) -> None:
    rows = [
        {"id": "甲", "text": BAD, "genre": "工作总结", "person": "first", "period": "2023年"},
        {"id": 7, "text": ""},
        {"id": "甲", "text": GOOD, "facts": ["走访企业"], "exemplars": ["别的。"], "genre": None},
    ]
    Path("批.jsonl").write_text(lines(*rows), encoding="utf-8")
    done = zhibi(capsys, "check", "--jsonl", "批.jsonl")
    told = [json.loads(line) for line in done.out.splitlines()]
    assert (done.code, done.err) == (1, "")
    assert [t["id"] for t in told] == ["甲", 7, "甲"]
    assert all(list(t) == ["id", "findings"] for t in told)
    single = check(BAD, genre="工作总结", person="first", period="2023年")
    assert told[0]["findings"] == [f.model_dump(mode="json") for f in single]
    assert told[1]["findings"] == []
    assert zhibi(capsys, "check", "--jsonl", "批.jsonl", "-o", "果.jsonl") == Done(1, "", "")
    assert Path("果.jsonl").read_text(encoding="utf-8") == done.out


def test_a_batch_from_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    give(b"\xef\xbb\xbf" + lines({"id": 1, "text": GOOD}).encode() + b"\r\n", monkeypatch)
    assert zhibi(capsys, "check", "--jsonl", "-") == Done(0, '{"id": 1, "findings": []}\n', "")


def test_a_batch_without_a_line_is_no_batch(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    for empty in ("", "\n \n"):
        give(empty, monkeypatch)
        refused(
            zhibi(capsys, "check", "--jsonl", "-", "-o", "果.jsonl"), "标准输入：里面一行也没有。一行写一个"
        )
    assert not Path("果.jsonl").exists()


def test_what_the_rows_of_a_batch_do_not_say(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[object, ...]] = []
    witness(monkeypatch, lambda p: seen.append((p.genre.name, p.person, p.period, p.against[0].text)))  # type: ignore[attr-defined]
    rows = [{"id": 1, "text": GOOD}, {"id": 2, "text": GOOD, "genre": "述职报告", "period": "2021年"}]
    Path("批.jsonl").write_text(lines(*rows), encoding="utf-8")
    options = ["--genre", "工作总结", "--person", "third", "--period", "2024年", "--against", "坏.txt"]
    zhibi(capsys, "check", "--jsonl", "批.jsonl", *options)
    assert seen == [("个人工作总结", "third", "2024年", BAD), ("述职报告", "third", "2021年", BAD)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "不是完整的 JSON"),
        ("[1]", "不是 JSON 对象"),
        ('{"text": "好。"}', "缺少 id"),
        ('{"id": true, "text": "好。"}', "id 应是文字或整数"),
        ('{"id": 1.5, "text": "好。"}', "id 应是文字或整数"),
        ('{"id": 1}', "缺少 text"),
        ('{"id": 1, "text": null}', "text 应是文字"),
        ('{"id": 1, "text": "好。", "fact": []}', "“fact”不是可用的键。可用：id、text、facts"),
        ('{"id": 1, "text": "好。", "facts": "一"}', "facts 应是一组文字"),
        ('{"id": 1, "text": "好。", "facts": [1]}', "facts 应是一组文字"),
        ('{"id": 1, "text": "好。", "person": "we"}', "没有“we”这种人称"),
        ('{"id": 1, "text": "好。", "genre": "小说"}', "没有“小说”这个文种"),
        ('{"id": 1, "text": "好。", "period": 2023}', "period 应是文字"),
        ('{"id": 1, "id": 2, "text": "好。"}', "“id”写了两次"),
        ('{"id": 1, "text": "\\ud800"}', "半个字符"),
        ("[" * 100_000, "不是完整的 JSON"),
        (b"\xff\xfe", "不是 UTF-8"),
    ],
)
def test_a_broken_line_is_told_before_anything_is_written(
    line: str | bytes, said: str, capsys: Capture
) -> None:
    data = line if isinstance(line, bytes) else line.encode()
    Path("批.jsonl").write_bytes(lines({"id": 1, "text": BAD}).encode() + b"\n" + data + b"\n")
    refused(zhibi(capsys, "check", "--jsonl", "批.jsonl", "-o", "果.jsonl"), "批.jsonl:3：", said)
    assert not Path("果.jsonl").exists()
    refused(zhibi(capsys, "check", "--jsonl", "批.jsonl"), said)


# --- --explain ---


def test_a_rule_is_explained(capsys: Capture) -> None:
    done = zhibi(capsys, "check", "--explain", "x-twice")
    assert done.code == 0
    for part in (
        "X-TWICE　写了两遍", "类别：试验", "级别：错误", "依据：系统规则，试验第1条", "自动改：能",
        "错：走访企业，，解决困难。\n改：走访企业，解决困难。", "对：走访企业，解决困难。",
        "off: [X-TWICE]", "<!-- zhibi: 忽略 X-TWICE -->",
    ):  # fmt: skip
        assert part in done.out


def test_an_unknown_rule_has_neighbours(capsys: Capture) -> None:
    refused(zhibi(capsys, "check", "--explain", "X-TWISE"), "没有规则 X-TWISE", "X-TWICE", "--explain all")


@pytest.mark.parametrize("word", ["all", "ALL", "全部"])
def test_all_rules_are_listed(word: str, capsys: Capture) -> None:
    out = zhibi(capsys, "check", "--explain", word).out
    assert out.splitlines() == [
        "试验",
        "  X-NOTE        说明　提示",
        "  X-TWICE       错误　写了两遍",
        "  X-WORD        提醒　口语",
    ]


# --- Python ---


def test_the_function_says_what_the_command_says(capsys: Capture) -> None:
    told = json.loads(zhibi(capsys, "check", "坏.txt", "--format", "json").out)
    assert [f.model_dump(mode="json") for f in check(BAD)] == told["findings"]


def test_many_threads_share_the_rules() -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda i: check(BAD * (i % 5 + 1)), range(80)))
    assert [len(r) for r in results] == [3 * (i % 5 + 1) for i in range(80)]


def test_wrong_calls_of_the_function() -> None:
    with pytest.raises(InputError, match="没有“小说”这个文种"):
        check(GOOD, genre="小说")
    with pytest.raises(InputError, match="人称"):
        check(GOOD, person="second")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="半个字符"):
        check("\ud800")
    assert check("") == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"facts": "走访企业43家"}, "facts 应是一组文字，不是一段文字：请写成 [文字, …]"),
        ({"facts": [43]}, "facts 里每一项应是文字，不是 int"),
        ({"against": 5}, "against 应是一组文字，不是 int"),
        ({"period": 5}, "period 应是文字，不是 int"),
        ({"genre": 5}, "genre 应是文字，不是 int"),
        ({"config": 5}, "config 应是文件夹的路径，不是 int"),
        ({"text": None}, "text 应是文字，不是 NoneType"),
    ],
)
def test_values_of_a_wrong_type_are_told_in_one_line(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(TypeError) as told:
        check(**{"text": GOOD, **wrong})
    assert str(told.value) == said
    assert check(GOOD, period=None, exemplars=None, against=None) == []  # type: ignore[arg-type]


# --- what is loaded ---

HEAVY = ("chromadb", "langgraph", "openai", "langchain", "langchain_core", "sklearn", "docx", "numpy")


@pytest.mark.parametrize(
    "arguments", [["check", "--help"], ["check", "坏.txt"], ["check", "--explain", "all"]]
)
def test_nothing_heavy_is_loaded(arguments: list[str]) -> None:
    code = (
        f"import sys\nfrom pipeline.cli import run\nrun({arguments!r})\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    assert process(code=code).err == "[]\n"


def test_importing_the_package_loads_no_rules() -> None:
    code = "import sys, pipeline\nprint([m for m in ('pydantic', 'yaml', 'pipeline.checking') if m in sys.modules])"
    assert process(code=code, **{k: v for k, v in environment().items() if k == "PATH"}).out == "[]\n"
