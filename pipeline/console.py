"""What a terminal shows: everything on standard error, so that a pipe stays clean."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.line import Progress
from pipeline.output import say
from pipeline.types import DraftResult, Finding, Plan, PlannedSection, Severity

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

FACT_STATES = {
    "used": "写入",
    "conflict": "说法不一",
    "duplicate": "重复",
    "held": "未写入",
    "partial": "不全",
    "missing": "遗漏",
}


class DraftProgress(Progress):
    """A progress bar while a model writes; silent where standard error is no terminal."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._lock = threading.Lock()
        self._tokens = 0

    def planned(self, plan: Plan) -> None:
        if self._quiet or not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichBar

        self._bar = RichBar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._bar.start()
        self._task = self._bar.add_task("正在起草", total=len(plan.sections))

    def token(self, purpose: str, piece: str) -> None:
        with self._lock:
            self._tokens += len(piece)
            if self._bar and self._task is not None:
                self._bar.update(self._task, description=f"{purpose}（已收到{self._tokens}字）")

    def written(self, section: PlannedSection) -> None:
        with self._lock:
            if self._bar and self._task is not None:
                self._bar.update(
                    self._task, advance=1, description=f"写完：{section.heading or section.function}"
                )

    def say(self, message: str) -> None:
        self.close()
        say(message)

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._bar:
            self._bar.stop()
            self._bar = None


def finding_line(finding: Finding) -> str:
    """One finding as one line."""
    where = f"“{finding.text}”" if finding.text and finding.text not in finding.message else ""
    advice = f"（建议：{finding.suggestion}）" if finding.suggestion else ""
    # Rules can be looked up with --explain; the line's own remarks (section, length) have names for programs only.
    rule = f"（规则：{finding.rule}）" if finding.rule.isupper() else ""
    return f"[{finding.severity.label}] {finding.message}{where}{advice}{rule}"


def show_findings(findings: Iterable[Finding], *, least: Severity = Severity.INFO) -> None:
    """Findings, the worst first."""
    shown = [f for f in findings if f.severity.rank <= least.rank]
    for finding in sorted(shown, key=lambda f: (f.severity.rank, f.start)):
        say(finding_line(finding))


def show_summary(result: DraftResult, written: str, missing_fonts: Sequence[str] = ()) -> None:
    """What a person must know after a draft: what was written, what was not, what to fill in."""
    counts: dict[str, int] = {}
    for fact in result.facts:
        counts[fact.status] = counts.get(fact.status, 0) + 1
    told = "，".join(f"{FACT_STATES[s]}{counts[s]}条" for s in FACT_STATES if s in counts)
    show_findings(result.findings)
    say(f"要点{len(result.facts)}条：{told}。")
    if result.usage.calls or result.repairs.asked:
        repairs = result.repairs
        say(
            f"模型 {result.model}：调用{result.usage.calls}次，"
            f"退回重写{repairs.asked}句，内置写手补写{repairs.builtin}句，删去{repairs.struck}句。"
        )
    elif result.repairs.builtin:
        say(f"其中{result.repairs.builtin}句由内置写手补写。")
    if missing_fonts:
        say(f"本机没有这些字体，打开时可能被替换：{'、'.join(missing_fonts)}。")
    if written:
        say(f"已写好：{written}（运行记录 {result.run}）")
