"""What stands around a place: its sentence and year, whether plans or history are told there."""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline.checking.passage import Passage
from pipeline.checking.periods import Period

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=年)|去年|前年|上年|明年|后年|来年|次年|翌年|今年")
RELATIVE = {
    "去年": -1,
    "上年": -1,
    "前年": -2,
    "明年": 1,
    "来年": 1,
    "次年": 1,
    "翌年": 1,
    "后年": 2,
    "今年": 0,
}
_FUTURE = re.compile(
    r"下一步|今后|明年|来年|下一年|新的一年|即将|将要|打算|计划|谋划|筹备|拟|展望|未来|接下来|下步|下阶段|着眼|提前|前期|编制|预热|力争|(?<!必)将"
)
_PLANNING = re.compile(r"打算|计划|下一步|下步|今后|努力方向|明年|来年|安排|思路")
_PAST = re.compile(
    r"机构改革|改革前|更名|改名|改为|改称|并入|划转|撤销|撤并|整合|合并|组建|前身|曾|历任|挂牌|转隶|当时|时任|早在|过去"
)
_CAREER = re.compile("(?:任|担任|任职|从|由|在|调离)[^，。；、]{0,8}$")
_POST = re.compile("(?:副?[局主处科股队站所]|工作|任职|调|转|选派|抽调|挂|借调|办公室|机关)")
"""曾任县环保局副局长, 从县扶贫办调来: a person's past."""
_GREET = re.compile(r"(?:迎接?|喜迎|迎[庆候]|筹备|备战|保障|护航|盼|献礼|迎来|向)[^，。；]{0,8}$")
_GREET_AFTER = re.compile(
    r"”?(?:胜利)?(?:召开|举行)?(?:前|之前|安保|维稳|安全|保障|代表选举|代表(?:推选|推荐|候选))|献礼|即将|召开前"
)


REACH = 300


_OVER_YEARS = re.compile(
    r"(?:[三四五六七八九十几]|十[余多]|近[三五十])年(?:来|间|里)|(?:过去|这)[三四五六七八九十几]年|党的十[八九]大以来|[十百]年(?:奋斗|征程)"
)
"""A review over years: what it tells may be over long since."""


class Context:
    """Sentence, years and section of a place, looked up when needed."""

    def __init__(self, passage: Passage, period: Period | None) -> None:
        self.passage = passage
        self.text = passage.text
        self.period = period
        self._marks = [m.start() for m in re.finditer("[。；！？\n]", self.text)]
        self._years = [(m.start(), m.end(), m.group()) for m in _YEAR.finditer(self.text)]
        self._year_starts = [y[0] for y in self._years]
        self._sections = [line for line in passage.lines if line.role == "heading"]
        self._section_starts = [line.start for line in self._sections]

    def sentence(self, at: int) -> tuple[int, int]:
        """The span between two of 。；！？ around a place, at most :data:`REACH` characters either side."""
        i = bisect_right(self._marks, at - 1)
        start = self._marks[i - 1] + 1 if i else 0
        stop = self._marks[i] if i < len(self._marks) else len(self.text)
        return max(start, at - REACH), min(stop, at + REACH)

    def year(self, at: int, end: int) -> int | None:
        """The year said for a place in its own sentence: the last one before it, else one right behind in its clause."""
        start, stop = self.sentence(at)
        i = bisect_right(self._year_starts, at) - 1
        if i >= 0 and self._years[i][0] >= start:
            return self._value(self._years[i][2])
        if i + 1 < len(self._years) and self._years[i + 1][0] < stop:
            clause = re.search("[，、]", self.text[end:stop])
            if self._years[i + 1][0] < end + (clause.start() if clause else stop - end):
                return self._value(self._years[i + 1][2])
        return None

    def _value(self, word: str) -> int | None:
        if word.isdigit():
            return int(word)
        if self.period is None or self.period.start[0] != self.period.end[0]:
            return None
        return self.period.end[0] + RELATIVE[word]

    def future(self, at: int) -> bool:
        """Whether plans are spoken of: in the sentence, or by the heading above."""
        start, stop = self.sentence(at)
        if _FUTURE.search(self.text, start, stop):
            return True
        i = bisect_right(self._section_starts, at) - 1
        return i >= 0 and bool(_PLANNING.search(self.text[self._sections[i].start : self._sections[i].end]))

    def greeted(self, at: int, end: int) -> bool:
        """Whether a meeting is looked forward to (迎接…, …安保)."""
        lead = self.text[max(0, at - 12) : at]
        return bool(_GREET.search(lead) or _GREET_AFTER.match(self.text, end))

    def past(self, at: int, end: int) -> bool:
        """Whether the place is told as history."""
        if self.text[at - 1 : at] in "原前" and self.text[at - 1 : at]:
            return True
        start, stop = self.sentence(at)
        lead = self.text[max(start, at - 12) : at]
        if _CAREER.search(lead) and _POST.match(self.text, end):
            return True
        paragraph = self.text.rfind("\n", 0, at) + 1
        if _OVER_YEARS.search(self.text, max(paragraph, at - 2 * REACH), at):
            return True
        return bool(
            re.search(r"原[^，。、]{0,8}$", lead) or _PAST.search(self.text, start, min(stop, end + 24))
        )

    def titled(self, at: int, end: int) -> bool:
        """Whether the place stands in 《》, or is part of a document's number."""
        if re.match(r"[^，。、]{0,4}(?:令|公告|〔)", self.text[end : end + 8]):
            return True
        opening = self.text.rfind("《", max(0, at - 60), at)
        return opening >= 0 and "》" not in self.text[opening:at]


def until_of(period: Period) -> str:
    year, month, _ = period.end
    return f"{year}年" if month == 12 else f"{year}年{month}月"
