"""The table of dates, indexed; first uses of formulations are part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field

from pipeline.checking.finding_words import Finder
from pipeline.checking.formulations.table import formulations
from pipeline.checking.periods import DateText
from pipeline.checking.rules import Hit
from pipeline.config import DataFolders, load_yaml, regular_expression
from pipeline.types import Frozen

Regex = Annotated[str, AfterValidator(regular_expression)]


class Dated(Frozen):
    """Something that began, or ended, or both."""

    names: tuple[str, ...]
    since: DateText | None = Field(default=None, alias="from")
    until: DateText | None = None
    grace: DateText | None = None
    """Until when local names may lag behind."""
    again: DateText | None = None
    """From when it is in use again."""
    now: str = ""
    """What it is called since."""
    sure: bool = True
    before: Regex | None = None
    after: Regex | None = None
    not_before: Regex | None = None
    not_after: Regex | None = None
    near: Regex | None = None
    """Must stand in the same sentence."""
    bare: bool = False
    """Of a law: also without 《》."""


class Ended(Frozen):
    """A way of speaking of something as under way."""

    pattern: Regex
    until: DateText
    now: str = ""


class Anniversary(Frozen):
    """What is counted in years from when."""

    names: tuple[str, ...]
    year: int


class ChronologyData(Frozen):
    """``config/chronology.yaml``."""

    as_of: DateText
    owner: str
    plenums: dict[str, dict[str, tuple[DateText, DateText]]] = Field(default_factory=dict)
    congresses: dict[str, tuple[DateText, DateText]] = Field(default_factory=dict)
    plans: dict[str, tuple[int, int]] = Field(default_factory=dict)
    anniversaries: tuple[Anniversary, ...] = ()
    campaigns: tuple[Dated, ...] = ()
    terms: tuple[Dated, ...] = ()
    ended: tuple[Ended, ...] = ()
    bodies: tuple[Dated, ...] = ()
    laws: tuple[Dated, ...] = ()


Sort = Literal["campaign", "term", "body", "law"]


class Entry(NamedTuple):
    sort: Sort
    of: Dated
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    near: re.Pattern[str] | None


Report = tuple[str, Hit]


@dataclass(frozen=True, eq=False)
class Chronology:
    """The table, indexed; one for each pair of data folders."""

    data: ChronologyData
    finder: Finder
    entries: dict[str, tuple[Entry, ...]]
    ended: tuple[tuple[re.Pattern[str], Ended], ...]
    anniversary: re.Pattern[str]
    births: dict[str, int]


@lru_cache(maxsize=4)
def chronology_table(folders: DataFolders) -> Chronology:
    """The table of these folders; a user's file adds to the shipped one. First uses of formulations are part of it."""
    parts = [load_yaml(path, ChronologyData) for path in folders.all("config/chronology.yaml")]
    data = ChronologyData(
        as_of=max(p.as_of for p in parts),
        owner=parts[-1].owner,
        plenums={k: {**d} for p in parts for k, d in p.plenums.items()},
        congresses={k: v for p in parts for k, v in p.congresses.items()},
        plans={k: v for p in parts for k, v in p.plans.items()},
        anniversaries=tuple(a for p in parts for a in p.anniversaries),
        campaigns=tuple(a for p in parts for a in p.campaigns),
        terms=tuple(a for p in parts for a in p.terms),
        ended=tuple(a for p in parts for a in p.ended),
        bodies=tuple(a for p in parts for a in p.bodies),
        laws=tuple(a for p in parts for a in p.laws),
    )
    entries: dict[str, list[Entry]] = {}
    sorts: tuple[tuple[Sort, tuple[Dated, ...]], ...] = (
        ("campaign", data.campaigns), ("term", data.terms), ("body", data.bodies), ("law", data.laws)
    )  # fmt: skip
    for sort, listed in sorts:
        for one in listed:
            for name in one.names:
                entries.setdefault(name, []).append(_compiled(sort, one))
    for formulation in formulations(folders).data.entries:
        if formulation.first_use is None and formulation.until is None:
            continue
        for name in formulation.names:
            if name not in entries and len(name) > 2:
                one = Dated.model_validate(
                    {
                        "names": (name,),
                        "from": formulation.first_use,
                        "until": formulation.until,
                        "sure": formulation.sure_date,
                    }
                )
                entries[name] = [_compiled("term", one)]
    births = {name: a.year for a in data.anniversaries for name in a.names}
    listed_births = "|".join(re.escape(n) for n in sorted(births, key=len, reverse=True))
    return Chronology(
        data=data,
        finder=Finder(entries),
        entries={k: tuple(v) for k, v in entries.items()},
        ended=tuple((re.compile(e.pattern), e) for e in data.ended),
        anniversary=re.compile(
            rf"(?P<of>{listed_births or '(?!)'})(?P<n>[0-9]{{1,3}}|[一二三四五六七八九十百零]{{1,5}})(?:周年)"
        ),
        births=births,
    )


def _compiled(sort: Sort, one: Dated) -> Entry:
    def end(pattern: str | None) -> re.Pattern[str] | None:
        return re.compile(rf"(?:{pattern})$") if pattern else None

    def start(pattern: str | None) -> re.Pattern[str] | None:
        return re.compile(pattern) if pattern else None

    return Entry(
        sort,
        one,
        end(one.before),
        start(one.after),
        end(one.not_before),
        start(one.not_after),
        start(one.near),
    )
