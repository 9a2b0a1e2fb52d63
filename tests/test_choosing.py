"""Exemplars: the right function, alike, from different documents, masked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from test_store import document, open_store

from pipeline.corpus.choosing import choose
from pipeline.corpus.documents import SampleDocument, SampleSection
from pipeline.corpus.store import CorpusStore
from pipeline.corpus.vocabulary import Vocabulary
from pipeline.types import Exemplar

VOCABULARY = Vocabulary.load([Path(__file__).resolve().parent.parent / "config"])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CorpusStore]:
    with open_store(tmp_path) as opened:
        opened.add([document(1), document(2), document(3, genre="个人工作总结")])
        yield opened


def pick(
    store: CorpusStore, *, function: str = "廉洁", k: int = 3, exclude: tuple[str, ...] = ()
) -> tuple[Exemplar, ...]:
    return choose(
        store,
        VOCABULARY,
        genre="述职报告",
        function=function,
        heading="严守纪律",
        facts_text="全年签订承诺书",
        person="first",
        k=k,
        exclude=exclude,
    )


def test_same_function_first_then_other_genres_then_other_functions(store: CorpusStore) -> None:
    chosen = pick(store, k=5)
    assert [(e.genre, e.function) for e in chosen[:3]] == [
        ("述职报告", "廉洁"),
        ("述职报告", "廉洁"),
        ("个人工作总结", "廉洁"),
    ]
    assert all(e.function != "廉洁" for e in chosen[3:])
    assert chosen[0].why.startswith("同文种同功能·相似度0.")
    assert chosen[0].why.endswith("首选")
    assert "其他文种" in chosen[2].why


def test_one_passage_a_document_while_there_are_enough(store: CorpusStore) -> None:
    chosen = pick(store, k=3)
    assert len({e.document for e in chosen}) == 3


def test_what_is_excluded_is_not_used(store: CorpusStore) -> None:
    assert document(1).id not in {e.document for e in pick(store, k=9, exclude=(document(1).id,))}


def test_the_same_question_gets_the_same_answer(store: CorpusStore) -> None:
    assert pick(store) == pick(store)


def test_an_empty_store_has_no_exemplars(tmp_path: Path) -> None:
    with open_store(tmp_path) as empty:
        assert pick(empty) == ()


def test_nothing_of_a_users_file_gets_through(store: CorpusStore) -> None:
    secrets = ("霁岚县", "霁岚", "顾湉", "漱玉水泥厂", "8763", "碧梧先锋行动", "霁岚县河道管护办法")
    text = (
        "我和顾湉同志严格遵守廉洁自律各项规定，自觉接受监督，守住底线。"
        "顾湉多次提醒大家严守纪律，带头执行中央八项规定精神。"
        "在霁岚县工作期间，为漱玉水泥厂解决困难8763个，没有接受宴请。"
        "认真落实《霁岚县河道管护办法》，开展“碧梧先锋行动”，做到廉洁用权。"
    )
    canary = SampleDocument(
        id="c" * 24, source="霁岚县.txt", title="霁岚县顾湉述职报告", genre="述职报告",
        genre_confidence=1.0, person="first", salutation="霁岚县各位代表：", bylines=("顾湉",), text=text,
        sections=(SampleSection(level=1, heading="扎根霁岚县，守住廉洁底线", function="廉洁",
                                function_confidence=1.0, paragraphs=(text,)),),
    )  # fmt: skip
    store.add([canary])
    chosen = pick(store, k=9)
    shown = "".join(e.heading + e.text + e.why for e in chosen)
    assert canary.id in {e.document for e in chosen}
    assert not [s for s in secrets if s in shown]
    assert pick(store, k=9) == chosen  # from the cache too
