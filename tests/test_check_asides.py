"""What is no prose is left alone, and ignore comments silence what they name."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.packs import only_rules
from support.shell import zhibi

from pipeline import check
from pipeline.checking.api import checker_in, passage_of
from pipeline.checking.asides import asides
from pipeline.checking.fixing import fixed

Capture = pytest.CaptureFixture[str]
BAD = "走访企业，，解决困难。"


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    only_rules(tmp_path, monkeypatch)


def rest(text: str) -> str:
    """The text without its asides."""
    out, at = "", 0
    for one in asides(text):
        out += text[at : one.start]
        at = one.end
    return out + text[at:]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("---\n文种: 总结\ntags: [a,b]\n---\n正文\n", "\n正文\n"),
        ("\n---\r\n文种：总结\r\n其他:\r\n  - 甲\r\n- 乙\r\n# 注\r\n---\r\n正文", "\r\n正文"),
        ("---\n文种: 总结\n正文。\n", None),
        ("---\n各位领导，同志们。\n---\n正文", None),
        ("---\n现将情况汇报如下：一是抓好落实。\n---\n正文", None),
        ("正文\n---\n文种: 总结\n---\n", None),
        ("前\n```\n码\n```\n后", "前\n\n后"),
        ("前\n~~~~ sh\n码\n~~~\n码\n~~~~~\n后", "前\n\n后"),
        ("前\n```\n没有收尾\n", None),
        ("```\n全文都在里面\n```\n", None),
        ("---\n文种: 总结\n---\n```\n全文都在里面\n```\n", "\n```\n全文都在里面\n```\n"),
        ("如下\n```markdown\n# 总结<!-- 注 -->\n正文\n```\n后", "如下\n```markdown\n# 总结\n正文\n```\n后"),
        ("用 `a,b` 和 ``c`d`` 命令", "用  和  命令"),
        ("半个 `引号\n下一行`", None),
        ("前<!-- 注\n释 -->后<!-- 没有收尾", "前后<!-- 没有收尾"),
        ("前 `<!--` 中 `-->` 后", "前  中  后"),
        ("# 标题\n\n- 一条\n\n**重点**", None),
    ],
)
def test_what_is_no_prose(text: str, left: str | None) -> None:
    assert rest(text) == (text if left is None else left)


@given(
    st.lists(
        st.sampled_from(["---\n", "a: 甲\n", "```", "`", "~~~\n", "<!--", "-->", "甲", "\n", " "]),
        max_size=30,
    )
)
def test_asides_are_in_order_and_none_is_empty(parts: list[str]) -> None:
    text = "".join(parts)
    at = 0
    for one in asides(text):
        assert at <= one.start < one.end <= len(text)
        at = one.end


@pytest.mark.parametrize(
    "aside",
    [f"---\n文种: 总结\n说明: {BAD}\n---\n", f"```\n{BAD}\n```", f"用`{BAD}`命令", f"<!-- {BAD} -->"],
)
def test_no_rule_speaks_of_it_and_no_fix_is_put_in(aside: str, rules: None) -> None:
    text = f"{aside}\n# 总结\n- {BAD}\n"
    (found,) = check(text)
    assert found.start > len(aside)
    passage = passage_of(text, checker_in())
    assert fixed(passage, checker_in()).passage.text == f"{aside}\n# 总结\n- {BAD.replace('，，', '，')}\n"


def test_the_title_of_a_document_is_told_of_and_never_changed(rules: None, capsys: Capture) -> None:
    text = "印发《关于甲，，乙《办法，，》的通知》，，抓好落实。\n"
    Path("稿.txt").write_text(text, encoding="utf-8")
    done = zhibi(capsys, "check", "稿.txt", "--fix")
    assert done.out == "印发《关于甲，，乙《办法，，》的通知》，抓好落实。\n"
    assert done.err.startswith("改了1处")
    assert (done.code, done.err.count("X-TWICE")) == (1, 2)


def test_the_shipped_rules_leave_them_alone() -> None:
    text = (
        "---\n文种: 个人工作总结\ntags: [总结,报告]\n---\n\n# 工作情况\n\n<!-- zhibi:忽略 U-ETC -->\n"
        "一年来，工作平稳，用 `a,b,总结,` 命令。\n\n```\n走访,企业 100 家、等,\n```\n"
    )
    assert [f for f in check(text) if f.severity != "info"] == []


def test_what_is_claimed_counts_in_code_too() -> None:
    facts = ["走访企业86家"]
    assert not [f for f in check("走访企业`86家`。", facts) if f.severity == "error"]
    assert [f.text for f in check("走访企业`96家`。", facts) if f.severity == "error"] == ["96家"]


# --- ignore comments ---


@pytest.mark.parametrize(
    ("comment", "silent"),
    [
        ("zhibi: 忽略 X-TWICE", True),
        ("zhibi：忽略 x-twice", True),
        ("zhibi: ignore X-WORD, X-TWICE", True),
        ("zhibi: 忽略 X-TWICE（原文如此）", True),
        ("zhibi: 忽略", True),
        ("zhibi:忽略 ", True),
        ("zhibi: 忽略 X-WORD", False),
        ("zhibi: 忽略 X-TWISE", False),
        ("zhibi: 忽略 标点", False),
        ("忽略 X-TWICE", False),
    ],
)
def test_a_comment_silences_what_it_names(comment: str, silent: bool, rules: None) -> None:
    for text in (f"{BAD}<!-- {comment} -->", f"<!-- {comment} -->\n\n{BAD}\n"):
        assert (check(text) == []) is silent, text
    assert check(f"<!-- {comment} -->\n好。\n{BAD}") != []
    assert check(f"`<!-- {comment} -->`{BAD}") != []


def test_an_unknown_id_is_told(rules: None, capsys: Capture) -> None:
    Path("稿.txt").write_text(f"好。\n{BAD}<!-- zhibi: 忽略 X-TWISE、x-word -->\n", encoding="utf-8")
    said = "稿.txt:2：没有规则“X-TWISE”，这条忽略不起作用。全部编号见 zhibi check --explain all\n"
    done = zhibi(capsys, "check", "稿.txt")
    assert (done.code, done.err) == (1, said)
    assert said in zhibi(capsys, "check", "稿.txt", "--fix").err


def test_a_bare_comment_silences_no_missing_fact() -> None:
    text = "<!-- zhibi: 忽略 -->走访企业86家。"
    assert [f.facts for f in check(text, ["走访企业86家", "解决问题53个"]) if f.severity == "error"] == [
        ("F2",)
    ]


# --- time ---


@pytest.mark.parametrize(
    "piece",
    [
        "走访企业86家、园区、等，",
        "<!-- zhibi: 忽略 ",
        "<!-- zhibi: 忽略 U-ETC -->",
        "<!-- zhibi: 忽略 U-ETC -->\n",
        "```a\n",
        "`` ` ",
        "《《甲》",
    ],
    ids=["line", "open", "closed", "lines", "fences", "ticks", "titles"],
)
def test_time_grows_with_length_and_no_faster(piece: str) -> None:
    def seconds(count: int) -> float:
        best = 99.0
        for _ in range(2):
            start = time.perf_counter()
            checker_in().findings(passage_of(piece * count, checker_in()))
            best = min(best, time.perf_counter() - start)
        return best

    one = seconds(500)
    assert seconds(4000) < max(24 * one, 0.6)
