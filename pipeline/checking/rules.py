"""Rules as data: packs in ``config/rules/*.yaml``, read strictly, with file and line of what does not fit.

A pack is one family of rules. A rule names the kind of code that runs it and that kind's options; its bad and
good examples are its tests. A user's pack of another file name adds rules, one of the same name replaces the
shipped pack; a rule id that stands in two packs is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import Field, field_validator

from pipeline.checking.passage import Passage
from pipeline.config import DataFolders, Lines, parse_yaml, read_data, validate
from pipeline.errors import ConfigError, InputError
from pipeline.genres import find_genre, load_genres
from pipeline.types import Frozen, Person, Severity

Level = Literal["国家标准", "中央规定", "事实", "通行做法", "系统规则"]
"""Who speaks: 国家标准 a clause that prescribes, 中央规定 the fixed wording of documents of the centre, 事实 the notes,
通行做法 common practice (never an error by itself), 系统规则 what this program demands."""


class Hit(NamedTuple):
    """A place that a rule finds; offsets into the passage's text. start = end = 0 for the text as a whole."""

    start: int
    end: int
    message: str = ""
    """Overrides the rule's."""
    suggestion: str | None = None
    """Replacement text for the span; '' deletes it. None: the rule's own, or none."""
    severity: Severity | None = None
    """Overrides the rule's."""
    facts: tuple[str, ...] = ()
    safe: bool = True
    """False where this one must not be fixed without a person, though the rule is safe."""


Detector = Callable[[Passage], Iterable[Hit]]


class Authority(Frozen):
    """Where a rule comes from."""

    level: Level
    clause: str = ""
    """Standard and clause, or a word on the practice."""


class Example(Frozen):
    """A text that a rule must find, or leave alone."""

    text: str
    at: str = ""
    """For a bad one: the words that the finding must cover exactly; empty where any finding of the rule will do."""
    fixed: str | None = None
    """For a bad one: the text with the suggestion put in."""
    genre: str = ""
    person: Person | None = None
    period: str = ""
    facts: tuple[str, ...] = ()
    exemplars: tuple[str, ...] = ()

    @field_validator("facts", "exemplars", mode="before")
    @classmethod
    def _tuple(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


def _spelled_out(value: Any) -> Any:
    return [{"text": v} if isinstance(v, str) else v for v in value] if isinstance(value, list) else value


class Rule(Frozen):
    """One rule of a pack."""

    id: str = Field(pattern=r"^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+$")
    kind: str
    severity: Severity
    title: str
    """What it is about, in a few words."""
    message: str
    """What is wrong and why; ``{text}`` is the place, ``{fix}`` the suggestion."""
    source: Authority
    suggestion: str | None = None
    """What to do where the hit brings none of its own; never applied by itself."""
    safe: bool = False
    """Whether ``--fix`` may put the hits' suggestions in."""
    on: bool = True
    genres: tuple[str, ...] = ()
    """Only there; empty: everywhere."""
    not_in: tuple[str, ...] = ()
    """Genres that are left alone."""
    options: dict[str, Any] = Field(default_factory=dict)
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()

    _examples = field_validator("bad", "good", mode="before")(_spelled_out)

    def applies(self, genre: str) -> bool:
        """Whether the rule speaks in documents of that genre ('' for unknown)."""
        return (not self.genres or genre in self.genres) and genre not in self.not_in


class Off(Frozen):
    """A rule that is switched off."""

    id: str
    genres: tuple[str, ...] = ()
    """Only in these; empty: everywhere."""


class Pack(Frozen):
    """A family of rules."""

    family: str = "自定"
    """The family's name in output: 标点, 数字, 事实 …"""
    rank: int = 60
    """Inside a place that a family of lower rank has claimed, this one stays silent."""
    sentence: bool = False
    """Whether its rules can judge a sentence alone, so that the gate of a draft runs them on every one of a model's."""
    off: tuple[Off, ...] = ()
    """Rules (of any pack) that are switched off: ids, or ``{id: …, genres: […]}``."""
    rules: tuple[Rule, ...] = ()

    @field_validator("off", mode="before")
    @classmethod
    def _ids(cls, value: Any) -> Any:
        return [{"id": v} if isinstance(v, str) else v for v in value] if isinstance(value, list) else value


class Loaded(NamedTuple):
    """A rule with its place in the data, for messages."""

    rule: Rule
    pack: Pack
    path: Path
    line: int
    lines: Lines
    number: int


def load_packs(folders: DataFolders, *, off: bool = False) -> tuple[Loaded, ...]:
    """The rules that are on, in order of file and place; off: those that are switched off, too.

    Raises ConfigError with file and line for unknown keys, doubled ids, and ids in ``off`` that no rule has.
    """
    found: dict[str, Loaded] = {}
    packs: list[tuple[Pack, Path, Lines]] = []
    for path in folders.files("config/rules", ".yaml"):
        value, lines = parse_yaml(read_data(path), path)
        pack = validate(value if value is not None else {}, lines, path, Pack)
        packs.append((pack, path, lines))
        for i, rule in enumerate(pack.rules):
            line = lines.get(("rules", i), 1)
            if rule.id in found:
                raise ConfigError(
                    f"规则 {rule.id} 在 {found[rule.id].path.name} 里已经有了",
                    remedy="请换一个编号",
                    path=path,
                    line=line,
                )
            found[rule.id] = Loaded(rule, pack, path, line, lines, i)
    for pack, path, lines in packs:
        for i, switch in enumerate(pack.off):
            _switch_off(found, switch, folders, path, lines.get(("off", i), 1))
    return tuple(one for one in found.values() if off or one.rule.on)


def _switch_off(found: dict[str, Loaded], switch: Off, folders: DataFolders, path: Path, line: int) -> None:
    if switch.id not in found:
        raise ConfigError(
            f"没有规则 {switch.id}", remedy="全部编号见 zhibi check --explain all", path=path, line=line
        )
    rule = found[switch.id].rule
    if switch.genres:
        genres = load_genres(folders)
        try:
            names = tuple(find_genre(g, genres).name for g in switch.genres)
        except InputError as error:
            raise ConfigError(error.what, remedy=error.remedy, path=path, line=line) from None
        rule = rule.model_copy(update={"not_in": (*rule.not_in, *names)})
    else:
        rule = rule.model_copy(update={"on": False})
    found[switch.id] = found[switch.id]._replace(rule=rule)
