"""For random facts and a random adversary the promise holds; repairs converge and touch nothing that is good."""

# ruff: noqa: S311 — the adversary is no secret

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.scripted import ScriptedModel

from pipeline.builtin import voice_for
from pipeline.checking.document import examine
from pipeline.checking.engine import checker_for
from pipeline.checking.grounds import ground_for, load_vocabulary
from pipeline.checking.passage import Passage
from pipeline.checking.values import restates
from pipeline.config import DataFolders
from pipeline.drafting import Desk, Written, write
from pipeline.genres import find_genre, load_genres
from pipeline.models import ModelGateway, Profile
from pipeline.plan import make_plan
from pipeline.prompts import Prompts
from pipeline.text.quantities import find_quantities
from pipeline.types import Brief, Document, Fact, Head, Severity

FOLDERS = DataFolders(None)
VOCABULARY = load_vocabulary(FOLDERS)
CHECKER = checker_for(FOLDERS)
GENRES = load_genres(FOLDERS)
PROMPTS = Prompts(FOLDERS.folders("prompts"))

SHAPES = (
    "走访企业{}家", "帮助解决问题{}个", "新建学校{}所", "改造食堂{}个", "到位资金{}万元", "城镇登记失业率下降{}%", "开展警示教育{}次",
    "全市造林{}亩", "引进项目{}个，合同金额{}亿元", "培训干部{}人次", "粮食产量{}吨", "由{}家增加到{}家的是高新技术企业", "争取资金{}亿元",
    "计划明年改造公路{}公里", "拆除违建{}平方米", "办理工单{}件，满意率{}%", "信访总量下降{}%", "排查隐患{}处",
)  # fmt: skip
NUMBERS = st.integers(2, 9999).map(str) | st.decimals(1, 99, places=1).map(lambda d: f"{d:f}")


@st.composite
def facts_of(draw: st.DrawFn) -> tuple[str, ...]:
    shapes = draw(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=6, unique=True))
    return tuple(re.sub(r"\{\}", lambda _: draw(NUMBERS), shape) for shape in shapes)


def desk_for(facts: tuple[str, ...], answer: Any) -> tuple[Desk, ScriptedModel, Brief]:
    listed = tuple(Fact(id=f"F{i}", text=t, line=i, statement=t) for i, t in enumerate(facts, 1))
    head = Head(
        genre="述职报告", name="林知远", organization="青澜市教育局", position="局长", period="2023年"
    )
    brief = Brief(source="notes.md", digest="0", head=head, facts=listed)
    genre = find_genre("述职报告", GENRES)
    plan = make_plan(brief, genre, FOLDERS)
    model = ScriptedModel(answer)
    gateway = ModelGateway(model, Profile(name="t", model="t", stream=False), None, None)
    return Desk(brief, plan, genre, voice_for(brief, plan, genre, FOLDERS), PROMPTS, gateway), model, brief


def written(desk: Desk) -> list[Written]:
    out = []
    for section in desk.plan.sections:
        base = ground_for(desk.brief, section.facts, FOLDERS, VOCABULARY, desk.plan)
        out.append(write(section, desk, base, ()))
    return out


def document(desk: Desk, sections: list[Written]) -> Document:
    return Document(genre=desk.plan.genre, title=desk.plan.title, sections=tuple(w.draft for w in sections))


def listed(messages: list[Any]) -> list[tuple[str, str]]:
    return re.findall(r"^\[(F\d+)\] (.+)$", str(messages[-1].content), re.MULTILINE)


class Adversary:
    """Mangles every fact in a way drawn anew."""

    def __init__(self, seed: int) -> None:
        # The gateway asks in a thread of its own, where hypothesis can't draw.
        self.random = random.Random(seed)

    def __call__(self, messages: list[Any]) -> str:
        out = []
        for fact, text in listed(messages):
            way = self.random.randint(0, 9)
            number = self.random.choice(
                (str(self.random.randint(2, 9999)), f"{self.random.randint(11, 999) / 10}")
            )
            out.append(
                (
                    f"{text}[{fact}]。", "", re.sub(r"\d[\d.]*", number, text, count=1) + f"[{fact}]。", f"{text}，群众一致好评[{fact}]。",
                    f"{text}[F99]。", text[: len(text) // 2], f"{text}，惠及群众{number}人[{fact}]。", re.sub(r"\d[\d.]*", "⟨数量⟩", text) + "。",
                    f"扎实做好各项工作，{text}[{fact}]。", f"全年完成投资{number}亿元，走在全省前列。",
                )[way]
            )  # fmt: skip
        self.random.shuffle(out)
        return "".join(out)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(facts=facts_of(), seed=st.integers(0, 10**6))
def test_every_value_is_there_and_no_other(facts: tuple[str, ...], seed: int) -> None:
    desk, _, brief = desk_for(facts, Adversary(seed))
    sections = written(desk)
    doc = document(desk, sections)
    text = doc.layout().text
    have = find_quantities(text)
    wanted = find_quantities("\n".join(facts))
    assert all(any(restates(h, w) for h in have) for w in wanted), text
    ids = [f.id for f in brief.facts]
    ground = ground_for(brief, ids, FOLDERS, VOCABULARY, desk.plan)
    reports, findings = examine(
        doc, desk.plan, Passage(text, genre=desk.genre, brief=brief, ground=ground), CHECKER
    )
    known = find_quantities("\n".join((*facts, *brief.head.values())))
    assert all(h.weak or any(restates(h, k) for k in known) for h in have), text
    # The notes made up here may say what can't be (满意率101%): that is the notes' affair, and rightly told.
    wrong = [f.message for f in findings if f.severity is Severity.ERROR and not f.rule.startswith("A-")]
    assert wrong == []
    assert {r.status for r in reports} == {"used"}
    assert not [w for w in ("好评", "前列", "⟨", "F9", "惠及") if w in text], text


FACTS = ("走访企业43家", "帮助解决问题53个", "新建学校3所")


def text_of(sections: list[Written]) -> str:
    return "".join(w.draft.text for w in sections)


def test_only_what_fails_is_asked_again() -> None:
    asked: list[list[tuple[str, str]]] = []

    def answer(messages: list[Any]) -> str:
        asked.append(listed(messages))
        if len(asked) == 1:
            return "深入一线走访企业43家[F1]。帮助解决问题54个[F2]。新建学校3所[F3]。"
        return "帮助企业解决问题53个[F2]。走访企业43家，真好[F1]。"

    desk, _, _ = desk_for(FACTS, answer)
    sections = written(desk)
    assert asked[1:] == [[("F2", FACTS[1])]]
    assert "深入一线走访企业43家。帮助企业解决问题53个。新建学校3所。" in text_of(sections)
    assert sum(w.repairs.asked for w in sections) == 1
    assert sum(w.repairs.builtin for w in sections) == 0


def test_two_rounds_and_then_the_built_in_writer() -> None:
    def answer(messages: list[Any]) -> str:
        return "深入一线走访企业43家[F1]。帮助解决问题99个[F2]。扎实推进，新建学校3所[F3]。"

    desk, model, _ = desk_for(FACTS, answer)
    sections = written(desk)
    assert len(model.history) <= 3
    assert "深入一线走访企业43家。帮助解决问题53个。扎实推进，新建学校3所。" in text_of(sections)
    assert sum(w.repairs.builtin for w in sections) == 1


def test_a_repair_that_breaks_something_is_refused() -> None:
    def answer(messages: list[Any]) -> str:
        if "原句" in str(messages[-1].content):
            return "帮助解决问题53个，得到群众一致好评，新建学校88所[F2]。"
        return "深入一线走访企业43家[F1]。帮助解决问题99个[F2]。扎实推进，新建学校3所[F3]。"

    desk, _, _ = desk_for(FACTS, answer)
    assert "88" not in text_of(written(desk))


def test_points_are_counted_anew_where_one_was_struck() -> None:
    def answer(messages: list[Any]) -> str:
        return "一是走访企业43家[F1]。二是荣获全国表彰。三是帮助解决问题53个[F2]。四是新建学校3所[F3]。"

    desk, _, _ = desk_for(FACTS, answer)
    assert "一是走访企业43家。二是帮助解决问题53个。三是新建学校3所。" in text_of(written(desk))


def test_a_mended_point_keeps_its_number() -> None:
    def answer(messages: list[Any]) -> str:
        if "原句" in str(messages[-1].content):
            return ""
        return "一是走访企业43家[F1]。二是帮助解决问题99个[F2]。三是新建学校3所[F3]。"

    desk, _, _ = desk_for(FACTS, answer)
    assert "一是走访企业43家。二是帮助解决问题53个。三是新建学校3所。" in text_of(written(desk))


def test_a_cut_reply_loses_its_stump() -> None:
    def answer(messages: list[Any]) -> str:
        return "走访企业43家[F1]。帮助解决问题53个[F2]。新建学校3"

    desk, _, _ = desk_for(FACTS, answer)
    assert "新建学校3所。" in text_of(written(desk))


# --- prompts ---

GOLDEN = Path(__file__).parent / "golden" / "prompts"


def test_prompts_are_as_agreed() -> None:
    """A change of a prompt is seen in review."""

    def answer(messages: list[Any]) -> str:
        return ""

    desk, model, _ = desk_for((*FACTS, "对乡村学校调研不够", "明年计划新建学校3所〔待补：地点〕"), answer)
    written(desk)
    first = model.history[0]
    repair = next(m for m in model.history if "漏掉" in str(m[-1].content))
    found = {"system": first[0].content, "section": first[1].content, "repair": repair[1].content}
    for name, text in found.items():
        assert (GOLDEN / f"{name}.txt").read_text(encoding="utf-8") == f"{text}\n", name
    assert len({str(m[0].content) for m in model.history}) == 1, "the shared part comes first and identical"
