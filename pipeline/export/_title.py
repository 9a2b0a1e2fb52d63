"""Breaking a long title into lines whose words stay whole (GB/T 9704—2012, 7.3.1).

“回行时，要做到词意完整，排列对称，长短适宜，间距恰当，标题排列应当使用梯形或菱形。”
"""

from __future__ import annotations

from itertools import combinations, groupby, pairwise

import rjieba

from pipeline.export._issue import width

_LINES_MAX = 5
_WORDS_MAX = 60
"""Beyond these the lines are left to the program that opens the file."""

_OPENING = "《“‘（〔〈"
_CLOSING = "》”’）〕〉、，：；。！？"
# These lean on the word before them, or on the word behind them.
_LEAN_BACK = frozenset("的地得了着等上中下里内外们者性化级届次号年月日") | {
    "年度",
    "期间",
    "以来",
    "方面",
    "同志",
    "情况",
}
_LEAN_ON = frozenset("和与及暨在对向为把被第") | {"关于", "以及"}


def break_title(title: str, limit: float) -> tuple[str, ...]:
    """The title's lines, none wider than ``limit`` characters; one if it fits or can't be broken well."""
    total = width(title)
    if total <= limit:
        return (title,)
    words = _words(title)
    fewest = int(-(-total // limit))
    if len(words) > _WORDS_MAX:
        return (title,)
    for count in range(fewest, min(_LINES_MAX, len(words)) + 1):
        best = min(
            (option for option in _options(words, count) if max(map(width, option)) <= limit),
            key=_cost,
            default=None,
        )
        if best is not None:
            return best
    return (title,)


def _options(words: list[str], count: int) -> list[tuple[str, ...]]:
    cuts = combinations(range(1, len(words)), count - 1)
    return [tuple("".join(words[a:b]) for a, b in pairwise((0, *cut, len(words)))) for cut in cuts]


def _cost(option: tuple[str, ...]) -> tuple[float, float]:
    """How far from a trapezium or a rhombus of well-filled lines; the lower the better."""
    widths = [width(line) for line in option]
    mean = sum(widths) / len(widths)
    uneven = sum((w - mean) ** 2 for w in widths) / len(widths)
    steps = [b - a for a, b in pairwise(widths)]
    penalty = 0.0
    # Lines of the same length make a rectangle; a line that is shorter than both neighbours an hourglass.
    penalty += sum(4.0 for step in steps if step == 0)
    penalty += sum(30.0 for a, b in pairwise(steps) if a < 0 < b)
    for before, after in pairwise(option):
        # Inside a pair of quotation or title marks no line should end.
        penalty += 12.0 * sum(before.count(o) > before.count(c) for o, c in ("《》", "“”", "（）"))
        # A line that ends with 的 or a mark, or begins with 关于 …, is broken where the voice would pause.
        penalty -= 3.0 if before.endswith(("的", "，", "、", "》", "”", "）", "会", "暨")) else 0.0
        penalty -= 2.0 if after.startswith(("暨", "和", "关于")) else 0.0
    return uneven + penalty, -widths[0]


def _words(title: str) -> list[str]:
    """The pieces that must not be broken: words with their numbers, marks and particles."""
    glued: list[str] = []
    for word in _phrases(list(rjieba.cut(title))):
        if glued and (
            word in _LEAN_BACK
            or word[0] in _CLOSING
            or glued[-1][-1] in _OPENING
            or glued[-1] in _LEAN_ON
            or glued[-1][-1].isdigit()
            or (word[0].isascii() and glued[-1][-1].isascii())
        ):
            glued[-1] += word
        else:
            glued.append(word)
    return glued


def _phrases(words: list[str]) -> list[str]:
    """Two-character words in pairs where they come in even number: 水利|设施|提质|增效 → 水利设施|提质增效.

    Official titles run in fours; an odd run does not show where the fours begin, so it stays as it is.
    """
    out: list[str] = []
    for pairs, run in groupby(words, key=lambda w: len(w) == 2 and w not in _LEAN_ON):
        found = list(run)
        if pairs and len(found) % 2 == 0:
            found = [a + b for a, b in zip(found[::2], found[1::2], strict=True)]
        out += found
    return out
