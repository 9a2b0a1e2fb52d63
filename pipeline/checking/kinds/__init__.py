"""Kinds of rule: the code that rules of the packs name. One module a kind or a family of kinds; each is found by being here.

A kind is a frozen type of options and a function ``(rule, options, folders) → detector``; the detector takes a
:class:`~pipeline.checking.passage.Passage` and yields :class:`~pipeline.checking.rules.Hit`. It is made once for
each rule and must keep no state between passages, so that one checker serves many threads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple, TypeVar

from pipeline.checking.rules import Detector, Rule
from pipeline.config import DataFolders
from pipeline.types import Frozen

O = TypeVar("O", bound=Frozen)  # noqa: E741 — the options of a kind


class Kind(NamedTuple):
    """A kind of rule."""

    options: type[Frozen]
    build: Callable[[Rule, Frozen, DataFolders], Detector]


KINDS: dict[str, Kind] = {}


def kind(
    name: str, options: type[O]
) -> Callable[[Callable[[Rule, O, DataFolders], Detector]], Callable[[Rule, O, DataFolders], Detector]]:
    """Register the decorated function as the kind ``name``."""

    def register(
        build: Callable[[Rule, O, DataFolders], Detector],
    ) -> Callable[[Rule, O, DataFolders], Detector]:
        KINDS[name] = Kind(options, build)  # type: ignore[arg-type]
        return build

    return register


@cache
def load_kinds() -> dict[str, Kind]:
    """All kinds, their modules imported."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return KINDS
