"""Numerals by GB/T 15835—2011: forms that mix Arabic and Chinese numerals, approximations, years, doubled hedges.

Dates and most marks are patterns of the pack; here is what needs conversion or the words around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pipeline.checking.kinds import kind
from pipeline.checking.passage import Passage, within
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.config import DataFolders
from pipeline.text.numerals import CHINESE, parse_numeral
from pipeline.text.widths import half
from pipeline.text.words import segmenter
from pipeline.types import Frozen

_DIGITS = "〇一二三四五六七八九"
_NUMERAL = frozenset(CHINESE + "0123456789○几")


def chinese(number: int) -> str:
    """11 → 十一, 20 → 二十; below 100."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


class NumeralOptions(Frozen):
    """Which form to look for, and the words that belong to it."""

    form: Literal["几", "混用", "百分之", "固定词", "汉字年份", "概数重复", "同类异形", "全角", "范围"]
    units: tuple[str, ...] = ()
    """Counters and units behind the numeral."""
    before: tuple[str, ...] = ()
    """Words of approximation before the numeral."""
    after: tuple[str, ...] = ()
    """Words of approximation behind it."""
    fixed: tuple[str, ...] = ()
    """Words whose numerals stay Chinese."""
    spared: tuple[str, ...] = ()
    """What may follow, so that the numeral is none of these (千瓦)."""


@kind("numeral", NumeralOptions)
def numeral(rule: Rule, options: NumeralOptions, folders: DataFolders) -> Detector:  # noqa: ARG001 — the shape of a kind
    """One wrong form of numerals, by name."""
    return {
        "几": _with_ji,
        "混用": _mixed,
        "百分之": _percent,
        "固定词": _fixed_words,
        "汉字年份": _chinese_years,
        "概数重复": _double_hedge,
        "同类异形": _unlike,
        "全角": _wide,
        "范围": _range,
    }[options.form](options)


def _any(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")" if words else "(?!)"


def _with_ji(options: NumeralOptions) -> Detector:  # noqa: ARG001 — one form among others
    """10几个 → 十几个 (4.2.2)."""
    find = re.compile(
        r"(?<![0-9.:：])(?:(?P<tens>[1-9])0几|几10(?![0-9])|(?P<any>[1-9][0-9]{0,3})几(?=[十百千万个名次家项件]))"
    )

    def detect(passage: Passage) -> Iterator[Hit]:
        for match in find.finditer(passage.half):
            new = None
            if match["tens"]:
                new = chinese(int(match["tens"]) * 10) + "几"
            elif match.group() == "几10":
                new = "几十"
            yield Hit(*match.span(), suggestion=new)

    return detect


def _mixed(options: NumeralOptions) -> Detector:
    """4千多人, 1万2千亩, 三十8台, 四0次: one numeral in two scripts; only 万 and 亿 go with Arabic figures (5.3)."""
    arabic_first = re.compile(
        rf"(?<![0-9A-Za-z.\-〇一二三四五六七八九十])(?!(?:19|20)[0-9]{{2}}[十百千])"
        rf"[0-9]{{1,9}}(?:\.[0-9]{{1,4}})?(?:[万亿][0-9]{{1,4}})?[十百千](?:零?[0-9]{{1,4}}[十百]?)?(?:[0-9]{{1,3}})?(?!{_any(options.spared)})"
    )
    chinese_first = re.compile(
        rf"[一二三四五六七八九十百千零两][0-9]{{1,3}}(?![0-9.%％年月日时])(?=[余多]?{_any(options.units)})"
    )
    year = re.compile(
        "[一二]([0○〇零九])(?=[0-9○〇零一二三四五六七八九]{2}年)[0-9○〇零一二三四五六七八九]{3}年"
    )

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.half
        for match in arabic_first.finditer(text):
            yield Hit(*match.span())
        for match in chinese_first.finditer(text):
            start = match.start()
            while start and text[start - 1] in CHINESE:
                start -= 1
            if (start and text[start - 1] in "第周期大初高小之统唯单专其同进负“十") or year.match(
                text, start
            ):
                continue
            word = passage.word_at(match.start())
            if not set(word.text) <= _NUMERAL and segmenter().has_word(word.text):
                continue
            yield Hit(start, match.end())

    return detect


def _percent(options: NumeralOptions) -> Detector:  # noqa: ARG001 — one form among others
    """百分之96 → 96% (5.3)."""
    find = re.compile(r"百分之(?P<n>[0-9]{1,3}(?:\.[0-9]{1,3})?)(?![0-9])")

    def detect(passage: Passage) -> Iterator[Hit]:
        for match in find.finditer(passage.half):
            yield Hit(*match.span(), suggestion=match["n"] + "%")

    return detect


_HAN_DIGITS = str.maketrans("一二两三四五六七八", "122345678")


def _fixed_words(options: NumeralOptions) -> Detector:
    """党的20大, 19届四中全会, 14五规划: fixed words keep Chinese numerals (4.2.3)."""
    finds = (
        (re.compile(r"党的(?P<n>1[0-9]|2[0-9])大(?![类项个件])"), "党的{}大"),
        (
            re.compile(
                r"(?P<n>[1-2]?[0-9])届(?=[一二三四五六七八九][中次]全|全国人大|全国政协|中央(?:委员|纪委))"
            ),
            "{}届",
        ),
        (re.compile(r"(?<![0-9])(?P<n>1[0-9])五(?=[”\"]?(?:规划|期间|时期|末|开局|以来|收官))"), "{}五"),
        (re.compile(r"(?<=党的)?(?<=届)(?P<n>[1-9])中全会"), "{}中全会"),
    )

    arabic = {word.translate(_HAN_DIGITS): word for word in options.fixed}
    words = (
        re.compile(rf"(?<![0-9.第]){_any(tuple(w for w in arabic if w not in options.fixed))}")
        if arabic
        else None
    )

    def detect(passage: Passage) -> Iterator[Hit]:
        for match in words.finditer(passage.half) if words else ():
            if len(match.group()) == 2 and not _stands_alone(passage.half, *match.span()):
                continue
            yield Hit(*match.span(), suggestion=arabic[match.group()])
        for find, form in finds:
            for match in find.finditer(passage.half):
                yield Hit(*match.span(), suggestion=form.format(chinese(int(match["n"]))))

    return detect


_ALONE = re.compile("[，。；：、”）工问服政经清管干整平台系建资]|$")


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether 3农, 4风 are words of their own: 专栏3农业 and A4风格 are not."""
    before = text[start - 1 : start]
    return bool(_ALONE.match(text, end)) and not re.match("[A-Za-z栏段部分表图期号章节]", before)


def _wide(options: NumeralOptions) -> Detector:  # noqa: ARG001 — one form among others
    """３家 → 3家 (5.1.7.1); not inside a year of mixed digits, which is another rule's."""
    find = re.compile("(?<![〇零○一二三四五六七八九])[０-９]+(?![〇零○一二三四五六七八九])")

    def detect(passage: Passage) -> Iterator[Hit]:
        for match in find.finditer(passage.text):
            yield Hit(*match.span(), suggestion=half(match.group()))

    return detect


def _range(options: NumeralOptions) -> Detector:  # noqa: ARG001 — one form among others
    """3-5万元 → 3万～5万元 (5.1.3). Where the first is the larger, its unit was meant to be another: 500-2万元."""
    figure = r"[0-9]{1,6}(?:\.[0-9]{1,4})?"
    find = re.compile(
        r"(?<![0-9A-Za-z.,\-/年第号])(?!(?:19|20)[0-9]{2}[^0-9.](?:19|20)[0-9]{2}(?![0-9]))"
        rf"(?P<a>{figure})(?:-|－|–|—|～|~)(?P<b>{figure})(?P<u>万|亿|[%％])(?!吨级|号)"
    )
    numbered = re.compile("(?:编号|号码|代码|序号)[为是：]?$")

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.half
        for match in find.finditer(text):
            if numbered.search(text, max(0, match.start() - 4), match.start()):
                continue
            rising = float(match["a"]) < float(match["b"])
            unit = match["u"]
            new = f"{match['a']}{unit}～{match['b']}{unit}" if rising else None
            message = "" if rising else f"“{match.group()}”：前一个数的单位没有写明，两个数的单位都要写"
            yield Hit(*match.span(), message=message, suggestion=new)

    return detect


_YEAR = re.compile(
    "(?<![0-9零〇一二三四五六七八九十])(?![0-9]{4})[一二12１２][零〇○0OＯ九9][零〇○0OＯ一二三四五六七八九0-9]{2}年"
    "(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)?"
)
_TO_ARABIC = str.maketrans("零〇○OＯ一二三四五六七八九", "00000123456789")


def _chinese_years(options: NumeralOptions) -> Detector:  # noqa: ARG001 — one form among others
    """二零二三年, 二0二三年 → 2023年: numbering takes 〇 (5.2.5); 二〇二三年 beside 2023年 is unlike form (4.3)."""
    arabic = re.compile("(?<![0-9])(?:19|20)[0-9]{2}年")

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        others = bool(arabic.search(text))
        for match in _YEAR.finditer(text):
            wrong = any(c in "零○0123456789OＯ" for c in match.group())
            line = passage.line_at(match.start())
            goal = match.group()[2] in "三四五" or text[match.end() : match.end() + 4] == "到二〇三"
            if goal and match.group()[0] == "二" and "零" not in match.group():
                continue  # 从二〇二〇年到二〇三五年: the goals of the Party's documents are written so
            if wrong or (
                others
                and line is not None
                and line.role == "prose"
                and not within(match.span(), passage.quoted)
            ):
                message = (
                    ""
                    if wrong
                    else f"“{match.group()}”：同一篇里年份已用阿拉伯数字，同类数字应当用同一种形式"
                )
                yield Hit(*match.span(), message=message, suggestion=_arabic_date(match.group()))

    return detect


def _arabic_date(text: str) -> str:
    """2023年3月15日 for 二零二三年三月十五日."""
    year, mark, rest = text.partition("年")
    days = re.sub("[一二三四五六七八九十]+", lambda m: str(parse_numeral(m.group()) or m.group()), rest)
    return year.translate(_TO_ARABIC) + mark + days


_CN = "一二三四五六七八九十百千两几数"


def _double_hedge(options: NumeralOptions) -> Detector:
    """约300余户, 近95%以上, 300余人左右: one approximation is enough (practice of proof-readers)."""
    number = rf"(?:[0-9]{{1,9}}(?:\.[0-9]{{1,4}})?|[{_CN}]{{1,6}})"
    head, tail = _any(options.before), _any(options.after)
    time = "(?:年|个月|月|天|周|日|个小时|小时)"
    whole = re.compile(
        rf"(?P<head>{head})了?(?P<rest>{number}(?:"
        rf"[万亿百千]{{0,2}}(?P<rough>余|多|来)[万亿]?(?!次方|边|党|媒|元化|样)"
        rf"|[万亿]{{0,2}}[%％]?[\u4e00-\u9fff]{{0,4}}?{tail}))"
    )
    behind = re.compile(
        rf"(?P<rest>{number}[万亿]{{0,2}}(?P<one>[余多][万亿]?)[\u4e00-\u9fff]{{0,3}}?)(?P<tail>{tail})"
        rf"|{number}[万亿]{{0,2}}(?:余多|多余|多[万亿]余)(?=[\u4e00-\u9fff])|(?:十几|几十|数十|几百|数百|上百|近百|上千)[万亿]?(?:余|多)(?=[{''.join(sorted({u[0] for u in options.units}))}])"
    )
    recent = re.compile(rf"近{number}(?:余|多|来)?{time}")

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.half
        seen: list[tuple[int, int]] = []
        for match in whole.finditer(text):
            start, end = match.span()
            word = passage.word_at(start)
            if recent.match(text, start) or (word.start < start and segmenter().has_word(word.text)):
                continue
            if (
                word.end > start + len(match["head"])
                and word.text not in options.before
                and segmenter().has_word(word.text)
            ):
                continue
            if match["rough"] == "来" and text[end : end + 1] not in "个名次家件户人吨亩万":
                continue
            rest = match["rest"]
            if re.search(r"[的和与及或、]", rest):
                continue
            seen.append((start, end))
            yield Hit(start, end, suggestion=rest)
        for match in behind.finditer(text):
            if any(s < match.end() and match.start() < e for s, e in seen[-3:]):
                continue
            body = match.group()
            if re.search(r"[的和与及或、]", body):
                continue
            yield Hit(*match.span(), suggestion=match["rest"] if match["tail"] else None)

    return detect


def _unlike(options: NumeralOptions) -> Detector:
    """企业30家、学校五所、社区8个: counts of one list in two scripts (4.3 同类别同形式)."""
    unit = _any(options.units)
    clause = re.compile("[^，。；：！？\n]{8,160}")
    arabic = re.compile(rf"[0-9]{{1,9}}(?:\.[0-9]{{1,4}})?[万亿]?[余多]?{unit}(?=、|和|及|$)")
    han = re.compile(
        rf"(?<![第上下这那哪每一二三四五六七八九十几])[二两三四五六七八九十]{{1,3}}{unit}(?=、|和|及|$)"
    )

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.half
        for line in passage.prose:
            for match in clause.finditer(text, line.start, line.end):
                body = match.group()
                if body.count("、") < 2 or len(arabic.findall(body)) < 2:
                    continue
                for one in han.finditer(body):
                    at = match.start() + one.start()
                    if not any(s <= at < e for s, e in passage.fixed):
                        yield Hit(at, match.start() + one.end())

    return detect
