"""Prompts: found, filled, fingerprinted."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.prompts import Prompts


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    user, builtin = tmp_path / "user", tmp_path / "builtin"
    (builtin / "parts").mkdir(parents=True)
    user.mkdir()
    (builtin / "parts" / "rules.j2").write_text("规矩：{{ rule }}\n", encoding="utf-8")
    (builtin / "section.j2").write_text(
        "{% include 'parts/rules.j2' %}\n\n{% for f in facts %}\n[{{ f }}]\n{% endfor %}\n", encoding="utf-8"
    )
    (builtin / "other.j2").write_text("另一个\n", encoding="utf-8")
    return user, builtin


def test_render(folders: tuple[Path, Path]) -> None:
    prompts = Prompts(folders)
    assert prompts.render("section", rule="真", facts=["F1", "F2"]) == "规矩：真\n[F1]\n[F2]"
    assert prompts.render("section.j2", rule="真", facts=[]) == "规矩：真"
    assert prompts.names() == ("other", "parts/rules", "section")


def test_notes_are_text_not_template(folders: tuple[Path, Path]) -> None:
    text = Prompts(folders).render("section", rule="{{ 7 * 7 }} <b>&", facts=["{% raw %}"])
    assert "{{ 7 * 7 }} <b>&" in text
    assert "{% raw %}" in text


def test_a_user_s_prompt_goes_first_in_part_too(folders: tuple[Path, Path]) -> None:
    user, _ = folders
    (user / "parts").mkdir()
    (user / "parts" / "rules.j2").write_bytes(b"\xef\xbb\xbf" + "我的：{{ rule }}".encode())
    assert Prompts(folders).render("section", rule="真", facts=[]) == "我的：真"


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("一\n{{ missing }}", 2, "missing"),
        ("一\n二\n{{ rule.nothing }}", 3, "nothing"),
        ("一\n{% for x in %}", 2, "写法有误"),
        ("{% if rule %}\n一", 2, "写法有误"),
        ("一\n{{ rule|no_such_filter }}", 2, "no_such_filter"),
        ("一\n\n{{ ''.__class__.__mro__ }}", 3, "不允许"),
        ("一\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
        ("一\n{% include 'nowhere.j2' %}", None, "nowhere.j2"),
    ],
)
def test_a_broken_prompt_names_file_and_line(
    folders: tuple[Path, Path], source: str, line: int | None, said: str
) -> None:
    user, _ = folders
    (user / "section.j2").write_text(source, encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as caught:
        Prompts(folders).render("section", rule="真", facts=[])
    assert caught.value.line == line
    assert "\n" not in str(caught.value)
    if line is not None:
        assert Path(str(caught.value.path)) == user / "section.j2"


def test_the_line_of_an_included_prompt(folders: tuple[Path, Path]) -> None:
    _, builtin = folders
    with pytest.raises(ConfigError, match="rule") as caught:
        Prompts(folders).render("section", facts=[])
    assert (Path(str(caught.value.path)), caught.value.line) == (builtin / "parts" / "rules.j2", 1)


def test_a_missing_prompt(folders: tuple[Path, Path]) -> None:
    with pytest.raises(ConfigError, match=r"找不到提示词 nothing\.j2"):
        Prompts(folders).render("nothing")
    with pytest.raises(ConfigError):
        Prompts(folders).digest(["nothing"])


def test_no_way_out_of_the_folders(folders: tuple[Path, Path]) -> None:
    (folders[0].parent / "secret.j2").write_text("x")
    with pytest.raises(ConfigError):
        Prompts(folders).render("../secret")


def test_a_prompt_that_is_not_utf_8(folders: tuple[Path, Path]) -> None:
    (folders[0] / "section.j2").write_bytes("规矩".encode("gb18030"))
    with pytest.raises(ConfigError, match="UTF-8") as caught:
        Prompts(folders).render("section")
    assert caught.value.path == folders[0] / "section.j2"


def test_digest(folders: tuple[Path, Path]) -> None:
    _, builtin = folders
    whole, section = Prompts(folders).digest(), Prompts(folders).digest(["section"])
    assert len(section) == 64
    assert section == Prompts([builtin]).digest(["section", "section.j2"])
    assert whole != section

    (builtin / "other.j2").write_text("改了", encoding="utf-8")
    assert Prompts(folders).digest(["section"]) == section
    assert Prompts(folders).digest() != whole

    rules = builtin / "parts" / "rules.j2"
    rules.write_bytes(rules.read_bytes().replace(b"\n", b"\r\n"))
    assert Prompts(folders).digest(["section"]) == section
    rules.write_text("规矩改了：{{ rule }}\n", encoding="utf-8")
    assert Prompts(folders).digest(["section"]) != section


def test_digest_of_a_computed_include(folders: tuple[Path, Path]) -> None:
    _, builtin = folders
    (builtin / "dynamic.j2").write_text("{% include name %}", encoding="utf-8")
    before = Prompts(folders).digest(["dynamic"])
    (builtin / "other.j2").write_text("改了", encoding="utf-8")
    assert Prompts(folders).digest(["dynamic"]) != before
