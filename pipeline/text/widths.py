"""One spelling for marks, digits and spaces (GB/T 15834—2011, GB/T 15835—2011 5.1.7.1).

``normalize`` may change the length of a text: it drops characters without width, spaces between Chinese
characters and trailing white space, and never adds any. Offsets into its result are not offsets into its
argument. ``half`` keeps every offset.
"""

from __future__ import annotations

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
"""Body of a character class for Chinese characters."""

_WIDE_MARKS = "，。、；：？！（）《》〈〉“”‘’…—～〔〕【】「」『』·"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029\v\f]")

_ALNUM: dict[int, int | str] = {0xFF10 + i: 0x30 + i for i in range(10)}
_ALNUM |= {0xFF21 + i: 0x41 + i for i in range(26)}
_ALNUM |= {0xFF41 + i: 0x61 + i for i in range(26)}
_SIGNS: dict[int, int | str] = {
    ord("％"): "%",
    ord("／"): "/",
    ord("＋"): "+",
    ord("＊"): "*",
    ord("＝"): "=",
    ord("〜"): "～",
}
_NORMAL_TABLE: dict[int, int | str] = {**_ALNUM, **_SIGNS}
_HALF_TABLE: dict[int, int | str] = {**_NORMAL_TABLE, ord("．"): "."}

_POINT = re.compile(r"(?<=[0-9])．(?=[0-9])")
_MINUS = re.compile(r"(?<=[0-9%年月日亿万元])[－](?=[0-9])")
_TILDE = re.compile(r"(?<=[0-9%年月日亿万元])~(?=[0-9])")
_WIDE_FOR = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_BESIDE = f"[{HAN}{_WIDE_MARKS}]"
_NARROW = re.compile(rf"(?<={_BESIDE})[ ]?[,:;?!](?!//)|[,:;?!](?=[{HAN}“《（])")
_PAIRS = re.compile(r'\(([^()\n]{0,400})\)|"([^"\n]{0,400})"|(?<![A-Za-z])\'([^\'\n]{0,400})\'(?![A-Za-z])')
_HAS_HAN = re.compile(f"[{HAN}]")
_NEAR = re.compile(_BESIDE)
_GAP = re.compile(r"(?<=[^\s])([ \t\u3000]+)(?=[^\s])")
_SLOGAN = re.compile(rf"“[{HAN}]+(?: [{HAN}]+)+”")
_TAIL = re.compile(r"[ \t\u3000]+$", re.MULTILINE)
_KEEP = "\ue0f0"


def half(text: str) -> str:
    """Full-width digits, Latin letters and ％／＋．as half-width ones; every offset stays."""
    return text if text.isascii() else text.translate(_HALF_TABLE)


def normalize(text: str) -> str:
    """The same text in the spelling of the standards; ``normalize(normalize(t)) == normalize(t)``.

    Digits, Latin letters, ％ and ／ become half-width; ASCII ``, : ; ? ! ( )`` and straight quotes beside
    Chinese become full-width (quotes in pairs, within one line); spaces between Chinese and Chinese, digits
    or Latin go, except in a two-part slogan in quotes and a wide gap (two spaces or more, a tab or U+3000)
    between words, which becomes one U+3000. Line ends become ``\\n``; indents stay.
    """
    previous = None
    for _ in range(8):
        if text == previous:
            break
        previous, text = text, _once(text)
    return text


def _once(text: str) -> str:
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = _SPACES.sub(" ", text).replace(_KEEP, "").translate(_NORMAL_TABLE)
    text = _TILDE.sub("～", _MINUS.sub("—", _POINT.sub(".", text)))
    text = _TAIL.sub("", text)
    text = _close_gaps(_PAIRS.sub(_widen_pair, text))
    return _NARROW.sub(lambda m: _WIDE_FOR[m.group()[-1]], text)


def _widen_pair(match: re.Match[str]) -> str:
    source, start, end = match.string, match.start(), match.end()
    round_, double, single = match.groups()
    inner = round_ if round_ is not None else double if double is not None else single
    beside = source[start - 1 : start] + source[end : end + 1]
    if not (_HAS_HAN.search(inner) or _NEAR.search(beside)):
        return match.group()
    if round_ is not None:
        return f"（{inner}）"
    return f"“{inner}”" if double is not None else f"‘{inner}’"


def _close_gaps(text: str) -> str:
    if not re.search(r"[ \t\u3000]", text):
        return text

    def slogan(match: re.Match[str]) -> str:
        parts = match.group()[1:-1].split(" ")
        equal = len({len(p) for p in parts}) == 1 and len(parts[0]) >= 2
        return match.group().replace(" ", _KEEP) if equal else match.group()

    def gap(match: re.Match[str]) -> str:
        source, run = match.string, match.group(1)
        before, after = source[match.start() - 1], source[match.end()]
        both_han = bool(_HAS_HAN.match(before)) and bool(_HAS_HAN.match(after))
        if run != " " and both_han:
            # 王　明: a two-character name set to three characters' width
            alone = not _word_char(source, match.start() - 2) and not _word_char(source, match.end() + 1)
            return "" if alone else "\u3000"
        wide = bool(_NEAR.match(before)), bool(_NEAR.match(after))
        joins = (wide[0] and (wide[1] or after.isalnum())) or (wide[1] and before.isalnum())
        return "" if joins else run

    return _GAP.sub(gap, _SLOGAN.sub(slogan, text)).replace(_KEEP, " ")


def _word_char(text: str, at: int) -> bool:
    return 0 <= at < len(text) and bool(_HAS_HAN.match(text[at]))


def count_chars(text: str) -> int:
    """Chinese characters and marks, digits and Latin letters counted singly; no white space."""
    return sum(1 for c in _INVISIBLE.sub("", text) if not c.isspace())
