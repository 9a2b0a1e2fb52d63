"""The commands of ``zhibi runs``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.usage import Application

Config = Annotated[Path | None, typer.Option("--config", metavar="目录", help="自己的设置所在的文件夹")]
Run = Annotated[str, typer.Argument(metavar="运行", help="编号或编号的开头几个字")]

_STATES = {
    "running": "没有写完",
    "done": "已写完",
    "errors": "已写完，有错误",
    "failed": "没有写成",
    "interrupted": "中断了",
}

runs_app = Application("查看、删除起草的运行记录。")


def _home(config: Path | None) -> Path:
    from pipeline.config import DataFolders, home_folder, load_settings

    return home_folder(load_settings(DataFolders(config)))


@runs_app.command("list")
def runs_list(config: Config = None) -> int:
    """列出运行记录，最近的在前。"""
    from pipeline.runs import list_runs

    for run in list_runs(_home(config)):
        known = run.provenance
        state = _STATES[known.status] if known else "记录已损坏"
        typer.echo(f"{run.id}  {state}  {known.model if known else ''}".rstrip())
    return 0


@runs_app.command("show")
def runs_show(run: Run, config: Config = None) -> int:
    """显示一次运行的结果和每条要点的去向。"""
    from pipeline.console import FACT_STATES
    from pipeline.runs import find_run
    from pipeline.types import DraftResult

    found = find_run(_home(config), run)
    typer.echo(f"{found.id}\n文件夹：{found.path}\n保存的回复：{len(found.calls())}次")
    result = found.read("result", DraftResult)
    if result is None:
        typer.echo("还没有写完；重新运行同一条 draft 命令可以接着写。")
        return 0
    for fact in result.facts:
        typer.echo(f"{fact.id}\t{FACT_STATES[fact.status]}\t第{fact.line}行\t{fact.text}")
    typer.echo("\n" + result.document.layout().text)
    return 0


@runs_app.command("remove")
def runs_remove(run: Run, config: Config = None) -> int:
    """删除一次运行的记录。"""
    from pipeline.output import say
    from pipeline.runs import find_run, remove_run

    found = find_run(_home(config), run)
    remove_run(found)
    say(f"已删除 {found.id}")
    return 0
