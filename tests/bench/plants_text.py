"""Operators that plant errors of language and form, mostly by spoiling what stands in the text."""

from __future__ import annotations

import re
from random import Random

from mutants import PLANTS, Case, Mutant, Planted, chosen, matches, planted, plants, put

HAN = "\u4e00-\u9fff"


def _spoil(case: Case, rng: Random, pattern: str, new: str) -> Mutant | None:
    m = chosen(rng, matches(pattern, case.text))
    return put(case, m.start(), m.end(), m.expand(new)) if m else None


# --- marks of punctuation -------------------------------------------------------------------------------------------

MARKS = {"，": ",", "；": ";", "：": ":", "？": "?", "！": "!"}


@plants("punctuation", "U-")
def mark_half_width(case: Case, rng: Random) -> Mutant | None:
    """， → , between Han."""
    m = chosen(rng, matches(rf"(?<=[{HAN}])[，；：？！](?=[{HAN}])", case.text))
    return put(case, m.start(), m.end(), MARKS[m[0]]) if m else None


@plants("punctuation", "U-")
def stop_half_width(case: Case, rng: Random) -> Mutant | None:
    """。 → . behind Han."""
    return _spoil(case, rng, rf"(?<=[{HAN}])。", ".")


@plants("punctuation", "U-")
def brackets_half_width(case: Case, rng: Random) -> Mutant | None:
    """（…） → (…)."""
    return _spoil(case, rng, r"（([^（）\n]{1,30})）", r"(\1)")


@plants("punctuation", "U-")
def mark_before_etc(case: Case, rng: Random) -> Mutant | None:
    """A、B等 → A、B、等."""
    return _spoil(case, rng, rf"(?<=、)([{HAN}]{{2,8}})等(?![级候待于同我你他各])", r"\1、等")


@plants("punctuation", "U-")
def stop_doubled(case: Case, rng: Random) -> Mutant | None:
    """。 → 。。, ， → ，，."""
    return _spoil(case, rng, rf"(?<=[{HAN}0-9%])([，。；])(?=[{HAN}]|$)", r"\1\1")


@plants("punctuation", "U-")
def two_stops(case: Case, rng: Random) -> Mutant | None:
    """， → ，。 or 、，."""
    m = chosen(rng, matches(rf"(?<=[{HAN}])，(?=[{HAN}])", case.text))
    return put(case, m.start(), m.end(), rng.choice(("，。", "、，", "；，", "，；"))) if m else None


@plants("punctuation", "U-")
def quote_unclosed(case: Case, rng: Random) -> Mutant | None:
    """“…” → “…."""
    m = chosen(rng, matches(r"“[^“”\n]{2,30}”", case.text))
    if not m:
        return None
    text = case.text[: m.end() - 1] + case.text[m.end() :]
    return Mutant(case._replace(text=text), m.span())


@plants("punctuation", "U-")
def quote_unopened(case: Case, rng: Random) -> Mutant | None:
    """“…” → …”."""
    m = chosen(rng, matches(r"“[^“”\n]{2,30}”", case.text))
    if not m:
        return None
    return Mutant(
        case._replace(text=case.text[: m.start()] + case.text[m.start() + 1 :]), (m.start(), m.end() - 1)
    )


@plants("punctuation", "U-")
def book_mark_unclosed(case: Case, rng: Random) -> Mutant | None:
    """《…》 → 《…."""
    m = chosen(rng, matches(r"《[^《》\n]{2,40}》", case.text))
    return (
        Mutant(case._replace(text=case.text[: m.end() - 1] + case.text[m.end() :]), m.span()) if m else None
    )


@plants("punctuation", "U-")
def bracket_unclosed(case: Case, rng: Random) -> Mutant | None:
    """（…） → （…."""
    m = chosen(rng, matches(r"（[^（）\n]{2,40}）", case.text))
    return (
        Mutant(case._replace(text=case.text[: m.end() - 1] + case.text[m.end() :]), m.span()) if m else None
    )


@plants("punctuation", "U-")
def quotes_straight(case: Case, rng: Random) -> Mutant | None:
    """“…” → "…"."""
    return _spoil(case, rng, r"“([^“”\n]{2,30})”", r'"\1"')


@plants("punctuation", "U-DUN")
def pause_between_quotes(case: Case, rng: Random) -> Mutant | None:
    """“甲”“乙” → “甲”、“乙” (GB/T 15834 4.5.3.5)."""
    m = chosen(rng, matches(r"[”》](?=[“《])", case.text))
    return put(case, m.start(), m.end(), m[0] + "、") if m else None


@plants("punctuation", "U-", "N-")
def space_in_han(case: Case, rng: Random) -> Mutant | None:
    """A space between Han."""
    m = chosen(rng, matches(rf"(?<=[{HAN}]{{2}})(?=[{HAN}]{{2}})", case.text))
    return put(case, m.start(), m.end(), " ") if m else None


@plants("punctuation", "U-", "N-")
def space_at_figure(case: Case, rng: Random) -> Mutant | None:
    """A space between Han and digits, as copy-writing linters want it."""
    m = chosen(rng, matches(rf"(?<=[{HAN}])(?=[0-9])", case.text))
    return put(case, m.start(), m.end(), " ") if m else None


@plants("punctuation", "U-", "N-")
def years_hyphenated(case: Case, rng: Random) -> Mutant | None:
    """2021—2025年 → 2021-2025年."""
    return _spoil(case, rng, r"(?<=[0-9])[—](?=[0-9]{4}年)", "-")


@plants("punctuation", "U-", on=("document",))
def salutation_paused(case: Case, rng: Random) -> Mutant | None:
    """同志们： → 同志们，."""
    m = chosen(rng, matches(r"(?m)^[^，。\n]{2,20}：$", case.text))
    return put(case, m.end() - 1, m.end(), rng.choice("，！")) if m else None


# --- numerals -------------------------------------------------------------------------------------------------------


@plants("numeral", "N-")
def ji_after_digits(case: Case, rng: Random) -> Mutant | None:
    """12个 → 10几个."""
    m = chosen(rng, matches(r"(?<![0-9.第])1[1-9](个|家|项|次|场|名|件|处)", case.text))
    return put(case, m.start(), m.end(), "10几" + m[1]) if m else None


@plants("numeral", "N-")
def hedged_twice(case: Case, rng: Random) -> Mutant | None:
    """260件 → 约260余件, 95% → 近95%以上."""
    m = chosen(
        rng, matches(r"(?<![0-9.第约近超过余～—])([1-9][0-9]{2,})(件|人次|人|户|个|家)(?![以左])", case.text)
    )
    if not m:
        return None
    new = rng.choice(
        (f"约{m[1]}余{m[2]}", f"近{m[1]}{m[2]}以上", f"超过{m[1]}多{m[2]}", f"约{m[1]}{m[2]}左右")
    )
    return put(case, m.start(), m.end(), new)


@plants("numeral", "N-")
def percent_spelt_half(case: Case, rng: Random) -> Mutant | None:
    """96% → 百分之96."""
    return _spoil(case, rng, r"(?<![0-9.～—])([0-9]{1,2}(?:\.[0-9])?)%", r"百分之\1")


@plants("numeral", "N-")
def year_mixed(case: Case, rng: Random) -> Mutant | None:
    """2023年 → 20二三年 or 二零二三年."""
    m = chosen(rng, matches(r"20(2[0-9])年", case.text))
    if not m:
        return None
    han = "".join("零一二三四五六七八九"[int(c)] for c in m[1])
    return put(case, m.start(), m.end(), rng.choice((f"二零{han}年", f"20{han}年", f"二0{han}年")))


@plants("numeral", "N-")
def year_shortened(case: Case, rng: Random) -> Mutant | None:
    """2023年 → 23年."""
    return _spoil(case, rng, r"(?<![0-9—～-])20(2[0-9]年)(?=[，的以来底初末，]|[0-9]{1,2}月)", r"\1")


@plants("numeral", "N-")
def thousand_mixed(case: Case, rng: Random) -> Mutant | None:
    """4000人 → 4千人, 500 → 5百."""
    m = chosen(rng, matches(r"(?<![0-9.])([1-9])(000|00)(?=[个家人户件亩吨名米公])", case.text))
    return put(case, m.start(), m.end(), m[1] + ("千" if m[2] == "000" else "百")) if m else None


@plants("numeral", "N-")
def range_bare_percent(case: Case, rng: Random) -> Mutant | None:
    """7.5% → 7—7.5%: the first term lost its sign."""
    m = chosen(rng, matches(r"(?<![0-9.～—-])([1-9][0-9]?)(\.[0-9]+)?%", case.text))
    return put(case, m.start(), m.end(), f"{m[1]}{rng.choice('～—-')}{int(m[1]) + 3}%") if m else None


@plants("numeral", "N-")
def range_bare_wan(case: Case, rng: Random) -> Mutant | None:
    """17万元 → 13～17万元."""
    m = chosen(rng, matches(r"(?<![0-9.～—-])([1-9][0-9]{0,2})(?:\.[0-9]+)?(万元|亿元|万人|万亩)", case.text))
    return put(case, m.start(), m.end(), f"{m[1]}{rng.choice('～-—')}{int(m[1]) + 4}{m[2]}") if m else None


@plants("numeral", "N-")
def range_hyphened(case: Case, rng: Random) -> Mutant | None:
    """5个 → 3-5个."""
    m = chosen(rng, matches(r"(?<![0-9.～—第-])([2-9])(个|天|家|名|次|场|项)", case.text))
    return put(case, m.start(), m.end(), f"{m[1]}-{int(m[1]) + 2}{m[2]}") if m else None


@plants("numeral", "N-")
def zero_lost(case: Case, rng: Random) -> Mutant | None:
    """0.46 → .46."""
    return _spoil(case, rng, r"(?<![0-9])0(\.[0-9]+)", r"\1")


@plants("numeral", "N-", "Y-", on=("document",))
def day_padded(case: Case, rng: Random) -> Mutant | None:
    """6月8日 → 06月08日 (GB/T 9704 7.3.5.4 of the date line)."""
    text = case.text.rstrip() + f"\n{case.period[:4]}年01月08日\n"
    at = text.rindex("01月08日")
    return Mutant(case._replace(text=text), (at - 5, at + 6))


@plants("numeral", "N-")
def digits_full_width(case: Case, rng: Random) -> Mutant | None:
    """123家 → １２３家."""
    m = chosen(rng, matches(r"(?<![0-9.])[0-9]{2,4}(?=[家个项人件户])", case.text))
    return (
        put(case, m.start(), m.end(), m[0].translate(str.maketrans("0123456789", "０１２３４５６７８９")))
        if m
        else None
    )


@plants("numeral", "N-", "Y-", on=("document",))
def date_in_han(case: Case, rng: Random) -> Mutant | None:
    """The date of writing in Chinese numerals (GB/T 9704 7.3.5.4)."""
    year = "".join("〇一二三四五六七八九"[int(c)] for c in case.period[:4])
    end = len(case.text.rstrip())
    new = f"\n岚水县水利局\n{year}年十二月二十日"
    return Mutant(case._replace(text=case.text[:end] + new + "\n"), (end + 8, end + len(new)))


# --- residue --------------------------------------------------------------------------------------------------------


@plants("placeholder", "M-")
def figure_masked(case: Case, rng: Random) -> Mutant | None:
    """5.82亿元 → **亿元."""
    m = chosen(rng, matches(r"(?<![0-9.第])[0-9]+(?:\.[0-9]+)?(?=[个家项件户亿万人%名场次])", case.text))
    return put(case, m.start(), m.end(), rng.choice(("**", "XX", "××", "___", "X", "*", "xx"))) if m else None


@plants("placeholder", "M-")
def name_masked(case: Case, rng: Random) -> Mutant | None:
    """县委 → XX县委."""
    m = chosen(rng, matches(rf"(?:在|到|对|为)(?=[{HAN}]{{2}})", case.text))
    return (
        put(
            case,
            m.end(),
            m.end(),
            rng.choice(("XX县", "**镇", "某某村", "××市", "XXX公司", "某某同志", "***街道")),
        )
        if m
        else None
    )


@plants("placeholder", "M-")
def slot_left(case: Case, rng: Random) -> Mutant | None:
    """A note to oneself left in the text."""
    slot = rng.choice(
        (
            "【此处填写具体数据】",
            "（待补充）",
            "[单位名称]",
            "{姓名}",
            "<地名1>",
            "（数据待核）",
            "【请补充】",
            "（此处可举例）",
            "{{项目名称}}",
            "［待定］",
            "（略）此处补充案例",
            "____",
        )
    )
    m = chosen(rng, matches(rf"(?<=[{HAN}])(?=[，。])", case.text))
    return put(case, m.start(), m.end(), slot) if m else None


@plants("placeholder", "M-")
def figure_dropped(case: Case, rng: Random) -> Mutant | None:
    """完成投资5.82亿元 → 完成投资亿元."""
    m = chosen(
        rng,
        matches(
            rf"(?<=[{HAN}])(?<![近约超共第每达逾])[0-9]+(?:\.[0-9]+)?(?=亿元|万元|公里|万人|平方米|人次|万亩|个百分点|%)",
            case.text,
        ),
    )
    if not m:
        return None
    text = case.text[: m.start()] + case.text[m.end() :]
    return Mutant(case._replace(text=text), (max(0, m.start() - 2), m.start() + 3))


@plants("placeholder", "M-")
def count_dropped(case: Case, rng: Random) -> Mutant | None:
    """改造管网318公里、走访企业43家 → 走访企业家."""
    m = chosen(
        rng, matches(r"(?<=[业目题动位会议户区项育训])[0-9]+(?=[家个项次场户件处][，。；、])", case.text)
    )
    if not m:
        return None
    text = case.text[: m.start()] + case.text[m.end() :]
    return Mutant(case._replace(text=text), (max(0, m.start() - 2), m.start() + 2))


# --- numbering ------------------------------------------------------------------------------------------------------


@plants("numbering", "H-")
def run_gap(case: Case, rng: Random) -> Mutant | None:
    """一是…二是…三是 → 一是…三是…."""
    if not ("一是" in case.text and "二是" in case.text):
        return None
    at = case.text.find("二是")
    text = case.text
    for a, b in (("四是", "五是"), ("三是", "四是"), ("二是", "三是")):
        text = text.replace(a, b)
    return Mutant(case._replace(text=text), (at, at + 2))


@plants("numbering", "H-")
def run_doubled(case: Case, rng: Random) -> Mutant | None:
    """一是…二是 → 一是…一是."""
    at = case.text.find("二是")
    return (
        put(case, at, at + 2, "一是") if at > 0 and "一是" in case.text[:at] and "三是" in case.text else None
    )


@plants("numbering", "H-")
def run_mixed(case: Case, rng: Random) -> Mutant | None:
    """一是…二是…三是 → 一是…二是…第三，."""
    at = case.text.find("三是")
    return put(case, at, at + 2, "第三，") if at > 0 and "二是" in case.text[:at] else None


@plants("numbering", "H-")
def run_alone(case: Case, rng: Random) -> Mutant | None:
    """Only 一是 is left of the run."""
    if case.text.count("一是") != 1 or "二是" not in case.text:
        return None
    text = re.sub(r"[二三四五六]是", "", case.text)
    at = text.find("一是")
    return Mutant(case._replace(text=text), (at, len(text)))


@plants("punctuation", "U-", "H-")
def comma_after_run(case: Case, rng: Random) -> Mutant | None:
    """二是加强 → 二是，加强 (B.3.7)."""
    m = chosen(rng, matches(rf"(?:^|(?<=[。；：]))[一二三四]是(?=[{HAN}])", case.text))
    return put(case, m.start(), m.end(), m[0] + rng.choice("，、：")) if m else None


@plants("numbering", "H-", on=("document",))
def heading_skipped(case: Case, rng: Random) -> Mutant | None:
    """一、二、三、 → 一、三、四、."""
    heads = matches(r"(?m)^([一二三四五六七八九])、", case.text)
    if len(heads) < 3:
        return None
    from_ = rng.randrange(1, len(heads))
    text = list(case.text)
    for m in heads[from_:]:
        text[m.start()] = "一二三四五六七八九十"["一二三四五六七八九".index(m[1]) + 1]
    return Mutant(case._replace(text="".join(text)), (heads[from_].start(), heads[from_].start() + 12))


@plants("numbering", "H-", on=("document",))
def heading_doubled(case: Case, rng: Random) -> Mutant | None:
    """一、二、三、 → 一、二、二、."""
    heads = matches(r"(?m)^([一二三四五六七八九])、", case.text)
    if len(heads) < 3:
        return None
    i = rng.randrange(1, len(heads))
    text = case.text[: heads[i].start()] + heads[i - 1][1] + case.text[heads[i].start() + 1 :]
    return Mutant(case._replace(text=text), (heads[i].start(), heads[i].start() + 12))


@plants("numbering", "H-", on=("document",))
def headings_swapped(case: Case, rng: Random) -> Mutant | None:
    """二、…三、 → 三、…二、."""
    heads = matches(r"(?m)^([一二三四五六七八九])、", case.text)
    if len(heads) < 3:
        return None
    i = rng.randrange(1, len(heads) - 1)
    text = list(case.text)
    text[heads[i].start()], text[heads[i + 1].start()] = heads[i + 1][1], heads[i][1]
    return Mutant(case._replace(text="".join(text)), (heads[i].start(), heads[i + 1].start() + 12))


@plants("numbering", "H-", on=("document",))
def level_skipped(case: Case, rng: Random) -> Mutant | None:
    """Under 一、 a heading 1. without （一）, later （一） above it: a climb (B.3.8)."""
    heads = matches(r"(?m)^二、.+\n", case.text)
    if not heads:
        return None
    at = heads[0].end()
    block = "1.抓好组织保障\n明确专人负责，细化任务分工。\n（一）抓好督促落实\n定期开展检查，及时通报情况。\n"
    text = case.text[:at] + block + case.text[at:]
    return Mutant(case._replace(text=text), (at, at + len(block)))


@plants("numbering", "H-", "U-", on=("document",))
def heading_marked_wrong(case: Case, rng: Random) -> Mutant | None:
    """一、 → 一． or 一，; the standard has 、 (B.3.2)."""
    m = chosen(rng, matches(r"(?m)^[二三四五]、", case.text))
    return put(case, m.start() + 1, m.end(), rng.choice("．，.")) if m else None


@plants("punctuation", "H-", "U-", on=("document",))
def heading_stopped(case: Case, rng: Random) -> Mutant | None:
    """A heading on a line of its own ends in 。 (B.4)."""
    m = chosen(rng, matches(r"(?m)^[一二三四五六]、[^。；\n]{4,30}$", case.text))
    return put(case, m.end(), m.end(), "。") if m else None


@plants("numbering", "H-", "U-", on=("document",))
def bracketed_and_paused(case: Case, rng: Random) -> Mutant | None:
    """（一）、 and 1、 (B.3.3, B.3.4)."""
    heads = matches(r"(?m)^二、.+\n", case.text)
    if not heads:
        return None
    at = heads[0].end()
    block, mark = rng.choice(
        (
            (
                "（一）、加强学习\n坚持集中学习，做到学用结合。\n（二）、加强管理\n坚持从严管理，做到令行禁止。\n",
                "（一）、",
            ),
            ("1、加强学习\n坚持集中学习，做到学用结合。\n2、加强管理\n坚持从严管理，做到令行禁止。\n", "1、"),
        )
    )
    return Mutant(case._replace(text=case.text[:at] + block + case.text[at:]), (at, at + len(mark)))


# --- person ---------------------------------------------------------------------------------------------------------


@plants("person", "V-", on=("paragraph", "document"))
def first_in_third(case: Case, rng: Random) -> Mutant | None:
    """该同志 → 我 in an appraisal."""
    if case.person != "third":
        return None
    m = chosen(rng, matches(rf"该同志|(?<=[，。；])(?:能|注重|坚持|主动|带头|积极)(?=[{HAN}])", case.text))
    if not m:
        return None
    new = rng.choice(("我", "本人", "我本人"))
    return put(case, m.start(), m.end(), new if m[0] == "该同志" else new + m[0])


@plants("person", "V-", on=("paragraph", "document"))
def third_in_first(case: Case, rng: Random) -> Mutant | None:
    """我 → 该同志 in one's own report."""
    if case.person != "first" or case.genre == "领导讲话":
        return None
    m = chosen(
        rng,
        matches(rf"(?<![自让使])我(?![县市区省国们镇乡村局院校委厅部处的军党会单街])(?=[{HAN}])", case.text),
    )
    return put(case, m.start(), m.end(), rng.choice(("该同志", "该同志"))) if m else None


# --- repetition, length ---------------------------------------------------------------------------------------------


def _sentences(text: str) -> list[re.Match[str]]:
    return [
        m
        for m in matches(r"[^。！？\n]+[。！？]", text)
        if len(m[0]) >= 24 and "是" not in m[0][:3] and "：“" not in m[0]
    ]


@plants("repetition", "S-", "T-", on=("paragraph", "document"))
def sentence_doubled(case: Case, rng: Random) -> Mutant | None:
    """A sentence is said again at the end of the text."""
    m = chosen(rng, _sentences(case.text))
    if not m:
        return None
    end = len(case.text.rstrip())
    text = case.text[:end] + m[0]
    return Mutant(case._replace(text=text), (end, end + len(m[0])))


@plants("repetition", "S-", on=("document",))
def sentence_nearly_doubled(case: Case, rng: Random) -> Mutant | None:
    """A sentence comes again with small changes."""
    swaps = (
        ("进一步", "不断"),
        ("加强", "强化"),
        ("推进", "推动"),
        ("开展", "组织开展"),
        ("落实", "抓好落实"),
        ("认真", "扎实"),
    )
    found = [m for m in _sentences(case.text) if sum(a in m[0] for a, _ in swaps) >= 1 and len(m[0]) <= 120]
    m = chosen(rng, found)
    if not m:
        return None
    new = m[0]
    for a, b in swaps:
        new = new.replace(a, b)
    end = len(case.text.rstrip())
    return Mutant(case._replace(text=case.text[:end] + new), (end, end + len(new)))


@plants("length", "S-", on=("document",))
def sentence_endless(case: Case, rng: Random) -> Mutant | None:
    """Clauses of the report strung to a sentence of more than 500 characters."""
    clauses = [
        c
        for c in re.findall(rf"[{HAN}]{{8,24}}(?=，)", case.text)
        if not re.match("[一二三四]是|其[一二]", c)
    ]
    if sum(len(c) + 1 for c in clauses) < 540:
        return None
    rng.shuffle(clauses)
    new = ""
    while len(new) < 520:
        new += ("，" if new else "") + clauses.pop()
    end = len(case.text.rstrip())
    return Mutant(case._replace(text=case.text[:end] + "\n" + new + "。\n"), (end + 1, end + 2 + len(new)))


@plants("repetition", "S-", "T-")
def word_doubled(case: Case, rng: Random) -> Mutant | None:
    """加强 → 加强加强."""
    return _spoil(
        case, rng, r"(?<![\u4e00-\u9fff])(加强|推进|落实|开展|坚持|完善|实施)(?=[\u4e00-\u9fff])", r"\1\1"
    )


@plants("repetition", "S-", "T-")
def particle_doubled(case: Case, rng: Random) -> Mutant | None:
    """的 → 的的."""
    return _spoil(case, rng, r"(?<=[\u4e00-\u9fff])(的|了|和)(?=[\u4e00-\u9fff])(?!\1)", r"\1\1")


# --- leakage --------------------------------------------------------------------------------------------------------

_EXEMPLARS = (
    "石渠镇党委围绕“茶旅双兴”发展定位，投入资金2367万元建设云顶茶谷，在雨前采制季举办开园节，带动沿线七个村集体增收，形成了“一叶一村一品牌”的石渠经验。",
    "龙溪县交通运输局抢抓汛期窗口，组织养护职工连续奋战四十六个昼夜，抢通龙柏公路塌方路段19处，受到过往货车司机的交口称赞，“龙柏铁军”的名声由此叫响。",
    "青柏中学以“三色课堂”改革为抓手，把七十二间教室改造成开放式学习空间，邀请非遗传承人沈鹤年每周到校授课，学生自编的课本剧《渡口》走上了全市舞台。",
    "雁滩社区把闲置锅炉房改造成“邻里会客厅”，由退休教师俞怀瑾牵头组建调解小队，全年化解邻里纠纷138起，探索出“先喝茶、再说事、后握手”的调解三步法。",
)  # fmt: skip


@plants("leakage", "L-")
def exemplar_run_copied(case: Case, rng: Random) -> Mutant | None:
    """A run of 20 to 36 characters of the exemplar stands in the text."""
    exemplar = rng.choice(_EXEMPLARS)
    runs = [
        m for m in matches(r"(?:(?<=，)|^)[^，。]{6,}，[^，。]{6,}(?=，)", exemplar) if 18 <= len(m[0]) <= 48
    ]
    m = chosen(rng, runs)
    end = case.text.rfind("。")
    if not m or end < 0 or case.text[end - 1] in "”）":
        return None
    return put(case, end, end, "，" + m[0], exemplars=(exemplar,))


@plants("leakage", "L-")
def exemplar_sentence_reworked(case: Case, rng: Random) -> Mutant | None:
    """A sentence of the exemplar with small changes."""
    exemplar = rng.choice(_EXEMPLARS)
    new = (
        exemplar.replace("围绕", "紧扣")
        .replace("组织", "发动")
        .replace("改革", "创新")
        .replace("探索出", "形成了")
    )
    end = len(case.text)
    return Mutant(case._replace(text=case.text + new, exemplars=(exemplar,)), (end, end + len(new)))


@plants("leakage", "L-")
def exemplar_broken_up(case: Case, rng: Random) -> Mutant | None:
    """A sentence of the exemplar with a word changed every ten characters, so that no long run is left."""
    i = rng.randrange(4)
    exemplar = _EXEMPLARS[i]
    new = (
        "镇党委按照“茶旅双兴”发展思路，筹措资金2367万元建成云顶茶谷，在雨前采制时节举办开园仪式，带动周边七个村集体增收，探索了“一叶一村一品牌”的石渠做法。",
        "县交通运输局紧盯汛期窗口，组织养护队伍连续苦战四十六个昼夜，打通龙柏公路塌方点段19处，得到过往货车司机的一致称赞，“龙柏铁军”的口碑由此叫响。",
        "青柏中学以“三色课堂”创新为抓手，将七十二间教室改成开放式学习场所，邀请非遗传人沈鹤年每周进校授课，学生自编课本剧《渡口》登上了全市舞台。",
        "雁滩社区将闲置锅炉房改建成“邻里会客厅”，请退休教师俞怀瑾领衔组建调解队伍，全年调处邻里纠纷138起，总结出“先喝茶、再说事、后握手”的调解三步法。",
    )[i]
    end = len(case.text)
    return Mutant(case._replace(text=case.text + new, exemplars=(exemplar,)), (end, end + len(new)))


@plants("leakage", "L-", "F-", on=("facts",))
def exemplar_name_taken(case: Case, rng: Random) -> Mutant | None:
    """A name or slogan of the exemplar in a sentence of one's own."""
    i = rng.randrange(8)
    exemplar = _EXEMPLARS[i % 4]
    name, sentence = (
        ("石渠镇", "先后到石渠镇开展实地调研。"), ("龙柏公路", "加强对龙柏公路的日常管护。"), ("青柏中学", "指导青柏中学抓好校园安全。"), ("雁滩社区", "定期到雁滩社区联系服务群众。"),
        ("“茶旅双兴”", "大力实施“茶旅双兴”战略。"), ("“龙柏铁军”", "锻造了一支“龙柏铁军”。"), ("沈鹤年", "多次听取沈鹤年等同志的意见。"), ("俞怀瑾", "认真采纳俞怀瑾等同志的建议。"),
    )[i]  # fmt: skip
    end = len(case.text)
    at = end + sentence.index(name)
    return Mutant(case._replace(text=case.text + sentence, exemplars=(exemplar,)), (at, at + len(name)))


@plants("leakage", "L-", "F-", on=("facts",))
def exemplar_figure_taken(case: Case, rng: Random) -> Mutant | None:
    """A figure of the exemplar in a sentence of one's own."""
    i = rng.randrange(3)
    figure, sentence = (
        ("2367万元", "累计投入资金2367万元。"),
        ("19处", "处置道路险情19处。"),
        ("138起", "调处矛盾纠纷138起。"),
    )[i]
    exemplar = _EXEMPLARS[(0, 1, 3)[i]]
    end = len(case.text)
    at = end + sentence.index(figure)
    return Mutant(case._replace(text=case.text + sentence, exemplars=(exemplar,)), (at, at + len(figure)))


# --- sums inside the text -------------------------------------------------------------------------------------------


@plants("arithmetic", "F-", "A-", on=("facts", "paragraph"))
def part_changed(case: Case, rng: Random) -> Mutant | None:
    """426件，其中来信83件、来访157件、网上信访186件 → 168件; no notes."""
    for m in matches(
        r"([0-9.]+)(亿元|万元|件|个|人|户|家|项|名|起|人次)[，（]其中([^。；]{6,80})", case.text
    ):
        parts = matches(rf"(?<![0-9.])([0-9]+(?:\.[0-9]+)?){m[2]}", m[3])
        if len(parts) >= 2 and abs(sum(float(p[1]) for p in parts) - float(m[1])) < 1e-6:
            part = rng.choice(parts)
            new = (
                str(round(float(part[1]) * 1.2 + 1))
                if "." not in part[1]
                else f"{float(part[1]) + 0.3:.{len(part[1].split('.')[1])}f}"
            )
            mutant = put(case, m.start(3) + part.start(1), m.start(3) + part.end(1), new, facts=())
            return mutant._replace(span=(m.start(), m.end()), before=case._replace(facts=()))
    return None


@plants("arithmetic", "F-", "A-", on=("facts", "paragraph"))
def share_past_hundred(case: Case, rng: Random) -> Mutant | None:
    """整改率98.2% → 198.2%; no notes."""
    m = chosen(
        rng,
        matches(
            r"(?:合格率|满意度|满意率|覆盖率|完成率|办结率|整改率|普及率|占比|占)(?:达到?|为|保持在)?([0-9]{2}(?:\.[0-9]+)?)%",
            case.text,
        ),
    )
    if not m:
        return None
    return put(case, m.start(1), m.end(1), "1" + m[1], facts=())._replace(before=case._replace(facts=()))


@plants("arithmetic", "F-", "A-", on=("facts", "paragraph"))
def growth_contradicted(case: Case, rng: Random) -> Mutant | None:
    """由88.6%提高到91.2% → 由91.2%提高到88.6%; no notes."""
    m = chosen(
        rng,
        matches(
            r"由(?:上年的)?([0-9.]+)([^0-9，。；]{1,4})?((?:提高|增加|增长|上升|下降|降低|减少|降|压缩|压减)[^0-9，。；]{0,3}[到至为])([0-9.]+)",
            case.text,
        ),
    )
    if not m or float(m[1].strip(".")) == float(m[4].strip(".")):
        return None
    text = case.text
    new = text[: m.start(1)] + m[4] + text[m.end(1) : m.start(4)] + m[1] + text[m.end(4) :]
    return Mutant(case._replace(text=new, facts=()), m.span(), case._replace(facts=()))


# --- sentences of plants.yaml ---------------------------------------------------------------------------------------


def sown(one: Planted, base: Case) -> tuple[Mutant, Case]:
    """The base with the wrong sentence at its end, and with the right one."""
    genre = one.genre or base.genre
    period = one.period or base.period
    circumstances = base._replace(genre=genre, period=period)
    at = len(base.text)
    right = circumstances._replace(text=base.text + one.right)
    wrong = circumstances._replace(text=base.text + one.wrong)
    return Mutant(wrong, (at + one.span[0], at + one.span[1]), right), right


SOWN = {group: (kind, expect, sentences) for group, kind, expect, sentences in planted()}
assert not set(SOWN) & set(PLANTS)
