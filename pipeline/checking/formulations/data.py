"""What ``config/formulations.yaml`` holds, and what a check of it reports."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, field_validator

from pipeline.checking.periods import DateText
from pipeline.checking.rules import Hit
from pipeline.config import regular_expression
from pipeline.types import Frozen

Level = Literal["error", "warning", "info"]


class Formulation(Frozen):
    """One formulation of ``config/formulations.yaml``."""

    name: str
    """How messages call it."""
    canonical: str
    names: tuple[str, ...] = ()
    """What texts call it, without quotation marks."""
    members: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    """Other right wordings of members."""
    order: Literal["strict", "free"] = "strict"
    closed: bool = True
    """Whether a list that has all members but one, and something else in its place, is wrong."""
    complete: bool = False
    """Whether a list of all members but one is a slip even where the name does not stand beside it."""
    context: tuple[str, ...] = ()
    """Members are common words: the list is checked only where one of these stands beside it."""
    counted: bool = False
    """Whether the noun of the name goes with this numeral only (两个维护)."""
    verbs: tuple[str, ...] = ()
    wrong_verbs: tuple[str, ...] = ()
    first_use: DateText | None = None
    sure_date: bool = True
    until: DateText | None = None
    quoted: bool = False
    level: Level = "error"
    note: str = ""


class Mistake(Frozen):
    """A wording that is wrong wherever it stands."""

    wrong: Annotated[str, AfterValidator(regular_expression)]
    right: str
    why: str
    level: Level = "error"
    since: DateText | None = None
    """Wrong only in documents whose period begins later."""


class Formula(Frozen):
    """A wording that is fixed character by character (marks aside)."""

    text: str
    also: tuple[str, ...] = ()
    """Wordings as right."""
    loose: bool = False
    """Long and unmistakable: a gap or an insertion of up to four characters is seen, too."""


class FormulationData(Frozen):
    """``config/formulations.yaml``."""

    as_of: DateText
    """What came later is unknown here."""
    owner: str
    """Who keeps the table."""
    entries: tuple[Formulation, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    formulas: tuple[Formula, ...] = ()

    @field_validator("formulas", mode="before")
    @classmethod
    def _spelled_out(cls, value: object) -> object:
        return [{"text": v} if isinstance(v, str) else v for v in value] if isinstance(value, list) else value


class Report(NamedTuple):
    check: str
    hit: Hit
