"""Persons and their posts: whose post stands before whose name, who is 组长 and who 副组长."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checking.facts.sheet import Sheet
from pipeline.checking.rules import Hit
from pipeline.text.names import guess_kind


def person_post_hits(sheet: Sheet) -> Iterator[Hit]:
    """局长石未央 where the notes have 副局长石未央: the post right before a person's name."""
    for told in sheet.facts:
        for v in told.values:
            name = v.text.removesuffix("同志")
            if v.kind != "name" or len(name) < 2 or guess_kind(name) != "person":
                continue
            noted = _POST_BEFORE.search(told.fact.text[: told.fact.text.find(name)])
            for said in sheet.sentences if noted else ():
                at = said.text.find(name)
                written = _POST_BEFORE.search(said.text[:at]) if at > 0 else None
                if (
                    noted
                    and written
                    and written[0] != noted[0]
                    and not re.search(rf"(?<!副){re.escape(written[0])}", sheet.known)
                ):
                    start = said.span.start + written.start()
                    message = f"职务与要点不一致：要点是“{noted[0]}{name}”"
                    yield Hit(start, start + len(written[0]), message, noted[0], facts=(told.fact.id,))


_POST_BEFORE = re.compile(
    r"(?:党工委|党委|党组|管委会|工委|常务|第一|代理)?副?(?:书记|主任|局长|处长|科长|股长|县长|市长|区长|镇长|乡长|省长|部长|厅长|院长|校长|所长|站长"
    r"|队长|主席|会长|秘书长|董事长|总经理|经理|委员|常委|支书)(?:助理)?$"
)


_RANK = (
    r"(?:党工委|党委|党组|党总支|党支部|管委会|工委|常务|第一|代理|执行)?副?(?:总指挥|书记|主任|局长|处长|科长|股长|县长|市长|区长|镇长|乡长|省长|部长|厅长|院长|校长"
    r"|所长|站长|队长|组长|班长|主席|会长|秘书长|董事长|总经理|经理|村长|支书|委员|组员|成员|联络员|主编|馆长|场长|厂长|指挥长)(?:助理)?"
)
_HOLDS = re.compile(
    rf"(?:同志)?(?:挂职担任|挂职任|担任|兼任|出任|当选为?|任命为|任|是|为|当)[^，。；、《》0-9]{{0,12}}?(?P<post>{_RANK})(?![\u4e00-\u9fff]?办公)"
)
_HELD = re.compile(rf"(?P<post>{_RANK})(?:由|是|为|[：:])?$")


def exchanged_post_hits(sheet: Sheet) -> Iterator[Hit]:
    """王建国任组长 where the notes have 李建军任组长，王建国任副组长: a post of the notes, with another of its persons."""
    persons = {
        v.text.removesuffix("同志")
        for t in sheet.facts
        for v in t.values
        if v.kind == "name" and guess_kind(v.text.removesuffix("同志")) == "person"
    }
    noted = [
        (told, name, post) for told in sheet.facts for name, _, post in _posts_of(told.fact.text, persons)
    ]
    held = {(name, post) for _, name, post in noted}
    for said in sheet.sentences if len(persons) > 1 else ():
        for name, start, post in _posts_of(said.text, persons):
            if (name, post) in held:
                continue
            own = next(((t, p) for t, n, p in noted if n == name), None)
            if own and any(p == post for _, n, p in noted if n != name):
                at = said.span.start + start
                message = f"职务与要点不一致：要点里{name}是{own[1]}，不是{post}"
                yield Hit(at, at + len(post), message, own[1], facts=(own[0].fact.id,))


def _posts_of(text: str, persons: set[str]) -> Iterator[tuple[str, int, str]]:
    """(person, where the post begins, post): 李建军任组长, 组长李建军, 组长由李建军担任."""
    for name in sorted(persons):
        for at in (m.start() for m in re.finditer(re.escape(name), text)):
            behind = _HOLDS.match(text, at + len(name))
            before = _HELD.search(text[:at])
            if behind:
                yield name, behind.start("post"), behind["post"]
            elif before:
                yield name, before.start("post"), before["post"]
