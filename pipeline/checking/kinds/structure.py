"""Rules of numbering: sequence, level, announced counts, headings, required sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from pipeline.checking.kinds import kind
from pipeline.checking.kinds.pattern import Regex
from pipeline.checking.passage import Passage
from pipeline.checking.rules import Detector, Hit, Rule
from pipeline.checking.series import number_of, numbering, runs
from pipeline.config import DataFolders
from pipeline.text.widths import HAN
from pipeline.types import Frozen


class SequenceOptions(Frozen):
    """Which slips of which numbering."""

    where: str
    """lines or runs."""
    what: tuple[str, ...]
    """gap, back, mixed, orphan, alone, climb."""
    messages: dict[str, str]
    """What each of them is told as; {want} is what should stand there."""
    alone_unless: Regex = r"(?!)"
    """Behind 一是 in its paragraph: words that bring the second point in another form."""


@kind("sequence", SequenceOptions)
def sequence(rule: Rule, options: SequenceOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """Items of a series that do not follow one another."""
    second = re.compile(options.alone_unless)

    def detect(passage: Passage) -> Iterator[Hit]:
        found = numbering(passage) if options.where == "lines" else runs(passage)
        for item, want, what in found.slips:
            if what not in options.what:
                continue
            if what == "alone" and second.search(passage.text, item.end, passage.lines[item.line].end):
                continue
            message = options.messages.get(what, rule.message)
            text = passage.text[item.start : item.end]
            yield Hit(
                item.start,
                item.end,
                message.replace("{want}", want).replace("{text}", text),
                suggestion=want or None,
            )

    return detect


class OrderOptions(Frozen):
    """Words that enumerate without numbers."""

    words: tuple[tuple[str, ...], ...]
    """By place: 首先 / 其次 / 再次, 再者 / 最后; the last may follow any of the others."""
    mixed: Regex
    """Enumerators of another kind that may not go on a series of these; the group n is the number."""


@kind("order_words", OrderOptions)
def order_words(rule: Rule, options: OrderOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """首先、其次、再次、最后 out of order within a paragraph."""
    place = {word: i for i, group in enumerate(options.words) for word in group}
    token = re.compile(
        rf"(?:(?<=[。；：！？\n])|\A)(?P<w>{'|'.join(place)})(?=[，,]|[要是在从应须])|(?<=[。；]){options.mixed}"
    )
    final = len(options.words) - 1

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        for line in passage.prose:
            at = -1
            for match in token.finditer(text, line.start, line.end):
                word = match["w"]
                if word is None:
                    value = number_of(match["n"])
                    if at == 0 and value == 2:
                        yield Hit(*match.span(), suggestion=options.words[1][0] + "，")
                    at = -1 if value == 1 else at + 1
                    continue
                now = place[word]
                expected = at + 1
                if now == final or at < 0:
                    # 首先 may stand alone, 最后 may close anything, and 其次 may follow 主要.
                    at = now if now != final else -1
                elif now == 0:
                    yield Hit(*match.span("w"), suggestion=options.words[min(expected, final - 1)][0])
                    at = expected
                elif now != expected:
                    yield Hit(*match.span("w"), suggestion=options.words[min(expected, final - 1)][0])
                    at = min(expected, final - 1)
                else:
                    at = now

    return detect


class CountOptions(Frozen):
    """Announced counts."""

    nouns: tuple[str, ...]
    """What is announced: 要求, 希望, 大事, 方面 …"""
    counters: tuple[str, ...]
    """点, 个, 项, 件 …"""
    leads: Regex
    """Words between the announcement and its colon (如下, 分别是 …)."""
    longest: int = 16
    """Characters of an item of a list without enumerators."""


@kind("promised_count", CountOptions)
def promised_count(rule: Rule, options: CountOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """三点要求 with four points behind it."""
    nouns = "|".join(sorted(options.nouns, key=len, reverse=True))
    counters = "|".join(sorted(options.counters, key=len, reverse=True))
    # Before a colon and a numbered run any short noun is announced; before a full stop only these.
    promise = re.compile(
        rf"(?<![第十百几每各前后零〇一二三四五六七八九0-9.])(?P<n>[两二三四五六七八九]|十[一二]?|[2-9]|1[0-2])"
        rf"(?:{counters})(?:的|主要|具体|重点|突出|方面的?)?(?:(?P<noun>{nouns})|(?!{options.leads}[：:])(?P<any>[{HAN}]{{1,3}}(?=[：:])))?"
        rf"(?<!个)(?<!项)(?<!件)(?<!条)(?<!大)(?<!种)(?P<lead>{options.leads})(?P<end>[：:。，]|[ ]?(?=\n))"
    )

    loose = re.compile(
        rf"(?<![第十百几每各前后零〇一二三四五六七八九0-9.“])(?P<n>[两二三四五六七八九]|十[一二]?|[2-9]|1[0-2])"
        rf"(?![年月日时级季期届十百千万亿分点%.：0-9、—～])[{HAN}]{{1,6}}?(?P<lead>{options.leads})(?P<end>[：:])"
    )

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        starts = _starts(passage)
        aside = _with_outlook(passage)
        yield from _slogans(passage, rule)
        done: set[int] = set()
        for match in (*promise.finditer(text), *loose.finditer(text)):
            if match.start() in done:
                continue
            done.add(match.start())
            number = match["n"]
            want = 2 if number == "两" else number_of(number)
            if passage.quotations.hold(*match.span("n")) or want < 2:
                continue
            at = match.end()
            while at < len(text) and text[at].isspace():
                at += 1
            have = starts.get(at)
            if have == want + 1 and at in aside:
                continue  # 四个方面 and a last chapter of what is left and what comes next
            if have is None and match["end"] in ("：", ":") and match.groupdict(default="").get("any") == "":
                have = _listed(text, at, options.longest)
            if have is None or have == want:
                continue
            said = text[match.start("n") : match.start("lead")]
            yield Hit(
                match.start("n"),
                match.start("lead"),
                rule.message.replace("{text}", said).replace("{have}", str(have)),
            )

    return detect


_SLOGAN = re.compile(
    rf"[“‘](?P<n>[两二三四五六七八九十])(?:个|大|项)(?P<v>[{HAN}]{{2}})[”’](?P<more>[^。！？\n：]{{0,16}})：(?P<list>[^。！？\n“”]{{6,400}})"
)


def _slogans(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """“四个注重”：注重 …，注重 …: each item says the word that was counted."""
    for match in _SLOGAN.finditer(passage.text):
        want = 2 if match["n"] == "两" else number_of(match["n"])
        word = match["v"]
        pieces = re.split("[，、；]", match["list"])
        have = max(sum(p.startswith(word) for p in pieces), sum(p.endswith(word) for p in pieces))
        if have > 1 and have != want and have == len(re.findall(word, match["list"])):
            start, end = match.start("n"), match.end("v")
            said = passage.text[start:end]
            yield Hit(start, end, rule.message.replace("{text}", said).replace("{have}", str(have)))


def _starts(passage: Passage) -> dict[int, int]:
    """How many items the series has that begins at an offset."""
    out: dict[int, int] = {}
    for series in (*numbering(passage).series, *runs(passage).series):
        first = series.items[0]
        if first.value == 1 and len(series.items) > 1:
            out[first.start] = max(len(series.items), out.get(first.start, 0))
    return out


_OUTLOOK = re.compile("问题|不足|打算|下一步|下步|今后|明年|努力方向|改进|计划|体会|结语")


def _with_outlook(passage: Passage) -> frozenset[int]:
    """Where chapters begin whose last one speaks of what is left to do; what was announced may leave it out."""
    out = set()
    for series in numbering(passage).series:
        last = series.items[-1]
        line = passage.lines[last.line]
        if line.role == "heading" and _OUTLOOK.search(passage.text, last.end, line.end):
            out.add(series.items[0].start)
    return frozenset(out)


_SENTENCE_END = re.compile(r"[。！？\n：:]")
_OPENING = re.compile(r"(?:就是|即|分别是|是|要|一|第)")


def _listed(text: str, at: int, longest: int) -> int | None:
    """How many items a plain list has; None where nobody can tell an item from a part of one."""
    end = _SENTENCE_END.search(text, at, at + 400)
    if end is None or end[0] in "：:\n":
        return None
    body = text[at : end.start()]
    if re.search(r"[（(①-⑳“]|等[，。]|等$", body) or _OPENING.match(body):
        return None
    for mark, limit in (("；", None), ("，", longest), ("、", 10)):
        pieces = [p for p in body.split(mark) if p]
        if len(pieces) > 1:
            plain = limit is None or _alike(pieces, limit)
            return len(pieces) if plain and not (mark == "、" and re.search("[和与及]", body)) else None
    return None


def _alike(pieces: Sequence[str], longest: int) -> bool:
    sizes = [len(p) for p in pieces]
    if min(sizes) < 2 or max(sizes) > longest or len(pieces) < 2:
        return False
    return max(sizes) - min(sizes) <= 2 or len({p[0] for p in pieces}) == 1


class NoOptions(Frozen):
    """Nothing to choose."""


@kind("heading_stop", NoOptions)
def heading_stop(rule: Rule, options: NoOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """A heading on a line of its own that ends in 。，；, with its text in the line below (附录B.4).

    Where all headings of that level end so, they are meant as first sentences of their sections.
    """

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        heads: dict[int, list[tuple[int, bool, bool]]] = {}
        for line, below in zip_longest(passage.lines, passage.lines[1:]):
            if line.role != "heading" or line.level not in {1, 2} or text[line.start] == "第":
                continue
            titled = below is not None and below.role == "prose" and not below.level
            titled = titled and len(_ENDS.findall(text, line.start, line.end)) <= 1
            heads.setdefault(line.level, []).append((line.end - 1, text[line.end - 1] in "。，；", titled))
        for found in heads.values():
            if len(found) == 1 or not all(stopped for _, stopped, _ in found):
                yield from (
                    Hit(at, at + 1, suggestion="") for at, stopped, titled in found if stopped and titled
                )

    return detect


_ENDS = re.compile("[。；！？]")


@kind("parallel", NoOptions)
def parallel(rule: Rule, options: NoOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """An item of a run that leaves the frame which all the others share (first word, or length and first word)."""

    def detect(passage: Passage) -> Iterator[Hit]:
        text = passage.text
        for series in runs(passage).series:
            if len(series.items) < 3:
                continue
            heads = [_HEAD.match(text, item.end) for item in series.items]
            words = [m[0][:2] if m else "" for m in heads]
            common = max(set(words), key=words.count)
            odd = [i for i, word in enumerate(words) if word != common]
            if len(odd) == 1 and common and heads[odd[0]] is not None:
                match = heads[odd[0]]
                if match is not None:
                    yield Hit(match.start(), match.end(), rule.message.replace("{frame}", common))

    return detect


_HEAD = re.compile("[^，。；：、\n]{2,24}")


class SectionOptions(Frozen):
    """When a text is long enough to be a whole document."""

    shortest: int = 800
    headings: int = 2
    functions: dict[str, Regex]
    """Function of the genre → what shows that it is there."""


@kind("sections", SectionOptions)
def sections(rule: Rule, options: SectionOptions, folders: DataFolders) -> Detector:  # noqa: ARG001
    """A required section of the genre (``config/genres``) that a whole document lacks."""
    signs = {name: re.compile(p) for name, p in options.functions.items()}

    def detect(passage: Passage) -> Iterator[Hit]:
        if passage.genre is None or len(passage.text) < options.shortest:
            return
        numbered = [line for line in passage.lines if line.role == "heading"]
        if len(numbered) < options.headings:
            return
        for section in passage.genre.sections:
            sign = signs.get(section.function)
            if section.required and sign is not None and not sign.search(passage.text):
                message = rule.message.replace("{genre}", passage.genre.name).replace(
                    "{section}", section.function
                )
                yield Hit(0, 0, message)

    return detect
