"""What of a bullet is not to be written: held back, struck, commented out, or addressed to the writer."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.notes.lexicon import Lexicon
from pipeline.notes.reading import COMMENT_CLOSE, COMMENT_OPEN


class Kept(NamedTuple):
    """One part of a bullet after holding back."""

    text: str
    """What may be written; empty when nothing may."""
    reason: str
    """Why something was taken out, in Chinese; empty when nothing was."""
    wishes: tuple[str, ...] = ()


_COMMENT = re.compile(f"{COMMENT_OPEN}[^{COMMENT_CLOSE}]*{COMMENT_CLOSE}")
_STRUCK = re.compile(r"~~(?:(?!~~).)*~~|<(del|s|strike)>.*?</\1>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_BRACKET = re.compile(r"[（(【\[〔｛{]([^（()）【】\[\]〔〕｛｝{}]*)[）)】\]〕｝}]")
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;\n]*")
_CLAUSE = re.compile(r"[^，,：:。！？；!?;—\n]+")
_SCOPED = re.compile(r"数|金额|数据|名字|姓名|人名|名单")


def hold_back(text: str, lexicon: Lexicon) -> Kept:
    """Take out of one part what must not be printed.

    Comments, struck text and instructions go by themselves. A clause that only says "别写进去" takes with it what it
    speaks of: its bracket, if it stands in one with other words; its sentence, if that has other words; else the
    whole part. A clause that names "这个数" takes only the clause before it.
    """
    reasons: list[str] = []
    wishes: list[str] = []
    if _COMMENT.search(text):
        text = _COMMENT.sub("", text)
        reasons.append("注释")
    if _STRUCK.search(text):
        text = _STRUCK.sub("", text)
        reasons.append("已划去的文字")
    text, hostile = _without_instructions(text, lexicon, wishes)
    reasons += hostile
    text = _TAG.sub("", text)
    text, held = _without_held(text, lexicon)
    reasons += held
    text = _tidy(text)
    return Kept(text, "；".join(dict.fromkeys(reasons)), tuple(wishes))


def is_hold_clause(text: str, lexicon: Lexicon) -> bool:
    """Whether a heading or a whole line only says that something is not to be written."""
    return any(lexicon.hold_clause.fullmatch(_bare(c[0])) for c in _CLAUSE.finditer(_unbracket(text)))


def _unbracket(text: str) -> str:
    return re.sub(r"[（()）【】\[\]〔〕“”\"]", "，", text)


def _bare(clause: str) -> str:
    return re.sub(r"[\s“”\"'‘’！!。.、~～*（()）【】\[\]]", "", clause)


def _without_instructions(text: str, lexicon: Lexicon, wishes: list[str]) -> tuple[str, list[str]]:
    reasons: list[str] = []
    kept: list[str] = []
    position = 0
    for match in _SENTENCE.finditer(text):
        kept.append(text[position : match.start()])
        position = match.end()
        sentence = match[0]
        bare = sentence.strip(" \t，,。；;！!？?（()）【】[]“”\"'")
        if lexicon.instruction.search(bare):
            reasons.append("是对写手或模型说的话，不照办，也不写入")
            continue
        if lexicon.memo.search(bare):
            reasons.append("是给自己的备忘")
            continue
        if lexicon.style_wish.fullmatch(_bare(bare).replace("，", "").replace("、", "")):
            wishes.append(bare)
            reasons.append("是对文风的要求，不写入正文")
            continue
        kept.append(_without_bracketed_wishes(sentence, lexicon, wishes, reasons))
    kept.append(text[position:])
    return "".join(kept), reasons


def _without_bracketed_wishes(sentence: str, lexicon: Lexicon, wishes: list[str], reasons: list[str]) -> str:
    def drop(match: re.Match[str]) -> str:
        inner = _bare(match[1])
        if inner and lexicon.style_wish.fullmatch(inner.replace("，", "").replace("、", "")):
            wishes.append(match[1])
            reasons.append("是对文风的要求，不写入正文")
            return ""
        if inner and (lexicon.instruction.search(match[1]) or lexicon.memo.search(match[1])):
            reasons.append("是对写手说的话，不写入")
            return ""
        return match[0]

    return _BRACKET.sub(drop, sentence)


def _without_held(text: str, lexicon: Lexicon) -> tuple[str, list[str]]:
    why = "注明不写"
    for match in _BRACKET.finditer(text):
        clauses = [_bare(c[0]) for c in _CLAUSE.finditer(match[1])]
        held = [bool(c) and bool(lexicon.hold_clause.fullmatch(c)) for c in clauses]
        if not any(held):
            continue
        rest = "".join(c for c, h in zip(clauses, held, strict=True) if not h)
        if len(rest) >= 3:
            # The bracket says something and asks to keep just that back.
            remaining, more = _without_held(text[: match.start()] + text[match.end() :], lexicon)
            return remaining, [why, *more]
        before, after = text[: match.start()], text[match.end() :]
        if _bare(before) and any(_SCOPED.search(c) for c in clauses):
            cut = max((m.end() for m in re.finditer(r"[，,。；;：:]", before)), default=0)
            remaining, more = _without_held(before[:cut] + after.lstrip("，,"), lexicon)
            return remaining, [why, *more]
        return "", [why]
    sentences = list(_SENTENCE.finditer(text))
    kept: list[str] = []
    held_any = False
    for match in sentences:
        clauses = [(c.start(), _bare(c[0])) for c in _CLAUSE.finditer(match[0])]
        flags = [bool(c) and bool(lexicon.hold_clause.fullmatch(c)) for _, c in clauses]
        if not any(flags):
            kept.append(match[0])
            continue
        held_any = True
        if all(flags):
            return "", [why]
        if flags[0] and match is not sentences[0] and len(clauses) == 1:
            return "", [why]
        scoped = [i for i, (_, c) in enumerate(clauses) if flags[i] and _SCOPED.search(c) and i > 0]
        if scoped and len(clauses) > 2:
            drop = {i for i in scoped} | {i - 1 for i in scoped}
            kept.append("，".join(c for i, (_, c) in enumerate(clauses) if i not in drop))
    if held_any:
        return "".join(kept), [why]
    return text, []


def _tidy(text: str) -> str:
    text = re.sub(r"[（(]\s*[）)]", "", text)
    text = re.sub(r"[，,、；;]+(?=[，,、；;。])", "", text)
    text = re.sub(r"^[\s，,、；;。：:—]+|[\s，,、；;：:—]+$", "", text)
    return text.strip()
