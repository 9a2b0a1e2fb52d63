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
from functools import lru_cache
from operator import add
from pathlib import Path
from typing import NamedTuple

from pipeline.checking.kinds import kind
from pipeline.checking.kinds.particles import short_quote
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.checking.slips import Likeness, LikenessOptions, MisspeltOptions, bare, likeness
from pipeline.config import DataFolders, read_data, shipped_root
from pipeline.errors import ConfigError
from pipeline.text.words import Word, segmenter
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
    """Whether the string occurs in no right text but at the joint of two words."""


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
                if _crosses(passage, at, end, whole=slip.anywhere):
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
        for line in bare(read_data(path)).split("\n"):
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


def _validate(path: Path) -> None:
    """ConfigError with the line of the first entry of a list that nobody can use."""
    seen: dict[str, int] = {}
    for number, raw in enumerate(read_data(path).splitlines(), 1):
        parts = raw.partition("#")[0].split()
        if not parts:
            continue
        wrong = parts[0].lstrip("=")
        if len(parts) == 1 or len(wrong) < 2 or wrong == parts[1]:
            raise ConfigError(
                "一行应是“错写 正写”", remedy="中间空一格；错写至少两个字", path=path, line=number
            )
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


_SUFFIXES = "度率化性力者员"
"""What makes a noun of any word: 幸福|度 is none of 福度."""


def _crosses(passage: Passage, start: int, end: int, *, whole: bool) -> bool:
    """Whether a word of the dictionary reaches over an edge of the span (以|经济).

    With ``whole`` only where words of the dictionary make up all of the span: 业绩|水平 is none of 绩水, but in
    工作部|暑 a character is left over.
    """
    words, at = [], start
    while at < end:
        words.append(passage.word_at(at))
        at = words[-1].end
    known = [
        segmenter().has_word(w.text) if len(w.text) > 1 else bool(at) and w.text in _SUFFIXES
        for at, w in enumerate(words)
    ]
    over = [w.start < start or w.end > end for w in words]
    return any(k and o for k, o in zip(known, over, strict=True)) and (not whole or all(known))


# --- words and phrases that one character breaks -------------------------------------------------------


_HAN = re.compile("[\u4e00-\u9fff]+")


class _Misspelt:
    """What a string that is no word may be meant for; no state but the options."""

    def __init__(self, options: MisspeltOptions, folders: DataFolders) -> None:
        self.options, self.folders = options, folders
        self.numerals, self.function, self.free = map(
            frozenset, (options.numerals, options.function, options.free)
        )
        self.surnames, self.places = frozenset(options.surnames), frozenset(options.abbreviations)
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
        if set(wrong) & self.places or wrong[-1] in options.short_ends:
            return True
        if place and wrong[0] in options.modals:
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
                if (
                    before is not None
                    and len(before.text) == 1
                    and "\u4e00" <= text <= "\u9fff"
                    and self._stands_alone(words, i)
                ):
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
        single = (
            w.text for w in around if w is not None and len(w.text) == 1 and "\u4e00" <= w.text <= "\u9fff"
        )
        return all(c in self.function for c in single)

    def at_a_joint(self, passage: Passage, start: int, end: int) -> bool:
        """Whether its last character and the one behind, left over by the segmenter, are a word: 交通局|报到."""
        text, known = passage.text, segmenter().has_word
        for at, word in ((end, text[end - 1 : end + 1]), (start - 1, text[max(0, start - 1) : start + 1])):
            beside = 0 <= at < len(text) and len(passage.word_at(at).text) == 1
            if beside and (word in self.tables.rank or known(word)):
                return True
        return bool(
            known(text[max(0, start - 3) : start + 1]) or known(text[end - 1 : end + 3])
        )  # 前呼后拥|带

    def named(self, text: str, start: int, end: int) -> bool:
        """Whether the string is, or is part of, the name of a place, a body or a person."""
        if self.name_end.match(text, end) or short_quote(text, start, end) or _saying(text, start, end):
            return True
        if _BESIDE_MASK.search(text, max(0, start - 2), start) or _NAME_LINE.match(text, end):
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
            if times[wrong] < options.repeated and not (
                looked.named(passage.text, at, end) or looked.at_a_joint(passage, at, end)
            ):
                yield Hit(at, end, suggestion=right)

    return detect


_POST_END = re.compile(
    "(?:书记|[县市省区镇乡村局厅处科部院校司队]长|主任|同志|委员|代表|主席|经理|教授|医生|老师)$"
)


_BESIDE_MASK = re.compile("[*＊×]$|[\u3000 ]$")
_NAME_LINE = re.compile("[\u4e00-\u9fff]?[ \t\u3000]*\n")


_SAYING = re.compile("[\u4e00-\u9fff]{4}")
_LINKS = frozenset("即必则而皆有无可就不为")


def _saying(text: str, start: int, end: int) -> bool:
    """Whether four characters between two marks are put together like a saying: 闻警即动, 逢险必出."""
    for at in (start, start - 2):
        edges = (text[at - 1 : at] if at > 0 else "", text[at + 4 : at + 5])
        closed = all(not e or not _HAN.match(e) for e in edges)
        if (
            at >= 0
            and end <= at + 4
            and closed
            and _SAYING.fullmatch(text[at : at + 4])
            and text[at + 2] in _LINKS
        ):
            return True
    return False


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
            if _inside_other(passage, at, place, known) or _another_word(passage, at, place, known):
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


def _another_word(passage: Passage, at: int, place: int, known: Callable[[str], bool]) -> bool:
    """Whether the last character begins what follows: 共产党|愿 is none of 共产党员."""
    word = passage.word_at(at + place)
    return place == 3 and word.text in _OWN and known(passage.text[at : at + 3])


_OWN = frozenset("愿将能会已曾正在是有为要也都就还便才更最很不没与和及或从向对把被让使由以按")
"""Words of one character that stand before a verb or a noun; none ends a phrase."""


def _inside_other(passage: Passage, at: int, place: int, known: Callable[[str], bool]) -> bool:
    """Whether the odd character belongs to a dictionary word that reaches out of the phrase."""
    word = passage.word_at(at + place)
    return len(word.text) > 1 and (word.start < at or word.end > at + 4) and known(word.text)


# --- 的, 地, 得 ------------------------------------------------------------------------------------------
