"""How the program ends: whatever happens becomes one Chinese line and an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

import typer

from pipeline.errors import ZhibiError, reason
from pipeline.output import hush
from pipeline.usage import wrong_call

_INTERRUPTED = 130
_GRACE = 0.5
"""Seconds after an interruption in which work may end by itself."""
_STOPPED = "已中断。做完的都保存着，重新运行同一命令可以接着做"


def leave(run: Callable[[list[str]], int], arguments: list[str]) -> NoReturn:
    """Run a command line and end the process with its exit code; an interruption ends it at once.

    Model calls in flight can't be stopped, and both the graph and Python's own end would wait for their
    threads, for minutes. Files are written beside and renamed, so that leaving is safe at any moment.
    """
    signal.signal(signal.SIGINT, _interrupt)
    code = run(arguments)
    if code == _INTERRUPTED:
        _exit_now()
    sys.exit(code)


def _interrupt(*_: object) -> None:
    timer = threading.Timer(_GRACE, _give_up)
    timer.daemon = True
    timer.start()
    raise KeyboardInterrupt


def _give_up() -> None:
    _tell(_STOPPED, "interrupted", _INTERRUPTED)
    _exit_now()


def _exit_now() -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.write("\x1b[?25h" if stream.isatty() else "")  # a progress bar hides the cursor
                stream.flush()
    os._exit(_INTERRUPTED)


def settle(error: BaseException) -> int:
    """Tell an error to the person at the terminal; its exit code."""
    if isinstance(error, ZhibiError):
        return _tell(str(error), error.slug, error.exit_code)
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return _tell(_STOPPED, "interrupted", _INTERRUPTED)
    if isinstance(error, OSError) and not isinstance(error, ConnectionError):
        return _disk(error)
    if isinstance(error, Exception):
        return _call(error)
    return error.code if isinstance(error, SystemExit) and isinstance(error.code, int) else _bug(error)


def _disk(error: OSError) -> int:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        place = error.filename or "输出"
        return _tell(f"{place}：写不进去（{reason(error)}）。请检查磁盘空间", "input", 2)
    return _bug(error)


def _call(error: Exception) -> int:
    if isinstance(error, BrokenPipeError):
        hush(sys.stdout, sys.stderr)
        return 0
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(str(error))
        return 0
    wrong = wrong_call(error)
    return _tell(str(wrong), wrong.slug, wrong.exit_code) if wrong else _bug(error)


def _tell(message: str, slug: str, code: int) -> int:
    # Needs nothing but this line, so that an error while the program loads is told too.
    if sys.stderr is not None:
        sys.stderr.write(f"zhibi：{' '.join(message.split())} [{slug}]\n")
        sys.stderr.flush()
    return code


def _bug(error: BaseException) -> int:
    name = type(error).__name__
    try:
        from pipeline.config import DataFolders, home_folder, load_settings
        from pipeline.runs import log_exception

        log = log_exception(home_folder(load_settings(DataFolders())) / "logs", error)
    except Exception as second:  # noqa: BLE001 — nothing may hide the first error
        return _tell(f"程序出错（{name}：{error}），日志也没能写下（{type(second).__name__}）", "bug", 4)
    return _tell(f"程序出错（{name}），请把日志交给维护人员：{log}", "bug", 4)
