"""What the facts of one section speak of, so that they can be told in points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from pipeline.config import load_yaml
from pipeline.types import Fact, Frozen


class Topic(Frozen):
    name: str
    phrase: str
    """The point's heading: says what is worked on, never what was achieved."""
    cues: dict[str, float] = Field(default_factory=dict)


class Topics(Frozen):
    """``config/topics.yaml``."""

    topics: tuple[Topic, ...]
    rest: Topic

    def score(self, text: str) -> dict[str, float]:
        return {
            t.name: s for t in self.topics if (s := sum(w for cue, w in t.cues.items() if cue in text)) > 0
        }

    def best(self, text: str, least: float = 1.0) -> Topic | None:
        """The topic the text speaks of most, or None below ``least``."""
        scores = self.score(text)
        name = max(scores, key=lambda n: scores[n], default=None)
        return next((t for t in self.topics if t.name == name and scores[t.name] >= least), None)


@lru_cache(maxsize=4)
def load_topics(path: Path) -> Topics:
    return load_yaml(path, Topics)


class Point(NamedTuple):
    """Facts told together under one heading phrase."""

    phrase: str
    facts: tuple[Fact, ...]


MAX_POINTS = 8


def points_of(facts: Sequence[Fact], topics: Topics) -> tuple[Point, ...]:
    """Facts in points, by the notes' own groups where these speak of topics, else by the facts' own words.

    Order follows the notes. What belongs to no topic has an empty phrase and comes first, unless it is little enough
    to stand last as the rest.
    """
    groups = list(dict.fromkeys(f.group for f in facts))
    by_group = len(groups) > 1 and all(g and topics.best(g, 0.5) for g in groups)
    gathered: dict[str, tuple[Topic, list[Fact]]] = {}
    for fact in facts:
        topic = (topics.best(fact.group, 0.5) if by_group else topics.best(fact.statement)) or topics.rest
        gathered.setdefault(topic.name, (topic, []))[1].append(fact)
    gathered = _fewer(gathered, topics)
    _, rest = gathered.pop(topics.rest.name, (topics.rest, []))
    points = [Point(topic.phrase, tuple(found)) for topic, found in gathered.values()]
    if not rest:
        return tuple(points)
    if len(rest) <= 2 and len(points) >= 2:
        return (*points, Point(topics.rest.phrase, tuple(rest)))
    return (Point("", tuple(rest)), *points)


def _fewer(
    gathered: dict[str, tuple[Topic, list[Fact]]], topics: Topics
) -> dict[str, tuple[Topic, list[Fact]]]:
    """Too many points read like a list: the ones with least join the rest."""
    while len(gathered) > MAX_POINTS:
        name = min((n for n in gathered if n != topics.rest.name), key=lambda n: len(gathered[n][1]))
        _, facts = gathered.pop(name)
        gathered.setdefault(topics.rest.name, (topics.rest, []))[1].extend(facts)
    if topics.rest.name in gathered:
        gathered[topics.rest.name][1].sort(key=lambda f: int(f.id[1:]))
    return gathered
