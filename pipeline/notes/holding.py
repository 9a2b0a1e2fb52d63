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
BLANK_BRACKET = re.compile(r"[（(][\s\u3000_]*[）)]")
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
    # A bracket that is blank from the start is a gap to be filled, not one that was emptied here.
    text = BLANK_BRACKET.sub("（__）", text)
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


def is_only_hold(text: str, lexicon: Lexicon) -> bool:
    """Whether every clause only says that something is not to be written."""
    clauses = [c for m in _CLAUSE.finditer(_unbracket(text)) if (c := _bare(m[0]))]
    return bool(clauses) and all(lexicon.hold_clause.fullmatch(c) for c in clauses)


def _unbracket(text: str) -> str:
    return re.sub(r"[（()）【】\[\]〔〕“”\"]", "，", text)


def _bare(clause: str) -> str:
    """A clause without marks and white space."""
    return re.sub(r"[\s“”\"'‘’！!。.、~～*（()）【】\[\]]", "", clause)


_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|《[^》]*》")
_COUNTED = re.compile(r"\d(?!\d*\s*(?:字|分钟|页|段|处|条|千字))")


def speaks_to_writer(sentence: str, lexicon: Lexicon) -> bool:
    """Whether a sentence is an instruction to the writer or the model; words in quotation marks are not its own."""
    bare = _QUOTED.sub("“”", sentence)
    return any(p.search(bare) for p in lexicon.instructions)


def is_wish(sentence: str, lexicon: Lexicon) -> bool:
    """Whether a sentence only wishes something of the style: its first clause does, and it reports no figure."""
    clauses = [c.strip() for c in re.split(r"[，,；;]|但|而且|并且", sentence) if c.strip()]
    if not clauses or len(sentence) > 40 or _COUNTED.search(sentence):
        return False
    return any(p.fullmatch(clauses[0]) or p.fullmatch(sentence) for p in lexicon.wishes)


def _without_instructions(text: str, lexicon: Lexicon, wishes: list[str]) -> tuple[str, list[str]]:
    reasons: list[str] = []
    kept: list[str] = []
    position = 0
    for match in _SENTENCE.finditer(text):
        kept.append(text[position : match.start()])
        position = match.end()
        reason = _addressed(match[0], lexicon, wishes)
        if reason:
            reasons.append(reason)
        else:
            kept.append(_BRACKET.sub(lambda m: _bracket(m, lexicon, wishes, reasons), match[0]))
    kept.append(text[position:])
    return "".join(kept), reasons


def _bracket(match: re.Match[str], lexicon: Lexicon, wishes: list[str], reasons: list[str]) -> str:
    reason = _addressed(match[1], lexicon, wishes) if len(_bare(match[1])) >= 4 else ""
    if reason:
        reasons.append(reason)
    return "" if reason else match[0]


def _addressed(sentence: str, lexicon: Lexicon, wishes: list[str]) -> str:
    """Why a sentence is not the document's, or empty."""
    bare = sentence.strip(" \t，,。；;！!？?")
    if speaks_to_writer(bare, lexicon):
        return "是对写手或模型说的话，不照办，也不写入"
    if lexicon.memo.search(bare):
        return "是给自己的备忘"
    if is_wish(bare, lexicon):
        wishes.append(bare)
        return "是对文风的要求，不写入正文"
    return ""


def _without_held(text: str, lexicon: Lexicon) -> tuple[str, list[str]]:
    why = "注明不写"
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(match[0])
        return chr(0xE200 + len(hidden) - 1)

    # 《…（仅供参考）》 is a title: what stands in quotation marks holds nothing back.
    kept, reasons = _held_outside_quotes(_QUOTED.sub(hide, text), lexicon, why)
    for index, quoted in enumerate(hidden):
        kept = kept.replace(chr(0xE200 + index), quoted)
    return kept, reasons


def _held_outside_quotes(text: str, lexicon: Lexicon, why: str) -> tuple[str, list[str]]:
    for match in _BRACKET.finditer(text):
        clauses = [_bare(c[0]) for c in _CLAUSE.finditer(match[1])]
        held = [bool(c) and bool(lexicon.hold_clause.fullmatch(c)) for c in clauses]
        if not any(held):
            continue
        rest = "".join(c for c, h in zip(clauses, held, strict=True) if not h)
        if len(rest) >= 3:
            # The bracket says something and asks to keep just that back.
            remaining, more = _held_outside_quotes(text[: match.start()] + text[match.end() :], lexicon, why)
            return remaining, [why, *more]
        before, after = text[: match.start()], text[match.end() :]
        if _bare(before) and any(_SCOPED.search(c) for c in clauses):
            cut = max((m.end() for m in re.finditer(r"[，,。；;：:]", before)), default=0)
            remaining, more = _held_outside_quotes(before[:cut] + after.lstrip("，,"), lexicon, why)
            return remaining, [why, *more]
        return "", [why]
    sentences = list(_SENTENCE.finditer(text))
    kept: list[str] = []
    for match in sentences:
        clauses = [_bare(c[0]) for c in _CLAUSE.finditer(match[0])]
        flags = [bool(c) and bool(lexicon.hold_clause.fullmatch(c)) for c in clauses]
        if flags and all(flags):
            # 这条别写进去。 behind the others speaks of them all.
            return "", [why]
        if any(flags):
            kept.append(_without_scoped(clauses, flags))
        elif any(_fronted(c, lexicon) for c in clauses):
            kept.append("")
        else:
            kept.append(match[0])
    return ("".join(kept), [why]) if len("".join(kept)) < len(text.rstrip()) else (text, [])


def _fronted(clause: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.hold_fronted.fullmatch(clause) or lexicon.hold_opening.fullmatch(clause))


def _without_scoped(clauses: list[str], flags: list[bool]) -> str:
    """这个数别写 takes the clause before it; any other such clause takes the whole sentence."""
    scoped = [i for i, c in enumerate(clauses) if flags[i] and _SCOPED.search(c) and i > 0]
    if not scoped or len(clauses) <= 2 or sum(flags) > len(scoped):
        return ""
    drop = {*scoped, *(i - 1 for i in scoped)}
    return "，".join(c for i, c in enumerate(clauses) if i not in drop)


def _tidy(text: str) -> str:
    text = re.sub(r"[（(]\s*[）)]", "", text)
    text = re.sub(r"[，,、；;]+(?=[，,、；;。])", "", text)
    text = re.sub(r"^[\s，,、；;。：:—]+|[\s，,、；;：:—]+$", "", text)
    return text.strip()
