"""Dates, periods and relative times (GB/T 15835—2011 4.1.1, 5.1.4, 5.2.2).

Years are read in Arabic or Chinese digits, also malformed (二0二三年, 2023.5.12, 2023.2—2024.1); a number with 年,
个月 or 天 that is a length of time is a quantity, not a date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.text.numerals import DIGITS, parse_numeral
from pipeline.text.units import MEASURED, UNITS
from pipeline.text.widths import half

DateKind = Literal["date", "period", "relative"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """One mention; None where a part is not said.

    A period has an end; 一季度, 上半年 and 下旬 are periods of months or days. ``offset`` counts years from
    the document's year for 今年 (0), 去年 (−1), 明年 (1); ``word`` is the relative word as written,
    ``edge`` is 初, 中 or 底 of a year or month (末 is read as 底).
    """

    start: int
    end: int
    text: str
    year: int | None
    month: int | None
    day: int | None
    end_year: int | None
    end_month: int | None
    end_day: int | None
    kind: DateKind
    offset: int | None = None
    word: str = ""
    edge: str = ""

    @property
    def parts(self) -> tuple[int | None, ...]:
        """(year, month, day, end year, end month, end day)."""
        return (self.year, self.month, self.day, self.end_year, self.end_month, self.end_day)


_CN = "零〇○一二三四五六七八九"
_YEAR = rf"(?:(?:19|20)[0-9]{{2}}|[一二][{_CN}0]{{3}})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_OFFSETS = {
    "今年": 0,
    "本年度": 0,
    "本年": 0,
    "当年": None,
    "去年": -1,
    "上年度": -1,
    "上年": -1,
    "前年": -2,
    "明年": 1,
    "后年": 2,
    "次年": None,
    "翌年": None,
    "下年度": 1,
    "来年": 1,
    "同年": None,
}
_REL_YEAR = "|".join(sorted(_OFFSETS, key=len, reverse=True))
_JOIN = r"[ ]?(?:[—–－―‑\-~～〜]{1,2}|至|到)[ ]?"
_FREE = r"(?<![0-9.,一二三四五六七八九十百千第])"
_ORDER = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}

# What may follow a year, a month or nothing at all, and stand for several months.
_SPAN = (
    r"(?:(?P<{p}q>第?[一二三四1-4])季度(?:末|初)?|前(?P<{p}qq>[二两三23])个?季度|(?P<{p}h>上半年|下半年|[上下]半(?![个天场部身程截句夜]))"
    r"|前(?P<{p}m>[0-9]{{1,2}}|[一二两三四五六七八九十]{{1,2}})个?月(?!的时间)|(?P<{p}w>全年)|(?P<{p}e>年?[初底末中]))"
)

_BEGINS_A_WORD = {"元": "(?![旦宵])", "担": "(?![任当])", "升": "(?![任职级格学])", "成": "(?![立为功员])"}
"""2023.5成立, 2023.5担任: units that are more often the head of a verb."""


def _measures() -> str:
    """The units that a number with a decimal may have; nobody counts 2023.5 houses, and 2023.5集中 is no unit."""
    never = {"month", "hour", "workday", "次"}
    names = sorted((n for n, u in UNITS.items() if u.dimension in MEASURED - never), key=len, reverse=True)
    return "|".join(re.escape(n) + _BEGINS_A_WORD.get(n, "") for n in names if n != "里")


_MONTH_ENDS = rf"(?![0-9./%‰]|[万亿千百十个家]|{_measures()})"


def _one(p: str) -> str:
    """The grammar of one date; group names begin with ``p``."""
    span = _SPAN.format(p=p)
    tail = r"(?:[上中下]旬|月?[初底末](?![步])|份)?"
    return (
        rf"(?:(?P<{p}K>{_YEAR})(?:(?P<{p}s>[-./])(?P<{p}N>1[0-2]|0?[1-9])(?P={p}s)(?P<{p}C>3[01]|[12][0-9]|0?[1-9])"
        rf"(?![0-9]|[.][0-9])[日号]?|(?:[-./](?P<{p}G>1[0-2]|0[1-9])|[.](?P<{p}I>[1-9])){_MONTH_ENDS}(?:月份?)?)"
        rf"|(?:(?P<{p}Y>{_YEAR})[年]度?|(?P<{p}y>[0-9]{{2}})年(?=(?:{_MONTH})月|[上下]半年)|(?P<{p}R>{_REL_YEAR})的?)"
        rf"(?:(?P<{p}M>{_MONTH})(?:月份?)(?:(?P<{p}D>{_DAY})[日号]|(?P<{p}T>{tail}))?|{span})?"
        rf"|(?P<{p}M2>{_MONTH})月(?!饼|嫂|球|台(?!风))(?:(?P<{p}D2>{_DAY})[日号]|(?P<{p}T2>{tail}))"
        rf"|(?P<{p}D3>{_DAY})日(?!内|以内|之内|游|间|照|产|均|常|报|益|处|供|用|语|本|程|子|元))"
    )


_DATE = re.compile(
    rf"""{_FREE}(?:
      (?P<ryA>{_YEAR})年?(?:度)?{_JOIN}(?P<ryB>{_YEAR})(?:年度?|(?=[)）学]))
    | (?P<myY>{_YEAR}年|(?:{_REL_YEAR}))?(?P<myA>{_MONTH})月?{_JOIN}(?P<myB>{_MONTH})月份?(?!{_DAY}[日号])
    | (?P<mdY>{_YEAR}年|(?:{_REL_YEAR}))?(?P<mdM>{_MONTH})月(?P<mdA>{_DAY})[日号]?{_JOIN}(?P<mdB>{_DAY})[日号]
    | (?P<dA>{_DAY})日?{_JOIN}(?P<dB>{_DAY})日(?!内|以内|之内|游|均|用)
    | {_one("a")}(?:{_JOIN}{_one("b")})?
    | {_SPAN.format(p="s")}
    | (?P<word>近[一二两三四五六七八九十0-9]{{0,2}}年来|[一二两三四五六七八九十0-9]{{1,3}}
        (?:个?多?月|年多?|天|周)(?:以来|来(?![了到自访看]))
        |年内|年初|年底|年末|年中|岁末|月初|月底|月末|本月|上月|上个月|下个月|当月|当天|当日|近期|近日|日前
        |目前
        |当前|近来|最近|今后|此前|此后|同期|(?<![一二三四五六七八九十0-9])年来|多年来|往年|历年|今冬明春|今天|昨天|明天
        |本周|上周)
    )""",
    re.VERBOSE,
)


_LENGTHS = re.compile(
    r"(?:由|从|[^0-9月])[0-9]{1,3}(?:个?工作)?日(?:内|以内|之内)?(?:压缩|缩短|减少|压减|减|降低|降|提速|优化|精简|延长)[^，。；0-9]{0,4}[到至为][0-9]{1,3}(?:个?工作)?日"
)
"""由30日压缩到15日: lengths of time, no dates."""


def find_dates(text: str) -> tuple[DateMention, ...]:
    """The dates, periods and relative times of ``text`` in order, not overlapping."""
    flat = half(text)
    found: list[DateMention] = []
    lengths = [m.span() for m in _LENGTHS.finditer(flat)] if "日" in flat else []
    for match in _DATE.finditer(flat):
        mention = _read(match, text)
        if mention is not None and not any(s <= mention.start < e for s, e in lengths):
            found.append(mention)
    return tuple(found)


def _read(match: re.Match[str], text: str) -> DateMention | None:
    g = match.groupdict()
    start, end = match.span()
    blank = DateMention(start, end, text[start:end], None, None, None, None, None, None, "date")
    closed = _closed(blank, g)
    if closed is not None:
        return closed
    if g["word"]:
        return replace(blank, kind="relative", word=text[start:end])
    if any(g[k] for k in ("sq", "sqq", "sh", "sm", "sw", "se")):
        return _bare_span(blank, g)
    first = _single(blank, g, "a")
    if not any(g["b" + k] for k in ("K", "Y", "y", "R", "M", "M2", "D3", "q", "qq", "h", "m", "w", "e")):
        return first
    second = _single(blank, g, "b")
    return replace(
        first,
        kind="period",
        end_year=second.end_year or second.year,
        end_month=second.end_month or second.month,
        end_day=second.end_day or second.day,
    )


def _closed(blank: DateMention, g: dict[str, str | None]) -> DateMention | None:
    """Ranges whose first part borrows its unit: 2021—2025年, 3—5月, 12—15日."""
    if g["ryA"]:
        return replace(blank, year=_year(g["ryA"]), end_year=_year(g["ryB"]), kind="period")
    if g["myA"]:
        base = _with_year(blank, g["myY"])
        return replace(base, month=_num(g["myA"]), end_month=_num(g["myB"]), kind="period")
    if g["mdM"]:
        base = _with_year(blank, g["mdY"])
        day, last = _num(g["mdA"]), _num(g["mdB"])
        return replace(base, month=_num(g["mdM"]), day=day, end_day=last, kind="period")
    if g["dA"]:
        return replace(blank, day=_num(g["dA"]), end_day=_num(g["dB"]), kind="period")
    return None


def _bare_span(blank: DateMention, g: dict[str, str | None]) -> DateMention | None:
    edge = g["se"]
    if edge is not None:
        # 年底 alone is relative; a lone 底 or 中 is no time at all
        return replace(blank, kind="relative", word=blank.text) if edge.startswith("年") else None
    return _months(blank, g, "s")


def _single(blank: DateMention, g: dict[str, str | None], p: str) -> DateMention:
    if g[p + "K"]:
        # 2023.5.12, 2023.5, 2023-05
        dotted = replace(blank, year=_year(g[p + "K"]), month=_num(g[p + "N"] or g[p + "G"] or g[p + "I"]))
        return replace(dotted, day=_num(g[p + "C"])) if g[p + "C"] else dotted
    year = g[p + "Y"]
    mention = blank
    if year:
        mention = replace(mention, year=_year(year))
    elif g[p + "y"]:
        mention = replace(mention, year=2000 + int(g[p + "y"] or 0))
    elif g[p + "R"]:
        word = g[p + "R"] or ""
        mention = replace(mention, offset=_OFFSETS[word], word=word, kind="relative")
    month = g[p + "M"] or g[p + "M2"]
    day = g[p + "D"] or g[p + "D2"] or g[p + "D3"]
    if month:
        mention = replace(mention, month=_num(month))
    if day:
        mention = replace(mention, day=_num(day))
    third = g[p + "T"] or g[p + "T2"] or ""
    if third.endswith("旬"):
        first = {"上": 1, "中": 11, "下": 21}[third[0]]
        last = {"上": 10, "中": 20, "下": 31}[third[0]]
        mention = replace(mention, day=first, end_day=last, kind="period")
    elif third and third != "份":
        mention = replace(mention, edge=_edge(third))
    if any(g[p + k] for k in ("q", "qq", "h", "m", "w")):
        return _months(mention, g, p)
    span_edge = g.get(p + "e")
    return replace(mention, edge=_edge(span_edge)) if span_edge else mention


def _edge(text: str) -> str:
    return text[-1].replace("末", "底")


def _months(mention: DateMention, g: dict[str, str | None], p: str) -> DateMention:
    quarter, quarters, half_year, months = g[p + "q"], g[p + "qq"], g[p + "h"], g[p + "m"]
    if quarter:
        number = _ORDER[quarter[-1]]
        first, last = 3 * number - 2, 3 * number
    elif quarters:
        first, last = (
            1,
            3 * {"二": 2, "两": 2, "三": 3}.get(quarters, int(quarters) if quarters.isdigit() else 0),
        )
    elif half_year:
        first, last = (1, 6) if half_year[0] == "上" else (7, 12)
    elif months:
        first, last = 1, _num(months)
    else:
        first, last = 1, 12
    return replace(mention, month=first, end_month=last, kind="period")


def _with_year(mention: DateMention, year: str | None) -> DateMention:
    if not year:
        return mention
    if year in _OFFSETS:
        return replace(mention, offset=_OFFSETS[year], word=year)
    return replace(mention, year=_year(year[:-1]))


def _year(text: str | None) -> int:
    return int("".join(c if c in "0123456789" else str(DIGITS[c]) for c in text or "0"))


def _num(text: str | None) -> int:
    value = parse_numeral(text or "")
    return int(value) if value is not None else 0


def resolve(mention: DateMention, period_year: int | None) -> DateMention:
    """今年, 去年, 明年 … as years, given the year the document is about; other mentions stay."""
    if mention.offset is None or period_year is None or mention.year is not None:
        return mention
    kind: DateKind = "date" if mention.kind == "relative" else mention.kind
    return replace(mention, year=period_year + mention.offset, kind=kind)


def same_date(
    a: DateMention,
    b: DateMention,
    *,
    default_year: int | None = None,
    relative_to: int | None = None,
) -> bool:
    """Whether both name the same time.

    A year said on one side only is compatible; ``default_year`` is taken where none is said, ``relative_to``
    is what 今年 means. Month and day must agree in grain: 2023年5月 is not 5月12日.
    """
    one, other = (_filled(resolve(m, relative_to), default_year) for m in (a, b))
    if "relative" in (one.kind, other.kind) or not _says(one) or not _says(other):
        return _relative_key(one) == _relative_key(other)
    if one.edge != other.edge:
        return False
    years = _years(one), _years(other)
    if None not in years[0] and None not in years[1] and years[0] != years[1]:
        return False
    if (one.month, one.end_month) == (None, None) == (other.month, other.end_month) and one.day is None:
        return years[0] == years[1] and other.day is None
    if one.month is None or other.month is None:
        return (one.day, one.end_day) == (other.day, other.end_day) and one.day is not None
    return _grain(one) == _grain(other)


def date_entails(
    fact: DateMention, draft: DateMention, *, default_year: int | None = None, relative_to: int | None = None
) -> bool:
    """Whether the draft's time is the fact's, or a coarser one around it (2023年5月 for 2023年5月12日)."""
    if same_date(fact, draft, default_year=default_year, relative_to=relative_to):
        return True
    one, other = (_filled(resolve(m, relative_to), default_year) for m in (fact, draft))
    inner, outer = _interval(one), _interval(other)
    if inner is None or outer is None or other.edge not in {"", one.edge}:
        return False
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _says(m: DateMention) -> bool:
    return any(p is not None for p in m.parts)


def _relative_key(m: DateMention) -> tuple[object, ...]:
    word = m.word.replace("以来", "来").replace("末", "底").replace("年度", "年").replace("本年", "今年")
    return (word, m.edge, *m.parts)


def _filled(m: DateMention, year: int | None) -> DateMention:
    return (
        replace(m, year=year) if year is not None and m.year is None and m.offset is None and _says(m) else m
    )


def _years(m: DateMention) -> tuple[int | None, int | None]:
    return (m.year, m.end_year if m.end_year is not None else m.year)


def _grain(m: DateMention) -> tuple[int | None, ...]:
    end_month = m.end_month if m.end_month is not None else m.month
    end_day = m.end_day if m.end_day is not None else m.day
    return (m.month, m.day, end_month, end_day)


def _interval(m: DateMention) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    if m.year is None:
        return None
    last_year = m.end_year or m.year
    last_month = m.end_month or m.month or 12
    if m.end_month is None and m.end_year is not None and m.month is not None and m.end_year != m.year:
        last_month = 12
    if not (1 <= last_month <= 12):
        return None
    last_day = m.end_day or (m.day if m.end_month is None else None) or monthrange(last_year, last_month)[1]
    return ((m.year, m.month or 1, m.day or 1), (last_year, last_month, last_day))
