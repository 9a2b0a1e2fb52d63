"""Doubles are told once; disagreements are told with both values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from pipeline.notes.lexicon import Lexicon, any_of
from pipeline.notes.relations import contained, disagreements, shared_clauses, surplus
from pipeline.notes.statements import Clause, Statement, Value, read_statement
from pipeline.types import Fact, FactKind


def relate(facts: Sequence[Fact], lexicon: Lexicon, year: int | None = None) -> tuple[Fact, ...]:
    """Mark duplicates and conflicts, rewriting the statements that carry them."""
    words = lexicon.conflict
    out = list(facts)
    told = {i: read_statement(f.statement, words, year) for i, f in enumerate(out) if f.statement}
    cue = re.compile(any_of(words.cues))
    for i, j in combinations(told, 2):
        if out[i].statement and out[j].statement:
            loose = bool(cue.search(out[i].text) or cue.search(out[j].text))
            pairs = disagreements(told[i], told[j], words, loose=loose)
            if not pairs and out[i].kind is not FactKind.CONFLICT and out[j].kind is not FactKind.CONFLICT:
                _mark_double(out, told, i, j, lexicon)
    _mark_conflicts(out, told, lexicon, cue)
    return tuple(out)


def _mark_double(out: list[Fact], told: dict[int, Statement], i: int, j: int, lexicon: Lexicon) -> None:
    first, second, words = out[i], out[j], lexicon.conflict
    if contained(told[j], told[i], words):
        out[j] = _double(second, first)
    elif contained(told[i], told[j], words):
        out[i] = _double(first, second)
    else:
        repeated = shared_clauses(told[j], told[i], words)
        keep = [c.text for k, c in enumerate(told[j].clauses) if k not in repeated]
        if repeated and keep and "〔" not in second.statement and "：" not in second.statement:
            statement = "，".join(keep)
            out[j] = second.model_copy(
                update={
                    "statement": statement,
                    "reason": second.reason or f"其中一部分与 {first.id} 相同，只写一次",
                    "related": (*second.related, first.id),
                }
            )


def _double(fact: Fact, other: Fact) -> Fact:
    return fact.model_copy(
        update={
            "kind": FactKind.DUPLICATE,
            "statement": "",
            "reason": f"与 {other.id} 重复，只写一次",
            "related": (other.id,),
        }
    )


def _mark_conflicts(
    out: list[Fact], told: dict[int, Statement], lexicon: Lexicon, cue: re.Pattern[str]
) -> None:
    """Collect the values that disagree into groups and write each group once, as 〔待核：A／B〕."""
    groups: list[list[tuple[int, Value]]] = []
    indexes = [i for i in told if out[i].statement]
    for a, i in enumerate(indexes):
        for j in indexes[a + 1 :]:
            loose = bool(cue.search(out[i].text) or cue.search(out[j].text))
            for x, y in disagreements(told[i], told[j], lexicon.conflict, loose=loose):
                group = next((g for g in groups if (i, x) in g or (j, y) in g), None)
                if group is None:
                    groups.append([(i, x), (j, y)])
                else:
                    group.extend(m for m in ((i, x), (j, y)) if m not in group)
    edits: dict[int, list[tuple[int, int, str]]] = {}
    drops: dict[int, set[int]] = {}
    for members in groups:
        group = _with_counters(sorted(members, key=lambda m: m[0]), out)
        mark = "〔待核：" + "／".join(dict.fromkeys(v.text for _, v in group)) + "〕"
        carrier = _carrier(group, told)
        for i, value in group:
            if i != carrier and _may_go(told[i], value, told[carrier]):
                drops.setdefault(i, set()).add(value.clause)
            else:
                edits.setdefault(i, []).append((value.start, value.end, mark))
        ids = [out[i].id for i, _ in group]
        for i in {i for i, _ in group}:
            others = tuple(dict.fromkeys(x for x in ids if x != out[i].id))
            out[i] = out[i].model_copy(
                update={
                    "kind": FactKind.CONFLICT,
                    "reason": f"与 {'、'.join(others)} 说法不一，两个值都写出，请核对",
                    "related": others,
                }
            )
    for i in {*edits, *drops}:
        out[i] = out[i].model_copy(
            update={
                "statement": _rewrite(
                    out[i].statement, told[i].clauses, edits.get(i, []), drops.get(i, set())
                )
            }
        )


def _with_counters(group: Sequence[tuple[int, Value]], facts: Sequence[Fact]) -> list[tuple[int, Value]]:
    """Values whose counter is in no table (312万单) take along what follows all of them alike."""
    if any(v.quantity is None or v.quantity.unit for _, v in group):
        return list(group)
    following = {facts[i].statement[v.end : v.end + 1] for i, v in group}
    counter = following.pop() if len(following) == 1 else ""
    if not re.fullmatch(r"[\u4e00-\u9fff]", counter):
        return list(group)
    return [(i, v._replace(end=v.end + 1, text=v.text + counter)) for i, v in group]


def _carrier(group: Sequence[tuple[int, Value]], told: dict[int, Statement]) -> int:
    """The bullet that keeps the clause: the one that says more of the thing, then the longer, then the earlier."""

    def weight(member: tuple[int, Value]) -> tuple[tuple[int, int], int, int]:
        i, value = member
        more = max(surplus(told[i], value.clause, told[j]) for j, _ in group if j != i)
        return more, len(told[i].clauses), -i

    return max(group, key=weight)[0]


def _may_go(statement: Statement, value: Value, carrier: Statement) -> bool:
    """Whether a clause says nothing but its value: no other figure, no other thing, nothing that hangs on it."""
    figures = sum(1 for v in statement.clauses[value.clause].values if v.quantity)
    things, _ = surplus(statement, value.clause, carrier)
    return figures <= 1 and not things and not _hangs_on(statement.clauses, value.clause)


def _hangs_on(clauses: Sequence[Clause], index: int) -> bool:
    """Whether the clause after this one depends on it."""
    return index + 1 < len(clauses) and clauses[index + 1].hangs


def _rewrite(
    statement: str, clauses: Sequence[Clause], edits: Sequence[tuple[int, int, str]], drops: set[int]
) -> str:
    if drops and all(k in drops for k, c in enumerate(clauses) if c.key or c.values):
        return ""
    cuts = [(clauses[k].start, clauses[k].end, "") for k in drops]
    for start, end, text in sorted([*edits, *cuts], reverse=True):
        statement = statement[:start] + text + statement[end:]
    statement = re.sub(r"[（(]\s*[）)]", "", statement)
    statement = re.sub(r"[，,；;：]+(?=[，,；;。：])", "", statement)
    statement = re.sub(r"^[，,；;。：]+|[，,；;：]+$", "", statement)
    # A bracket that explained what is gone has nothing left to explain.
    return "" if re.fullmatch(r"[（(][^（()）]*[）)]", statement) else statement
