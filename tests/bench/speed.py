# ruff: noqa: T201 — a command prints
"""Speed of ``check``: throughput, growth, start, cost by rule; and a fuzz of every pattern for runaway backtracking.

    python tests/bench/speed.py [--fuzz] [--skip-start]

Read ratios within one run, not seconds: the machine may be busy. ``--fuzz`` tries every regular expression that the
program compiles, and every rule, on short hostile texts and, where one is slow, on 20,000 and 40,000 characters; time that
grows faster than the text is reported with the exponent (1 = linear, 2 = quadratic).
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess  # starting the program is what is measured
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from math import log2
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent))
from recording import PATTERNS  # before the program, so that it sees every pattern
from texts import hostile, notes, prose

from pipeline.checking.engine import Checker
from pipeline.checking.notes import passage_for
from pipeline.checking.passage import Passage
from pipeline.config import DataFolders


def timed(work: Callable[[], object], rounds: int = 3) -> float:
    """Seconds, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = perf_counter()
        work()
        best = min(best, perf_counter() - start)
    return best


def passage(text: str, facts: tuple[str, ...] | None, checker: Checker) -> Passage:
    """A passage of a 述职报告."""
    return passage_for(text, checker.folders, facts=facts, genre="述职报告", person="first", period="2023年")


def throughput(checker: Checker) -> None:
    """Characters a second, and as a share of what bare segmentation and tagging do."""
    import rjieba

    text = prose(100_000)
    rjieba.cut(text[:100], True)
    bare = len(text) / timed(lambda: rjieba.cut(text, True))
    tagged = len(text) / timed(lambda: rjieba.tag(text, True))
    print(f"segmentation alone   {bare:12,.0f} characters a second")
    print(f"rjieba.tag           {tagged:12,.0f}")
    ours = len(text) / timed(lambda: checker.findings(passage(text, None, checker)))
    print(
        f"all rules, no notes  {ours:12,.0f}   {ours / tagged:.2f} of rjieba.tag, {ours / bare:.2f} of segmentation"
    )
    for size in (1_000, 5_000, 20_000):
        part, facts = text[:size], notes(size)
        with_notes = size / timed(
            lambda part=part, facts=facts: checker.findings(passage(part, facts, checker))
        )  # type: ignore[misc]
        print(
            f"all rules, {size:6,} characters with {len(facts):3} notes {with_notes:12,.0f}   {with_notes / tagged:.2f} of rjieba.tag"
        )


def growth(checker: Checker) -> None:
    """Time by length: prose, the same report again and again, and with notes."""
    plain, noted = (10_000, 100_000, 1_000_000), (5_000, 20_000, 80_000)
    _rows("prose", [(n, _once(checker, prose(n), None)) for n in plain])
    _rows("a report again and again", [(n, _once(checker, _again(n), None)) for n in plain])
    _rows("prose with ten notes", [(n, _once(checker, prose(n), notes(1_500))) for n in noted])
    _rows("prose with notes in proportion", [(n, _once(checker, prose(n), notes(n))) for n in noted])
    text = prose(700_000)
    took = _once(checker, text, None)
    print(
        f"a text of {len(text.encode()) / 1e6:.1f} MB: {took:.1f} s, {len(text) / took:,.0f} characters a second"
    )


def _once(checker: Checker, text: str, facts: tuple[str, ...] | None) -> float:
    try:
        return timed(lambda: checker.findings(passage(text, facts, checker)), 1)
    except Exception as error:  # noqa: BLE001 — a bench tells of it and goes on
        print(f"FAILED on {len(text):,} characters: {error!r}")
        return float("nan")


def _again(length: int) -> str:
    report = prose(4_000)
    return (report * (length // len(report) + 1))[:length]


def _rows(name: str, rows: list[tuple[int, float]]) -> None:
    print(f"growth, {name}:")
    for i, (n, took) in enumerate(rows):
        more = ""
        if i:
            before, then = rows[i - 1]
            more = f"   exponent {log2(took / then) / log2(n / before):.2f}"
        print(f"  {n:10,} characters {took:8.3f} s {n / took:12,.0f} a second{more}")


def by_rule(checker: Checker, facts: tuple[str, ...] | None) -> None:
    """Where the time goes: what several rules share, then each rule."""
    text = prose(40_000)
    one = passage(text, facts, checker)
    shared = {}
    for name in ("half", "markup", "lines", "sentences", "clauses", "fixed", "quoted", "words"):
        start = perf_counter()
        getattr(one, name)
        shared[f"({name})"] = perf_counter() - start
    spent: dict[str, float] = defaultdict(float, shared)
    for compiled in checker._compiled:
        if compiled.loaded.rule.applies("述职报告"):
            start = perf_counter()
            for _ in compiled.detect(one):
                pass
            spent[compiled.loaded.rule.id] += perf_counter() - start
    total = sum(spent.values())
    print(
        f"cost by rule, {'with notes' if facts else 'no notes'}, {len(text):,} characters: {total:.3f} s ({len(text) / total:,.0f} a second)"
    )
    for name, took in sorted(spent.items(), key=lambda kv: -kv[1])[:15]:
        print(f"  {name:16} {1e3 * took:8.1f} ms {100 * took / total:5.1f} %")


BARE = "import typer\napp = typer.Typer()\n@app.command()\ndef f(x: str = 'a') -> None: print(x)\napp()\n"


def start() -> None:
    """Start of ``zhibi check`` on one line against a program of Typer that prints one line."""
    with tempfile.TemporaryDirectory() as folder:
        bare, one = Path(folder) / "bare.py", Path(folder) / "one.txt"
        bare.write_text(BARE, encoding="utf-8")
        one.write_text("全年走访企业43家，解决问题126个。\n", encoding="utf-8")
        ours = [sys.executable, "-c", "from pipeline.cli import main; main()", "check", str(one)]
        runs: dict[str, list[float]] = {"bare": [], "ours": []}
        for _ in range(7):
            for name, command in (("bare", [sys.executable, str(bare)]), ("ours", ours)):
                began = perf_counter()
                subprocess.run(command, capture_output=True, check=False)
                runs[name].append(perf_counter() - began)
        b, o = statistics.median(runs["bare"]), statistics.median(runs["ours"])
        print(f"start: a bare Typer program {b:.3f} s, zhibi check {o:.3f} s: {o / b:.1f} times")


LENGTHS = (250, 500, 1_000, 2_000, 4_000, 8_000, 16_000)
"""A pattern goes on to the next length while its time is neither clearly linear nor past bearing."""
QUICK, LONG = 0.0005, 0.25
"""Seconds: below, too short to measure; above, long enough to be sure."""


def fuzz(checker: Checker) -> None:
    """Every pattern and every rule on hostile texts; what grows faster than its text."""
    for facts in (None, notes(3_000)):
        checker.findings(passage(prose(3_000), facts, checker))
    units = [name for name, _ in hostile(1)]
    print(f"{len(PATTERNS)} patterns on {len(units)} texts and their own words", flush=True)
    for (text, flags), where in PATTERNS.items():
        pattern = re.compile(text, flags)
        worst = max((_exponent(pattern, unit) for unit in [*units, *_own(text)]), default=(0.0, 0, 0.0, ""))
        if worst[0] > 1.5:
            print(
                f"BAD {where:40} {worst[1]:6,} characters {1e3 * worst[2]:7.0f} ms, exponent {worst[0]:.2f}: {worst[3]!r} {text[:100]!r}",
                flush=True,
            )
    rules(checker)


def _exponent(pattern: re.Pattern[str], unit: str) -> tuple[float, int, float, str]:
    """(exponent of growth, length, seconds, unit) at the longest text tried."""
    before = 0.0
    for length in LENGTHS:
        took = _scan(pattern, _fill(unit, length))
        if took > QUICK and before > QUICK / 4:
            grown = log2(took / before)
            if took > LONG or length == LENGTHS[-1] or grown < 1.3:
                return grown, length, took, unit
        elif length >= 4_000:
            break
        before = took
    return 0.0, length, took, unit


def _fill(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def _scan(pattern: re.Pattern[str], body: str) -> float:
    began = perf_counter()
    for _ in pattern.finditer(body):
        pass
    return perf_counter() - began


def _own(pattern: str) -> list[str]:
    """What the pattern itself looks for: its literal runs and characters."""
    return sorted(set(re.findall(r"[\u4e00-\u9fff，。、；：“”《》（）0-9]{1,8}", pattern)))[:30]


def rules(checker: Checker) -> None:
    """Every rule, with notes and without, on hostile texts; those that are slow on a short one, on longer ones."""
    facts = notes(1_500)
    bad: dict[str, tuple[float, float, str]] = {}
    for unit, _ in hostile(1):
        for given in (None, facts):
            slow = [r for r, took in _by_rule(checker, _fill(unit, 1_500), given).items() if took > 0.02]
            if not slow:
                continue
            first = _by_rule(checker, _fill(unit, 3_000), given)
            second = _by_rule(checker, _fill(unit, 6_000), given)
            for r in slow:
                exponent = log2(second[r] / first[r])
                if exponent > bad.get(r, (0.0,))[0]:
                    bad[r] = (exponent, second[r], f"{unit!r}{' with notes' if given else ''}")
    for r, (exponent, took, what) in sorted(bad.items(), key=lambda kv: -kv[1][0]):
        print(
            f"{'BAD ' if exponent > 1.5 else '    '}{r:20} exponent {exponent:.2f}, 6,000 characters in {1e3 * took:.0f} ms: {what}",
            flush=True,
        )


def _by_rule(checker: Checker, body: str, facts: tuple[str, ...] | None) -> dict[str, float]:
    one = passage(body, facts, checker)
    out = {}
    for name in ("half", "markup", "lines", "sentences", "clauses", "fixed", "quoted", "words"):
        began = perf_counter()
        getattr(one, name)
        out[f"({name})"] = perf_counter() - began
    for compiled in checker._compiled:
        began = perf_counter()
        try:
            found = list(compiled.detect(one))
        except Exception as error:  # noqa: BLE001
            print(f"FAILED {compiled.loaded.rule.id} on {body[:20]!r}…: {error!r}")
            found = []
        out[compiled.loaded.rule.id] = perf_counter() - began
        assert all(0 <= h.start <= h.end <= len(body) for h in found), compiled.loaded.rule.id
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fuzz", action="store_true")
    parser.add_argument("--skip-start", action="store_true")
    args = parser.parse_args()
    checker = Checker(DataFolders())
    if args.fuzz:
        fuzz(checker)
        return
    throughput(checker)
    by_rule(checker, None)
    by_rule(checker, notes(3_000))
    if not args.skip_start:
        start()
    growth(checker)


if __name__ == "__main__":
    main()
