"""What else can be installed: each takes an item and returns the places that it would change or complains of.

None is needed to run the bench: one that is missing is passed over with a line saying how to get it. A star marks
a tool with its spacing rules off: they want a space between Han and digits, which official prose must not have, and so they
"find" every altered figure by crying at every figure.
"""

from __future__ import annotations

import difflib
import importlib.util
import json
import os
import re
import shutil
import subprocess  # zhlint is a program of Node
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from labelled import Item

Spans = list[tuple[int, int]]


class Rival(NamedTuple):
    """A tool, or why it is not here."""

    name: str
    run: Callable[[Sequence[Item]], list[Spans]] | None
    remedy: str = ""
    stacked: bool = False
    """Whether it belongs to the best of them taken together (those that know no other house style)."""


def rivals() -> list[Rival]:
    """All that are known; ``run`` is None where one is not installed."""
    out = [Rival("regex-diff", _each(regex_diff), stacked=True), Rival("digits-diff", _each(digits_diff))]
    if importlib.util.find_spec("autocorrect_py"):
        out += [
            Rival("autocorrect", _each(autocorrect)),
            Rival("autocorrect*", _each(autocorrect_unspaced), stacked=True),
        ]
    else:
        out.append(Rival("autocorrect", None, "pip install autocorrect-py"))
    zhlint = _zhlint()
    out.append(
        Rival("zhlint", lambda items: zhlint_spans(items, zhlint, "{}"))
        if zhlint
        else Rival("zhlint", None, "npm install zhlint, then ZHLINT=…/node_modules/zhlint")
    )
    if zhlint:
        out.append(Rival("zhlint*", lambda items: zhlint_spans(items, zhlint, UNSPACED), stacked=True))
    return out


def _each(one: Callable[[Item], Spans]) -> Callable[[Sequence[Item]], list[Spans]]:
    return lambda items: [one(item) for item in items]


UNIT = "个百分点|亿元|万元|元|%|％|万人次|人次|万人|人|平方公里|平方米|公顷|万亩|亩|公里|米|吨|户|家|个|件|名|项|场|次|处|条|座|所|起|期|天|年|月|日"
_WITH_UNIT = re.compile(rf"[0-9]+(?:\.[0-9]+)?(?:{UNIT})?")
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def regex_diff(item: Item) -> Spans:
    """Figures with their units that stand in no fact, compared as strings; facts none of whose figures are in the text."""
    return _diff(item, _WITH_UNIT)


def digits_diff(item: Item) -> Spans:
    """The same without units."""
    return _diff(item, _DIGITS)


def _diff(item: Item, pattern: re.Pattern[str]) -> Spans:
    if not item.facts:
        return []
    known = {m[0] for fact in (*item.facts, item.period) for m in pattern.finditer(fact)}
    spans = [m.span() for m in pattern.finditer(item.text) if m[0] not in known]
    told = {m[0] for m in pattern.finditer(item.text)}
    own = ({m[0] for m in pattern.finditer(fact)} for fact in item.facts)
    return spans + [(-i, -i) for i, values in enumerate(own, 1) if values and not values & told]


def changed(before: str, after: str) -> Spans:
    """Where two texts differ, in the first; an insertion counts for the character before it."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [
        (a, max(b, a + 1)) if b > a else (max(0, a - 1), a + 1)
        for tag, a, b, _, _ in matcher.get_opcodes()
        if tag != "equal"
    ]


def autocorrect(item: Item) -> Spans:
    """autocorrect as it comes."""
    import autocorrect_py

    autocorrect_py.load_config(
        '{"rules": {"space-word": 1, "space-punctuation": 1, "space-bracket": 1, "space-backticks": 1, "space-dash": 0, "space-dollar": 0}}'
    )
    return changed(item.text, autocorrect_py.format(item.text))


def autocorrect_unspaced(item: Item) -> Spans:
    """autocorrect with its spacing rules off: official prose has no space between Han and digits."""
    import autocorrect_py

    autocorrect_py.load_config(
        '{"rules": {"space-word": 0, "space-punctuation": 0, "space-bracket": 0, "space-backticks": 0, "space-dash": 0, "space-dollar": 0}}'
    )
    return changed(item.text, autocorrect_py.format(item.text))


UNSPACED = json.dumps(
    {
        "rules": {
            "preset": "default", "spaceBetweenMixedwidthLetters": None, "spaceBetweenMixedwidthContent": None,
            "spaceOutsideHalfwidthQuotation": None, "fullwidthPunctuation": "，。：；？！“”‘’（）",
        }
    }
)  # fmt: skip
_SCRIPT = """
const [folder, feed] = process.argv.slice(1);
import(folder + '/lib/index.js').then(({ run }) => {
  const input = JSON.parse(require('fs').readFileSync(feed, 'utf8'));
  console.log(JSON.stringify(input.texts.map(t => {
    try { return run(t, input.options).result } catch (e) { return t }
  })));
});
"""


def _zhlint() -> str:
    """The folder of the installed package, or ''."""
    if not shutil.which("node"):
        return ""
    named = os.environ.get("ZHLINT")
    found = shutil.which("zhlint")
    beside = [Path(named)] if named else []
    if found:
        beside += [p for p in Path(found).resolve().parents if p.name == "zhlint"]
    return next((str(p) for p in beside if (p / "package.json").is_file()), "")


def zhlint_spans(items: Sequence[Item], package: str, options: str) -> list[Spans]:
    """What zhlint would change, all texts in one process."""
    chosen = json.loads(options) or {"rules": {"preset": "default"}}
    node = shutil.which("node")
    assert node
    with tempfile.TemporaryDirectory() as folder:
        feed = Path(folder) / "texts.json"
        feed.write_text(
            json.dumps({"texts": [item.text for item in items], "options": chosen}), encoding="utf-8"
        )
        command = [node, "-e", _SCRIPT, package, str(feed)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    results = json.loads(done.stdout.strip().splitlines()[-1])
    return [changed(item.text, after) for item, after in zip(items, results, strict=True)]
