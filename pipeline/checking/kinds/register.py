"""Register: words of daily speech, of the net, of dialect and of business jargon (``config/words/register.tsv``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.checking.kinds import kind
from pipeline.checking.kinds.pattern import Regex
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.checking.spans import Spans
from pipeline.config import DataFolders, read_data
from pipeline.errors import ConfigError
from pipeline.types import Frozen, Severity

_SEVERITIES = {"警告": Severity.WARNING, "提示": Severity.INFO}
_GENRES = {"讲话": "领导讲话", "体会": "体会发言"}
_COLUMNS = ("词", "规范说法", "类", "轻重", "可用文种", "放行")


class Entry(NamedTuple):
    """A row of the table."""

    word: str
    pattern: str
    instead: str
    group: str
    severity: Severity
    genres: frozenset[str]
    """Where it is left alone."""
    unless: tuple[str, ...]
    """Longer text in which it is left alone."""
    bounded: bool
    """Whether the segmenter has to see word boundaries at both ends."""


def load_entries(folders: DataFolders, name: str) -> tuple[Entry, ...]:
    """The table, the shipped one and the user's together; a user's row replaces the shipped one of that word.

    Raises ConfigError with file and line for a row that does not fit.
    """
    found: dict[str, Entry] = {}
    paths = folders.all(name)
    if not paths:
        raise ConfigError("缺少数据文件", remedy="请补上这个词表", path=Path(name))
    for path in paths:
        for number, line in enumerate(read_data(path).splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                entry = _entry(line, path, number)
                found[entry.word] = entry
    return tuple(found.values())


def _entry(line: str, path: Path, number: int) -> Entry:
    cells = [cell.strip() for cell in line.split("\t")]
    if not 4 <= len(cells) <= len(_COLUMNS):
        raise ConfigError(
            f"这一行有{len(cells)}列",
            remedy=f"各列以制表符隔开：{'、'.join(_COLUMNS)}",
            path=path,
            line=number,
        )
    word, instead, group, weight, allowed, unless = (*cells, "", "")[:6]
    if weight not in _SEVERITIES:
        raise ConfigError(
            f"轻重“{weight}”不在可选值之内", remedy=f"可用：{'、'.join(_SEVERITIES)}", path=path, line=number
        )
    genres = frozenset(_GENRES.get(g, g) for g in allowed.split("、") if g)
    spared = tuple(u for u in unless.split("、") if u)
    pattern, bounded = _pattern(word)
    try:
        re.compile(pattern)
    except re.error as error:
        raise ConfigError(f"正则写错了：{error}", remedy="请改正这个词", path=path, line=number) from None
    return Entry(word, pattern, instead, group, _SEVERITIES[weight], genres, spared, bounded)


def _pattern(word: str) -> tuple[str, bool]:
    """The row's word as a regular expression, and whether it needs word boundaries."""
    if word.startswith("/"):
        return word[1:], False
    if word.startswith("="):
        plain = re.escape(word[1:])
        return (f"(?<![A-Za-z0-9]){plain}(?![A-Za-z0-9])" if word[1:].isascii() else plain), False
    head, gap, tail = word.partition("~")
    if gap:
        return (
            f"{re.escape(head)}[了过着起个些点很好大多不少断破坏他你我们人儿]{{0,3}}{re.escape(tail)}",
            len(head + tail) < 3,
        )
    return re.escape(word), len(word) <= 3


class RegisterOptions(Frozen):
    """A group of the table."""

    words: str = "config/words/register.tsv"
    group: str
    """口语, 网络, 方言 or 行话."""
    spare: tuple[Regex, ...] = ()
    """Sayings in which nothing is looked for (五加二、白加黑)."""


class _Table:
    """The table compiled: what begins with a fixed character as one expression, the others one by one."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        fixed = [e for e in entries if not e.word.startswith("/") and not _latin(e.word)]
        self.by_word = {e.word.lstrip("="): e for e in fixed if "~" not in e.word}
        self.gapped = [(e, re.compile(e.pattern)) for e in fixed if "~" in e.word]
        self.fixed = _alternatives([e.pattern for e in sorted(fixed, key=lambda e: (-len(e.word), e.word))])
        latin = {e.word.lstrip("="): e for e in entries if _latin(e.word)}
        self.by_word |= latin
        self.latin = re.compile(
            f"(?<![A-Za-z0-9])(?:{'|'.join(sorted(map(re.escape, latin), key=len, reverse=True))})(?![A-Za-z0-9])"
        )
        self.shaped = [(e, re.compile(e.pattern)) for e in entries if e.word.startswith("/")]
        self.spared = {e.word: re.compile("|".join(map(re.escape, e.unless))) for e in entries if e.unless}

    def found(self, passage: Passage) -> tuple[tuple[int, int, Entry], ...]:
        """All rows' places, in order, the longer first."""
        return passage.made(self, lambda p: tuple(sorted(self._find(p.half), key=lambda f: (f[0], -f[1]))))

    def _find(self, text: str) -> Iterator[tuple[int, int, Entry]]:
        for pattern in (self.fixed, self.latin):
            for match in pattern.finditer(text):
                yield (*match.span(), self._entry(match[0]))
        for entry, pattern in self.shaped:
            for match in pattern.finditer(text):
                yield (*match.span(), entry)

    def _entry(self, word: str) -> Entry:
        known = self.by_word.get(word)
        return known or next(e for e, pattern in self.gapped if pattern.fullmatch(word))


def _latin(word: str) -> bool:
    return word.startswith("=") and word[1:2].isascii()


@lru_cache(maxsize=8)
def _table(folders: DataFolders, name: str) -> _Table:
    return _Table(load_entries(folders, name))


def _alternatives(patterns: Sequence[str]) -> re.Pattern[str]:
    """One expression for all, those of one first character together so that most characters are passed at once."""
    by_head: dict[str, list[str]] = {}
    for pattern in patterns:
        by_head.setdefault(pattern[0], []).append(pattern[1:])
    return re.compile(
        "|".join(f"{re.escape(head)}(?:{'|'.join(tails)})" for head, tails in by_head.items()) or r"(?!)"
    )


@kind("register", RegisterOptions)
def register(rule: Rule, options: RegisterOptions, folders: DataFolders) -> Detector:
    """Words of the table outside quotations, names of works and the sayings that official prose has taken in."""
    table = _table(folders, options.words)
    sayings = [re.compile(p) for p in options.spare]

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.half
        genre = passage.genre.name if passage.genre else ""
        spared: Spans | None = None
        taken = _Taken()
        for start, end, entry in table.found(passage):
            if entry.group != options.group or genre in entry.genres or taken.holds(start, end):
                continue
            if entry.bounded and not passage.is_word(start, end):
                continue
            if spared is None:
                spared = Spans(m.span() for p in sayings for m in p.finditer(text))
            if (
                spared.touch(start, end)
                or _held(passage, start, end)
                or _in_longer(text, start, end, entry, table)
            ):
                continue
            taken.add(start, end)
            hint, fix = _said(entry.instead)
            message = rule.message.replace("{text}", text[start:end]) + hint
            yield Hit(start, end, message, suggestion=fix, severity=entry.severity)

    return detect


def _held(passage: Passage, start: int, end: int) -> bool:
    """Quoted, in a title of a work, or markup."""
    return said_by_others(passage).hold(start, end)


def said_by_others(passage: Passage) -> Spans:
    """“…” and 《…》, paragraphs of a quotation that closes in a later one (GB/T 15834—2011 4.8.3.4), and markup."""
    return passage.made("register.quoted", _quoted)


def _quoted(passage: Passage) -> Spans:
    text = passage.text
    spans: list[tuple[int, int]] = [*passage.quoted, *passage.markup]
    for line in passage.lines:
        body = text[line.start : line.end]
        last = body.rfind("“")
        if last >= 0 and "”" not in body[last:]:
            spans.append((line.start + last, line.end))
    return Spans(spans)


def _in_longer(text: str, start: int, end: int, entry: Entry, table: _Table) -> bool:
    longer = table.spared.get(entry.word)
    if longer is None:
        return False
    return any(
        m.start() < end and start < m.end() for m in longer.finditer(text, max(0, start - 10), end + 10)
    )


class _Taken:
    """Places that a longer word has taken already, in order of their starts."""

    def __init__(self) -> None:
        self._end = -1

    def holds(self, start: int, end: int) -> bool:  # noqa: ARG002
        return start < self._end

    def add(self, start: int, end: int) -> None:  # noqa: ARG002
        self._end = end


def _said(instead: str) -> tuple[str, str | None]:
    """What to tell of the table's second column, and a replacement where it names exactly one."""
    if not instead or instead == "（删）":
        return ("，可以删去" if instead else ""), None
    if instead.startswith("（") or instead.endswith("）"):
        return f"，{instead.strip('（）')}", None
    options = instead.split("；")
    return f"，可改为{'或'.join(f'“{o}”' for o in options)}", options[0]


class ParticleOptions(Frozen):
    """Particles and suffixes of speech."""

    find: tuple[Regex, ...]
    unless: tuple[Regex, ...] = ()


@kind("particle", ParticleOptions)
def particle(rule: Rule, options: ParticleOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """Patterns outside quotations and titles of works, seen as words by the segmenter."""
    finds = [re.compile(p, re.MULTILINE) for p in options.find]
    spares = [re.compile(p) for p in options.unless]

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        for find in finds:
            for match in find.finditer(text):
                start, end = match.span("at") if "at" in find.groupindex else match.span()
                if _held(passage, start, end):
                    continue
                if any(
                    m.start() < end and start < m.end()
                    for s in spares
                    for m in s.finditer(text, max(0, start - 6), end + 6)
                ):
                    continue
                yield Hit(start, end)

    return detect
