"""The real sample reports (30,000 characters): what is found above info is what was read and judged, nothing else."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from pipeline.checking.engine import checker_for
from pipeline.checking.finished import circumstances, read_document
from pipeline.config import DataFolders
from pipeline.types import Severity

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
VERDICTS = yaml.safe_load((Path(__file__).parent / "cases" / "samples.yaml").read_text(encoding="utf-8"))
FOLDERS = DataFolders()


@pytest.mark.parametrize("name", VERDICTS)
def test_findings_of_a_real_report_are_the_ones_judged(name: str) -> None:
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip("the sample reports are not beside the repository (../shared/samples)")
    passage = circumstances(FOLDERS).passage(read_document(str(path)))
    found: dict[str, list[int]] = defaultdict(list)
    for finding in checker_for(FOLDERS).findings(passage):
        if finding.severity is not Severity.INFO:
            found[finding.rule].append(finding.start)
    judged = {rule: v if isinstance(v, int) else sorted(v) for rule, v in VERDICTS[name].items()}
    assert {r: len(v) if isinstance(judged.get(r), int) else v for r, v in found.items()} == judged


def test_false_alarms_on_real_reports_are_few() -> None:
    """Of those findings that are no masks, blanks or line-break spaces."""
    verdicts = [
        v
        for rules in VERDICTS.values()
        for places in rules.values()
        if isinstance(places, dict)
        for v in places.values()
    ]
    assert verdicts.count("wrong") * 8 <= len(verdicts)
