"""The program as a person starts it: inside this process, or as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.cli import run

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "notes"
START = "from pipeline.cli import main; main()"


class Done(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


def zhibi(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Done:
    """Run a command in this process."""
    capsys.readouterr()
    code = run([str(a) for a in arguments])
    return Done(code, *capsys.readouterr())


def environment(**more: str) -> dict[str, str]:
    """What a process of our own needs to find the package."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **more}


def process(*arguments: str | Path, code: str = START, **more: str) -> Done:
    """Run a command in a process of its own."""
    line = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(line, capture_output=True, check=False, env=environment(**more), timeout=120)
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())
