"""Many texts at once: one JSON object a line in, one a line out, in the same order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple

from pipeline.checking.api import PERSONS, passage_of
from pipeline.checking.engine import Checker
from pipeline.checking.finished import Circumstances, dumps, plain
from pipeline.decoding import STDIN, standard_input
from pipeline.errors import InputError, reason
from pipeline.genres import Genre, find_genre, load_genres
from pipeline.types import Person, Severity

_IN_MEMORY = 16_000_000
_KEYS = ("id", "text", "facts", "exemplars", "genre", "person", "period")


class Row(NamedTuple):
    """One text of a batch."""

    id: str | int
    text: str
    facts: tuple[str, ...] | None = None
    exemplars: tuple[str, ...] = ()
    genre: str = ""
    person: Person | None = None
    period: str = ""


class Batch:
    """The results as they are made; ``errors`` counts the findings of severity error so far."""

    def __init__(self, source: str, checker: Checker, known: Circumstances) -> None:
        """known: what holds for the rows that do not say otherwise."""
        self._source = source
        self._checker = checker
        self._known = known
        self._genres = load_genres(checker.folders)
        self.errors = 0

    def results(self, stream: Iterable[bytes]) -> Iterator[bytes]:
        """Every row is read before the first is checked, so that a broken one is told before anything is written.

        stream: the lines, which can be gone through again by ``seek(0)``.
        Raises InputError naming file and line.
        """
        name = STDIN if self._source == "-" else self._source
        with _spooled(stream, name) as lines:
            for _ in self._rows(lines, name):
                pass
            lines.seek(0)
            for row in self._rows(lines, name):
                yield self._checked(row)

    def _rows(self, lines: IO[bytes], name: str) -> Iterator[Row]:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = _row(line, first=number == 1)
                if row.genre:
                    find_genre(row.genre, self._genres)
            except InputError as error:
                raise InputError(error.what, remedy=error.remedy, path=name, line=number) from None
            yield row

    def _checked(self, row: Row) -> bytes:
        default: Genre | None = self._known.genre
        findings: Sequence[Any] = ()
        if row.text.strip() or row.facts:
            passage = passage_of(
                row.text,
                self._checker,
                facts=row.facts,
                genre=row.genre or (default.name if default else ""),
                person=row.person or self._known.person,
                period=row.period or self._known.period,
                exemplars=row.exemplars,
            )
            passage.against = self._known.against
            findings = self._checker.findings(passage)
        self.errors += sum(f.severity is Severity.ERROR for f in findings)
        return (dumps({"id": row.id, "findings": plain(findings)}) + "\n").encode()


@contextmanager
def opened(source: str) -> Iterator[IO[bytes]]:
    """The lines of a file, or of standard input (``-``); InputError when it can't be read."""
    if source == "-":
        yield standard_input()
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(Path(source).open("rb"))
        except OSError as error:
            raise InputError(f"读不了这个文件（{reason(error)}）", remedy="请检查路径", path=source) from None
        yield file


@contextmanager
def _spooled(stream: Iterable[bytes], name: str) -> Iterator[IO[bytes]]:
    """A copy that can be gone through twice and that nobody changes meanwhile; on disk when it is large."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        try:
            for line in stream:
                copy.write(line)
        except OSError as error:
            raise InputError(f"读不了这个文件（{reason(error)}）", remedy="请检查路径", path=name) from None
        copy.seek(0)
        yield copy


def _row(line: bytes, *, first: bool) -> Row:
    """One line as a row; InputError without a place."""
    try:
        value = json.loads(line.decode("utf-8-sig" if first else "utf-8"), object_pairs_hook=_object)
    except UnicodeDecodeError:
        raise InputError("这一行不是 UTF-8", remedy="请另存为 UTF-8") from None
    except (ValueError, RecursionError):
        raise InputError(
            "这一行不是完整的 JSON", remedy='一行写一个对象，例如 {"id": 1, "text": "…"}'
        ) from None
    if not isinstance(value, dict):
        raise InputError("这一行不是 JSON 对象", remedy='一行写一个对象，例如 {"id": 1, "text": "…"}')
    unknown = [k for k in value if k not in _KEYS]
    if unknown:
        raise InputError(f"“{unknown[0]}”不是可用的键", remedy=f"可用：{'、'.join(_KEYS)}")
    number = value.get("id")
    if isinstance(number, bool) or not isinstance(number, str | int):
        raise InputError("id 应是文字或整数" if "id" in value else "缺少 id", remedy="请给每一行一个编号")
    if not isinstance(value.get("text"), str):
        raise InputError("text 应是文字" if "text" in value else "缺少 text", remedy="请把稿子写在 text 里")
    person = value.get("person")
    if person not in (None, *PERSONS):
        raise InputError(f"没有“{person}”这种人称", remedy="可用：first、third，或者不写")
    row = Row(
        id=number,
        text=value["text"],
        facts=_texts(value, "facts"),
        exemplars=_texts(value, "exemplars") or (),
        genre=_word(value, "genre"),
        person=person,
        period=_word(value, "period"),
    )
    _refuse_half_characters(row)
    return row


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        doubled = next(k for i, (k, _) in enumerate(pairs) if k in dict(pairs[:i]))
        raise InputError(f"“{doubled}”写了两次", remedy="请只留一处")
    return made


def _texts(value: dict[str, Any], key: str) -> tuple[str, ...] | None:
    given = value.get(key)
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(g, str) for g in given):
        raise InputError(f"{key} 应是一组文字", remedy=f'例如 "{key}": ["走访企业43家"]')
    return tuple(given)


def _word(value: dict[str, Any], key: str) -> str:
    given = value.get(key)
    if given is not None and not isinstance(given, str):
        raise InputError(f"{key} 应是文字", remedy="请加引号，或者不写")
    return given or ""


def _refuse_half_characters(row: Row) -> None:
    for text in (str(row.id), row.text, row.genre, row.period, *(row.facts or ()), *row.exemplars):
        try:
            text.encode()
        except UnicodeEncodeError:
            raise InputError(
                "这一行里有半个字符（不成对的 \\ud800—\\udfff）", remedy="请检查这一行是怎样转换来的"
            ) from None
