"""Typed masking: an exemplar shows how official writing sounds, and nothing that happened to anybody.

What a recogniser finds becomes a typed slot (⟨人名⟩ ⟨地名⟩ ⟨机构⟩ ⟨项目⟩ ⟨文件⟩ ⟨会议⟩ ⟨口号⟩ ⟨日期⟩ ⟨金额⟩
⟨人数⟩ ⟨比例⟩ ⟨数量⟩). Recognisers miss half of all unknown names, so the rest is judged the other way
round: only what is known to be safe is kept, any other word is ⟨名称⟩, and a sentence that loses too much is
dropped. A digit never survives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.corpus.masking_residue import UNKNOWN, find_residue
from pipeline.corpus.masking_words import Mention, is_generic, judge_gap
from pipeline.corpus.vocabulary import Vocabulary
from pipeline.text.sentences import split_sentences
from pipeline.types import Frozen

_MAX_MASKED = 0.4
_MIN_KEPT = 6
_TYPED_LENGTH = 4
_MIN_HEADING = 2
_LONG_NAME = 6
"""An untyped slot over more characters than this is a phrase, not a name; nobody knows what it said."""

_NAME_KINDS: Mapping[str, str] = {
    "person": "人名",
    "place": "地名",
    "organization": "机构",
    "project": "项目",
    "meeting": "会议",
    "title": "文件",
    "quoted": "口号",
    "docnumber": "文件",
    "latin": "名称",
}
_DIMENSIONS: Mapping[str, str] = {
    "money": "金额",
    "person": "人数",
    "visits": "人数",
    "percent": "比例",
    "points": "比例",
}
_STOP = re.compile(r"[。！？；：，]")
_TITLE = re.compile(r"《([^《》\n]*)》")
_QUOTE = re.compile(r"“([^“”\n]*)”")
_ITEM = re.compile(r"^[\s　]*(?:[(（]?\d{1,2}[)）.．、]\s*|[①-⑳])")
_ENUMERATOR = re.compile(
    r"(?:^|(?<=[；。：\s]))(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|"
    r"第[一二三四五六七八九十]{1,2}(?=[，、]))|其[一二三四五六](?=[，、是])"
)
_PARTY_CONGRESS = re.compile(
    r"党的[一二三四五六七八九十]{1,3}(?:大(?!类|项)|届(?:历次|[一二三四五六七八]中)全会)(?:精神)?"
)
_NUMERAL = "〇零一二三四五六七八九十百千万亿两几数"
_FIGURE = re.compile(
    rf"第?(?:[0-9０-９①-⑳][0-9０-９.,．，:：/／+＋~～\-—－–]*|[{_NUMERAL}]{{2,}}|"
    rf"[{_NUMERAL}](?=[余多个名家户项件场次年月日天人万亿元亩吨米]))"
    rf"[{_NUMERAL}]*[余多]?(?:%|％|‰|℃|[A-Za-zμ㎡³²]+)?"
)
_LATIN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ0-9\-]*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_DIGIT = re.compile(r"[\d①-⑳㈠-㈩]")
_SLOT = re.compile(r"⟨([^⟨⟩]*)⟩")
_TOUCHING = re.compile("[\ue000-\uf8ff]{2,}")
_MARKED = "\ue000"
"""First of the private characters that stand for slots while a passage is being masked."""
_PRIVATE = re.compile("[\ue000-\uf8ff⟨⟩]")


class MaskedPassage(Frozen):
    """A passage that may be shown to a model."""

    text: str
    heading: str
    sentences_kept: int
    sentences_dropped: int
    slots: tuple[str, ...]
    """The slots as they stand in text and heading, in order of appearance; never what they hide."""


class _Slot(NamedTuple):
    kind: str
    surface: str


class _Sheet:
    """The slots of one passage: the same surface gets the same slot."""

    def __init__(self) -> None:
        self.slots: list[_Slot] = []
        self._index: dict[_Slot, int] = {}

    def mark(self, kind: str, surface: str) -> str:
        slot = _Slot(kind, surface)
        if slot not in self._index:
            self._index[slot] = len(self.slots)
            self.slots.append(slot)
        return chr(ord(_MARKED) + self._index[slot])

    def slot(self, mark: str) -> _Slot:
        return self.slots[ord(mark) - ord(_MARKED)]

    def render(self, text: str, names: Mapping[_Slot, str]) -> str:
        return _PRIVATE.sub(lambda m: f"⟨{names[self.slot(m.group())]}⟩", text)

    def names(self, texts: str) -> dict[_Slot, str]:
        """Slot → its printed name; numbered where two of one type differ."""
        used = dict.fromkeys(self.slot(m) for m in _PRIVATE.findall(texts))
        surfaces: dict[str, list[_Slot]] = {}
        for slot in used:
            surfaces.setdefault(slot.kind, []).append(slot)
        return {
            slot: kind if len(group) == 1 else f"{kind}{number}"
            for kind, group in surfaces.items()
            for number, slot in enumerate(group, 1)
        }


def mask_passage(
    text: str, heading: str, vocabulary: Vocabulary, *, known: Mapping[str, str] | None = None
) -> MaskedPassage:
    """Mask a passage and its heading.

    known: surface → slot type for names known from the whole document (``document_names``); they are masked
    wherever they stand. A sentence that can't be made safe is dropped; a heading that can't is empty.
    """
    sheet = _Sheet()
    names = dict(known or {})
    paragraphs: list[str] = []
    kept = dropped = 0
    for paragraph in _PRIVATE.sub("", text).split("\n"):
        sentences = []
        for span in split_sentences(paragraph):
            sentence = paragraph[span.start : span.end]
            line = sentence == paragraph.strip() and not _STOP.search(sentence)
            masked = _mask_sentence(sentence, vocabulary, names, sheet, short=line)
            if masked:
                sentences.append(masked)
                kept += 1
            else:
                dropped += 1
        if sentences:
            paragraphs.append("".join(sentences))
    body = "\n".join(paragraphs)
    head = _mask_sentence(_PRIVATE.sub("", heading), vocabulary, names, sheet, short=True) if heading else ""
    printed = sheet.names(body + head)
    text_out, heading_out = sheet.render(body, printed), sheet.render(head, printed)
    slots = dict.fromkeys(m.group() for m in _SLOT.finditer(text_out + heading_out))
    return MaskedPassage(
        text=text_out, heading=heading_out, sentences_kept=kept, sentences_dropped=dropped, slots=tuple(slots)
    )


def document_names(text: str) -> dict[str, str]:
    """Names that a whole document gives away (``张三同志`` once, ``张三`` later), surface → slot type."""
    from pipeline.text.names import find_names

    own = {"person": "人名", "place": "地名", "organization": "机构", "project": "项目"}
    return {n.text: own[n.kind] for n in find_names(text) if n.kind in own and len(n.text) > 1}


def _mask_sentence(
    sentence: str, vocabulary: Vocabulary, known: Mapping[str, str], sheet: _Sheet, *, short: bool = False
) -> str:
    """The sentence with marks for slots; empty when it can't be made safe."""
    sentence = sentence[match.end() :] if (match := _ITEM.match(sentence)) else sentence
    if sentence.count("《") != sentence.count("》") or sentence.count("“") != sentence.count("”"):
        return ""
    mentions = _mentions(sentence, vocabulary, known)
    if mentions is None:
        return ""
    parts: list[str] = []
    at = masked = 0
    whole = len(_WORD.findall(sentence))
    for mention in mentions:
        surface = sentence[mention.start : mention.end]
        parts.append(sentence[at : mention.start])
        parts.append(sheet.mark(mention.kind, surface))
        length = len(_WORD.findall(surface))
        # A title or figure is one thing, however long; an untyped slot is as many words as it hides.
        masked += length if mention.kind == "名称" else min(length, _TYPED_LENGTH)
        whole += min(length, _TYPED_LENGTH) - length if mention.kind != "名称" else 0
        at = mention.end
    out = "".join([*parts, sentence[at:]])
    kept = len(_HAN.findall(out))
    if _DIGIT.search(out) or _untyped_touch(out, sheet):
        return ""
    if masked > whole * _MAX_MASKED or kept < (_MIN_HEADING if short else _MIN_KEPT):
        return ""
    return out


def _untyped_touch(text: str, sheet: _Sheet) -> bool:
    return any(sheet.slot(m).kind == "名称" for run in _TOUCHING.findall(text) for m in run)


def _mentions(sentence: str, vocabulary: Vocabulary, known: Mapping[str, str]) -> list[Mention] | None:
    """What is to be masked, in order, not overlapping; None when something can't be typed."""
    taken = _Taken(sentence)
    for name in sorted(known, key=len, reverse=True):
        if name in sentence and not is_generic(name, vocabulary):
            taken.add_all(re.compile(re.escape(name)), known[name])
    for pattern, kind in ((_TITLE, "文件"), (_QUOTE, "口号")):
        for match in pattern.finditer(sentence):
            taken.add(*match.span(1), "" if match.group(1) in vocabulary else kind)
    for residue in find_residue(sentence):
        taken.add(*residue)
    taken.add_all(_PARTY_CONGRESS, "")
    taken.add_all(_ENUMERATOR, "")
    _add_recognised(taken, vocabulary)
    taken.add_all(_LATIN, "名称")
    for start, end in taken.gaps():
        for mention in judge_gap(sentence, start, end, vocabulary):
            taken.add(*mention)
    found = taken.masked()
    unusable = any(m.kind == UNKNOWN or (m.kind == "名称" and m.end - m.start > _LONG_NAME) for m in found)
    return None if unusable else found


def _add_recognised(taken: _Taken, vocabulary: Vocabulary) -> None:
    from pipeline.text.dates import find_dates
    from pipeline.text.names import find_names
    from pipeline.text.quantities import find_quantities

    text = taken.text
    for name in find_names(text):
        kind = _NAME_KINDS.get(name.kind, "")
        if kind and not is_generic(name.text, vocabulary):
            taken.add(name.start, name.end, kind)
    for date in find_dates(text):
        if date.text not in vocabulary and date.kind != "relative":
            taken.add(date.start, date.end, "日期")
    for start, end in vocabulary.phrases(text):
        taken.add(start, end, "")
    for quantity in find_quantities(text):
        if quantity.text not in vocabulary:
            taken.add(quantity.start, quantity.end, _DIMENSIONS.get(quantity.dimension, "数量"))
    for match in _FIGURE.finditer(text):
        if match.group() not in vocabulary:
            taken.add(*match.span(), "数量")


class _Taken:
    """Spans claimed by earlier, surer rules; a later rule only gets what is free."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._cover = bytearray(len(text))
        self._mentions: list[Mention] = []

    def add(self, start: int, end: int, kind: str) -> None:
        if start == end:
            if not kind or any(self._cover[max(0, start - 1) : start + 1]):
                return
        elif any(self._cover[start:end]):
            return
        self._cover[start:end] = b"\x01" * (end - start)
        self._mentions.append(Mention(start, end, kind))

    def add_all(self, pattern: re.Pattern[str], kind: str) -> None:
        for match in pattern.finditer(self.text):
            self.add(*match.span(), kind)

    def gaps(self) -> list[tuple[int, int]]:
        """Free spans, in order; a place where something was deleted parts them too."""
        edges = {m.start for m in self._mentions if m.start == m.end}
        spans: list[tuple[int, int]] = []
        start: int | None = None
        for i in range(len(self.text) + 1):
            free = i < len(self.text) and not self._cover[i]
            if start is not None and (not free or i in edges):
                spans.append((start, i))
                start = None
            if free and start is None:
                start = i
        return spans

    def masked(self) -> list[Mention]:
        return sorted(m for m in self._mentions if m.kind)
