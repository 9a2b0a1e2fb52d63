"""Register: words of daily speech, of the net, of dialect and of business jargon (``config/words/register.tsv``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.checking.kinds import kind
from pipeline.checking.kinds.pattern import Regex
from pipeline.checking.lazy import Lazy, found_at
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
                entry = _entry(line, path, number, trusted=path == folders.roots[-1] / name)
                found[entry.word] = entry
    return tuple(found.values())


def _entry(line: str, path: Path, number: int, *, trusted: bool) -> Entry:
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
    if word.startswith("/") and not trusted:
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
    return word, len(word) <= 3


class RegisterOptions(Frozen):
    """A group of the table."""

    words: str = "config/words/register.tsv"
    group: str
    """口语, 网络, 方言 or 行话."""
    spare: tuple[Regex, ...] = ()
    """Sayings in which nothing is looked for (五加二、白加黑)."""


class _Table:
    """The table ready to look up: words by their first characters, patterns compiled when a text needs them."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.by_word = {
            e.word.lstrip("="): e for e in entries if not e.word.startswith("/") and "~" not in e.word
        }
        self._gapped: dict[str, list[tuple[str, str, Entry, Lazy]]] = {}
        for entry in entries:
            head, gap, tail = entry.word.partition("~")
            if gap and not head.startswith("/"):
                self._gapped.setdefault(head[0], []).append((head, tail, entry, Lazy(entry.pattern)))
        sizes: dict[str, set[int]] = {}
        for word in self.by_word:
            if not word.isascii():
                sizes.setdefault(word[0], set()).add(len(word))
        self._sizes = {head: sorted(found, reverse=True) for head, found in sizes.items()}
        heads = "".join(map(re.escape, {*self._sizes, *self._gapped}))
        self._heads = re.compile(f"[{heads}]" if heads else "(?!)")
        latin = sorted((e.word[1:] for e in entries if _latin(e.word)), key=len, reverse=True)
        self._latin = Lazy(
            f"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, latin))})(?![A-Za-z0-9])" if latin else "(?!)"
        )
        self._shaped = [(e, Lazy(e.pattern)) for e in entries if e.word.startswith("/")]

    def found(self, passage: Passage) -> tuple[tuple[int, int, Entry], ...]:
        """All rows' places, in order, the longer first."""
        return passage.made(self, lambda p: tuple(sorted(self._find(p.half), key=lambda f: (f[0], -f[1]))))

    def _find(self, text: str) -> Iterator[tuple[int, int, Entry]]:
        end = -1
        for head in self._heads.finditer(text):
            start = head.start()
            if start < end:
                continue
            found = self._at(text, start)
            if found is not None:
                end = found[0]
                yield start, *found
        if not text.isascii() and _LETTER.search(text):
            for match in self._latin.finditer(text):
                yield (*match.span(), self.by_word[match[0]])
        for entry, pattern in self._shaped:
            for match in pattern.finditer(text):
                yield (*match.span(), entry)

    def _at(self, text: str, start: int) -> tuple[int, Entry] | None:
        """The longest word that begins at ``start``, with its end."""
        best: tuple[int, Entry] | None = None
        for size in self._sizes.get(text[start], ()):
            word = text[start : start + size]
            entry = self.by_word.get(word)
            if entry is not None:
                best = (start + len(word), entry)
                break
        for head, tail, entry, pattern in self._gapped.get(text[start], ()):
            if text.startswith(head, start) and tail in text[start : start + len(head) + len(tail) + _GAP]:
                match = pattern.match(text, start)
                if match and (best is None or match.end() > best[0]):
                    best = (match.end(), entry)
        return best


_LETTER = re.compile("[A-Za-z]")
_GAP = 4
"""Characters between the parts of a word that is torn apart (点个大大的赞)."""


def _latin(word: str) -> bool:
    return word.startswith("=") and word[1:2].isascii()


@lru_cache(maxsize=8)
def _table(folders: DataFolders, name: str) -> _Table:
    return _Table(load_entries(folders, name))


@kind("register", RegisterOptions)
def register(rule: Rule, options: RegisterOptions, folders: DataFolders) -> Detector:
    """Words of the table outside quotations, names of works and the sayings that official prose has taken in."""
    table = _table(folders, options.words)
    sayings = [Lazy(p) for p in options.spare]

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
            if spared.touch(start, end) or _held(passage, start, end) or _in_longer(text, start, end, entry):
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


def _in_longer(text: str, start: int, end: int, entry: Entry) -> bool:
    """Whether the place lies in, or reaches into, one of the row's longer words."""
    for longer in entry.unless:
        at = text.find(longer, max(0, start - 10), end + 10)
        while at >= 0:
            if at < end and start < at + len(longer):
                return True
            at = text.find(longer, at + 1, end + 10)
    return False


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
    finds = [Lazy(p, re.MULTILINE) for p in options.find]
    spares = [Lazy(p) for p in options.unless]

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        for find in finds:
            for match in find.finditer(text):
                start, end = found_at(match)
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
