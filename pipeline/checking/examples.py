"""The examples of rules, run: a bad one must be found (where and fixed as it says), a good one left alone."""

from __future__ import annotations

from pipeline.checking.engine import Checker
from pipeline.checking.fixing import mend
from pipeline.checking.notes import passage_for
from pipeline.checking.rules import Example, Loaded


def failures(checker: Checker, loaded: Loaded) -> tuple[tuple[int, str], ...]:
    """(line of the pack, what went wrong) of each example of the rule that does not hold."""
    out: list[tuple[int, str]] = []
    for group in ("bad", "good"):
        for i, example in enumerate(getattr(loaded.rule, group)):
            wrong = (_bad if group == "bad" else _good)(checker, loaded, example)
            if wrong:
                line = loaded.lines.get(("rules", loaded.number, group, i), loaded.line)
                out.append((line, f"{loaded.rule.id} 的例子“{example.text[:40]}”{wrong}"))
    return tuple(out)


def _bad(checker: Checker, loaded: Loaded, example: Example) -> str:
    passage = passage_for(example.text, checker.folders, example=example)
    rule = loaded.rule
    flagged = [f for f in checker.flagged(passage, only=(rule.id,)) if f.finding.rule == rule.id]
    if not flagged:
        return "应当报出，但没有报"
    if example.at and all(f.finding.text != example.at for f in flagged):
        return f"应当报在“{example.at}”，但报在“{'”“'.join(f.finding.text for f in flagged)}”"
    if example.fixed is not None:
        fixed, _ = mend(passage.text, flagged, all_of_them=True)
        if fixed != example.fixed:
            return f"应当改成“{example.fixed}”，但改成了“{fixed}”"
    return ""


def _good(checker: Checker, loaded: Loaded, example: Example) -> str:
    passage = passage_for(example.text, checker.folders, example=example)
    found = checker.findings(passage, only=(loaded.rule.id,))
    return f"不该报，但报了“{found[0].text}”" if found else ""
