"""Operators that plant errors against the notes: figures, units, directions, dates, names, ranks, what is left out."""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from mutants import Case, Mutant, chosen, matches, plants, put

UNITS = (
    "个百分点|亿元|万元|万人次|万人|人次|户次|平方公里|平方米|万亩|公里|公顷|亩|万吨|吨|户|家|个|件|人|名|项|场|次|处|条|座|所|"
    "起|台|套|辆|期|份|篇|元|%"
)
FIGURE = re.compile(rf"(?<![0-9.．第—～\-－/+])(?P<value>[0-9]+(?:\.[0-9]+)?)(?P<unit>{UNITS})(?![0-9])")
HEDGES = ("约", "近", "超", "逾", "过", "余", "多", "达")
STOPS = "，。；：、！？“”（）《》"


class Figure(NamedTuple):
    start: int
    end: int
    value: str
    unit: str


def figures(case: Case, *, exact: bool = True) -> list[Figure]:
    """Figures of the text that stand word for word in one of the notes, and only once in the text."""
    out = []
    for m in FIGURE.finditer(case.text):
        whole = m[0]
        if not any(re.search(rf"(?<![0-9.]){re.escape(whole)}", f) for f in case.facts):
            continue
        if len(re.findall(rf"(?<![0-9.]){re.escape(m['value'])}(?![0-9.])", case.text)) > 1:
            continue
        before, after = case.text[max(0, m.start() - 2) : m.start()], case.text[m.end() : m.end() + 2]
        if exact and (before[-1:] in "约近超逾余" or before == "超过" or after in ("以上", "以下", "左右")):
            continue
        out.append(Figure(m.start(), m.end(), m["value"], m["unit"]))
    return out


def fresh(case: Case, value: str) -> bool:
    """Whether the value stands nowhere in the notes or the text."""
    return not any(
        re.search(rf"(?<![0-9.]){re.escape(value)}(?![0-9.])", t) for t in (*case.facts, case.text)
    )


def _figure(case: Case, rng: Random, *, digits: int = 1, units: str = UNITS) -> Figure | None:
    found = [
        f for f in figures(case) if len(f.value.replace(".", "")) >= digits and re.fullmatch(units, f.unit)
    ]
    return rng.choice(found) if found else None


@plants("altered_figure", "F-", on=("facts",))
def digits_swapped(case: Case, rng: Random) -> Mutant | None:
    """186.4亿元 → 168.4亿元."""
    for figure in sorted(figures(case), key=lambda _: rng.random()):
        spots = [i for i in range(len(figure.value) - 1) if _swappable(figure.value, i)]
        rng.shuffle(spots)
        for i in spots:
            v = figure.value
            new = v[:i] + v[i + 1] + v[i] + v[i + 2 :]
            if fresh(case, new):
                return put(case, figure.start, figure.end, new + figure.unit)
    return None


def _swappable(value: str, i: int) -> bool:
    a, b = value[i], value[i + 1]
    return (
        a.isdigit()
        and b.isdigit()
        and a != b
        and not (i == 0 and b == "0")
        and not (i + 2 == len(value) and a == "0" and "." in value)
    )


@plants("altered_figure", "F-", on=("facts",))
def digit_changed(case: Case, rng: Random) -> Mutant | None:
    """92.6亿元 → 97.6亿元, 3个 → 5个."""
    figure = _figure(case, rng)
    if figure is None:
        return None
    i = rng.choice([i for i, c in enumerate(figure.value) if c.isdigit()])
    new = (
        figure.value[:i]
        + rng.choice([d for d in "123456789" if d != figure.value[i]])
        + figure.value[i + 1 :]
    )
    return put(case, figure.start, figure.end, new + figure.unit) if fresh(case, new) else None


@plants("altered_figure", "F-", on=("facts",))
def point_moved(case: Case, rng: Random) -> Mutant | None:
    """18.64亿元 → 186.4亿元."""
    found = [f for f in figures(case) if re.fullmatch(r"[1-9][0-9]*\.[0-9]{2,}", f.value)]
    if not found:
        return None
    figure = rng.choice(found)
    whole, part = figure.value.split(".")
    new = f"{whole}{part[0]}.{part[1:]}"
    return put(case, figure.start, figure.end, new + figure.unit) if fresh(case, new) else None


@plants("altered_figure", "F-", on=("facts",))
def digit_dropped(case: Case, rng: Random) -> Mutant | None:
    """2386件 → 236件."""
    figure = _figure(case, rng, digits=3)
    if figure is None or "." in figure.value:
        return None
    i = rng.randrange(1, len(figure.value))
    new = figure.value[:i] + figure.value[i + 1 :]
    return put(case, figure.start, figure.end, new + figure.unit) if fresh(case, new) else None


MAGNITUDES = {
    "亿元": "万元",
    "万元": "亿元",
    "万人次": "人次",
    "万人": "人",
    "万亩": "亩",
    "万吨": "吨",
    "元": "万元",
}
OTHER_UNITS = {
    "亩": "公顷", "公顷": "亩", "公里": "米", "平方米": "亩", "平方公里": "平方米", "户": "人", "吨": "公斤", "人次": "场次", "家": "万家",
    "件": "万件",
}  # fmt: skip


@plants("altered_figure", "F-", on=("facts",))
def magnitude_swapped(case: Case, rng: Random) -> Mutant | None:
    """3.85亿元 → 3.85万元."""
    figure = _figure(case, rng, units="|".join(MAGNITUDES))
    return put(case, figure.start, figure.end, figure.value + MAGNITUDES[figure.unit]) if figure else None


@plants("altered_figure", "F-", on=("facts",))
def unit_swapped(case: Case, rng: Random) -> Mutant | None:
    """86亩 → 86公顷."""
    figure = _figure(case, rng, units="|".join(OTHER_UNITS))
    return put(case, figure.start, figure.end, figure.value + OTHER_UNITS[figure.unit]) if figure else None


@plants("altered_figure", "F-", on=("facts",))
def points_for_percent(case: Case, rng: Random) -> Mutant | None:
    """增长7.2% → 增长7.2个百分点."""
    m = chosen(
        rng,
        [
            m
            for m in matches(r"(?:增长|下降|提高|降低|上升)([0-9.]+)%", case.text)
            if any(m[0] in f for f in case.facts)
        ],
    )
    return put(case, m.start(1), m.end(), m[1] + "个百分点") if m else None


@plants("altered_figure", "F-", on=("facts",))
def percent_for_points(case: Case, rng: Random) -> Mutant | None:
    """提高2.4个百分点 → 提高2.4%."""
    m = chosen(
        rng, [m for m in matches(r"([0-9.]+)个百分点", case.text) if any(m[0] in f for f in case.facts)]
    )
    return put(case, m.start(), m.end(), m[1] + "%") if m else None


@plants("altered_figure", "F-", on=("facts",))
def rounded_up(case: Case, rng: Random) -> Mutant | None:
    """1860个 → 近2000个: 近 for a value that is not near, or is past."""
    found = [f for f in figures(case) if re.fullmatch(r"[1-9][0-9]{2,}", f.value) and f.unit != "元"]
    if not found:
        return None
    figure = rng.choice(found)
    step = 10 ** (len(figure.value) - 1)
    new = str((int(figure.value) // step + 2) * step)
    return put(case, figure.start, figure.end, f"近{new}{figure.unit}") if fresh(case, new) else None


@plants("altered_figure", "F-", on=("facts",))
def hedge_past(case: Case, rng: Random) -> Mutant | None:
    """186件 → 超过190件: a bound that the value does not reach."""
    found = [f for f in figures(case) if re.fullmatch(r"[1-9][0-9]{1,}", f.value) and f.value[-1] != "0"]
    if not found:
        return None
    figure = rng.choice(found)
    new = str((int(figure.value) // 10 + 1) * 10)
    return put(case, figure.start, figure.end, f"超过{new}{figure.unit}") if fresh(case, new) else None


@plants("altered_figure", "F-", on=("facts",))
def by_for_to(case: Case, rng: Random) -> Mutant | None:
    """提高到572元 → 提高了572元."""
    found = matches(r"(提高|增加|增长|下降|降低|降|上升|减少|压缩)(?:到|至|为)(?=[0-9])", case.text)
    m = chosen(rng, found)
    return put(case, m.start(), m.end(), m[1] + "了") if m else None


@plants("altered_figure", "F-", on=("facts",))
def to_for_by(case: Case, rng: Random) -> Mutant | None:
    """增长7.2% → 增长到7.2%."""
    m = chosen(
        rng,
        matches(r"(增长|增加|下降|提高|减少|降低)了?(?=[0-9.]+(?:%|亿元|万元|个百分点|家|个|件))", case.text),
    )
    return put(case, m.start(), m.end(), m[1] + "到") if m and any(m[0] in f for f in case.facts) else None


@plants("unsupported_figure", "F-", on=("facts",))
def figure_invented(case: Case, rng: Random) -> Mutant | None:
    """One more clause with a figure that nobody gave."""
    n = rng.randrange(23, 986)
    clause = rng.choice(
        (
            f"，带动就业{n}人",
            f"，节约资金{n}.7万元",
            f"，惠及群众{n}户",
            f"，群众满意率达到{90 + n % 9}.6%",
            f"，完成年度任务的{101 + n % 9}%",
            f"，平均压缩办理时限{n % 7 + 3}个工作日",
            f"，参训干部{n}人次",
        )
    )
    value = re.search(r"[0-9.]+", clause)
    end = case.text.rfind("。")
    if end < 0 or not value or not fresh(case, value[0]) or case.text[end - 1] in "”）":
        return None
    return put(case, end, end, clause)


@plants("unsupported_figure", "F-", on=("facts",))
def chinese_figure_invented(case: Case, rng: Random) -> Mutant | None:
    """An invented figure in Chinese numerals."""
    clause = rng.choice(
        (
            "，惠及三千余户群众",
            "，参训干部达四百多人次",
            "，近九成群众表示满意",
            "，建成十七个示范点",
            "，带动四成以上农户增收",
        )
    )
    end = case.text.rfind("。")
    return None if end < 0 or case.text[end - 1] in "”）" else put(case, end, end, clause)


@plants("binding", "F-", on=("facts",))
def figures_exchanged(case: Case, rng: Random) -> Mutant | None:
    """Two figures of the same unit change places."""
    found = figures(case)
    pairs = [
        (a, b)
        for i, a in enumerate(found)
        for b in found[i + 1 :]
        if a.unit == b.unit
        and a.value != b.value
        and not _one_measure(case.text[a.end : b.start])
        and re.search(r"[，；。、]", case.text[a.end : b.start])
    ]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    text = case.text
    new = (
        text[: a.start]
        + b.value
        + text[a.end - len(a.unit) : b.start]
        + a.value
        + text[b.end - len(b.unit) :]
    )
    return Mutant(
        case._replace(text=new),
        (
            a.start,
            len(text[: a.start] + b.value + text[a.end - len(a.unit) : b.start] + a.value) + len(b.unit),
        ),
    )


def _one_measure(between: str) -> bool:
    """Whether the second figure is of the same measure (增加到, 其中, 和), so that an exchange is another error."""
    return bool(re.search(r"到|至|为|比|其中|和|与|余下|剩|上年", between)) or len(between) < 2


@plants("binding", "F-", on=("facts",))
def figure_copied_over(case: Case, rng: Random) -> Mutant | None:
    """The figure of one clause stands in another one too."""
    found = figures(case)
    pairs = [
        (a, b)
        for a in found
        for b in found
        if a is not b
        and a.unit == b.unit
        and a.value != b.value
        and not _one_measure(case.text[min(a.end, b.end) : max(a.start, b.start)])
    ]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    return put(case, b.start, b.end, a.value + b.unit)


@plants("binding", "F-", on=("facts",))
def from_to_reversed(case: Case, rng: Random) -> Mutant | None:
    """由86.1%提高到90.4% → 由90.4%提高到86.1%."""
    m = chosen(
        rng,
        matches(
            r"由(?:上年的)?([0-9.]+)([^0-9，。；]{1,4})?([升提增降减下压][^0-9，。；]{0,4}[到至为])([0-9.]+)",
            case.text,
        ),
    )
    if not m or m[1] == m[4]:
        return None
    text = case.text
    new = text[: m.start(1)] + m[4] + text[m.end(1) : m.start(4)] + m[1] + text[m.end(4) :]
    return Mutant(case._replace(text=new), (m.start(), m.end()))


DIRECTIONS = {"增长": "下降", "下降": "增长", "提高": "降低", "降低": "提高", "增加": "减少", "减少": "增加", "上升": "下降", "高于": "低于", "低于": "高于", "新增": "减少"}  # fmt: skip


@plants("direction", "F-", on=("facts",))
def direction_reversed(case: Case, rng: Random) -> Mutant | None:
    """同比增长7.2% → 同比下降7.2%."""
    found = matches(r"(增长|下降|提高|降低|增加|减少|上升|高于|低于)(?=了?[到至]?[0-9])", case.text)
    found = [
        m
        for m in found
        if any(m[0] in f for f in case.facts) and not any(DIRECTIONS[m[0]] in f for f in case.facts)
    ]
    m = chosen(rng, found)
    return put(case, m.start(), m.end(), DIRECTIONS[m[0]]) if m else None


@plants("direction", "F-", on=("facts",))
def denied(case: Case, rng: Random) -> Mutant | None:
    """完成整治 → 未完成整治."""
    found = [
        m
        for m in matches(r"(?<![未没不])(?:已完成|已建成|均得到|均已|通过|实现|得到|达到)", case.text)
        if any(m[0] in f for f in case.facts)
    ]
    m = chosen(rng, found)
    if not m:
        return None
    new = {"已完成": "未完成", "已建成": "未建成", "均得到": "均未得到", "均已": "均未"}.get(
        m[0], "未" + m[0]
    )
    return put(case, m.start(), m.end(), new)


@plants("date", "F-", "A-", on=("facts",))
def day_moved(case: Case, rng: Random) -> Mutant | None:
    """5月18日 → 5月28日 or 7月18日."""
    found = [
        m
        for m in matches(r"(?<![0-9])([0-9]{1,2})月([0-9]{1,2})日", case.text)
        if any(m[0] in f for f in case.facts)
    ]
    m = chosen(rng, found)
    if not m:
        return None
    new = f"{m[1]}月{int(m[2]) % 28 + 1}日" if rng.random() < 0.5 else f"{int(m[1]) % 12 + 1}月{m[2]}日"
    return None if any(new in t for t in (*case.facts, case.text)) else put(case, m.start(), m.end(), new)


@plants("date", "F-", on=("facts",))
def month_moved(case: Case, rng: Random) -> Mutant | None:
    """6月签约 → 9月签约."""
    found = [
        m
        for m in matches(r"(?<![0-9至到—～])([0-9]{1,2})月(?!份?[0-9至到—～])", case.text)
        if any(re.search(rf"(?<![0-9]){m[0]}", f) for f in case.facts)
    ]
    m = chosen(rng, found)
    if not m:
        return None
    new = f"{(int(m[1]) + 2) % 12 + 1}月"
    return (
        None
        if any(re.search(rf"(?<![0-9]){new}", t) for t in (*case.facts, case.text))
        else put(case, m.start(), m.end(), new)
    )


@plants("date", "F-", "C-", on=("facts",))
def year_moved(case: Case, rng: Random) -> Mutant | None:
    """2024年1月 → 2022年1月."""
    found = [m for m in matches(r"(20[0-9]{2})年", case.text) if any(m[0] in f for f in case.facts)]
    m = chosen(rng, found)
    if not m:
        return None
    new = f"{int(m[1]) - 2}年"
    return (
        None
        if any(new in t for t in (*case.facts, case.text, case.period))
        else put(case, m.start(), m.end(), new)
    )


PLACES = r"县|镇|乡|村|街道|社区|水库|公司|市|广场|大学|中学|小学|医院|项目"
_SPELL = "岭溪泉川阳宁沙石桥云"


def _names(case: Case) -> list[re.Match[str]]:
    import rjieba

    out = []
    for m in matches(
        rf"(?<=[到任在与和、，。（：于为的会同县市区镇])([\u4e00-\u9fff]{{2}})({PLACES})", case.text
    ):
        body = m[1]
        if (
            any(m[0] in f for f in case.facts)
            and len(rjieba.cut(body, False)) == 2
            and not re.search(r"[我本全各该县市乡镇村区个两三多新老的了不驻任有行会请由及和]", body)
        ):
            out.append(m)
    return out


@plants("name", "F-", on=("facts",))
def name_misspelt(case: Case, rng: Random) -> Mutant | None:
    """石榴街道 → 石桥街道."""
    m = chosen(rng, _names(case))
    if not m:
        return None
    at = rng.randrange(2)
    other = rng.choice([c for c in _SPELL if c not in m[1]])
    body = m[1][:at] + other + m[1][at + 1 :]
    return Mutant(case._replace(text=case.text.replace(m[0], body + m[2])), (m.start(), m.end()))


@plants("name", "F-", on=("facts",))
def document_renamed(case: Case, rng: Random) -> Mutant | None:
    """《…实施方案》 → 《…管理办法》."""
    found = [m for m in matches(r"《[^《》\n]{4,40}》", case.text) if any(m[0] in f for f in case.facts)]
    m = chosen(rng, found)
    if not m:
        return None
    for a, b in (
        ("方案", "办法"),
        ("办法", "方案"),
        ("意见", "方案"),
        ("规划", "计划"),
        ("报告", "方案"),
        ("规定", "办法"),
        ("条例", "规定"),
        ("措施", "办法"),
        ("导则", "指南"),
        ("规范", "标准"),
    ):
        if a in m[0]:
            return put(case, m.start(), m.end(), m[0].replace(a, b))
    return None


POSTS = (("副镇长", "镇长"), ("副局长", "局长"), ("副主任", "主任"), ("副书记", "书记"), ("副县长", "县长"), ("副乡长", "乡长"), ("第一书记", "党支部书记"), ("党组成员", "党组书记"), ("主任", "副主任"), ("局长", "副局长"), ("科长", "处长"), ("副市长", "市长"))  # fmt: skip


@plants("name", "F-", on=("facts",))
def post_changed(case: Case, rng: Random) -> Mutant | None:
    """任副镇长 → 任镇长."""
    for a, b in POSTS:
        at = case.text.find(a)
        known = any(a in f for f in case.facts) and not any(b in f.replace(a, "") for f in case.facts)
        if at >= 0 and known and case.text.count(a) == 1 and case.text[at - 1 : at] not in ("班", "副"):
            return put(case, at, at + len(a), b)
    return None


RUNGS = (
    ("签约", "投产"), ("签约", "开工"), ("开工建设", "竣工投用"), ("开工", "建成投用"), ("参与", "牵头"), ("协助", "主持"), ("配合", "牵头"),
    ("县级", "市级"), ("市级", "省级"), ("省级", "国家级"), ("申报", "获批"), ("正在办理", "已办结"), ("正在建设", "已建成"), ("正在", "已"),
    ("启动", "完成"), ("主体完工", "竣工投用"), ("主体封顶", "竣工投用"), ("初步设计", "竣工验收"), ("完成立项", "建成投用"), ("市委", "省委"), ("县委", "市委"),
    ("全县", "全市"), ("全市", "全省"), ("全省", "全国"), ("试运行", "正式运行"), ("入围", "获评"), ("提名", "荣获"), ("达成意向", "正式签约"),
)  # fmt: skip


@plants("rung", "F-", on=("facts",))
def rung_raised(case: Case, rng: Random) -> Mutant | None:
    """签约 → 投产, 市级 → 省级, 参与 → 牵头."""
    fitting = [
        (a, b)
        for a, b in RUNGS
        if case.text.count(a) == 1
        and sum(a in f for f in case.facts) == 1
        and not any(b in t for t in (*case.facts, case.text))
    ]
    if not fitting:
        return None
    a, b = rng.choice(fitting)
    at = case.text.find(a)
    return put(case, at, at + len(a), b)


PRAISE = (
    "，居全省第一", "，在全市率先实现突破", "，创历史最好水平", "，填补了全省空白", "，受到省领导批示肯定", "，实现零的突破", "，位居全市前列", "，得到群众一致好评",
    "，为全国首创", "，在全省推广",
)  # fmt: skip


@plants("superlative", "F-", on=("facts",))
def praise_added(case: Case, rng: Random) -> Mutant | None:
    """，居全省第一 without a fact."""
    clause = rng.choice(PRAISE)
    if any(
        w in t
        for t in (*case.facts, case.text)
        for w in ("第一", "率先", "历史", "空白", "批示", "突破", "前列", "好评", "首创", "推广")
    ):
        return None
    end = case.text.rfind("。")
    return None if end < 0 or case.text[end - 1] in "”）" else put(case, end, end, clause)


@plants("missing_fact", "F-OMIT", "F-PART", on=("facts",))
def fact_left_out(case: Case, rng: Random) -> Mutant | None:
    """The only clause group that tells a fact is cut out."""
    pieces = matches(r"[^；。]+[；。]?", case.text)
    options = []
    for piece in pieces:
        inside = set(re.findall(r"[0-9]+(?:\.[0-9]+)?", piece[0]))
        rest = case.text[: piece.start()] + case.text[piece.end() :]
        for i, fact in enumerate(case.facts, 1):
            own = set(re.findall(r"[0-9]+(?:\.[0-9]+)?", fact))
            others = set(re.findall(r"[0-9]+(?:\.[0-9]+)?", " ".join(f for f in case.facts if f != fact)))
            told = set(re.findall(r"[0-9]+(?:\.[0-9]+)?", rest))
            if own and own == inside and not own & others and not own & told and len(pieces) > 1:
                options.append((piece, i))
    if not options:
        return None
    piece, i = rng.choice(options)
    text = case.text[: piece.start()] + case.text[piece.end() :]
    text = re.sub(r"[；，]$", "。", text)
    return Mutant(case._replace(text=text), fact=f"F{i}")


OTHER_FACTS = (
    "开展校外培训机构专项检查26次", "改造农村危房317户", "新建村级卫生室14所", "举办青年干部读书班4期", "化解信访积案58件", "完成高标准农田建设1.9万亩",
    "12月3日通过省级卫生城镇复审", "引进高层次人才21名", "“阳光驿站”被评为市级示范点", "与江陵职业学院签订合作协议",
)  # fmt: skip


@plants("missing_fact", "F-OMIT", "F-PART", on=("facts",))
def fact_untold(case: Case, rng: Random) -> Mutant | None:
    """One fact more in the notes, which the text does not tell."""
    other = rng.choice(OTHER_FACTS)
    facts = (*case.facts, other)
    return Mutant(case._replace(facts=facts), fact=f"F{len(facts)}")


@plants("missing_fact", "F-PART", "F-OMIT", on=("facts",))
def figure_untold(case: Case, rng: Random) -> Mutant | None:
    """One more value behind a fact of the notes, which the text does not tell: the fact is told in part."""
    usable = [i for i, f in enumerate(case.facts) if FIGURE.search(f)]
    if not usable:
        return None
    i = rng.choice(usable)
    facts = list(case.facts)
    facts[i] += rng.choice(("，涉及资金473.9万元", "，覆盖群众2.84万人", "，惠及企业657家"))
    return Mutant(case._replace(facts=tuple(facts)), fact=f"F{i + 1}")
