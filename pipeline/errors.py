"""Every error that a user can meet.

    ZhibiError                  exit code   slug
    ├── InputError                  2       input        notes, documents, options
    │   ├── NotesError              2       notes
    │   ├── OutlineError            2       outline
    │   ├── SampleError             2       sample       a sample report that can't be read
    │   └── ConfigError             2       config       genres, rules, words, prompts, settings
    ├── UnreachableError            3       unreachable  nothing could be had at the first call
    │   ├── ModelUnreachable        3       model
    │   └── StoreUnreachable        3       store
    └── ModelFailure                –       reply        one call failed; the built-in writer takes over

Each error is one Chinese line: where, what, what to do. ``str(error)`` is that line without the program's
name; the command line prints it and nothing else.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import ClassVar

_REASONS = {
    errno.ENOENT: "找不到",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "这个位置只读",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ECONNREFUSED: "对方没有响应",
    errno.EEXIST: "已经存在",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese."""
    return _REASONS.get(error.errno or 0, f"系统说：{error.strerror or error}")


class ZhibiError(Exception):
    """An error with a place and a remedy.

    what: what is wrong, in Chinese, without a full stop.
    remedy: what the user can do about it, in Chinese.
    path, line: where, if it is in a file (lines count from 1).
    """

    slug: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 2

    def __init__(
        self, what: str, *, remedy: str = "", path: str | Path | None = None, line: int | None = None
    ) -> None:
        self.what = what
        self.remedy = remedy
        self.path = path
        self.line = line
        super().__init__(what)

    def __str__(self) -> str:
        place = "" if self.path is None else str(self.path)
        if self.line is not None:
            place += f":{self.line}" if place else f"第{self.line}行"
        head = f"{place}：{self.what}" if place else self.what
        return f"{head}。{self.remedy}" if self.remedy else head


class InputError(ZhibiError):
    """What the user handed in, or the call itself, is wrong; nothing was written."""

    slug = "input"


class NotesError(InputError):
    """A file of notes can't be used."""

    slug = "notes"


class OutlineError(InputError):
    """An edited outline can't be used."""

    slug = "outline"


class SampleError(InputError):
    """A sample report can't be read."""

    slug = "sample"


class ConfigError(InputError):
    """A file of the data folders (shipped or the user's) is not well formed."""

    slug = "config"


class UnreachableError(ZhibiError):
    """Something outside can't be reached at the first call; what was done is kept."""

    slug = "unreachable"
    exit_code = 3


class ModelUnreachable(UnreachableError):  # noqa: N818 — says what is the matter
    """The model server does not answer, or refuses us."""

    slug = "model"


class StoreUnreachable(UnreachableError):  # noqa: N818 — likewise
    """The vector store can't be opened or reached."""

    slug = "store"


class ModelFailure(ZhibiError):  # noqa: N818 — likewise
    """One call of the model failed for good; never ends a run by itself."""

    slug = "reply"
    exit_code = 3
