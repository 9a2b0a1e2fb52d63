"""Words that give a change its direction, for comparing a sentence with its fact clause by clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Sign = Literal["up", "down", "negation"]


@dataclass(frozen=True, slots=True)
class Direction:
    """One word of direction with its span."""

    start: int
    end: int
    text: str
    sign: Sign


# 提高 and 压减 are transitive too (提高效率): only the direction is told, not whether it is welcome.
_UP = """
    同比增长 增长 增加 增收 增至 增幅 增速 提高 提升 上升 升至 上涨 上调 扩大 扩增 新增 攀升 回升 跃升
    高出 增产 增亏 递增 激增 净增 壮大 高于 多于 优于 快于 超出 翻番 翻一番 翻两番 翻了一番 翻了两番 上浮 拓宽 延长 走高
    上扬 倍增 偏多 偏高 偏大
"""
_DOWN = """
    同比下降 下降 减少 减至 压减 压缩 降低 降至 下调 下跌 缩减 缩短 回落 收窄 精简 下滑 递减 负增长 锐减
    低于 少于 慢于 减产 减亏 削减 核减 减幅 减负 节约 下浮 降幅 走低 骤降 消减 缩小 偏少 偏低 偏小
"""
_NEGATION = """
    没有 未能 未发生 未出现 未 无一 零事故 零发生 零上访 零投诉 零 杜绝 不再 不得 不予 并非 尚未 从未 没能
    暂无 无 没 不 非
"""
# Words in which 不, 无, 未, 非, 零 deny nothing.
_NOT_NEGATION = """
    不松 不放松 不停 不断 不仅 不但 不只 不光 不少 不久 不同 不论 不管 不过 不便 不良 不足 不到 不超过 不低于 不少于 不高于
    不下 不忘初心 不懈 坚持不懈 不遗余力 毫不动摇 不折不扣 不厌其烦 不辞辛劳 不畏 不愧 不妨 不惜 不负 不等
    不止 不动产 不锈钢 不腐 不敢腐 不能腐 不想腐 不合理 不规范 不平衡 不充分 源源不断 必不可少 无人机
    无障碍 无线 无论 无私 无愧 无数 无偿 无比 无微不至 无缝 万无一失 无害化 无证 无房 无物业 三无 未来
    未成年 未成年人 未雨绸缪 未必 非常 非法 非遗 非公 非凡 非税 非洲 是非 莫非 零售 零距离 零散 零星 零件
    零工 零容忍 零碳 零部件 零碎 从零 归零 清零 四不两直 四个不摘 不摘
    不漏 一个不落 一户不落 一人不落 一项不落
"""


def _pattern() -> re.Pattern[str]:
    groups = (("skip", _NOT_NEGATION), ("down", _DOWN), ("up", _UP), ("negation", _NEGATION))
    parts = (
        f"(?P<{name}>{'|'.join(sorted(words.split(), key=len, reverse=True))})" for name, words in groups
    )
    return re.compile("|".join(parts))


_DIRECTION = _pattern()


def directions(text: str) -> tuple[Direction, ...]:
    """The words of direction and of denial in ``text``, in order."""
    found: list[Direction] = []
    for match in _DIRECTION.finditer(text):
        if match.lastgroup == "up":
            found.append(Direction(*match.span(), match.group(), "up"))
        elif match.lastgroup == "down":
            found.append(Direction(*match.span(), match.group(), "down"))
        elif match.lastgroup == "negation":
            found.append(Direction(*match.span(), match.group(), "negation"))
    return tuple(found)
