"""The built-in embedding: characters and character pairs, TF-IDF, SVD. Offline, small, and its own to save.

On retrieving a passage of the same function it ties with or beats small neural models on this kind of text.
It is fitted on the passages of the store with scikit-learn and afterwards applied with numpy alone.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from pipeline.errors import StoreUnreachable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

DIMENSIONS = 64
_SEED = 20120701
_ARRAYS = "embedding.npz"
_META = "embedding.json"


class BuiltinEmbeddings(Embeddings):
    """Vectors of length 1, or all 0 for a text that shares nothing with the corpus."""

    def __init__(self, terms: Sequence[str], idf: Matrix, components: Matrix) -> None:
        """terms: the 1- and 2-grams; idf: a weight each; components: dimensions x terms."""
        self._column = {term: i for i, term in enumerate(terms)}
        self._terms = tuple(terms)
        self._idf = idf
        self._components = components
        digest = hashlib.sha256("\0".join(terms).encode())
        digest.update(idf.tobytes())
        digest.update(components.tobytes())
        self.fingerprint = f"builtin-lsa/{components.shape[0]}/{digest.hexdigest()[:16]}"

    @classmethod
    def fit(cls, texts: Sequence[str], dimensions: int = DIMENSIONS) -> BuiltinEmbeddings:
        """Learn from passages, one at least with a word character; the same texts give the same vectors."""
        import numpy as np
        from sklearn.decomposition import TruncatedSVD
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(analyzer=_grams, sublinear_tf=True, min_df=2 if len(texts) > 50 else 1)
        matrix = vectorizer.fit_transform(texts)
        rank = max(1, min(dimensions, min(matrix.shape) - 1))
        components = np.zeros((dimensions, matrix.shape[1]), dtype=np.float32)
        if matrix.shape[1] > 1:
            svd = TruncatedSVD(n_components=rank, random_state=_SEED, algorithm="randomized")
            with np.errstate(all="ignore"):  # a corpus of one passage has no variance to explain
                svd.fit(matrix)
            components[:rank] = svd.components_
        else:
            components[0] = 1.0
        terms = [str(t) for t in vectorizer.get_feature_names_out()]
        return cls(terms, np.asarray(vectorizer.idf_, dtype=np.float32), components)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a query."""
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        import numpy as np

        counts = Counter(g for g in _grams(text) if g in self._column)
        if not counts:
            return [0.0] * int(self._components.shape[0])
        columns = np.fromiter((self._column[g] for g in counts), dtype=np.int64)
        weights = (
            np.fromiter((1.0 + math.log(n) for n in counts.values()), dtype=np.float32) * self._idf[columns]
        )
        vector = self._components[:, columns] @ weights
        length = float(np.linalg.norm(vector))
        return [float(x) for x in (vector / length if length > 0 else vector)]

    def save(self, folder: Path) -> None:
        """Write ``embedding.npz`` and ``embedding.json``, each beside itself first, then renamed."""
        import numpy as np

        folder.mkdir(parents=True, exist_ok=True)
        meta = {"fingerprint": self.fingerprint, "terms": self._terms}
        part = folder / f"{_ARRAYS}.{os.getpid()}.part.npz"
        np.savez_compressed(part, idf=self._idf, components=self._components)
        part.replace(folder / _ARRAYS)
        text = folder / f"{_META}.{os.getpid()}.part"
        text.write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
        text.replace(folder / _META)

    @classmethod
    def load(cls, folder: Path) -> BuiltinEmbeddings | None:
        """What ``save`` wrote; None if nothing is there. StoreUnreachable when it is damaged."""
        import numpy as np

        if not (folder / _META).is_file():
            return None
        try:
            meta: dict[str, Any] = json.loads((folder / _META).read_text(encoding="utf-8"))
            with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
                loaded = cls(meta["terms"], arrays["idf"], arrays["components"])
            _same(meta["fingerprint"], loaded.fingerprint)
        except Exception as error:  # damaged files fail in numpy, zipfile, json or here
            raise StoreUnreachable(
                "内置向量模型的文件已损坏", remedy="运行 zhibi corpus rebuild 重建", path=folder / _META
            ) from error
        return loaded


def _same(noted: str, found: str) -> None:
    if noted != found:
        raise ValueError(found)


def fingerprint(embeddings: Embeddings) -> str:
    """A name for what made a vector: the object's own ``fingerprint``, else its class and model."""
    own = getattr(embeddings, "fingerprint", None)
    if isinstance(own, str) and own:
        return own
    parts = [type(embeddings).__name__]
    for key in ("model", "model_name", "deployment", "dimensions"):
        value = getattr(embeddings, key, None)
        if value:
            parts.append(str(value))
    return "/".join(parts)


def _grams(text: str) -> list[str]:
    """Characters and pairs of neighbours; figures count as one sign, marks and spaces part."""
    out: list[str] = []
    before = ""
    for char in text:
        sign = "0" if char.isdigit() else char if char.isalnum() else ""
        if sign:
            out.append(sign)
            if before:
                out.append(before + sign)
        before = sign
    return out
