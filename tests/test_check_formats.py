"""The shapes in which findings are told: the listing of a terminal, and SARIF."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from support.packs import only_rules
from support.shell import zhibi

from pipeline.check_cli import _rendered
from pipeline.checking.finished import Manuscript, Reviewed, document_of
from pipeline.checking.listing import Lines, listing
from pipeline.types import Finding, Severity

Capture = pytest.CaptureFixture[str]
TEXT = (
    "# 2023年工作总结\n\n"
    "　　全年走访企业４３家、ＡＢ公司，，解决难题“29个”，事情搞定。\n"
    "　　"
    + "这是一句很长的话，一行放不下。" * 8
    + "到这里，，才有问题。"
    + "后面也还有很多很多的字。" * 8
    + "\n"
    "末行\t有制表符，，完"
)


class Flag:
    """Stands for what the engine hands out."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self.fix = None


def reviewed(text: str, *findings: Finding, source: str = "稿.md") -> Reviewed:
    return Reviewed(document_of(text.encode(), source), tuple(Flag(f) for f in findings))  # type: ignore[arg-type]


def found(text: str, words: str, severity: Severity = Severity.ERROR, **more: object) -> Finding:
    start = text.index(words)
    return Finding.model_validate({
        "rule": "X-ONE", "severity": severity, "start": start, "end": start + len(words), "text": words,
        "message": f"“{words}”不对", **more,
    })  # fmt: skip


GOLDEN = """\
稿.md: 错误 F-OMIT 漏了一条（要点F3）

稿.md:3:15: 错误 X-ONE “公司，，”不对
    全年走访企业４３家、ＡＢ公司，，解决难题“29个”，事情搞定。
                            ^^^^^^^^
    建议：公司，
稿.md:3:31: 提醒 X-ONE “搞定”不对
    全年走访企业４３家、ＡＢ公司，，解决难题“29个”，事情搞定。
                                                        ^^^^
    建议：删去

稿.md:4:125: 说明 X-ONE “里，，才”不对
    …话，一行放不下。到这里，，才有问题。后面也还有很多很多的字…
                         ^^^^^^^^

稿.md:5:3: 错误 X-ONE “\t”不对
    末行 有制表符，，完
        ^

错误3 提醒1 说明1
"""


def test_the_listing() -> None:
    one = reviewed(
        TEXT,
        Finding(rule="F-OMIT", severity=Severity.ERROR, start=0, end=0, message="漏了一条", facts=("F3",)),
        found(TEXT, "公司，，", suggestion="公司，"),
        found(TEXT, "搞定", Severity.WARNING, suggestion=""),
        found(TEXT, "里，，才", Severity.INFO),
        found(TEXT, "\t"),
    )
    assert listing([one], width=66) == GOLDEN.replace("“\t”", "“ ”")


@pytest.mark.parametrize("width", [20, 40, 66, 80, 200])
def test_marks_stand_below_their_words_and_rows_fit(width: int) -> None:
    text = TEXT.replace("“", "(").replace("”", ")")
    for words in (
        "公司，，",
        "这里，，才有",
        "，，完",
        "一行放不下。" + "这是一句很长的话，一行放不下。" * 6,
    ):
        rows = listing([reviewed(text, found(text, words))], width=width).splitlines()
        excerpt, marks = rows[1:3]
        assert cell_len(excerpt) <= max(width, 24)
        start = len(marks) - len(marks.lstrip())
        left = ""
        while cell_len(left) < start:
            left = excerpt[: len(left) + 1]
        assert excerpt[len(left)] == words[0]
        assert marks.strip() == "^" * min(cell_len(words), marks.count("^"))


def test_nothing_to_tell() -> None:
    assert listing([reviewed("好。")]) == "没有发现问题。\n"


def test_a_terminal_is_not_steered() -> None:
    text = "甲\x9b2J乙\u202e丙"
    out = listing([reviewed(text, found(text, "乙"), source="a\x1b[2J.md")])
    assert not {"\x9b", "\u202e", "\x1b"} & set(out)


def test_colour_is_for_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    one = reviewed("甲乙", found("甲乙", "乙"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert b"\x1b[31;1m" in _rendered([one], "text", None, Terminal())  # type: ignore[arg-type]
    assert b"\x1b" not in _rendered([one], "text", None, None)  # type: ignore[arg-type]
    for name, value in (("TERM", "dumb"), ("NO_COLOR", "1")):
        monkeypatch.setenv(name, value)
        assert b"\x1b" not in _rendered([one], "text", None, Terminal())  # type: ignore[arg-type]


def test_a_very_long_line_with_many_findings_takes_linear_time() -> None:
    text = "一二三四五，，" * 20_000
    findings = [
        Finding(rule="X-A", severity=Severity.INFO, start=i * 7 + 5, end=i * 7 + 7, message="错")
        for i in range(20_000)
    ]
    assert listing([reviewed(text, *findings)]).count("\n") == 60_002


def test_lines_and_columns() -> None:
    lines = Lines("甲乙\n\n丙")
    assert [tuple(lines.place(i)) for i in range(6)] == [(1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (3, 2)]


# --- SARIF ---


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> dict[str, object]:
    monkeypatch.chdir(tmp_path)
    only_rules(tmp_path, monkeypatch)
    Path("子 目录").mkdir()
    Path("子 目录/稿.txt").write_bytes("\ufeff第一行\r\n走访，，事情搞定。\r\n说到某事，，\r\n".encode())
    done = zhibi(capsys, "check", "子 目录/稿.txt", "--format", "sarif")
    assert done.code == 1
    zhibi(capsys, "check", "子 目录/稿.txt", "-o", "果.sarif")
    assert Path("果.sarif").read_text(encoding="utf-8") == done.out
    return json.loads(done.out)  # type: ignore[no-any-return]


def test_sarif_has_what_readers_of_it_need(log: dict[str, list[dict[str, object]]]) -> None:
    assert (log["$schema"], log["version"]) == ("https://json.schemastore.org/sarif-2.1.0.json", "2.1.0")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]  # type: ignore[index]
    assert driver["name"] == "zhibi"
    assert [r["id"] for r in driver["rules"]] == ["X-TWICE", "X-WORD", "X-NOTE"]
    levels = [r["defaultConfiguration"]["level"] for r in driver["rules"]]
    assert levels == ["error", "warning", "note"]
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_sarif_results_point_into_the_file(log: dict[str, list[dict[str, list[dict[str, object]]]]]) -> None:
    results: list[dict[str, object]] = log["runs"][0]["results"]
    raw = Path("子 目录/稿.txt").read_bytes().decode("utf-8-sig")
    rules = ["X-TWICE", "X-WORD", "X-NOTE", "X-TWICE"]
    assert [r["ruleId"] for r in results] == rules
    assert [r["ruleIndex"] for r in results] == [0, 1, 2, 0]
    words = ["，，", "搞定", "某事", "，，"]
    for result, word in zip(results, words, strict=True):
        place = result["locations"][0]["physicalLocation"]  # type: ignore[index]
        assert place["artifactLocation"] == {"uri": "%E5%AD%90%20%E7%9B%AE%E5%BD%95/%E7%A8%BF.txt"}
        region = place["region"]
        start = region["charOffset"]
        assert raw[start : start + region["charLength"]] == word
        row = raw.split("\r\n")[region["startLine"] - 1]
        assert row[region["startColumn"] - 1 : region["endColumn"] - 1] == word
        assert region["startLine"] == region["endLine"]
    fixes = [r.get("fixes") for r in results]
    assert fixes[1] is fixes[2] is None
    (change,) = fixes[0][0]["artifactChanges"]  # type: ignore[index]
    (replacement,) = change["replacements"]
    assert replacement["insertedContent"] == {"text": "，"}
    region = results[0]["locations"][0]["physicalLocation"]["region"]  # type: ignore[index]
    assert replacement["deletedRegion"] == region


def test_sarif_of_a_finding_about_the_whole(tmp_path: Path) -> None:
    from pipeline.checking.sarif import sarif

    class Rules:
        rules = ()

    one = Reviewed(Manuscript("-", b"", "好。", None), ())
    told = json.loads(sarif([one], Rules()))  # type: ignore[arg-type]
    assert told["runs"][0]["artifacts"] == [{"location": {"uri": "stdin"}}]
    assert told["runs"][0]["results"] == []


# --- beside a draft ---


def test_a_line_names_rules_and_no_marks_of_the_program() -> None:
    from pipeline.console import finding_line

    rule = Finding(rule="U-ETC", severity=Severity.ERROR, start=1, end=3, text="、等", message="多了顿号")
    assert finding_line(rule) == "[错误] 多了顿号“、等”（规则：U-ETC）"
    assert finding_line(Finding.of_all("section", Severity.INFO, "没有写“打算”")) == "[说明] 没有写“打算”"
