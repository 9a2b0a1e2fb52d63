"""What the facts of one section speak of, so that they can be told in points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.config import load_yaml
from pipeline.types import Fact, Frozen


class Topic(Frozen):
    name: str
    phrase: str
    """The point's heading: says what is worked on, never what was achieved."""
    cues: dict[str, float] = {}


class Topics(Frozen):
    """``config/topics.yaml``."""

    topics: tuple[Topic, ...]
    rest: Topic

    def score(self, text: str) -> dict[str, float]:
        return {t.name: s for t in self.topics if (s := sum(w for cue, w in t.cues.items() if cue in text)) > 0}

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
    """Facts in points, by the notes' own groups where there are several, else by topic.

    Order follows the notes; what belongs to no topic comes last.
    """
    groups = {f.group for f in facts}
    by_group = len(groups) > 1 and "" not in groups
    gathered: dict[str, tuple[Topic, list[Fact]]] = {}
    for fact in facts:
        if by_group:
            peers = [f for f in facts if f.group == fact.group]
            topic = topics.best(fact.group, 0.5) or Topic(name=fact.group, phrase=_group_phrase(fact.group, peers, topics))
        else:
            topic = topics.best(fact.statement) or topics.rest
        gathered.setdefault(topic.name, (topic, []))[1].append(fact)
    if not by_group:
        gathered = _fewer(gathered, topics)
    rest = gathered.pop(topics.rest.name, None)
    points = [Point(topic.phrase, tuple(found)) for topic, found in gathered.values()]
    if rest:
        points.append(Point(rest[0].phrase, tuple(rest[1])))
    return tuple(points)


def _group_phrase(group: str, facts: Sequence[Fact], topics: Topics) -> str:
    topic = topics.best("".join(f.statement for f in facts), 2.0)
    if topic:
        return topic.phrase
    name = group.removesuffix("方面")
    return f"扎实做好{name}" if name.endswith(("工作", "建设", "管理", "服务", "任务")) else f"扎实做好{name}工作"


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
