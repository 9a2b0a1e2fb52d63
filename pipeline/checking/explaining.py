"""``zhibi check --explain``: what a rule says, why, and how to be rid of it."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import groupby

from pipeline.checking.rules import Example, Loaded, load_packs
from pipeline.config import DataFolders
from pipeline.errors import InputError

ALL = ("all", "全部")


def explain(wanted: str, folders: DataFolders) -> str:
    """The text for one id (in any case), or for ``all`` the list of all rules by family.

    Raises InputError with near ids when there is no such rule.
    """
    rules = load_packs(folders, off=True)
    if wanted.strip().lower() in ALL:
        return _listed(rules)
    name = wanted.strip().upper()
    for one in rules:
        if one.rule.id == name:
            return _told(one)
    ids = [one.rule.id for one in rules]
    near = get_close_matches(name, ids, n=3, cutoff=0.5) or [i for i in ids if i.startswith(name[:2])][:3]
    guess = f"是不是想看 {'、'.join(near)}？" if near and name else ""
    raise InputError(f"没有规则 {wanted}", remedy=f"{guess}全部编号见 zhibi check --explain all")


def _listed(rules: tuple[Loaded, ...]) -> str:
    families = sorted(rules, key=lambda one: (one.pack.rank, one.pack.family, one.rule.id))
    blocks = []
    for family, ones in groupby(families, key=lambda one: one.pack.family):
        rows = [
            f"  {one.rule.id:<14}{one.rule.severity.label}　{one.rule.title}{'' if one.rule.on else '（已关闭）'}"
            for one in ones
        ]
        blocks.append("\n".join([family, *rows]))
    return "\n\n".join(blocks) + "\n"


def _told(one: Loaded) -> str:
    rule, source = one.rule, one.rule.source
    lines = [
        f"{rule.id}　{rule.title}{'' if rule.on else '（已关闭）'}",
        f"类别：{one.pack.family}",
        f"级别：{rule.severity.label}",
        f"依据：{source.level}{f'，{source.clause}' if source.clause else ''}",
        f"说明：{rule.message.replace('{text}', '…').replace('{fix}', '…')}",
    ]
    if rule.suggestion:
        lines.append(f"建议：{rule.suggestion}")
    if rule.genres:
        lines.append(f"只用于：{'、'.join(rule.genres)}")
    if rule.not_in:
        lines.append(f"不用于：{'、'.join(rule.not_in)}")
    lines.append(f"能否用 --fix 自动改：{'能' if rule.safe else '不能，要人来定'}")
    for example in rule.bad:
        lines.append(f"错：{_shown(example)}")
        lines += [f"改：{_joined(example.fixed)}"] if example.fixed is not None else []
    lines += [f"对：{_shown(example)}" for example in rule.good]
    lines += [
        f"不用这条规则：在自己的 config/rules/ 里放一个 .yaml 文件，写 off: [{rule.id}]，运行时加 --config",
        f"只在一处不报：在这一行里，或单独在上一行，写 <!-- zhibi: 忽略 {rule.id} -->",
    ]
    return "\n".join(lines) + "\n"


def _shown(example: Example) -> str:
    facts = f"（要点：{_joined('；'.join(example.facts))}）" if example.facts else ""
    return _joined(example.text) + facts


def _joined(text: str) -> str:
    return " ↵ ".join(line.strip() for line in text.strip().split("\n") if line.strip())
