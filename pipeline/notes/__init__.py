"""A file of notes → a :class:`~pipeline.types.Brief` with numbered facts and what is owed to each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.config import DataFolders
from pipeline.decoding import STDIN, read_document_bytes, read_standard_input
from pipeline.errors import InputError, NotesError, reason
from pipeline.notes.gaps import mark_gaps
from pipeline.notes.holding import hold_back, is_hold_clause, is_only_hold
from pipeline.notes.lexicon import Lexicon, load_lexicon
from pipeline.notes.reading import COMMENT_CLOSE, COMMENT_OPEN, OPEN_TASK, Item, read_items
from pipeline.notes.relating import relate
from pipeline.text.widths import normalize
from pipeline.types import Brief, Fact, FactKind, Head, Person

MAX_BYTES = 5_000_000


def read_notes(source: str, folders: DataFolders) -> Brief:
    """Read a file of notes (.md, .txt, .docx) or standard input (``-``).

    Raises NotesError (exit 2) naming file, line and remedy when it can't be used.
    """
    if source == "-":
        data, name = read_standard_input(MAX_BYTES), STDIN
    else:
        path = Path(source)
        try:
            if path.is_dir():
                raise NotesError("这是一个文件夹", remedy="请给出一个要点文件（.md .txt .docx）", path=source)
            if path.stat().st_size > MAX_BYTES:
                raise NotesError("文件超过 5 MB", remedy="请只留要点，或分成几个文件", path=source)
            data, name = path.read_bytes(), source
        except FileNotFoundError:
            raise NotesError("找不到这个文件", remedy="请检查路径", path=source) from None
        except OSError as error:
            raise NotesError(
                f"读不了这个文件（{reason(error)}）", remedy="请检查路径和权限", path=source
            ) from None
    return parse_notes(data, name, folders)


def parse_notes(data: bytes, name: str, folders: DataFolders) -> Brief:
    """Notes given as bytes; ``name`` is used in messages, and its ending tells .docx."""
    if len(data) > MAX_BYTES:
        raise NotesError("内容超过 5 MB", remedy="请只留要点，或分成几份", path=name)
    try:
        text, _ = read_document_bytes(data, name, struck=True)
    except InputError as error:
        raise NotesError(error.what, remedy=error.remedy, path=name, line=error.line) from None
    raw = read_items(text, name)
    lexicon = load_lexicon(folders.file("config/notes.yaml"))
    facts, wishes = judge(raw.items, lexicon, raw.head.year)
    if not any(f.text for f in facts):
        raise NotesError("没有读到一条事实要点", remedy="请一行写一条，例如：- 走访企业43家", path=name)
    if not any(f.statement for f in facts):
        raise NotesError(
            "所有要点都注明不写或为空，没有可写的内容", remedy="请至少保留一条要写的事实", path=name
        )
    return Brief(
        source=name,
        digest=hashlib.sha256(data).hexdigest(),
        head=raw.head,
        facts=facts,
        wishes=wishes,
        warnings=raw.warnings,
    )


def brief_of(  # noqa: PLR0913 — the keys of a head
    facts: Sequence[str],
    folders: DataFolders,
    *,
    genre: str = "",
    person: Person | None = None,
    period: str = "",
    organization: str = "",
    name: str = "",
) -> Brief:
    """Notes given as strings, each one fact: F1, F2 … in the order given, blank ones counted too."""
    items = [
        Item(
            line=i,
            parts=tuple(p for p in (normalize(q).strip() for q in fact.splitlines()) if p) or ("",),
            group="",
        )
        for i, fact in enumerate(facts, 1)
    ]
    head = Head(genre=genre, person=person, period=period, organization=organization, name=name)
    judged, wishes = judge(items, load_lexicon(folders.file("config/notes.yaml")), head.year)
    digest = hashlib.sha256("\n".join(facts).encode()).hexdigest()
    return Brief(source="要点", digest=digest, head=head, facts=judged, wishes=wishes)


def judge(
    items: Sequence[Item], lexicon: Lexicon, year: int | None = None
) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """Number the bullets and decide what is owed to each."""
    facts: list[Fact] = []
    wishes: list[str] = []
    hold_rest: str | None = None
    for index, item in enumerate(items):
        fact = _judge_one(f"F{index + 1}", item, lexicon, wishes)
        if hold_rest is not None and item.group != hold_rest:
            hold_rest = None
        if hold_rest is not None and fact.statement:
            fact = _held(fact, "上文注明以下不写")
        if not fact.statement and "注明不写" in fact.reason and is_only_hold(fact.text, lexicon):
            back = _refers_back(fact.text, lexicon)
            for earlier in range(max(0, len(facts) - back), len(facts)):
                facts[earlier] = _held(facts[earlier], f"{fact.id} 注明不写")
            if _refers_forward(fact.text, lexicon):
                hold_rest = item.group
        if fact.kind is not FactKind.HELD and _is_label(item, items, index):
            fact = _held(fact, "只作分组标题，下面的要点归在它名下")
        facts.append(fact)
    return relate(_grouped_under_labels(facts, items), lexicon, year), tuple(dict.fromkeys(wishes))


def _is_label(item: Item, items: Sequence[Item], index: int) -> bool:
    """A short line ending in a colon, with bullets right below, only names a group."""
    return (
        len(item.parts) == 1
        and item.parts[0].endswith(("：", ":"))
        and len(item.parts[0]) <= 16
        and index + 1 < len(items)
    )


def _grouped_under_labels(facts: list[Fact], items: Sequence[Item]) -> list[Fact]:
    label, group = "", ""
    out: list[Fact] = []
    for fact, item in zip(facts, items, strict=True):
        if item.group != group:
            label, group = "", item.group
        if fact.reason.startswith("只作分组标题"):
            label = item.parts[0].rstrip("：:")
        named = bool(label) and not fact.reason.startswith("只作分组标题")
        out.append(fact.model_copy(update={"group": label}) if named else fact)
    return out


def _refers_back(text: str, lexicon: Lexicon) -> int:
    """How many bullets above a line like 以上两条别写 speaks of."""
    words = "|".join(map(re.escape, lexicon.hold.previous))
    match = re.match(
        rf"[（(【]?(?:{words})(?:面)?([一二两三四五六七八九十]|\d{{1,2}})?(?:条|项|个|点|句|几条)?", text
    )
    if not match:
        return 0
    count = match[1] or "一"
    return int(count) if count.isdigit() else "零一二三四五六七八九十".find(count.replace("两", "二"))


def _refers_forward(text: str, lexicon: Lexicon) -> bool:
    return bool(re.match(r"[\W_]*(?:" + "|".join(map(re.escape, lexicon.hold.following)) + ")", text))


def _held(fact: Fact, reason: str) -> Fact:
    return fact.model_copy(
        update={"kind": FactKind.HELD, "statement": "", "reason": fact.reason or reason, "related": ()}
    )


_FENCE_MARKS = str.maketrans("", "", COMMENT_OPEN + COMMENT_CLOSE + OPEN_TASK)


def _whole_reason(item: Item, shown: str, lexicon: Lexicon) -> str:
    """Why the bullet as a whole is not written, before its words are looked at."""
    if not shown.strip(" \t?？*-—_…。，"):
        return "空条目"
    if item.parts[0].startswith(OPEN_TASK):
        return "任务没有打勾，不当作做完的事写"
    if item.group and is_hold_clause(item.group, lexicon):
        return f"所在部分“{item.group}”注明不写"
    return ""


def _judge_one(fact_id: str, item: Item, lexicon: Lexicon, wishes: list[str]) -> Fact:
    own = [p for p in (part.translate(_FENCE_MARKS) for part in item.parts) if p]
    shown = _join_parts(own) if own else ""
    base = Fact(id=fact_id, text=shown, line=item.line, group=item.group)
    reason = _whole_reason(item, shown, lexicon)
    if reason:
        return _held(base, reason)
    kept: list[str] = []
    reasons: list[str] = []
    for index, part in enumerate(item.parts):
        result = hold_back(part, lexicon)
        wishes.extend(result.wishes)
        if result.reason:
            reasons.append(result.reason)
        if result.text:
            kept.append(result.text)
        elif index == 0 and result.reason and len(item.parts) > 1:
            return _held(base, "；".join(reasons))
    if not kept:
        return _held(base, "；".join(dict.fromkeys(reasons)) or "空条目")
    statement = _join_parts(kept)
    statement, unknown = mark_gaps(statement, lexicon)
    statement = normalize(statement).strip()
    if not re.search(r"[\u4e00-\u9fffA-Za-z0-9]", re.sub(r"〔待补：[^〕]*〕", "", statement)):
        return _held(base, "没有已知的内容")
    return base.model_copy(
        update={
            "kind": FactKind.UNKNOWN if unknown else FactKind.PLAIN,
            "statement": statement,
            "reason": f"部分内容未写入：{'；'.join(dict.fromkeys(reasons))}" if reasons else "",
        }
    )


def _join_parts(parts: Sequence[str]) -> str:
    """A bullet and its nested ones as one statement: 项目建设：开工12个；竣工8个."""
    head, rest = parts[0].rstrip("：:，,；;。"), [p.rstrip("，,；;。") for p in parts[1:]]
    if not rest:
        return parts[0]
    return f"{head}：{'；'.join(rest)}"
