"""The checker against planted errors and equivalent rewrites (tests/bench), and that no rule breaks on hostile text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "bench"))
from mutants import NEUTRAL, PLANTS
from mutations import Bench, Outcome, show
from plants_text import SOWN
from texts import UNITS, notes

from pipeline.checking.engine import checker_for
from pipeline.checking.notes import passage_for
from pipeline.config import DataFolders

MUTANTS = 16
"""An operator; the bench makes more."""


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(limit=MUTANTS)


def _recall(outcomes: list[Outcome], floor: float) -> None:
    missed = [o for o in outcomes if not o.hit]
    assert len(outcomes) - len(missed) >= floor * len(outcomes), "\n".join(map(show, missed))


FLOORS: dict[str, float] = {}
"""By operator, a bit under what the bench measures; where none stands, the operator is only run."""
ALARMS: dict[str, int] = {}
"""False alarms that an equivalent rewrite is known to raise; none where nothing stands."""


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_error_is_found(bench: Bench, name: str) -> None:
    _recall(bench.plant(PLANTS[name]), FLOORS.get(name, 0))


@pytest.mark.parametrize("name", SOWN)
def test_a_wrong_sentence_is_found_and_its_right_twin_is_not(bench: Bench, name: str) -> None:
    bad, good = bench.sow(name)
    _recall(bad, FLOORS.get(name, 0))
    loud = [o for o in good if o.hit]
    assert len(loud) <= ALARMS.get(f"{name}, right", 0), "\n".join(map(show, loud))


@pytest.mark.parametrize("name", NEUTRAL)
def test_an_equivalent_rewrite_is_left_alone(bench: Bench, name: str) -> None:
    loud = [o for o in bench.rewrite(NEUTRAL[name]) if o.hit]
    assert len(loud) <= ALARMS.get(name, 0), "\n".join(map(show, loud))


UNPLANTED: dict[str, str] = {}
"""Rules that no operator hits, each with the reason."""


def test_every_rule_is_hit_by_some_operator(bench: Bench) -> None:
    hit = {f.rule for operator in PLANTS.values() for o in bench.plant(operator) for f in o.hit}
    hit |= {f.rule for group in SOWN for o in bench.sow(group)[0] for f in o.hit}
    assert sorted(set(bench.checked()) - hit) == sorted(UNPLANTED)


@pytest.mark.parametrize("given", [None, notes(900)], ids=["no notes", "notes"])
def test_hostile_text_breaks_no_rule(given: tuple[str, ...] | None) -> None:
    checker = checker_for(DataFolders())
    for name in UNITS:
        body = (name * 5_000)[: 600 if given else 5_000]
        passage = passage_for(body, checker.folders, facts=given, genre="述职报告", person="first", period="2023年")
        for finding in checker.findings(passage):
            assert 0 <= finding.start <= finding.end <= len(body), (name, finding.rule)
