"""The notes against the text: one analysis a passage, of which each rule tells one problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Literal

from pipeline.checking.facts.sheet import Sheet
from pipeline.checking.kinds import kind
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.types import Brief, FactKind, Frozen

Problem = Literal[
    "unsupported", "altered", "binding", "looser", "derived", "date", "name", "missing",
    "partial", "claim", "rung", "direction", "denial", "thing",
]  # fmt: skip


class FactOptions(Frozen):
    """Which problem the rule tells."""

    problem: Problem


@kind("facts", FactOptions)
def facts(rule: Rule, options: FactOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """One problem of the notes against the text; silent where there are no notes."""

    def detect(passage: Passage) -> Iterator[Hit]:
        if passage.brief is None or not passage.brief.writable:
            return
        yield from passage.made("facts", lambda p: _analysed(p, folders)).get(options.problem, ())

    return detect


def _analysed(passage: Passage, folders: DataFolders) -> dict[str, tuple[Hit, ...]]:
    from pipeline.checking.facts import claims, denials, directions, persons, rates, rungs, wording
    from pipeline.checking.facts.account import missing_hits, partial_hits
    from pipeline.checking.facts.figures import figure_hits, judge_figures
    from pipeline.checking.facts.times import date_hits
    from pipeline.checking.facts.titles import deputy_hits, name_hits, post_hits
    from pipeline.checking.grounds import ground_for, load_vocabulary
    from pipeline.checking.recognising import recogniser_in

    brief = passage.brief
    if brief is None:
        return {}
    brief = as_written(brief)
    ground = passage.ground or ground_for(
        brief, [f.id for f in brief.writable], folders, load_vocabulary(folders)
    )
    # What the notes hold back may stand in somebody's text all the same: it supports, and need not be told.
    held = tuple(f.text for f in brief.facts if not f.statement and f.text)
    sheet = Sheet(passage, replace(ground, extra=(*ground.extra, *held)))
    second = passage.recogniser or recogniser_in(folders)
    verdicts = judge_figures(sheet)
    found: dict[str, Callable[[], Iterable[Hit]]] = {
        "date": lambda: date_hits(sheet),
        "name": lambda: (
            *name_hits(sheet, second),
            *post_hits(sheet),
            *persons.person_post_hits(sheet),
            *persons.exchanged_post_hits(sheet),
            *deputy_hits(sheet),
        ),
        "missing": lambda: missing_hits(sheet, verdicts),
        "partial": lambda: partial_hits(sheet, verdicts),
        "claim": lambda: claims.claim_hits(sheet, claims.load_claims(folders)),
        "rung": lambda: rungs.rung_hits(sheet, rungs.load_ladders(folders)),
        "direction": lambda: (*directions.direction_hits(verdicts), *directions.turned_hits(sheet)),
        "denial": lambda: (
            *denials.denial_hits(sheet),
            *denials.existence_hits(sheet),
            *denials.unreached_hits(verdicts),
        ),
        "thing": lambda: (
            *wording.thing_hits(sheet),
            *rates.rate_hits(verdicts),
            *rates.period_hits(verdicts),
            *wording.list_hits(sheet),
            *wording.swap_hits(sheet, rungs.load_ladders(folders)),
        ),
    }
    hits = {problem: tuple(make()) for problem, make in found.items()}
    for problem in ("unsupported", "altered", "binding", "looser", "derived"):
        hits[problem] = tuple(figure_hits(verdicts, problem))
    return hits


def as_written(brief: Brief) -> Brief:
    """The notes with doubled and conflicting facts in their own words: the text may tell each of them."""
    own = (FactKind.CONFLICT, FactKind.DUPLICATE)
    facts = tuple(f.model_copy(update={"statement": f.text}) if f.kind in own else f for f in brief.facts)
    return brief.model_copy(update={"facts": facts})
