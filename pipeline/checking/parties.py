"""Who did what: names beside figures, the roles of two parties, posts beside persons."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.checking.anchors import Anchor, Clause, anchors, chosen, clauses_of
from pipeline.checking.evidence import Ground, Problem, Told
from pipeline.checking.values import Value
from pipeline.text.names import find_names
from pipeline.text.words import content_bigrams

_ROLE = re.compile(
    r"牵头|主持|主办|承办|协办|主管|分管|负责|配合|协助|参与|监督|督办|指导|承建|代建|出资|主抓|主责|支持|帮助"
    r"|帮扶|援助|捐赠|委托|移交|划转|管理|租赁|转让"
)
_SELF = re.compile(r"[我本][局市县区镇乡村校院站所队委办厅处科司厂行社馆]|我们|本公司|我公司|本中心|我中心")
_PARTY_END = re.compile(
    r"(?:局|委|办|厅|部|处|科|院|校|所|站|队|中心|公司|集团|银行|协会|镇|乡|村|街道|社区|县|市|区|省|政府|方|单位|企业|部门)$"
)
_EDGE = re.compile(r"^(?:[由与和同跟向对为从将把经在让被受]|会同|联合|以及|并且?|其中|共同|具体|主要)+")


def parties(text: str, values: Sequence[Value], ids: Sequence[str], ground: Ground) -> list[Problem]:
    """Names at another's figure, roles changed round, posts that nobody gave."""
    facts = chosen(ids, ground)
    found: list[Problem] = []
    for clause in clauses_of(text, values):
        found += _strangers(clause, anchors(clause, facts), ground)
        found += _roles(clause, facts)
    found += _posts(text, ground)
    return list({(p.start, p.end): p for p in found}.values())


def _strangers(clause: Clause, held: Sequence[Anchor], ground: Ground) -> list[Problem]:
    """李明…48亩，王强…17户 with the names changed round.

    A name beside a figure must stand in the fact's clause with that figure, or, where that clause has none, in
    the fact before it; the document's own head may stand anywhere.
    """
    if not held:
        return []
    head = "".join(ground.brief.head.values())
    found = []
    for name in clause.values:
        bare = name.text.removesuffix("同志").strip("《》“”")
        if name.kind != "name" or bare in head:
            continue
        if any(bare in place for a in held for place in _places(a)):
            continue
        if any(
            bare[:i] in head and bare[i:] in a.told.fact.statement
            for a in held
            for i in range(2, len(bare) - 1)
        ):
            continue
        if not any(bare in t.fact.statement for t in ground.facts):
            continue
        found.append(
            Problem(
                "binding",
                name.start,
                name.end,
                name.text,
                f"“{name.text}”与“{held[0].here.text}”在要点里不是一回事，要点是“{held[0].clause.text.rstrip('，。；')}”",
            )
        )
    return found or _nearest(clause, held)


def _places(anchor: Anchor) -> tuple[str, ...]:
    """Where the names of a figure may stand: its clause; the fact up to it when the clause has no name."""
    own = anchor.clause.text
    if any(v.kind == "name" for v in anchor.clause.values):
        first = anchor.clause.whole[: anchor.clause.start]
        named = any(v.kind == "name" and v.start < anchor.clause.start for v in anchor.told.values)
        return (own,) if named and _has_figure(anchor, first) else (own, first)
    return (anchor.clause.whole,)


def _has_figure(anchor: Anchor, before: str) -> bool:
    return any(v.quantity and v.start < len(before) for v in anchor.told.values)


def _nearest(clause: Clause, held: Sequence[Anchor]) -> list[Problem]:
    """李明48亩、王强17户 within one clause: the name that stands before each figure."""
    if len(held) < 2:
        return []
    found = []
    for a in held:
        mine, theirs = _before(clause, a.here), _before(a.clause, a.there)
        if (
            mine
            and theirs
            and mine.text not in theirs.text
            and theirs.text not in mine.text
            and theirs.text in clause.text
        ):
            said = f"“{a.here.text}”在要点里说的是“{theirs.text}”"
            found.append(Problem("binding", mine.start, mine.end, mine.text, said))
    return found


def _before(clause: Clause, value: Value) -> Value | None:
    names = [v for v in clause.values if v.kind == "name" and v.end <= value.start]
    return names[-1] if names else None


def _agents(text: str) -> list[tuple[int, int, str, str]]:
    """(start, end, party, role): the party that stands right before each word of a role."""
    out = []
    for match in _ROLE.finditer(text):
        begin = max(
            (i + 1 for i, c in enumerate(text[: match.start()]) if c in "，、。；：,;:和与及并"), default=0
        )
        before = max((m.end() for m in _ROLE.finditer(text[: match.start()])), default=0)
        begin = max(begin, before)
        party = text[begin : match.start()]
        cut = _EDGE.match(party)
        start = begin + (cut.end() if cut else 0)
        party = text[start : match.start()]
        if 2 <= len(party) <= 16:
            out.append((start, match.end(), party, match[0]))
    return out


def _roles(clause: Clause, facts: Sequence[Told]) -> list[Problem]:
    """县财政局牵头、我局配合 → 我局牵头、县财政局配合: the party of a role, and both parties still there."""
    found = []
    for start, end, party, role in _agents(clause.text):
        if not _is_party(party):
            continue
        for told in facts:
            statement = told.fact.statement
            theirs = [p for _, _, p, r in _agents(statement) if r == role and _is_party(p)]
            if not theirs or any(_alike(party, p) for p in theirs) or not _alike_in(party, statement):
                continue
            if any(_alike_in(p, clause.whole) for p in theirs):
                found.append(
                    Problem(
                        "binding",
                        clause.start + start,
                        clause.start + end,
                        clause.text[start:end],
                        f"“{role}”的主体与要点不一致，要点是“{theirs[0]}{role}”",
                    )
                )
                break
    return found


def _is_party(text: str) -> bool:
    if _SELF.search(text) or _PARTY_END.search(text) or text in ("本人", "该同志"):
        return True
    return (
        any(n.kind in ("person", "organization", "place") for n in find_names(text + "同志"))
        and len(text) <= 4
    )


def _alike(one: str, other: str) -> bool:
    if one in other or other in one:
        return True
    a, b = content_bigrams(one), content_bigrams(other)
    return bool(a) and bool(b) and len(a & b) * 2 >= min(len(a), len(b))


def _alike_in(party: str, text: str) -> bool:
    return party in text


def _posts(text: str, ground: Ground) -> list[Problem]:
    """局长李明 where the facts have 李明 alone: a post beside a person needs a fact, or the head, that gives it."""
    mentions = find_names(text, known=ground.known)
    persons = [m for m in mentions if m.kind == "person"]
    posts = [m for m in mentions if m.kind == "post"]
    head = ground.brief.head
    found = []
    for post in posts:
        for person in persons:
            if person.end != post.start and post.end != person.start:
                continue
            bare = person.text.removesuffix("同志")
            given = [t.fact.statement for t in ground.facts if bare in t.fact.statement]
            if head.name and bare == head.name.removesuffix("同志"):
                given.append("".join(head.values()))
            if given and not any(post.text in g for g in given):
                found.append(
                    Problem(
                        "claim",
                        post.start,
                        post.end,
                        post.text,
                        f"要点没有说“{bare}”是“{post.text}”",
                    )
                )
    return found
