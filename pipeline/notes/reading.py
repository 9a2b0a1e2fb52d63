"""A file of notes → its head and numbered bullets, before anything is judged."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from pipeline.config import Lines, parse_yaml
from pipeline.errors import ConfigError, NotesError
from pipeline.text.widths import normalize
from pipeline.types import Head, Person

MAX_LINE = 20_000
"""Characters of one line; a bullet is never that long, so something else was handed in."""
MAX_BULLETS = 5_000

_HEAD_KEYS = {
    "文种": "genre", "标题": "title", "人称": "person", "姓名": "name", "单位": "organization", "职务": "position",
    "时间": "period", "听众": "audience", "字数": "length",
    "文体": "genre", "材料类型": "genre", "题目": "title", "讲话人": "name", "报告人": "name", "述职人": "name",
    "年度": "period", "年份": "period", "任职时间": "period", "挂职时间": "period", "工作单位": "organization",
    "所在单位": "organization", "岗位": "position", "现任职务": "position", "对象": "audience", "称呼": "audience",
    "篇幅": "length",
}  # fmt: skip
_OVERRIDING = {"挂职单位": "organization", "接收单位": "organization", "挂职职务": "position"}
"""Where a secondment is meant, these say more exactly what 单位 and 职务 are."""
_SHOWN_KEYS = tuple(_HEAD_KEYS)[:9]
_PERSONS: dict[str, Person] = {
    "第一人称": "first", "第三人称": "third", "first": "first", "third": "third", "一": "first", "三": "third",
}  # fmt: skip

_FENCE = re.compile(r"^\s*(?:-{3,}|—{2,}|\*{3,}|_{3,}|={3,}|`{3,}.*|~{3,}.*)\s*$")
_BULLET = re.compile(
    r"""^(?P<indent>[ \t]*)(?P<mark>
        [-+](?=[ \t]|$) | -(?=[^\s\d\-—]) | \*(?=[ \t]|$) | [•·●○■◆◇▪▶►–](?=\s*) |
        \d{1,3}[.．](?![\d]) | \d{1,3}、 | [（(]\d{1,3}[）)] | \d{1,3}[)）] | [①-⑳㉑-㊿]
    )[ \t\u3000]*(?P<text>.*)$""",
    re.VERBOSE,
)
_HASH = re.compile(r"^\s{0,3}(#{1,6})[ \t]*(?P<text>[^#].*?)\s*#*\s*$")
_CHINESE_HEADING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])\s*(?P<text>.*)$"
)
_CHECKBOX = re.compile(r"^\[[ xX√✓]\]\s*")
_TICKED, _OPEN = re.compile(r"^\s*[-*+]\s+\[[xX√✓]\]", re.MULTILINE), re.compile(r"^\s*[-*+]\s+\[ \]\s*(.*)$")
OPEN_TASK = "\ue004"
"""Stands before a task that is not ticked though others are."""
_LINK = re.compile(r"!?\[([^\]\n]{0,200})\]\([^)\n]{0,500}\)")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}.*\|")


class Item(NamedTuple):
    """One top-level bullet with what is nested below it."""

    line: int
    parts: tuple[str, ...]
    """The bullet's own text, then its nested bullets."""
    group: str


class RawNotes(NamedTuple):
    head: Head
    items: tuple[Item, ...]
    warnings: tuple[str, ...]


def read_items(text: str, source: str) -> RawNotes:
    """Split notes into head and bullets.

    Raises NotesError or ConfigError with file, line and remedy for broken heads and over-long lines.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            raise NotesError(
                f"这一行有 {len(line)} 个字，不像一条要点",
                remedy="请把要点一条一行写开，每行不超过两万字",
                path=source,
                line=number,
            )
    head, first, warnings = _read_head(lines, source)
    items = _read_body(lines, first)
    if len(items) > MAX_BULLETS:
        raise NotesError(
            f"共有 {len(items)} 条要点", remedy=f"一次最多 {MAX_BULLETS} 条，请分成几份材料", path=source
        )
    return RawNotes(head, tuple(items), warnings)


def _read_head(lines: list[str], source: str) -> tuple[Head, int, tuple[str, ...]]:
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return Head(), 0, ()
    if lines[start].strip() != "---":
        return _read_bare_head(lines, start, source)
    end = next((i for i in range(start + 1, len(lines)) if lines[i].strip() in ("---", "...")), None)
    if end is None:
        if not any(_head_key(line) for line in lines[start + 1 : start + 12]):
            return Head(), start + 1, ()
        raise NotesError(
            "开头的 --- 没有配对",
            remedy="请在文种、标题等各项之后另起一行再写 ---",
            path=source,
            line=start + 1,
        )
    text = "\n".join(_half_colon(line) for line in lines[start + 1 : end])
    return _parse_head(text, start + 2, end + 1, source)


def _read_bare_head(lines: list[str], start: int, source: str) -> tuple[Head, int, tuple[str, ...]]:
    """A head without --- around it: the first lines, when they name the genre or title, or two keys at least."""
    end = start
    while end < len(lines) and re.match(r"[^\s:：]{1,8}\s*[:：]\s*\S", lines[end]) and _head_key(lines[end]):
        end += 1
    keys = [_HEAD_KEYS.get(re.split(r"[:：]", line, maxsplit=1)[0].strip(), "") for line in lines[start:end]]
    if not keys or not ({"genre", "title"} & set(keys) or len(keys) > 1):
        return Head(), 0, ()
    return _parse_head("\n".join(_half_colon(line) for line in lines[start:end]), start + 1, end, source)


def _parse_head(text: str, first: int, end: int, source: str) -> tuple[Head, int, tuple[str, ...]]:
    """The head in ``text``, which begins on line ``first``; the body begins at index ``end``."""
    try:
        value, places = parse_yaml(text, source, first_line=first)
    except ConfigError as error:
        raise NotesError(error.what, remedy=error.remedy, path=source, line=error.line) from None
    if value is None:
        return Head(), end, ()
    if not isinstance(value, dict):
        raise NotesError(
            "开头 --- 之间不是“键: 值”",
            remedy="请写成“文种: 述职报告”这样一行一项",
            path=source,
            line=first,
        )
    head, warnings = _head(value, places, source)
    return head, end, warnings


def _head_key(line: str) -> bool:
    key = re.split(r"[:：]", line, maxsplit=1)[0].strip()
    return key in _HEAD_KEYS or key in _OVERRIDING or key in _HEAD_KEYS.values()


def _half_colon(line: str) -> str:
    """Clerks type a full-width colon after a key, or none of the space YAML wants."""
    match = re.match(r"^(\s*)([^\s:：#'\"]{1,12})\s*[:：][ \t\u3000]*(.*)$", line)
    if not match or not _head_key(line):
        return line.replace("\u3000", " ")
    value = match[3].strip()
    if value and value[0] not in "'\"[{|>&*!" and re.search(r"[:#*&!%@`{}\[\]]", value):
        value = "'" + value.replace("'", "''") + "'"
    return f"{match[1]}{match[2]}: {value}"


def _head(value: dict[str, Any], places: Lines, source: str) -> tuple[Head, tuple[str, ...]]:
    fields: dict[str, Any] = {}
    warnings: list[str] = []
    given = sorted(value.items(), key=lambda item: item[0] in _OVERRIDING)
    for key, raw in given:
        line = places.get((key,), 1)
        name = _OVERRIDING.get(key) or _HEAD_KEYS.get(key, key)
        if name not in _HEAD_KEYS.values():
            warnings.append(f"第{line}行的“{key}”不是可用的键，没有采用（可用：{'、'.join(_SHOWN_KEYS)}）")
            continue
        if raw is None or raw == "":
            continue
        if isinstance(raw, dict | list):
            raise NotesError(f"“{key}”应是一行文字", remedy=f"请写成“{key}: …”", path=source, line=line)
        text = normalize(str(raw)).strip()
        if name == "person":
            if text not in _PERSONS:
                raise NotesError(
                    f"人称“{text}”看不懂", remedy="请写“第一人称”或“第三人称”", path=source, line=line
                )
            fields[name] = _PERSONS[text]
        elif name == "length":
            fields[name] = _length(text, source, line)
        else:
            fields[name] = _period(text) if name == "period" else text
            if name == "genre":
                fields["genre_line"] = line
    return Head(**fields), tuple(warnings)


def _period(text: str) -> str:
    """A bare year or an ISO date as it is printed: 2024 → 2024年, 2024-05-01 → 2024年5月1日."""
    if re.fullmatch(r"(?:19|20)\d{2}", text):
        return f"{text}年"
    date = re.fullmatch(r"((?:19|20)\d{2})-0?(\d{1,2})(?:-0?(\d{1,2}))?(?: 00:00:00)?", text)
    if date:
        return f"{date[1]}年{date[2]}月" + (f"{date[3]}日" if date[3] else "")
    return text


def _length(text: str, source: str, line: int) -> int:
    match = re.fullmatch(r"\D{0,3}(\d{2,6})\s*字?\D{0,3}", text.replace(",", ""))
    if not match or not 50 <= int(match[1]) <= 50_000:
        raise NotesError(
            f"字数“{text}”看不懂", remedy="请写一个 50 到 50000 之间的整数", path=source, line=line
        )
    return int(match[1])


_COMMENT = re.compile(r"(<!--.*?(?:-->|\Z))([^\n]*)", re.DOTALL)
COMMENT_OPEN, COMMENT_CLOSE = "\ue000", "\ue001"
"""Fence an HTML comment inside a bullet's text, so that it can be held back by name."""


def _fold_comments(lines: list[str], first: int) -> list[str]:
    """Put every comment on the line where it begins, keeping line numbers."""
    body = "\n".join(lines[first:])

    def fold(match: re.Match[str]) -> str:
        inner = re.sub(r"^<!--|-->$", "", match[1]).strip().replace("\n", " ")
        # What follows a comment on its last line still belongs to the bullet that the comment interrupts.
        return f"{COMMENT_OPEN}{inner}{COMMENT_CLOSE}{_COMMENT.sub(fold, match[2])}" + "\n" * match[1].count(
            "\n"
        )

    return lines[:first] + _COMMENT.sub(fold, body).split("\n")


def _read_body(lines: list[str], first: int) -> list[Item]:
    items: list[Item] = []
    group = ""
    top_indent: int | None = None
    open_bullet = False
    lines = _fold_comments(lines, first)
    if _TICKED.search("\n".join(lines)):
        lines = [_OPEN.sub(f"- {OPEN_TASK}\\1", line) for line in lines]
    index = first
    while index < len(lines):
        line, number = lines[index], index + 1
        index += 1
        if not line.strip() or _FENCE.match(line):
            open_bullet = open_bullet and not line.strip()
            continue
        behind = _table(lines, index - 1, items, group)
        if behind:
            index, open_bullet = behind, False
            continue
        line = re.sub(r"^\s*>\s?", "", line)
        bullet = _BULLET.match(line)
        if bullet is None:
            heading = _heading(line)
            if heading is not None:
                group, open_bullet, top_indent = heading, False, None
                continue
            if open_bullet and items and re.match(r"[ \t]{2,}\S", line):
                last = items[-1]
                joined = _join(last.parts[-1], _clean(line))
                items[-1] = last._replace(parts=(*last.parts[:-1], joined))
                continue
            items.append(Item(number, (_clean(_unnumbered(line)),), group))
            open_bullet, top_indent = False, None
            continue
        indent = len(bullet["indent"].expandtabs(4))
        text = _clean(bullet["text"])
        if open_bullet and items and top_indent is not None and indent >= top_indent + 2:
            last = items[-1]
            if text:
                items[-1] = last._replace(parts=(*last.parts, text))
            continue
        top_indent, open_bullet = indent, True
        items.append(Item(number, (text,), group))
    return items


def _unnumbered(line: str) -> str:
    match = _CHINESE_HEADING.match(line)
    return match["text"] if match else line


def _join(a: str, b: str) -> str:
    return a + b if not a or a[-1] in "，。；：、,;:" or a[-1] > "\x7f" else f"{a} {b}"


def _clean(text: str) -> str:
    text = _CHECKBOX.sub("", text.strip())
    text = _LINK.sub(r"\1", text)
    text = re.sub(r"(?<!`)`([^`\n]{1,200})`(?!`)", r"\1", text)
    text = _unbold(text)
    # A clerk leaves room for a figure that is still to come: 约    拍.
    text = re.sub(r"(?<=[\u4e00-\u9fff（(])[ \u3000]{3,}(?=[\u4e00-\u9fff%％])", "__", text)
    return normalize(text).strip()


# A whole phrase at the beginning or behind a mark, or a value without marks inside.
_BOLD = re.compile(
    r"(?:(?<=^)|(?<=[，。；：、（\s])|(?=\*\*[\d一二三四五六七八九十百千]))(?<!\*)(\*\*|__)(?=[^\s*_])([^*\n]{1,200}?)(?<=[^\s*_])\1(?!\*)"
)
_MASKED = re.compile(
    r"^(?:亿|万|千|百|元|%|％|个|人|名|家|项|件|场|次|期|篇|处|年|月|日|号|户|亩|平方|公里|同志|省|市|县|区|镇|乡|村|街道|局|公司|、|，|－|—)"
)


def _unbold(text: str) -> str:
    """Drop the marks of **bold**, but leave masks (**亿元) alone."""

    def plain(match: re.Match[str]) -> str:
        masked = _MASKED.match(match[2]) or _MASKED.match(text[match.end() :])
        return match[2] if match[2][0].isdigit() or not masked else match[0]

    return _BOLD.sub(plain, text)


def _heading(line: str) -> str | None:
    match = _HASH.match(line)
    if match:
        return re.sub(r"^[一二三四五六七八九十]{1,3}、", "", normalize(match["text"]).strip())
    match = _CHINESE_HEADING.match(line)
    if not match:
        return None
    text = normalize(match["text"]).strip()
    # A numbered line that carries a value or runs on is a fact; as a mere heading it would be lost.
    if len(text) > 30 or re.search(r"[。；;!！]$|[，。；].*[，。；]", text):
        return None
    if re.search(r"\d(?!\d{0,3}\s*[年月])|[*＊]|XX", text):
        return None
    return text.rstrip("：:")


def _table(lines: list[str], start: int, items: list[Item], group: str) -> int:
    """Read a table that begins at ``start``; the index behind it, or 0 when there is none."""
    line, following = lines[start], lines[start + 1] if start + 1 < len(lines) else ""
    if "|" in line and _TABLE_RULE.match(following):
        return _read_table(lines, start, items, group)
    tabs = line.lstrip().count("\t")
    if tabs and following.lstrip().count("\t") == tabs:
        return _read_tabs(lines, start, items, group)
    return 0


def _read_tabs(lines: list[str], start: int, items: list[Item], group: str) -> int:
    """A table as Word gives it, cells between tabs; the first row names the columns unless it has figures itself."""
    width = lines[start].lstrip().count("\t")
    index = start
    rows: list[tuple[int, list[str]]] = []
    while index < len(lines) and lines[index].lstrip().count("\t") == width:
        rows.append((index + 1, [_clean(c) for c in lines[index].lstrip().split("\t")]))
        index += 1
    header = rows[0][1]
    named = not any(re.search(r"\d(?!\d{0,3}年)(?!\d{0,3}$)", c) for c in header[1:])
    for number, row in rows[1:] if named else rows:
        told = [f"{h}{v}" if named else v for h, v in zip(header[1:], row[1:], strict=True) if v]
        items.append(Item(number, ((f"{row[0]}：" if told else row[0]) + "，".join(told),), group))
    return index


def _read_table(lines: list[str], start: int, items: list[Item], group: str) -> int:
    """A Markdown table: each row below the rule is one bullet, told with its column names."""

    def cells(line: str) -> list[str]:
        return [_clean(c) for c in line.strip().strip("|").split("|")]

    header = cells(lines[start])
    index = start + 2
    while index < len(lines) and "|" in lines[index] and lines[index].strip():
        row = cells(lines[index])
        told = [f"{h}{v}" for h, v in zip(header[1:], row[1:], strict=False) if v]
        text = (f"{row[0]}：" if told else row[0]) + "，".join(told)
        items.append(Item(index + 1, (text,), group))
        index += 1
    return index
