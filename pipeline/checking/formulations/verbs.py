"""The names of formulations in a text with the verbs that govern them.

Only verbs that the table calls wrong are wrong; a verb governs the names of a list that it stands before
(增强“四个意识”“四个自信”), and a name may follow a noun phrase in 的 (增强全体党员的“四个意识”).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.checking.formulations.data import Formulation, Report
from pipeline.checking.formulations.table import Table
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Hit
from pipeline.text.numerals import CHINESE
from pipeline.types import Severity


class Use(NamedTuple):
    """A formulation's name in a text, with the verb that governs it."""

    start: int
    end: int
    """With its quotation marks."""
    of: Formulation
    verb: tuple[int, int] | None
    shared: bool
    """The verb stands before an earlier formulation of the same list."""
    tail: int
    """Where 总体布局 or 战略布局 behind the name ends."""


_TAIL = re.compile(r"”?(?:(?:的)?(?:总体布局|战略布局))?")
_JOINT = re.compile(r"(?:[、和与及]|以及)?[“]?")
_LATER_HEAD = re.compile(r"的|教育|方面|能力|水平|思想|自觉|底气|行动|强|牢|高|实效|落实|主题|专题|宣传")
_LOOSE_VERB = r"[^，。；：、！？“”\n]{1,10}的$"
_STATE = re.compile(r"(?:更加|进一步|不断|显著|明显|持续|日益|更为|切实|得到|有效|全面|逐步){0,2}")
CORE = ("四个意识", "四个自信", "两个维护")


def find_uses(table: Table, passage: Passage) -> list[Use]:
    text = passage.text
    out: list[Use] = []
    for found in table.names(passage):
        start, end = found.start, found.end
        quoted = text[start - 1 : start] == "“" and text[end : end + 1] == "”"
        if quoted:
            start, end = start - 1, end + 1
        verb, shared = _governor(table, text, start), False
        last = out[-1] if out else None
        if (
            verb is None
            and last is not None
            and 0 <= start - last.tail <= 2
            and _JOINT.fullmatch(text, last.tail, start)
        ):
            verb, shared = last.verb, True
        tail = _TAIL.match(text, end)
        out.append(Use(start, end, table.by_name[found.word], verb, shared, tail.end() if tail else end))
    return out


def _governor(table: Table, text: str, at: int) -> tuple[int, int] | None:
    """The verb right before the name, or before a noun phrase in 的 that leads to it (增强全体党员的“四个自信”)."""
    stop = at
    while True:
        left = text[max(0, stop - 8) : stop]
        verb = next((v for v in table.verbs if left.endswith(v)), None)
        if verb is not None:
            return stop - len(verb), stop
        if stop != at:
            return None
        loose = re.search(_LOOSE_VERB, text[max(0, at - 16) : at])
        if loose is None:
            return None
        window = text[max(0, at - 16) : at - 1]
        seen = [(window.rfind(v), v) for v in table.verbs if v in window]
        if not seen:
            return None
        place, verb = max(seen, key=lambda s: (s[0] + len(s[1]), len(s[1])))
        if re.search("[，。；：、！？“”\n]", window[place:]):
            return None
        stop = max(0, at - 16) + place + len(verb)


def verb_reports(passage: Passage, uses: Sequence[Use]) -> Iterator[Report]:
    text = passage.text
    done: set[int] = set()
    for group in _groups(text, [u for u in uses if set(u.of.names) & set(CORE)]):
        report = _combo(text, group)
        if report is not None:
            done.update(u.start for u in group)
            yield report
    for use in uses:
        if use.start in done or not use.of.wrong_verbs:
            continue
        if use.verb is not None:
            yield from _wrong_verb(text, use)
        else:
            state = _STATE.match(text, use.end)
            after = state.end() if state else use.end
            verb = next((v for v in use.of.wrong_verbs if text.startswith(v, after)), None)
            if (
                verb
                and len(verb) == 2
                and re.match(r"[，。；、]|$", text[after + 2 : after + 3])
                and verb not in use.of.verbs
            ):
                if verb in {"贯彻", "领悟", "拥护", "协调推进", "统筹推进"}:
                    continue
                good = _main_verb(use.of)
                yield Report(
                    "verb",
                    Hit(
                        use.start,
                        after + 2,
                        _say_verb(use.of, verb),
                        text[use.start : after] + good,
                        Severity.WARNING,
                        safe=False,
                    ),
                )


def _wrong_verb(text: str, use: Use) -> Iterator[Report]:
    if use.verb is None:
        return
    verb = text[use.verb[0] : use.verb[1]]
    if verb not in use.of.wrong_verbs or verb in use.of.verbs:
        return
    if _LATER_HEAD.match(text, use.tail) and not use.shared:
        return
    good = _main_verb(use.of)
    if use.shared:
        yield Report(
            "verb",
            Hit(
                use.start,
                use.end,
                _say_verb(use.of, verb),
                good + text[use.start : use.end],
                Severity.WARNING,
                safe=False,
            ),
        )
        return
    near = use.verb[1] == use.start
    suggestion = good + text[use.verb[1] : use.end]
    yield Report(
        "verb",
        Hit(
            use.verb[0],
            use.end,
            _say_verb(use.of, verb),
            suggestion,
            None if near else Severity.WARNING,
            safe=near,
        ),
    )


def _main_verb(entry: Formulation) -> str:
    return entry.verbs[0] if entry.verbs else ""


def _say_verb(entry: Formulation, verb: str) -> str:
    return f"“{verb}”与“{entry.names[0]}”不搭配，规范表述是“{entry.canonical.replace('“', '‘').replace('”', '’')}”"


def _groups(text: str, uses: Sequence[Use]) -> Iterator[list[Use]]:
    """Runs of 四个意识, 四个自信 and 两个维护 that are parted by a mark and a few words only."""
    group: list[Use] = []
    for use in uses:
        if group and not re.fullmatch(
            r"[、，和与][^，。；：！？“”\n]{0,8}“?|", text[group[-1].end : use.start]
        ):
            if len(group) > 1:
                yield group
            group = []
        group.append(use)
    if len(group) > 1:
        yield group


def _combo(text: str, group: Sequence[Use]) -> Report | None:
    """增强“四个意识”、坚定“四个自信”、做到“两个维护”: their order, and verbs that were swapped."""
    ranks = [CORE.index(next(n for n in u.of.names if n in CORE)) for u in group]
    if len(set(ranks)) < len(ranks):
        return None
    own = [u.verb is not None and not u.shared and u.verb[1] == u.start for u in group]
    bad = [ok and _text(text, u.verb) in u.of.wrong_verbs for ok, u in zip(own, group, strict=True)]
    ordered = ranks == sorted(ranks)
    if ordered or (any(bad) and not all(own)):
        return None
    suggestion = None
    if all(own):
        pieces = []
        for i in sorted(range(len(group)), key=lambda i: ranks[i]):
            use = group[i]
            verb = _main_verb(use.of) if bad[i] else _text(text, use.verb)
            pieces.append(verb + text[use.start : use.end])
        between = [text[a.end : b.verb[0]] for a, b in pairwise(group) if b.verb]
        if all(len(b) <= 1 for b in between):
            mark = between[0] if len(set(between)) == 1 and between[0] in "、，" else "、"
            suggestion = mark.join(pieces)
    start = group[0].verb[0] if own[0] and group[0].verb else group[0].start
    said = "规范表述是“增强‘四个意识’、坚定‘四个自信’、做到‘两个维护’”"
    if any(bad):
        return Report("verb", Hit(start, group[-1].end, f"动词搭配和次序不对，{said}", suggestion))
    return Report("combo", Hit(start, group[-1].end, f"次序不对，{said}", suggestion, safe=False))


def _text(text: str, span: tuple[int, int] | None) -> str:
    return text[span[0] : span[1]] if span else ""


def quote_reports(passage: Passage, uses: Sequence[Use]) -> Iterator[Report]:
    """A name that the same text writes with quotation marks elsewhere."""
    marked: dict[str, int] = {}
    for use in uses:
        if use.of.quoted and passage.text[use.start] == "“":
            marked.setdefault(use.of.name, use.start)
    for use in uses:
        if not use.of.quoted or passage.text[use.start] == "“":
            continue
        inside = any(s <= use.start and use.end <= e for s, e in passage.quoted)
        name = passage.text[use.start : use.end]
        if (
            inside
            or use.of.name not in marked
            or name[0] not in CHINESE
            or not passage.is_word(use.start, use.end)
        ):
            continue
        yield Report(
            "quote",
            Hit(
                use.start,
                use.end,
                f"“{name}”一处加引号、一处不加，全文应当一致，通行写法是加引号",
                f"“{name}”",
            ),
        )
