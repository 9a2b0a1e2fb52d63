"""A regular expression, with places that it leaves alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator

from pipeline.checking.kinds import kind
from pipeline.checking.lazy import Lazy, found_at
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.checking.spans import Spans
from pipeline.config import DataFolders, expression_of_pack
from pipeline.types import Frozen

Regex = Annotated[str, AfterValidator(expression_of_pack)]


class PatternOptions(Frozen):
    """What to look for, and where not."""

    find: tuple[Regex, ...]
    """The named group ``at`` (else the whole match) is the place."""
    maybe: tuple[Regex, ...] = ()
    """The same, but the replacement is only a suggestion there: ``--fix`` leaves these places alone."""
    unless: tuple[Regex, ...] = ()
    """A hit inside a match of one of these is left alone."""
    replace: str | None = None
    """The suggestion; \\1 or \\g<name> as in ``re.sub``."""
    where: tuple[Literal["prose", "heading", "title", "salutation", "signature", "date"], ...] = ()
    """Roles of lines; empty: anywhere."""
    width: Literal["text", "half"] = "half"
    """Whether full-width digits and letters are read as half-width ones."""
    in_quotes: bool = True
    """False: not inside “” and 《》."""
    in_set_phrases: bool = True
    """False: not inside set phrases."""
    whole_words: bool = False
    """True: only where the segmenter begins and ends a word."""


@kind("pattern", PatternOptions)
def pattern(rule: Rule, options: PatternOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """Matches of a regular expression."""
    finds = [(Lazy(p, re.MULTILINE), True) for p in options.find]
    finds += [(Lazy(p, re.MULTILINE), False) for p in options.maybe]
    spares = [Lazy(p, re.MULTILINE) for p in options.unless]

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.half if options.width == "half" else passage.text
        spared: Spans | None = None
        for find, safe in finds:
            for match in find.finditer(text):
                span = found_at(match)
                if not _speaks(passage, span, options):
                    continue
                if spared is None:
                    spared = Spans(m.span() for s in spares for m in s.finditer(text))
                if spared.touch(*span):
                    continue
                replacement = match.expand(options.replace) if options.replace is not None else None
                yield Hit(*span, suggestion=replacement, safe=safe)

    return detect


def _speaks(passage: Passage, span: tuple[int, int], options: PatternOptions) -> bool:
    """Whether the place is one where the rule has a say."""
    line = passage.line_at(span[0]) if options.where else None
    if options.where and (line is None or line.role not in options.where):
        return False
    if not options.in_quotes and passage.quotations.hold(*span):
        return False
    if not options.in_set_phrases and passage.set_phrases.touch(*span):
        return False
    return not options.whole_words or passage.is_word(*span)
