"""What the sentences of a document may stand on, made from its notes and the word lists."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipeline.builtin.register import load_raise_rules
from pipeline.checking.evidence import Ground, head_names, told
from pipeline.checking.lexicon import load_lexicon
from pipeline.config import DataFolders
from pipeline.corpus.vocabulary import Vocabulary
from pipeline.text.dates import find_dates
from pipeline.text.sentences import stopped
from pipeline.types import Brief, Plan


@lru_cache(maxsize=4)
def load_vocabulary(folders: DataFolders) -> Vocabulary:
    """The safe words, the user's and the shipped."""
    return Vocabulary.load([root / "config" for root in folders.roots])


def ground_for(
    brief: Brief, ids: Sequence[str], folders: DataFolders, vocabulary: Vocabulary, plan: Plan | None = None
) -> Ground:
    """What sentences on the facts ``ids`` may stand on."""
    known = head_names(brief)
    raises = load_raise_rules(folders.file("config/words/raise.yaml"))
    formulas: set[str] = set()
    extra: tuple[str, ...] = ()
    if plan:
        formulas = {stopped(f) for s in plan.sections for f in (*s.lead, *s.tail)}
        extra = (plan.title, plan.salutation, *(s.heading for s in plan.sections))
    return Ground(
        brief=brief,
        facts=tuple(told(f, known, raises.raise_register(f.statement)) for f in map(brief.fact, ids)),
        vocabulary=vocabulary,
        lexicon=load_lexicon(folders),
        formulas=frozenset(formulas),
        year=year_of(brief),
        extra=extra,
    )


def year_of(brief: Brief) -> int | None:
    """The year the document speaks of, by its 时间 or title; None when neither tells."""
    for text in (brief.head.period, brief.head.title):
        years = [d.end_year or d.year for d in find_dates(text) if d.year]
        if years:
            return years[-1]
    return None
