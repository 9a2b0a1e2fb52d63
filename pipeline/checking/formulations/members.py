"""How like an item of a row is to the members of a formulation."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.checking.formulations.data import Formulation


def is_slip(said: str, right: str) -> bool:
    """Whether a word of three characters or more has one of them changed, or two swapped."""
    if len(said) != len(right) or len(right) < 3:
        return False
    off = [k for k, (a, b) in enumerate(zip(said, right, strict=True)) if a != b]
    return len(off) == 1 or (len(off) == 2 and len(right) > 3 and sorted(said) == sorted(right))


def are_parallel(members: Sequence[str]) -> bool:
    """Whether the members are built alike (…建设、…建设), so that others of the kind are easily made."""
    return (
        bool(shared_ending(members))
        or len({m[0] for m in members}) == 1
        or len({m[-1] for m in members}) == 1
    )


def fits_among(said: str, members: Sequence[str]) -> bool:
    """Whether the item is as long as members are."""
    lengths = {len(m) for m in members}
    if len(lengths) == 1:
        return len(said) in lengths
    return min(lengths) <= len(said) <= max(lengths) + 1


def half_alike(item: str, members: Sequence[str]) -> bool:
    """Whether half the characters of a member (nearly half of a long one) stand in the item at their places."""
    return any(
        len(m) == len(item) >= 4
        and sum(a == b for a, b in zip(m, item, strict=True)) >= (len(m) + 1) // 2 - (len(m) > 5)
        for m in members
    )


def shared_ending(members: Sequence[str]) -> str:
    """The last two characters, where all members have them (意识)."""
    ends = {m[-2:] for m in members}
    return next(iter(ends)) if len(ends) == 1 and min(map(len, members)) > 2 else ""


def is_kin(item: str, entry: Formulation) -> bool:
    """Whether the item is built like the members (责任意识 among 政治意识、大局意识)."""
    members = entry.members
    if shared_ending(members):
        return item.endswith(shared_ending(members)) or half_alike(item, members)
    if len({m[0] for m in members}) == 1:
        return item[:1] == members[0][0]
    return half_alike(item, members)
