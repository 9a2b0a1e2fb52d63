# ruff: noqa: T201 — a command prints
"""Recall and false alarms of ``check`` on labelled texts, by kind, with n and a 95 % interval (Wilson).

    python tests/bench/quality.py SET… [--kind K] [--misses] [--alarms] [--rule PREFIX] [--rivals]

An error counts as found when a finding of severity error or warning overlaps its span (a missing fact: when a finding
names it); a clean text is a false alarm when it has any such finding. ``--rule`` counts only rules whose id begins so.
``--rivals`` prints the same for other tools beside ours (``rivals.py``): a place counts where they would change the text.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from labelled import Item, read
from rivals import Spans, rivals

from pipeline.checking.engine import Checker
from pipeline.checking.notes import passage_for
from pipeline.config import DataFolders
from pipeline.genres import find_genre, load_genres  # noqa: F401
from pipeline.types import Finding, Severity


def wilson(k: int, n: int) -> str:
    """k of n with its 95 % interval; counts alone below 10."""
    if n < 10:
        return f"{k}/{n}"
    z, p = 1.96, k / n
    middle, spread = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)
    return f"{k}/{n} = {100 * p:.0f} % ({max(0.0, 100 * low):.0f}–{100 * high:.0f})"


def check_item(item: Item, checker: Checker) -> tuple[Finding, ...]:
    passage = passage_for(
        item.text, checker.folders, facts=item.facts or None, genre=item.genre, person=item.person,
        period=item.period, exemplars=item.exemplars,
    )  # fmt: skip
    return checker.findings(passage)


class Tally:
    """Recall by kind and false alarms of one tool."""

    def __init__(self) -> None:
        self.kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.clean = [0, 0]
        self.beside = 0

    def add(self, item: Item, spans: Spans) -> None:
        """Count one item; a span (-2, -2) says that F2 is missing."""
        used = set()
        for gold in item.gold:
            hits = {s for s in spans if s[0] < gold.end and gold.start < s[1] and s[0] >= 0}
            used |= hits
            self._count(gold.kind, bool(hits))
        for fact in item.missing:
            at = (-int(fact[1:]), -int(fact[1:]))
            used.add(at)
            self._count("missing_fact", at in spans)
        extra = [s for s in spans if s not in used]
        if item.clean:
            self.clean[1] += 1
            self.clean[0] += bool(extra)
        else:
            self.beside += len(extra)

    def _count(self, kind: str, found: bool) -> None:
        for name in (kind, "all kinds"):
            self.kinds[name][1] += 1
            self.kinds[name][0] += found


def compare(items: Sequence[Item], checker: Checker) -> None:
    """Print our tally beside those of the rivals that are installed."""
    tallies: dict[str, Tally] = {"zhibi": Tally()}
    ran: list[list[Spans]] = []
    for item in items:
        found = [f for f in check_item(item, checker) if f.severity is not Severity.INFO]
        missing = [(-int(i[1:]), -int(i[1:])) for f in found if f.start == f.end == 0 for i in f.facts]
        tallies["zhibi"].add(item, [(f.start, f.end) for f in found if f.end > f.start] + missing)
    for rival in rivals():
        if rival.run is None:
            print(f"{rival.name}: not here; {rival.remedy}")
            continue
        tallies[rival.name] = Tally()
        found_all = rival.run(items)
        for item, spans in zip(items, found_all, strict=True):
            tallies[rival.name].add(item, spans)
        if rival.stacked:
            ran.append(found_all)
    if ran:
        tallies["stack"] = Tally()
        for item, *each in zip(items, *ran, strict=True):
            tallies["stack"].add(item, [span for spans in each for span in spans])
    print("".join(f"{name:>14}" for name in ("kind", "n", *tallies)))
    for kind in (*sorted(k for k in tallies["zhibi"].kinds if k != "all kinds"), "all kinds"):
        cells = [tally.kinds[kind] for tally in tallies.values()]
        shown = (f"{100 * k / n:.0f} %" if n >= 10 else f"{k}/{n}" for k, n in cells)
        print(f"{kind:>18}{cells[0][1]:>10}" + "".join(f"{s:>14}" for s in shown))
    print()
    for name, tally in tallies.items():
        print(
            f"{name:>14}: found {wilson(*tally.kinds['all kinds'])}; clean texts with a false alarm {wilson(*tally.clean)}; "
            f"places beside the errors of faulty texts: {tally.beside}"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--kind", default="")
    parser.add_argument("--rule", default="")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--alarms", action="store_true")
    parser.add_argument("--rivals", action="store_true")
    args = parser.parse_args()
    checker = Checker(DataFolders())
    items = [i for path in args.sets for i in read(path)]
    if args.rivals:
        compare(items, checker)
    else:
        tell(items, checker, args)


def marked(text: str, start: int, end: int, *, before: int, behind: int) -> str:
    """A place in brackets, with so many characters around it."""
    return f"{text[max(0, start - before) : start]}【{text[start:end]}】{text[end : end + behind]}"


def tell(items: Sequence[Item], checker: Checker, args: argparse.Namespace) -> None:
    """Print our recall and false alarms, with what was missed and what was said for nothing if wanted."""
    have: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    clean = alarmed = beside = 0
    rules: Counter[str] = Counter()
    for item in items:
        found = [
            f
            for f in check_item(item, checker)
            if f.severity is not Severity.INFO and f.rule.startswith(args.rule)
        ]
        used = set()
        for gold in item.gold:
            hits = [f for f in found if f.start < gold.end and gold.start < f.end]
            used.update(id(f) for f in hits)
            have[gold.kind][1] += 1
            have[gold.kind][0] += bool(hits)
            if args.misses and not hits and gold.kind.startswith(args.kind):
                near = marked(item.text, gold.start, gold.end, before=24, behind=16)
                print(
                    f"MISS {item.id} {gold.kind}: {near!r} right={gold.right!r} facts={item.facts} {item.period}"
                )
        for fact in item.missing:
            hits = [f for f in found if fact in f.facts and f.start == f.end == 0]
            used.update(id(f) for f in hits)
            have["missing_fact"][1] += 1
            have["missing_fact"][0] += bool(hits)
            if args.misses and not hits and "missing_fact".startswith(args.kind):
                print(f"MISS {item.id} missing {fact}: {item.facts[int(fact[1:]) - 1]!r} text={item.text!r}")
        extra = [f for f in found if id(f) not in used]
        if item.clean:
            clean += 1
            alarmed += bool(extra)
        else:
            beside += len(extra)
        rules.update(f.rule for f in extra)
        if args.alarms:
            for f in extra:
                near = marked(item.text, f.start, f.end, before=16, behind=12)
                print(
                    f"{'ALARM' if item.clean else 'beside'} {item.id} {f.rule} {near!r} {f.message} facts={item.facts if 'F-' in f.rule else ''}"
                )
    total = [sum(v[i] for v in have.values()) for i in (0, 1)]
    for name in sorted(have):
        print(f"{name:20} {wilson(*have[name])}")
    print(f"{'all kinds':20} {wilson(*total)}")
    print(
        f"clean texts with a false alarm: {wilson(alarmed, clean)}; findings beside the errors of faulty texts: {beside}"
    )
    print("false alarms by rule:", dict(rules.most_common()))


if __name__ == "__main__":
    main()
