# ruff: noqa: T201 — a command prints
"""What the optional recogniser of names adds to the rules, what it costs in false alarms, and its speed.

    python tests/bench/recogniser.py [SET…] [--show]

Needs ``pip install 'zhibi[ner]'``. SET: labelled sets with notes; default: those of ``tests/cases/check``. Names that no
note has are set into sentences, one at a time; found: a finding of severity error or warning of F-NAME overlaps it. False
alarms: texts without errors, with their own notes, that get such a finding. Read speeds as ratios.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent))
from labelled import read
from quality import wilson
from texts import notes, prose

from pipeline.checking.engine import Checker
from pipeline.checking.notes import passage_for
from pipeline.checking.passage import Passage
from pipeline.config import DataFolders
from pipeline.genres import find_genre, load_genres
from pipeline.notes import read_notes
from pipeline.text.recogniser import LacRecogniser, Recogniser, load_lac
from pipeline.text.sentences import split_sentences
from pipeline.types import Severity

CASES = Path(__file__).parents[1] / "cases"
FACTS = ("走访企业43家", "推进重点项目建设")
CONTEXTS = {
    "person, no title": (
        "慰问独居老人{}，送去米面油。", "帮助脱贫户{}办起了养殖场。", "我的结对户叫{}，儿子刚考上大学。",
        "最难忘的是退役老兵{}，他守了一辈子水库。", "{}家里有病人，我们帮着申请了救助。", "村民{}送来一篮子鸡蛋。",
        "我与同事{}连夜核对了全部数据。", "{}不爱说话，却把活干得很细。",
    ),
    "person, title or 同志": (
        "县委书记{}到现场调研。", "{}同志主持召开推进会。", "请{}主任到会指导。", "副局长{}带队走访企业。",
    ),
    "place": (
        "我多次到{}走访调研。", "{}新修了灌溉渠道。", "在{}召开了现场推进会。", "对软弱涣散的{}进行了整顿。",
        "{}的群众吃上了自来水。", "帮助{}引进了加工项目。",
    ),
    "organisation": (
        "与{}签订了合作协议。", "引进{}落户园区。", "促成{}与我县结成帮扶对子。", "项目由{}承建。", "到{}学习考察。",
        "{}发来了感谢信。",
    ),
}  # fmt: skip
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "建国", "德旺", "秀兰", "启民", "小满", "成福", "淑芬", "立群", "文博", "桂香", "海生", "玉莲", "永安", "凯文", "雨薇", "长河", "守田", "明远", "铁柱", "思源", "晓峰", "雪梅",
)  # fmt: skip
STEMS = (
    "清溪", "云岭", "松塬", "石盘", "青螺", "禾墩", "沙河", "竹垄", "梧川", "岚西", "金斗", "龙潭", "望岳", "霁川", "桐溪", "白鹭", "南坪", "柳沟", "凤栖", "盘岭",
)  # fmt: skip
PLACES = ("县", "镇", "村", "乡", "街道", "水库")
ORGS = ("大学", "农业科技公司", "中心医院", "家具厂", "职业学院", "建筑集团", "设计院", "食品有限公司")


def planted(kind: str, count: int) -> Iterator[tuple[str, int, int]]:
    """Sentences with one made-up name: text, start, end. The same at every run."""
    chance = random.Random(kind)  # noqa: S311 — no secrets
    for _ in range(count):
        if kind.startswith("person"):
            name = chance.choice(FAMILY) + chance.choice(GIVEN)
        else:
            name = chance.choice(STEMS) + chance.choice(PLACES if kind == "place" else ORGS)
        before, after = chance.choice(CONTEXTS[kind]).split("{}")
        yield before + name + after, len(before), len(before) + len(name)


class Silent:
    """The rules alone."""

    name = "规则"

    def find(self, text: str) -> tuple[()]:
        return ()


def spans(passage: Passage, recogniser: Recogniser, checker: Checker) -> list[tuple[int, int]]:
    """Places of the names that the text has and the notes don't."""
    one = passage.with_text(passage.text)
    one.recogniser = recogniser
    found = checker.findings(one, only=("F-NAME",))
    return [(f.start, f.end) for f in found if f.severity is not Severity.INFO]


def recall(checker: Checker, lac: Recogniser, count: int) -> None:
    for kind in CONTEXTS:
        have = [0, 0]
        for text, start, end in planted(kind, count):
            passage = passage_for(text, checker.folders, facts=FACTS, genre="述职报告")
            for i, one in enumerate((Silent(), lac)):
                have[i] += any(s < end and start < e for s, e in spans(passage, one, checker))
        print(f"{kind:24} rules {wilson(have[0], count):24} with {lac.name} {wilson(have[1], count)}")


def own(checker: Checker, sets: list[Path]) -> Iterator[tuple[str, Passage, tuple[tuple[int, int], ...]]]:
    """Labelled texts with notes and the good drafts: id, passage, places of wrong names (None: an item with errors)."""
    for path in sets:
        for item in read(path):
            if item.facts:
                passage = passage_for(
                    item.text, checker.folders, facts=item.facts, genre=item.genre, person=item.person, period=item.period
                )  # fmt: skip
                names = tuple((g.start, g.end) for g in item.gold if g.kind == "name")
                yield ("clean " if item.clean else "faulty ") + item.id, passage, names
    genres = load_genres(checker.folders)
    for path in sorted((CASES / "drafts").glob("*.md")):
        brief = read_notes(str(path), checker.folders)
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        genre = find_genre(brief.head.genre, genres)
        yield f"draft {path.stem}", Passage(text, genre=genre, period=brief.head.period, brief=brief), ()


def labelled(checker: Checker, lac: Recogniser, sets: list[Path], *, show: bool) -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, passage, wrong in own(checker, sets):
        each = [spans(passage, one, checker) for one in (Silent(), lac)]
        kind = name.split()[0]
        for start, end in wrong:
            counts["names"][2] += 1
            for i in (0, 1):
                counts["names"][i] += any(s < end and start < e for s, e in each[i])
        if kind != "faulty":
            counts[kind][2] += 1
            for i in (0, 1):
                counts[kind][i] += bool(each[i])
        if show:
            for start, end in set(each[1]) - set(each[0]):
                print(
                    f"  {name}: {passage.text[max(0, start - 10) : start]}【{passage.text[start:end]}】{passage.text[end : end + 8]}"
                )
    for kind, (rules, both, n) in counts.items():
        what = "wrong names found by F-NAME" if kind == "names" else f"{kind} texts with an alarm"
        print(f"{what:28} rules {wilson(rules, n):24} with {lac.name} {wilson(both, n)}")


def speed(checker: Checker, lac: LacRecogniser) -> None:
    """The check and the recogniser together against the recogniser alone on the same sentences."""
    made = passage_for(prose(10_000), checker.folders, facts=notes(3_000), genre="述职报告")
    drafts = [passage for _, passage, _ in own(checker, [])]
    for name, passages in (
        ("good drafts with their notes", drafts),
        ("made-up prose with made-up notes", [made]),
    ):
        size = sum(len(p.text) for p in passages)
        sentences = [p.text[s.start : s.end] for p in passages for s in split_sentences(p.text)]
        work = {
            "recogniser alone": lambda sentences=sentences: [lac._tagger.run(s) for s in sentences],
            "check with it": lambda passages=passages: [spans_of_all(p, lac, checker) for p in passages],
            "check by rules": lambda passages=passages: [
                spans_of_all(p, Silent(), checker) for p in passages
            ],
        }
        took = {what: timed(one) for what, one in work.items()}
        told = ", ".join(f"{what} {size / t:,.0f}" for what, t in took.items())
        ratio = took["recogniser alone"] / took["check with it"]
        print(f"{name}, characters a second: {told}; {ratio:.2f} of the recogniser's own speed")


def spans_of_all(passage: Passage, recogniser: Recogniser, checker: Checker) -> None:
    one = passage.with_text(passage.text)
    one.recogniser = recogniser
    checker.findings(one)


def timed(work: Callable[[], object]) -> float:
    """Seconds, the best of three rounds."""
    best = float("inf")
    for _ in range(3):
        began = perf_counter()
        work()
        best = min(best, perf_counter() - began)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", type=Path, default=sorted((CASES / "check").glob("[a-d].yaml")))
    parser.add_argument("--show", action="store_true", help="what it adds on the labelled texts")
    parser.add_argument("--count", type=int, default=200, help="planted names of each kind")
    args = parser.parse_args()
    checker = Checker(DataFolders())
    began = perf_counter()
    lac = load_lac()
    print(f"{lac.name} loaded in {perf_counter() - began:.2f} s")
    speed(checker, lac)
    recall(checker, lac, args.count)
    labelled(checker, lac, args.sets, show=args.show)


if __name__ == "__main__":
    main()
