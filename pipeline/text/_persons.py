"""Names of persons: a surname attested by its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.text import _nameforms as forms
from pipeline.text._shortforms import person_like
from pipeline.text.words import TaggedWord, segmenter


def find_persons(text: str, words: Sequence[TaggedWord]) -> list[tuple[int, int]]:
    """Spans of persons; a surname alone proves nothing, a title, 同志 or a list beside it does."""
    starts = {w.start for w in words} | {len(text)}
    spans: list[tuple[int, int]] = []
    for at, char in enumerate(text):
        if char not in forms.SURNAMES and text[at : at + 2] not in forms.COMPOUND_SURNAMES:
            continue
        if spans and at < spans[-1][1]:
            continue
        end = _person_at(text, at, starts)
        if end:
            spans.append((at, end))
    return _listed(text, spans, starts)


def _person_at(text: str, at: int, starts: set[int]) -> int:
    """End of the name that begins at ``at``, 0 if none is attested by its neighbours."""
    before = text[max(0, at - 6) : at]
    titled = bool(forms.TITLE_BEFORE.search(before))
    weak = bool(forms.WEAK_BEFORE.search(before)) or not before or not forms.LETTER.match(before[-1])
    compound = text[at : at + 2] in forms.COMPOUND_SURNAMES
    for length in (4, 3) if compound else (3, 2):
        end = at + length
        name = text[at:end]
        if len(name) < length or not forms.HAN_ONLY.fullmatch(name):
            continue
        after = text[end : end + 6]
        if _common(name):
            if length == 3 and at in starts and after.startswith("同志") and _given_word(name):
                return end
            continue
        honoured = bool(forms.TITLE_AFTER.match(after))
        begins = at in starts or weak or titled
        if honoured and begins and not forms.POST.match(text, at):
            return end
        if end not in starts or at not in starts:
            continue
        if titled and (
            not after or not forms.LETTER.match(after) or forms.WEAK_AFTER.match(after) or length == 3
        ):
            return end
        if weak and forms.WEAK_AFTER.match(after) and length >= 3 and _tagged_person(name):
            return end
    return 0


def _listed(text: str, spans: list[tuple[int, int]], starts: set[int]) -> list[tuple[int, int]]:
    """With the other members of a 、-list in which one is a person."""
    out = list(spans)
    for start, end in spans:
        at = start
        while at >= 3 and text[at - 1] == "、":
            for length in (3, 2, 4):
                name = text[at - 1 - length : at - 1]
                if (
                    len(name) == length
                    and person_like(name)
                    and at - 1 - length in starts
                    and not _common(name)
                ):
                    out.append((at - 1 - length, at - 1))
                    at = at - 1 - length
                    break
            else:
                break
        at = end
        while text[at : at + 1] == "、":
            for length in (3, 2, 4):
                name = text[at + 1 : at + 1 + length]
                if (
                    len(name) == length
                    and person_like(name)
                    and at + 1 + length in starts
                    and not _common(name)
                ):
                    out.append((at + 1, at + 1 + length))
                    at = at + 1 + length
                    break
            else:
                break
    return sorted(set(out))


def _common(name: str) -> bool:
    """Whether the candidate is an ordinary word of the language."""
    if name in forms.NOT_NAMES or name[:2] in forms.NOT_NAMES or forms.PRONOUNED.match(name):
        return True
    if not forms.NEVER_IN_NAMES.isdisjoint(name[1:]):
        return True
    if len(name) == 3 and name[2] in "只都也还就已仅更最又再" and segmenter().has_word(name[:2]):
        return True  # 成绩｜只代表过去
    if len(name) == 3 and segmenter().has_word(name[1:]) and not _tagged_person(name):
        return not str(segmenter().tag(name[1:])[0][1]).startswith(("nr", "ns"))
    return bool(segmenter().has_word(name)) and not _tagged_person(name)


def _given_word(name: str) -> bool:
    """Whether only the given name is a word (钱｜信守同志), so that 同志 makes it a person."""
    plain = name in forms.NOT_NAMES or name[:2] in forms.NOT_NAMES or forms.PRONOUNED.match(name)
    known = segmenter().has_word
    return not plain and forms.NEVER_IN_NAMES.isdisjoint(name[1:]) and not known(name) and not known(name[:2])


def _tagged_person(name: str) -> bool:
    pairs = segmenter().tag(name)
    return len(pairs) == 1 and str(pairs[0][1]).startswith("nr")


def impossible_person(name: str) -> bool:
    """Whether a span that another recogniser takes for a person can be none by its characters.

    It knows the neighbours, so that given names which are words (启明) pass here and not above.
    """
    if not person_like(name) or name in forms.NOT_NAMES or name[:2] in forms.NOT_NAMES:
        return True
    if forms.PRONOUNED.match(name) or not forms.NEVER_IN_NAMES.isdisjoint(name[1:]):
        return True
    if any(segmenter().has_word(w) and not _tagged_person(w) for w in (name, name[:2])):
        return True
    return bool(segmenter().has_word(name[:2]) and segmenter().has_word(name[1:]))  # 雷雨天
