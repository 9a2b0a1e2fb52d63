"""Rules of a test's own in place of the shipped ones, so that it tests the machine and not the rules."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from support.shell import ROOT

from pipeline.checking import api

PACK = """\
family: 试验
rank: 10
rules:
  - id: X-TWICE
    kind: pattern
    severity: error
    title: 写了两遍
    message: “{text}”写了两遍
    source: {level: 系统规则, clause: 试验第1条}
    safe: true
    options: {find: ['，，|、、'], replace: '，'}
    bad: [{text: 走访企业，，解决困难。, at: ，，, fixed: 走访企业，解决困难。}]
    good: [走访企业，解决困难。]
  - id: X-WORD
    kind: pattern
    severity: warning
    title: 口语
    message: “{text}”是口语
    source: {level: 通行做法}
    suggestion: 换一个说法
    options: {find: [搞定]}
    bad: [事情搞定。]
    good: [事情办成。]
  - id: X-NOTE
    kind: pattern
    severity: info
    title: 提示
    message: 这里说到“{text}”
    source: {level: 系统规则}
    options: {find: [某事]}
    bad: [说到某事。]
    good: [没有说到。]
"""


def only_rules(folder: Path, patch: pytest.MonkeyPatch, pack: str = PACK) -> Path:
    """Make ``pack`` the only shipped pack for this test; the folder that stands for the installed data."""
    data = folder / "package" / "_data"
    (data / "config" / "rules").mkdir(parents=True)
    for path in (ROOT / "config").iterdir():
        if path.name != "rules":
            (data / "config" / path.name).symlink_to(path)
    for name in ("prompts", "corpus"):
        (data / name).symlink_to(ROOT / name)
    (data / "config" / "rules" / "10-test.yaml").write_text(pack, encoding="utf-8")
    patch.setattr("pipeline.config._PACKAGE", data.parent)
    # Rules compiled in other tests stay theirs, and these are forgotten with this test.
    patch.setattr(api, "_checker", lru_cache(api._checker.__wrapped__))
    return data
