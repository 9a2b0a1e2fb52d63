"""Wrong characters: a list of known slips, words and set phrases that one like-sounding or like-looking character breaks.

What is looked for follows how such slips come about (《现代汉语词典》 for the right form; pinyin input picks a
homophone, wubi and handwriting a look-alike): the segmenter meets a string that is no word, one character of
which, replaced by one that sounds or looks alike, makes a common word of office prose. Characters that stand
alone as words (在, 会, 新) and strings that occur in right text (``spelling_spared.txt``) are let be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from operator import add
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from pipeline.checking.kinds import kind
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders, read_data, shipped_root
from pipeline.errors import ConfigError
from pipeline.text.words import TaggedWord, Word, segmenter, tag
from pipeline.types import Frozen

# --- a list of slips ---------------------------------------------------------------------------------


class TypoListOptions(Frozen):
    """Where the list is."""

    words: str = "config/words/typos.txt"


class _Slip(NamedTuple):
    wrong: str
    right: str
    spared: tuple[str, ...]
    """Longer right text that contains the wrong string."""
    anywhere: bool
    """Whether word boundaries do not matter: the string occurs in no right text."""


@kind("typo_list", TypoListOptions)
def typo_list(rule: Rule, options: TypoListOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """Known slips, one a line: ``wrong right``, then right texts that contain the wrong string; ``=`` before it: anywhere."""
    for path in folders.all(options.words):
        if path.is_relative_to(shipped_root()):
            continue  # ours is read when it is needed, and tested
        _validate(path)

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        heads = _heads(folders, options.words)
        done = 0
        for at, pair in enumerate(map(add, text, text[1:])):
            if pair not in heads or at < done:
                continue
            for slip in map(_slip, heads[pair]):
                end = at + len(slip.wrong)
                if not text.startswith(slip.wrong, at) or _spared(text, at, end, slip.spared):
                    continue
                if _crosses(passage, at, end, least=4 if slip.anywhere else 2):
                    continue
                done = end
                yield Hit(at, end, suggestion=slip.right, safe=slip.anywhere)
                break

    return detect


@lru_cache(maxsize=8)
def _heads(folders: DataFolders, name: str) -> dict[str, list[str]]:
    """The lines of a list by the first two characters of the wrong string, long ones first; a user's line wins."""
    lines: dict[str, str] = {}
    for path in folders.all(name):
        for line in _bare(read_data(path)).split("\n"):
            if line:
                lines[line.partition(" ")[0].lstrip("=")] = line
    heads: dict[str, list[str]] = {}
    for wrong in sorted(lines, key=len, reverse=True):
        heads.setdefault(wrong[:2], []).append(lines[wrong])
    return heads


@lru_cache(maxsize=4096)
def _slip(line: str) -> _Slip:
    wrong, right, *spared = line.split()
    return _Slip(wrong.lstrip("="), right, tuple(spared), wrong.startswith("="))


_COMMENT = re.compile(r"[ \t\r]*#[^\n]*")


def _bare(text: str) -> str:
    """A data file without comments."""
    return _COMMENT.sub("", text)


def _validate(path: Path) -> None:
    """ConfigError with the line of the first entry of a list that nobody can use."""
    seen: dict[str, int] = {}
    for number, raw in enumerate(read_data(path).splitlines(), 1):
        parts = raw.partition("#")[0].split()
        if not parts:
            continue
        wrong = parts[0].lstrip("=")
        if len(parts) == 1 or len(wrong) < 2 or wrong == parts[1]:
            raise ConfigError("一行应是“错写 正写”", remedy="中间空一格；错写至少两个字", path=path, line=number)
        if any(wrong not in spared for spared in parts[2:]):
            raise ConfigError("第三项起应是含有错写的正确词语", remedy="请改正或删去", path=path, line=number)
        if wrong in seen:
            raise ConfigError(f"“{wrong}”已在第{seen[wrong]}行", remedy="请只留一处", path=path, line=number)
        seen[wrong] = number


def _spared(text: str, start: int, end: int, longer: Iterable[str]) -> bool:
    for right in longer:
        offset = right.find(text[start:end])
        if text.startswith(right, start - offset) and start >= offset:
            return True
    return False


def _crosses(passage: Passage, start: int, end: int, *, least: int) -> bool:
    """Whether a word of the dictionary, ``least`` characters long, reaches over an edge of the span (以|经济)."""
    one, last = passage.word_at(start), passage.word_at(end - 1)
    known = segmenter().has_word
    return any(
        (w.start < start or w.end > end) and len(w.text) >= least and known(w.text) for w in (one, last)
    )


# --- words and phrases that one character breaks -------------------------------------------------------


class LikenessOptions(Frozen):
    """The data that tell which characters are taken for one another, and what is right."""

    words: str = "config/words/spelling.txt"
    spared: str = "config/words/spelling_spared.txt"
    homophones: str = "config/words/homophones.txt"
    lookalikes: str = "config/words/lookalikes.txt"


class MisspeltOptions(LikenessOptions):
    """Also how common a word must be, by its place in the list."""

    numerals: str = Field(min_length=1)
    """A string with one of these is never taken for a slip."""
    function: str = Field(min_length=1)
    """Function words of one character: only the other character may be wrong, and only of a very common word."""
    free: str = Field(min_length=1)
    """Other characters that are often words by themselves."""
    adverbs: str = ""
    """Adverbs of one character: before a verb they are no slip (渐成)."""
    resultatives: str = ""
    """Complements of one character: behind a verb they are no slip (讲活)."""
    open_ends: str = ""
    """Characters that any verb takes behind it (守到, 执有): there the verb is no slip."""
    very_common: int = 600
    common: int = 1500
    usual: int = 2500
    abbreviations: str = ""
    """One-character names of provinces and cities, and what makes a body's or a thing's short name with any noun (闽企)."""
    surnames: str = ""
    name_ends: tuple[str, ...] = ()
    """What follows a name: 县, 公司."""
    repeated: int = 3
    """A string found so often in a document is a term or a name."""


class Likeness:
    """Which characters are taken for one another, and what is right."""

    def __init__(self, folders: DataFolders, options: LikenessOptions) -> None:
        self._sounds = _groups(folders, options.homophones)
        self._looks = _groups(folders, options.lookalikes)
        self._alike: dict[str, tuple[tuple[str, bool], ...]] = {}
        words = _listed(folders, options.words)
        self.rank: dict[str, int] = dict(zip(words, range(len(words)), strict=True))
        self.spared = frozenset(_listed(folders, options.spared))

    @property
    def chars(self) -> frozenset[str]:
        """The characters that are taken for others."""
        return frozenset(self._sounds) | frozenset(self._looks)

    def alike(self, char: str) -> tuple[tuple[str, bool], ...]:
        """The characters taken for this one, and whether they sound alike (else they look alike)."""
        found = self._alike.get(char)
        if found is None:
            same = frozenset(self._sounds.get(char, "")) - {char}
            other = frozenset(self._looks.get(char, "")) - same - {char}
            found = (*((c, True) for c in sorted(same)), *((c, False) for c in sorted(other)))
            self._alike[char] = found
        return found

    @cached_property
    def phrases(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """The phrases of four characters by their first two and by their last two, the commonest first."""
        fronts: dict[str, list[str]] = {}
        backs: dict[str, list[str]] = {}
        for word in self.rank:
            if len(word) == 4:
                fronts.setdefault(word[:2], []).append(word)
                backs.setdefault(word[2:], []).append(word)
        return fronts, backs

    def mend(self, wrong: str) -> tuple[str, int, bool] | None:
        """The commonest word that one character makes of ``wrong``, which one, and whether it sounds alike."""
        best: tuple[int, str, int, bool] | None = None
        for i, char in enumerate(wrong):
            for other, sounds in self.alike(char):
                right = wrong[:i] + other + wrong[i + 1 :]
                rank = self.rank.get(right)
                if rank is not None:
                    new = (rank if sounds else rank * 3 + 300, right, i, sounds)
                    if best is None or new < best:
                        best = new
        return None if best is None else best[1:]


def _listed(folders: DataFolders, name: str) -> tuple[str, ...]:
    """What ``load_words`` returns, for lists of many thousand words without spaces."""
    return tuple(dict.fromkeys(w for path in folders.all(name) for w in _bare(read_data(path)).split()))


def _groups(folders: DataFolders, name: str) -> dict[str, str]:
    """Every character with all that stand in a line with it."""
    table: dict[str, str] = {}
    for group in _listed(folders, name):
        for one in group:
            table[one] = table[one] + group if one in table else group
    return table


@lru_cache(maxsize=4)
def _likeness(folders: DataFolders, words: str, spared: str, homophones: str, lookalikes: str) -> Likeness:
    options = LikenessOptions(words=words, spared=spared, homophones=homophones, lookalikes=lookalikes)
    return Likeness(folders, options)


def likeness(folders: DataFolders, options: LikenessOptions) -> Likeness:
    """The tables of these folders, read once, at the first text."""
    return _likeness(folders, options.words, options.spared, options.homophones, options.lookalikes)


_HAN = re.compile("[\u4e00-\u9fff]+")


class _Misspelt:
    """What a string that is no word may be meant for; no state but the options."""

    def __init__(self, options: MisspeltOptions, folders: DataFolders) -> None:
        self.options, self.folders = options, folders
        self.numerals, self.function, self.free = map(
            frozenset, (options.numerals, options.function, options.free)
        )
        self.surnames = frozenset(options.surnames)
        ends = "|".join(map(re.escape, options.name_ends))
        self.name_end = re.compile(f"[\u4e00-\u9fff]?(?:{ends})" if ends else "(?!)")

    @property
    def tables(self) -> Likeness:
        """What is right, and what is alike."""
        return likeness(self.folders, self.options)

    def right_for(self, wrong: str, *, whole: bool) -> str | None:
        """The word that was meant, None when nobody can tell; whole: the segmenter took the string for one word."""
        chars, tables = set(wrong), self.tables
        if wrong in tables.spared or wrong in tables.rank or chars & self.numerals:
            return None
        if not whole and len(chars & (self.free | self.function)) > 1:
            return None
        mended = tables.mend(wrong)
        if mended is None:
            return None
        right, place, sounds = mended
        return (
            right
            if not self._productive(wrong, place) and self._fits(wrong, place, right, whole, sounds)
            else None
        )

    def _productive(self, wrong: str, place: int) -> bool:
        """Whether the odd character is where any verb, adverb or complement may stand (渐成, 讲活, 守到)."""
        options = self.options
        if wrong[place] in options.abbreviations:
            return True
        first = place == 0 and (wrong[0] in options.adverbs or wrong[-1] in options.open_ends)
        return first or (place == len(wrong) - 1 and wrong[-1] in options.resultatives)

    def _fits(self, wrong: str, place: int, right: str, whole: bool, sounds: bool) -> bool:
        rank, options = self.tables.rank[right], self.options
        if set(wrong) & self.function:
            return (
                whole
                and len(wrong) == 2
                and wrong[place] not in self.function
                and rank < options.very_common
                and sounds
            )
        if set(wrong) & self.free:
            return rank < (options.usual if sounds else options.common)
        return True

    def candidates(self, passage: Passage) -> Iterator[tuple[int, str, str]]:
        """Place, string and what was meant, for strings that the dictionary does not have."""
        known = segmenter().has_word
        memo: dict[tuple[str, bool], str | None] = {}
        before: Word | None = None
        words = passage.words
        for i, word in enumerate(words):
            text = word.text
            found: tuple[int, str, bool] | None = None
            if len(text) == 1:
                if before is not None and len(before.text) == 1 and "\u4e00" <= text <= "\u9fff" and self._stands_alone(words, i):
                    found = (before.start, before.text + text, False)
            elif len(text) <= 3 and not known(text):
                found = (word.start, text, True)
            before = word
            if found is None or not _HAN.fullmatch(found[1]):
                continue
            key = found[1:]
            if key not in memo:
                memo[key] = self.right_for(key[0], whole=key[1])
            right = memo[key]
            if right is not None:
                yield found[0], found[1], right

    def _stands_alone(self, words: tuple[Word, ...], at: int) -> bool:
        """Whether the two characters before ``at`` are no part of a longer row of single ones, an abbreviation or a name."""
        around = (words[at - 2] if at > 1 else None, words[at + 1] if at + 1 < len(words) else None)
        single = (w.text for w in around if w is not None and len(w.text) == 1 and "\u4e00" <= w.text <= "\u9fff")
        return all(c in self.function for c in single)

    def named(self, text: str, start: int, end: int) -> bool:
        """Whether the string is, or is part of, the name of a place, a body or a person."""
        if self.name_end.match(text, end) or _short_quote(text, start, end):
            return True
        if not start or text[start - 1] not in self.surnames:
            return False
        return (
            start < 2
            or not _HAN.match(text[start - 2])
            or bool(_POST_END.search(text[max(0, start - 5) : start - 1]))
        )


@kind("misspelt", MisspeltOptions)
def misspelt(rule: Rule, options: MisspeltOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """A string that is no word but for one like-sounding or like-looking character.

    One that comes again and again in a document is a term or a name of its own.
    """
    looked = _Misspelt(options, folders)

    def detect(passage: Passage) -> Iterator[Hit]:
        found = list(looked.candidates(passage))
        times = Counter(wrong for _, wrong, _ in found)
        for at, wrong, right in found:
            end = at + len(wrong)
            if times[wrong] < options.repeated and not looked.named(passage.text, at, end):
                yield Hit(at, end, suggestion=right)

    return detect


_POST_END = re.compile(
    "(?:书记|[县市省区镇乡村局厅处科部院校司队]长|主任|同志|委员|代表|主席|经理|教授|医生|老师)$"
)


def _short_quote(text: str, start: int, end: int, limit: int = 8) -> bool:
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


@kind("broken_phrase", LikenessOptions)
def broken_phrase(rule: Rule, options: LikenessOptions, folders: DataFolders) -> Detector:
    """A phrase of four characters with one that sounds or looks like the right one (再接再励)."""
    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        known = segmenter().has_word
        tables = likeness(folders, options)
        fronts, backs = tables.phrases
        places: dict[int, tuple[int, ...]] = {}
        for i, pair in enumerate(map(add, text, text[1:])):
            if pair in fronts and i + 4 <= len(text):
                places[i] = (3, 2)
            if pair in backs and i >= 2:
                places[i - 2] = (1, 0)
        last = -4
        for at in sorted(places):
            window = text[at : at + 4]
            if at < last + 4 or window in tables.rank:
                continue
            found = _phrase_for(tables, window, places[at])
            if found is None or known(window) or window in tables.spared:
                continue
            phrase, place = found
            if known(window[:2]) and known(window[2:]) and known(phrase[:2]) and known(phrase[2:]):
                continue  # two words here as there (接受单位, 接收单位): nobody can tell which was meant
            if _inside_other(passage, at, place, known):
                continue
            last = at
            yield Hit(
                at + place,
                at + place + 1,
                suggestion=phrase[place],
                message=_phrase_message(rule, window, phrase),
            )

    return detect


def _phrase_for(tables: Likeness, window: str, places: tuple[int, ...]) -> tuple[str, int] | None:
    """The phrase that one character at one of the places makes of the window, and which place."""
    fronts, backs = tables.phrases
    for i in places:
        phrases = fronts.get(window[:2], ()) if i > 1 else backs.get(window[2:], ())
        for phrase in phrases:
            same = phrase[:i] == window[:i] and phrase[i + 1 :] == window[i + 1 :]
            if same and any(c == phrase[i] for c, _ in tables.alike(window[i])):
                return phrase, i
    return None


def _phrase_message(rule: Rule, window: str, phrase: str) -> str:
    return rule.message.replace("{wrong}", window).replace("{right}", phrase)


def _inside_other(passage: Passage, at: int, place: int, known: Callable[[str], bool]) -> bool:
    """Whether the odd character belongs to a dictionary word that reaches out of the phrase."""
    word = passage.word_at(at + place)
    return len(word.text) > 1 and (word.start < at or word.end > at + 4) and known(word.text)


# --- 的, 地, 得 ------------------------------------------------------------------------------------------


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
    places: str
    """Characters that make a word of 地 (地位, 地方)."""
    things: tuple[str, ...]
    """Nouns that 地 never stands before."""


_CLAUSE_START = re.compile("[，。；：！？、\n“”（）]")


@kind("particles", ParticleOptions)
def particles(rule: Rule, options: ParticleOptions, folders: DataFolders) -> Detector:  # noqa: ARG001, C901 — the shape of a kind; one branch a particle
    """的 for 地 (有效的推动了), 的 for 得 (做的很好), 地 for 的 (扎实地作风), where parts of speech leave no doubt."""
    adverbs, only = frozenset(options.adverbs), frozenset(options.only_adverbs)
    nominal, results = frozenset(options.nominal), options.results
    verbs = "|".join(sorted(map(re.escape, options.verbs), key=len, reverse=True))
    degrees = "|".join(sorted(map(re.escape, options.degrees), key=len, reverse=True))
    result = "|".join(sorted(map(re.escape, results), key=len, reverse=True))
    as_degree = re.compile(
        rf"(?<![所要需应能可想最正])(?:{verbs})(?P<at>的)(?:{degrees})(?:{result})(?=[，。；、！？]|了[，。；]|而|，|$)",
        re.MULTILINE,
    )
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

    def _is_act(words: tuple[TaggedWord, ...], i: int) -> bool:
        before, after = words[i - 1], words[i + 1]
        then = words[i + 2] if i + 2 < len(words) else None
        if _behind_noun_maker(words, i - 1, nominal):
            return False
        if after.text.startswith(tuple(giving)) and len(after.text) > 2:
            return True
        if after.tag not in ("v", "vd", "vn") or len(after.text) < 2:
            return False
        if then is None:
            return before.text in only
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
                or _short_quote(text, start, end)
            ):
                continue
            middle = start + len(word)
            if passage.word_at(middle).start != middle and passage.word_at(start).end != end:
                continue
            yield Hit(start, end, suggestion=word)

    return detect
