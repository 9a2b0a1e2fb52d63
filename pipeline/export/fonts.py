"""Which of the wanted type faces this machine does not have.

A document names its faces; the program that opens it silently puts in others for those that are missing. So
the command line says which they are.
"""

from __future__ import annotations

import shutil
import subprocess

from pipeline.export.options import ExportOptions

# A font file carries a Chinese and a Latin family name, and some systems list only the latter.
_LATIN_NAMES = {
    "方正小标宋简体": "FZXiaoBiaoSong-B05S",
    "黑体": "SimHei",
    "楷体": "KaiTi",
    "楷体_GB2312": "KaiTi_GB2312",
    "仿宋": "FangSong",
    "仿宋_GB2312": "FangSong_GB2312",
    "宋体": "SimSun",
}


def missing_fonts(options: ExportOptions) -> tuple[str, ...]:
    """Family names of ``options.fonts`` that are not installed here, each once, in the order of their roles.

    Asks fontconfig (``fc-list``). Where there is none nothing can be said, and the answer is empty.
    """
    installed = _installed()
    if installed is None:
        return ()
    wanted = dict.fromkeys(name for _, name in options.fonts)
    return tuple(
        name for name in wanted if not {name.casefold(), _LATIN_NAMES.get(name, name).casefold()} & installed
    )


def _installed() -> frozenset[str] | None:
    """Family names in lower case; None if they can't be had."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program with fixed arguments
            [program, ":", "family"], capture_output=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return None
    names = done.stdout.decode("utf-8", errors="replace").replace("\n", ",").split(",")
    return frozenset(name.replace("\\", "").strip().casefold() for name in names if name.strip())
