"""Chroma as a rebuildable index over the ledger's vectors.

Chroma's local store bears one process at a time (two writers corrupted it for good, a second reader saw
nothing), so only the holder of a file lock opens it; others search the ledger itself. Whatever is wrong with
the index, it is made again from the ledger. Embedding function None at every open, upsert, not add, ASCII
names.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.config import ChromaSettings
from pipeline.corpus.documents import Passage
from pipeline.corpus.store_ledger import Filter, Ledger, Row
from pipeline.errors import StoreUnreachable

if TYPE_CHECKING:
    from filelock import FileLock

_BATCH = 500
"""Passages a call; Chroma takes 5461 at most."""
_BUSY = "opening"
"""A marker file: whoever finds it knows that the last holder died inside Chroma."""


class Neighbour(NamedTuple):
    """A passage near a query; likeness is cosine."""

    passage: Passage
    likeness: float


class IndexBusyError(Exception):
    """Another process holds the local index."""


class VectorIndex:
    """The index of one store. Opens nothing before it is needed."""

    def __init__(self, folder: Path, settings: ChromaSettings) -> None:
        self._folder = folder
        self._settings = settings
        self._lock: FileLock | None = None
        self._collection: Any = None
        self._synced = ""
        self._maker = ""

    @property
    def remote(self) -> bool:
        """Whether a Chroma server keeps it."""
        return bool(self._settings.host)

    @property
    def place(self) -> str:
        """Where it is, for people: a folder or host:port."""
        return f"{self._settings.host}:{self._settings.port}" if self.remote else str(self._folder)

    def near(self, ledger: Ledger, vector: Sequence[float], where: Filter, k: int) -> list[Neighbour]:
        """The k nearest passages. IndexBusyError, or StoreUnreachable for a server that does not answer."""
        self.sync(ledger)
        pairs = [{key: value} for key, value in where.pairs().items()]
        condition = None if not pairs else pairs[0] if len(pairs) == 1 else {"$and": pairs}
        found = self._call(
            ledger,
            lambda c: c.query(
                query_embeddings=[list(vector)],
                n_results=k,
                where=condition,
                include=["documents", "distances"],
            ),
        )
        texts, distances = found["documents"][0], found["distances"][0]
        return [
            Neighbour(Passage.model_validate_json(text), 1.0 - float(distance))
            for text, distance in zip(texts, distances, strict=True)
        ]

    def sync(self, ledger: Ledger, *, afresh: bool = False) -> None:
        """Bring the index up to the ledger; ``afresh`` makes it anew."""
        if self._collection is None or afresh or self._maker != ledger.get_meta("fingerprint"):
            self._open(ledger, afresh=afresh)
        generation = ledger.get_meta("generation")
        if self._synced != generation:
            self._call(ledger, lambda c: self._fill(c, ledger))
            self._synced = generation

    def forget(self, ledger: Ledger, ids: Iterable[str]) -> None:
        """Take passages out of a shared server, which keeps what it is not told to drop."""
        if not self.remote:
            return
        if self._collection is None:
            self._open(ledger, afresh=False)
        for some in _batches(list(ids)):
            self._call(ledger, lambda c, some=some: c.delete(ids=some))

    def close(self) -> None:
        """Let go of Chroma and of the lock."""
        self._collection = None
        self._synced = ""
        if self._lock is not None:
            (self._folder / _BUSY).unlink(missing_ok=True)
            self._lock.release()
            self._lock = None

    # --- opening ---

    def _open(self, ledger: Ledger, *, afresh: bool) -> None:
        self._synced = ""
        self._maker = ledger.get_meta("fingerprint")
        if self.remote:
            self._collection = self._remote(ledger)
            return
        self._acquire()
        marker = self._folder / _BUSY
        died = marker.exists()
        marker.touch()
        if afresh or died or not self._place(ledger).is_dir():
            self._renew(ledger)
        try:
            self._collection = self._local(ledger)
        except Exception:  # noqa: BLE001 - whatever is broken in there, it can be made again
            self._renew(ledger)
            self._collection = self._local(ledger)

    def _acquire(self) -> None:
        from filelock import FileLock, Timeout

        if self._lock is not None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise IndexBusyError from None
        self._lock = lock

    def _place(self, ledger: Ledger) -> Path:
        return self._folder / (ledger.get_meta("index") or "none")

    def _renew(self, ledger: Ledger) -> None:
        """Begin an empty index beside the old ones, which go as far as the system lets them."""
        ledger.set_meta("index", uuid.uuid4().hex[:12])
        for old in self._folder.iterdir():
            if old.is_dir():
                shutil.rmtree(old, ignore_errors=True)

    def _local(self, ledger: Ledger) -> Any:
        import chromadb
        from chromadb.config import Settings

        place = self._place(ledger)
        place.mkdir(parents=True, exist_ok=True)
        client = chromadb.PersistentClient(path=str(place), settings=Settings(anonymized_telemetry=False))
        return _collection(client, ledger)

    def _remote(self, ledger: Ledger) -> Any:
        import chromadb
        from chromadb.config import Settings

        server = self._settings
        try:
            client = chromadb.HttpClient(
                host=server.host, port=server.port, ssl=server.ssl, tenant=server.tenant,
                database=server.database, settings=Settings(anonymized_telemetry=False),
            )  # fmt: skip
            return _collection(client, ledger)
        except Exception as error:  # the client raises httpx, JSON and its own errors
            raise self._unreachable() from error

    def _unreachable(self) -> StoreUnreachable:
        return StoreUnreachable(
            f"连不上 Chroma 服务器 {self._settings.host}:{self._settings.port}",
            remedy="确认服务器已启动（chroma run），并检查设置里的 chroma；不写 host 即用本机索引",
        )

    # --- filling ---

    def _call(self, ledger: Ledger, work: Any) -> Any:
        """Do something with the collection; a broken local index is made again once."""
        try:
            result = work(self._collection)
        except Exception as error:  # Chroma raises its own errors, SQLite's and plain RuntimeErrors
            if self.remote:
                raise self._unreachable() from error
            self._open(ledger, afresh=True)
            self._fill(self._collection, ledger)
            result = work(self._collection)
        if not self.remote:
            (self._folder / _BUSY).unlink(missing_ok=True)
        return result

    def _fill(self, collection: Any, ledger: Ledger) -> None:
        """Upsert what is new or changed, delete what is gone; a server keeps what others put there."""
        wanted = {row.passage.id: row for row in ledger.rows() if any(row.vector)}
        digests = {passage_id: _digest(row) for passage_id, row in wanted.items()}
        there: dict[str, str] = {}
        if self.remote:
            for some in _batches(list(wanted)):
                there |= _digests(collection.get(ids=some, include=["metadatas"]))
        else:
            there = _digests(collection.get(include=["metadatas"]))
            for some in _batches([i for i in there if i not in wanted]):
                collection.delete(ids=some)
        for some in _batches([i for i, digest in digests.items() if there.get(i) != digest]):
            rows = [wanted[i] for i in some]
            collection.upsert(
                ids=some,
                embeddings=[_floats(row.vector) for row in rows],
                documents=[row.passage.model_dump_json() for row in rows],
                metadatas=[_metadata(row, digests[row.passage.id]) for row in rows],
            )
        if not self.remote and collection.count() != len(wanted):
            raise RuntimeError("index and ledger differ")


def _collection(client: Any, ledger: Ledger) -> Any:
    """Vectors of different makers never share a collection."""
    maker = ledger.get_meta("fingerprint")
    name = "zhibi-" + hashlib.sha256(maker.encode()).hexdigest()[:16]
    return client.get_or_create_collection(
        name=name,
        embedding_function=None,
        metadata={"fingerprint": maker or "none"},
        configuration={"hnsw": {"space": "cosine"}},
    )


def _metadata(row: Row, digest: str) -> dict[str, str]:
    p = row.passage
    return {
        "genre": p.genre,
        "function": p.function,
        "person": p.person,
        "document": p.document,
        "digest": digest,
    }


def _digest(row: Row) -> str:
    return hashlib.sha256(row.passage.model_dump_json().encode() + row.vector).hexdigest()[:16]


def _digests(found: Any) -> dict[str, str]:
    return {
        i: str((m or {}).get("digest", "")) for i, m in zip(found["ids"], found["metadatas"], strict=True)
    }


def _floats(vector: bytes) -> list[float]:
    import numpy as np

    return [float(x) for x in np.frombuffer(vector, dtype="<f4")]


def _batches(items: list[str]) -> list[list[str]]:
    return [items[i : i + _BATCH] for i in range(0, len(items), _BATCH)]
