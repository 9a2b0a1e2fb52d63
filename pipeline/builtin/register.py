"""Colloquial → official register by rule, leaving every value, name and quotation alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import Field

from pipeline.config import load_yaml
from pipeline.errors import ConfigError
from pipeline.types import Frozen, Person

_NUMBER = r"(?:\d[\d,.]*|[一二三四五六七八九十百千两几]+)"
_PROTECTED = re.compile(r"“[^”]*”|《[^》]*》|〔[^〕]*〕|‘[^’]*’")


class RaiseRule(Frozen):
    from_: str = Field(alias="from")
    to: str


class RaiseRules(Frozen):
    """``config/words/raise.yaml``."""

    rules: tuple[RaiseRule, ...]

    @cached_property
    def compiled(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(r.from_.replace("{N}", _NUMBER)), r.to) for r in self.rules)

    def raise_register(self, text: str) -> str:
        """The text with every rule applied outside quotations, titles and marks."""
        return _outside(text, self._apply)

    def _apply(self, text: str) -> str:
        for pattern, to in self.compiled:
            text = pattern.sub(to, text)
        return text


def _outside(text: str, change: Callable[[str], str]) -> str:
    out: list[str] = []
    position = 0
    for match in _PROTECTED.finditer(text):
        out += [change(text[position : match.start()]), match[0]]
        position = match.end()
    out.append(change(text[position:]))
    return "".join(out)


@lru_cache(maxsize=4)
def load_raise_rules(path: Path) -> RaiseRules:
    """The rules; ConfigError names the file when a pattern is not a regular expression."""
    rules = load_yaml(path, RaiseRules)
    try:
        _ = rules.compiled
    except re.error as error:
        raise ConfigError(f"有一条正则写错了（{error}）", remedy="请改正后再试", path=path) from None
    return rules


# 我 before these is "our (place, unit)", not the speaker.
_WE = "省市县区州旗盟镇乡村社局厅委部处科股所队院校站党国军们方司厂园组办馆"
_I = re.compile(rf"(?<![自小大无忘])(?:我(?:本人|自己)?(?![{_WE}])|本人)")
_ASSESSED = re.compile("该同志")


def in_person(text: str, person: Person, self_name: str, names: Sequence[str] = ()) -> str:
    """The text with its self-references in the genre's person.

    Third person: 我, 本人 → 该同志 (我市, 我们 stay). First person: 该同志, and the author's own name with 同志,
    → the genre's word for the author; 他 may be anybody and stays.
    """
    if person == "third":
        return _outside(text, lambda t: _I.sub(self_name, t))
    own = "|".join(re.escape(n) + "同志" for n in names if n)
    pattern = re.compile(f"{_ASSESSED.pattern}|{own}" if own else _ASSESSED.pattern)
    return _outside(text, lambda t: pattern.sub(self_name, t))
