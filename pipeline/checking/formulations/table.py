"""The table of set formulations, indexed; one for each pair of data folders."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipeline.checking.finding_words import Finder, Found
from pipeline.checking.formulations.data import Formulation, FormulationData, Mistake
from pipeline.checking.formulations.near import Near
from pipeline.checking.passage import Passage
from pipeline.config import DataFolders, load_yaml
from pipeline.text.numerals import CHINESE


@dataclass(frozen=True, eq=False)
class Table:
    """The formulations, indexed; one for each pair of data folders."""

    data: FormulationData
    finder: Finder
    by_name: dict[str, Formulation]
    verbs: tuple[str, ...]
    members: dict[str, list[tuple[int, int]]]
    """Member → (formulation, index)."""
    counted: dict[str, Formulation]

    @cached_property
    def member_finder(self) -> Finder:
        """All members at once."""
        return Finder(self.members)

    @cached_property
    def mistakes(self) -> tuple[tuple[re.Pattern[str], Mistake], ...]:
        """What is wrong wherever it stands."""
        return tuple((re.compile(m.wrong), m) for m in self.data.mistakes)

    @cached_property
    def counts(self) -> re.Pattern[str]:
        """A numeral before a noun that goes with one numeral only."""
        return re.compile(rf"[{CHINESE}](?={'|'.join(map(re.escape, self.counted)) or '(?!)'})")

    @cached_property
    def near(self) -> Near:
        """The formulas, for near misses."""
        return Near(self.data.formulas)

    @cached_property
    def counting(self) -> tuple[tuple[str, Formulation], ...]:
        """The names of the form N个XX."""
        return tuple(
            (n, e) for n, e in self.by_name.items() if len(n) == 4 and n[0] in CHINESE and n[1] == "个"
        )

    def names(self, passage: Passage) -> list[Found]:
        """The names of formulations in the text."""
        return passage.made((self, "names"), lambda p: self.finder.find(p.text))


@lru_cache(maxsize=4)
def formulations(folders: DataFolders) -> Table:
    """The table of these folders; a user's file adds entries, those of the same name replace the shipped ones."""
    parts = [load_yaml(path, FormulationData) for path in folders.all("config/formulations.yaml")]
    entries = {e.name: e for part in parts for e in part.entries}
    data = FormulationData(
        as_of=max(p.as_of for p in parts),
        owner=parts[-1].owner,
        entries=tuple(entries.values()),
        mistakes=tuple({m.wrong: m for p in parts for m in p.mistakes}.values()),
        formulas=tuple({f.text: f for p in parts for f in p.formulas}.values()),
    )
    by_name = {n: e for e in data.entries for n in e.names}
    members: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, entry in enumerate(data.entries):
        for j, member in enumerate(entry.members):
            members[member].append((i, j))
    counted = {name[1:]: e for e in data.entries if e.counted for name in e.names if name[0] in CHINESE}
    return Table(
        data=data,
        finder=Finder(by_name),
        by_name=by_name,
        verbs=_verb_list(data.entries),
        members=dict(members),
        counted=counted,
    )


def _verb_list(entries: Iterable[Formulation]) -> tuple[str, ...]:
    """The verbs, longest first, without those that only put an adverb before another (不断增强)."""
    wrong = {v for e in entries for v in e.wrong_verbs}
    verbs = wrong | {v for e in entries for v in e.verbs}
    kept = [v for v in verbs if v in wrong or not any(v != w and v.endswith(w) for w in verbs)]
    return tuple(sorted(kept, key=len, reverse=True))
