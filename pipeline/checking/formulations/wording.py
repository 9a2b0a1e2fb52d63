"""Numerals in names, wordings that are wrong wherever they stand, slogans of a place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.checking.finding_words import notes_text
from pipeline.checking.formulations.data import Report
from pipeline.checking.formulations.table import Table
from pipeline.checking.formulations.verbs import CORE, Use
from pipeline.checking.passage import Passage
from pipeline.checking.periods import first_day, period_of
from pipeline.checking.rules import Hit
from pipeline.text.numerals import CHINESE
from pipeline.text.setphrases import default
from pipeline.types import Severity


def count_reports(table: Table, passage: Passage, uses: Sequence[Use]) -> Iterator[Report]:
    """“五个意识”: a noun that goes with one numeral only, beside its verb or among its neighbours."""
    text = passage.text
    notes = notes_text(passage)
    for match in table.counts.finditer(text):
        at = match.start()
        rest = next(r for r in sorted(table.counted, key=len, reverse=True) if text.startswith(r, at + 1))
        entry, end = table.counted[rest], at + 1 + len(rest)
        written = text[at:end]
        if written in table.by_name or written in notes or (at and text[at - 1] in CHINESE + "第"):
            continue
        if not re.match(r"[”，。；、的和与]|总体布局|战略布局|$", text[end : end + 4]):
            continue
        start = at - (text[at - 1 : at] == "“")
        left = text[max(0, start - 6) : start]
        verb = any(left.endswith(v) for v in (*entry.verbs, *entry.wrong_verbs))
        among = any(
            abs(u.start - end) <= 12 or abs(start - u.end) <= 12
            for u in uses
            if set(u.of.names) & {*CORE, "两个确立", "五位一体", "四个全面"}
        )
        follows = bool(re.match(r"”?(?:总体布局|战略布局)", text[end : end + 6]))
        telling = len(rest) > 3 and text[start] == "“" and text[end : end + 1] == "”"
        if verb or among or follows or telling:
            right = entry.names[0]
            yield Report(
                "count", Hit(at, end, f"“{written}”数目不对，规范表述是“{right}”", right, safe=False)
            )


_NAMING = re.compile(
    rf"(?:牢记|增强|坚定|树牢|践行|领悟|拥护|捍卫|心怀|锤炼|筑牢)“([{CHINESE}]个[^“”\n，。、]{{2}})”(?![：:（(，]?[^，。]{{0,2}}(?:即|就是|指|包括|做到|必须|要求))"
)


def naming_reports(table: Table, passage: Passage, uses: Sequence[Use]) -> Iterator[Report]:
    """牢记“三个必须”: nearly a listed name, with the verb of that name, quoted, and nothing that says what it is."""
    text = passage.text
    if "个" not in text:
        return
    listed = {u.start for u in uses}
    for match in _NAMING.finditer(text):
        name, start = match[1], match.start(1)
        if (
            name in table.by_name
            or start - 1 in listed
            or text.count(name) > 1
            or text[match.end() : match.end() + 1] in "：:（("
        ):
            continue
        verb = text[match.start() : start - 1]
        fits = [
            (right, entry) for right, entry in table.counting if verb in entry.verbs and _nearly(name, right)
        ]
        if len(fits) != 1 or name in notes_text(passage):
            continue
        right = fits[0][0]
        said = f"没有通行的“{name}”，规范表述是“{right}”；如果是本单位的提法，请写明内容"
        yield Report("count", Hit(start, match.end(1), said, right, Severity.WARNING, safe=False))


def _nearly(name: str, listed: str) -> bool:
    """Whether the numeral alone differs, or the numeral agrees and the noun shares a character (必须, 务必)."""
    if name[1:] == listed[1:]:
        return True
    return name[0] == listed[0] and bool(set(name[2:]) & set(listed[2:]))


def mistake_reports(table: Table, passage: Passage) -> Iterator[Report]:
    text = passage.text
    period = period_of(passage)
    for pattern, mistake in table.mistakes:
        if mistake.since and not (period and period.start >= first_day(mistake.since)):
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            right = mistake.right
            if right[0] == "“":
                if text[start - 1 : start] == "“":
                    start -= 1
                if text[start] == "“" and text[end : end + 1] == "”" and right[-1] == "”":
                    end += 1
                if text[start] != "“":
                    # The text writes its names without quotation marks; that is another matter.
                    right = right.replace("“", "").replace("”", "")
            if text[start:end] == right:
                continue
            said = f"“{text[start:end]}”：{mistake.why}"
            yield Report(
                "name", Hit(start, end, said, right, Severity(mistake.level), safe=mistake.level == "error")
            )


_SLOGAN = re.compile(r"“([^“”\n，。]{2,16})”")
_COUNTED_SLOGAN = re.compile(
    rf"(?:[{CHINESE}][^{CHINESE}、0-9]{{1,3}}[、，]?){{2,5}}$|[{CHINESE}][个大项条][^{CHINESE}]{{2,6}}$"
)


def local_slogans(table: Table, passage: Passage) -> Iterator[Hit]:
    """A quoted slogan with numerals (“三链五园”) that neither the notes nor the lists know."""
    notes = notes_text(passage)
    if not notes:
        return

    known = default().words
    for match in _SLOGAN.finditer(passage.text):
        inner = match[1]
        if inner in notes or inner in known or inner in table.by_name or not _COUNTED_SLOGAN.match(inner):
            continue
        yield Hit(*match.span())
