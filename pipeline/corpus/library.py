"""The corpus as the program uses it: the store of a home folder, with the shipped sample reports in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.config import DataFolders, EmbeddingSettings, Settings
from pipeline.corpus.documents import SampleDocument, load_documents
from pipeline.corpus.lexicon import Lexicon, load_lexicon
from pipeline.errors import InputError, SampleError, reason

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from pipeline.corpus.store import CorpusStore

SUFFIXES = (".txt", ".md", ".docx")
"""Files that ``zhibi corpus add`` takes from a folder."""
MAX_BYTES = 20_000_000


class Read(NamedTuple):
    """One file of sample reports, read or refused."""

    path: Path
    documents: tuple[SampleDocument, ...]
    problem: str = ""


def corpus_lexicon(folders: DataFolders) -> Lexicon:
    """The words by which sample reports are recognised."""
    return load_lexicon(folders.file("config/functions.yaml"), folders.file("config/recognition.yaml"))


def open_library(
    home: Path,
    folders: DataFolders,
    settings: Settings,
    embeddings: Embeddings | None = None,
    *,
    say: Callable[[str], None] = lambda _: None,
) -> CorpusStore:
    """The store, holding the shipped sample reports and those of the user's own ``corpus/``.

    Raises StoreUnreachable, or InputError when the store was made by another embedding.
    """
    from pipeline.corpus.store import CorpusStore

    store = CorpusStore.open(home, embeddings or configured_embeddings(settings.embedding), settings.chroma)
    *own, shipped = folders.folders("corpus")
    lexicon = corpus_lexicon(folders)
    count = len(store.ensure_builtin(shipped, lexicon).added)
    for folder in own:
        documents = [d for read in read_samples([folder], lexicon) for d in read.documents]
        count += len(store.add(documents).added)
    if count:
        say(f"样本库新收{count}篇范文")
    return store


def configured_embeddings(settings: EmbeddingSettings) -> Embeddings | None:
    """None for the built-in embedding, which the store fits by itself."""
    if settings.kind == "builtin":
        return None
    from pipeline.models import Profile, open_embeddings

    return open_embeddings(
        Profile(name=settings.kind, model=settings.kind, base_url=settings.base_url or None)
    )


def read_samples(paths: list[Path], lexicon: Lexicon) -> Iterator[Read]:
    """Every file named, and every file of a folder named; one that can't be read is reported, never fatal."""
    for path in _files(paths):
        try:
            if path.stat().st_size > MAX_BYTES:
                raise SampleError("文件超过 20 MB", remedy="请拆成几个文件", path=path)
            yield Read(path, load_documents(path, path.read_bytes(), lexicon))
        except InputError as error:
            yield Read(path, (), str(error))
        except OSError as error:
            yield Read(path, (), f"{path}：读不了（{reason(error)}）")


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                p
                for p in path.rglob("*")
                if p.suffix.lower() in SUFFIXES and p.is_file() and not p.name.startswith((".", "~$"))
            )
        elif path.exists():
            yield path
        else:
            raise InputError("找不到这个文件或文件夹", remedy="请检查路径", path=path)
