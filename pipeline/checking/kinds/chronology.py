"""Terms, meetings, campaigns, bodies and laws against the document's period, and dates that contradict themselves.

The table is data (``config/chronology.yaml``); the period is the caller's and never guessed from the text. A place
of history said as history (原农业部, 2017年…, 《…》 of an old document) is right, as is the near future where plans
are made. What lies past the table's end can't be verified, which is information, not an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pipeline.checking.chronology.context import Context
from pipeline.checking.chronology.listed import issued_reports, listed_reports, underway_reports
from pipeline.checking.chronology.meetings import meeting_reports
from pipeline.checking.chronology.table import Chronology, Report, chronology_table
from pipeline.checking.chronology.years import anniversary_reports, plan_reports
from pipeline.checking.kinds import kind
from pipeline.checking.passage import Passage
from pipeline.checking.periods import period_of
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.types import Frozen


class ChronologyOptions(Frozen):
    """Which of the checks."""

    check: Literal["early", "late", "tense", "unknown", "inner", "plan"]


@kind("chronology", ChronologyOptions)
def chronology(rule: Rule, options: ChronologyOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """What did not exist yet or no longer, by the table."""
    table = chronology_table(folders)

    def detect(passage: Passage) -> Iterator[Hit]:
        return (
            hit
            for check, hit in passage.made((table, "reports"), lambda p: tuple(_reports(table, p)))
            if check == options.check
        )

    return detect


def _reports(table: Chronology, passage: Passage) -> Iterator[Report]:
    period = period_of(passage)
    context = Context(passage, period)
    yield from meeting_reports(table, passage, context)
    yield from plan_reports(table, passage, context)
    yield from anniversary_reports(table, passage, context)
    if period is not None:
        yield from listed_reports(table, passage, context)
        yield from underway_reports(table, passage, context)
        yield from issued_reports(passage, context)
