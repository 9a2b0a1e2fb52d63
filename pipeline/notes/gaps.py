"""Values that are not known yet: the known part stays, the gap becomes 〔待补：…〕."""

from __future__ import annotations

import re

from pipeline.notes.holding import BLANK_BRACKET
from pipeline.notes.lexicon import Lexicon, any_of
from pipeline.text.quantities import find_quantities
from pipeline.text.units import UNITS

_UNIT_NAMES = (
    (r"(?:万|亿|千|百)*(?:美元|欧元|港元|元|块)", "金额"),
    (r"%|％|‰|个?百分点|成(?!立|为|果|效|功|员)|倍", "比例"),
    (r"(?:余|多)?(?:万|千|百)?(?:人次|人|名(?!录|单|称)|位(?!于|居|列)|户)", "人数"),
    (r"(?:年|月|日|号)", "日期"),
    (r"(?:同志|书记|局长|处长|科长|主任|先生|女士|老师)", "姓名"),
    (r"(?:省|市|县|区|州|镇|乡|村|街道|社区)", "地名"),
    (r"(?:公司|集团|银行|学校|医院|大学|单位|部门|局|委|办)", "单位"),
    (r"(?:高速|铁路|公路|工程|项目|园区|景区|公园|基地|规划)", "名称"),
    (r"(?:余|多)?(?:万|千|百)?(?:平方米|平方公里|公里|公顷|亩|米|吨|千瓦|立方米)", "数量"),
    (r"(?:余|多)?(?:万|千|百)?(?:个|家|项|件|场|次|期|篇|处|条|批|座|所|台|套|辆|起|份|间|栋|门|类|种|张|笔|天|小时|届|份)", "数量"),
)  # fmt: skip
_MASK = r"(?:[*＊]{1,40}|[×✕]{1,20}|(?<![A-Za-z])[Xx]{2,20}(?![A-Za-z])|_{2,40}|＿{1,40}|□{1,40}|…{2,20}(?=[\u4e00-\u9fff%])|某{1,3}|[○◯]{1,20}|(?<![零〇一二三四五六七八九])〇{2,}(?![零〇一二三四五六七八九]))"
_ONE_X = r"(?<![A-Za-z])[Xx](?=[年月日])|(?<![A-Za-z\u4e00-\u9fff])[Xx](?=个|万|亿|元|%|市|县)"
_MASKED = re.compile(
    f"(?<=\\d)[*＊]{{3,}}(?=\\d)|{_MASK}|{_ONE_X}|(?<![A-Za-z0-9])[NnMm](?=个|次|家|人|项|件|场|万|亿)"
)
_SAFE_MASK = re.compile(r"某(?=些|种|个|项|类)")
_MARK, _MARK_END = "\ue002", "\ue003"
"""Stand for 〔待补： and 〕 while a clause is worked on, so that a mark is not read again."""
_QUOTED = re.compile(r"“[^”]{1,80}”|《[^》]{1,80}》")
_DOUBTFUL = re.compile(
    r"^(?:这个|这|此|该)?(?:数|数字|数据|金额)(?:不准|不一定准|不一定对|存疑|有误|可能不对|拿不准|没把握)[:：，]\s*"
)
"""A label that doubts the figure behind it."""
_FILLED = re.compile(r"〔待[补核]：[^〕]{1,60}〕")
_CLAUSES = re.compile(r"[^，,。；;！!\n]+[，,。；;！!\n]*")
_QUESTION = re.compile(r"[?？]+")


def mark_gaps(text: str, lexicon: Lexicon) -> tuple[str, bool]:
    """The text with every unknown value as 〔待补：…〕, and whether there was any.

    A value that is there but doubtful (5230人？, 5230人（待核）) stays, with the mark behind it.
    Marks that the notes already carry are left alone.
    """
    stash: list[str] = []

    def keep(match: re.Match[str]) -> str:
        stash.append(match[0])
        return chr(0xE100 + len(stash) - 1)

    text = _FILLED.sub(keep, text)
    # What is quoted is somebody's words; only a mask inside is ours to fill.
    text = _QUOTED.sub(lambda m: m[0] if _MASKED.search(m[0]) else keep(m), text)
    doubtful = _DOUBTFUL.match(text)
    if doubtful:
        text = f"{text[doubtful.end() :].rstrip('。；，')}（待核）"
    asked = f"{any_of(lexicon.unknown.asking)}"
    words = f"(?:{lexicon.unknown.by}|(?:还|尚|仍|暂)?{any_of(lexicon.unknown.words)}(?:出来|上来|完)?)"
    out = "".join(_mark_clause(c[0], words, asked) for c in _CLAUSES.finditer(text))
    found = _MARK in out or any(_FILLED.fullmatch(s) for s in stash)
    out = out.replace(_MARK, "〔待补：").replace(_MARK_END, "〕")
    for index, filled in enumerate(stash):
        out = out.replace(chr(0xE100 + index), filled)
    return out, found


def _mark_clause(clause: str, words: str, asked: str) -> str:
    body = clause.rstrip("，,。；;！!\n")
    end = clause[len(body) :]
    body = BLANK_BRACKET.sub(lambda m: _named(m, body), body)
    body = _MASKED.sub(lambda m: _named(m, body), body)
    body = re.sub(r"有?多[大长高重远久宽深](?=[?？]|$)", lambda m: _named(m, body), body)
    body = re.sub(asked + r"(?=[\u4e00-\u9fff%]|[?？]|$)", lambda m: _named(m, body), body)
    body = re.sub(r"(?<=[\u4e00-\u9fff])几(?=[\u4e00-\u9fff]{1,3}[?？])", lambda m: _named(m, body), body)
    for doubt in re.finditer(
        r"(?<![接招等期善对看款优亟虐厚交急留])"
        r"(?:(?P<open>[（(【\[])(?:具体)?(?:数字|数据|数|金额|情况)?|具体)?"
        rf"{words}(?(open)[）)】\]])",
        body,
    ):
        if _ends_value(body, doubt.start(), doubt.end()):
            body = _doubted(body, doubt.start(), doubt.end())
            break
    at = 0
    while question := _QUESTION.search(body, at):
        after = body[question.end() :]
        if body[: question.start()].endswith(_MARK_END):
            body = body[: question.start()] + ("，" if after else "") + after
        elif _MARK in body and not after:
            body = body[: question.start()]
        elif after and not _unit_name(after) and not body[: question.start()].endswith(tuple("0123456789")):
            # Somebody asked something (舍不舍得？我说…): no value is missing.
            at = question.end()
        else:
            body = _doubted(body, question.start(), question.end())
    return body + end


def _ends_value(body: str, start: int, end: int) -> bool:
    """待核 behind what it speaks of, or before a colon or a unit; 待核发票63张 is a fact about invoices."""
    after = body[end:].lstrip()
    if not after or body[end - 1] in "）)】]" or after[0] in "：:（(）)【】]？?":
        return True
    return bool(_unit_name(after)) and start > 0


def _doubted(body: str, start: int, end: int) -> str:  # noqa: PLR0911 — one form of doubt a line
    """The mark for a doubt at ``start``: behind a value that is there, or in the place of one that is not."""
    before, after = body[:start].rstrip("：: "), body[end:].lstrip("：: ")
    if before.endswith(("（", "(")) and after.startswith(("）", ")")):
        # Only a bracket around nothing but the doubt goes with it.
        before, after = before[:-1].rstrip("：: "), after[1:].lstrip("：: ")
    if not before and (_QUESTION.search(after) or _MASKED.search(after)):
        return after
    if _MARK in before or _MARK in after:
        # One mark says it; the doubt itself goes, the words around it stay.
        aside, tail = re.search(r"[（(][^（()）]*$", body[:start]), body[end:]
        if aside and tail.startswith(("）", ")")):
            return body[: aside.start()] + tail[1:]
        return body[:start] + tail
    unit = _unit_name(after)
    if unit and not before.endswith(tuple("0123456789")):
        return f"{before}{_MARK}{unit}{_MARK_END}{after}"
    if not before:
        # 待核：签约资金
        return f"{after}{_MARK}{_after_measure(after)}{_MARK_END}" if after else f"{_MARK}内容{_MARK_END}"
    values = find_quantities(before)
    if (values and values[-1].end >= len(before) - 1) or before[-1].isdigit():
        if after and before[-1].isdigit():
            unit_end = re.match(r"[\u4e00-\u9fff%％]{1,3}", after)
            cut = unit_end.end() if unit_end and _unit_name(after) else 0
            return f"{before}{after[:cut]}{_MARK}该数待核实{_MARK_END}{after[cut:]}"
        return f"{before}{_MARK}该数待核实{_MARK_END}{after}"
    return f"{before}{_MARK}{_after_measure(before)}{_MARK_END}{after}"


def _after_measure(before: str) -> str:
    tail = re.split(r"[，,。；;：:、]", before)[-1]
    if re.search(r"(?:额|资金|投资|收入|产值|产量|金|款|费)$", tail):
        return "金额"
    if re.search(r"(?:率|占比|比重|比例|度|增幅|增速|长度|宽度|高度|重量|面积|数量|数)$", tail):
        return "数值"
    if re.search(r"(?:人数|人员|干部|群众|人次)$", tail):
        return "人数"
    if re.search(r"(?:时间|日期|期限)$", tail):
        return "日期"
    if re.search(r"(?:姓名|联系人|负责人)$", tail):
        return "姓名"
    return "具体情况"


def _unit_name(after: str) -> str:
    for pattern, name in _UNIT_NAMES:
        if re.match(pattern, after):
            return name
    counted = re.match(r"(?:余|多)?[万亿千百]?", after)
    rest = after[counted.end() :] if counted else after
    return "数量" if any(rest.startswith(unit) for unit in UNITS) else ""


def _named(match: re.Match[str], body: str) -> str:
    if _SAFE_MASK.match(match[0]) or (match[0] == "某" and _SAFE_MASK.match(body[match.start() :])):
        return match[0]
    after, before = body[match.end() :], body[: match.start()]
    if before[-1:].isdigit() and after[:1].isdigit():
        return f"{_MARK}号码{_MARK_END}"
    unit = _unit_name(after)
    if not unit and before.endswith("《"):
        unit = "文件名"
    return f"{_MARK}{unit or _after_measure(before) if before else unit or '名称'}{_MARK_END}"
