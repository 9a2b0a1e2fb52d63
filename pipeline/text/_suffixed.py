"""Places, organisations and projects: a suffix, and a proper word or a level where the name begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pipeline.text import _nameforms as forms
from pipeline.text._data import split_words
from pipeline.text.widths import HAN
from pipeline.text.words import TaggedWord, segmenter, tag

NameKind = Literal[
    "person", "place", "organization", "post", "title", "quoted", "docnumber", "latin", "project", "meeting"
]

Found = tuple[int, int, NameKind]
"""Start, end, kind."""
_PREPOSED = re.compile("^[经由到向与在从至赴来对和及为被将请以][省市县区州镇乡]$")
_PROPER_TAGS = ("ns", "nr", "nz", "nt")
_JOINED_TAGS = frozenset(split_words("n ns nr nrt nrfg nz nt vn j s b zg g a an x eng ng l"))
_LONGEST_NAME = 24
_BEFORE_NAMES = frozenset("到在赴来为与和对向由从至往及经离回我把将")
# Right behind a place or 、 a short body with a village's suffix is a village, whatever its words.
_NEXT_PLACE = re.compile(
    rf"、?(?P<body>[{HAN}]{{1,4}}?)(?P<suffix>社区|街道|村|镇|乡)(?![{HAN}]?[级民庄民委务集镇村])"
)
_NO_BODY = re.compile(
    "[的是对了和在与等为被把将各每个全我该本一二三四五六七八九十多几]|干部|群众|党员|工作|全部|所有|建设|项目|"
    + "|".join(sorted(forms.COMMON_HEADS, key=len, reverse=True))
)

SUFFIXES: tuple[tuple[NameKind, tuple[str, ...]], ...] = (
    ("project", tuple(sorted(forms.PROJECT_SUFFIXES, key=len, reverse=True))),
    ("organization", tuple(sorted(forms.ORG_SUFFIXES, key=len, reverse=True))),
    ("place", tuple(sorted(forms.PLACE_SUFFIXES, key=len, reverse=True))),
)


_ANY_SUFFIX = tuple({suffix for _, suffixes in SUFFIXES for suffix in suffixes})


def find_suffixed(text: str, words: Sequence[TaggedWord], taken: bytearray) -> list[Found]:
    """Spans of places, organisations and projects, longest first.

    taken: one byte a character, 1 where a name can't pass.
    """
    out: list[Found] = []
    for name in forms.COUNTRY_ORGS:
        at = text.find(name)
        while at >= 0:
            out.append((at, at + len(name), "organization"))
            at = text.find(name, at + len(name))
    out.extend((*match.span(), "place") for match in forms.FAMILY_VILLAGE.finditer(text))
    out.extend(_departments(text, words))
    for i, word in enumerate(words):
        if not word.text.endswith(_ANY_SUFFIX):
            continue
        for kind, suffixes in SUFFIXES:
            suffix = next((s for s in suffixes if word.text.endswith(s)), None)
            if suffix is None or _runs_on(words, i, suffix, kind):
                continue
            start = _begin(text, words, i, kind, taken)
            if start is not None and _acceptable(text[start : word.end], suffix, kind):
                out.append((start, word.end, kind))
                break
    out.extend(_neighbours(text, out))
    # Longer first, so that an organisation keeps the place in its name.
    return sorted(out, key=lambda s: (-(s[1] - s[0]), s[0]))


def _neighbours(text: str, known: Sequence[Found]) -> list[Found]:
    """柳河镇｜石门坎村、双桥村: villages behind a place, or in a 、-list with one."""
    out: list[Found] = []
    ends = [end for _, end, kind in known if kind == "place"]
    seen = set(ends)
    while ends:
        match = _NEXT_PLACE.match(text, ends.pop())
        if match is None or match.end() in seen or not _village(match):
            continue
        out.append((match.start("body"), match.end(), "place"))
        ends.append(match.end())
        seen.add(match.end())
    return out


def _village(match: re.Match[str]) -> bool:
    name = match.group("body") + match.group("suffix")
    if name in forms.GENERIC_PLACES or _NO_BODY.search(match.group("body")):
        return False
    return not forms.COMMON_TAIL.search(name)


def _departments(text: str, words: Sequence[TaggedWord]) -> list[Found]:
    """省财政厅, 青澜市发展改革委: a department needs a level or a place before it to be a name."""
    ends = {w.end: w for w in words}
    out: list[Found] = []
    for match in forms.DEPARTMENT.finditer(text):
        start = match.start()
        level = match.group("level")
        place = ends.get(start + 1 if level else start)
        if place is not None and place.start < start and _proper(place):
            out.append((place.start, match.end(), "organization"))
            continue
        body = ends.get(start)
        if level and body is not None and body.tag.startswith("ns") and body.text not in forms.COMMON_HEADS:
            out.append((body.start, match.end(), "organization"))
        elif level:
            out.append((start, match.end(), "organization"))
    return out


_AFTER_SUO = frozenset("向为想盼需能在急忧愿思谓归往指望及系依有求感悟得长短见闻学做说言")
"""What 所 makes a noun of; behind an institute it stands seldom."""


def _runs_on(words: Sequence[TaggedWord], i: int, suffix: str, kind: NameKind) -> bool:
    """Whether the suffix is only the middle of a longer name (青澜市｜发展改革委, 产业园｜项目)."""
    if i + 1 >= len(words) or kind == "place":
        return False
    following = words[i + 1].text
    if suffix == "所" and following[0] in _AFTER_SUO:
        return True  # 民之所盼, 青春所向
    return len(suffix) == 1 and following in {"长", "员", "里", "内", "属"}


def _begin(text: str, words: Sequence[TaggedWord], i: int, kind: NameKind, taken: bytearray) -> int | None:
    """The left edge, a verb glued on by the segmenter cut off, a lost first character given back."""
    start = _left_edge(words, i, kind, taken)
    if start is None:
        return None
    verb = forms.VERB_HEAD.match(text[start : words[i].end])
    if verb is not None:
        return start + verb.end()
    if kind != "place" or words[i].end - start != 2 or start == 0 or not forms.LETTER.match(text[start - 1]):
        return start
    # 怀｜岚县: one character with a level is rarely the whole name
    before = next((w for w in reversed(words[: i + 1]) if w.end == start), None)
    if before is None or len(before.text) > 1:
        return None
    if before.tag == "r" or before.text in "是有的了着过不上下":
        return None
    return start if before.tag == "p" or before.text in _BEFORE_NAMES else before.start


def _left_edge(words: Sequence[TaggedWord], i: int, kind: NameKind, taken: bytearray) -> int | None:
    """Where the name that ends with word ``i`` begins: its leftmost proper word or level."""
    edge: int | None = words[i].start if _proper(words[i]) else None
    end = words[i].end
    for j in range(i - 1, max(-1, i - 9), -1):
        word = words[j]
        if end - word.start > _LONGEST_NAME or taken[word.start] or not _joins(word):
            break
        if kind == "place" and word.text.endswith(
            ("省", "市", "县", "区", "州", "镇", "乡", "村", "街道", "社区")
        ):
            break
        level = word.text in forms.LEVELS and (kind == "organization" or word.text in {"省", "市", "县"})
        if _proper(word) or (kind != "place" and level) or (kind == "project" and word.tag == "j"):
            edge = word.start
    return _plain_village(words, i) if edge is None and kind == "place" else edge


def _plain_village(words: Sequence[TaggedWord], i: int) -> int | None:
    """石门坎村: a short body of ordinary nouns that together are no word, right after a boundary."""
    if words[i].text not in forms.SMALL_PLACES or i == 0:
        return None
    j = i
    while (
        j > 0
        and words[j - 1].end == words[j].start
        and _noun(words[j - 1])
        and words[i].start - words[j - 1].start <= 3
    ):
        j -= 1
    if j == i or words[i].start - words[j].start < 2:
        return None
    if j > 0 and words[j - 1].tag in {"n", "vn", "a", "b"} and words[j - 1].text not in forms.LEVELS:
        return None
    body = "".join(w.text for w in words[j:i])
    whole = body + words[i].text
    if segmenter().has_word(body) or segmenter().has_word(whole):
        return None
    return words[j].start


def _noun(word: TaggedWord) -> bool:
    return (
        word.tag in {"n", "ng", "s", "zg", "g", "nz", "ns"}
        and word.text not in forms.COMMON_HEADS | forms.STOP_NOUNS
    )


def _joins(word: TaggedWord) -> bool:
    if word.text in forms.STOP_NOUNS or forms.PRONOUNED.match(word.text):
        return False
    if word.tag == "m":
        return word.text.startswith("第")
    if word.tag == "v":
        return word.text in forms.ORG_VERBS
    return word.tag in _JOINED_TAGS and bool(forms.LETTER.match(word.text))


def _proper(word: TaggedWord) -> bool:
    if (
        word.text in forms.COMMON_HEADS
        or word.text in forms.GENERIC_PLACES
        or word.text in forms.GENERIC_ORGS
    ):
        return False
    if word.tag.startswith(_PROPER_TAGS):
        return word.tag != "nt" or word.text not in forms.GENERIC_ORGS
    if len(word.text) < 3 or word.tag != "n":
        return False
    return word.text[-1] in "省市县区州镇乡村" or not segmenter().has_word(word.text)


def _acceptable(name: str, suffix: str, kind: NameKind) -> bool:
    body = name[: -len(suffix)]
    if (
        len(body) < 1
        or name in forms.GENERIC_PLACES
        or name in forms.GENERIC_ORGS
        or body in forms.COMMON_HEADS
    ):
        return False
    if (
        forms.PRONOUNED.match(name)
        or forms.GENERIC_ORG_SHAPE.fullmatch(name)
        or forms.COMMON_TAIL.search(name)
    ):
        return False
    if forms.DEPARTMENT.fullmatch(name) and name[0] not in forms.LEVELS:
        return False
    if kind == "place":
        if suffix in forms.NATURAL and len(body) > 3:
            return False
        return 1 <= len(body) <= 7 and "和" not in body and (len(body) >= 2 or suffix == "县")
    return len(body) >= 2 or (len(name) >= 3 and body in forms.LEVELS)


def proper_words(text: str) -> list[TaggedWord]:
    """Tagged words, with a preposition cut off a level (经省 → 经, 省)."""
    words: list[TaggedWord] = []
    for word in tag(text):
        if _PREPOSED.match(word.text):
            words.append(TaggedWord(word.start, word.start + 1, word.text[0], "p"))
            words.append(TaggedWord(word.start + 1, word.end, word.text[1], "n"))
        elif words and _sticks(words[-1], word):
            words.append(TaggedWord(word.start, word.start + 1, word.text[0], "n"))
            words.append(TaggedWord(word.start + 1, word.end, word.text[1:], "v"))
        else:
            words.append(word)
    return words


def _sticks(before: TaggedWord, word: TaggedWord) -> bool:
    """云阳｜区任: a level that the segmenter gave to the next word."""
    if before.end != word.start or not before.tag.startswith(("ns", "nr")) or len(word.text) < 2:
        return False
    if word.text[0] not in "市县区镇乡村":
        return False
    return word.text[1:] in {"党委", "政府", "委", "机关", "党校"} or not segmenter().has_word(word.text)


def suffixed_kind(name: str) -> NameKind | None:
    """What a span that another recogniser proposes is by its suffix; None for a general term or no suffix at all."""
    for kind, suffixes in SUFFIXES:
        suffix = next((s for s in suffixes if name.endswith(s)), None)
        if suffix is not None and len(name) > 2:
            return kind if _acceptable(name, suffix, kind) else None
    return None
