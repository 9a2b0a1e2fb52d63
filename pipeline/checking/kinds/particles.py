"""的, 地 and 得 by grammar, and words doubled by a slip."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from pipeline.checking.kinds import kind
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.text.words import TaggedWord, segmenter, tag
from pipeline.types import Frozen


class ParticleOptions(Frozen):
    """Words by which the three particles can be told for certain."""

    adverbs: tuple[str, ...]
    """Adjectives and phrases that modify a verb when one with 了 or an object follows."""
    only_adverbs: tuple[str, ...]
    """Words that can modify nothing but a verb."""
    nominal: tuple[str, ...]
    """Verbs and prepositions that make a noun of a following verb (得到进一步的提高): nothing is said behind them."""
    verbs: tuple[str, ...]
    degrees: tuple[str, ...]
    results: tuple[str, ...]
    transitive: tuple[str, ...]
    """Verbs that a noun right behind them proves to be verbs."""
    attributes: tuple[str, ...]
    """Adjectives that only go with nouns."""
    more_verbs: tuple[str, ...] = ()
    """Verbs that the segmenter takes for nouns now and then."""
    pure_verbs: tuple[str, ...] = ()
    """Verbs that a noun behind them proves to be verbs, and that no adverb with 的 makes nouns."""
    prepositions: tuple[str, ...] = ()
    """Prepositions: what stands before them with 的 modifies the verb behind."""
    determiners: str = ""
    """Characters that begin an object: 每一处, 各项."""
    actions: tuple[str, ...] = ()
    """Nouns that make a noun of the verb before them: 细致的整理工作."""
    places: str
    """Characters that make a word of 地 (地位, 地方)."""
    things: tuple[str, ...]
    """Nouns that 地 never stands before."""


_CLAUSE_START = re.compile("[，。；：！？、\n“”（）]")


@kind("particles", ParticleOptions)
def particles(rule: Rule, options: ParticleOptions, folders: DataFolders) -> Detector:  # noqa: ARG001, C901 — the shape of a kind; one branch a particle
    """的 for 地 (有效的推动了), 的 for 得 (做的很好), 地 for 的 (扎实地作风), where parts of speech leave no doubt."""
    adverbs, only = frozenset(options.adverbs), frozenset(options.only_adverbs)
    nominal, results, actions = frozenset(options.nominal), options.results, frozenset(options.actions)
    verbs = "|".join(sorted(map(re.escape, options.verbs), key=len, reverse=True))
    degrees = "|".join(sorted(map(re.escape, options.degrees), key=len, reverse=True))
    result = "|".join(sorted(map(re.escape, results), key=len, reverse=True))
    as_degree = re.compile(
        rf"(?<![所要需应能可想最正])(?:{verbs})(?P<at>的)(?:{degrees})(?:{result})(?=[，。；、！？]|了[，。；]|而|，|$)",
        re.MULTILINE,
    )
    more, pure = frozenset(options.more_verbs), frozenset(options.pure_verbs)
    giving, things = frozenset(options.transitive), frozenset(options.things)
    goes_on = frozenset("ndvtfmqrs")

    modified = re.compile(
        rf"(?:{'|'.join(map(re.escape, sorted(adverbs, key=len, reverse=True)))})(?P<at>的)(?=[\u4e00-\u9fff])"
    )
    owned = re.compile(
        rf"(?<=[\u4e00-\u9fff]{{2}})(?P<at>地)(?={'|'.join(map(re.escape, sorted(things, key=len, reverse=True)))})"
    )

    attribute = re.compile(
        rf"(?:{'|'.join(map(re.escape, options.attributes))})(?P<at>地)(?=热情|(?![{options.places}])[\u4e00-\u9fff]{{2}})"
    )

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        for match in attribute.finditer(text):
            at = match.end("at")
            if passage.word_at(at - 1).text == "地" or text[at : at + 2] in things:
                yield Hit(*match.span("at"), suggestion="的")
        for match in as_degree.finditer(text):
            yield Hit(*match.span("at"), suggestion="得")
        for match in modified.finditer(text):
            at = match.start("at")
            words, i = _around(text, at)
            if (
                0 < i < len(words) - 1
                and words[i].text == "的"
                and words[i - 1].text in adverbs
                and _is_act(words, i)
            ):
                yield Hit(at, at + 1, suggestion="地")
        for match in owned.finditer(text):
            at = match.start("at")
            if attribute.match(text, max(0, at - 2)):
                continue
            words, i = _around(text, at)
            if not 0 < i < len(words) - 1 or words[i].text != "地" or words[i + 1].text not in things:
                continue
            before, then = words[i - 1], words[i + 2] if i + 2 < len(words) else None
            if (
                before.tag in ("a", "ad", "an", "i", "l", "z", "b")
                and len(before.text) >= 2
                and (then is None or then.tag[0] not in goes_on)
            ):
                yield Hit(at, at + 1, suggestion="的")

    def _is_act(words: tuple[TaggedWord, ...], i: int) -> bool:  # noqa: PLR0911 — one return a construction
        before, after = words[i - 1], words[i + 1]
        then = words[i + 2] if i + 2 < len(words) else None
        if _behind_noun_maker(words, i - 1, nominal):
            return False
        if after.text.startswith(tuple(giving)) and len(after.text) > 2:
            return True
        if (
            after.text in options.prepositions
            and after.tag == "p"
            and then is not None
            and before.tag in ("ad", "d", "a", "i")
        ):
            return True
        if (after.tag not in ("v", "vd", "vn") and after.text not in more) or len(after.text) < 2:
            return False
        if then is None:
            return before.text in only
        if then.text == "了" or (then.text[0] in options.determiners and then.tag[0] in "mrq"):
            return True
        if after.text in pure and then.tag in ("n", "v", "vn") and then.text not in actions:
            return True
        if (
            then.tag[0] == "n"
            and before.text in only
            and then.text not in actions
            and (i + 3 >= len(words) or words[i + 3].text not in actions)
        ):
            return True
        if after.tag != "vn" and (
            then.text in ("了", "着", "过") or (then.tag[0] in "nr" and after.text in giving)
        ):
            return True
        return before.text in only and _CLAUSE_START.match(then.text) is not None

    return detect


def _around(text: str, at: int) -> tuple[tuple[TaggedWord, ...], int]:
    """The tagged words of the clause around a character, and which of them it is; -1 when it is part of a longer one."""
    start = max((m.end() for m in _CLAUSE_START.finditer(text, max(0, at - 40), at)), default=max(0, at - 40))
    stop = _CLAUSE_START.search(text, at, at + 40)
    words = tag(text[start : stop.end() if stop else at + 40])
    return words, next(
        (i for i, w in enumerate(words) if w.start == at - start and w.end == at - start + 1), -1
    )


def _behind_noun_maker(words: tuple[TaggedWord, ...], at: int, nominal: frozenset[str]) -> bool:
    for i in range(at - 1, max(-1, at - 9), -1):
        if _CLAUSE_START.match(words[i].text):
            return False
        if words[i].text in nominal or (words[i].text.rstrip("了过到") in nominal and len(words[i].text) > 1):
            return True
    return False


# --- doubled ------------------------------------------------------------------------------------------------


def short_quote(text: str, start: int, end: int, limit: int = 8) -> bool:
    """Inside a quoted or bracketed name of few characters."""
    opened = max(text.rfind(mark, max(0, start - limit), start) for mark in "“《‘〈")
    if opened < 0:
        return False
    closed = re.compile("[”》’〉]").search(text, end, end + limit)
    return (
        closed is not None
        and closed.start() - opened <= limit
        and not re.search("[”》’〉]", text[opened:start])
    )


class DoubledOptions(Frozen):
    """What is never right twice, and where it is."""

    chars: str = Field(min_length=1)
    spared: tuple[str, ...] = ()
    words_spared: tuple[str, ...] = ()
    followers: tuple[str, ...] = ()
    """Behind 服务服务 they make the second a part of a longer word: 服务对象."""


@kind("doubled", DoubledOptions)
def doubled(rule: Rule, options: DoubledOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """A particle or a word of two to four characters that stands twice in a row (的的, 进行进行)."""
    char = re.compile(f"([{re.escape(options.chars)}])\\1(?!\\1)")
    words = re.compile("(?P<w>[\u4e00-\u9fff]{2,4})(?P=w)")
    spared = frozenset(options.words_spared)
    followers = tuple(options.followers)

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        for match in char.finditer(text):
            start, end = match.span()
            around = text[max(0, start - 2) : end + 2]
            if any(s in around for s in options.spared) or text[start - 1 : start] == match[1]:
                continue
            one, two = passage.word_at(start), passage.word_at(end - 1)
            if len(one.text) > 1 or len(two.text) > 1:
                continue
            yield Hit(start, end, suggestion=match[1])
        for match in words.finditer(text):
            start, end = match.span()
            word = match["w"]
            if (
                word in spared
                or word[0] in "一逐每几很太"
                or text[start - 1 : start] in ("本", "该", "此", "各")
                or len(set(word)) == 1
                or not segmenter().has_word(word)
            ):
                continue
            if (
                text.startswith(followers, end)
                or not passage.is_word(start, end)
                or short_quote(text, start, end)
                or (
                    text[end : end + 1] == "，" and (not start or text[start - 1] in "“，；。\n")
                )  # 干部干部，先干一步
            ):
                continue
            middle = start + len(word)
            if passage.word_at(middle).start != middle and passage.word_at(start).end != end:
                continue
            yield Hit(start, end, suggestion=word)

    return detect
