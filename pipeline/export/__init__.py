"""Documents in file formats: one module a format, found by its name.

A module of this folder that is neither private nor listed as a helper is an exporter. It has ``suffix`` (with
its dot), ``label`` (Chinese, for help and messages) and ``export(result, options) -> bytes``.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from pipeline.errors import InputError
from pipeline.export.options import ExportOptions, Fonts
from pipeline.types import DraftResult

__all__ = ["ExportOptions", "Exporter", "Fonts", "export", "exporter", "format_for", "formats"]

_HELPERS = frozenset({"fonts", "options", "review"})


class Exporter(Protocol):
    """What a module of this folder offers."""

    suffix: str
    label: str

    def export(self, result: DraftResult, options: ExportOptions) -> bytes:
        """The file's bytes; the same for the same arguments."""
        ...


def formats() -> tuple[str, ...]:
    """Names of the formats that can be written, sorted; none of them is imported."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(n for n in names if not n.startswith("_") and n not in _HELPERS))


def exporter(fmt: str) -> Exporter:
    """The module of that format; InputError if there is none."""
    if fmt not in formats():
        raise InputError(f"不认识的输出格式“{fmt}”", remedy=f"可用的格式：{'、'.join(formats())}")
    return cast("Exporter", import_module(f"{__name__}.{fmt}"))


def export(result: DraftResult, fmt: str, options: ExportOptions | None = None) -> bytes:
    """The document as a file of that format; InputError for an unknown format or an unusable template."""
    return exporter(fmt).export(result, options or ExportOptions())


def format_for(path: Path) -> str:
    """The format that a file's ending asks for; InputError if no exporter has that ending."""
    fmt = path.suffix.lower().removeprefix(".")
    if fmt in formats():
        return fmt
    endings = "、".join(f".{name}" for name in formats())
    what = (
        f"不支持以“{path.suffix}”结尾的输出文件"
        if path.suffix
        else "输出文件名没有扩展名，不知道写成什么格式"
    )
    raise InputError(what, remedy=f"请用 {endings} 之一作扩展名，或用 --format 指定格式", path=path)
