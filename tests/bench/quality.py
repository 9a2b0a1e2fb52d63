"""Recall and false alarms of ``check`` on labelled texts, by kind, with n and a 95 % interval (Wilson).

    python tests/bench/quality.py SET… [--kind K] [--misses] [--alarms] [--rule PREFIX]

An error counts as found when a finding of severity error or warning overlaps its span (a missing fact: when a finding
names it); a clean text is a false alarm when it has any such finding. ``--rule`` counts only rules whose id begins so.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from labelled import Item, read

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
    return f"{k}/{n} = {100 * p:.0f} % ({100 * low:.0f}–{100 * high:.0f})"


def check_item(item: Item, checker: Checker) -> tuple[Finding, ...]:
    passage = passage_for(
        item.text, checker.folders, facts=item.facts or None, genre=item.genre, person=item.person,
        period=item.period, exemplars=item.exemplars,
    )  # fmt: skip
    return checker.findings(passage)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--kind", default="")
    parser.add_argument("--rule", default="")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--alarms", action="store_true")
    args = parser.parse_args()
    checker = Checker(DataFolders())
    have: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    clean = alarmed = beside = 0
    rules: Counter[str] = Counter()
    for item in (i for path in args.sets for i in read(path)):
        found = [f for f in check_item(item, checker) if f.severity is not Severity.INFO and f.rule.startswith(args.rule)]
        used = set()
        for gold in item.gold:
            hits = [f for f in found if f.start < gold.end and gold.start < f.end]
            used.update(id(f) for f in hits)
            have[gold.kind][1] += 1
            have[gold.kind][0] += bool(hits)
            if args.misses and not hits and gold.kind.startswith(args.kind):
                near = item.text[max(0, gold.start - 24) : gold.start] + "【" + gold.wrong + "】" + item.text[gold.end : gold.end + 16]
                print(f"MISS {item.id} {gold.kind}: {near!r} right={gold.right!r} facts={item.facts} {item.period}")
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
                near = item.text[max(0, f.start - 16) : f.start] + "【" + f.text + "】" + item.text[f.end : f.end + 12]
                print(f"{'ALARM' if item.clean else 'beside'} {item.id} {f.rule} {near!r} {f.message} facts={item.facts if 'F-' in f.rule else ''}")
    total = [sum(v[i] for v in have.values()) for i in (0, 1)]
    for name in sorted(have):
        print(f"{name:20} {wilson(*have[name])}")
    print(f"{'all kinds':20} {wilson(*total)}")
    print(f"clean texts with a false alarm: {wilson(alarmed, clean)}; findings beside the errors of faulty texts: {beside}")
    print("false alarms by rule:", dict(rules.most_common()))


if __name__ == "__main__":
    main()
