"""The corpus store: nothing lost, nothing twice, no mixing, and an index that can be thrown away."""

from __future__ import annotations

import math
import shutil
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from pipeline.config import ChromaSettings
from pipeline.corpus import store_ledger
from pipeline.corpus.documents import SampleDocument, SampleSection
from pipeline.corpus.embedding import BuiltinEmbeddings, fingerprint
from pipeline.corpus.lexicon import Lexicon, load_lexicon
from pipeline.corpus.store import CorpusStore
from pipeline.corpus.store_ledger import Ledger
from pipeline.errors import InputError, StoreUnreachable

CONFIG = Path(__file__).resolve().parent.parent / "config"
_TOPICS = {
    "学习": "坚持把理论学习放在首位，认真研读原著原文，积极参加集中学习，撰写心得体会文章，做到学思用贯通。",
    "廉洁": "严格遵守中央八项规定精神，自觉接受监督，管好家人和身边工作人员，守住廉洁底线。",
    "问题": "对照职责要求还有差距，调查研究不够深入，对难题办法不多，落实力度不够，需要认真改进。",
}


def document(number: int, genre: str = "述职报告") -> SampleDocument:
    sections = tuple(
        SampleSection(level=1, mark="一、", heading=f"{name}情况", function=name, function_confidence=1.0,
                      paragraphs=(f"第{number}篇。{text}",))
        for name, text in _TOPICS.items()
    )  # fmt: skip
    text = "\n".join(p for s in sections for p in s.paragraphs)
    return SampleDocument(
        id=f"d{number:023d}", source=f"{number}.txt", title=f"第{number}份报告", genre=genre,
        genre_confidence=1.0, person="first", sections=sections, text=text,
    )  # fmt: skip


class Fixed(Embeddings):
    """Vectors of three floats by topic."""

    def __init__(self, name: str = "fixed") -> None:
        self.fingerprint = name

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(t) for t in texts]

    def embed_query(self, text: str) -> list[float]:
        return [float(text.count(word)) for word in ("学习", "廉洁", "差距")]


def open_store(home: Path, embeddings: Embeddings | None = None) -> CorpusStore:
    return CorpusStore.open(home, embeddings, ChromaSettings())


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(CONFIG / "functions.yaml", CONFIG / "recognition.yaml")


def test_adding_twice_changes_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        first = store.add([document(1), document(2)])
        again = store.add([document(2).model_copy(update={"source": "copy.docx"}), document(3)])
        assert len(first.added) == 2
        assert again.unchanged == (document(2).id,)
        assert again.added == (document(3).id,)
        assert store.stats().documents == 3
        assert store.stats().passages == 9


def test_a_document_read_differently_is_updated(tmp_path: Path) -> None:
    with open_store(tmp_path, Fixed()) as store:
        store.add([document(1)])
        report = store.add([document(1, genre="个人工作总结")])
        assert report.updated == (document(1).id,)
        assert {h.passage.genre for h in store.search("学习", k=9)} == {"个人工作总结"}


def test_search_finds_by_meaning_and_filters(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.add([document(i) for i in range(1, 4)] + [document(4, genre="体会发言")])
        hits = store.search("自觉接受监督，守住底线", k=4)
        assert [h.passage.function for h in hits] == ["廉洁"] * 4
        assert all(a.score >= b.score for a, b in pairwise(hits))
        assert -1.0 <= hits[-1].score <= hits[0].score <= 1.001
        only = store.search("学习", genre="体会发言", function="问题", person="first", k=5)
        assert [h.passage.document for h in only] == [document(4).id]
        assert store.search("学习", person="third") == ()


def test_a_query_that_shares_nothing_still_answers(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.add([document(1)])
        assert {h.score for h in store.search("🙂🙂", k=2)} == {0.0}


def test_a_store_is_found_again(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.add([document(1), document(2)])
        before = [h.passage.id for h in store.search("学习", k=3)]
    with open_store(tmp_path) as store:
        assert [h.passage.id for h in store.search("学习", k=3)] == before


def test_get_and_remove_by_the_beginning_of_an_id(tmp_path: Path) -> None:
    with open_store(tmp_path, Fixed()) as store:
        store.add([document(1), document(12)])
        with pytest.raises(InputError, match="2篇"):
            store.get("d0")
        with pytest.raises(InputError, match="没有编号"):
            store.get("zz%")
        store.search("学习")
        assert store.remove(document(12).id[:-1]).title == "第12份报告"
        assert {h.passage.document for h in store.search("学习", k=9)} == {document(1).id}


def test_embeddings_are_never_mixed(tmp_path: Path) -> None:
    with open_store(tmp_path, Fixed("one")) as store:
        store.add([document(1)])
    for other in (Fixed("two"), None):
        with open_store(tmp_path, other) as store:
            with pytest.raises(InputError, match="corpus rebuild"):
                store.search("学习")
            with pytest.raises(InputError, match="corpus rebuild"):
                store.add([document(2)])
            assert [e.title for e in store.list()] == ["第1份报告"]
    with open_store(tmp_path, Fixed("two")) as store:
        assert store.rebuild().fingerprint == "two"
        assert len(store.search("学习", k=9)) == 3


@pytest.mark.parametrize("damage", ["deleted", "garbled", "died inside"])
def test_a_broken_index_is_made_again(tmp_path: Path, damage: str) -> None:
    with open_store(tmp_path, Fixed()) as store:
        store.add([document(1), document(2)])
        store.search("学习")
    index = tmp_path / "store" / "index"
    if damage == "deleted":
        shutil.rmtree(index)
    elif damage == "garbled":
        for path in index.rglob("*.sqlite3"):
            path.write_bytes(b"no database" * 500)
    else:
        (index / "opening").touch()
    with open_store(tmp_path, Fixed()) as store:
        assert len(store.search("廉洁", k=9)) == 6


def test_a_second_reader_sees_what_the_first_writes(tmp_path: Path) -> None:
    with open_store(tmp_path, Fixed()) as one, open_store(tmp_path, Fixed()) as two:
        one.add([document(1)])
        assert len(one.search("学习", k=9)) == 3
        assert len(two.search("学习", k=9)) == 3
        two.add([document(2)])
        assert len(one.search("学习", k=9)) == 6
        one.remove(document(1).id)
        assert len(two.search("学习", k=9)) == 3


def test_a_crash_while_adding_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(tmp_path, Fixed()) as store:
        store.add([document(1)])
        put = Ledger.put

        def fail(self: Ledger, doc: SampleDocument, *rest: object) -> None:
            if doc.id == document(3).id:
                raise KeyboardInterrupt
            put(self, doc, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(Ledger, "put", fail)
        with pytest.raises(KeyboardInterrupt):
            store.add([document(2), document(3)])
        monkeypatch.undo()
        assert [e.id for e in store.list()] == [document(1).id]
        assert len(store.add([document(2), document(3)]).added) == 2


def test_a_lost_builtin_model_is_fitted_again(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.add([document(1), document(2)])
    (tmp_path / "store" / "embedding.json").unlink()
    with open_store(tmp_path) as store:
        assert store.search("廉洁", k=1)[0].passage.function == "廉洁"


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "store" / store_ledger.FILE) as db:
        db.execute(f"PRAGMA user_version={store_ledger.SCHEMA + 1}")
    db.close()
    with pytest.raises(StoreUnreachable, match="升级"):
        open_store(tmp_path)


def test_a_ledger_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / store_ledger.FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(StoreUnreachable, match="语料库打不开"):
        open_store(tmp_path)


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with CorpusStore.open(tmp_path, Fixed(), ChromaSettings(host="127.0.0.1", port=9)) as store:
        store.add([document(1)])
        with pytest.raises(StoreUnreachable, match=r"连不上 Chroma 服务器 127\.0\.0\.1:9"):
            store.search("学习")


def test_the_shipped_corpus_is_followed(tmp_path: Path, lexicon: Lexicon) -> None:
    shipped = tmp_path / "corpus"
    shipped.mkdir()
    for number in (1, 2):
        (shipped / f"{number}.md").write_text(
            f"---\n文种: 述职报告\n标题: 第{number}份\n---\n一、学习\n{number}号。{_TOPICS['学习']}\n",
            encoding="utf-8",
        )
    with open_store(tmp_path / "home", Fixed()) as store:
        first = store.ensure_builtin(shipped, lexicon)
        assert len(first.added) == 2
        assert set(store.ensure_builtin(shipped, lexicon).unchanged) == set(first.added)
        store.add([document(1)])
        away = store.remove(first.added[0])
        (shipped / "3.md").write_text(
            "---\n文种: 述职报告\n标题: 新\n---\n" + _TOPICS["问题"], encoding="utf-8"
        )
        (shipped / "2.md").unlink()
        report = store.ensure_builtin(shipped, lexicon)
        assert len(report.added) == 1
        assert report.removed == (first.added[1],)
        assert away.id not in {e.id for e in store.list()}
        assert document(1).id in {e.id for e in store.list()}


def test_the_builtin_embedding_saves_and_loads_itself(tmp_path: Path) -> None:
    texts = [f"{name}{text}" for name, text in _TOPICS.items()]
    fitted = BuiltinEmbeddings.fit(texts)
    fitted.save(tmp_path)
    loaded = BuiltinEmbeddings.load(tmp_path)
    assert loaded is not None
    assert fingerprint(loaded) == fingerprint(fitted) == BuiltinEmbeddings.fit(texts).fingerprint
    assert loaded.embed_query("廉洁") == fitted.embed_query("廉洁")
    assert sum(x * x for x in loaded.embed_query(texts[0])) == pytest.approx(1.0, abs=1e-4)
    assert set(loaded.embed_query("")) == {0.0}
    (tmp_path / "embedding.npz").write_bytes(b"damaged")
    with pytest.raises(StoreUnreachable, match="rebuild"):
        BuiltinEmbeddings.load(tmp_path)


@pytest.mark.parametrize("texts", [["学"], ["学习"], ["学习", "学习"], ["学习工作", "廉洁自律", "12%"]])
def test_the_builtin_embedding_bears_tiny_corpora(texts: list[str]) -> None:
    vectors = BuiltinEmbeddings.fit(texts).embed_documents(texts)
    assert all(len(v) == 64 for v in vectors)
    assert all(math.isfinite(x) for v in vectors for x in v)
