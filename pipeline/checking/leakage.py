"""What a sentence has from an exemplar and not from the facts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.checking.evidence import Problem
from pipeline.types import Exemplar

RUN = 16
"""Han characters in a row: a copy (unrelated documents share three such runs in 30,000 characters,
all fixed formulations; validator groundwork 4.4)."""


WHOLE = 8
"""Han characters of a sentence that is a copy when it stands as a whole in an exemplar."""


def lifted(text: str, exemplars: Sequence[Exemplar], facts: str) -> bool:
    """Whether the sentence as a whole stands in an exemplar and not in the facts."""
    bare = _han(text)
    return len(bare) >= WHOLE and bare not in _han(facts) and any(bare in _han(e.text) for e in exemplars)


def _han(text: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff⟨⟩]", "", text)


def copied(text: str, exemplars: Sequence[Exemplar], facts: str) -> list[Problem]:
    """Runs of :data:`RUN` or more Han characters that stand in an exemplar and not in the facts."""
    found: list[Problem] = []
    bare_facts = _han(facts)
    sources = [_han(e.text) for e in exemplars]
    for run in re.finditer(r"[\u4e00-\u9fff，、]+", text):
        han = [(i, c) for i, c in enumerate(run[0], run.start()) if "\u4e00" <= c <= "\u9fff"]
        for at in range(len(han) - RUN + 1):
            piece = "".join(c for _, c in han[at : at + RUN])
            if piece not in bare_facts and any(piece in s for s in sources):
                start, end = han[at][0], han[at + RUN - 1][0] + 1
                found.append(Problem("copied", start, end, text[start:end], "与范文的文字雷同"))
                return found
    return found
