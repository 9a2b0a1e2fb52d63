# ruff: noqa: T201 — a command prints
"""Mutation tests of ``check``: errors planted in clean text at a known place, and equivalent rewrites.

    python tests/bench/mutations.py [SETS…] [--n 40] [--only PREFIX] [--misses] [--alarms] [--rules]

A planted error is found when a finding of severity error or warning overlaps its place that the clean text does not have
(a left-out fact: when a finding names it). A neutral rewrite raises a false alarm when it draws such a finding that
the text before it does not have. Nothing is left to chance: an operator's choice hangs on its name and the text's id.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
import neutral  # noqa: F401 — registers its operators
import plants_facts  # noqa: F401 — likewise
from mutants import NEUTRAL, PLANTS, Case, Mutant, Operator, Shape, bases
from plants_text import SOWN, sown
from quality import wilson

from pipeline.checking.engine import Checker
from pipeline.checking.notes import passage_for
from pipeline.config import DataFolders
from pipeline.types import Finding, Severity

LIMIT = 40
"""Mutants an operator."""
PLAIN = Case(
    "plain", "paragraph", "述职报告", "first", "2023年", (), (), "一年来，认真履行职责，扎实推进各项工作。"
)


class Outcome(NamedTuple):
    """What became of one mutant."""

    operator: str
    mutant: Mutant
    hit: tuple[Finding, ...]
    """Planted: findings at its place; neutral: the false alarms."""


class Bench:
    """The checker with its findings of clean texts kept."""

    def __init__(self, sets: Sequence[Path] | None = None, limit: int = LIMIT) -> None:
        self.checker = Checker(DataFolders())
        self.bases: dict[Shape, list[Case]] = bases(sets)
        self.limit = limit
        self._before = cache(self.findings)
        self.plant = cache(self._plant)
        self.sow = cache(self._sow)

    def findings(self, case: Case) -> tuple[Finding, ...]:
        """Errors and warnings."""
        passage = passage_for(
            case.text, self.checker.folders, facts=case.facts or None, genre=case.genre, person=case.person,
            period=case.period, exemplars=case.exemplars,
        )  # fmt: skip
        return tuple(f for f in self.checker.findings(passage) if f.severity is not Severity.INFO)

    def mutants(self, operator: Operator) -> Iterator[tuple[Case, Mutant]]:
        """Up to ``limit`` mutants, over the bases in an order of the operator's own."""
        pool = [c for shape in operator.shapes for c in self.bases[shape]]
        Random(operator.name).shuffle(pool)  # noqa: S311 — repeatable choice
        made = 0
        for case in pool:
            mutant = operator.make(case, Random(f"{operator.name}:{case.id}"))  # noqa: S311
            if mutant is not None:
                yield case, mutant
                made += 1
            if made == self.limit:
                return

    def new(self, mutant: Mutant, case: Case) -> list[Finding]:
        """Findings of the mutant that the text before it does not have."""
        had = Counter((f.rule, f.text) for f in self._before(mutant.before or case))
        out = []
        for f in self.findings(mutant.case):
            if had[f.rule, f.text]:
                had[f.rule, f.text] -= 1
            else:
                out.append(f)
        return out

    def _plant(self, operator: Operator) -> list[Outcome]:
        """The operator's mutants, checked."""
        return [Outcome(operator.name, m, _at(m, self.new(m, c))) for c, m in self.mutants(operator)]

    def rewrite(self, operator: Operator) -> list[Outcome]:
        """The neutral operator's rewrites, checked; only the families that it says something about count."""
        return [
            Outcome(
                operator.name,
                m,
                tuple(f for f in self.new(m, c) if not operator.expect or f.rule.startswith(operator.expect)),
            )
            for c, m in self.mutants(operator)
        ]

    def _sow(self, group: str) -> tuple[list[Outcome], list[Outcome]]:
        """The wrong sentences of a group of plants.yaml at the end of a paragraph, and the right ones."""
        _, _, sentences = SOWN[group]
        bad, good = [], []
        for i, one in enumerate(sentences):
            base = self._ground(one.genre, one.period, f"{group}:{i}")
            mutant, right = sown(one, base)
            bad.append(Outcome(group, mutant, _at(mutant, self.new(mutant, base))))
            before = base._replace(genre=right.genre, period=right.period)
            silent = Mutant(right, before=before)
            good.append(Outcome(f"{group}, right", silent, tuple(self.new(silent, base))))
        return bad, good

    def checked(self) -> list[str]:
        """Ids of the rules that can raise an error or a warning."""
        return [one.rule.id for one in self.checker.rules if one.rule.severity is not Severity.INFO]

    def _ground(self, genre: str, period: str, seed: str) -> Case:
        if period:
            return PLAIN
        wanted = genre or "述职报告"
        pool = [
            c
            for c in self.bases["paragraph"]
            if c.genre == wanted and ":" in c.id and not _RUN.search(c.text)
        ]
        return Random(seed).choice(pool)  # noqa: S311


_RUN = re.compile(r"[一二三四五六七八九][是要]|第[一二三四]，|首先|其次")
"""A run that a planted one would mix with."""


def _at(mutant: Mutant, found: Sequence[Finding]) -> tuple[Finding, ...]:
    if mutant.fact:
        return tuple(f for f in found if mutant.fact in f.facts)
    a, b = mutant.span
    return tuple(f for f in found if f.start < b and a < f.end)


def show(outcome: Outcome) -> str:
    """The place of a mutant for a reader."""
    case, (a, b) = outcome.mutant.case, outcome.mutant.span
    if outcome.hit and outcome.mutant.span == (0, 0) and not outcome.mutant.fact:
        f = outcome.hit[0]
        a, b = f.start, f.end
    near = case.text[max(0, a - 24) : a] + "【" + case.text[a:b] + "】" + case.text[b : b + 18]
    rules = " ".join(f"{f.rule}:{f.text[:24]}" for f in outcome.hit)
    facts = f" {outcome.mutant.fact} facts={case.facts}" if case.facts else ""
    return f"{outcome.operator} {case.id} {near!r} {case.period} {rules}{facts}"


class Report:
    """Prints what came of the operators, and keeps count."""

    def __init__(self, *, misses: bool, alarms: bool) -> None:
        self.misses, self.alarms = misses, alarms
        self.planted, self.rewritten = [0, 0], [0, 0]
        self.spoken: Counter[str] = Counter()

    def plant(self, name: str, kind: str, expect: tuple[str, ...], outcomes: Sequence[Outcome]) -> None:
        """Recall of an operator, with the rules that spoke first."""
        found = [o for o in outcomes if o.hit]
        rules = Counter(o.hit[0].rule for o in found)
        self.spoken.update(f.rule for o in found for f in o.hit)
        beside = sum(not any(f.rule.startswith(expect) for f in o.hit) for o in found)
        other = f" ({beside} by other families)" if beside else ""
        print(f"{name:28}{kind:20}{wilson(len(found), len(outcomes)):26}{dict(rules.most_common(4))}{other}")
        self._count(self.planted, len(found), len(outcomes))
        for outcome in outcomes:
            if self.misses and not outcome.hit:
                print("  MISS " + show(outcome))

    def rewrite(self, name: str, outcomes: Sequence[Outcome]) -> None:
        """False alarms of an equivalent rewrite."""
        loud = [o for o in outcomes if o.hit]
        rules = Counter(f.rule for o in loud for f in o.hit)
        print(f"{name:28}{wilson(len(loud), len(outcomes)):26}{dict(rules.most_common(5)) if rules else ''}")
        self._count(self.rewritten, len(loud), len(outcomes))
        for outcome in loud if self.alarms else ():
            print("  ALARM " + show(outcome))

    @staticmethod
    def _count(total: list[int], k: int, n: int) -> None:
        total[0] += k
        total[1] += n


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "sets", nargs="*", type=Path, help="labelled sets; tests/cases/check/*.yaml when none is given"
    )
    parser.add_argument("--n", type=int, default=LIMIT, help="mutants an operator")
    parser.add_argument("--only", default="", help="operators whose name begins so")
    parser.add_argument("--misses", action="store_true", help="show what was not found")
    parser.add_argument("--alarms", action="store_true", help="show the false alarms")
    parser.add_argument("--rules", action="store_true", help="how often each rule was hit")
    args = parser.parse_args()
    bench = Bench(args.sets or None, args.n)
    report = Report(misses=args.misses, alarms=args.alarms)
    print("planted errors found, by operator")
    for name, operator in PLANTS.items():
        if name.startswith(args.only):
            report.plant(name, operator.kind, operator.expect, bench.plant(operator))
    sown_here = {group: bench.sow(group) for group in SOWN if group.startswith(args.only)}
    for group, (bad, _) in sown_here.items():
        report.plant(group, *SOWN[group][:2], bad)
    print(f"{'all':48}{wilson(*report.planted)}\n\nfalse alarms on equivalent rewrites, by operator")
    for name, operator in NEUTRAL.items():
        if name.startswith(args.only):
            report.rewrite(name, bench.rewrite(operator))
    for group, (_, good) in sown_here.items():
        report.rewrite(f"{group}, right", good)
    print(f"{'all':28}{wilson(*report.rewritten)}")
    if args.rules:
        print("\nrules by how often they were hit")
        for rule in bench.checked():
            print(f"{rule:14}{report.spoken[rule]:5}")


if __name__ == "__main__":
    main()
