"""Names of the text against those of the notes: known, a known one's short form, misspelt, or nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from pipeline.checking.facts.sheet import Said, Sheet
from pipeline.checking.rules import Hit
from pipeline.checking.values import Value
from pipeline.text.names import guess_kind
from pipeline.text.recogniser import Recogniser
from pipeline.types import Severity

NEAREST = 0.5
"""Share of characters that a strange name may differ in and still be a known one misspelt."""


def name_hits(sheet: Sheet, second: Recogniser | None = None) -> Iterator[Hit]:
    """Names of persons, places, organisations, projects, documents and meetings that no fact has.

    second: sees names beside those of the rules.
    """
    for said in sheet.sentences:
        if said.role in ("signature", "title", "salutation"):
            continue
        for value in said.values:
            if value.kind == "quoted":
                yield from _slogan(said, value, sheet)
                continue
            if value.kind not in ("name", "title", "latin") or _cut_wrong(said.text, value.start):
                continue
            if _known(said, value, sheet):
                continue
            hit = _hit(said, value, sheet)
            if hit:
                yield hit
        if second is not None:
            yield from _seen(said, sheet, second)


def _seen(said: Said, sheet: Sheet, second: Recogniser) -> Iterator[Hit]:
    """Names that the rules don't see: a warning at most, unless a name of the notes is meant."""
    for name in second.find(said.text):
        if any(v.start < name.end and name.start < v.end for v in said.values):
            continue
        value = Value("name", name.start, name.end, name.text)
        if _cut_wrong(said.text, name.start) or _known(said, value, sheet):
            continue
        hit = _hit(said, value, sheet)
        if hit:
            meant = hit.suggestion is not None or hit.severity is not None
            yield hit if meant else hit._replace(severity=Severity.WARNING)


def _slogan(said: Said, value: Value, sheet: Sheet) -> Iterator[Hit]:
    """“晨曦”助学金 for “晨星”助学金: a quoted name that is one of the notes but for a character or two."""
    bare = value.text.strip("“”")
    if bare in sheet.known or len(bare) < 2:
        return
    for told in sheet.facts:
        for v in told.values:
            own = v.text.strip("“”")
            if v.kind != "quoted" or own in sheet.passage.text or len(own) != len(bare):
                continue
            if 0 < Levenshtein.distance(bare, own) <= max(1, len(own) // 3):
                start = said.span.start + value.start
                yield Hit(
                    start,
                    start + len(value.text),
                    f"名称与要点不一致：要点是“{own}”",
                    v.text,
                    facts=(told.fact.id,),
                )
                return


def _cut_wrong(text: str, start: int) -> bool:
    """其｜中粮食, 3｜家公司: the recogniser began a name inside a word or with a counter."""
    before = text[max(0, start - 1) : start]
    return text[max(0, start - 1) : start + 1] == "其中" or (
        before != "" and before in "0123456789一二两三四五六七八九十百千万多余几"
    )


def _known(said: Said, value: Value, sheet: Sheet) -> bool:
    if sheet.ground.support(tuple(sheet.ground.by_id)).holds(value, said.text):
        return True
    bare = value.text.strip("《》“”")
    if value.kind == "title":
        spoken = bare.removeprefix("中华人民共和国") in sheet.known or _QUOTED_FROM.match(
            said.text, value.end
        )
        return bool(spoken) or bare in _CLASSICS
    return value.kind == "name" and (
        # 同志能传帮带: a rare surname that is a common word is more likely the word.
        (_kind(value.text) == "person" and bare[0] not in _COMMON and _twin(value.text, said, sheet) is None)
        or _in_short(bare, sheet.known)
        or any(_shortens(bare, name) or _shortens(name, bare) for name in sheet.ground.known)
        or (bare[:2] in sheet.known and _GENERIC_END.search(bare) is not None)
    )


def _in_short(name: str, known: str) -> bool:
    """省农科院 in the notes, 省农业科学院 in the text, and the other way round: characters of one in the order of the other."""
    if len(name) < 3:
        return False
    longer = "[\u4e00-\u9fff]{0,4}".join(map(re.escape, name.removesuffix("会")))
    if re.search(longer, known):
        return True
    if len(name) < 4:
        return False
    inside = "".join(map(re.escape, sorted(set(name))))
    pattern = f"{re.escape(name[0])}[{inside}]{{1,{len(name) - 3}}}{re.escape(name[-1])}"
    return re.search(pattern, known) is not None


def _shortens(short: str, full: str) -> bool:
    """市疾控中心 for 岚川市疾病预防控制中心: its characters in order, the same end."""
    full = full.replace("委员会", "委") if short.endswith("委") else full
    if len(short) >= len(full) or len(short) < 3 or short[-1] != full[-1]:
        return False
    rest = iter(full)
    return all(c in rest for c in short)


_QUOTED_FROM = re.compile(r"(?:中|里|上)?(?:有言|有云|有句话|说|曰|云|讲|记载|写道|指出)")
_CLASSICS = frozenset(
    [
        "论语",
        "孟子",
        "左传",
        "礼记",
        "尚书",
        "诗经",
        "周易",
        "易经",
        "大学",
        "中庸",
        "史记",
        "汉书",
        "道德经",
        "老子",
        "庄子",
        "荀子",
        "韩非子",
        "孙子兵法",
        "资治通鉴",
        "菜根谭",
        "官箴",
        "了凡四训",
        "增广贤文",
        "三国演义",
        "水浒传",
        "红楼梦",
        "西游记",
        "实践论",
        "矛盾论",
        "之江新语",
        "摆脱贫困",
    ]
)
_COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚"
    "邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳司马诸葛上官"
)
"""The commonest surnames: nine persons in ten."""
_GENERIC_END = re.compile(r"(?:片区|地区|一带|沿线|园区|现场|辖区|城区|镇区|社区|基层|部门|系统|工程|项目)$")
_PUBLIC = re.compile(r"^《[^》]*(?:法|法典|条例|准则|规则|规定|章程|宪法|党章|办法)(?:（[^）]*）)?》$")
_ORGAN = re.compile(
    r"^(?:国家|中央|全国|省|市|县|区|州|镇|乡|街道|[我本各两该])?(?:人大|政协|政府|党委|纪委|监委|组织部|宣传部|统战部|政法委|[\u4e00-\u9fff]{1,8}"
    r"(?:局|委|办|厅|部|处|中心|办公室|委员会|服务中心|联合会|总工会|工会|团委|妇联|科协|文联|工商联|残联|法院|检察院|公安局))$"
)


def _hit(said: Said, value: Value, sheet: Sheet) -> Hit | None:
    start, end = said.span.start + value.start, said.span.start + value.end
    twin = _twin(value.text, said, sheet)
    if twin:
        name, fact = twin
        return Hit(start, end, f"名称与要点不一致：要点是“{name}”", name, facts=(fact,) if fact else ())
    severity = None
    if _PUBLIC.match(value.text) or (
        value.kind == "latin"
        or (len(value.text) > 2 and re.search(r"[山水河江湖海岛路桥]$", value.text))
        or (value.kind == "name" and _ORGAN.match(value.text) and _is_general(value.text))
    ):
        severity = Severity.INFO
    return Hit(start, end, f"要点里没有这个名称：{value.text}", severity=severity)


def _kind(name: str) -> str:
    """The kind of a name; what ends like an organ is one."""
    return "organization" if re.search(r"[局委办厅]$", name) else guess_kind(name)


def _is_general(name: str) -> bool:
    """市数据局, 县委组织部: an organ of one's own level, with no name of a place."""
    return not re.match(r"[\u4e00-\u9fff]{2,4}[省市县区州镇乡]", name)


def _twin(name: str, said: Said, sheet: Sheet) -> tuple[str, str] | None:
    """The likest name of the notes of the same kind that the sentence does not have beside."""
    kind = _kind(name)
    best: tuple[float, str, str] | None = None
    for told in sheet.facts:
        for v in told.values:
            if v.kind not in ("name", "title", "latin") or _kind(v.text) != kind or v.text in said.text:
                continue
            far = Levenshtein.normalized_distance(name, v.text)
            # A document of the same place, in a sentence that tells its fact, is meant to be that document.
            local = kind == "title" and name[:3] == v.text[:3] and len(told.bigrams & said.bigrams) >= 3
            if (
                kind == "organization"
                and _ORGAN.match(name)
                and name[0] in v.text[:4]
                and len(told.bigrams & said.bigrams) >= 2
            ):
                local = _is_general(name)
            if (far <= NEAREST or local) and (best is None or far < best[0]):
                best = (far, v.text, told.fact.id)
    return (best[1], best[2]) if best else None


_APPOINTED = re.compile(
    r"(?:挂职担任|挂职任|挂任|担任|兼任|调任|升任|改任|出任|转任|挂职|任)(?:为|了)?[^，。；、《》]{0,24}?"
    r"(?P<post>(?:党工委|党委|党组|党总支|党支部|管委会|工委|常务|第一|代理)?副?(?:书记|主任|局长|处长|科长|股长|县长|市长|区长|镇长|乡长|省长|部长|厅长|院长|校长|所长|站长"
    r"|队长|主席|会长|秘书长|董事长|总经理|经理|行长|社长|台长|总工程师|主任科员|党组成员|党委委员|委员|常委|组长|支书)(?:助理)?)"
)
_SECOND = re.compile(
    r"[、兼和][^，。；、《》]{0,10}?(?P<post>副?(?:书记|主任|局长|处长|科长|县长|市长|区长|镇长|乡长|部长|院长|校长|所长|主席|会长|秘书长|经理|常委)(?:助理)?)"
)


def _posts(text: str) -> Iterator[tuple[int, str]]:
    """The posts of an appointment with their places: 挂任县委常委、副县长 has two."""
    for match in _APPOINTED.finditer(text):
        yield match.start("post"), match["post"]
        at = match.end()
        while (more := _SECOND.match(text, at)) is not None:
            yield more.start("post"), more["post"]
            at = more.end()


_DEPUTY = re.compile(
    r"副(主任医师|主任护师|教授|研究员|主任科员|调研员|高级工程师|总工程师|主任|局长|县长|市长|区长|镇长|乡长|院长|校长|处长|科长|所长|站长|书记|主席|会长|秘书长|总经理|董事长)"
)


def deputy_hits(sheet: Sheet) -> Iterator[Hit]:
    """主任医师 where the notes know only a 副主任医师."""
    for told in sheet.facts:
        for match in _DEPUTY.finditer(told.fact.text):
            rank = match[1]
            alone = rf"(?<!副){rank}"
            # Somebody else may hold the rank: 县长…, or it may be another word (主任 in 班主任).
            if re.search(alone, sheet.known) or len(rank) < 3:
                continue
            for said in sheet.sentences:
                found = re.search(alone, said.text)
                if found and len(told.bigrams & said.bigrams) >= 3:
                    start = said.span.start + found.start()
                    yield Hit(
                        start,
                        start + len(rank),
                        f"职务与要点不一致：要点是“{match[0]}”",
                        match[0],
                        facts=(told.fact.id,),
                    )


def post_hits(sheet: Sheet) -> Iterator[Hit]:
    """挂任…局长 where the notes have 挂任…副局长: the post of an appointment."""
    noted = [(post, t) for t in sheet.facts for _, post in _posts(t.fact.text)]
    if not noted:
        return
    everything = sheet.known
    for said in sheet.sentences:
        for start, post in _posts(said.text):
            if re.search(rf"(?<!副){re.escape(post)}", everything):
                continue
            told = [
                (p, t)
                for p, t in noted
                if len(t.bigrams & said.bigrams) >= 2 and not re.search(rf"(?<!副){re.escape(p)}", said.text)
            ]
            if told:
                right, fact = told[0]
                at = said.span.start + start
                yield Hit(
                    at, at + len(post), f"职务与要点不一致：要点是“{right}”", right, facts=(fact.fact.id,)
                )
