"""The built-in writer says what the facts say, in the register and person of the genre, and no more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.builtin import Voice, builtin_chat, sentence_for, tell, voice_for, write_section
from pipeline.builtin.register import in_person, load_raise_rules
from pipeline.builtin.topics import load_topics, points_of
from pipeline.config import DataFolders
from pipeline.genres import find_genre, load_genres
from pipeline.notes import parse_notes
from pipeline.plan import make_plan
from pipeline.text.quantities import find_quantities, same_value
from pipeline.types import Document, Fact

FOLDERS = DataFolders()
RULES = load_raise_rules(FOLDERS.file("config/words/raise.yaml"))
TOPICS = load_topics(FOLDERS.file("config/topics.yaml"))
FIRST = Voice("first", "我", (), RULES, TOPICS)
THIRD = Voice("third", "该同志", ("李文博",), RULES, TOPICS)


@pytest.mark.parametrize(
    ("colloquial", "official"),
    [
        ("跑了31趟省里，争取到资金3.2亿元", "赴省31趟，争取到资金3.2亿元"),
        ("搞了3场培训", "开展3场培训"),
        ("老百姓办事方便了", "群众办事方便了"),
        ("一共走访差不多200户", "共走访约200户"),
        ("没发生一起事故", "未发生一起事故"),
        ("花了300万元修路", "投入300万元修路"),
        ("花了3个月摸清底数", "用时3个月摸清底数"),
        ("帮群众解决难题18个", "帮助群众解决难题18个"),
        ("跟省里有关部门对接4次", "与省里有关部门对接4次"),
        ("咱们县里的老大难", "我们县里的老大难"),
    ],
)
def test_register_is_raised(colloquial: str, official: str) -> None:
    assert RULES.raise_register(colloquial) == official


@pytest.mark.parametrize(
    "text",
    [
        "群众说“老百姓的事搞定了”",
        "编印《老百姓身边的法律》300册",
        "脱贫帮扶帮教12人",
        "推进帮办代办服务",
        "少儿图书馆开放",
        "搞活农村市场",
        "〔待核：一共3场／搞了5场〕",
    ],
)
def test_quotations_titles_and_words_that_only_look_colloquial_stay(text: str) -> None:
    assert RULES.raise_register(text) == text


@pytest.mark.parametrize(
    ("text", "third"),
    [
        ("我带队招商5场", "该同志带队招商5场"),
        ("我市、我区、我们没有变", "我市、我区、我们没有变"),
        ("本人及家属无违纪", "该同志及家属无违纪"),
        ("自我要求严格", "自我要求严格"),
        ("群众说“我放心”", "群众说“我放心”"),
    ],
)
def test_person_is_the_genres(text: str, third: str) -> None:
    assert in_person(text, "third", "该同志") == third


def test_the_authors_own_name_becomes_the_first_person() -> None:
    assert (
        in_person("李文博同志牵头编制规划，该同志多次赴省汇报", "first", "本人", ["李文博"])
        == "本人牵头编制规划，本人多次赴省汇报"
    )
    assert (
        in_person("镇长赵刚带我走访，他帮我解决住宿", "first", "本人") == "镇长赵刚带我走访，他帮我解决住宿"
    )


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("高考上线率98.7%", "高考上线率达98.7%"),
        ("项目建设：开工12个；竣工8个", "项目建设方面，开工12个，竣工8个"),
        ("下一步：新建泵站2座", "新建泵站2座"),
        ("3月：完成招标", "3月，完成招标"),
        ("会议主要任务：部署防汛", "会议主要任务是部署防汛"),
        ("一是走访企业43家", "走访企业43家"),
        ("同志们：今天召开防汛会", "今天召开防汛会"),
        ("首批12个项目开工。", "首批12个项目开工"),
    ],
)
def test_statements_become_prose(statement: str, told: str) -> None:
    assert tell(statement, FIRST) == told


def test_a_duty_in_an_opening_gets_its_subject() -> None:
    assert tell("分管教育、卫生", FIRST, opening=True) == "我分管教育、卫生"
    assert tell("分管教育、卫生", THIRD, opening=True) == "该同志分管教育、卫生"


def facts(*statements: str) -> list[Fact]:
    return [Fact(id=f"F{i}", text=s, line=i, statement=s) for i, s in enumerate(statements, 1)]


def test_facts_of_one_topic_are_told_together() -> None:
    points = points_of(facts("新建学校3所", "修路12公里", "招聘教师40名", "农村公路通车"), TOPICS)
    assert [[f.id for f in p.facts] for p in points] == [["F1", "F3"], ["F2", "F4"]]
    assert len({len(p.phrase) for p in points}) == 1


def test_what_belongs_to_no_topic_is_not_given_one() -> None:
    points = points_of(
        facts("绘制蓝图一张", "立石碑3块", "铸铜钟2口", "新建学校3所", "修农村公路12公里"), TOPICS
    )
    assert points[0].phrase == ""
    assert [f.id for f in points[0].facts] == ["F1", "F2", "F3"]


def document(notes: str, name: str) -> Document:
    brief = parse_notes(notes.encode(), "要点.md", FOLDERS)
    spoken = "\n".join((brief.head.title, brief.head.audience, *(f.text for f in brief.facts)))
    genre = find_genre(name, load_genres(FOLDERS)).of_variant(spoken)
    plan = make_plan(brief, genre, FOLDERS)
    voice = voice_for(brief, plan, genre, FOLDERS)
    sections = tuple(write_section(s, brief, plan, voice) for s in plan.sections)
    return Document(
        genre=name, title=plan.title, salutation=plan.salutation, sections=sections, signer=plan.signer
    )


CASES = Path(__file__).parent / "cases" / "notes"
GOLDEN = Path(__file__).parent / "golden" / "documents"


@pytest.mark.parametrize("case", sorted(p.stem for p in CASES.glob("*.md")))
def test_golden_documents(case: str) -> None:
    """One document of each genre; a changed word is seen in the diff and judged."""
    notes = (CASES / f"{case}.md").read_text(encoding="utf-8")
    brief = parse_notes(notes.encode(), "要点.md", FOLDERS)
    text = document(notes, find_genre(brief.head.genre, load_genres(FOLDERS)).name).layout().text
    golden = GOLDEN / f"{case}.txt"
    assert text == golden.read_text(encoding="utf-8")


NOUNS = ["走访企业", "新建学校", "修建道路", "培训干部", "化解积案", "植树", "发放补贴", "招聘教师"]
UNITS = ["家", "所", "公里", "人次", "件", "株", "万元", "名"]
a_fact = st.builds(lambda i, n: f"{NOUNS[i]}{n}{UNITS[i]}", st.integers(0, 7), st.integers(2, 99_999))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(a_fact, min_size=1, max_size=12, unique=True),
    st.sampled_from([g.name for g in load_genres(FOLDERS)]),
)
def test_every_value_is_told_and_no_other(bullets: list[str], name: str) -> None:
    brief = parse_notes("".join(f"- {b}\n" for b in bullets).encode(), "要点.md", FOLDERS)
    text = document("".join(f"- {b}\n" for b in bullets), name).layout().text
    wanted = [q for f in brief.facts for q in find_quantities(f.statement)]
    there = [
        q
        for q in find_quantities(
            re.sub(r"[一二三四五六七八九十]+[、是要]|第[一二三四五六七八九十]+，", "", text)
        )
        if not q.weak and not q.ordinal
    ]
    for value in wanted:
        assert any(same_value(value, q) for q in there)
    for value in there:
        assert any(same_value(value, q) for q in wanted)


def test_every_sentence_has_its_facts_or_is_a_formula() -> None:
    made = document("- 走访企业43家\n- 修路12公里\n- 新建学校3所\n", "述职报告")
    sentences = [s for section in made.sections for p in section.paragraphs for s in p.sentences]
    assert all(bool(s.facts) == (s.origin == "builtin") for s in sentences)
    assert {f for s in sentences for f in s.facts} == {"F1", "F2", "F3"}


def test_the_built_in_writer_answers_as_a_langchain_chat_model() -> None:
    reply = builtin_chat(FOLDERS).invoke("请起草\n[F1] 走访企业43家\n[F2] 没发生一起事故\n")
    assert reply.text == "走访企业43家[F1]。未发生一起事故[F2]。"


def test_a_sentence_ends_with_one_stop() -> None:
    assert sentence_for(facts("走访企业43家。")[0], FIRST) == "走访企业43家。"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("考核等次建议：优秀", "考核等次建议：优秀"),
        ("教训深刻！", "教训深刻"),
        ("体会是：群众工作要用脚走出来", "群众工作要用脚走出来"),
        ("三要守住底线", "要守住底线"),
    ],
)
def test_labels_and_marks_read_naturally(statement: str, told: str) -> None:
    assert tell(statement, FIRST) == told
