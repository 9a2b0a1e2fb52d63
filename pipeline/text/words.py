"""Segmentation, content words, and a cheap likeness of two texts."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pipeline.text._data import split_words
from pipeline.text.widths import HAN

if TYPE_CHECKING:
    from types import ModuleType

# Function words of modern Chinese and verbs that say no more than "do" in official prose.
FUNCTION_WORDS = frozenset(
    split_words("""
    的 地 得 了 着 过 之 其 所 者 和 与 及 以及 并 并且 或 或者 而 而且 但 但是 则 且 因 因为 由于 所以
    因此 从而 在 于 对 对于 关于 从 自 由 向 往 到 至 为 为了 以 按 按照 根据 依据 通过 经 经过 随着 把 将
    被 让 使 使得 给 同 跟 比 较 是 有 无 不 没 没有 也 都 又 还 就 才 已 已经 正 正在 曾 曾经 更 更加 最
    很 十分 非常 较为 进一步 不断 切实 认真 这 那 这个 那个 这些 那些 该 此 本 各 每 某 其中 其他 我 我们
    你 你们 他 她 它 他们 自己 本人 大家 等 等等 个 一个 一 上 下 中 内 外 里 间 前 后 时 期间 以来 方面
    情况 工作 开展 进行 做好 抓好 做到 实现 推进 推动 加强 要 能 能够 会 可 可以 应 应当 必须 需 需要 起来
    出来 下去 上来 来 去 如 如何 什么 怎么 全 共 共计 累计 先后 分别 均 约 达 达到 余 多
""")
)
_FUNCTION_CHARS = frozenset(
    "的地得了着过之其所者和与及并或而但则且在于对从由向到至为以按经把将被让使给同是有也都又还就已更最很这那该此各每等"
)
_RUN = re.compile(f"[{HAN}]+")
_WORD = re.compile(f"[{HAN}]|[A-Za-z]")
_NUMERAL = re.compile("[0-9零〇一二两三四五六七八九十百千万亿几数第.%]+")


class Word(NamedTuple):
    """A word and its half-open span."""

    start: int
    end: int
    text: str


class TaggedWord(NamedTuple):
    """A word with its part of speech (ICTCLAS tags: n, ns, nr, v, p …)."""

    start: int
    end: int
    text: str
    tag: str


def segmenter() -> ModuleType:
    """rjieba, loaded on first use (a third of a second)."""
    import rjieba

    module: ModuleType = rjieba
    return module


def segment(text: str) -> tuple[Word, ...]:
    """The words of ``text`` in order, covering it without gaps."""
    words: list[Word] = []
    pos = 0
    for word in segmenter().cut(text):
        words.append(Word(pos, pos + len(word), word))
        pos += len(word)
    return tuple(words)


def tag(text: str) -> tuple[TaggedWord, ...]:
    """The words with their parts of speech."""
    words: list[TaggedWord] = []
    pos = 0
    for word, label in segmenter().tag(text):
        words.append(TaggedWord(pos, pos + len(word), word, label))
        pos += len(word)
    return tuple(words)


def content_words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, in order: no function words, numbers or punctuation."""
    return tuple(
        w.text
        for w in segment(text)
        if w.text not in FUNCTION_WORDS and _WORD.match(w.text) and not _NUMERAL.fullmatch(w.text)
    )


@lru_cache(maxsize=16_384)
def content_bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters, not across marks, numerals or function characters."""
    pairs: set[str] = set()
    for run in _RUN.findall(text):
        for piece in _NUMERAL.split(run):
            kept = [c for c in piece if c not in _FUNCTION_CHARS]
            pairs.update(a + b for a, b in pairwise(kept))
    return frozenset(pairs)


def similarity(a: str, b: str) -> float:
    """Dice coefficient of the bigrams, 0 to 1; 0 when either has none."""
    one, other = content_bigrams(a), content_bigrams(b)
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))


def containment(part: str, whole: str) -> float:
    """Share of the bigrams of ``part`` that ``whole`` has, 0 to 1; 0 when ``part`` has none."""
    one = content_bigrams(part)
    return len(one & content_bigrams(whole)) / len(one) if one else 0.0
