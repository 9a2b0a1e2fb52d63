"""Known short forms of a name (青澜市发展和改革委员会 → 市发展改革委, 市发改委, 发改委)."""

from __future__ import annotations

import re

from pipeline.text._nameforms import COMPOUND_SURNAMES, HAN_ONLY, SURNAMES

# Stem of a department → its usual short stems (三定方案 and common practice).
_STEMS: dict[str, tuple[str, ...]] = {
    "发展和改革": ("发展改革", "发改"), "发展改革": ("发改",), "工业和信息化": ("工信", "工业信息化"),
    "人力资源和社会保障": ("人社", "人力资源社会保障"), "住房和城乡建设": ("住建", "住房城乡建设"),
    "自然资源和规划": ("自然资源", "资规", "自规"), "文化和旅游": ("文旅", "文化旅游"),
    "文化广电和旅游": ("文广旅", "文旅"), "文化广电旅游": ("文广旅", "文旅"), "卫生健康": ("卫健",),
    "市场监督管理": ("市场监管",), "退役军人事务": ("退役军人",), "应急管理": ("应急",),
    "医疗保障": ("医保",), "行政审批服务": ("行政审批", "审批"), "国有资产监督管理": ("国资",),
    "交通运输": ("交通",), "教育和体育": ("教体", "教育体育"), "教育体育": ("教体",), "科学技术": ("科技",),
    "农业农村": ("农业",), "生态环境": ("环保",), "城市管理": ("城管",),
    "城市管理综合行政执法": ("城管", "综合执法"), "综合行政执法": ("综合执法",),
    "地方金融监督管理": ("金融监管", "金融"), "机关事务管理": ("机关事务",), "民族宗教事务": ("民宗",),
    "乡村振兴": (), "政务服务管理": ("政务服务",), "大数据管理": ("大数据",), "纪律检查": ("纪",),
    "机构编制": ("编",), "政法": ("政法",), "商务": (), "水务": (), "财政": (),
}  # fmt: skip
_TAILS = {
    "委员会": ("委",),
    "办公室": ("办",),
    "管理局": ("局",),
    "局": ("局",),
    "厅": ("厅",),
    "部": ("部",),
}
_WHOLE = (
    ("人民政府办公室", "政府办公室"), ("人民政府办公室", "政府办"), ("人民政府", "政府"),
    ("人民检察院", "检察院"), ("中级人民法院", "中院"), ("人民法院", "法院"), ("人民医院", "医院"),
    ("人民代表大会常务委员会", "人大常委会"), ("人民代表大会常务委员会", "人大"),
    ("中国人民政治协商会议", "政协"), ("纪律检查委员会", "纪委"), ("监察委员会", "监委"),
    ("有限责任公司", ""), ("股份有限公司", ""), ("有限公司", ""), ("集团有限公司", "集团"),
    ("管理委员会", "管委会"), ("高新技术产业开发区", "高新区"), ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"), ("街道办事处", "街道"), ("村民委员会", "村委会"), ("居民委员会", "居委会"),
    ("中共", ""),
)  # fmt: skip
_PLACE = re.compile(r"([\u4e00-\u9fff]{1,6}?(?:特别行政区|自治区|自治州|自治县|省|市|县|区|州|旗))(?=.)")
_ADMIN = re.compile(
    r"([\u4e00-\u9fff]{2,8}?)(特别行政区|自治区|自治州|自治县|街道|社区|省|市|县|区|州|旗|镇|乡|村)$"
)
_TOO_GENERAL = frozenset(
    ["政府", "人民政府", "委员会", "医院", "法院", "检察院", "党委", "管委会", "集团", "公司"]
)
_HONORIFIC = re.compile("(?:同志|先生|女士)$")


def short_forms(name: str) -> frozenset[str]:
    """The other forms under which official prose speaks of ``name``; never ``name`` itself."""
    forms: set[str] = set()
    bare = _HONORIFIC.sub("", name)
    if person_like(bare):
        forms.update(_person(bare))
    else:
        forms.update(_organization(name))
        admin = _ADMIN.fullmatch(name)
        if admin is not None:
            forms.add(admin.group(1))
    forms.discard(name)
    return frozenset(f for f in forms if len(f) >= 2 and f not in _TOO_GENERAL)


def person_like(name: str) -> bool:
    """A surname with one or two characters (compound surnames: three or four in all)."""
    if not HAN_ONLY.fullmatch(name):
        return False
    if name[:2] in COMPOUND_SURNAMES:
        return 3 <= len(name) <= 4
    return 2 <= len(name) <= 3 and name[0] in SURNAMES and name[-1] not in "市县区镇乡村局委院校厂"


def _person(name: str) -> set[str]:
    given = name[2:] if name[:2] in COMPOUND_SURNAMES else name[1:]
    forms = {name, name + "同志"}
    if len(given) == 2:
        forms.add(given + "同志")
    return forms


def _organization(name: str) -> set[str]:
    heads = {name}
    place = _PLACE.match(name)
    if place is not None:
        rest = name[place.end() :]
        level = re.search("(?:自治区|自治州|自治县|省|市|县|区|州|旗)$", place.group(1))
        heads.add((level.group()[-1] if level else "") + rest)
        if len(rest) >= 4:
            heads.add(rest)
        short = place.group(1)[: -len(level.group())] if level else ""
        if len(short) >= 2:
            heads.add(short + rest)
    forms = set(heads)
    for head in heads:
        for long, brief in _WHOLE:
            if long in head:
                forms.add(head.replace(long, brief))
        forms.update(_department(head))
    return forms


def _department(name: str) -> set[str]:
    forms: set[str] = set()
    for tail, brief_tails in _TAILS.items():
        if not name.endswith(tail):
            continue
        stem = name[: -len(tail)]
        for long, shorts in _STEMS.items():
            if stem.endswith(long):
                lead = stem[: -len(long)]
                forms.update(lead + s + t for s in (long, *shorts) for t in (tail, *brief_tails))
        forms.update(stem + t for t in brief_tails if len(stem) >= 3)
    return forms
