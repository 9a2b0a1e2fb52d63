"""Which recogniser of names works beside the rules: what the settings ask for and this machine has."""

from __future__ import annotations

from functools import lru_cache

from pipeline.config import DataFolders, RecogniserChoice, load_settings
from pipeline.errors import ConfigError
from pipeline.text import recogniser as optional
from pipeline.text.recogniser import PACKAGE, Recogniser

RULES = "规则"
_REMEDY = "请运行 pip install 'zhibi[ner]'，或把 recogniser 改成 auto"


def ready(folders: DataFolders) -> None:
    """Raise ConfigError when the settings ask for a recogniser that is not installed; loads nothing."""
    if _choice(folders) == "lac" and not optional.installed():
        raise _refused(folders, f"recogniser 要用 lac，但没有安装 {PACKAGE}")


def recogniser_in(folders: DataFolders) -> Recogniser | None:
    """The recogniser beside the rules, loaded on first use; None where the rules work alone.

    Raises ConfigError when the settings demand one that is not installed or does not run here; with ``auto`` the
    rules then work alone.
    """
    choice = _choice(folders)
    if choice == "rules":
        return None
    ready(folders)
    if not optional.installed():
        return None
    try:
        return optional.load_lac()
    except Exception as error:  # noqa: BLE001 — a foreign runtime fails in its own ways
        if choice == "auto":
            return None
        raise _refused(folders, f"{PACKAGE} 在这台机器上用不了（{type(error).__name__}）") from None


def active(folders: DataFolders) -> str:
    """What looks for names here, as a person is told it."""
    second = recogniser_in(folders)
    return f"{RULES}＋{second.name}" if second is not None else RULES


@lru_cache(maxsize=4)
def _choice(folders: DataFolders) -> RecogniserChoice:
    return load_settings(folders).recogniser


def _refused(folders: DataFolders, what: str) -> ConfigError:
    return ConfigError(what, remedy=_REMEDY, path=folders.file("config/settings.yaml"))
