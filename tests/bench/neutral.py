"""Equivalent rewrites, of the text or of the notes: no new error or warning may come of them."""

from __future__ import annotations

import re
from random import Random

from mutants import Case, Mutant, chosen, matches, neutral, put
from plants_facts import figures

FULL = str.maketrans("0123456789%", "０１２３４５６７８９％")


def _facts(case: Case, facts: list[str]) -> Mutant | None:
    return Mutant(case._replace(facts=tuple(facts))) if tuple(facts) != case.facts else None


@neutral()
def identity(case: Case, rng: Random) -> Mutant | None:
    """The base itself; unlike the others counted against no base, so that its own alarms show."""
    return Mutant(case, before=case._replace(text="", facts=()))


@neutral()
def yi_as_wan(case: Case, rng: Random) -> Mutant | None:
    """3.85亿元 → 38500万元 in the text."""
    m = chosen(rng, matches(r"(?<![0-9.～—至])([0-9]{1,3})\.([0-9]{1,4})亿元", case.text))
    return put(case, m.start(), m.end(), f"{int(m[1] + m[2].ljust(4, '0'))}万元") if m else None


@neutral()
def wan_as_yi(case: Case, rng: Random) -> Mutant | None:
    """38500万元 → 3.85亿元 in the text, 2400万元 → 0.24亿元."""
    m = chosen(rng, matches(r"(?<![0-9.～—至])([0-9]{4,6})万元", case.text))
    if not m:
        return None
    return put(case, m.start(), m.end(), f"{int(m[1]) / 10000:.4f}".rstrip("0").rstrip(".") + "亿元")


@neutral()
def wan_spelt_out(case: Case, rng: Random) -> Mutant | None:
    """5.2万人次 → 52000人次 in the text."""
    m = chosen(rng, matches(r"(?<![0-9.～—至])([0-9]{1,3})\.([0-9]{1,3})万(人次|人|亩|户)", case.text))
    return put(case, m.start(), m.end(), f"{int(m[1] + m[2].ljust(4, '0'))}{m[3]}") if m else None


@neutral()
def facts_yi_as_wan(case: Case, rng: Random) -> Mutant | None:
    """3.85亿元 → 38500万元 in the notes."""
    return _facts(
        case,
        [
            re.sub(
                r"(?<![0-9.～—至])([0-9]{1,3})\.([0-9]{1,4})亿元",
                lambda m: f"{int(m[1] + m[2].ljust(4, '0'))}万元",
                f,
            )
            for f in case.facts
        ],
    )


@neutral()
def percent_as_cheng(case: Case, rng: Random) -> Mutant | None:
    """80% → 八成."""
    m = chosen(rng, matches(r"(?<![0-9.～—至])([1-9])0%(?!以[上下])", case.text))
    return put(case, m.start(), m.end(), "一二三四五六七八九"[int(m[1]) - 1] + "成") if m else None


@neutral()
def percent_spelt(case: Case, rng: Random) -> Mutant | None:
    """80% → 百分之八十 (the form of numerals aside)."""
    m = chosen(rng, matches(r"(?<![0-9.～—至])([1-9])0%", case.text))
    return put(case, m.start(), m.end(), "百分之" + "一二三四五六七八九"[int(m[1]) - 1] + "十") if m else None


_HAN = "零一二三四五六七八九"


@neutral("F-", "A-", "H-")
def count_in_han(case: Case, rng: Random) -> Mutant | None:
    """3个 → 三个 in the text."""
    found = [
        f
        for f in figures(case)
        if re.fullmatch("[2-9]", f.value)
        and f.unit in ("个", "家", "项", "场", "次", "座", "所", "条", "处", "名", "件")
    ]
    if not found:
        return None
    f = rng.choice(found)
    new = "两" if f.value == "2" and f.unit in ("个", "家", "次", "场") else _HAN[int(f.value)]
    return put(case, f.start, f.end, new + f.unit)


@neutral("F-", "A-")
def number_in_han(case: Case, rng: Random) -> Mutant | None:
    """360个 → 三百六十个 in the text."""
    found = [f for f in figures(case) if re.fullmatch("[1-9][1-9][0-9]", f.value) and f.unit != "%"]
    if not found:
        return None
    f = rng.choice(found)
    a, b, c = (int(d) for d in f.value)
    return put(case, f.start, f.end, f"{_HAN[a]}百{_HAN[b]}十{_HAN[c] if c else ''}{f.unit}")


@neutral()
def facts_in_han(case: Case, rng: Random) -> Mutant | None:
    """3个 → 三个 in the notes."""
    return _facts(
        case,
        [
            re.sub(r"(?<![0-9.～—至第月年])([3-9])(?=[个家项场次座所条处名件])", lambda m: _HAN[int(m[1])], f)
            for f in case.facts
        ],
    )


@neutral()
def facts_full_width(case: Case, rng: Random) -> Mutant | None:
    """123家 → １２３家, 80% → 80％ in the notes."""
    return _facts(case, [f.translate(FULL) for f in case.facts])


@neutral()
def facts_shuffled(case: Case, rng: Random) -> Mutant | None:
    """The notes in another order."""
    return _facts(case, list(reversed(case.facts)))


@neutral()
def facts_stopped(case: Case, rng: Random) -> Mutant | None:
    """Every note ends with 。 or ；."""
    return _facts(case, [f.rstrip("。；") + rng.choice("。；") for f in case.facts])


@neutral()
def facts_merged(case: Case, rng: Random) -> Mutant | None:
    """Two notes in one line."""
    if len(case.facts) < 2 or any(re.search(r"[：:。]", f) for f in case.facts[:2]):
        return None
    return _facts(case, [f"{case.facts[0]}；{case.facts[1]}", *case.facts[2:]])


@neutral()
def facts_split(case: Case, rng: Random) -> Mutant | None:
    """A note of two independent clauses in two lines."""
    for i, fact in enumerate(case.facts):
        parts = re.split(r"[；。]", fact.rstrip("。；"))
        if len(parts) == 2 and all(len(p) >= 6 for p in parts):
            return _facts(case, [*case.facts[:i], *parts, *case.facts[i + 1 :]])
    return None


def _year(case: Case) -> str:
    m = re.fullmatch(r"(20[0-9]{2})年(?:度)?", case.period)
    return m[1] if m else ""


@neutral("F-", "C-", "A-")
def year_as_this_year(case: Case, rng: Random) -> Mutant | None:
    """2023年 → 今年 where it is the period's."""
    year = _year(case)
    m = chosen(rng, matches(rf"(?<![0-9—～至“《]){year}年(?![—～至度底初末])", case.text)) if year else None
    return put(case, m.start(), m.end(), "今年") if m else None


@neutral("F-", "C-", "A-")
def this_year_spelt(case: Case, rng: Random) -> Mutant | None:
    """今年 → 2023年."""
    m = chosen(rng, matches("今年(?!以来)", case.text)) if _year(case) else None
    return put(case, m.start(), m.end(), _year(case) + "年") if m else None


@neutral("F-", "C-", "A-")
def last_year_spelt(case: Case, rng: Random) -> Mutant | None:
    """比上年增长 → 较2022年增长."""
    m = chosen(rng, matches("比上年(?=增|下|提|减)", case.text)) if _year(case) else None
    return put(case, m.start(), m.end(), f"较{int(_year(case)) - 1}年") if m else None


@neutral("F-", "C-")
def year_dropped(case: Case, rng: Random) -> Mutant | None:
    """2023年5月18日 → 5月18日 where it is the period's year."""
    year = _year(case)
    m = chosen(rng, matches(rf"{year}年(?=[0-9]{{1,2}}月)", case.text)) if year else None
    return put(case, m.start(), m.end(), "") if m else None


@neutral("F-", "C-")
def year_supplied(case: Case, rng: Random) -> Mutant | None:
    """5月18日 → 2023年5月18日."""
    year = _year(case)
    m = (
        chosen(rng, matches(r"(?<![年0-9至—～、到和])(?=[0-9]{1,2}月[0-9]{1,2}日)", case.text))
        if year
        else None
    )
    return put(case, m.start(), m.end(), year + "年") if m else None


@neutral("F-")
def day_as_hao(case: Case, rng: Random) -> Mutant | None:
    """5月18日 → 5月18号: no other fact."""
    m = chosen(rng, matches(r"(?<=月)([0-9]{1,2})日(?!报|常)", case.text))
    return put(case, m.start(), m.end(), m[1] + "号") if m else None


@neutral("F-", "A-")
def looser_yu(case: Case, rng: Random) -> Mutant | None:
    """123家 → 120余家: true, and told as info."""
    found = [
        f
        for f in figures(case)
        if re.fullmatch("[1-9][0-9]{2}", f.value) and f.value[-1] != "0" and f.unit not in ("元", "%")
    ]
    if not found:
        return None
    f = rng.choice(found)
    return put(case, f.start, f.end, f"{f.value[:-1]}0余{f.unit}")


SYNONYMS = (
    ("举办", "组织"), ("开展", "组织开展"), ("完成", "顺利完成"), ("推动", "推进"), ("全年", "一年来，"), ("建成", "建成了"), ("累计", "共"), ("组织", "先后组织"), ("解决", "协调解决"),
    ("进一步", "不断"), ("加强", "强化"), ("同比", "较上年同期"), ("帮助", "帮扶"), ("惠及", "受益"), ("发放", "兑现"), ("走访", "走访了"), ("增长", "同比增长"), ("新增", "新增加"),
    ("其中", "这其中"), ("有效", "切实"), ("困难群众", "困难家庭群众"), ("各类", "各种"),
)  # fmt: skip
_SAFE = {"进一步", "加强", "推动", "完成", "建成", "走访", "开展", "举办", "有效", "帮助"}


@neutral("F-", "A-", "P-", "C-", "L-", "M-", "V-", "R-", "U-", "N-", "T-")
def synonym(case: Case, rng: Random) -> Mutant | None:
    """One verb or adverb by another that says the same."""
    fitting = [
        (a, b)
        for a, b in SYNONYMS
        if a in _SAFE
        and case.text.count(a) == 1
        and b not in case.text
        and not re.search(rf"[未正已先在]{a}|{a}[了后前]|《[^》]*{a}|“[^”]*{a}|[的为]{a}", case.text)
    ]
    if not fitting:
        return None
    a, b = rng.choice(fitting)
    at = case.text.find(a)
    return put(case, at, at + len(a), b)


@neutral()
def clauses_swapped(case: Case, rng: Random) -> Mutant | None:
    """甲；乙。 → 乙；甲。"""
    m = chosen(
        rng,
        [
            m
            for m in matches(r"(?<=。)([^。；，：“”]+，[^。；：“”]+)；([^。；：“”]+)。", "。" + case.text)
            if not re.search(r"是|其|此|该|并|同时|也|还|进而|第|要|余下|[均都]", m[0])
        ],
    )
    if not m:
        return None
    text = ("。" + case.text)[: m.start(1)] + m[2] + "；" + m[1] + ("。" + case.text)[m.end(2) :]
    return Mutant(case._replace(text=text[1:]))


@neutral()
def sentences_swapped(case: Case, rng: Random) -> Mutant | None:
    """Two sentences that stand alone change places."""
    parts = re.findall(r"[^。\n]+。", case.text)
    if (
        len(parts) < 2
        or "".join(parts) != case.text
        or re.search(
            r"[一二三四][是要]|第[一二三]|其[一二中]|上述|此外|同时|为此|该|首先|[“”]|今年以来|一年来|挂职|任",
            case.text,
        )
    ):
        return None
    i = rng.randrange(len(parts) - 1)
    parts[i], parts[i + 1] = parts[i + 1], parts[i]
    return Mutant(case._replace(text="".join(parts)))


@neutral()
def semicolons_as_stops(case: Case, rng: Random) -> Mutant | None:
    """甲；乙。 → 甲。乙。"""
    if "；" not in case.text or re.search(r"[一二三]是|第[一二]|：|（[^）]*；", case.text):
        return None
    return Mutant(case._replace(text=case.text.replace("；", "。")))


@neutral()
def paragraphs_split(case: Case, rng: Random) -> Mutant | None:
    """Every sentence a paragraph, indented by two full-width spaces."""
    if re.search("[“”]", case.text) or "\n" in case.text or case.text.count("。") < 2:
        return None
    lines = re.findall(r"[^。]+。?", case.text)
    return Mutant(case._replace(text="\n".join("\u3000\u3000" + line for line in lines) + "\n"))


@neutral()
def lines_windows(case: Case, rng: Random) -> Mutant | None:
    """Lines end in CR LF, with a blank line between."""
    return Mutant(case._replace(text=case.text.replace("\n", "\r\n\r\n") + "\r\n"))


@neutral()
def from_to_as_growth(case: Case, rng: Random) -> Mutant | None:
    """由112家增加到126家 → 达到126家，增加14家."""
    m = chosen(
        rng,
        matches(
            r"由(?:上年的)?([0-9]+)(家|个|户|名|件|人|所|万元|亩)?(增加|增长|提高|减少|下降)[到至]([0-9]+)(家|个|户|名|件|人|所|万元|亩)",
            case.text,
        ),
    )
    if not m or (m[2] and m[2] != m[5]) or int(m[1]) == int(m[4]):
        return None
    more = int(m[4]) > int(m[1])
    new = f"达到{m[4]}{m[5]}，{'增加' if more else '减少'}{abs(int(m[4]) - int(m[1]))}{m[5]}"
    return put(case, m.start(), m.end(), new)


@neutral()
def points_from_rates(case: Case, rng: Random) -> Mutant | None:
    """由86.1%提高到90.4% → 达到90.4%，提高4.3个百分点."""
    m = chosen(
        rng,
        matches(
            r"由(?:上年的)?([0-9.]+)%(提高|上升|增长|下降|降低)[到至]([0-9.]+)%(?!以上|，[提上下])", case.text
        ),
    )
    if not m:
        return None
    step = round(float(m[3]) - float(m[1]), 2)
    return put(
        case, m.start(), m.end(), f"达到{m[3]}%，{'提高' if step > 0 else '下降'}{abs(step):g}个百分点"
    )


GENERIC = (
    "始终把责任扛在肩上，推动各项工作落地见效。",
    "坚持问题导向，补短板、强弱项，为全面完成目标任务打下了坚实基础。",
    "实践证明，只有紧紧依靠群众，工作才能行稳致远。",
    "同时，注重加强自身建设，严格落实中央八项规定及其实施细则精神，自觉做到清正廉洁。",
    "面对繁重任务，广大干部职工心往一处想、劲往一处使，以“五加二、白加黑”的劲头抓落实。",
    "坚持抓住作风建设这个“牛鼻子”，工作更加接地气、见实效。",
    "深刻领悟“两个确立”的决定性意义，增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
    "严格落实“三重一大”集体决策制度，认真履行“一岗双责”。",
    "坚持统筹兼顾、突出重点，一手抓发展、一手抓安全，推动各项工作再上新台阶。",
    "12345热线反映的问题，做到第一时间受理、第一时间反馈。",
    "工作虽有进步，但与上级要求和群众期盼相比还有不小差距，需要在今后工作中加以改进。",
    "积极践行“一线工作法”，在一线发现问题、在一线解决问题。",
)


@neutral(on=("facts", "paragraph"))
def generic_added(case: Case, rng: Random) -> Mutant | None:
    """One more sentence that needs no fact."""
    if (case.period[:4] or "2023") < "2022":
        return None
    sentence = rng.choice(GENERIC)
    if sentence[:8] in case.text or not case.text.rstrip().endswith("。"):
        return None
    return Mutant(case._replace(text=case.text.rstrip() + sentence))


@neutral(on=("document", "paragraph"))
def whole_report(case: Case, rng: Random) -> Mutant | None:
    """A sample report without notes, against an exemplar of another place; counted against no base."""
    return Mutant(case, before=case._replace(text=""))


@neutral("F-")
def short_names(case: Case, rng: Random) -> Mutant | None:
    """县发展和改革局 → 县发改局."""
    for a, b in (
        ("发展和改革", "发改"),
        ("人力资源和社会保障", "人社"),
        ("农业农村局", "农业局"),
        ("住房和城乡建设", "住建"),
        ("文化和旅游", "文旅"),
        ("卫生健康", "卫健"),
        ("市场监督管理", "市场监管"),
        ("退役军人事务", "退役军人"),
    ):
        titled = re.search(rf"《[^《》]*{a}", case.text)  # the title of a document has one form
        if a in case.text and a != "农业农村局" and not titled:
            return Mutant(case._replace(text=case.text.replace(a, b)))
    return None
