"""Units of measure and counters, with their dimension and base unit.

A measure converts exactly inside its dimension (亩 = 10000/15 平方米). A counter is its own dimension; 个
stands for any counter. People (人 名 位) are one dimension, 人次 another.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pipeline.text._data import split_words


@dataclass(frozen=True, slots=True)
class Unit:
    """name as written; value × factor is the value in ``base``, the unit of the dimension."""

    name: str
    dimension: str
    factor: Fraction
    base: str


# dimension, base unit: spelling=factor …
# Months and hours don't convert into each other exactly, so there are two dimensions of time.
_MEASURES = """
money 元: 元=1 元人民币=1 块钱=1 角=1/10 元钱=1 个亿=100000000
usd 美元: 美元=1 美金=1
eur 欧元: 欧元=1
hkd 港元: 港元=1 港币=1
jpy 日元: 日元=1
gbp 英镑: 英镑=1
area 平方米: 平方米=1 平米=1 平方=1 ㎡=1 m²=1 m2=1 平方公里=1000000 平方千米=1000000 km²=1000000
area 平方米: km2=1000000 公顷=10000 ha=10000 亩=10000/15 平方厘米=1/10000
length 米: 米=1 延米=1 延长米=1 公里=1000 千米=1000 km=1000 里=500 华里=500 分米=1/10 厘米=1/100
length 米: cm=1/100 毫米=1/1000 mm=1/1000 m=1 微米=1/1000000 纳米=1/1000000000 海里=1852
mass 千克: 千克=1 公斤=1 kg=1 吨=1000 t=1000 斤=1/2 市斤=1/2 克=1/1000 毫克=1/1000000 mg=1/1000000
mass 千克: 微克=1/1000000000 公担=100 担=50
volume 立方米: 立方米=1 m³=1 m3=1 立方=1 升=1/1000 L=1/1000 毫升=1/1000000 ml=1/1000000 mL=1/1000000
volume 立方米: 标方=1 标准立方米=1
power 千瓦: 千瓦=1 kW=1 KW=1 瓦=1/1000 兆瓦=1000 MW=1000 GW=1000000 吉瓦=1000000 千瓦峰值=1
power 千瓦: 马力=735/1000
energy 千瓦时: 千瓦时=1 kWh=1 KWh=1 度电=1 度=1 兆瓦时=1000 MWh=1000 吉瓦时=1000000 GWh=1000000
capacity 千伏安: 千伏安=1 kVA=1 兆伏安=1000 MVA=1000
voltage 伏: 伏=1 千伏=1000 kV=1000
heat 焦耳: 焦耳=1 吉焦=1000000000
data GB: GB=1 TB=1024 PB=1048576 MB=1/1024 吉字节=1 太字节=1024
bandwidth 兆: 兆=1 Mbps=1 千兆=1000 Gbps=1000
flops P: PFlops=1 EFlops=1000
temperature ℃: ℃=1 摄氏度=1
sound 分贝: 分贝=1
month 个月: 个月=1 年=12 周年=12 年时间=12 个年头=12 个季度=3 季度=3 载=12 学年=12 个学年=12 个学期=6
hour 小时: 小时=1 个小时=1 钟头=1 个钟头=1 天=24 昼夜=24 个昼夜=24 日=24 周=168 星期=168 个星期=168
hour 小时: 个礼拜=168 分钟=1/60 刻钟=1/4 秒=1/3600 秒钟=1/3600 毫秒=1/3600000
workday 工作日: 工作日=1 个工作日=1
percent %: %=1 ‰=1/10 成=10 个百分比=1
points 个百分点: 个百分点=1 百分点=1 个千分点=1/10 个基点=1/100 基点=1/100 BP=1/100 个点=1
times 倍: 倍=1
person 人: 人=1 名=1 位=1 个人=1 口人=1 员=1
visits 人次: 人次=1 人·次=1
次 次: 次=1 回=1 趟=1 遍=1
"""

# Each is its own dimension; the list follows 《现代汉语八百词》 on measure words, with those of statistics.
_COUNTERS = split_words("""
    个 家 户 件 项 场 篇 期 批 条 处 座 所 辆 台 套 间 栋 幢 本 册 份 封 起 宗 例 笔 张 面 片 块 支 队
    组 班 届 轮 级 类 种 门 课时 学时 学分 学位 床 床位 盏 株 头 只 羽 匹 眼 口 厘 分 点 方 号 等 年级 星
    星级 棵 把 根 枚 颗 粒 滴 束 丛 亩次 场次 批次 户次 家次 台次 辆次 架次 班次 车次 件次 例次 艘次 列次
    车 艘 架 列 节 部 幅 首 曲 出 台套 台件 副 对 双 届次 顶 顿 餐 份额 股 路 环 层 楼 级别 室 厅 馆 站 店
    园 院 校 村 镇 乡 县 市 区 省 州 旗 国 街道 社区 部门 单位 方面 维度 版 版次 集 季 章 段 句 字 万字 页
    卷 款 目 编 则 道 任 代 辈 家庭 组织 标段 地块 路段 线路 航线 村民组 网格 片区 板块 领域 环节 步 大
    环比 车间 车位 泊位 铺 窗口 席 票 卡 证 枪 桩 吨位 箱 袋 桶 瓶 罐 盒 包 车皮 标箱 万标箱 TEU 公里次 团
    连 营 排 伙 帮 群 窝 圈 番 阵 声 拳 针 剂 剂次 针次 人份 床日 人天 工日 例数 宅 库 塘 孔 井
    机组 回路 厂 县区 市县 乡镇 镇街 村居 强 佳 优 甲 步骤 举措 成员 支部 党委 岁 周岁 刀 顷 竿 樽 尊 辑 档 档次
    挡 度次 头次 只次
""")

GENERIC = frozenset({"个"})
"""Counters that stand for any other counter, and for people."""

CASES = frozenset({"件", "起", "宗", "例"})
"""Counters of cases, disputes and accidents, one for another."""

ORDINAL_UNITS = frozenset({"号", "等", "年级", "届", "甲"})
"""Counters that always rank or identify (5号楼, 二等奖)."""


def _table() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for name in _COUNTERS:
        units[name] = Unit(name, name, Fraction(1), name)
    for line in _MEASURES.strip().splitlines():
        head, _, spellings = line.partition(": ")
        dimension, base = head.split()
        for spelling in spellings.split():
            name, _, factor = spelling.partition("=")
            units[name] = Unit(name, dimension, Fraction(factor), base)
    # A counter before a noun that is itself a counter: 12个部门, 30张床位.
    for noun in split_words("部门 单位 方面 床位 学位 村 镇 乡 县 社区 街道 乡镇 标段"):
        units["个" + noun] = Unit("个" + noun, noun, Fraction(1), noun)
    units["张床位"] = Unit("张床位", "床位", Fraction(1), "床位")
    return units


UNITS: dict[str, Unit] = _table()


def compatible(one: str, other: str) -> bool:
    """Whether two dimensions may name the same count: equal, or one is 个 and the other counts things."""
    if one == other or {one, other} <= CASES:
        return True
    return (one in GENERIC and other in COUNTED) or (other in GENERIC and one in COUNTED)


COUNTED = (frozenset(_COUNTERS) | {"person"}) - {"分", "点", "级", "号", "等", "年级", "星", "星级", "番"}
MEASURED = frozenset(line.split()[0] for line in _MEASURES.strip().splitlines()) - {"person", "visits"}
