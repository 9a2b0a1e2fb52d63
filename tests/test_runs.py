"""Run folders: whole or absent, found again, one writer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.runs import (
    RunFolder,
    find_run,
    list_runs,
    log_exception,
    open_run,
    redact,
    redact_text,
    remove_run,
    write_atomic,
)
from pipeline.types import Plan, PlannedSection

ROOT = Path(__file__).parents[1]
PLAN = Plan(
    genre="述职报告",
    title="述职报告",
    person="first",
    sections=(PlannedSection(id="s1", function="履职", facts=("F1",)),),
)


def test_the_same_work_has_the_same_folder(home: Path) -> None:
    with open_run(home, "述职 报告/2025", ["a", "b"]) as one:
        one.write("plan", PLAN)
        one.write("sections/s1", {"text": "行。"})
    with open_run(home, "述职 报告/2025", ["a", "b"]) as two:
        assert two.id == one.id
        assert two.id.startswith("述职-报告-2025-")
        assert two.path.parent == home / "runs"
        assert two.read("plan", Plan) == PLAN
        assert two.read("sections/s1", dict) == {"text": "行。"}
        assert two.stages() == ("plan", "sections/s1")
    with open_run(home, "述职 报告/2025", ["ab"]) as other:
        assert other.id != one.id


def test_fresh_starts_anew(home: Path) -> None:
    with open_run(home, "a", ["k"]) as run:
        run.write("plan", PLAN)
        run.store_call("ab" * 32, {"reply": 1})
    with open_run(home, "a", ["k"], fresh=True) as run:
        assert run.read("plan", Plan) is None
        assert run.calls() == ()
    assert [p.name for p in (home / "runs").iterdir() if p.is_dir()] == [run.id]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"genre": 1}', b"\xff", b'{"unknown": "key"}'])
def test_a_damaged_artefact_counts_as_absent(run: RunFolder, damage: bytes) -> None:
    run.write("plan", PLAN).write_bytes(damage)
    assert run.read("plan", Plan) is None


def test_a_damaged_call_counts_as_absent(run: RunFolder) -> None:
    key = "ab" * 32
    assert run.load_call(key) is None
    run.store_call(key, {"reply": "行"})
    assert run.load_call(key) == {"reply": "行"}
    for damage in (b"", b"{", b"3", b"\xff"):
        (run.path / "calls" / f"{key}.json").write_bytes(damage)
        assert run.load_call(key) is None


@pytest.mark.parametrize("stage", ["", "..", "../x", "/etc/x", "a/../b", "a//b", "run", "calls/x", "a.b"])
def test_a_stage_stays_inside_its_folder(run: RunFolder, stage: str) -> None:
    with pytest.raises(ValueError, match="stage"):
        run.write(stage, {})


def test_a_call_s_name_is_a_hash(run: RunFolder) -> None:
    with pytest.raises(ValueError, match="hash"):
        run.load_call("../../etc/passwd")


def test_one_writer_only(home: Path) -> None:
    with open_run(home, "a", ["k"]) as run:
        with pytest.raises(InputError, match="正在处理") as caught:
            open_run(home, "a", ["k"])
        assert "\n" not in str(caught.value)
        with pytest.raises(InputError):
            remove_run(find_run(home, run.id))
    open_run(home, "a", ["k"]).close()


def test_two_processes_do_not_interleave(home: Path) -> None:
    code = (
        "import sys, pathlib; from pipeline.runs import open_run;"
        "run = open_run(pathlib.Path(sys.argv[1]), 'a', ['k']); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"open"
        with pytest.raises(InputError):
            open_run(home, "a", ["k"])
        # A killed process leaves no lock behind.
        child.kill()
        child.wait()
    open_run(home, "a", ["k"]).close()


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_killed_while_writing(home: Path) -> None:
    code = (
        "import sys, pathlib, itertools; from pipeline.runs import open_run;"
        "run = open_run(pathlib.Path(sys.argv[1]), 'a', ['k']);\n"
        "for n in itertools.count(): run.write('s', {'n': n, 'text': '接访' * 200_000}); print(n, flush=True)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        for _ in range(3):
            child.stdout.readline()
        time.sleep(0.003)
        child.send_signal(signal.SIGKILL)
        child.wait()
    with open_run(home, "a", ["k"]) as run:
        kept = run.read("s", dict)
        assert kept is not None
        assert kept["n"] >= 2
        assert len(kept["text"]) == 400_000
        assert not list(run.path.rglob("*.tmp"))


def test_provenance(home: Path) -> None:
    with open_run(home, "标题", ["k", "m"]) as run:
        run.record(model="m", prompts="p", argv=["zhibi", "draft", "--api-key", "sk-abcdefghijk"])
        run.record(rules="r")
        run.finish("done")
        first = run.provenance
    assert first is not None
    assert (first.label, first.key, first.status, first.starts) == ("标题", ("k", "m"), "done", 1)
    assert (first.model, first.prompts, first.rules) == ("m", "p", "r")
    assert first.argv == ("zhibi", "draft", "--api-key", "***")
    assert "python" in first.versions
    with open_run(home, "标题", ["k", "m"]) as run:
        again = run.provenance
    assert again is not None
    assert (again.starts, again.status, again.finished, again.started) == (2, "running", "", first.started)


def test_damaged_provenance_is_made_anew(home: Path) -> None:
    with open_run(home, "a", ["k"]) as run:
        run.write("plan", PLAN)
        (run.path / "run.json").write_bytes(b"{")
        assert run.provenance is None
    with open_run(home, "a", ["k"]) as run:
        assert run.provenance is not None
        assert run.read("plan", Plan) == PLAN


def test_odd_bytes_in_names(home: Path) -> None:
    with open_run(home, "甲\udc80", ["k\udc80"]) as run:
        run.record(argv=["draft", "甲\udc80.md"])
        assert run.provenance is not None
        assert run.provenance.argv == ("draft", "甲?.md")


def test_finding_and_removing(home: Path) -> None:
    assert list_runs(home) == ()
    for at, name in enumerate(["甲", "甲乙", "丙"]):
        with open_run(home, name, [name]) as run:
            os.utime(run.path / "run.json", (at, at))
    assert [r.provenance.label for r in list_runs(home) if r.provenance] == ["丙", "甲乙", "甲"]
    assert find_run(home, "丙").id == list_runs(home)[0].id
    assert find_run(home, list_runs(home)[0].id[-10:]).id == list_runs(home)[0].id
    with pytest.raises(InputError, match="多条"):
        find_run(home, "甲")
    for missing in ("丁", "", "../runs"):
        with pytest.raises(InputError, match="没有编号"):
            find_run(home, missing)
    remove_run(find_run(home, "丙"))
    assert len(list_runs(home)) == 2
    assert not [p for p in (home / "runs").iterdir() if "丙" in p.name or p.name.startswith(".")]


@given(st.text(max_size=80))
def test_any_label_makes_a_file_name(label: str) -> None:
    from pipeline.runs.folder import _safe

    name = _safe(label)
    assert name
    assert not set(name) & set('/\\:*?"<>|. \n\0')
    assert len(name.encode("utf-8", "surrogatepass")) <= 160


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(InputError, match="写不进去"):
        open_run(blocked, "a", ["k"])
    with pytest.raises(InputError, match="写不进去"):
        write_atomic(blocked / "x.json", b"1")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_atomic(path, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="磁盘满了"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith((".", "a"))] == ["a.json"]


def test_many_threads_write_one_file(run: RunFolder) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: run.write("s", {"n": n, "pad": "x" * 10_000}), range(40)))
    kept = run.read("s", dict)
    assert kept is not None
    assert kept["n"] in range(40)


def test_tracebacks_go_to_the_log_without_keys(run: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "0123abcd.plain")

    def fail() -> None:
        raise RuntimeError("key 0123abcd.plain and sk-abcdefgh1234")

    try:
        fail()
    except RuntimeError:
        path = run.log_exception()
    text = path.read_text(encoding="utf-8")
    assert path.parent == run.path
    assert "RuntimeError" in text
    assert "test_runs.py" in text
    assert "plain" not in text
    assert "abcdefgh" not in text


def test_a_log_that_cannot_be_written_goes_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert log_exception(blocked, RuntimeError("x")).parent == tmp_path


def test_redact() -> None:
    argv = ["zhibi", "--token=abc", "--api-key", "abc", "-o", "x.md", "http://me:pw@host/v1", "sk-1234567890"]
    shown = ["zhibi", "--token=***", "--api-key", "***", "-o", "x.md", "http://***@host/v1", "***"]
    assert redact(argv) == shown
    assert redact_text("task-oriented risk-averse") == "task-oriented risk-averse"
