"""``zhibi doctor``: is everything in its place? Each check is one function; none changes anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NamedTuple

from pipeline.config import DataFolders, Settings, home_folder, load_settings, validate
from pipeline.errors import ZhibiError, reason


class Result(NamedTuple):
    """One line of the examination."""

    name: str
    fine: bool
    said: str
    needed: bool
    """Whether nothing can be drafted as long as it is not fine."""


def examine(folders: DataFolders) -> tuple[Result, ...]:
    """Every check, in order; one that fails says why and what to do."""
    out = []
    for name, check in _CHECKS.items():
        try:
            fine, said = check(folders)
        except ZhibiError as error:
            fine, said = False, str(error)
        out.append(Result(name, fine, said, name not in _OPTIONAL))
    return tuple(out)


def _python(_: DataFolders) -> tuple[bool, str]:
    return sys.version_info >= (3, 11), ".".join(map(str, sys.version_info[:3]))


def _packages(_: DataFolders) -> tuple[bool, str]:
    from importlib.metadata import PackageNotFoundError, version

    names = (
        "openai",
        "langchain",
        "langchain-openai",
        "langgraph",
        "chromadb",
        "jinja2",
        "typer",
        "python-docx",
    )
    found, missing = [], []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    return not missing, f"缺少 {'、'.join(missing)}，请重新安装 zhibi" if missing else "，".join(found)


def _settings(folders: DataFolders) -> tuple[bool, str]:
    from pipeline.genres import load_genres

    load_settings(folders)
    genres = load_genres(folders)
    return True, f"{'、'.join(str(r) for r in folders.roots)}；文种{len(genres)}个"


def _home(folders: DataFolders) -> tuple[bool, str]:
    home = home_folder(load_settings(folders))
    probe = home if home.exists() else next((p for p in home.parents if p.exists()), home)
    fine = os.access(probe, os.W_OK)
    return fine, str(home) if fine else f"{home} 不能写，请改 ZHIBI_HOME 或权限"


def _samples(folders: DataFolders) -> tuple[bool, str]:
    shipped = folders.folders("corpus")[-1]
    count = sum(1 for p in shipped.rglob("*.md") if p.parent.name != "suites")
    store = home_folder(load_settings(folders)) / "store"
    state = "已建库" if store.exists() else "首次用到时建库"
    return count > 0, f"自带范文{count}篇，{state}"


def _fonts(folders: DataFolders) -> tuple[bool, str]:
    from pipeline.export.fonts import missing_fonts
    from pipeline.export.options import ExportOptions, Fonts

    fonts = validate(load_settings(folders).docx.fonts, {}, folders.file("config/settings.yaml"), Fonts)
    missing = missing_fonts(ExportOptions(fonts=fonts))
    return (
        not missing,
        f"本机没有 {'、'.join(missing)}；不影响生成 .docx，打开时会被替换" if missing else "公文字体齐全",
    )


def _recogniser(folders: DataFolders) -> tuple[bool, str]:
    from pipeline.checking.recognising import active

    return True, active(folders)


def _model(folders: DataFolders) -> tuple[bool, str]:
    from pipeline.profiles import BUILTIN, find_profile

    settings: Settings = load_settings(folders)
    profile = find_profile(settings.model, folders)
    if profile is None:
        address = os.environ.get("OPENAI_BASE_URL", "")
        return True, f"默认用内置写手（{BUILTIN}）" + (
            "；OPENAI_BASE_URL 已设，可用 --model 模型名" if address else ""
        )
    return _reach(profile.endpoint())


def _reach(address: str) -> tuple[bool, str]:
    """Only whether the port answers: a check must not cost a call."""
    import socket
    from urllib.parse import urlsplit

    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=3):
            return True, f"{parts.hostname}:{port} 连得上"
    except OSError as error:
        return False, f"{parts.hostname}:{port} 连不上（{reason(error)}），请检查地址和网络"


_CHECKS: dict[str, Callable[[DataFolders], tuple[bool, str]]] = {
    "Python": _python,
    "依赖": _packages,
    "设置": _settings,
    "存放位置": _home,
    "样本库": _samples,
    "字体": _fonts,
    "名称识别": _recogniser,
    "模型": _model,
}
_OPTIONAL = frozenset({"字体", "名称识别", "模型"})
