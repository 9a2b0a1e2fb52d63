"""Commas inside lists and between clauses that want another mark (GB/T 15834—2011 4.5, 4.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checking.kinds import kind
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.text.widths import HAN
from pipeline.types import Frozen


class ListCommaOptions(Frozen):
    """Nouns that come in pairs."""

    twins: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    """Verbs and others that begin a clause rather than an item."""


@kind("list_commas", ListCommaOptions)
def list_commas(rule: Rule, options: ListCommaOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """， before the last item of a list whose other items have 、 (GB/T 15834—2011 4.5.3.1).

    Certain only where the items are alike: as long as each other, or with the same last character, and 等 behind.
    """
    item = f"[{HAN}“”《》]{{2,12}}"
    rows = re.compile(
        f"(?P<first>{item})(?P<more>(?:、{item}){{1,12}})，(?P<last>[{HAN}]{{2,10}}?)等(?=[问方工活平单部措内领环各多，。；])"
    )
    twin = "|".join(map(re.escape, options.twins))
    pair = re.compile(
        f"(?:^|[，。；：])[{HAN}]{{0,5}}(?:{twin})(?P<at>，)(?:{twin})(?=(?:得到)?(?:不断|明显|显著|持续|进一步|大幅|稳步|全面|逐步)[增提升加改])",
        re.MULTILINE,
    )

    starts = tuple(options.starts)

    def alike(items: list[str], last: str) -> bool:
        if last.startswith(starts):
            return False
        lengths = [len(one) for one in items]
        if len(items) > 1 and lengths[-1] == lengths[-2] == len(last) > 2:
            return True
        if len(items) > 1 and len(last) > 3 and all(abs(n - len(last)) <= 1 for n in lengths[-2:]):
            return True
        return items[-1][-1] == last[-1] and len(last) > 2 and abs(lengths[-1] - len(last)) <= 2

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        if twin:
            for match in pair.finditer(text):
                yield Hit(*match.span("at"), suggestion="、")
        for match in rows.finditer(text):
            if alike(match["more"][1:].split("、"), match["last"]):
                at = match.end("more")
                yield Hit(at, at + 1, suggestion="、")

    return detect


class SemicolonOptions(Frozen):
    """Nothing to choose."""


@kind("uneven_semicolons", SemicolonOptions)
def uneven_semicolons(rule: Rule, options: SemicolonOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """A；B，C where A, B and C are built alike, each with a comma inside (GB/T 15834—2011 4.6.3.1)."""

    def shape(one: str, other: str) -> tuple[str, str]:
        return one[-1:], other[:1]

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        for span in passage.sentences:
            start = max(span.start, text.rfind("：", span.start, span.end) + 1)
            body = text[start : span.end].rstrip("。！？；")
            pieces = body.split("；")
            if len(pieces) < 2:
                continue
            parts = [p.split("，") for p in pieces]
            whole = {shape(*p) for p in parts if len(p) == 2}
            at = start
            for piece, clauses in zip(pieces, parts, strict=True):
                if (
                    len(clauses) == 4
                    and shape(*clauses[:2]) == shape(*clauses[2:])
                    and shape(*clauses[:2]) in whole
                ):
                    comma = at + len(clauses[0]) + 1 + len(clauses[1])
                    yield Hit(comma, comma + 1, suggestion="；")
                at += len(piece) + 1

    return detect
