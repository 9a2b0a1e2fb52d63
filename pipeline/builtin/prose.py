"""One fact → one honest sentence; facts → a section, in the register, without claiming more than they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.builtin.register import RaiseRules, in_person
from pipeline.builtin.topics import Point, Topics, points_of
from pipeline.text.quantities import find_quantities
from pipeline.text.widths import count_chars
from pipeline.types import Brief, Fact, Paragraph, Person, Plan, PlannedSection, SectionDraft, Sentence

_ORDINALS = "一二三四五六七八九十"
_STOP = "。！？"
MAX_JOINED = 3
"""Facts told in one sentence, so that each stays easy to check."""
MAX_SENTENCE = 90


class Voice(NamedTuple):
    """Who speaks, and with which words."""

    person: Person
    self_name: str
    names: tuple[str, ...]
    rules: RaiseRules
    topics: Topics


def sentence_for(fact: Fact, voice: Voice, *, opening: bool = False) -> str:
    """The fact as one or more full sentences, ending in 。"""
    return _stop(tell(fact.statement, voice, opening=opening))


def _stop(text: str) -> str:
    return text if text.endswith(tuple(_STOP)) else text + "。"


_LABEL = re.compile(r"^(?P<label>[^：，。；“”《》〔（]{2,14})：(?P<rest>.+)$", re.DOTALL)
_RATE = re.compile(
    r"(?P<noun>[\u4e00-\u9fff]{2,}(?:率|度|比重|占比|比例|覆盖面))(?P<value>[\d.]+(?:%|个百分点))"
)
_EMPTY_LABELS = re.compile(
    r"^(?:存在的?)?(?:主要)?(?:问题|不足|短板|差距|困难)$|^(?:下一?步|今后|明年|下阶段)?(?:打算|计划|安排|目标|工作打算|工作计划|努力方向|思路)$"
    r"|^(?:下一?步|今后|下阶段|明年|要求|希望|建议|体会|感受|认识|启示|收获|成绩|情况|备注|其他|其它|另|另外|补充|亮点|评价|学习|廉洁|履职|内容|事实|要点)(?:是|有|为)?$"
)
_PREDICATE = re.compile(r"(?:等次|评价|结论|结果|等级|建议|意见|职称|学历|荣誉|称号|身份|特长|口号)$")
"""Labels whose colon says "is": 考核等次建议：优秀."""
_MEASURE = re.compile(r"(?:量|额|数|率|度|面积|长度|收入|支出|投资|产值|总值|价格|单价|资金|成本)$")
_SALUTATION = re.compile(
    r"^(?:同志们|各位(?:领导|同志|来宾|企业家|代表|专家|朋友)[^：，。]{0,8}|尊敬的[^：，。]{2,12})[：，](?=.{4})"
)
_OWN_NUMBER = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,2}(是|要(?=[^求点件])|，|、|：)|(?:首先|其次|再次|最后)，)(?=.{4})"
)
_TIME_LABEL = re.compile(
    r"^(?:\d{4}年)?(?:\d{1,2}月(?:\d{1,2}日)?|[一二三四]季度|[上下]半年|年[初中底]|近期|目前|去年|今年)$"
)


def tell(statement: str, voice: Voice, *, opening: bool = False) -> str:
    """A statement of the notes in the genre's person and register, without its final stop.

    Values, names and quotations are the notes' own.
    """
    text = statement.strip().rstrip("。；;，,！! ")
    text = _SALUTATION.sub("", text)
    text = _OWN_NUMBER.sub(lambda m: "要" if m[1] == "要" else "", text)
    text = _label(text)
    if "。" not in text and count_chars(text) < MAX_SENTENCE * 2 // 3:
        text = re.sub(r"[;；](?=[^；]{0,24}(?:；|$))", "，", text)
    text = voice.rules.raise_register(text)
    text = in_person(text, voice.person, voice.self_name, voice.names)
    text = _RATE.sub(_reach, text)
    if opening and re.match(r"(?:主要)?(?:分管|协助分管|负责|联系|担任|任|主持|兼任|协助)", text):
        text = voice.self_name + text
    return text


def _label(text: str) -> str:  # noqa: PLR0911 — one form of label a line
    match = _LABEL.match(text)
    if not match or re.match(r"[“\"]", match["rest"]):
        return text
    label, rest = match["label"].strip(), match["rest"].strip()
    if _EMPTY_LABELS.match(label):
        return rest
    if _TIME_LABEL.match(label):
        return f"{label}，{rest}"
    if _PREDICATE.search(label) or re.search(r"[我你他她]|大家|^[一二三四五六七八九十几\d]|[条点]$", label):
        return text
    if _MEASURE.search(label) and re.match(r"[\d约近超〔]", rest):
        return label + rest
    if re.search(
        r"[\d〔]|(?:主要任务|目的|主题|题目|名称|时间|地点|对象|标题|职务|姓名|单位|比例|数额)$", label
    ):
        glue = "是" if re.search(r"(?:任务|目的|主题)$", label) and not re.match(r"是|为", rest) else ""
        return f"{label}{glue}{rest}" if glue else text
    return (
        f"{label}，{rest}"
        if label.endswith(("方面", "上", "中", "时", "期间", "来", "后", "前"))
        else f"{label}方面，{rest}"
    )


def _reach(match: re.Match[str]) -> str:
    """高考上线率98.7% → 高考上线率达98.7%; a noun that already has its verb is left alone."""
    return match[0] if match["noun"][-3:-1] in ("降低", "提高") else f"{match['noun']}达{match['value']}"


def write_section(section: PlannedSection, brief: Brief, plan: Plan, voice: Voice) -> SectionDraft:
    """The section from its facts and the genre's formulas alone."""
    facts = [brief.fact(f) for f in section.facts]
    terse = bool(section.length) and sum(count_chars(f.statement) for f in facts) > section.length * 0.8
    if not section.heading:
        paragraphs = _headless(section, facts, plan, voice)
    elif section.points and len(facts) > 1:
        paragraphs = _pointed(section, facts, voice, terse=terse)
    else:
        lead = () if terse else _formula(section.lead)
        paragraphs = _flat(lead, (*_run(facts, voice), *_formula(section.tail)))
    return SectionDraft(
        id=section.id, function=section.function, heading=section.heading, paragraphs=paragraphs
    )


def _formula(texts: Sequence[str]) -> tuple[Sentence, ...]:
    return tuple(Sentence(text=_stop(t) if not t.endswith("：") else t, origin="formula") for t in texts)


def _headless(
    section: PlannedSection, facts: Sequence[Fact], plan: Plan, voice: Voice
) -> tuple[Paragraph, ...]:
    """An opening or a closing: formulas around whatever facts belong there."""
    told = tuple(Sentence(text=sentence_for(f, voice, opening=True), facts=(f.id,)) for f in facts)
    lead = _formula(section.lead)
    # An appraisal's opening formula says just what a fact about the appointment says.
    if told and plan.person == "third" and section.function == "导语":
        lead = ()
    first = section is plan.sections[0] or section.id == plan.sections[0].id
    if first or not told:
        return (Paragraph(sentences=(*lead, *told, *_formula(section.tail))),)
    return (Paragraph(sentences=(*told, *lead)),)


def _pointed(
    section: PlannedSection, facts: Sequence[Fact], voice: Voice, *, terse: bool
) -> tuple[Paragraph, ...]:
    lead = () if terse else _formula(section.lead)
    if section.function == "履职" or (
        section.function in ("成绩", "法治", "廉洁", "学习") and len(facts) > 4
    ):
        plain, points = _split_points(points_of(facts, voice.topics))
        if len(points) > 1:
            body = tuple(_point(i, p, section, voice) for i, p in enumerate(points))
            first = (*lead, *_run(plain, voice, subject=voice.person == "third" and not lead))
            return (Paragraph(sentences=first), *body) if first else body
        return _flat(lead, _run(facts, voice))
    told = [tell(f.statement, voice) for f in facts]
    demands = all(_is_demand(t) for t in told)
    marks = "一是" if section.points == "一要" and not demands else section.points
    sentences = tuple(
        Sentence(text=_stop(_marked(marks, i, text)), facts=(fact.id,))
        for i, (fact, text) in enumerate(zip(facts, told, strict=True))
    )
    if section.function in ("问题", "打算", "感受") or sum(len(s.text) for s in sentences) < 160:
        return (Paragraph(sentences=(*lead, *sentences)),)
    body = tuple(Paragraph(sentences=(s,)) for s in sentences)
    return (Paragraph(sentences=lead), *body) if lead else body


def _split_points(points: Sequence[Point]) -> tuple[tuple[Fact, ...], tuple[Point, ...]]:
    """Facts that stand before the points, and the points."""
    if points and not points[0].phrase:
        return points[0].facts, tuple(points[1:])
    return (), tuple(points)


MAX_PARAGRAPH = 260
"""Characters after which a paragraph without points goes on in a new one."""


def _flat(lead: Sequence[Sentence], told: Sequence[Sentence]) -> tuple[Paragraph, ...]:
    paragraphs: list[list[Sentence]] = [list(lead)]
    for sentence in told:
        if sum(len(s.text) for s in paragraphs[-1]) > MAX_PARAGRAPH:
            paragraphs.append([])
        paragraphs[-1].append(sentence)
    return tuple(Paragraph(sentences=tuple(p)) for p in paragraphs if p)


def _is_demand(text: str) -> bool:
    return bool(re.match(r"(?:要(?!求|点|素)|必须|务必)", text))


def _marked(marks: str, index: int, text: str) -> str:
    number = (
        _ORDINALS[index] if index < 10 else f"十{_ORDINALS[index - 10]}" if index < 19 else str(index + 1)
    )
    if marks == "第一":
        return f"第{number}，{text}"
    if marks == "一要":
        return f"{number}要{re.sub(r'^(?:要|必须|务必)', '', text)}"
    return f"{number}是{text}"


def _point(index: int, point: Point, section: PlannedSection, voice: Voice) -> Paragraph:
    marks = "第一" if section.points == "第一" else "一是"
    head = Sentence(text=_stop(_marked(marks, index, point.phrase)), origin="formula")
    return Paragraph(
        sentences=(head, *_run(point.facts, voice, subject=voice.person == "third", under=point.phrase))
    )


def _run(
    facts: Sequence[Fact], voice: Voice, *, subject: bool = False, under: str = ""
) -> tuple[Sentence, ...]:
    """Facts one after the other, short ones joined with ；."""
    out: list[Sentence] = []
    held: list[tuple[str, str]] = []

    def flush() -> None:
        if held:
            out.append(Sentence(text=_stop("；".join(t for _, t in held)), facts=tuple(i for i, _ in held)))
            held.clear()

    for fact in facts:
        text = tell(fact.statement, voice)
        text = _without_echo(text, under)
        if subject and not out and not held and _lacks_subject(text):
            text = voice.self_name + text
        alone = "。" in text or "；" in text or "：" in text or count_chars(text) > 60
        if alone or len(held) == MAX_JOINED or sum(len(t) for _, t in held) + len(text) > MAX_SENTENCE:
            flush()
        held.append((fact.id, text))
        if alone:
            flush()
    flush()
    return tuple(out)


def _without_echo(text: str, under: str) -> str:
    """项目建设方面，… right below 狠抓项目建设，… says the label twice."""
    match = re.match(r"([\u4e00-\u9fff]{2,10})方面，", text)
    return text[match.end() :] if match and match[1] in under else text


_DOES = re.compile(
    r"(?:先后|累计|共|多次|积极|认真|主动|坚持|带头|牵头|参与|协助|组织|推动|推进|完成|开展|走访|撰写|参加|主持|督促|协调|争取|引进|"
    r"帮助|指导|深入|建立|制定|落实|解决|化解|编制|起草|办理|举办|召开|赴|到|把|将|为|对|与|围绕|立足|严格|始终|能够|注重|分管|负责|担任)"
)


def _lacks_subject(text: str) -> bool:
    return bool(_DOES.match(text))


def has_value(text: str) -> bool:
    """Whether the text holds a figure."""
    return bool(find_quantities(text))
