"""The truth of the store, in SQLite: documents with their original words, passages, vectors, masked texts."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.corpus.documents import Passage, SampleDocument
from pipeline.errors import StoreUnreachable

SCHEMA = 1
FILE = "corpus.sqlite3"
_BUSY_SECONDS = 60.0
_BATCH = 500
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
  id TEXT PRIMARY KEY, origin TEXT NOT NULL,
  title TEXT NOT NULL, genre TEXT NOT NULL, person TEXT NOT NULL,
  source TEXT NOT NULL, added TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, json TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS passages (
  id TEXT PRIMARY KEY,
  document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, position INTEGER NOT NULL,
  genre TEXT NOT NULL, function TEXT NOT NULL, person TEXT NOT NULL,
  json TEXT NOT NULL, vector BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS passages_by_kind ON passages (genre, function, person);
CREATE INDEX IF NOT EXISTS passages_by_document ON passages (document, position);
CREATE TABLE IF NOT EXISTS masks (
  passage TEXT NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
  vocabulary TEXT NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY (passage, vocabulary));
CREATE TABLE IF NOT EXISTS removed (id TEXT PRIMARY KEY);
"""

Origin = Literal["builtin", "user"]


class Row(NamedTuple):
    """A passage with its vector (float32, little endian, of length 1 or all 0)."""

    passage: Passage
    vector: bytes


class Filter(NamedTuple):
    """What a passage must be; None is anything."""

    genre: str | None = None
    function: str | None = None
    person: str | None = None

    def pairs(self) -> dict[str, str]:
        """The given keys."""
        return {k: v for k, v in self._asdict().items() if v is not None}


ANYTHING = Filter()


class Ledger:
    """One SQLite file; use from one thread at a time (the store locks)."""

    def __init__(self, folder: Path) -> None:
        """Open or create. StoreUnreachable when the file can't be used or is of a newer zhibi."""
        path = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute("PRAGMA foreign_keys=ON")
            version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
            if version == 0:
                self._db.executescript(_TABLES)
                self._db.execute(f"PRAGMA user_version={SCHEMA}")
        except (OSError, sqlite3.Error) as error:
            raise StoreUnreachable(
                "语料库打不开",
                remedy="检查这个文件的权限和磁盘空间；已损坏时把它移走，再重新 zhibi corpus add",
                path=path,
            ) from error
        if version > SCHEMA:
            self._db.close()
            raise StoreUnreachable(
                "语料库由更新版本的 zhibi 建立",
                remedy="请升级 zhibi，或用 ZHIBI_HOME 另指一个文件夹",
                path=path,
            )

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; readers see the state before until it ends."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # --- meta ---

    def get_meta(self, key: str) -> str:
        row = self._db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def changed(self) -> None:
        """Note that passages or vectors changed, so that the index is known to be behind."""
        self.set_meta("generation", uuid.uuid4().hex)

    # --- documents ---

    def put(self, document: SampleDocument, origin: Origin, rows: Iterable[Row]) -> None:
        """Insert or replace a document with its passages."""
        self._db.execute("DELETE FROM documents WHERE id=?", (document.id,))
        self._db.execute(
            "INSERT INTO documents (id, origin, title, genre, person, source, json) VALUES (?,?,?,?,?,?,?)",
            (document.id, origin, document.title, document.genre, document.person, document.source,
             document.model_dump_json()),
        )  # fmt: skip
        self._db.executemany(
            "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?)",
            [(p.id, p.document, p.order, p.genre, p.function, p.person, p.model_dump_json(), vector)
             for p, vector in rows],
        )  # fmt: skip

    def delete(self, document_id: str) -> None:
        self._db.execute("DELETE FROM documents WHERE id=?", (document_id,))

    def document_json(self, document_id: str) -> str:
        """The stored JSON; empty when there is no such document."""
        row = self._db.execute("SELECT json FROM documents WHERE id=?", (document_id,)).fetchone()
        return str(row[0]) if row else ""

    def matching(self, prefix: str) -> list[str]:
        """Ids of documents that begin so."""
        pattern = prefix.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        query = "SELECT id FROM documents WHERE id LIKE ? ESCAPE '\\' ORDER BY id"
        return [str(r[0]) for r in self._db.execute(query, (pattern,))]

    def ids(self, origin: Origin | None = None) -> set[str]:
        query = "SELECT id FROM documents WHERE ? IS NULL OR origin=?"
        return {str(r[0]) for r in self._db.execute(query, (origin, origin))}

    def overview(self) -> list[tuple[str, str, str, str, str, str, str, int]]:
        """(id, origin, title, genre, person, source, added, passages) of each, by genre and title."""
        return self._db.execute(
            "SELECT d.id, d.origin, d.title, d.genre, d.person, d.source, d.added, COUNT(p.id) "
            "FROM documents d LEFT JOIN passages p ON p.document = d.id "
            "GROUP BY d.id ORDER BY d.genre, d.title, d.id"
        ).fetchall()

    def removed(self) -> set[str]:
        """Built-in documents that the user removed: they don't come back by themselves."""
        return {str(r[0]) for r in self._db.execute("SELECT id FROM removed")}

    def set_removed(self, document_id: str, removed: bool) -> None:
        query = "INSERT OR IGNORE INTO removed VALUES (?)" if removed else "DELETE FROM removed WHERE id=?"
        self._db.execute(query, (document_id,))

    # --- passages ---

    def count(self, where: Filter = ANYTHING) -> int:
        clause, values = _where(where)
        return int(self._db.execute(f"SELECT COUNT(*) FROM passages{clause}", values).fetchone()[0])  # noqa: S608 - column names only

    def rows(self, where: Filter = ANYTHING, ids: Iterable[str] | None = None) -> Iterator[Row]:
        """Passages in a stable order."""
        if ids is not None:
            wanted = list(ids)
            for start in range(0, len(wanted), _BATCH):
                some = wanted[start : start + _BATCH]
                marks = ",".join("?" * len(some))
                query = f"SELECT json, vector FROM passages WHERE id IN ({marks})"  # noqa: S608 - question marks only
                yield from map(_row, self._db.execute(query, some).fetchall())
            return
        clause, values = _where(where)
        query = f"SELECT json, vector FROM passages{clause} ORDER BY document, position"  # noqa: S608 - column names only
        yield from map(_row, self._db.execute(query, values).fetchall())

    def set_vectors(self, vectors: Mapping[str, bytes]) -> None:
        self._db.executemany("UPDATE passages SET vector=? WHERE id=?", [(v, i) for i, v in vectors.items()])

    # --- masked texts ---

    def mask(self, passage_id: str, vocabulary: str) -> str:
        query = "SELECT json FROM masks WHERE passage=? AND vocabulary=?"
        row = self._db.execute(query, (passage_id, vocabulary)).fetchone()
        return str(row[0]) if row else ""

    def set_mask(self, passage_id: str, vocabulary: str, json: str) -> None:
        """Keep a masked text; masks of another vocabulary are out of date and go."""
        known = self._db.execute("SELECT 1 FROM passages WHERE id=?", (passage_id,)).fetchone()
        if known:  # a passage of a shared server has no row here
            self._db.execute("DELETE FROM masks WHERE passage=? AND vocabulary<>?", (passage_id, vocabulary))
            self._db.execute("INSERT OR REPLACE INTO masks VALUES (?,?,?)", (passage_id, vocabulary, json))


def _where(where: Filter) -> tuple[str, list[str]]:
    pairs = where.pairs()
    clause = " AND ".join(f"{key}=?" for key in pairs)
    return (f" WHERE {clause}" if clause else ""), list(pairs.values())


def _row(found: tuple[str, bytes]) -> Row:
    return Row(Passage.model_validate_json(found[0]), found[1])
