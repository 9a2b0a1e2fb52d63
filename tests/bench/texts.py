"""Long texts for measuring speed, and hostile ones."""

from __future__ import annotations

import re
from random import Random

from mutants import documents

FACTS = (
    "完成固定资产投资186.4亿元，同比增长7.2%", "争取中央预算内资金3.85亿元", "走访企业43家，解决问题126个", "改造老旧小区24个，惠及居民6318户",
    "5月18日举办新能源产业推介会", "建成高标准农田3.6万亩", "优良天数比例86.3%，同比提高2.4个百分点", "受理信访事项426件，其中来信83件、来访157件、网上信访186件",
    "农村自来水普及率由88.6%提高到91.2%", "石榴街道邻里中心9月投入使用",
)  # fmt: skip


def prose(length: int, seed: str = "prose") -> str:
    """Official prose of about that many characters: clauses of the sample reports in a new order, so that little repeats."""
    rng = Random(seed)  # noqa: S311 — repeatable
    lines = [line for case in documents() for line in case.text.splitlines()]
    heads = [re.sub(r"^.{1,4}、", "", line) for line in lines if re.match(r"[一二三四五六七]、", line)]
    clauses = [
        c
        for line in lines
        if line.endswith("。")
        for c in re.findall(r"[^，。；：！？“”（）《》]{4,40}", line)
    ]
    out: list[str] = []
    size = 0
    while size < length:
        if len(out) % 6 == 0:
            line = f"{'一二三四五六七八九十'[len(out) // 6 % 10]}、{rng.choice(heads)}"
        else:
            line = "".join(
                "，".join(rng.choices(clauses, k=rng.randrange(3, 7))) + "。"
                for _ in range(rng.randrange(2, 6))
            )
        out.append(line)
        size += len(line) + 1
    return "\n".join(out)[:length]


def notes(length: int) -> tuple[str, ...]:
    """Notes in proportion to a text: one to 150 characters, their figures all different."""
    rng = Random("notes")  # noqa: S311
    out = []
    for i in range(max(3, length // 150)):
        fact = FACTS[i % len(FACTS)]
        out.append(
            re.sub(r"(?<![0-9])[0-9]{2,3}(?=[家个件户])", lambda _: str(rng.randrange(12, 998)), fact)
            + f"，涉及项目{i + 11}个"
        )
    return tuple(out)


UNITS = (
    "一", "的", "，", "。", "、", "；", "：", "“", "”", "‘", "’", "《", "》", "（", "）", "(", ")", "〔", "【", "<", "{", "[", "1", "0", ".", "-", "—", "～", "…", "%", "*", "_", "X", "a",
    " ", "\u3000", "\t", "\n", "\r\n", "\u2028", "\u200b", "\ufeff", "😀", "\U00020000", "１", "Ａ", "｜", "|", "#", ">", "一是", "二是，", "第一，", "首先、", "一、", "一、\n", "（一）\n", "1.\n", "①",
    "1,", "1.", "1、", "2023年", "2023-", "5月1日", "5月", "十", "百", "万", "零", "百分之", "一百二十", "几", "第", "近", "约", "余", "年", "日", "1个", "1%", "1.2亿元、", "3-5", "3—",
    "由1%提高到2%，", "其中1个、", "分别1个、2个和", "“四个意识”、", "增强“四个意识”、", "四个", "两个维护", "政治意识、", "习近平", "党的二十大", "“十四五”", "《条例》", "《《", "“《", "（（",
    "县", "市", "省市县", "公司", "局", "XX县", "某", "某某", "**县", "【", "【待", "（此处", "<地名", "____", "<!--", "<!-- zhibi:", "-->", "```", "|a|", "**a", "http://a.", "a@",
    "我", "该同志", "本人", "我们", "搞", "搞定", "干", "部暑", "的地得", "已己", "进一步", "进一步进一步", "坚持", "坚持学习，", "扎实推进工作。", "加强领导，落实责任；", "一是加强领导；二是落实责任。",
    "完成投资1亿元，增长2%。", "从1到2", "增长1%到2%，", "参与", "计划", "正在", "第一", "全省第一", "李明同志", "张三、李四、", "石榴镇人民政府", "关于", "会议", "，，", "。。", "、、", "......", "!!", "等、", "等等",
)  # fmt: skip
"""What hostile texts are made of: each is repeated."""


def hostile(length: int) -> list[tuple[str, str]]:
    """(name, text): every unit repeated, and pairs of neighbours repeated."""
    out = [(u, (u * (length // len(u) + 1))[:length]) for u in UNITS]
    pairs = [(a + b) for a, b in zip(UNITS, (*UNITS[7:], *UNITS[:7]), strict=True)]
    return out + [(u, (u * (length // len(u) + 1))[:length]) for u in pairs]
