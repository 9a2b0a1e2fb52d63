"""Who makes the vectors of a store: the embedding handed in, or the built-in one fitted on its texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pipeline.corpus.documents import Passage
from pipeline.corpus.embedding import BuiltinEmbeddings, fingerprint
from pipeline.corpus.store_index import Neighbour
from pipeline.corpus.store_ledger import Filter, Ledger
from pipeline.errors import InputError, StoreUnreachable

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

_BUILTIN = "builtin-lsa/"
_REFIT_GROWTH = 2
"""The built-in embedding is fitted again once there are so many times the passages that it was fitted on."""


class VectorMaker:
    """The embeddings of one store, and the check that its vectors are theirs."""

    def __init__(
        self,
        folder: Path,
        ledger: Ledger,
        given: Embeddings | None,
        writing: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """given: None is the built-in one. writing: the store's lock, for mending after a crash."""
        self._folder = folder
        self._ledger = ledger
        self._given = given
        self._writing = writing
        self._builtin: BuiltinEmbeddings | None = None

    def current(self) -> Embeddings:
        """What makes vectors here; InputError when the stored ones came from something else."""
        made_by = self._check()
        if self._given is not None:
            return self._given
        if self._builtin is None or self._builtin.fingerprint != made_by:
            self._builtin = BuiltinEmbeddings.load(self._folder)
        if self._builtin is None or self._builtin.fingerprint != made_by:
            # A crash between saving the model and the ledger: both are ours, so they are made again.
            with self._writing():
                some = [row.passage for row in self._ledger.rows()]
                made, vectors = self.refit(some)
                with self._ledger.transaction():
                    self._ledger.set_vectors(vectors)
                    self.note(made, len(some))
            return made
        return self._builtin

    def outgrown(self, more: int) -> bool:
        """Whether the built-in embedding is to be fitted again before ``more`` passages are added."""
        made_by = self._check()
        if self._given is not None:
            return False
        fitted = int(self._ledger.get_meta("fitted") or 0)
        return not made_by or self._ledger.count() + more >= fitted * _REFIT_GROWTH

    def refit(self, some: Sequence[Passage]) -> tuple[Embeddings, dict[str, bytes]]:
        """The embeddings of now (the built-in one fitted on ``some``), and the vectors of ``some``."""
        if self._given is not None:
            return self._given, embed(self._given, some)
        fitted = BuiltinEmbeddings.fit([_text(p) for p in some] or ["空"])
        fitted.save(self._folder)
        self._builtin = fitted
        return fitted, embed(fitted, some)

    def note(self, maker: Embeddings, fitted: int = 0) -> None:
        """Remember in the ledger what made its vectors (and on how many passages it was fitted)."""
        self._ledger.set_meta("fingerprint", fingerprint(maker))
        if fitted:
            self._ledger.set_meta("fitted", str(fitted))
        self._ledger.changed()

    def query(self, text: str) -> list[float]:
        """The vector of a query, of length 1 or all 0."""
        import numpy as np

        maker = self.current()
        try:
            vector = np.asarray(maker.embed_query(text), dtype=np.float32)
        except Exception as error:  # implementations of Embeddings raise what their client raises
            raise _no_vectors(error) from error
        length = float(np.linalg.norm(vector))
        return [float(x) for x in (vector / length if length > 0 else vector)]

    def exact(self, vector: Sequence[float], where: Filter) -> list[Neighbour]:
        """Every passage of the ledger that fits, with its likeness; needs no index."""
        import numpy as np

        rows = list(self._ledger.rows(where))
        if not rows:
            return []
        matrix = np.frombuffer(b"".join(r.vector for r in rows), dtype="<f4").reshape(len(rows), -1)
        scores = matrix @ np.asarray(vector, dtype=np.float32)
        return [Neighbour(row.passage, float(s)) for row, s in zip(rows, scores, strict=True)]

    def _check(self) -> str:
        made_by = self._ledger.get_meta("fingerprint")
        if made_by and self._given is not None and fingerprint(self._given) != made_by:
            _refuse(made_by, fingerprint(self._given))
        if made_by and self._given is None and not made_by.startswith(_BUILTIN):
            _refuse(made_by, "内置向量模型")
        return made_by


def embed(maker: Embeddings, some: Iterable[Passage]) -> dict[str, bytes]:
    """Vectors (float32, little endian, of length 1 or all 0) by passage id; StoreUnreachable if none."""
    import numpy as np

    wanted = list(some)
    try:
        vectors = maker.embed_documents([_text(p) for p in wanted]) if wanted else []
        matrix = np.asarray(vectors, dtype="<f4").reshape(len(wanted), -1 if wanted else 0)
    except Exception as error:  # implementations of Embeddings raise what their client raises
        raise _no_vectors(error) from error
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix = np.divide(matrix, lengths, out=np.zeros_like(matrix), where=lengths > 0)
    return {p.id: row.astype("<f4").tobytes() for p, row in zip(wanted, matrix, strict=True)}


def _text(passage: Passage) -> str:
    """What is embedded: the heading tells the function, so it goes along."""
    return f"{passage.heading}\n{passage.text}" if passage.heading else passage.text


def _refuse(made_by: str, now: str) -> NoReturn:
    raise InputError(
        f"语料库的向量由“{made_by}”生成，现在用的是“{now}”，两者不能混用",
        remedy="运行 zhibi corpus rebuild 用现在的模型重建，或改回原来的模型",
    )


def _no_vectors(error: Exception) -> StoreUnreachable:
    return StoreUnreachable(
        f"取不到向量（{type(error).__name__}）",
        remedy="检查 config/settings.yaml 的 embedding 和它的服务器，或改用 builtin",
    )
