"""Punctuation, numerals and wrong characters: what holds for any text, and that the word lists agree with each other."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checking.engine import Checker
from pipeline.checking.fixing import mend
from pipeline.checking.kinds.numerals import chinese
from pipeline.checking.kinds.typos import LikenessOptions, likeness
from pipeline.checking.notes import passage_for
from pipeline.config import DataFolders, load_words, read_data
from pipeline.errors import ConfigError

FOLDERS = DataFolders()
CHECKER = Checker(FOLDERS)
MINE = tuple(one.rule.id for one in CHECKER.rules if one.rule.id.startswith(("U-", "N-", "T-")))
CORPUS = sorted((Path(__file__).parent.parent / "corpus").rglob("*.md"))
PARTS = (
    "全年走访", "约300余户", "“一窗受理”", "、", "，", "。", "；", "：", "“", "”", "‘", "’", "《办法》", "《", "》", "（", "）", "(", ")",
    "...", "…", "。。", "--", "—", "2021-2025年", "二零二三年", "3-5万元", "10几个", "七、八次", " ", "\u3000", "\n", "一是，", "第一、",
    "1、", "等", "、等", "认真部暑", "以经济建设", "的的", "进行进行", "再接再励", "有效的推动了", "做的很好", "5 %", "３家", "百分之96",
    "党的20大", "4千多人", ".46个", "县政办发[2023]15号", "既使", "截止2023年", "A,B", "http://a.cn,b", "？", "！", "吗。", '"回头看"', "同志们，\n",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)


def settle(text: str) -> tuple[str, int]:
    """The text with all safe fixes of these families in, and the rounds it took."""
    for number in range(8):
        passage = passage_for(text, FOLDERS)
        new, count = mend(text, CHECKER.flagged(passage, only=MINE))
        if not count:
            return text, number
        text = new
    return text, 8


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_fixing_comes_to_rest_and_stays_there(text: str) -> None:
    fixed, rounds = settle(text)
    assert rounds < 8
    assert settle(fixed) == (fixed, 0)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_text_outside_the_fixes_stays_as_it_is(text: str) -> None:
    flagged = CHECKER.flagged(passage_for(text, FOLDERS), only=MINE)
    fixed, _ = mend(text, flagged)
    kept, done = [], 0
    for one in sorted(flagged, key=lambda f: (f.finding.start, f.finding.end)):
        start, end = one.finding.start, one.finding.end
        if one.fix is None or start < done or text[start:end] == one.fix:
            continue
        kept.append(text[done:start])
        done = end
    kept.append(text[done:])
    at = 0
    for piece in kept:
        found = fixed.find(piece, at)
        assert found >= 0
        at = found + len(piece)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_passes_and_places_lie_inside(text: str) -> None:
    for finding in CHECKER.findings(passage_for(text, FOLDERS), only=MINE):
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.text == text[finding.start : finding.end]


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.stem)
def test_our_own_samples_are_clean(path: Path) -> None:
    text = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    passage = passage_for(text, FOLDERS)
    passage.markdown = True
    assert not [f for f in CHECKER.findings(passage, only=MINE) if f.severity != "info"]


HARD = (
    "“" * 3000, "《" * 3000, "（" * 3000, "，" * 3000, "。" * 3000, "…" * 3000, "." * 3000, " " * 3000, "汉 " * 1500, "1-" * 1500, "1，" * 1500,
    "一、" * 1500, "一是" * 1500, "、等" * 1500, "“a”、" * 1000, "《a》、" * 1000, "3～" * 1500, "近3" * 1500, "三百" * 1500, "20" * 1500, "-" * 3000,
    "的" * 3000, "进行" * 1500, "研究如何" * 800, "会议强调：" * 600, "汉" * 3000, "A,汉" * 1000, '"汉' * 1500, "(汉" * 1500, "有效的推动" * 600,
)  # fmt: skip


@pytest.mark.parametrize("text", HARD, ids=lambda t: t[:4].encode("unicode_escape").decode())
def test_time_grows_with_length_and_no_faster(text: str) -> None:
    def seconds(sample: str) -> float:
        best = 9.0
        for _ in range(2):
            start = time.perf_counter()
            CHECKER.findings(passage_for(sample, FOLDERS), only=MINE)
            best = min(best, time.perf_counter() - start)
        return best

    one = seconds(text)
    assert seconds(text * 4) < max(9 * one, 0.6)


def test_a_slip_is_listed_once_and_right_words_hold_none() -> None:
    right = frozenset(load_words(FOLDERS, "config/words/spelling.txt"))
    spared = frozenset(load_words(FOLDERS, "config/words/spelling_spared.txt"))
    wrong = {line.split()[0].lstrip("=") for line in load_words(FOLDERS, "config/words/typos.txt")}
    assert not wrong & right
    assert not spared & right
    assert all(len(w) >= 2 for w in right)


def test_right_text_passes_the_list_of_slips() -> None:
    """Each right form of the list, and each longer right text given for a wrong one, is silent."""
    lines = [line.split() for line in load_words(FOLDERS, "config/words/typos.txt")]
    rows = "\n".join(f"有关{right}。" for line in lines for right in line[1:])
    found = CHECKER.findings(passage_for(rows, FOLDERS), only=("T-TYPO",))
    assert not [f"{rows[f.start - 4 : f.end + 4]!r}" for f in found]


def test_two_words_side_by_side_are_no_slip() -> None:
    """业绩水平 is none of 绩水, 帐篷 behind 搭建 none of 建帐: joints of common words; a few are as the segmenter cuts."""
    words = [w for w in load_words(FOLDERS, "config/words/spelling.txt") if len(w) == 2][:3000]
    ending = {w[-1]: w for w in reversed(words)}
    beginning = {w[0]: w for w in reversed(words)}
    wrong = [line.split()[0] for line in load_words(FOLDERS, "config/words/typos.txt")]
    joints = [(w[1:], ending.get(w[1]), beginning.get(w[2])) for w in wrong if w[0] == "=" and len(w) == 3]
    rows = [f"有关单位{one}{two}工作情况良好。" for _, one, two in joints if one and two]
    assert len(rows) > 400
    found = CHECKER.findings(passage_for("\n".join(rows), FOLDERS), only=("T-TYPO",))
    assert len(found) <= 8, [f.text for f in found]


def test_a_broken_list_names_file_and_line(tmp_path: Path) -> None:
    words = tmp_path / "config" / "words"
    words.mkdir(parents=True)
    (words / "typos.txt").write_text("# 自己的\n\n=部暑\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        Checker(DataFolders(tmp_path))
    assert "typos.txt" in str(caught.value)
    assert "3" in str(caught.value)


def test_characters_are_alike_both_ways() -> None:
    tables = likeness(FOLDERS, LikenessOptions())
    pairs = {(a, b) for a in tables.chars for b, _ in tables.alike(a)}
    assert all((b, a) in pairs for a, b in pairs)
    assert ("署", "暑") in pairs
    assert ("己", "已") in pairs


@pytest.mark.parametrize(
    ("number", "text"), [(10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (7, "七")]
)
def test_chinese_numerals(number: int, text: str) -> None:
    assert chinese(number) == text


def test_lists_are_read_as_data() -> None:
    assert read_data(FOLDERS.file("config/words/typos.txt"))
