"""Which passages show the writer how a section sounds: function first, then likeness, then diversity.

Whatever is returned is masked; the original words never leave the store through here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from pipeline.corpus.masking import MaskedPassage, document_names, mask_passage
from pipeline.corpus.store import CorpusStore, Hit
from pipeline.corpus.vocabulary import Vocabulary
from pipeline.errors import InputError
from pipeline.types import Exemplar, Person

_POOL = 24
"""Candidates a tier is asked for."""
_DIVERSITY = 0.3
"""Weight of unlikeness to what is already chosen (Carbonell and Goldstein, SIGIR 1998)."""
_SHORTEST = 30
"""A masked passage with fewer characters than this shows nothing."""
_KEPT_SHARE = 0.5
"""Of its sentences, so many must be left, else the passage no longer hangs together."""


class _Tier(NamedTuple):
    why: str
    genre: str | None
    function: str | None
    person: Person | None


class _Candidate(NamedTuple):
    hit: Hit
    masked: MaskedPassage
    tier: _Tier


def choose(  # noqa: PLR0913 - each is a wish of its own, and all are named
    store: CorpusStore,
    vocabulary: Vocabulary,
    *,
    genre: str,
    function: str,
    heading: str,
    facts_text: str,
    person: Person,
    k: int = 3,
    exclude: Collection[str] = (),
) -> tuple[Exemplar, ...]:
    """At most ``k`` masked passages for a section, best first.

    Same genre and function come first, then the same function in other genres of the same person, then the
    same genre; inside a tier likeness to heading and facts decides, less likeness to what is chosen already.
    A document gives one passage unless there are not enough.
    genre, function: empty for any.
    exclude: ids of documents not to be used (the one being rewritten, say).
    Raises what ``CorpusStore.search`` raises.
    """
    if k < 1:
        return ()
    query = "\n".join(part for part in (function, heading, facts_text) if part)
    tiers = _tiers(genre, function, person)
    chosen: list[_Candidate] = []
    spare: list[_Candidate] = []
    seen: set[str] = set()
    for tier in tiers:
        if tier.function is None:
            # A second passage of a document still beats one of another function.
            chosen += _most_like(spare, k - len(chosen))
            spare.clear()
        if len(chosen) >= k:
            break
        hits = store.search(
            query, genre=tier.genre, function=tier.function, person=tier.person, k=max(_POOL, 4 * k)
        )
        fresh = [h for h in hits if h.passage.id not in seen and h.passage.document not in exclude]
        seen.update(h.passage.id for h in fresh)
        candidates = [_Candidate(hit, masked_passage(store, vocabulary, hit), tier) for hit in fresh]
        usable = [c for c in candidates if _usable(c.masked)]
        picked, left = _diverse(store, usable, chosen, k - len(chosen))
        chosen += picked
        spare += left
    chosen += _most_like(spare, k - len(chosen))
    return tuple(_exemplar(c, place) for place, c in enumerate(chosen, 1))


def _tiers(genre: str, function: str, person: Person) -> list[_Tier]:
    """What to look among, in order; an empty genre or function is anything."""
    out = [_Tier("同文种同功能", genre, function, person)] if genre and function else []
    if function:
        out.append(_Tier("同功能（其他文种）" if genre else "同功能", None, function, person))
    other = ("同文种（其他功能）" if function else "同文种") if genre else "其他"
    return [*out, _Tier(other, genre or None, None, person)]


def _most_like(candidates: Sequence[_Candidate], k: int) -> list[_Candidate]:
    return sorted(candidates, key=lambda c: -c.hit.score)[: max(0, k)]


def masked_passage(store: CorpusStore, vocabulary: Vocabulary, hit: Hit) -> MaskedPassage:
    """The passage masked; kept in the store under the vocabulary's digest."""
    passage = hit.passage
    if kept := store.kept_mask(passage.id, vocabulary.digest):
        return MaskedPassage.model_validate_json(kept)
    masked = mask_passage(
        passage.text, passage.heading, vocabulary, known=_known(store, passage.document, passage.text)
    )
    store.keep_mask(passage.id, vocabulary.digest, masked.model_dump_json())
    return masked


def _known(store: CorpusStore, document_id: str, text: str) -> dict[str, str]:
    """Names that the whole document gives away."""
    try:
        document = store.get(document_id)
    except InputError:
        return document_names(text)  # a passage of a shared server, whose document is elsewhere
    return document_names("\n".join((document.title, document.salutation, *document.bylines, document.text)))


def _usable(masked: MaskedPassage) -> bool:
    total = masked.sentences_kept + masked.sentences_dropped
    return len(masked.text) >= _SHORTEST and masked.sentences_kept >= total * _KEPT_SHARE


def _diverse(
    store: CorpusStore, candidates: Sequence[_Candidate], chosen: Sequence[_Candidate], k: int
) -> tuple[list[_Candidate], list[_Candidate]]:
    """(picked, those of documents that gave one already), by maximal marginal relevance."""
    vectors = store.vectors(c.hit.passage.id for c in (*candidates, *chosen))
    taken = {c.hit.passage.document for c in chosen}
    picked: list[_Candidate] = []
    free = list(candidates)
    while free and len(picked) < k:
        around = [vectors.get(c.hit.passage.id, ()) for c in (*chosen, *picked)]
        open_ = [c for c in free if c.hit.passage.document not in taken]
        if not open_:
            break
        best = max(open_, key=lambda c: _worth(c.hit.score, vectors.get(c.hit.passage.id, ()), around))
        picked.append(best)
        free.remove(best)
        taken.add(best.hit.passage.document)
    return picked, free


def _worth(score: float, vector: Sequence[float], around: Iterable[Sequence[float]]) -> float:
    nearest = max((_dot(vector, other) for other in around), default=0.0)
    return (1 - _DIVERSITY) * score - _DIVERSITY * nearest


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=False))


def _exemplar(candidate: _Candidate, place: int) -> Exemplar:
    passage, masked = candidate.hit.passage, candidate.masked
    role = "首选" if place == 1 else f"第{place}选"
    return Exemplar(
        passage=passage.id,
        document=passage.document,
        genre=passage.genre,
        function=passage.function,
        heading=masked.heading,
        text=masked.text,
        score=candidate.hit.score,
        why=f"{candidate.tier.why}·相似度{candidate.hit.score:.2f}·{role}",
    )
