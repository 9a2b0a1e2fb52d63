"""Which bullets say the same, and which disagree.

Two values are compared only when they measure the same thing. What a value measures are the words of its clause,
without generic and measuring words (满意度 and 满意率 are one); a clause that hangs on the one before it (同比增长…)
counts together with that one. Words that the other bullet does not have at all are what tells two things apart:
nouns on both sides, or two words of one contrast family (城镇, 农村), make them different.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from pipeline.notes.lexicon import ConflictWords, any_of
from pipeline.notes.statements import LETTERS, LIGHT, Clause, Statement, Value, cut
from pipeline.text.dates import DateMention, same_date
from pipeline.text.quantities import Quantity, same_kind, same_value
from pipeline.text.words import segmenter, tag


class Likeness(NamedTuple):
    """How the clauses of two values compare."""

    shared: int
    """Han characters in common."""
    own_nouns: bool
    """The first has nouns that the second bullet lacks."""
    other_nouns: bool
    own_verbs: bool
    other_verbs: bool

    @property
    def same(self) -> bool:
        """Nothing on either side tells them apart."""
        return not (self.own_nouns or self.other_nouns) and not (self.own_verbs and self.other_verbs)


def compare(a: Statement, x: Value, b: Statement, y: Value, words: ConflictWords) -> Likeness | None:
    """The likeness of what two values measure; None when they surely measure different things."""
    left, right = a.clauses[x.clause], b.clauses[y.clause]
    if (left.start == 0 and left.text.startswith("其中")) != (
        right.start == 0 and right.text.startswith("其中")
    ):
        # A part of a whole is no rival of the whole.
        return None
    lefts, rights = _context(a, x.clause, right), _context(b, y.clause, left)
    if _contrasted(a, lefts, b, rights, words) or not _periods_agree(lefts, rights):
        return None
    own = [w for c in lefts for w in c.words]
    other = [w for c in rights for w in c.words]
    shared = {ch for w, _ in own for ch in w} & b.chars | {ch for w, _ in other for ch in w} & a.chars
    if not shared:
        return None
    lost, missing = _residual(own, b), _residual(other, a)
    if _names(lost) and _names(missing):
        return None
    return Likeness(
        len(shared),
        any(noun for _, noun in lost),
        any(noun for _, noun in missing),
        any(not noun for _, noun in lost),
        any(not noun for _, noun in missing),
    )


def _names(words: Sequence[tuple[str, bool]]) -> bool:
    """Whether a word among them is no dictionary's: somebody's or some place's name."""
    known = segmenter().has_word
    return any(noun and not known(word) for word, noun in words)


def _context(statement: Statement, index: int, other: Clause) -> tuple[Clause, ...]:
    """The clause, with the one it hangs on; behind another clause on both sides, with that one too."""
    clause = statement.clauses[index]
    if index and (clause.hangs or not clause.words or other.start > 0):
        head = next((c for c in statement.clauses[:index] if not c.hangs and c.words), None)
        return (head, clause) if head else (clause,)
    return (clause,)


def _residual(own: Sequence[tuple[str, bool]], other: Statement) -> list[tuple[str, bool]]:
    """Words that the other statement does not have: nouns not wholly, other words not even by half."""
    out = []
    for word, noun in own:
        known = sum(ch in other.chars for ch in word)
        if known < len(word) if noun else known * 2 < len(word):
            out.append((word, noun))
    return out


def _contrasted(
    a: Statement, lefts: Sequence[Clause], b: Statement, rights: Sequence[Clause], words: ConflictWords
) -> bool:
    left, right = "".join(c.text for c in lefts), "".join(c.text for c in rights)
    planned = re.compile("|".join(words.planned))
    if bool(planned.search(a.text)) != bool(planned.search(b.text)):
        return True
    for kind in range(2):
        ours, others = ({m for c in side for m in c.labels[kind]} for side in (lefts, rights))
        if ours and others and not any(x in y or y in x for x in ours for y in others):
            return True
    for family in words.contrasts:
        mine = {w for w in family if w in left}
        theirs = {w for w in family if w in right}
        if (
            mine
            and theirs
            and not mine & theirs
            and not any(w in b.text for w in mine)
            and not any(w in a.text for w in theirs)
        ):
            return True
    return False


def _periods_agree(lefts: Sequence[Clause], rights: Sequence[Clause]) -> bool:
    """False when both name a time and the times differ."""
    mine = [v.date for c in lefts for v in c.values if v.date]
    theirs = [v.date for c in rights for v in c.values if v.date]
    return not mine or not theirs or any(same_date(x, y) for x in mine for y in theirs)


def _digits(q: Quantity) -> str:
    return (
        str(q.low.numerator).rstrip("0")
        if q.low.denominator == 1
        else re.sub(r"\D", "", f"{float(q.low):.6g}").strip("0")
    )


def _close(x: Quantity, y: Quantity, least: float) -> bool:
    """Values that two tellers of one thing might give: of like size, or with digits exchanged."""
    if sorted(_digits(x)) == sorted(_digits(y)):
        return True
    low, high = sorted((abs(x.low), abs(y.low)))
    return bool(low) and float(low / high) >= least


def disagreements(
    a: Statement, b: Statement, words: ConflictWords, *, loose: bool
) -> list[tuple[Value, Value]]:
    """Pairs of values of two statements that measure the same and differ.

    loose: one of the bullets says itself that there is another version.
    """
    found: list[tuple[Value, Value]] = []
    # A value that the other bullet tells too disagrees with none of its values.
    for x in (x for x in _tellable(a) if not _told_too(x, b)):
        for y in (y for y in _tellable(b) if not _told_too(y, a)):
            if x.quantity and y.quantity:
                if x.quantity.dimension == y.quantity.dimension and not _same_amount(x.quantity, y.quantity):
                    likeness = compare(a, x, b, y, words)
                    if likeness and _conflict(likeness, x.quantity, y.quantity, loose=loose):
                        found.append((x, y))
            elif x.date and y.date and _days_differ(x.date, y.date) and _same_event(a, x, b, y, words):
                found.append((x, y))
    return found + _same_role(a, b, words)


def _told_too(value: Value, other: Statement) -> bool:
    quantity = value.quantity
    return quantity is not None and any(
        v.quantity and _same_amount(v.quantity, quantity) for c in other.clauses for v in c.values
    )


def _same_amount(a: Quantity, b: Quantity) -> bool:
    """Equal but perhaps for the hedge: 98.6万人次 and 约986000人次 do not disagree."""
    return (a.low, a.high) == (b.low, b.high) and same_kind(a, b)


def _same_role(a: Statement, b: Statement, words: ConflictWords) -> list[tuple[Value, Value]]:
    """Names that two bullets give to the holder of one post, alike but not the same (吴有田, 吴友田)."""
    found = []
    for x in _holders(a, words):
        for y in _holders(b, words):
            alike = x.text != y.text and x.text[0] == y.text[0] and len(x.text) == len(y.text)
            own, other = (_HOLDS.sub("", cut(s.text, [(v.start, v.end)])) for s, v in ((a, x), (b, y)))
            if alike and not _strangers(own, b.text) and not _strangers(other, a.text):
                found.append((x, y))
    return found


_HOLDS = re.compile("担任|出任|兼任|[由是为系任]")


def _holders(statement: Statement, words: ConflictWords) -> list[Value]:
    role, name = any_of(words.roles), r"(?P<name>[\u4e00-\u9fff]{2,3})(?:同志)?"
    pattern = re.compile(
        rf"{role}(?:是|为|系|由|：){name}(?:担任|出任|兼任|任)?(?=[，。；]|$)|由{name}(?:担任|出任|兼任|任){role}".replace(
            "(?P<name>", "(?P<first>", 1
        )
    )
    out = []
    for match in pattern.finditer(statement.text):
        group = "first" if match["first"] else "name"
        index = next((i for i, c in enumerate(statement.clauses) if c.start <= match.start() < c.end), 0)
        out.append(Value(index, match.start(group), match.end(group), match[group], None, None))
    return out


def _strangers(text: str, other: str) -> bool:
    """Whether a text has a content word that the other lacks."""
    return any(
        w.tag[:1] not in (*LIGHT, "v") and w.text not in other and LETTERS.sub("", w.text) for w in tag(text)
    )


def _conflict(likeness: Likeness, x: Quantity, y: Quantity, *, loose: bool) -> bool:
    nouns, verbs = (likeness.own_nouns, likeness.other_nouns), (likeness.own_verbs, likeness.other_verbs)
    exchanged = len(_digits(x)) >= 2 and sorted(_digits(x)) == sorted(_digits(y))
    if likeness.shared < 2:
        return False
    if all(nouns):
        return exchanged and likeness.shared >= 5
    if likeness.same or loose:
        return _close(x, y, 0.4)
    if exchanged:
        return True
    if any(nouns):
        near = _close(x, y, 0.8 if likeness.shared >= 3 else 0.95)
        return near and not all(verbs)
    return likeness.shared >= 4 and _close(x, y, 0.75)


def _tellable(statement: Statement) -> list[Value]:
    """The values by which a clause may be compared: of 由312项压减到246项 the last, of several others none."""
    out = []
    for clause in statement.clauses:
        quantities = [v for v in clause.values if v.quantity]
        dates = [v for v in clause.values if v.date]
        if len(quantities) == 1 or (len(quantities) == 2 and re.search(r"[由从].*[到至为]", clause.text)):
            out.append(quantities[-1])
        elif len(quantities) > 1:
            # Different units may stand side by side (转移31户118人); values of one unit may not be told apart.
            dims = [v.quantity.dimension for v in quantities if v.quantity]
            out += [v for v in quantities if v.quantity and dims.count(v.quantity.dimension) == 1]
        elif len(dates) == 1:
            out.append(dates[0])
    return out


def _same_event(a: Statement, x: Value, b: Statement, y: Value, words: ConflictWords) -> bool:
    """Whether two clauses tell of one thing that happens once."""
    left, right = a.clauses[x.clause], b.clauses[y.clause]
    if (left.start == 0 and left.text.startswith("其中")) != (
        right.start == 0 and right.text.startswith("其中")
    ):
        # A part of a whole is no rival of the whole.
        return False
    once = {w for w in words.once if w in left.text and w in right.text}
    if not once:
        return False
    own, other = _residual(left.words, b), _residual(right.words, a)
    return not (any(n for _, n in own) and any(n for _, n in other)) and not _contrasted(
        a, [left], b, [right], words
    )


def _days_differ(x: DateMention, y: DateMention) -> bool:
    if x.month is None or y.month is None or x.end_month or y.end_month:
        return False
    if x.year and y.year and x.year != y.year:
        return True
    return (x.month, x.day) != (y.month, y.day) and (x.day is None) == (y.day is None)


def contained(a: Statement, b: Statement, words: ConflictWords) -> bool:
    """Whether everything ``a`` says is said by ``b``: its values with what they measure, and its words."""
    if not a.clauses:
        return False
    if not any(v for c in a.clauses for v in c.values):
        short, long = LETTERS.sub("", a.text), LETTERS.sub("", b.text)
        return len(short) >= 4 and (
            short in long or (fuzz.ratio(short, long) >= 92 and _same_polarity(short, long))
        )
    return all(_clause_stands(a, clause, b, words) for clause in a.clauses)


def _clause_stands(a: Statement, clause: Clause, b: Statement, words: ConflictWords) -> bool:
    quantities = [v for v in clause.values if v.quantity]
    dates = [v.date for v in clause.values if v.date]
    theirs = [v.date for c in b.clauses for v in c.values if v.date]
    if theirs and any(not any(same_date(d, t) for t in theirs) for d in dates):
        return False
    if quantities:
        return all(stands_in(a, v, b, words) for v in quantities)
    if not clause.key:
        return True
    if not _same_polarity(clause.text, b.text):
        return False
    return (bool(dates) and bool(theirs) and not _residual(clause.words, b)) or fuzz.partial_ratio(
        clause.key, LETTERS.sub("", b.text)
    ) >= 90


def _same_polarity(a: str, b: str) -> bool:
    return bool(re.search(r"[不未无没非]", a)) <= bool(re.search(r"[不未无没非]", b))


def _repeats(likeness: Likeness, digits: int) -> bool:
    """Whether equal values of like things are one fact told twice; the rarer the value, the freer its words."""
    if likeness.shared < 2 or (likeness.own_nouns and likeness.other_nouns):
        return False
    if likeness.own_nouns:
        return not likeness.other_verbs and (
            digits >= 4 or (digits >= 2 and likeness.shared >= 5 - (digits > 2))
        )
    if likeness.own_verbs and (likeness.other_verbs or likeness.other_nouns):
        return digits >= 4 and likeness.shared >= 4 and not likeness.other_nouns
    return True


def stands_in(a: Statement, value: Value, b: Statement, words: ConflictWords) -> bool:
    """Whether ``b`` tells the same value of the same thing, and ``a`` nothing more of it."""
    quantity = value.quantity
    if quantity is None:
        return False
    for clause in b.clauses:
        for other in clause.values:
            if other.quantity and same_value(quantity, other.quantity):
                likeness = compare(a, value, b, other, words)
                if likeness and _repeats(likeness, len(_digits(quantity))):
                    return True
    return False


def surplus(a: Statement, clause: int, b: Statement) -> tuple[int, int]:
    """How many things, and how many words, a clause of ``a`` names that ``b`` does not."""
    extra = _residual(a.clauses[clause].words, b)
    return sum(noun for _, noun in extra), len(extra)


def shared_clauses(later: Statement, earlier: Statement, words: ConflictWords) -> list[int]:
    """Indexes of the clauses of ``later`` whose values ``earlier`` already tells, and that stand alone."""
    out = []
    for index, clause in enumerate(later.clauses):
        quantities = [v for v in clause.values if v.quantity]
        follower = later.clauses[index + 1] if index + 1 < len(later.clauses) else None
        if (
            quantities
            and not clause.hangs
            and not (follower and follower.hangs)
            and all(stands_in(later, v, earlier, words) for v in quantities)
        ):
            out.append(index)
    return out
