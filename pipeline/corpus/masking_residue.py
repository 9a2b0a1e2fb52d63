"""What earlier hands left when they masked a sample: ``*``, XX, ××, 某某, and values deleted without a mark.

Each is typed by its context; what cannot be typed is UNKNOWN, and its sentence is not used.
"""

from __future__ import annotations

import re
from typing import NamedTuple

UNKNOWN = "未知"
"""Type of a residue whose context says nothing."""

_M = r"(?:[*＊✕]+|[xXＸ×]{2,}|(?<![0-9A-Za-z])[XＸ×](?=[\u4e00-\u9fff])|某+(?![些个种项类位])|[○〇□_＿]{2,})"
_F = rf"[\d.,]*{_M}[\d.,]*"
_MARK = re.compile(_M)
_HAN_DIGITS = "〇零一二三四五六七八九十百千万亿两"
_SMALL = r"(?:余|多|几)?[十百千万亿]*(?:余|多)?"
_MONEY = "亿元|万元|千元|元|亿美元|万美元|美元"
_PEOPLE = "万人次|人次|万人|千人|余人|多人|人|名|位"
_COUNTED = (
    "平方公里|平方米|立方米|公里|千米|米|万亩|亩|公顷|万吨|吨|万千瓦|千瓦|MW|万台|台|万户|户|万家|家|万件|件|"
    "个|项|处|次|起|批|条|期|篇|场|所|座|间|套|辆|类|种|级|倍|份|册|本|支|届|天|小时|分钟|层|栋|宗|例|头|只|株"
)
_POSTS = "(?:副)?(?:市长|县长|区长|镇长|乡长|书记|局长|主任|部长|处长|科长|院长|校长|主席|会长|经理)"
_PLACES = "省|自治区|市|县|区|州|盟|旗|镇|乡|村|街道|社区"
_STAY = "工作|挂职|任职|任|当做|当作|视为|期间|调研|考察|召开|举行|学习|锻炼|视察|以后|之后|以来|的|，|。|、"

_TYPED: tuple[tuple[str, str], ...] = (
    (rf"{_F}(?:年)?[—－\-~～至]{{1,2}}{_F}年(?:度)?", "日期"),
    (rf"{_F}年(?:度|底|初|末)?(?:{_F}月)?(?:{_F}日)?", "日期"),
    (rf"{_F}月(?:份|底|初|末|[上中下]旬)?(?:{_F}日)?|{_F}日", "日期"),
    (rf"{_F}{_SMALL}(?:{_MONEY})", "金额"),
    (rf"{_F}(?:%|％|‰|个百分点)|百分之{_F}", "比例"),
    (rf"{_F}{_SMALL}(?:{_PEOPLE})(?!民|员|才|大|均|居|力)", "人数"),
    (rf"{_F}{_SMALL}(?:{_COUNTED})(?!庭|人|长|属)", "数量"),
    (rf"{_M}(?=同志|先生|女士|{_POSTS})|(?<=任命){_M}(?=为)|(?<=由){_M}(?=担任|任)", "人名"),
    (rf"{_M}(?={_PLACES})", "地名"),
    (rf"(?<=[到在来把将对赴去回抵离]){_M}(?={_STAY})", "地名"),
    (rf"{_M}(?=有限公司|银行|集团|公司|大学|学院|医院|学校|小学|中学|[局厅委部院厂])", "机构"),
    (rf"{_M}(?=高速|铁路|水电站|工程|项目|景区|公园|园区|基地|产业园|新城|新区)", "项目"),
    (rf"(?<=围绕){_M}|(?<=聚焦){_M}|(?<=制约){_M}|(?<=高标准){_M}|(?<=实施){_M}", "口号"),
    (rf"{_M}(?=规划|建设|目标|战略|行动|精神|计划|活动|工作要求)", "口号"),
    (_F, UNKNOWN),
)
_RULES = tuple((re.compile(pattern), kind) for pattern, kind in _TYPED)

_BEFORE = rf"(?<![\d{_HAN_DIGITS}几数多余半每各近第单此该本这那哪整某\]⟩.%％以—－-])"
_BLANKS: tuple[tuple[str, str], ...] = (
    (
        rf"(?<![\d{_HAN_DIGITS}当本今去上每同逐全各次明前后隔历往近常青元少成中老新几多余壮早晚幼学百])年?月份",
        "日期",
    ),
    (r"(?<=[，。；]|人|我|于|从|至|自)年月(?!累)(?:日)?", "日期"),
    (rf"{_BEFORE}(?:亿元|万元|亿美元|万美元)(?!以)", "金额"),
    (rf"{_BEFORE}(?:万人次|人次|万人)", "人数"),
    (rf"{_BEFORE}(?:平方公里|平方米|立方米|万家|场次|万亩|万吨|万户|万千瓦|个百分点)", "数量"),
    (
        r"(?<=[辖有成施进建到发办展设理过织签引招聘])(?:个|项|家|场|件|名|条|处|起|批|篇)(?=[\u4e00-\u9fff])(?!个|人|别|体|性|目|庭|户|长|牌|义|称|理|件)",
        "数量",
    ),
    (r"(?<=项目|企业|园区|活动|商标|专利|机构|评估)(?:个|项|家|场|件|次|条|处|起|批)(?=[，、。；])", "数量"),
    (r"(?<=人员|群众|职工|党员|干部|学生)(?:人|名)(?=[，、。；])", "人数"),
)
_BLANK_RULES = tuple((re.compile(pattern), kind) for pattern, kind in _BLANKS)

# A bare suffix after a preposition, or a space that is no line break, once bore a name (我和 市长, 到市工作).
_DELETED: tuple[tuple[str, str], ...] = (
    (rf"(?<=[和与同跟由请向]) (?={_POSTS})", "人名"),
    (
        (
            r"(?<=[到在来把赴回于和与对])[ ]?"
            r"(?=[市县区镇乡村](?:工作|挂职|任职|召开|举行|，|。|的|是|有|进行|开展))"
        ),
        "地名",
    ),
    (r"(?<=[到在来赴回于和与]) (?=[局省市县区镇乡村])", "机构"),
    (r"(?:(?<=[，。；])|(?<!.))(?=[市县区镇乡](?:被|作为|获批|是|地处|位于))", "地名"),
    (r"(?:(?<=践行)|(?<=弘扬)|(?<=生了)|(?<=传承)|(?<=领悟)|(?<=感悟))(?=精神)", "口号"),
)
_DELETED_RULES = tuple((re.compile(pattern), kind) for pattern, kind in _DELETED)


class Residue(NamedTuple):
    """A span to be masked; ``start == end`` where something was deleted without a trace."""

    start: int
    end: int
    kind: str


def find_residue(text: str) -> list[Residue]:
    """Residue of masking in ``text``, in order, not overlapping."""
    found: list[Residue] = []
    taken = bytearray(len(text) + 1)
    has_marks = _MARK.search(text) is not None
    for rules in (_RULES if has_marks else (), _BLANK_RULES, _DELETED_RULES):
        for pattern, kind in rules:
            for match in pattern.finditer(text):
                start, end = match.span()
                if any(taken[start : max(end, start + 1)]):
                    continue
                found.append(Residue(start, end, kind))
                taken[start:end] = b"\x01" * (end - start)
    return sorted(found)
