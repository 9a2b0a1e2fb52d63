"""``zhibi check``: a text of the clerk's own against the notes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.checking.finished import check_file, findings_json
from pipeline.config import DataFolders
from pipeline.errors import InputError
from pipeline.line import draft

FOLDERS = DataFolders()
CASES = sorted((Path(__file__).parent / "cases" / "notes").glob("*.md"))
NOTES = "- 走访企业86家，解决问题53个\n- 3月18日开工建设泵站2座\n- 争取资金**万元\n"
GOOD = "走访企业86家，帮助解决问题53个。泵站2座于3月18日开工建设。争取资金〔待补：金额〕万元。\n"


@pytest.fixture
def notes(tmp_path: Path) -> str:
    (tmp_path / "要点.md").write_text(NOTES, encoding="utf-8")
    return str(tmp_path / "要点.md")


def rules(text: str, notes: str | None, tmp_path: Path) -> list[str]:
    (tmp_path / "稿.txt").write_text(text, encoding="utf-8")
    return [f.rule for f in check_file(str(tmp_path / "稿.txt"), notes, FOLDERS)[1]]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("86家", "96家", {"figure", "coverage"}),
        ("3月18日", "3月19日", {"date", "coverage"}),
        ("，帮助解决问题53个", "", {"coverage"}),
        ("〔待补：金额〕万元", "300万元", {"figure", "coverage"}),
        ("。\n", "，惠及群众5万人。\n", {"figure"}),
        ("。\n", "，印发《泵站管理办法》。\n", {"title"}),
    ],
)
def test_what_was_altered_lost_or_added_is_found(
    old: str, new: str, found: set[str], notes: str, tmp_path: Path
) -> None:
    assert found <= set(rules(GOOD.replace(old, new), notes, tmp_path))


def test_a_good_text_is_left_alone(notes: str, tmp_path: Path) -> None:
    assert set(rules(GOOD, notes, tmp_path)) == {"gap"}


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.stem)
def test_our_own_documents_are_left_alone(case: Path, tmp_path: Path) -> None:
    text = draft(case, model="builtin", home=tmp_path / "home").document.layout().text
    assert set(rules(text, str(case), tmp_path)) <= {"gap", "conflict"}


@pytest.mark.parametrize("residue", ["在**同志带领下", "⟨地名⟩的工作", "由XX局牵头", "某某同志"])
def test_residue_is_found_without_notes(residue: str, tmp_path: Path) -> None:
    assert rules(f"全年工作平稳，{residue}有序推进。\n", None, tmp_path) == ["placeholder"]


def test_json_is_the_contracts(notes: str, tmp_path: Path) -> None:
    (tmp_path / "稿.md").write_text(GOOD, encoding="utf-8")
    text, findings = check_file(str(tmp_path / "稿.md"), notes, FOLDERS)
    made = json.loads(findings_json(text, findings))
    assert list(made) == ["schema", "text", "findings"]
    for finding in made["findings"]:
        assert list(finding) == ["rule", "severity", "start", "end", "text", "message", "suggestion", "facts"]
        assert text[finding["start"] : finding["end"]] == finding["text"]


def test_an_empty_or_missing_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_text("\n", encoding="utf-8")
    for name in ("空.txt", "没有.txt"):
        with pytest.raises(InputError):
            check_file(str(tmp_path / name), None, FOLDERS)


def test_nothing_heavy_is_loaded(notes: str, tmp_path: Path) -> None:
    (tmp_path / "稿.txt").write_text(GOOD, encoding="utf-8")
    code = (
        "import sys\nfrom pipeline.cli import run\n"
        f"assert run(['check', {str(tmp_path / '稿.txt')!r}, '--notes', {notes!r}]) == 0\n"
        "print([m for m in ('chromadb', 'langgraph', 'openai', 'langchain_core') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
