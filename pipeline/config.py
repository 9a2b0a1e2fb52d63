"""The data folders and strict reading of their YAML.

Three folders of data travel with the program: ``config/``, ``prompts/`` and ``corpus/``. A user's folder (``zhibi
init DIR``, ``--config DIR``) has the same three inside and is searched first, file by file.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import yaml
from pydantic import BaseModel, Field, ValidationError, ValidationInfo

from pipeline.errors import ConfigError, reason
from pipeline.types import Frozen

if TYPE_CHECKING:
    from yaml.nodes import Node

T = TypeVar("T", bound=BaseModel)

_PACKAGE = Path(__file__).resolve().parent
_MAX_YAML = 1_000_000
_MAX_DEPTH = 100

Lines = dict[tuple[str | int, ...], int]
"""Line (from 1) of every key path of a YAML document."""


def shipped_root() -> Path:
    """The folder that holds the shipped ``config/``, ``prompts/`` and ``corpus/``.

    In a wheel they lie inside the package, in a checkout beside it.
    """
    inside = _PACKAGE / "_data"
    return inside if inside.is_dir() else _PACKAGE.parent


class DataFolders:
    """Where data files are looked for: the user's folder first, then the shipped one."""

    def __init__(self, user: Path | None = None) -> None:
        """Raise ConfigError when ``user`` is not a folder."""
        if user is not None and not user.is_dir():
            raise ConfigError(
                "--config 指的文件夹不存在", remedy="先用 zhibi init 建一个，或改正路径", path=user
            )
        self.user = user
        self.roots: tuple[Path, ...] = ((user,) if user else ()) + (shipped_root(),)

    def file(self, name: str) -> Path:
        """The first existing file of that name, like ``config/settings.yaml``; ConfigError if none."""
        for root in self.roots:
            path = root / name
            if path.is_file():
                return path
        raise ConfigError(
            "缺少数据文件", remedy="请重新安装 zhibi，或补上这个文件", path=self.roots[0] / name
        )

    def all(self, name: str) -> tuple[Path, ...]:
        """Every existing file of that name, the shipped one first, so that later ones override or add."""
        return tuple(path for path in (root / name for root in reversed(self.roots)) if path.is_file())

    def folders(self, name: str) -> tuple[Path, ...]:
        """Every existing folder of that name, the user's first."""
        return tuple(path for path in (root / name for root in self.roots) if path.is_dir())

    def files(self, folder: str, suffix: str) -> tuple[Path, ...]:
        """The files of a folder in name order; a user's file replaces the shipped one of the same name."""
        found: dict[str, Path] = {}
        for root in reversed(self.roots):
            for path in sorted((root / folder).glob(f"*{suffix}")):
                found[path.name] = path
        return tuple(found[name] for name in sorted(found))


_Fast: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML was built with it: ten times as fast, and the packs of rules are long."""


def _compose(text: str) -> Node | None:
    """YAML without aliases (no bombs)."""
    try:
        return _composed(text, _Fast)
    except yaml.YAMLError:
        return _composed(text, yaml.SafeLoader)  # which knows best where the error is


def _composed(text: str, kind: Any) -> Node | None:
    depth = 0
    for event in yaml.parse(text, Loader=kind):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.composer.ComposerError(None, None, "不支持 & 和 * 引用", cast("Any", event.start_mark))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise RecursionError  # before libyaml's composer overruns the stack of the process
    loader = kind(text)
    try:
        return cast("Node | None", loader.get_single_node())
    finally:
        loader.dispose()


def parse_yaml(text: str, path: str | Path, *, first_line: int = 1) -> tuple[Any, Lines]:
    """Plain values of a YAML text, and the line of every key.

    first_line: the line of the file on which ``text`` begins.
    Raises ConfigError with file and line for broken YAML, doubled keys, aliases and texts over 1 MB.
    """
    if len(text) > _MAX_YAML:
        raise ConfigError("YAML 超过 1 MB", remedy="请精简这个文件", path=path)
    try:
        node = _compose(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        problem = error.problem or "格式错误"
        what = problem if "引用" in problem else "YAML 写法有误"
        raise ConfigError(what, remedy=_yaml_remedy(problem), path=path, line=line) from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise ConfigError(
            "YAML 写法有误", remedy="请改成“键: 值”一行一项", path=path, line=first_line
        ) from None
    lines: Lines = {}
    if node is None:
        return None, lines
    try:
        value = _plain(node, (), lines, first_line, path)
    except (yaml.YAMLError, RecursionError, ValueError, KeyError, AttributeError):
        # A tag that promises another type than the value has (!!bool foo) fails in as many ways as there are tags.
        raise ConfigError(
            "YAML 写法有误", remedy="请改成“键: 值”一行一项", path=path, line=first_line
        ) from None
    return value, lines


def _yaml_remedy(problem: str) -> str:
    if "引用" in problem:
        return "请把引用的内容直接写出来"
    return "请检查缩进、冒号后的空格和引号是否成对，一行一项写作“键: 值”"


def _plain(node: Node, where: tuple[str | int, ...], lines: Lines, first: int, path: str | Path) -> Any:
    lines[where] = first + node.start_mark.line
    if isinstance(node, yaml.MappingNode):
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = first + key_node.start_mark.line
            if not isinstance(key_node, yaml.ScalarNode):
                raise ConfigError("键应是一个词", remedy="请写成“键: 值”一行一项", path=path, line=line)
            key = str(key_node.value)
            if key in out:
                raise ConfigError(f"“{key}”写了两次", remedy="请只留一处", path=path, line=line)
            out[key] = _plain(value_node, (*where, key), lines, first, path)
            lines[(*where, key)] = line
        return out
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*where, i), lines, first, path) for i, child in enumerate(node.value)]
    if not node.tag.startswith("tag:yaml.org,2002:") or node.tag in _FOREIGN:
        raise ConfigError(
            "不支持 ! 开头的标记",
            remedy="请去掉 ! 或给整个值加上引号",
            path=path,
            line=first + node.start_mark.line,
        )
    if node.tag == "tag:yaml.org,2002:str":
        return node.value
    return yaml.SafeLoader("").construct_object(node, deep=True)


_FOREIGN = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("binary", "python", "set", "omap", "pairs"))


def load_yaml(path: Path, type_: type[T]) -> T:
    """Read a YAML file as a frozen type; ConfigError names file and line of what does not fit."""
    text = read_data(path)
    value, lines = parse_yaml(text, path)
    return validate(value if value is not None else {}, lines, path, type_)


def read_data(path: Path) -> str:
    """The text of a data file; ConfigError when it can't be read or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError("读不了这个文件", remedy=reason(error), path=path) from None
    except UnicodeDecodeError:
        raise ConfigError("不是 UTF-8 编码", remedy="请另存为 UTF-8", path=path) from None


def validate(value: Any, lines: Lines, path: str | Path, type_: type[T], *, trusted: bool = False) -> T:
    """``value`` as ``type_``; ConfigError with the line of the first key that does not fit.

    Regular expressions of trusted data, which our tests compile, are not tried here.
    """
    try:
        return type_.model_validate(value, context={"trusted": trusted})
    except ValidationError as error:
        problems = error.errors(include_url=False)
        # A misspelt key is also a missing one: the key that stands there is what the person can see.
        first = next((p for p in problems if p["type"] == "extra_forbidden"), problems[0])
        where = first["loc"]
        while where and where not in lines:
            where = where[:-1]
        name = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in first["loc"]).lstrip(".")
        raise ConfigError(
            f"“{name}”{_problem(first['type'], first['msg'])}",
            remedy=f"可用的键：{'、'.join(type_.model_fields)}"
            if first["type"] == "extra_forbidden" and len(first["loc"]) == 1
            else "请照 zhibi init 生成的样例改正",
            path=path,
            line=lines.get(where, 1),
        ) from None


def expression_of_pack(pattern: str, info: ValidationInfo) -> str:
    """Like :func:`regular_expression`, but trusted data is believed (see :func:`validate`)."""
    return pattern if info.context and info.context.get("trusted") else regular_expression(pattern)


def regular_expression(pattern: str) -> str:
    """A pydantic validator: ``pattern`` unchanged, ValueError when it is no regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"正则写错了：{error}") from None
    return pattern


def _problem(kind: str, message: str) -> str:
    known = {
        "extra_forbidden": "不是可用的键",
        "missing": "缺少这一项",
        "string_type": "应为文字",
        "int_parsing": "应为整数",
        "int_type": "应为整数",
        "float_parsing": "应为数字",
        "bool_parsing": "应为 true 或 false",
        "literal_error": "不在可选值之内",
        "enum": "不在可选值之内",
        "string_pattern_mismatch": "写法不对",
        "list_type": "应为一组，例如 [甲, 乙]",
        "tuple_type": "应为一组，例如 [甲, 乙]",
        "dict_type": "应为“键: 值”",
        "model_type": "应为“键: 值”",
    }
    return known.get(kind, f"不合要求（{message}）")


def load_words(folders: DataFolders, name: str) -> tuple[str, ...]:
    """A word list (one a line, ``#`` starts a comment), the shipped one and the user's together."""
    words: dict[str, None] = {}
    for path in folders.all(name):
        for raw in read_data(path).splitlines():
            word = raw.split("#", 1)[0].strip()
            if word:
                words[word] = None
    return tuple(words)


class ChromaSettings(Frozen):
    """Where Chroma lives: empty host means a local folder, else a Chroma server."""

    host: str = ""
    port: int = 8000
    ssl: bool = False
    tenant: str = "default_tenant"
    database: str = "default_database"


class EmbeddingSettings(Frozen):
    """What turns passages into vectors."""

    kind: str = "builtin"
    """``builtin``, or the name of an OpenAI-compatible embedding model."""
    base_url: str = ""
    """Empty: ``OPENAI_BASE_URL``."""
    dimensions: int = 64
    """Only for the built-in one."""


class DocxSettings(Frozen):
    """How Word files look; empty names mean the standard's type faces."""

    template: str = ""
    """A unit's own .docx, relative to the settings file."""
    fonts: dict[str, str] = Field(default_factory=dict)


RecogniserChoice = Literal["auto", "rules", "lac"]


class Settings(Frozen):
    """``config/settings.yaml``."""

    model: str = "builtin"
    """The profile (or model name) used where ``--model`` is not given."""
    home: str = ""
    """Where the store and the runs are kept; ``ZHIBI_HOME`` goes before it."""
    signer: bool = True
    """Print 落款 where 单位 or 姓名 is given and the genre wants it."""
    recogniser: RecogniserChoice = "auto"
    """What looks for names beside the rules: ``lac`` (the extra ``ner``), nothing, or ``lac`` where it is installed."""
    chroma: ChromaSettings = ChromaSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    docx: DocxSettings = DocxSettings()


def load_settings(folders: DataFolders) -> Settings:
    """The settings, the user's file before the shipped one."""
    return load_yaml(folders.file("config/settings.yaml"), Settings)


def home_folder(settings: Settings) -> Path:
    """What the program keeps: ``ZHIBI_HOME``, else the settings, else the platform's user data folder."""
    given = os.environ.get("ZHIBI_HOME") or settings.home
    if given:
        return Path(given).expanduser()
    return _user_data()


@cache
def _user_data() -> Path:
    from platformdirs import user_data_path

    return user_data_path("zhibi", appauthor=False)
