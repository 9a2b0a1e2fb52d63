"""A user's rules prove themselves: the examples of a pack are run once for each change of it.

Shipped packs are proven by this program's tests. The stamp of a pack that held is kept in ``ZHIBI_HOME/rules``.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.checking.engine import Checker
from pipeline.checking.examples import failures
from pipeline.config import shipped_root
from pipeline.errors import ConfigError


def prove(checker: Checker, home: Path) -> None:
    """Run the examples of the user's packs that changed since they last held.

    home: where the stamps are kept; one that can't be written is no error, the examples are then run again.
    Raises ConfigError with file and line of the first example that does not hold.
    """
    user = checker.folders.user
    if user is None:
        return
    own = {one.path for one in checker.rules if _is_own(one.path, user)}
    for path in sorted(own):
        stamp = home / "rules" / hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:32]
        digest = _digest(path)
        if _read(stamp) == digest:
            continue
        for one in (o for o in checker.rules if o.path == path):
            for line, wrong in failures(checker, one):
                raise ConfigError(wrong, remedy="请改规则，或改这个例子", path=path, line=line)
        with suppress(OSError):
            from pipeline.runs import replace_file

            stamp.parent.mkdir(parents=True, exist_ok=True)
            replace_file(stamp, digest.encode())


def _is_own(path: Path, user: Path) -> bool:
    """Whether a pack lies in the user's folder and is not just a copy of a shipped one (``zhibi init``)."""
    if not path.is_relative_to(user):
        return False
    shipped = shipped_root() / "config" / "rules" / path.name
    return not (shipped.is_file() and shipped.read_bytes() == path.read_bytes())


def _digest(path: Path) -> str:
    """Of the pack and of the program: another version may read it otherwise."""
    try:
        program = version("zhibi")
    except PackageNotFoundError:
        program = ""
    return hashlib.sha256(program.encode() + b"\0" + path.read_bytes()).hexdigest()


def _read(stamp: Path) -> str:
    try:
        return stamp.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""
