"""Claims without figures (rank, first, record, praise) that no fact makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from pipeline.checking.facts.sheet import Said, Sheet
from pipeline.checking.rules import Hit
from pipeline.config import DataFolders, load_yaml, regular_expression
from pipeline.types import Frozen, Severity

Regex = Annotated[str, AfterValidator(regular_expression)]


class Claim(Frozen):
    """One family of claims (``config/claims.yaml``)."""

    name: str
    severity: Severity
    find: tuple[Regex, ...]
    facts: Regex
    """A fact that has this supports the claim."""


class ClaimFile(Frozen):
    wish: Regex
    """Before a claim: it is hoped or demanded, not claimed."""
    claims: tuple[Claim, ...]


@lru_cache(maxsize=4)
def load_claims(folders: DataFolders) -> ClaimFile:
    """The families of claims; ConfigError names file and line."""
    return load_yaml(folders.file("config/claims.yaml"), ClaimFile)


def claim_hits(sheet: Sheet, file: ClaimFile) -> Iterator[Hit]:
    """Claims that no fact makes."""
    for said in sheet.sentences:
        if said.role in ("signature", "salutation"):
            continue
        for start, end, claim in _claims(said.text, file):
            words = said.text[start:end]
            if re.search(claim.facts, _facts_for(said, sheet)) or words in sheet.known:
                continue
            if claim.name == "全部" and _all_of_them(said, start, sheet):
                continue
            message = f"要点里没有“{words}”的依据；没有事实支撑的名次、表彰、评价不能写"
            yield Hit(said.span.start + start, said.span.start + end, message, severity=claim.severity)


def _all_of_them(said: Said, start: int, sheet: Sheet) -> bool:
    """发现问题19个，已整改19个: the same number twice; 其余26个全部整改 of 完成整改26个: the number of what is done."""
    for told in sheet.facts:
        figures = [(v.quantity.low, v.quantity.unit) for v in told.values if v.quantity]
        if told.bigrams & said.bigrams and len(set(figures)) < len(figures):
            return True
    begin = max(said.text.rfind(c, 0, start) for c in "，。；：") + 1
    stated = (t for v in said.values if v.quantity and begin <= v.start < start for t, _ in sheet.stating(v))
    return any(re.search(r"整改|办结|解决|化解|完成|销号|竣工|处置", t.fact.text) for t in stated)


def _facts_for(said: Said, sheet: Sheet) -> str:
    """The facts that a sentence may draw a claim from: those that share words with it, else all (a summary)."""
    told = [t.fact.text for t in sheet.facts if t.bigrams & said.bigrams]
    return "\n".join((*told, *sheet.ground.brief.head.values()))


def _claims(text: str, file: ClaimFile) -> Iterator[tuple[int, int, Claim]]:
    done = 0
    for claim in file.claims:
        for pattern in claim.find:
            for match in re.finditer(pattern, text):
                begin = max(text.rfind(c, 0, match.start()) for c in "，。；：") + 1
                if re.search(file.wish, text[begin : match.end()]):
                    continue
                if match.start() >= done or match.end() > done:
                    done = max(done, match.end())
                    yield match.start(), match.end(), claim
