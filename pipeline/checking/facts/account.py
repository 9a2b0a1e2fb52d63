"""What became of every fact: told, told in part, told wrongly, or missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.checking.evidence import Told
from pipeline.checking.facts.figures import Verdict
from pipeline.checking.facts.sheet import Sheet
from pipeline.checking.rules import Hit
from pipeline.text.quantities import find_quantities, same_value
from pipeline.text.words import content_words
from pipeline.types import Severity

ENOUGH = 0.25
"""Share of a fact's content that the text must have for a fact without figures to count as told."""
LITTLE = 0.34
"""Below it a fact is only perhaps told: a reader should look."""
FEW = 2
"""Up to so many are told in words as well: 两度, 双双, 再次."""
ALL_BUT_THE_FIGURE = 0.85
"""The same for a fact with figures, none of which is there: its figure was left out, blanked or spelt amiss."""

_CHECK = re.compile(r"〔待核：([^〕]*)〕")
_EMPTY = frozenset(("发生", "出现", "存在", "开展", "进行", "实现", "完成", "组织", "没有", "有的"))
_LABEL = re.compile(r"^(?:打算|下一步|下步|不足|问题|缺点|体会|感受|要求|希望|建议|成绩|亮点|学习|工作|廉洁|作风|其他|另外|还有)[：:]")


def missing_hits(sheet: Sheet, verdicts: Sequence[Verdict], *, partly: bool = False) -> Iterator[Hit]:
    """Facts of which the text has nothing; partly: those of which it has words or some figures, not all figures."""
    sources = {p.owner for v in verdicts for p in v.sources} | _in_marks(sheet)
    text = "".join(s.text for s in sheet.sentences)
    for told in sheet.facts:
        if told.fact.id in sources:
            continue
        if any(v.quantity and len(v.text) > 1 and v.text in text for v in told.values):
            # It stands in a quotation or a name, where figures are not read.
            continue
        share = _share(told, text, sheet)
        if share >= (ALL_BUT_THE_FIGURE if _counts(told) else LITTLE):
            if partly and _counts(told):
                lost = "、".join(v.text for v in told.values if v.quantity)
                yield Hit(0, 0, f"{told.fact.id}（第{told.fact.line}行）没有写全，缺 {lost}：{told.fact.text}", facts=(told.fact.id,))
            continue
        if partly:
            continue
        sure = share < ENOUGH or _counts(told)
        said = "没有写进稿子" if sure else "可能没有写进稿子，请核对"
        yield Hit(
            0, 0, f"{told.fact.id}（第{told.fact.line}行）{said}：{told.fact.text}",
            severity=None if sure else Severity.WARNING, facts=(told.fact.id,),
        )  # fmt: skip


def _in_marks(sheet: Sheet) -> set[str]:
    """The facts whose figures stand inside 〔待核：A／B〕."""
    marked = [q for m in _CHECK.finditer(sheet.passage.text) for part in m[1].split("／") for q in find_quantities(part)]
    return {p.owner for p in sheet.noted if p.value.quantity and any(same_value(p.value.quantity, q) for q in marked)}


def _counts(told: Told) -> bool:
    """Whether the fact reports a figure that the text would have to have."""
    return any(
        v.quantity and not v.quantity.weak and not v.quantity.ordinal and v.quantity.low > FEW
        and v.quantity.dimension != "month"
        and not (v.quantity.dimension == "percent" and v.quantity.low == 100)
        for v in told.values
    )


def _share(told: Told, text: str, sheet: Sheet) -> float:
    """How much of the fact's words the text has, 0 to 1; safe words weigh half."""
    words = [w for w in content_words(_LABEL.sub("", told.fact.statement)) if len(w) > 1 and w not in _EMPTY]
    if not words:
        return 1.0
    lexicon, vocabulary = sheet.ground.lexicon, sheet.ground.vocabulary
    total = got = 0.0
    for word in words:
        weight = 0.5 if vocabulary.is_safe(word) else 1.0
        total += weight
        if word in text or any(a in text for a in lexicon.others(word) if len(a) > 1):
            got += weight
        elif len(word) > 2:
            pairs = [word[i : i + 2] for i in range(len(word) - 1)]
            got += weight * sum(p in text for p in pairs) / len(pairs)
    return got / total
