"""What a document is: genre, variant, grammatical person, period; and what each of its sections is for.

Scores are sums of the weights of the cues found (``config/recognition.yaml``, ``config/functions.yaml``); the
confidence is the winner's share against the runner-up, lowered where little was found at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice, takewhile
from typing import NamedTuple

from pipeline.corpus.lexicon import (
    FunctionCues,
    Functions,
    GenreCues,
    Recognition,
    compiled,
    dense_score,
    score,
)
from pipeline.corpus.marks import POINTS
from pipeline.corpus.outlining import Block
from pipeline.types import Person

OPENING = "导语"
CLOSING = "结语"
_OPENING_LENGTH = 400
_ENOUGH = 6.0
"""Score from which a genre's evidence counts as plenty."""
_ENOUGH_FUNCTION = 4.0
_BACKWARD = 2.5
"""What it costs to take up a function that usually comes earlier."""
_CLOSING_LENGTH = 250
_FORMULA = 60
"""Characters up to which a last paragraph may be a mere closing formula (以上汇报，请审阅。)."""


class Verdict(NamedTuple):
    """A decision with how sure it is (0 to 1) and what came second."""

    name: str
    confidence: float
    second: str = ""


def _verdict(scores: Mapping[str, float], enough: float) -> Verdict:
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] <= 0:
        return Verdict(ranked[0][0] if ranked else "", 0.0)
    name, best = ranked[0]
    second, runner = ranked[1] if len(ranked) > 1 else ("", 0.0)
    share = best / (best + max(0.0, runner))
    return Verdict(name, round(share * min(1.0, best / enough), 2), second if runner > 0 else "")


def recognise_person(text: str, cues: Recognition) -> tuple[Person, float]:
    """Grammatical person of the one who is spoken of, and how clear it is (0.5 to 1)."""
    first = _count(cues.person_first, text)
    third = _count(cues.person_third, text)
    if first + third == 0:
        return "first", 0.5  # official prose leaves out its subject, and that subject is the writer
    person: Person = "third" if third > first else "first"
    return person, round(max(first, third) / (first + third), 2)


def _count(cues: Mapping[str, float], text: str) -> float:
    return sum(weight * len(compiled(cue).findall(text)) for cue, weight in cues.items())


def recognise_genre(title: str, text: str, cues: Recognition) -> Verdict:
    """The genre whose cues score highest in title, opening and text.

    A tie goes to the one listed first. Confidence 0 when no cue was found.
    """
    person, clear = recognise_person(text, cues)
    head = text[:_OPENING_LENGTH]
    scores: dict[str, float] = {}
    for genre in cues.genres:
        points = score(genre.title, title) + score(genre.opening, head) + score(genre.body, text)
        if genre.person != person:
            points -= cues.person_weight * (clear - 0.5) * 2
        elif person == "third":
            points += cues.person_weight * (clear - 0.5) * 2
        scores[genre.name] = points
    return _verdict(scores, _ENOUGH)


def recognise_variant(title: str, text: str, genre: GenreCues) -> str:
    """The kind of the genre (座谈会 …), or empty. The title weighs double."""
    scores = {
        variant.name: 2 * score(variant.cues, title) + score(variant.cues, text[:_OPENING_LENGTH])
        for variant in genre.variants
    }
    best = max(scores.items(), key=lambda item: item[1], default=("", 0.0))
    return best[0] if best[1] > 0 else ""


_YEAR = r"(?:19|20)\d\d年(?:度|上半年|下半年|(?:第[一二三四]|[一二三四])季度)?"
_TITLE_PERIOD = re.compile(rf"(?:19|20)\d\d(?:年)?(?:—|至|到|-|～){_YEAR}|{_YEAR}")
_TEXT_PERIOD = re.compile(
    rf"{_YEAR}(?:\d{{1,2}}月)?(?:以来|来)|{_YEAR}(?=[，,])|[一二两三四五]年(?:多)?(?:来|的挂职)|今年以来"
    r"|(?:任职|任现职|挂职|到任)以来|(?:19|20)\d\d年\d{1,2}月"
)


def recognise_period(title: str, text: str) -> str:
    """The time that the document speaks of, as printed (2022年, 2023年以来, 一年来); empty if none."""
    found = _TITLE_PERIOD.search(title) or _TEXT_PERIOD.search(text[:_OPENING_LENGTH])
    return found.group() if found else ""


# --- functions of sections ---


class Assigned(NamedTuple):
    block: Block
    function: Verdict


def assign_functions(blocks: list[Block], genre: GenreCues | None, data: Functions) -> list[Assigned]:
    """Blocks with their functions; blocks that do two jobs (问题与打算) are cut between paragraphs.

    Only functions that the genre may have are considered (all, when the genre is unknown).
    """
    names = genre.functions if genre else tuple(f.name for f in data.functions)
    cues = [f for name in names if (f := data.named(name))]
    inner = [f for f in cues if f.name not in {OPENING, CLOSING}]
    return _Assigner(inner, cues, genre.core if genre else "").assign(blocks)


class _Assigner:
    def __init__(self, inner: list[FunctionCues], every: list[FunctionCues], core: str) -> None:
        self.inner = inner
        self.every = every
        self.core = core
        self.out: list[Assigned] = []

    def assign(self, blocks: list[Block]) -> list[Assigned]:
        blocks = self._closing(blocks)
        chain = self._chain(blocks)
        headed = [i for i, b in enumerate(blocks) if b.mark or b.heading]
        first, last = (headed[0], headed[-1]) if headed else (len(blocks), -1)
        runs: dict[int, Verdict] = {}
        parent = Verdict("", 0.0)
        joint: list[FunctionCues] = []
        for i, block in enumerate(blocks):
            if not (block.mark or block.heading):
                if i < first and i == 0:
                    self._lead(block)
                elif i > last:
                    self._trail(block)
                else:
                    self.out.append(Assigned(block, self._middle(block)))
                continue
            if block.level == 1:
                if block.mark and block.mark.kind in POINTS:
                    verdict = runs.get(block.run) or self._run(blocks, i)
                    runs[block.run] = parent = verdict
                    joint = []
                    self.out.append(Assigned(block, verdict))
                else:
                    parent, joint = self._section(block, chain[i])
            else:
                self.out.append(Assigned(block, self._below(block, parent, joint)))
        return self.out

    def _chain(self, blocks: list[Block]) -> dict[int, Verdict]:
        """Functions of the headed sections of the top level, by index of the block.

        The sequence with the highest sum of scores; going back in the genre's usual order costs points.
        """
        tops = [
            i for i, b in enumerate(blocks)
            if b.level == 1 and (b.mark or b.heading) and not (b.mark and b.mark.kind in POINTS)
        ]  # fmt: skip
        names = [f.name for f in self.inner]
        table = []
        for i in tops:
            text = "\n".join([blocks[i].text, *(b.printed + "\n" + b.text for b in _subtree(blocks, i))])
            table.append(self._scores(blocks[i].printed, text, self.inner))
        best_path: dict[str, tuple[float, tuple[str, ...]]] = dict.fromkeys(names, (0.0, ()))
        for order, scores in enumerate(table):
            step = {}
            for k, name in enumerate(names):
                ways = [
                    (total - (_BACKWARD if order and names.index(path[-1]) > k else 0.0), path)
                    for total, path in best_path.values()
                ]
                total, path = max(ways, key=lambda way: way[0])
                step[name] = (total + scores[name], (*path, name))
            best_path = step
        chosen = max(best_path.values(), key=lambda way: way[0])[1] if table else ()
        out = {}
        for i, name, scores in zip(tops, chosen, table, strict=True):
            plain = _verdict(scores, _ENOUGH_FUNCTION)
            others = {other: points for other, points in scores.items() if other != name}
            sure = plain.confidence if plain.name == name else 1.0 - plain.confidence
            second = max(others, key=lambda other: others[other], default="")
            out[i] = Verdict(name, round(min(sure, 1.0) if scores[name] > 1 else 0.0, 2), second)
        return out

    def _scores(self, heading: str, text: str, cues: list[FunctionCues]) -> dict[str, float]:
        # A long text holds some cue of everything; the heading says what it is for.
        scores = {f.name: 2 * score(f.headings, heading) + min(4.0, dense_score(f.body, text)) for f in cues}
        if self.core in scores and text:
            scores[self.core] += 1
        return scores

    def _lead(self, block: Block) -> None:
        """The first paragraph opens; later ones may already speak of 成绩 and 形势."""
        known = Verdict(OPENING, 0.9)
        for order, paragraph in enumerate(block.paragraphs):
            if order:
                scores = self._scores("", paragraph, self.inner)
                found = _verdict(scores, _ENOUGH_FUNCTION)
                leads = len(self.inner) and any(f.name in {"成绩", "形势"} for f in self.inner)
                if leads and found.name in {"成绩", "形势"} and scores[found.name] >= 1.5:
                    known = found
                elif leads:
                    kept = {name: points for name, points in scores.items() if name in {"成绩", "形势"}}
                    known = _verdict(kept, _ENOUGH_FUNCTION) if max(kept.values()) >= 1 else known
            self._add(block, paragraph, known)

    def _add(self, block: Block, paragraph: str, verdict: Verdict) -> None:
        """Another paragraph without heading; joins the one before if it does the same job."""
        before = self.out[-1] if self.out else None
        if (
            before
            and not before.block.heading
            and not before.block.mark
            and before.function.name == verdict.name
        ):
            before.block.paragraphs.append(paragraph)
        else:
            self.out.append(Assigned(Block(level=block.level, paragraphs=[paragraph]), verdict))

    def _middle(self, block: Block) -> Verdict:
        return _verdict(self._scores("", block.text, self.inner), _ENOUGH_FUNCTION)

    def _trail(self, block: Block) -> None:
        paragraphs = list(block.paragraphs)
        final = [paragraphs.pop()]
        if len(final[0]) <= _FORMULA and paragraphs and len(paragraphs[-1]) <= _CLOSING_LENGTH:
            final.insert(0, paragraphs.pop())
        for paragraph in paragraphs:
            self._add(block, paragraph, _verdict(self._scores("", paragraph, self.inner), _ENOUGH_FUNCTION))
        closes = any(f.name == CLOSING for f in self.every)
        for paragraph in final:
            found = Verdict(CLOSING, 0.8) if closes else self._middle(Block(paragraphs=[paragraph]))
            self._add(block, paragraph, found)

    def _run(self, blocks: list[Block], first: int) -> Verdict:
        """Points of one run on the top level have one job."""
        run = blocks[first].run
        rest = islice(blocks, first, None)
        members = [b for b in takewhile(lambda b: b.run == run or b.level > 1, rest) if b.level == 1]
        totals = dict.fromkeys((f.name for f in self.inner), 0.0)
        for member in members:
            for name, points in self._scores(member.printed, member.text, self.inner).items():
                totals[name] += points / len(members)
        lead = re.split(r"(?<=[。！])", blocks[first - 1].text)[-2:] if first else []
        for name, points in self._scores("", "".join(lead), self.inner).items():
            totals[name] += points
        return _verdict(totals, _ENOUGH_FUNCTION)

    def _section(self, block: Block, verdict: Verdict) -> tuple[Verdict, list[FunctionCues]]:
        named = [f for f in self.inner if score(f.headings, block.heading) >= 3]
        joint = named if len(named) > 1 else []
        if not joint or not block.paragraphs:
            self.out.append(Assigned(block, verdict))
            return verdict, joint
        current = verdict if len(block.paragraphs) == 1 else self._pick(block.paragraphs[0], joint, verdict)
        part = Block(block.level, block.mark, block.heading, block.run_in, [], block.run)
        for order, paragraph in enumerate(block.paragraphs):
            found = self._pick(paragraph, joint, current) if order else current
            if found.name != current.name and part.paragraphs:
                self.out.append(Assigned(part, current))
                part = Block(block.level, None, block.heading, run_in=False)
            current = found
            part.paragraphs.append(paragraph)
        self.out.append(Assigned(part, current))
        return current, joint

    def _pick(self, text: str, joint: list[FunctionCues], current: Verdict) -> Verdict:
        scores = self._scores("", text, joint)
        scores[current.name] = scores.get(current.name, 0.0) + 1
        return _verdict(scores, _ENOUGH_FUNCTION)

    def _below(self, block: Block, parent: Verdict, joint: list[FunctionCues]) -> Verdict:
        """A point has its section's job, or one of the jobs that the section's heading names."""
        if not joint:
            own = self._scores(block.heading, "", self.inner)
            rival = max(own, key=lambda name: own[name], default="")
            # 问题 and 打算 stand as points at the end of a section, 法治 within 廉洁 or 履职.
            if (
                rival in {"问题", "打算", "法治"}
                and own[rival] >= 8
                and own[rival] > 2 * own.get(parent.name, 0)
            ):
                return _verdict(own, _ENOUGH_FUNCTION)
            return parent
        current = self.out[-1].function if self.out else parent
        scores = self._scores(block.heading, block.text, joint)
        for name in {parent.name, current.name} & set(scores):
            scores[name] += 2
        if current.name == "打算":  # plans follow problems, never the other way round
            scores.pop("问题", None)
        return _verdict(scores, _ENOUGH_FUNCTION)

    def _closing(self, blocks: list[Block]) -> list[Block]:
        """The last paragraph of the last section becomes a block of its own when it closes the document."""
        closing = next((f for f in self.every if f.name == CLOSING), None)
        if not blocks or closing is None or not (blocks[-1].heading or blocks[-1].mark):
            return blocks
        last = blocks[-1]
        tail = len(last.paragraphs)
        while tail > 1 and tail > len(last.paragraphs) - 2:
            paragraph = last.paragraphs[tail - 1]
            points = score(closing.body, paragraph)
            formula = points >= 1 and len(paragraph) <= _FORMULA
            # What stands above a mere formula needs less evidence.
            if not formula and points < (4 if tail == len(last.paragraphs) else 2):
                break
            tail -= 1
        if tail == len(last.paragraphs):
            return blocks
        kept = Block(last.level, last.mark, last.heading, last.run_in, last.paragraphs[:tail], last.run)
        return [*blocks[:-1], kept, Block(level=1, paragraphs=last.paragraphs[tail:])]


def _subtree(blocks: list[Block], index: int) -> list[Block]:
    out = []
    for block in blocks[index + 1 :]:
        if block.level <= blocks[index].level:
            break
        out.append(block)
    return out
