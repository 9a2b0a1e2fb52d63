"""Set formulations: verb and object, members and their order, the count in a name, the wording letter by letter.

The table is data (``config/formulations.yaml``) with a date and an owner. Only what it calls wrong is reported as
wrong: a verb it does not know, a list with other members, a name it never saw pass in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pipeline.checking.finding_words import Marked
from pipeline.checking.formulations.data import Report
from pipeline.checking.formulations.lists import list_reports
from pipeline.checking.formulations.table import Table, formulations
from pipeline.checking.formulations.verbs import find_uses, quote_reports, verb_reports
from pipeline.checking.formulations.wording import (
    count_reports,
    local_slogans,
    mistake_reports,
    naming_reports,
)
from pipeline.checking.kinds import kind
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.types import Frozen


class FormulationOptions(Frozen):
    """Which of the checks."""

    check: Literal["verb", "combo", "member", "order", "count", "name", "near", "quote", "local"]


@kind("formulation", FormulationOptions)
def formulation(rule: Rule, options: FormulationOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """Set formulations against the table."""
    table = formulations(folders)

    def detect(passage: Passage) -> Iterator[Hit]:
        if options.check == "local":
            yield from local_slogans(table, passage)
            return
        for report in passage.made((table, "reports"), lambda p: tuple(_reports(table, p))):
            if report.check == options.check:
                yield report.hit

    return detect


def _reports(table: Table, passage: Passage) -> Iterator[Report]:
    uses = find_uses(table, passage)
    wide = [
        *verb_reports(passage, uses),
        *list_reports(table, passage),
        *naming_reports(table, passage, uses),
    ]
    yield from wide
    yield from quote_reports(passage, uses)
    yield from count_reports(table, passage, uses)
    taken = Marked(len(passage.text), ((r.hit.start, r.hit.end) for r in wide))
    wrong = [r for r in mistake_reports(table, passage) if not taken.covers(r.hit.start, r.hit.end)]
    for report in wrong:
        taken.add(report.hit.start, report.hit.end)
    yield from wrong
    yield from table.near.reports(passage, taken)
