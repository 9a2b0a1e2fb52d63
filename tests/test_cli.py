"""The commands from end to end: what is written where, and which exit code comes back."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from support.server import FaultyServer, hang
from support.shell import CASES, START, Done, environment, process, zhibi

import pipeline.line
from pipeline.cli import app, run

Capture = pytest.CaptureFixture[str]

ENGLISH = re.compile(
    r"Usage|Options|Commands|Arguments|Error|Missing|No such|Invalid|required|default|Show this|Try "
)
FACT = "- 走访企业43家，解决问题29个\n"
NOTES = f"---\n文种: 述职报告\n姓名: 岑望舒\n---\n{FACT}"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "要点.md"
    path.write_text(NOTES, encoding="utf-8")
    return path


def one_line(done: Done, code: int, *parts: str) -> None:
    """Nothing on standard output, one line on standard error, in Chinese."""
    assert (done.code, done.out) == (code, ""), done
    assert done.err.count("\n") == 1, done.err
    assert done.err.startswith("zhibi：")
    assert "Traceback" not in done.err
    for part in parts:
        assert part in done.err, done.err


# --- help and wrong calls ---


def commands() -> list[list[str]]:
    from typer.main import get_command

    out: list[list[str]] = [[]]
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        out.append([name])
        out += [[name, inner] for inner in getattr(command, "commands", ())]
    return out


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_help_is_chinese(command: list[str], capsys: Capture) -> None:
    for flag in ("--help", "-h"):
        done = zhibi(capsys, *command, flag)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith(f"用法：{' '.join(['zhibi', *command])} [选项]")
        assert "显示这份说明" in done.out
        assert not ENGLISH.search(done.out), done.out


@pytest.mark.parametrize("command", [[], ["corpus"], ["runs"]], ids=" ".join)
def test_a_bare_group_shows_its_help(command: list[str], capsys: Capture) -> None:
    done = zhibi(capsys, *command)
    assert (done.code, done.err) == (0, "")
    assert "命令：\n" in done.out


def test_version(capsys: Capture) -> None:
    done = zhibi(capsys, "--version")
    assert done.code == 0
    assert done.out.startswith("zhibi")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("draft", "缺少要点"),
        ("draft x.md --foo", "没有 --foo 这个选项"),
        ("draft x.md --lenth 300", "没有 --lenth 这个选项。是不是想写 --length？"),
        ("draft x.md --length abc", "--length 的值“abc”不对，应为 50 到 50000 之间的整数"),
        ("draft x.md --length 3", "--length 的值“3”不对，应为 50 到 50000 之间的整数"),
        ("draft x.md y.md", "多了“y.md”"),
        ("draft x.md -o", "-o 后面缺少值"),
        ("draft x.md --fresh=1", "--fresh 后面不带值"),
        ("drft x.md", "没有 drft 这个命令。是不是想写 draft？"),
        ("corpus drop", "没有 drop 这个命令"),
        ("corpus search 内容 -n 0", "-n 的值“0”不对，应为 1 到 50 之间的整数"),
        ("-x", "没有 -x 这个选项"),
    ],
)
def test_wrong_calls(call: str, said: str, capsys: Capture) -> None:
    done = zhibi(capsys, *call.split())
    one_line(done, 2, said, "--help [usage]")
    assert not ENGLISH.search(done.err)


# --- drafting ---


def values(path: Path) -> set[str]:
    """The figures of a file of notes, as they are written there; masked and long ones apart."""
    body = path.read_text(encoding="utf-8").split("---")[-1]
    body = re.sub(r"^\s*(?:\d+[.、]|（\d+）)", "", body, flags=re.MULTILINE)
    return set(re.findall(r"\d+(?:\.\d+)?", body)) | set(re.findall(r"《[^》]+》|“[^”]+”", body))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda p: p.stem)
def test_every_genre_is_drafted_offline_with_every_value(path: Path, capsys: Capture) -> None:
    done = zhibi(capsys, "draft", path)
    assert done.code == 0, done.err
    assert done.out.startswith("# ")
    missing = {v for v in values(path) if v not in done.out}
    assert not missing, done.out
    assert "要点" in done.err


def test_there_is_an_example_of_each_genre(capsys: Capture) -> None:
    genres = re.findall(r"^(\S+?)（第.人称", zhibi(capsys, "genres").out, re.MULTILINE)
    assert len(genres) >= 7
    written = "\n".join(p.read_text(encoding="utf-8") for p in CASES.glob("*.md")).replace(
        "四述报告", "述职述责述廉述法报告"
    )
    assert [g for g in genres if f"文种: {g}\n" not in written] == []


@pytest.mark.parametrize("fmt", ["md", "txt", "html", "docx", "json"])
def test_every_format_carries_the_facts(fmt: str, notes: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / f"稿.{fmt}"
    done = zhibi(capsys, "draft", notes, "-o", out)
    assert (done.code, done.out) == (0, ""), done.err
    data = out.read_bytes()
    if fmt == "docx":
        data = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    text = re.sub(r"<[^>]+>", "", data.decode())
    assert "43家" in text
    assert "29个" in text
    if fmt == "json":
        told = json.loads(data)
        assert told["schema"] == "zhibi.draft/1"
        assert told["facts"][0] | {"id": "F1", "line": 5, "status": "used"} == told["facts"][0]
    assert str(out) in done.err


def test_standard_input_and_format(notes: Path) -> None:
    line = [sys.executable, "-c", START, "draft", "-", "--format", "json"]
    done = subprocess.run(line, input=NOTES.encode(), capture_output=True, check=False, env=environment())
    assert done.returncode == 0, done.stderr.decode()
    assert "43家" in json.loads(done.stdout)["text"]


def test_standard_output_is_the_document_and_nothing_else(notes: Path, capsys: Capture) -> None:
    plain = zhibi(capsys, "draft", notes)
    assert "要点1条：写入1条" not in plain.out
    assert "要点1条：写入1条" in plain.err
    again = zhibi(capsys, "draft", notes)
    assert again.out == plain.out


@pytest.mark.parametrize("path", ["要点.md", "./要点.md", "链接.md"])
def test_notes_are_never_written_over(
    path: str, notes: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(notes.parent)
    Path("链接.md").symlink_to("要点.md")
    one_line(zhibi(capsys, "draft", notes, "-o", path), 2, "输出文件就是交来的文件")
    assert notes.read_text(encoding="utf-8") == NOTES


def test_an_outline_is_never_written_over(notes: Path, tmp_path: Path, capsys: Capture) -> None:
    outline = tmp_path / "提纲.md"
    assert zhibi(capsys, "outline", notes, "-o", outline).code == 0
    before = outline.read_bytes()
    one_line(zhibi(capsys, "draft", notes, "--outline", outline, "-o", outline), 2, "输出文件就是交来的文件")
    assert outline.read_bytes() == before
    assert "43家" in zhibi(capsys, "draft", notes, "--outline", outline).out


def test_an_outline_that_names_an_unknown_fact(notes: Path, tmp_path: Path, capsys: Capture) -> None:
    outline = tmp_path / "提纲.md"
    zhibi(capsys, "outline", notes, "-o", outline)
    text = outline.read_text(encoding="utf-8").replace("F1", "F9")
    outline.write_text(text, encoding="utf-8")
    done = zhibi(capsys, "draft", notes, "--outline", outline)
    number = next(i for i, line in enumerate(text.splitlines(), 1) if "F9" in line)
    one_line(done, 2, f"{outline}:{number}：", "F9", "[outline]")


def test_a_failing_export_leaves_the_old_file(
    notes: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "稿.md"
    out.write_text("旧稿", encoding="utf-8")
    monkeypatch.setattr("pipeline.export.export", lambda *_: 1 / 0)
    assert zhibi(capsys, "draft", notes, "-o", out).code == 4
    assert out.read_text(encoding="utf-8") == "旧稿"


def test_a_failing_disk_leaves_the_old_file_and_nothing_beside(
    notes: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "出"
    folder.mkdir()
    out = folder / "稿.md"
    out.write_text("旧稿", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.chmod", full)
    done = zhibi(capsys, "draft", notes, "-o", out)
    one_line(done, 2, f"{out}：写不了")
    assert [p.name for p in folder.iterdir()] == ["稿.md"]
    assert out.read_text(encoding="utf-8") == "旧稿"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (".", "这是一个文件夹"),
        ("没有/稿.md", "要写入的文件夹不存在"),
        ("稿.pdf", "不支持以“.pdf”结尾"),
        ("稿", "没有扩展名"),
    ],
)
def test_impossible_targets_fail_before_anything_is_written(
    target: str, said: str, notes: Path, tmp_path: Path, capsys: Capture
) -> None:
    before = sorted(tmp_path.rglob("*"))
    one_line(zhibi(capsys, "draft", notes, "-o", tmp_path / target), 2, said)
    assert sorted(tmp_path.rglob("*")) == before


def test_pipes_are_written_to_not_replaced(notes: Path, tmp_path: Path, capsys: Capture) -> None:
    pipe = tmp_path / "管道"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR)
    try:
        assert zhibi(capsys, "draft", notes, "--format", "txt", "-o", pipe).code == 0
        assert "43家" in os.read(reader, 60_000).decode()
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_evidence_goes_beside_a_clean_copy(notes: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "稿.docx"
    done = zhibi(capsys, "draft", notes, "-o", out, "--evidence")
    assert done.code == 0
    with zipfile.ZipFile(out) as clean, zipfile.ZipFile(tmp_path / "稿（依据）.docx") as proof:
        assert "word/comments.xml" not in clean.namelist()
        assert "word/comments.xml" in proof.namelist()


# --- exit codes ---


def test_errors_that_are_left_give_1_and_the_document(
    notes: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.types import Finding, Severity

    real = pipeline.line.draft
    left = Finding(rule="coverage", severity=Severity.ERROR, start=0, end=0, message="漏了一条")
    monkeypatch.setattr(
        "pipeline.line.draft", lambda *a, **k: real(*a, **k).model_copy(update={"findings": (left,)})
    )
    done = zhibi(capsys, "draft", notes, "-o", tmp_path / "稿.md")
    assert done.code == 1
    assert "43家" in (tmp_path / "稿.md").read_text(encoding="utf-8")
    assert "[错误] 漏了一条" in done.err


def test_a_server_that_is_down_gives_3_and_fallback_finishes(
    notes: Path, server: FaultyServer, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    server.stop()
    out = tmp_path / "稿.md"
    done = zhibi(capsys, "draft", notes, "--model", "m", "-o", out)
    assert done.code == 3, done.err
    assert not out.exists()
    assert "连不上" in done.err
    assert "--fallback" in done.err
    assert done.err.splitlines()[-1].endswith("[model]")
    done = zhibi(capsys, "draft", notes, "--model", "m", "-o", out, "--fallback")
    assert done.code == 0, done.err
    assert "43家" in out.read_text(encoding="utf-8")
    assert "29个" in out.read_text(encoding="utf-8")


def test_a_model_without_an_address(notes: Path, capsys: Capture) -> None:
    one_line(zhibi(capsys, "draft", notes, "--model", "qwen"), 2, "没有配置服务地址", "OPENAI_BASE_URL")


def test_a_bug_becomes_one_line_and_a_log(
    notes: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("谁也想不到")

    monkeypatch.setattr("pipeline.line.run_line", broken)
    done = zhibi(capsys, "draft", notes)
    log = home / "logs" / "error.log"
    one_line(done, 4, "程序出错（RuntimeError）", str(log), "[bug]")
    assert "谁也想不到" in log.read_text(encoding="utf-8")
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_an_interruption_gives_130(notes: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.line.run_line", stop)
    one_line(zhibi(capsys, "draft", notes), 130, "已中断", "重新运行同一命令")


def test_ctrl_c_ends_a_run_whose_server_never_answers(
    notes: Path, server: FaultyServer, tmp_path: Path
) -> None:
    server.always(hang)
    out = tmp_path / "稿.md"
    line = [sys.executable, "-c", START, "draft", str(notes), "--model", "m", "-o", str(out)]
    with subprocess.Popen(
        line, env=environment(OPENAI_BASE_URL=server.url), stderr=subprocess.PIPE
    ) as started:
        while not server.requests and started.poll() is None:
            time.sleep(0.05)
        started.send_signal(signal.SIGINT)
        _, err = started.communicate(timeout=60)
    assert started.returncode == 130
    assert err.decode().count("已中断") == 1
    assert not out.exists()


def test_a_reader_that_goes_away_is_no_error(notes: Path) -> None:
    line = f"import sys, os\nos.close(0)\n{START}"
    with subprocess.Popen(
        [sys.executable, "-c", line, "genres"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        assert started.stderr.read() == b""
    assert started.returncode == 0


# --- the other commands ---


def test_models_and_genres(capsys: Capture) -> None:
    assert "builtin：内置写手" in zhibi(capsys, "models").out
    assert "述职报告（第一人称" in zhibi(capsys, "genres").out


def test_corpus_from_add_to_remove(tmp_path: Path, capsys: Capture) -> None:
    shipped = json.loads(zhibi(capsys, "corpus", "stats", "--format", "json").out)
    assert shipped["documents"] >= 21
    assert zhibi(capsys, "corpus", "stats").out.startswith(f"{shipped['documents']}篇")
    own = tmp_path / "自有.txt"
    own.write_text(SAMPLE, encoding="utf-8")
    done = zhibi(capsys, "corpus", "add", own)
    assert done.code == 0, done.err
    assert "收入1篇" in done.err
    assert "已有1篇" in zhibi(capsys, "corpus", "add", own).err
    entries = json.loads(zhibi(capsys, "corpus", "list", "--format", "json").out)
    (mine,) = [e for e in entries if e["origin"] == "user"]
    assert mine["genre"] == "述职报告"
    assert mine["id"][:12] in zhibi(capsys, "corpus", "list").out
    shown = zhibi(capsys, "corpus", "show", mine["id"][:10])
    assert "柏桥" in shown.out
    found = zhibi(capsys, "corpus", "search", "走访企业，协调解决困难", "--genre", "述职报告", "-n", "3")
    assert found.code == 0
    assert "相似度" in found.out
    assert "柏桥" not in found.out
    assert "1. " in zhibi(capsys, "corpus", "search", "走访企业").out
    assert "已重建" in zhibi(capsys, "corpus", "rebuild").err
    assert zhibi(capsys, "corpus", "remove", mine["id"]).code == 0
    one_line(zhibi(capsys, "corpus", "show", mine["id"]), 2, "没有编号以", "zhibi corpus list")


def test_corpus_refuses_what_it_cannot_read(tmp_path: Path, capsys: Capture) -> None:
    empty = tmp_path / "空.md"
    empty.write_bytes(b"")
    done = zhibi(capsys, "corpus", "add", empty)
    assert done.code == 2
    assert "空.md" in done.err
    one_line(zhibi(capsys, "corpus", "add", tmp_path / "没有.md"), 2, "没有.md：找不到")
    one_line(zhibi(capsys, "corpus", "list", "--format", "xml"), 2, "没有“xml”这种格式")


def test_runs_are_listed_shown_and_removed(notes: Path, capsys: Capture) -> None:
    assert zhibi(capsys, "runs", "list").out == ""
    zhibi(capsys, "draft", notes)
    (line,) = zhibi(capsys, "runs", "list").out.splitlines()
    run_id, state, model = line.split()
    assert (state, model) == ("已写完", "builtin")
    shown = zhibi(capsys, "runs", "show", run_id)
    assert "F1\t写入\t第5行\t走访企业43家" in shown.out
    assert zhibi(capsys, "runs", "remove", run_id).code == 0
    assert zhibi(capsys, "runs", "list").out == ""
    one_line(zhibi(capsys, "runs", "show", run_id), 2, "没有编号为")


# --- a user's own folder ---


def test_init_gives_a_folder_of_ones_own(notes: Path, tmp_path: Path, capsys: Capture) -> None:
    own = tmp_path / "本单位"
    assert zhibi(capsys, "init", own).code == 0
    one_line(zhibi(capsys, "init", own), 2, "这个文件夹里已经有东西")
    genre = (own / "config/genres/03-zongjie.yaml").read_text(encoding="utf-8")
    genre = re.sub(r"^name: .*$", "name: 驻村工作总结", genre, count=1, flags=re.MULTILINE)
    genre = re.sub(r"^aliases: .*$", "aliases: [驻村总结]", genre, count=1, flags=re.MULTILINE)
    (own / "config/genres/90-zhucun.yaml").write_text(genre, encoding="utf-8")
    assert "驻村工作总结（" in zhibi(capsys, "genres", "--config", own).out
    done = zhibi(capsys, "draft", notes, "--genre", "驻村总结", "--config", own)
    assert done.code == 0
    assert "43家" in done.out
    assert "岑望舒" in done.out
    settings = own / "config/settings.yaml"
    settings.write_text("signer: false\n", encoding="utf-8")
    assert (
        "岑望舒"
        not in zhibi(capsys, "draft", notes, "--config", own, "--genre", "驻村总结").out.splitlines()[-1]
    )


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("settings.yaml", "model: builtin\nsinger: true\n", "settings.yaml:2：“singer”不是可用的键"),
        ("settings.yaml", "model: builtin\n  home: x\n", "settings.yaml:2：YAML 写法有误"),
        ("settings.yaml", "docx:\n  fonts:\n    boddy: 宋体\n", "settings.yaml:"),
        ("genres/90-x.yaml", "name: 检讨\nlength: [1, 2]\n", "90-x.yaml:1："),
        ("models.yaml", "profiles:\n  a: [1]\n", "models.yaml:2："),
    ],
)
def test_a_broken_file_of_ones_own_is_named(  # noqa: PLR0917 — a case and its fixtures
    name: str, text: str, said: str, notes: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "own/config" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    done = zhibi(
        capsys,
        "draft",
        notes,
        "--config",
        tmp_path / "own",
        "--model",
        "a" if "models" in name else "builtin",
    )
    one_line(done, 2, said, "[config]")


def test_a_config_folder_that_is_not_there(notes: Path, tmp_path: Path, capsys: Capture) -> None:
    one_line(zhibi(capsys, "draft", notes, "--config", tmp_path / "没有"), 2, "--config 指的文件夹不存在")


def test_a_program_of_its_own_draws_the_same_document(notes: Path, capsys: Capture) -> None:
    assert process("draft", notes).out == zhibi(capsys, "draft", notes).out
    assert run(["genres"]) == 0


SAMPLE = """在柏桥县商务局2024年度述职述廉会上的述职报告

柏桥县商务局局长

一年来，我认真履行职责，扎实推进商务工作。现将履职情况报告如下：

一、坚持学习，提高素质

始终把学习放在首位，参加县委理论学习中心组学习12次，撰写调研报告2篇，政治理论水平有了新的提高。

二、履职尽责，推动发展

深入柏桥工业园走访企业56家，协调解决用工、用地等困难31个，全年外贸进出口总额达到8.7亿元，增长9.3%。

三、廉洁自律，守住底线

严格执行中央八项规定精神，带头落实党风廉政建设责任制，自觉接受各方面监督。

四、存在的问题和今后打算

一是创新意识不强，二是深入基层不够。今后将加强学习，改进作风，争取更大成绩。
"""
