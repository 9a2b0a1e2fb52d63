"""Findings as SARIF 2.1.0, which code hosts and editors show beside the text.

Clauses of the standard (OASIS, 2020): 3.14 run, 3.27 result, 3.30 region, 3.49 reportingDescriptor, 3.55 fix.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.checking.engine import Checker, Flagged
from pipeline.checking.finished import Manuscript, Reviewed, dumps
from pipeline.checking.listing import Lines, whole
from pipeline.checking.rules import Loaded
from pipeline.types import Finding, Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif(documents: Sequence[Reviewed], checker: Checker) -> bytes:
    """One run over the documents. Lines and columns count from 1, columns in code points.

    Character offsets count as the file has them (a line end of two characters is two); those of a .docx are
    offsets into the text read out of it. Only fixes that are safe are given, and none for .docx.
    """
    index = {one.rule.id: i for i, one in enumerate(checker.rules)}
    results = [result for one in documents for result in _results(one, index)]
    run = {
        "tool": {"driver": {"name": "zhibi", **_version(), "rules": [_rule(one) for one in checker.rules]}},
        "invocations": [{"executionSuccessful": True}],
        "artifacts": [{"location": _location(one.manuscript)} for one in documents],
        "results": results,
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "language": "zh-CN",
    }
    return (dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n").encode()


def _version() -> dict[str, str]:
    try:
        return {"semanticVersion": version("zhibi")}
    except PackageNotFoundError:
        return {}


def _rule(one: Loaded) -> dict[str, Any]:
    rule = one.rule
    said = rule.message.replace("{text}", "…").replace("{fix}", "…")
    clause = f"，{rule.source.clause}" if rule.source.clause else ""
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": said},
        "help": {
            "text": f"{said}（依据：{rule.source.level}{clause}）。详见 zhibi check --explain {rule.id}"
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [one.pack.family]},
    }


def _results(one: Reviewed, index: dict[str, int]) -> list[dict[str, Any]]:
    lines = Lines(one.manuscript.text)
    out = []
    for flagged in one.flagged:
        finding = flagged.finding
        place: dict[str, Any] = {"artifactLocation": _location(one.manuscript)}
        if not whole(finding):
            place["region"] = _region(one.manuscript, lines, finding)
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": index[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": {"text": finding.message},
            "locations": [{"physicalLocation": place}],
        }
        if finding.facts or finding.suggestion is not None:
            result["properties"] = {"suggestion": finding.suggestion, "facts": list(finding.facts)}
        result |= _fixes(one.manuscript, lines, flagged)
        out.append(result)
    return out


def _region(manuscript: Manuscript, lines: Lines, finding: Finding) -> dict[str, int]:
    first, last = lines.place(finding.start), lines.place(finding.end)
    start, end = finding.start, finding.end
    if manuscript.decoded is not None:
        start, end = manuscript.decoded.offset(start), manuscript.decoded.offset(end)
    return {
        "startLine": first.line,
        "startColumn": first.column,
        "endLine": last.line,
        "endColumn": last.column,
        "charOffset": start,
        "charLength": end - start,
    }


def _fixes(manuscript: Manuscript, lines: Lines, flagged: Flagged) -> dict[str, Any]:
    if flagged.fix is None or manuscript.decoded is None or whole(flagged.finding):
        return {}
    replacement = {
        "deletedRegion": _region(manuscript, lines, flagged.finding),
        "insertedContent": {"text": flagged.fix},
    }
    change = {"artifactLocation": _location(manuscript), "replacements": [replacement]}
    said = f"改为“{flagged.fix}”" if flagged.fix else "删去"
    return {"fixes": [{"description": {"text": said}, "artifactChanges": [change]}]}


def _location(manuscript: Manuscript) -> dict[str, str]:
    """Relative to the current folder where the file lies in it, else absolute."""
    if manuscript.source == "-":
        return {"uri": "stdin"}
    path = Path(manuscript.source)
    if path.is_absolute() or ".." in path.parts:
        path = path.resolve()
        here = Path.cwd().resolve()
        if not path.is_relative_to(here):
            return {"uri": path.as_uri()}
        path = path.relative_to(here)
    return {"uri": quote(path.as_posix())}
