"""What ``zhibi doctor`` tells, and that it changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.server import FaultyServer
from support.shell import zhibi

Capture = pytest.CaptureFixture[str]


def test_a_sound_installation(capsys: Capture, home: Path) -> None:
    done = zhibi(capsys, "doctor")
    assert done.code == 0
    lines = done.out.splitlines()
    assert [line.split("：")[0].split("　")[1] for line in lines] == [
        "Python",
        "依赖",
        "设置",
        "存放位置",
        "样本库",
        "字体",
        "名称识别",
        "模型",
    ]
    assert "有误" not in done.out
    assert "默认用内置写手" in done.out
    assert not home.exists()


def test_broken_settings_are_named_with_file_and_line(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.yaml").write_text("model: builtin\nsinger: true\n", encoding="utf-8")
    done = zhibi(capsys, "doctor", "--config", tmp_path)
    assert done.code == 1
    assert "有误　设置：" in done.out
    assert "settings.yaml:2：“singer”不是可用的键" in done.out


def test_the_model_is_reached_without_a_call(capsys: Capture, tmp_path: Path, server: FaultyServer) -> None:
    (tmp_path / "config").mkdir()
    settings, models = tmp_path / "config" / "settings.yaml", tmp_path / "config" / "models.yaml"
    settings.write_text("model: own\n", encoding="utf-8")
    models.write_text(f"profiles:\n  own:\n    model: m\n    base_url: {server.url}\n", encoding="utf-8")
    done = zhibi(capsys, "doctor", "--config", tmp_path)
    assert (done.code, server.requests) == (0, [])
    assert "正常　模型：127.0.0.1" in done.out
    server.stop()
    done = zhibi(capsys, "doctor", "--config", tmp_path)
    assert done.code == 0
    assert "注意　模型：127.0.0.1" in done.out
    assert "连不上" in done.out
