"""Marks by their place: between quoted items, at the end of a paragraph, a question or a heading, two colons in one.

GB/T 15834—2011 4.5.3.5, 4.3, 4.7.3.5, B.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checking.kinds import kind
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.text.widths import HAN
from pipeline.types import Frozen, Severity


class MarkedListOptions(Frozen):
    """Nothing to choose."""


_RUNS = tuple(
    re.compile(
        rf"(?P<before>[、和]?){a}[^{a}{b}\n]{{1,60}}{b}(?:、{a}[^{a}{b}\n]{{1,60}}{b}){{1,30}}(?P<after>[、]?)"
    )
    for a, b in ("“”", "《》")
)


_MORE_BEHIND = re.compile(f"[{HAN}]{{1,8}}、[“《]")


@kind("marked_list", MarkedListOptions)
def marked_list(rule: Rule, options: MarkedListOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """、 between neighbouring items that all bear quotation or title marks (GB/T 15834—2011 4.5.3.5).

    Silent where an item without marks, or with more behind them (“甲”“乙”大赛、“丙”大赛), stands in the same list.
    """

    def detect(passage: Passage) -> Iterator[Hit]:
        for run in _RUNS:
            for match in run.finditer(passage.text):
                if match["before"] == "、" or match["after"] or _MORE_BEHIND.match(passage.text, match.end()):
                    continue
                body = passage.text[match.start() : match.end()]
                for between in re.finditer("(?<=[”》])、(?=[“《])", body):
                    at = match.start() + between.start()
                    yield Hit(at, at + 1, suggestion="")

    return detect


# --- ends of paragraphs and questions ------------------------------------------------------------------------


class EndOptions(Frozen):
    """From which length on a line is a paragraph."""

    shortest: int = 24


@kind("paragraph_end", EndOptions)
def paragraph_end(rule: Rule, options: EndOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """A paragraph of running text that ends without a stop (GB/T 15834—2011 4.1)."""
    inside = re.compile("[，。；]")
    last = re.compile(rf"(?:[{HAN}]|[0-9%％])[”’）]?$")

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        for line in passage.lines:
            body = text[line.start : line.end]
            if line.role != "prose" and not (line.role == "title" and "。" in body):
                continue
            if (
                len(body) < options.shortest
                or not inside.search(body)
                or not last.search(body)
                or "\t" in body
            ):
                continue
            if body.endswith("）") and re.search(r"[。！？][”’]?（[^（）]{1,60}）$", body):
                continue
            if re.search(r"(?:^|[，。；])(?:附件|抄送|联系人|电话|报告人|述职人|汇报人)[：:]?", body[:12]):
                continue
            yield Hit(line.end - 1, line.end, suggestion=body[-1] + "。", safe=False)

    return detect


class QuestionOptions(Frozen):
    """Words that ask."""

    asking: tuple[str, ...]


@kind("question_mark", QuestionOptions)
def question_mark(rule: Rule, options: QuestionOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """？ behind a sentence that asks nothing (GB/T 15834—2011 4.2, A.1)."""
    asks = re.compile("|".join(map(re.escape, options.asking)) + r"|(.)[不没]\1")
    piece = re.compile(r"[^。！？；\n]{14,200}？(?=[”’）]?(?:[^？！]|$))", re.MULTILINE)

    def detect(passage: Passage) -> Iterator[Hit]:
        for match in piece.finditer(passage.text):
            if not asks.search(match.group()):
                yield Hit(match.end() - 1, match.end())

    return detect


_FULL = frozenset("。！？")


class ColonOptions(Frozen):
    """What leads in; two of these in one sentence are certainly one too many."""

    first: tuple[str, ...]
    second: tuple[str, ...]


@kind("nested_colons", ColonOptions)
def nested_colons(rule: Rule, options: ColonOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """Two colons in one sentence (GB/T 15834—2011 4.7.3.5, A.6); not counting those in quotes and brackets."""
    inner = re.compile("“[^“”\n]{0,300}”|（[^（）\n]{0,300}）|《[^《》\n]{0,100}》")
    sentence = re.compile("[^。！？；\n]+")
    leads = re.compile(f"(?:{'|'.join(options.first)})$")
    follows = re.compile(f"(?:{'|'.join(options.second)})")

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        for line in passage.prose:
            body = text[line.start : line.end]
            if body.count("：") < 2:
                continue
            plain = inner.sub(
                lambda m: "□" * (len(m.group()) - 1) + ("。" if m.group()[-2:-1] in _FULL else "□"), body
            )
            for match in sentence.finditer(plain):
                colons = [
                    i
                    for i, c in enumerate(match.group())
                    if c == "：" and not match.group()[i + 1 : i + 2].isdigit()
                ]
                if len(colons) > 1 and not re.search(r"\s", match.group().strip()):
                    at = line.start + match.start() + colons[1]
                    said = match.group()
                    sure = leads.search(said[: colons[0]]) and follows.match(said, colons[1] + 1)
                    yield Hit(at, at + 1, severity=None if sure else Severity.INFO)

    return detect
