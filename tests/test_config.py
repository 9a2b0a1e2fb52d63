"""Data files are read strictly, and what is wrong is told with file and line."""

from pathlib import Path

import pytest

from pipeline.config import DataFolders, Settings, load_settings, load_words, load_yaml, parse_yaml
from pipeline.errors import ConfigError


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("model: a\nmodle: b\n", 2, "不是可用的键"),
        ("model: a\nchroma:\n  port: x\n", 3, "应为整数"),
        ("model: [1\n", 2, "YAML 写法有误"),
        ("\tmodel: a\n", 1, "YAML 写法有误"),
        ("model: a\nmodel: b\n", 2, "写了两次"),
        ("a: &x [1, 1]\nb: [*x, *x]\n", 1, "引用"),
        ("model:\n  - a\n", 1, "应为文字"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    path = write(tmp_path / "settings.yaml", text)
    with pytest.raises(ConfigError) as caught:
        load_yaml(path, Settings)
    assert caught.value.line == line
    assert what in str(caught.value)
    assert str(caught.value).startswith(f"{path}:{line}：")


def test_the_users_folder_goes_before_the_shipped_one(tmp_path: Path) -> None:
    write(tmp_path / "config/settings.yaml", "model: ollama\n")
    assert load_settings(DataFolders(tmp_path)).model == "ollama"
    assert load_settings(DataFolders()).model == "builtin"


def test_word_lists_add_up(tmp_path: Path) -> None:
    write(tmp_path / "config/words/rungs.txt", "# 说明\n全域通办 # 本地提法\n")
    words = load_words(DataFolders(tmp_path), "config/words/rungs.txt")
    assert "全域通办" in words
    assert "竣工" in words


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="不存在"):
        DataFolders(tmp_path / "nothing")


def test_lines_count_from_where_the_yaml_begins() -> None:
    value, lines = parse_yaml("文种: 述职报告\n字数: 800\n", "要点.md", first_line=2)
    assert value == {"文种": "述职报告", "字数": 800}
    assert lines["字数",] == 3
