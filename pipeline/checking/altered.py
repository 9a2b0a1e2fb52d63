"""A value of the facts that now counts something else: the words around it against those of its fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from pipeline.checking.anchors import Anchor, Clause, anchors, chosen, clauses_of
from pipeline.checking.evidence import Ground, Problem, Told
from pipeline.checking.lexicon import Lexicon
from pipeline.checking.values import Value
from pipeline.text._data import read_lines
from pipeline.text.polarity import directions
from pipeline.text.words import FUNCTION_WORDS, segment, segmenter, tag

RULE = "altered"
MOST = 3
"""Words that may change places at once; a longer passage is another wording, not an exchange."""
ALMOST = 3
"""Words of a clause without figures from which one exchanged word is told from another wording."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_NOUN = ("n", "j", "vn", "an", "b", "x", "nz", "s")
_VERB = ("v",)
_RATE = re.compile("率")
_PLACES = frozenset(("身上", "手上", "心里", "心中", "家里", "路上", "会上", "面前", "身边", "眼里", "一线"))
_OURS = re.compile(r"[我该本贵全各][省市县区镇乡村局院校厂站所队]|[我该本][校公]司?")
"""我镇 and 该镇 are one, by who writes."""
_WHERE = "里内级上中间方面"
STANDS_FOR_MANY = frozenset(read_lines("words", "general.txt"))
"""Nouns that may be said in the place of a narrower one."""


class _Token(NamedTuple):
    """A content word, or a figure (its text is then a key that both sides share)."""

    start: int
    end: int
    text: str
    kind: str


class _Pair(NamedTuple):
    """A clause and the fact's clause that it is held against, each with its tokens."""

    clause: Clause
    mine: Sequence[_Token]
    twin: Clause
    theirs: Sequence[_Token]


def altered(text: str, values: Sequence[Value], ids: Sequence[str], ground: Ground) -> list[Problem]:
    """Clauses whose figure is a fact's, but whose direction, object, verb or restriction is not."""
    facts = chosen(ids, ground)
    found: list[Problem] = []
    for clause in clauses_of(text, values):
        held = anchors(clause, facts)
        if held:
            allowed = _allowed(held, facts, ground)
            found += _directions(clause, held)
            found += _restrictions(clause, allowed, ground.lexicon)
            found += _rates(clause, held, allowed)
            found += _exchanged(clause, held, allowed, ground.lexicon)
        elif not clause.figures:
            found += _nearly(clause, facts, ground)
    return list({(p.start, p.end): p for p in found}.values())


def exchanged_things(text: str, values: Sequence[Value], ids: Sequence[str], ground: Ground) -> list[Problem]:
    """Only nouns in the place of other nouns, words of a contrast family, rates: what good prose does not do either."""
    facts = chosen(ids, ground)
    found: list[Problem] = []
    for clause in clauses_of(text, values):
        held = anchors(clause, facts)
        if held:
            allowed = _allowed(held, facts, ground)
            if not _all_of_them(clause, held) and not any(
                a.there.quantity and a.there.quantity.dimension == "percent" for a in held
            ):
                found += _rates(clause, held, allowed)
            found += _exchanged(clause, held, allowed, ground.lexicon, things=True)
        elif not clause.figures:
            found += _nearly(clause, facts, ground, things=True)
    return list({(p.start, p.end): p for p in found}.values())


def _all_of_them(clause: Clause, held: Sequence[Anchor]) -> bool:
    """安置率达到100% for 46人全部安置: a rate of the whole says what 全部 says."""
    whole = any(
        v.quantity and v.quantity.dimension == "percent" and v.quantity.low == 100 for v in clause.figures
    )
    return whole and any(_ALL.search(a.told.fact.statement) for a in held)


_ALL = re.compile(r"全部|全数|悉数|均已?|都|无一|逐一|件件|全覆盖")


def _allowed(held: Sequence[Anchor], facts: Sequence[Told], ground: Ground) -> str:
    """What the clause may say: its own facts, those told without figures, the head."""
    own = {a.told.fact.id for a in held} | {t.fact.id for t in facts if not any(v.quantity for v in t.values)}
    return ground.support(tuple(t.fact.id for t in ground.facts if t.fact.id in own)).flat


def _altered(start: int, end: int, word: str, twin: str) -> Problem:
    return Problem(RULE, start, end, word, f"“{word}”与要点不一致，要点是“{twin.rstrip('，。；')}”")


def _stretch(clause: Clause, value: Value) -> str:
    """What stands before the value, up to the figure before it."""
    begin = max((v.end for v in clause.figures if v.end <= value.start), default=clause.start)
    return clause.whole[begin : value.start]


def _signs(text: str) -> set[str]:
    return {d.sign for d in directions(text) if d.sign in ("up", "down")}


def _directions(clause: Clause, held: Sequence[Anchor]) -> list[Problem]:
    """同比下降12% and 同比上升12%: the directions before the same figure."""
    found = []
    for a in held:
        mine, theirs = _signs(_stretch(clause, a.here)), _signs(_stretch(a.clause, a.there))
        if len(mine) == 1 and len(theirs) == 1 and mine != theirs:
            found.append(
                Problem(
                    "direction",
                    clause.start,
                    clause.end,
                    clause.text,
                    f"升降方向与要点相反，要点是“{a.clause.text}”",
                )
            )
    return found[:1]


def _restrictions(clause: Clause, allowed: str, lexicon: Lexicon) -> list[Problem]:
    """约300名党员 for 约300人, 大型水库 for 水库: words that restrict or grade, and the facts lack."""
    found = []
    taken = [(v.start, v.end) for v in clause.values]
    for word in segment(clause.text):
        start = clause.start + word.start
        if any(s < clause.start + word.end and start < e for s, e in taken):
            continue
        for size in range(len(word.text), 1, -1):
            piece = word.text[:size]
            if piece in lexicon.modifiers:
                # 违法建筑 is 违建 in full.
                short = piece[0] + clause.whole[start + size : start + size + 1]
                if not any(w in allowed for w in (piece, short, *_long(lexicon.others(piece)))):
                    found.append(
                        Problem(
                            RULE, start, start + size, piece, f"要点没有“{piece}”这一限定，不能加在这个数上"
                        )
                    )
                break
    return found


def _rates(clause: Clause, held: Sequence[Anchor], allowed: str) -> list[Problem]:
    """投诉率 for 投诉: a rate is another measure than what it is a rate of."""
    found = []
    for match in _RATE.finditer(clause.text):
        before = clause.text[max(0, match.start() - 2) : match.start()]
        if (
            len(before) == 2
            and before in allowed
            and before + match[0] not in allowed
            and not any(_RATE.search(a.told.fact.statement) for a in held)
        ):
            at = clause.start + match.start() - 2
            found.append(_altered(at, at + 3, before + match[0], held[0].clause.text))
    return found


def _exchanged(
    clause: Clause, held: Sequence[Anchor], allowed: str, lexicon: Lexicon, *, things: bool = False
) -> list[Problem]:
    """修复水库 → 新建水库, 救援基地 → 训练基地: another word in the place of one that is now missing."""
    found: list[Problem] = []
    for told in dict.fromkeys(a.told.fact.id for a in held):
        ours = [a for a in held if a.told.fact.id == told]
        keys_here = {a.here.start: f"#{a.there.start}" for a in ours}
        keys_there = {a.there.start: f"#{a.there.start}" for a in ours}
        mine = _tokens(clause, keys_here, lexicon)
        for start in dict.fromkeys(a.clause.start for a in ours):
            theirs_clause = next(a.clause for a in ours if a.clause.start == start)
            pair = _Pair(clause, mine, theirs_clause, _tokens(theirs_clause, keys_there, lexicon))
            found += _compare(pair, allowed, lexicon, things=things)
            found += _families(pair, allowed, lexicon, things=things)
    return found


def _nearly(clause: Clause, facts: Sequence[Told], ground: Ground, *, things: bool = False) -> list[Problem]:
    """A clause without figures that is a fact's but for one word."""
    lexicon = ground.lexicon
    mine = _tokens(clause, {}, lexicon)
    for told in facts:
        for theirs_clause in clauses_of(told.fact.statement, told.values):
            theirs = _tokens(theirs_clause, {}, lexicon)
            changes = [c for c in _changes(mine, theirs) if c[0] != "equal"]
            if (
                len(changes) == 1
                and len(mine) == len(theirs) >= ALMOST
                and changes[0][2] - changes[0][1] == 1
            ):
                allowed = ground.support(tuple(t.fact.id for t in facts)).flat
                return _compare(_Pair(clause, mine, theirs_clause, theirs), allowed, lexicon, things=things)
    return []


def _tokens(clause: Clause, keys: dict[int, str], lexicon: Lexicon) -> list[_Token]:
    """The words that tell something, with the figures that both sides share as marks between them."""
    figures = [v for v in clause.values if v.quantity or v.date]
    out: list[_Token] = [_Token(v.start, v.end, keys[v.start], "#") for v in figures if v.start in keys]
    for word in tag(clause.text):
        start, end = clause.start + word.start, clause.start + word.end
        if any(v.start < end and start < v.end for v in figures):
            continue
        if not _HAN.fullmatch(word.text):
            continue
        if word.tag == "s" and word.text in _PLACES:
            continue
        if word.text == "基础" and clause.whole.startswith("上", end):
            # 在上年26亿元的基础上: against what, not of what
            continue
        if word.text in FUNCTION_WORDS and word.text not in lexicon.neutral:
            continue
        if len(word.text) == 4 and all(map(segmenter().has_word, (word.text[:2], word.text[2:]))):
            # 发放贷款 is one word of the dictionary, 归还贷款 two.
            halves = tag(word.text[:2])[0].tag, tag(word.text[2:])[0].tag
            out.append(_Token(start, start + 2, word.text[:2], _kind(halves[0])))
            out.append(_Token(start + 2, end, word.text[2:], _kind(halves[1])))
        else:
            out.append(_Token(start, end, word.text, _kind(word.tag)))
    return sorted(out)


def _kind(label: str) -> str:
    """n, v, nv for a verb that stands as a noun (修复), a for an adjective (the tagger's 合同), or nothing."""
    if label in ("vn", "an"):
        return "nv"
    if label.startswith(_VERB):
        return "v"
    return "n" if label.startswith(_NOUN) else "a" if label == "a" else ""


def _changes(mine: Sequence[_Token], theirs: Sequence[_Token]) -> list[tuple[str, int, int, int, int]]:
    matcher = SequenceMatcher(None, [t.text for t in theirs], [t.text for t in mine], autojunk=False)
    return list(matcher.get_opcodes())


def _compare(pair: _Pair, allowed: str, lexicon: Lexicon, *, things: bool = False) -> list[Problem]:
    clause, mine, twin, theirs = pair
    found = []
    for kind, a, b, c, d in _changes(mine, theirs):
        if kind != "replace" or b - a > MOST or d - c > MOST:
            continue
        # One word in the place of one or two (机关干部): what the tagger calls them does not matter, nor that it is said elsewhere.
        alone = d - c == 1 and b - a <= 2
        where = clause.text if alone else clause.whole
        gone = [
            t
            for t in theirs[a:b]
            if t.kind != "#"
            and not _kept(t.text, where, lexicon)
            and (t.text not in lexicon.neutral or (alone and len(t.text) > 1))
        ]
        new = [
            t
            for t in mine[c:d]
            if (t.kind in ("n", "v", "nv") or (alone and t.kind == "a")) and _is_new(t.text, allowed, lexicon)
        ]
        if not gone or not new:
            continue
        before, after = "".join(t.text for t in theirs[a:b]), "".join(t.text for t in mine[c:d])
        if _shortened(before, after) or _shortened(after, before):
            continue
        for token in new:
            rivals = [g for g in gone if alone or set(g.kind) & set(token.kind)]
            if things:
                rivals = [g for g in rivals if _other_thing(token, g, pair, (b - a, d - c))]
            if rivals and not any(_same(token, g, lexicon) for g in gone):
                found.append(_altered(token.start, token.end, token.text, twin.text))
    return found


def _other_thing(new: _Token, gone: _Token, pair: _Pair, sizes: tuple[int, int]) -> bool:
    """Whether one noun stands for another in a clause that is otherwise the fact's, word by word."""
    if _OURS.fullmatch(new.text) or new.text in STANDS_FOR_MANY or new.text[-1] == "均" or len(gone.text) < 2:
        return False
    nouns = ("n", "nv") if len(pair.mine) == len(pair.theirs) else ("n",)
    if new.kind not in nouns or "v" in gone.kind or _is_the_same(new.text, gone.text, pair):
        return False
    same = sum(b - a for kind, a, b, _, _ in _changes(pair.mine, pair.theirs) if kind == "equal")
    return max(sizes) <= 2 and _flanked(pair, new) and same >= 2 and same * 5 >= 3 * (len(pair.theirs) - 1)


def _is_the_same(new: str, gone: str, pair: _Pair) -> bool:
    """Whether one may be the other said otherwise: 县里 and 县内, 乘客 and 客流, 证书 for 无人机证, a word cut in two."""
    stem, old = new.rstrip(_WHERE), gone.rstrip(_WHERE)
    if stem.endswith(old) or old.endswith(stem) or stem[0] == old[0] or gone in pair.clause.whole:
        return True
    common = set(new) & set(gone)
    if common:
        return all(map(segmenter().has_word, (new, gone)))
    return any(c in pair.twin.whole for c in new) or gone[0] in pair.clause.text


def _flanked(pair: _Pair, new: _Token) -> bool:
    """Whether the words on both sides of the changed ones are the fact's too (or its clause ends there)."""
    for kind, a, b, c, d in _changes(pair.mine, pair.theirs):
        if kind == "replace" and new in pair.mine[c:d]:
            return (
                (a > 0 or c == 0)
                and (b < len(pair.theirs) or d == len(pair.mine))
                and (a > 0 or b < len(pair.theirs))
            )
    return False


def _long(words: Iterable[str]) -> list[str]:
    return [w for w in words if len(w) > 1]


def _kept(word: str, sentence: str, lexicon: Lexicon) -> bool:
    return word in sentence or any(o in sentence for o in _long(lexicon.others(word)))


def _is_new(word: str, allowed: str, lexicon: Lexicon) -> bool:
    if (
        len(word) < 2
        or word in lexicon.neutral
        or word in allowed
        or any(o in allowed for o in _long(lexicon.others(word)))
    ):
        return False
    return not (len(word) >= 4 and word[:2] in allowed and word[2:] in allowed)


def _same(new: _Token, gone: _Token, lexicon: Lexicon) -> bool:
    """Another word for the same: listed so, one inside the other (讲, 讲授), verbs that share a character."""
    if gone.text in lexicon.others(new.text) or new.text in lexicon.others(gone.text):
        return True
    if any({new.text, gone.text} <= family for family in lexicon.contrasts):
        return False
    if gone.text in new.text or new.text in gone.text:
        return True
    return "v" in new.kind and "v" in gone.kind and bool(set(new.text) & set(gone.text))


def _shortened(short: str, full: str) -> bool:
    """违建 is 违法建设 shortened: its characters in order."""
    rest = iter(full)
    return len(short) < len(full) and all(c in rest for c in short)


def _families(pair: _Pair, allowed: str, lexicon: Lexicon, *, things: bool = False) -> list[Problem]:
    """A word of a contrast family for another of it, wherever the two stand in their clauses."""
    clause, mine, twin, theirs = pair
    found = []
    for token in mine:
        if len(token.text) < 2 or not _is_new(token.text, allowed, lexicon):
            continue
        for family in lexicon.contrasts:
            if token.text not in family or (things and (_signs(token.text) or token.kind == "v")):
                continue
            if things and any(w in clause.text for w in family - {token.text} if len(w) > 1):
                continue  # 对查出的问题逐条销号 tells both sides of the matter
            gone = [t for t in theirs if t.text in family and not _kept(t.text, clause.whole, lexicon)]
            if gone and not (_signs(token.text) and _signs(token.text) == _signs(gone[0].text)):
                found.append(_altered(token.start, token.end, token.text, twin.text))
                break
    return found
