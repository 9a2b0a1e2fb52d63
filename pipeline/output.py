"""Where results go: to a file, whole or not at all, or to standard output; and what is said beside them."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from pipeline.errors import InputError, reason


def say(message: str) -> None:
    """One line to the person at the terminal, on standard error."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(f"{message}\n")
            sys.stderr.flush()
        except BrokenPipeError:
            hush(sys.stderr)


def hush(*streams: TextIO | None) -> None:
    """Nobody listens any more (``zhibi … | head``): what is still said there goes nowhere, and breaks nothing."""
    for stream in streams:
        if stream is not None:
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write(data: bytes | Iterable[bytes], path: Path | None) -> None:
    """To the file, whole or not at all; to standard output, piece by piece, where there is none.

    A reader of standard output that goes away is no error: what was found still decides the exit code.
    """
    try:
        if path is None or (path.exists() and not path.is_file()):  # a pipe or device can't be replaced
            with nullcontext(standard_output()) if path is None else path.open("wb") as stream:
                for piece in (data,) if isinstance(data, bytes) else data:
                    stream.write(piece)
                    stream.flush()
            return
        target = path.resolve()
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        from pipeline.runs import replace_file

        replace_file(target, data, mode=mode)
    except BrokenPipeError:
        if path is not None:
            raise
        hush(sys.stdout)
    except OSError as error:
        raise InputError(
            f"写不了（{reason(error)}）", remedy="请换一个能写的位置", path=path or "标准输出"
        ) from None


def standard_output() -> BinaryIO:
    """Standard output for bytes; OSError when it is closed."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "标准输出已关闭")
    return sys.stdout.buffer


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def check_output(path: Path | None, *inputs: str | Path | None) -> None:
    """Fail before anything is done, and never write over what was handed in."""
    if path is None:
        return
    if path.is_dir():
        raise InputError("这是一个文件夹", remedy="请写出文件名，例如 稿子.docx", path=path)
    if not path.parent.is_dir():
        raise InputError("要写入的文件夹不存在", remedy="请先建好，或换一个位置", path=path.parent)
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise InputError("没有写入的权限", remedy="请换一个能写的位置", path=path)
    for given in inputs:
        if given and str(given) != "-" and path.exists() and Path(given).exists() and path.samefile(given):
            raise InputError("输出文件就是交来的文件", remedy="请换一个文件名", path=path)
