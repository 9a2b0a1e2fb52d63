"""The arrows between the rooms, and what may be loaded when."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.shell import ROOT, environment, process

HEAVY = (
    "chromadb",
    "langgraph",
    "openai",
    "langchain",
    "langchain_openai",
    "sklearn",
    "docx",
    "numpy",
    "rjieba",
)
LOADED = (
    "import json, sys\n{}\n"
    "print(json.dumps([m for m in {!r} if m in sys.modules]), file=sys.stderr)\nsys.exit(code)"
)


def test_arrows_point_down() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    if not lint.exists():
        pytest.skip("import-linter is not installed")
    done = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, env=environment()
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "arguments", [["--help"], ["draft", "--help"], ["corpus", "--help"], ["runs", "list", "-h"]]
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = LOADED.format(f"from pipeline.cli import run\ncode = run({arguments!r})", HEAVY)
    done = process(code=code)
    assert done.code == 0
    assert done.out.startswith("用法：zhibi")
    assert json.loads(done.err) == []


def test_the_package_itself_loads_nothing_heavy() -> None:
    done = process(code=LOADED.format("import pipeline\ncode = 0", (*HEAVY, "pydantic", "yaml", "typer")))
    assert json.loads(done.err) == []


def test_the_builtin_writer_needs_neither_openai_nor_chroma() -> None:
    notes = str(ROOT / "tests/cases/notes/shuzhi.md")
    done = process(
        code=LOADED.format(f"from pipeline.cli import run\ncode = run(['draft', {notes!r}])", HEAVY[:3])
    )
    assert done.code == 0
    assert json.loads(done.err.splitlines()[-1]) == ["langgraph"]


def test_no_module_outgrows_its_room() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in (ROOT / "pipeline").rglob("*.py")
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long, f"split them into a folder: {long}"
