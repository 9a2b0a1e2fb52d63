"""What the documents say is what the program does."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from support.shell import zhibi
from typer.main import get_command

from pipeline import check
from pipeline.cli import app
from pipeline.line import draft

ROOT = Path(__file__).parent.parent
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("readme", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_before_and_after_is_what_the_program_writes(readme: str, tmp_path: Path) -> None:
    from pipeline.export import export

    (tmp_path / "notes.md").write_text(blocks(readme, "markdown")[0], encoding="utf-8")
    result = draft(tmp_path / "notes.md", model="builtin", home=tmp_path / "home")
    assert export(result, "txt").decode().strip() == blocks(readme, "text")[0].strip()


@pytest.mark.parametrize("readme", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_checked_text_is_what_the_program_says(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("要点.md").write_text(blocks(readme, "yaml")[0], encoding="utf-8")
    Path("鉴定.txt").write_text(blocks(readme, "txt")[0], encoding="utf-8")
    command, _, said = blocks(readme, "console")[0].partition("\n")
    done = zhibi(capsys, *command.removeprefix("$ zhibi ").split())
    assert (done.code, done.out) == (1, said)


@pytest.mark.parametrize("option", [o for p in get_command(app).commands["check"].params for o in p.opts])  # type: ignore[attr-defined]
def test_every_option_of_check_is_in_the_readme(option: str) -> None:
    if option not in ("documents", "--output", "--config", "--help", "-h"):
        assert option in blocks(ENGLISH, "text")[1]
        assert option in blocks(CHINESE, "text")[1]


def test_the_rule_of_contributing_works(tmp_path: Path) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (tmp_path / "config" / "rules").mkdir(parents=True)
    (tmp_path / "config" / "rules" / "90-own.yaml").write_text(blocks(text, "yaml")[0], encoding="utf-8")
    assert [f.suggestion for f in check("走访沱江工业园企业、学校、等。", config=tmp_path)] == ["沱江高新区"]


def test_the_hook_calls_a_command_that_exists() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    program, command = hook["entry"].split()
    assert program == "zhibi"
    assert command in get_command(app).commands  # type: ignore[attr-defined]
    assert hook["id"] in ENGLISH
    wanted = [n for n in ("a.md", "稿/b.txt", "c.docx", "d.py", "docx") if re.search(hook["files"], n)]
    assert wanted == ["a.md", "稿/b.txt", "c.docx"]
    (section,) = re.findall(
        "“(.*?)”", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8").splitlines()[0]
    )
    assert f"\n## {section}\n" in ENGLISH


def test_both_readmes_give_the_same_commands() -> None:
    def commands(text: str) -> list[str]:
        lines = [line for block in blocks(text, "bash") for line in block.splitlines()]
        return [line for line in lines if line and not line.startswith("#")]

    assert commands(ENGLISH) == commands(CHINESE)


def test_ci_runs_the_readmes_test_command() -> None:
    command = blocks(ENGLISH, "bash")[1].strip()
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_command_and_option_of_draft_is_in_the_readme() -> None:
    group = get_command(app)
    use = blocks(ENGLISH, "text")[1]
    for name, command in group.commands.items():
        assert f"zhibi {name}" in use
        for sub in getattr(command, "commands", {}):
            assert sub in use, f"{name} {sub}"
    options = [o for p in group.commands["draft"].params for o in p.opts if o.startswith("-")]
    for option in set(options) - {"--output", "--config"}:
        assert option in use


def test_every_file_of_the_map_exists() -> None:
    listing = blocks(ENGLISH, "text")[2]
    for line in listing.splitlines():
        names = re.split(r"\s{3,}", line.strip())[0]
        for name in re.split(r"[ ,]+", names):
            found = [ROOT / "pipeline" / name, ROOT / "pipeline" / f"{name}.py", ROOT / name]
            assert any(p.exists() for p in found), name


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## [{version('zhibi')}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_files_that_contributing_names_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:config|pipeline|prompts|tests|\.ci)/[^`*<>]*)`", text):
        if "NN-slug" not in name:
            assert (ROOT / name.split("(")[0].strip()).exists(), name
