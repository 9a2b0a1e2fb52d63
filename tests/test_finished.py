"""A text of the clerk's own against the notes, with the shipped rules, from end to end."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.checking.api import checker_in
from pipeline.checking.finished import circumstances, read_document, review
from pipeline.config import DataFolders
from pipeline.errors import InputError
from pipeline.line import draft
from pipeline.types import Finding, Severity

FOLDERS = DataFolders()
CASES = sorted((Path(__file__).parent / "cases" / "notes").glob("*.md"))
NOTES = "- 走访企业86家，解决问题53个\n- 3月18日开工建设泵站2座\n- 争取资金**万元\n"
GOOD = "走访企业86家，帮助解决问题53个。泵站2座于3月18日开工建设。争取资金〔待补：金额〕万元。\n"


@pytest.fixture
def notes(tmp_path: Path) -> str:
    (tmp_path / "要点.md").write_text(NOTES, encoding="utf-8")
    return str(tmp_path / "要点.md")


def findings(text: str, notes: str | None, tmp_path: Path) -> tuple[Finding, ...]:
    (tmp_path / "稿.txt").write_text(text, encoding="utf-8")
    document = read_document(str(tmp_path / "稿.txt"))
    return review(document, circumstances(FOLDERS, notes=notes), checker_in()).findings


def errors(text: str, notes: str | None, tmp_path: Path) -> list[Finding]:
    return [f for f in findings(text, notes, tmp_path) if f.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("86家", "96家", "96家"),
        ("3月18日", "3月19日", "3月19日"),
        ("〔待补：金额〕万元", "300万元", "300万元"),
        ("。\n", "，惠及群众5万人。\n", "5万人"),
    ],
)
def test_what_was_altered_or_added_is_an_error(
    old: str, new: str, wrong: str, notes: str, tmp_path: Path
) -> None:
    text = GOOD.replace(old, new)
    start = text.index(wrong)
    found = errors(text, notes, tmp_path)
    assert [f for f in found if f.start < start + len(wrong) and start < f.end], found


@pytest.mark.parametrize(
    ("lost", "fact"), [("，帮助解决问题53个", "F1"), ("泵站2座于3月18日开工建设。", "F2")]
)
def test_what_was_lost_is_an_error(lost: str, fact: str, notes: str, tmp_path: Path) -> None:
    found = errors(GOOD.replace(lost, ""), notes, tmp_path)
    assert [f.facts for f in found if f.start == f.end == 0] == [(fact,)]


def test_a_good_text_is_left_alone(notes: str, tmp_path: Path) -> None:
    assert {f.severity for f in findings(GOOD, notes, tmp_path)} <= {Severity.INFO}


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.stem)
def test_our_own_documents_are_left_alone(case: Path, tmp_path: Path) -> None:
    text = draft(case, model="builtin", home=tmp_path / "home").document.layout().text
    assert errors(text, str(case), tmp_path) == []


@pytest.mark.parametrize("residue", ["在**同志带领下", "⟨地名⟩的工作", "由XX局牵头", "某某同志"])
def test_residue_is_found_without_notes(residue: str, tmp_path: Path) -> None:
    assert errors(f"全年工作平稳，{residue}有序推进。\n", None, tmp_path)


def test_an_empty_or_missing_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_text("\n", encoding="utf-8")
    for name in ("空.txt", "没有.txt"):
        with pytest.raises(InputError):
            read_document(str(tmp_path / name))
