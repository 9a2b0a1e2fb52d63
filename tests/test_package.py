"""What is shipped, and the commands that the README promises."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from pathlib import Path

import pytest
from support.shell import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"([a-z0-9-]+)==([^\s;]+)(?: ; sys_platform [!=]= \"\w+\")?")
INSTALL_AND_TEST = (
    "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e '.[dev]' && .venv/bin/pytest"
)
INSTALL_AND_DRAFT = (
    "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt . "
    "&& .venv/bin/zhibi draft tests/cases/notes/shuzhi.md"
)


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [PIN.fullmatch(line) for line in lines if not line.startswith("#")]
    assert all(found), "only exact versions, no hashes, no addresses"
    return {m[1]: m[2] for m in found if m}


def wanted() -> list[str]:
    project = PROJECT["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


@pytest.mark.parametrize("requirement", wanted())
def test_every_requirement_is_pinned_inside_its_range(requirement: str) -> None:
    specifiers = pytest.importorskip("packaging.requirements").Requirement(requirement)
    assert specifiers.specifier.contains(pins()[specifiers.name.lower()])


def test_constraints_are_sorted_and_said_once() -> None:
    names = [
        line.split("==")[0]
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert names == sorted(set(names))


def test_the_data_travels_inside_the_wheel() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert wheel == {name: f"pipeline/_data/{name}" for name in ("prompts", "config", "corpus")}
    for name in wheel:
        files = [p for p in (ROOT / name).rglob("*") if p.is_file()]
        assert files
        strange = [
            p
            for p in files
            if not any(fnmatch.fnmatch(p.name, f"*.{e}") for e in ("yaml", "txt", "md", "j2", "tsv"))
        ]
        assert not strange


def test_the_installed_program_finds_its_data_in_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pipeline.config

    assert pipeline.config.shipped_root() == ROOT
    (tmp_path / "_data").mkdir()
    monkeypatch.setattr(pipeline.config, "_PACKAGE", tmp_path)
    assert pipeline.config.shipped_root() == tmp_path / "_data"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_gives_the_commands_that_are_run(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for command in (INSTALL_AND_DRAFT, INSTALL_AND_TEST):
        assert command in text


def test_ci_runs_the_command_of_the_readme() -> None:
    assert f'tests="{INSTALL_AND_TEST}"' in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
