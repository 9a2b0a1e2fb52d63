"""Every shipped genre is whole; names, guesses and variants are understood."""

from pathlib import Path

import pytest

from pipeline.config import DataFolders
from pipeline.errors import ConfigError, InputError
from pipeline.genres import Genre, fill, find_genre, first_filled, guess_genre, load_genres
from pipeline.types import Head

GENRES = load_genres(DataFolders())
NAMES = [
    "述职报告", "述职述责述廉述法报告", "个人工作总结", "挂职干部考核鉴定", "领导讲话", "挂职工作情况汇报", "体会发言",
]  # fmt: skip


def test_the_seven_genres_of_the_contract_are_there() -> None:
    assert [g.name for g in GENRES] == NAMES


@pytest.mark.parametrize("genre", GENRES, ids=lambda g: g.name)
def test_a_genre_is_whole(genre: Genre) -> None:
    for variant in (genre, *(genre.of_variant(v.cues[0]) for v in genre.variants)):
        functions = [s.function for s in variant.sections]
        assert len(functions) == len(set(functions))
        assert variant.function_for("没有这个功能") in functions
        assert 0.9 <= sum(s.share for s in variant.sections) <= 1.2
        for headings in variant.headings:
            headed = {s.function for s in variant.sections if s.heading}
            assert headed == set(headings), "每组小标题要配齐每个有标题的部分"


@pytest.mark.parametrize("genre", GENRES, ids=lambda g: g.name)
def test_headings_of_a_set_are_parallel(genre: Genre) -> None:
    """Parallel: the clauses of all headings of a set have the same number of clauses."""
    for variant in (genre, *(genre.of_variant(v.cues[0]) for v in genre.variants)):
        for headings in variant.headings:
            assert len({h.count("，") for h in headings.values()}) == 1
            assert len({len(h) for h in headings.values()}) <= 3


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("工作总结", "个人工作总结"), ("四述报告", "述职述责述廉述法报告"), ("鉴定材料", "挂职干部考核鉴定"),
        ("讲话稿", "领导讲话"), ("情况汇报", "挂职工作情况汇报"), ("述职 报告", "述职报告"), ("心得体会", "体会发言"),
    ],
)  # fmt: skip
def test_other_names_are_understood(name: str, found: str) -> None:
    assert find_genre(name, GENRES).name == found


def test_an_unknown_genre_names_the_known_ones() -> None:
    with pytest.raises(InputError) as caught:
        find_genre("请示", GENRES)
    assert all(name in str(caught.value) for name in NAMES)


@pytest.mark.parametrize(
    ("text", "title", "found"),
    [
        ("该同志挂职期间走访企业43家\n民主测评优秀", "", "挂职干部考核鉴定"),
        ("同志们\n希望大家加强学习\n今天召开座谈会", "", "领导讲话"),
        ("走访企业43家", "在全县挂职干部欢迎会上的讲话", "领导讲话"),
        ("分管教育\n述职", "", "述职报告"),
        ("审核文稿420篇", "2023年工作总结", "个人工作总结"),
        ("走访企业43家", "", "个人工作总结"),
    ],
)
def test_a_missing_genre_is_guessed(text: str, title: str, found: str) -> None:
    assert guess_genre(text, Head(title=title), GENRES).name == found


def test_a_template_is_filled_only_when_every_slot_is_known() -> None:
    assert fill("{a}的{b}", {"a": "甲", "b": "乙"}) == "甲的乙"
    assert fill("{a}的{b}", {"a": "甲", "b": ""}) is None
    assert first_filled(["{a}的{b}", "{a}"], {"a": "甲"}) == "甲"


def test_a_user_adds_a_genre_with_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "genres"
    folder.mkdir(parents=True)
    (folder / "90-jianbao.yaml").write_text(
        "name: 工作简报\nperson: third\nself_name: 我局\ntitles: [工作简报]\nlength: [500, 1500]\nhome: 进展\n"
        "sections:\n  - {function: 进展, share: 1, heading: false, always: true}\nheadings: []\n",
        encoding="utf-8",
    )
    genres = load_genres(DataFolders(tmp_path))
    assert [g.name for g in genres] == [*NAMES, "工作简报"]
    (folder / "90-jianbao.yaml").write_text("name: 工作简报\nperson: second\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"90-jianbao\.yaml:2"):
        load_genres(DataFolders(tmp_path))
