"""The corpus store: sample reports, their passages, and the search among them.

The ledger (SQLite) is the truth; Chroma is an index that can be thrown away. Vectors of different embeddings
are never mixed. One store object may be used from several threads; several processes may share a folder.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from pipeline.config import ChromaSettings
from pipeline.corpus.documents import Passage, SampleDocument, load_documents
from pipeline.corpus.lexicon import Lexicon
from pipeline.corpus.passages import passages
from pipeline.corpus.store_index import IndexBusyError, Neighbour, VectorIndex
from pipeline.corpus.store_ledger import Filter, Ledger, Origin, Row
from pipeline.corpus.store_vectors import VectorMaker, embed
from pipeline.errors import InputError, StoreUnreachable

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

_LOCK_SECONDS = 120.0


class AddReport(NamedTuple):
    """Ids of documents by what became of them."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    """Same text, read differently (another genre, other functions)."""
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Entry(NamedTuple):
    """One line of ``zhibi corpus list``."""

    id: str
    origin: Origin
    title: str
    genre: str
    person: str
    source: str
    added: str
    passages: int


class Stats(NamedTuple):
    """What ``zhibi corpus stats`` tells."""

    documents: int
    passages: int
    by_genre: Mapping[str, int]
    """Documents."""
    by_function: Mapping[str, int]
    """Passages."""
    fingerprint: str
    place: str
    """Where Chroma is: a folder or host:port."""


class Hit(NamedTuple):
    """A passage found; score is cosine, −1 to 1."""

    passage: Passage
    score: float


class CorpusStore:
    """Use ``open``; ``close`` (or ``with``) lets other processes have the index."""

    def __init__(
        self, folder: Path, ledger: Ledger, index: VectorIndex, embeddings: Embeddings | None
    ) -> None:
        self._folder = folder
        self._ledger = ledger
        self._index = index
        self._maker = VectorMaker(folder, ledger, embeddings, self._writing)
        self._guard = threading.RLock()

    @classmethod
    def open(cls, home: Path, embeddings: Embeddings | None, chroma: ChromaSettings) -> CorpusStore:
        """The store of a home folder, made when there is none.

        embeddings: None is the built-in one, fitted on what the store holds. Raises StoreUnreachable.
        """
        folder = home / "store"
        return cls(folder, Ledger(folder), VectorIndex(folder / "index", chroma), embeddings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self._guard:
            self._index.close()
            self._ledger.close()

    # --- writing ---

    def add(self, documents: Iterable[SampleDocument], *, origin: Origin = "user") -> AddReport:
        """Store documents; what is there already, word for word and read the same, is left alone.

        Raises InputError when the store's vectors were made by another embedding.
        """
        wanted = {d.id: d for d in documents}
        with self._writing():
            added: list[str] = []
            updated: list[str] = []
            for document in wanted.values():
                there = self._ledger.document_json(document.id)
                if not there:
                    added.append(document.id)
                elif _content(SampleDocument.model_validate_json(there)) != _content(document):
                    updated.append(document.id)
            changed = [wanted[i] for i in (*added, *updated)]
            if changed:
                self._put(changed, origin)
            unchanged = tuple(i for i in wanted if i not in added and i not in updated)
            return AddReport(tuple(added), tuple(updated), unchanged)

    def ensure_builtin(self, folder: Path, lexicon: Lexicon) -> AddReport:
        """Have the shipped sample reports of ``folder``; quick when no file changed since.

        Documents that are shipped no more go; those that the user removed stay away.
        """
        files = sorted(
            p for p in folder.rglob("*") if p.suffix in {".md", ".txt"} and p.parent.name != "suites"
        )
        data = {path: path.read_bytes() for path in files}
        digest = hashlib.sha256()
        for path, content in data.items():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + content + b"\0")
        if self._ledger.get_meta("builtin") == digest.hexdigest():
            return AddReport(unchanged=tuple(sorted(self._ledger.ids("builtin"))))
        documents = [d for path, content in data.items() for d in load_documents(path, content, lexicon)]
        with self._writing():
            away = self._ledger.removed()
            report = self.add([d for d in documents if d.id not in away], origin="builtin")
            vanished = sorted(self._ledger.ids("builtin") - {d.id for d in documents})
            self._drop(vanished)
            self._ledger.set_meta("builtin", digest.hexdigest())
            return report._replace(removed=tuple(vanished))

    def remove(self, document_id: str) -> SampleDocument:
        """Take a document out, by id or the beginning of one; InputError when none or several fit."""
        document = self.get(document_id)
        with self._writing():
            self._drop([document.id])
            with self._ledger.transaction():
                self._ledger.set_removed(document.id, removed=True)
        return document

    def rebuild(self) -> Stats:
        """Cut, embed and index everything again, with the embeddings of now."""
        with self._writing():
            documents = [self.get(i) for i in sorted(self._ledger.ids())]
            builtin = self._ledger.ids("builtin")
            rows = {d.id: passages(d) for d in documents}
            flat = [p for some in rows.values() for p in some]
            made, vectors = self._maker.refit(flat)
            with self._ledger.transaction():
                for d in documents:
                    origin: Origin = "builtin" if d.id in builtin else "user"
                    self._ledger.put(d, origin, [Row(p, vectors[p.id]) for p in rows[d.id]])
                self._maker.note(made, len(flat))
            with suppress(IndexBusyError):  # its holder sees the new generation at the next search
                self._index.sync(self._ledger, afresh=True)
            return self.stats()

    # --- reading ---

    def list(self) -> tuple[Entry, ...]:
        """Every document, by genre and title."""
        with self._guard:
            return tuple(Entry(*row) for row in self._ledger.overview())  # type: ignore[arg-type]

    def get(self, id_prefix: str) -> SampleDocument:
        """The document whose id begins so; InputError when none or several do."""
        with self._guard:
            found = self._ledger.matching(id_prefix) if id_prefix else []
            if len(found) != 1:
                what = (
                    f"没有编号以“{id_prefix}”开头的样文"
                    if not found
                    else f"编号“{id_prefix}”对应{len(found)}篇样文"
                )
                raise InputError(what, remedy="用 zhibi corpus list 查看编号，多写几位")
            return SampleDocument.model_validate_json(self._ledger.document_json(found[0]))

    def stats(self) -> Stats:
        """Counts, and what made the vectors."""
        with self._guard:
            genres: dict[str, int] = {}
            functions: dict[str, int] = {}
            entries = self.list()
            for entry in entries:
                genres[entry.genre] = genres.get(entry.genre, 0) + 1
            for row in self._ledger.rows():
                functions[row.passage.function] = functions.get(row.passage.function, 0) + 1
            made_by = self._ledger.get_meta("fingerprint")
            return Stats(len(entries), sum(functions.values()), genres, functions, made_by, self._index.place)

    def search(
        self,
        query: str,
        *,
        genre: str | None = None,
        function: str | None = None,
        person: str | None = None,
        k: int = 8,
    ) -> tuple[Hit, ...]:
        """The k passages most like the query, best first.

        Raises InputError when the store's vectors were made by another embedding, StoreUnreachable when a
        Chroma server does not answer.
        """
        with self._guard:
            where = Filter(genre, function, person)
            count = self._ledger.count(where)
            if k < 1 or (not count and not self._index.remote):
                return ()
            vector = self._maker.query(query)
            near: Sequence[Neighbour] = ()
            if any(vector):
                try:
                    near = self._index.near(self._ledger, vector, where, k)
                except IndexBusyError:
                    near = ()
            if len(near) < min(k, count) and not (self._index.remote and near):
                near = self._maker.exact(vector, where)
            ranked = sorted(near, key=lambda n: (-round(n.likeness, 6), n.passage.id))
            return tuple(Hit(n.passage, n.likeness) for n in ranked[:k])

    def vectors(self, ids: Iterable[str]) -> dict[str, tuple[float, ...]]:
        """Vectors of passages that this machine holds."""
        import numpy as np

        with self._guard:
            rows = self._ledger.rows(ids=ids)
            return {r.passage.id: tuple(np.frombuffer(r.vector, dtype="<f4").tolist()) for r in rows}

    def kept_mask(self, passage_id: str, vocabulary: str) -> str:
        """Masked text kept for a passage under a vocabulary's digest (JSON); empty when there is none."""
        with self._guard:
            return self._ledger.mask(passage_id, vocabulary)

    def keep_mask(self, passage_id: str, vocabulary: str, json: str) -> None:
        """Keep a masked text."""
        with self._guard, self._ledger.transaction():
            self._ledger.set_mask(passage_id, vocabulary, json)

    # --- inside ---

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time among threads and processes; may be nested."""
        from filelock import FileLock, Timeout

        lock = FileLock(self._folder / "writer.lock", timeout=_LOCK_SECONDS, is_singleton=True)
        with self._guard:
            try:
                lock.acquire()
            except Timeout:
                raise StoreUnreachable(
                    "语料库正被另一个 zhibi 写入", remedy="等它结束后再试", path=self._folder
                ) from None
            try:
                yield
            finally:
                lock.release()

    def _put(self, documents: Sequence[SampleDocument], origin: Origin) -> None:
        rows = {d.id: passages(d) for d in documents}
        fresh = [p for some in rows.values() for p in some]
        refit = self._maker.outgrown(len(fresh))
        if refit:
            replaced = set(rows)
            old = [r.passage for r in self._ledger.rows() if r.passage.document not in replaced]
            made, vectors = self._maker.refit([*old, *fresh])
        else:
            made = self._maker.current()
            vectors = embed(made, fresh)
        with self._ledger.transaction():
            for d in documents:
                self._ledger.put(d, origin, [Row(p, vectors[p.id]) for p in rows[d.id]])
                self._ledger.set_removed(d.id, removed=False)
            if refit:
                self._ledger.set_vectors(vectors)
            self._maker.note(made, len(vectors) if refit else 0)

    def _drop(self, ids: Iterable[str]) -> None:
        gone = list(ids)
        if not gone:
            return
        away = set(gone)
        dropped = [r.passage.id for r in self._ledger.rows() if r.passage.document in away]
        with self._ledger.transaction():
            for document_id in gone:
                self._ledger.delete(document_id)
            self._ledger.changed()
        self._index.forget(self._ledger, dropped)


def _content(document: SampleDocument) -> str:
    """All but where it came from: the same report from another file is the same report."""
    return document.model_copy(update={"source": ""}).model_dump_json()
