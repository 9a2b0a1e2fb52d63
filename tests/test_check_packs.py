"""A user's own rules: what is wrong with a pack is told with file and line, and what is right is used."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.packs import PACK, only_rules
from support.shell import Done, zhibi

from pipeline import check
from pipeline.checking import api, trust

Capture = pytest.CaptureFixture[str]
OWN = """\
rules:
  - id: OWN-PARK
    kind: pattern
    severity: warning
    title: 园区旧名
    message: 园区已经改名
    source: {level: 通行做法}
    options: {find: [老园区]}
    bad: [走访老园区。]
    good: [走访园区。]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    only_rules(tmp_path, monkeypatch)
    Path("稿.txt").write_text("走访老园区，，解决困难。\n", encoding="utf-8")
    Path("我的/config/rules").mkdir(parents=True)
    return tmp_path


def own(text: str, name: str = "90-own.yaml") -> str:
    path = Path("我的/config/rules") / name
    path.write_text(text, encoding="utf-8")
    api._checker.cache_clear()
    return str(path)


def run(capsys: Capture) -> Done:
    return zhibi(capsys, "check", "稿.txt", "--config", "我的")


def test_a_rule_of_ones_own(capsys: Capture) -> None:
    own(OWN)
    out = run(capsys).out
    assert "提醒 OWN-PARK 园区已经改名" in out
    assert "X-TWICE" in out
    assert "自定" in zhibi(capsys, "check", "--explain", "own-park", "--config", "我的").out
    assert [f.rule for f in check("走访老园区。", config="我的")] == ["OWN-PARK"]
    assert check("走访老园区。") == []


def test_a_pack_of_the_same_name_replaces_the_shipped_one(capsys: Capture) -> None:
    own(OWN, "10-test.yaml")
    assert "X-TWICE" not in run(capsys).out


def test_rules_are_switched_off(capsys: Capture) -> None:
    own("off: [X-TWICE, X-NOTE]\n")
    assert run(capsys) == Done(0, "没有发现问题。\n", "")
    assert "（已关闭）" in zhibi(capsys, "check", "--explain", "X-TWICE", "--config", "我的").out


def test_a_rule_is_switched_off_in_a_genre() -> None:
    own("off:\n  - {id: X-TWICE, genres: [讲话稿]}\n")
    text = "走访企业，，解决困难。"
    assert [f.rule for f in check(text, config="我的")] == ["X-TWICE"]
    assert [f.rule for f in check(text, genre="述职报告", config="我的")] == ["X-TWICE"]
    assert check(text, genre="领导讲话", config="我的") == []


@pytest.mark.parametrize(
    ("pack", "line", "said"),
    [
        (OWN + "rule: 1\n", 11, "“rule”不是可用的键。可用的键：family"),
        (OWN.replace("title:", "titel:"), 5, "“rules[0].titel”不是可用的键"),
        (OWN.replace("{find: [老园区]}", "{find: ['（老园区', '(老']}"), 8, "正则写错了"),
        (OWN.replace("{find: [老园区]}", "{find: [老园区], repl: 园区}"), 8, "repl"),
        (OWN.replace("OWN-PARK", "X-TWICE"), 2, "规则 X-TWICE 在 10-test.yaml 里已经有了"),
        (OWN.replace("kind: pattern", "kind: patern"), 3, "没有“patern”这种规则。可用："),
        (OWN.replace("severity: warning", "severity: fatal"), 4, "“rules[0].severity”不在可选值之内"),
        (OWN.replace("OWN-PARK", "own park"), 2, "“rules[0].id”写法不对"),
        (OWN.replace("走访老园区。", "走访园区。"), 9, "OWN-PARK 的例子“走访园区。”应当报出，但没有报"),
        (
            OWN.replace("[走访园区。]", "[好, 去老园区。]"),
            10,
            "OWN-PARK 的例子“去老园区。”不该报，但报了“老园区”",
        ),
        (OWN + "off: [X-NONE]\n", 11, "没有规则 X-NONE。全部编号见 zhibi check --explain all"),
        ("off: [{id: X-NOTE, genres: [小说]}]\n", 1, "没有“小说”这个文种"),
        ("rules:\n  - [\n", 3, "YAML 写法有误"),
    ],
)
def test_a_broken_pack_is_told_with_file_and_line(pack: str, line: int, said: str, capsys: Capture) -> None:
    path = own(pack)
    for _ in range(2):  # nothing is remembered of a pack that failed
        done = run(capsys)
        assert (done.code, done.out) == (2, "")
        assert done.err.count("\n") == 1
        assert said in done.err
        assert done.err.startswith(f"zhibi：{path}:{line}："), done.err


# --- examples are run once for each change ---


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the rules whose examples were run."""
    seen: list[str] = []
    real = trust.failures

    def counted(checker: object, one: object) -> object:
        seen.append(one.rule.id)  # type: ignore[attr-defined]
        return real(checker, one)  # type: ignore[arg-type]

    monkeypatch.setattr(trust, "failures", counted)
    return seen


def test_examples_are_run_once_for_each_change(runs: list[str], capsys: Capture, home: Path) -> None:
    own(OWN)
    for _ in range(3):
        api._checker.cache_clear()
        run(capsys)
    assert runs == ["OWN-PARK"]
    own(OWN.replace("改名", "更名"))
    run(capsys)
    assert runs == ["OWN-PARK"] * 2
    assert len(list((home / "rules").iterdir())) == 1


def test_shipped_packs_and_copies_of_them_are_trusted(runs: list[str], capsys: Capture) -> None:
    own(PACK, "10-test.yaml")
    assert "X-TWICE" in run(capsys).out
    own(PACK.replace("口语", "俗语"), "10-test.yaml")
    run(capsys)
    assert runs == ["X-TWICE", "X-WORD", "X-NOTE"]


def test_a_home_that_cannot_be_written_is_no_error(runs: list[str], capsys: Capture, home: Path) -> None:
    home.write_text("这是一个文件", encoding="utf-8")
    own(OWN)
    for _ in range(2):
        api._checker.cache_clear()
        assert "OWN-PARK" in run(capsys).out
    assert runs == ["OWN-PARK"] * 2
