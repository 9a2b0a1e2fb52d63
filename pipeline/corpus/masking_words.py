"""Running text judged word by word: what is not known to be safe is taken for a name.

A general word right before a unit that bears names (和平街道, 光明小学) is one too; a surname takes the word
behind it along (张/和平).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.corpus.vocabulary import Vocabulary
from pipeline.text.words import TaggedWord, segmenter, tag


class Mention(NamedTuple):
    """A span of a sentence; an empty kind means that it stays as it is."""

    start: int
    end: int
    kind: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_PLACE_HEADS = _words(
    "自治区 自治县 街道 社区 小区 新区 开发区 "
    "省 市 县 区 镇 乡 村 屯 州 盟 旗 路 街 巷 河 江 湖 山 岛 港 湾 岭 沟"
)
_BODY_HEADS = _words(
    "有限公司 公司 集团 银行 合作社 大学 学院 小学 中学 幼儿园 学校 医院 卫生院 研究院 设计院 研究所 "
    "协会 商会 厂 局 委 院 社 店 馆 站"
)
_PROJECT_HEADS = _words(
    "工程 项目 水电站 电站 高速 高铁 铁路 大桥 隧道 水库 景区 公园 园区 基地 产业园 广场 中心 计划 行动"
)
_POSTS = re.compile(
    r"同志|先生|女士|(?:常务)?副?(?:市长|县长|区长|镇长|乡长|书记|局长|主任|部长|处长|科长|所长|院长|校长|主席|会长)"
)
_AFTER_POST = re.compile(f"(?:{_POSTS.pattern})$")
_TYPES = ((_PROJECT_HEADS, "项目"), (_BODY_HEADS, "机构"), (_PLACE_HEADS, "地名"))
_NAMING = frozenset(
    _words(
        "街道 社区 小区 小学 中学 幼儿园 学校 医院 公司 有限公司 集团 银行 合作社 园区 景区 公园 水库 大桥 "
        "大街 大道 广场 农场 林场 电站 工业园 产业园 市 县 区 镇 乡 村 屯 路 街 巷"
    )
)
_OPEN_ADMIN = re.compile(r"(?:[全我本各该省市县区乡镇村州国]|中央|基层|省级|市级|县级|区级|乡镇)*")
_LISTED_ONLY = _words("街道 社区 小区 学 学校 院 公司 集团 银行 村 厂 园 区 基地 社 店")
_FUNCTION = frozenset(
    "的地得了着过吗呢吧啊之其所者而且与和及或并但则即若如因故虽既又也都还再就才只仅已曾将正在从自到至往向对于以用由为给"
    "让使令把被比跟同按据经凭靠沿随除离当每各该此本这那某何谁我你您他她它咱不没未无非否勿莫别很最更太极较越愈颇甚尤约"
    "近超多少大小全总共均皆凡另等是有能会可应须要想愿敢中上下内外前后里间来去年月日时个位名次项"
)
_MODIFIERS = frozenset(
    _words(
        "农村 城市 城区 城乡 乡村 重点 基层 城镇 公办 民办 老旧 贫困 边远 偏远 山区 中小 省级 市级 县级 "
        "市县 全市 全县 全区 全镇 全省 农民 专业 大型 小型 有关 相关 部分 个别 各类 所有 学校 单位 企业 "
        "机关 部门 社会 这个 那个 国有 民营 公立 中央 地方"
    )
)
_PREPOSITIONS = frozenset("于和向时从应当会关成有经")
_GLUE = frozenset("对在从为把将与不很更最都也是有这那各每再多")
_SURNAMES = frozenset(
    "冷房查左商柳解葛官党宫应关简时曲祝符游辛管柴植敖佘池佟麻苑迟巫寇桑丛桂席晏卜费戚岑景"
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵汪毛禹狄米贝明臧伏成戴宋庞熊纪舒屈项祝"
    "董梁杜阮蓝闵季麻贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫丁邓洪包石崔吉龚程邢裴陆荣翁曾申靳焦"
    "牧山谷侯全班秋仲宫宁仇甘厉戎祖武符刘景詹束龙叶幸司韶黎乔苍双闻莘翟谭贡姬申冉雍桑桂牛边燕尚温庄柴瞿阎连习艾"
    "向古易廖终居步耿满匡文寇广欧沃利越隆师巩聂关"
)
_NO_NOUNS = frozenset(("v", "vd", "a", "ad", "d", "c", "p", "r", "u", "i", "z", "f"))
_SURNAMES_FIRST = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许吕孔曹魏陶姜谢邹苏潘范彭鲁韦马袁柳唐薛贺倪汤罗郝邬傅卞邓萧尹姚邵汪宋"
    "庞熊纪梁杜阮董贾江郭梅徐邱骆夏蔡田樊胡霍虞卢丁崔龚程邢裴陆翁"
)
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千万亿两]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONG_NAME = 7


def judge_gap(sentence: str, start: int, end: int, vocabulary: Vocabulary) -> list[Mention]:
    """The spans between start and end that are not known to be safe, typed by their context, in order.

    They don't touch each other; their offsets are those of the sentence.
    """
    text, left, right = sentence[start:end], sentence[:start], sentence[end:]
    tagged = tag(text)
    tokens = [(word.start, word.text) for word in tagged]
    unsafe = [
        bool(_HAN.search(word.text))
        and not vocabulary.is_safe(word.text)
        and not _names_nothing(word.text, word.tag)
        and not _glued(word.text, vocabulary)
        for word in tagged
    ]
    _lone_characters(tokens, unsafe, vocabulary)
    _bodies(tagged, unsafe, vocabulary)
    _persons((left, text, right), tokens, unsafe, vocabulary)
    out: list[Mention] = []
    at = 0
    while at < len(tokens):
        if not unsafe[at]:
            at += 1
            continue
        first = at
        while at < len(tokens) and unsafe[at]:
            at += 1
        first_char, last = tokens[first][0], tokens[at - 1][0] + len(tokens[at - 1][1])
        last, kind = _typed(text, first_char, last, right)
        while at < len(tokens) and tokens[at][0] < last:
            at += 1
        out.append(Mention(start + first_char, start + last, kind))
    return out


def is_generic(surface: str, vocabulary: Vocabulary) -> bool:
    """Whether a recognised name is nobody's own: 市委, 全市各级, 县教育局, but not 团结村 or 光明小学."""
    if surface in vocabulary:
        return True
    match = _OPEN_ADMIN.match(surface)
    rest = surface[match.end() :] if match else surface
    if not rest or rest in vocabulary:
        return bool(match and match.end()) or rest in vocabulary
    return rest != surface and not rest.endswith(_LISTED_ONLY) and vocabulary.is_safe(rest)


def _names_nothing(word: str, part: str) -> bool:
    """A verb, adjective, adverb, idiom … of the segmenter's dictionary: it takes a noun to name something.

    Only words of the dictionary count: of others the tag is a guess. Words that end like places don't.
    """
    return (
        len(word) > 1
        and part in _NO_NOUNS
        and segmenter().has_word(word)
        and word[0] not in _SURNAMES_FIRST
        and not word.endswith(_PLACE_HEADS)
        and not _NUMERAL.match(word)
    )


def _glued(word: str, vocabulary: Vocabulary) -> bool:
    """A function word that the segmenter left on a safe one (对党, 更快捷, 在镇村)."""
    return 2 <= len(word) <= 4 and (
        (word[0] in _GLUE and vocabulary.is_safe(word[1:]))
        or (word[-1] in "的了着过" and vocabulary.is_safe(word[:-1]))
    )


def _lone_characters(tokens: list[tuple[int, str]], unsafe: list[bool], vocabulary: Vocabulary) -> None:
    """Two content characters in a row that make no listed word are pieces of a word nobody listed."""
    at = 0
    while at < len(tokens):
        stop = at
        while stop < len(tokens) and len(tokens[stop][1]) == 1 and _HAN.match(tokens[stop][1]):
            stop += 1
        run = tokens[at:stop]
        for i in range(len(run) - 1):
            pair = run[i][1] + run[i + 1][1]
            if run[i][1] in _FUNCTION or run[i + 1][1] in _FUNCTION or pair in vocabulary:
                continue
            unsafe[at + i] = unsafe[at + i + 1] = True
        at = max(stop, at + 1)


def _bodies(tagged: Sequence[TaggedWord], unsafe: list[bool], vocabulary: Vocabulary) -> None:
    """A noun or a naming word right before what bears names is its name, unless both are listed as one."""
    for i in range(len(tagged) - 1):
        word, head = tagged[i], tagged[i + 1].text
        if head not in _NAMING or len(word.text) < 2 or word.text + head in vocabulary:
            continue
        noun = word.tag[0] in "najbst" and len(word.text) <= 3 and word.text not in _MODIFIERS
        if word.text in vocabulary.naming or (noun and not _POSTS.search(word.text)):
            unsafe[i] = unsafe[i + 1] = True


def _persons(
    around: tuple[str, str, str], tokens: list[tuple[int, str]], unsafe: list[bool], vocabulary: Vocabulary
) -> None:
    """A surname and the word behind it, where either is no safe word or the place asks for a person."""
    left, text, right = around
    for i in range(len(tokens) - 1):
        (start, word), (_, after) = tokens[i], tokens[i + 1]
        if word not in _SURNAMES or len(after) > 2 or not _HAN.match(after) or after in _FUNCTION:
            continue
        end = start + len(word) + len(after)
        titled = _POSTS.match(text[end:] + right) or _AFTER_POST.search(left + text[:start])
        named = after in vocabulary.naming and word not in _PREPOSITIONS
        if (
            unsafe[i]
            or named
            or (titled and word + after not in vocabulary and len(after) == 2 and word != "党")
        ):
            unsafe[i] = unsafe[i + 1] = True


def _typed(text: str, start: int, end: int, right: str) -> tuple[int, str]:
    """End of the slot (a one-word head that belongs to the name goes with it) and its type."""
    surface, rest = text[start:end], text[end:]
    if _NUMERAL.fullmatch(surface):
        return end, "数量"
    for heads, kind in _TYPES:
        if surface.endswith(heads) and surface not in heads:
            return end, kind
    if (
        2 <= len(surface) <= 4
        and (surface[0] in _SURNAMES or len(surface) == 1)
        and _POSTS.match(rest + right)
    ):
        return end, "人名"
    for heads, kind in _TYPES:
        for head in heads:
            follows = rest[len(head) : len(head) + 1]
            if (
                rest.startswith(head)
                and not (len(head) == 1 and follows in "长委政直级域")
                and len(surface) < _LONG_NAME
            ):
                return end + len(head), kind
    return end, "名称"
