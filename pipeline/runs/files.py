"""Writing to disk so that a file is whole or absent, and so that no key gets there."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pipeline.errors import InputError, reason

_SECRET_OPTION = re.compile(r"--?[\w-]*(key|token|secret|password|passwd)[\w-]*", re.IGNORECASE)
_SECRET_VARIABLE = re.compile(r"KEY|TOKEN|SECRET|PASSW", re.IGNORECASE)
_SHORTEST_KEY = 6
_SECRET_VALUE = re.compile(r"\b(sk|pk|ak|hf|gsk|ghp)[-_][\w-]{6,}|(?<=://)[^/@\s]+(?=@)|(?<=Bearer )\S+")


def write_atomic(path: Path, data: bytes) -> None:
    """Write beside ``path``, then rename, so that ``path`` is never half a file. InputError if impossible."""
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)


def replace_file(path: Path, data: bytes | Iterable[bytes], *, mode: int | None = None) -> None:
    """Put ``data`` in the place of ``path`` whole or not at all; ``mode``: its permissions. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".zhibi-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in (data,) if isinstance(data, bytes) else data:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            Path(name).chmod(mode)
        # Closed before it is renamed: Windows renames no open file.
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def log_exception(folder: Path, error: BaseException | None = None) -> Path:
    """Append a traceback to ``folder``/error.log, falling back to the temporary folder; the file's path."""
    error = error or sys.exception()
    lines = traceback.format_exception(error) if error is not None else ["no exception\n"]
    text = f"=== {now()}\n{redact_text(''.join(lines))}\n"
    for place in (folder, Path(tempfile.gettempdir())):
        path = place / ("error.log" if place is folder else "zhibi-error.log")
        try:
            place.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8", errors="replace") as file:
                file.write(text)
        except OSError:
            continue
        return path
    return Path(os.devnull)


def redact(argv: Sequence[str]) -> list[str]:
    """A command line without keys, tokens, passwords and the user part of URLs."""
    out: list[str] = []
    hide = False
    for raw in argv:
        word = printable(raw)
        option, equals, _ = word.partition("=")
        secret = _SECRET_OPTION.fullmatch(option) is not None
        if hide:
            out.append("***")
        elif secret and equals:
            out.append(f"{option}=***")
        else:
            out.append(redact_text(word))
        hide = secret and not equals and not hide
    return out


def printable(text: str) -> str:
    """``text`` without the lone surrogates that stand for odd bytes in file names; UTF-8 has none."""
    return text.encode("utf-8", "replace").decode("utf-8")


def redact_text(text: str) -> str:
    """``text`` with everything struck out that looks like a key or is one by the name of its variable."""
    for name, value in os.environ.items():
        if _SECRET_VARIABLE.search(name) and len(value) >= _SHORTEST_KEY:
            text = text.replace(value, "***")
    return _SECRET_VALUE.sub("***", text)


def now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


@contextlib.contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn what the disk says into one line for the user."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"写不进去（{reason(error)}）",
            path=path,
            remedy="检查磁盘空间和权限，或用环境变量 ZHIBI_HOME 换一个目录",
        ) from error
