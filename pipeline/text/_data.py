"""Where the shipped data folder is: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path


def config_root() -> Path:
    """``pipeline/_data/config`` in an installed wheel, else ``config`` of the repository."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "_data" / "config"
    return shipped if shipped.is_dir() else package.parent / "config"


def read_lines(*parts: str) -> tuple[str, ...]:
    """The lines of a shipped list without comments and blanks; empty when the list is absent."""
    path = config_root().joinpath(*parts)
    if not path.is_file():
        return ()
    stripped = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in stripped if line)


def split_words(text: str) -> list[str]:
    """Words parted by white space, in order."""
    return text.split()
