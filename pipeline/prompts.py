"""Prompts: Jinja2 files, the user's folder first.

Whatever is missing in a prompt is an error, never an empty place: an empty place in a prompt is a fact that
the model doesn't see. Templates run sandboxed, for a user's folder may come from someone else.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from jinja2 import Environment

_SUFFIX = ".j2"
_CAUSES = {
    "UndefinedError": "提示词里用到的变量不存在",
    "TemplateSyntaxError": "提示词模板写法有误",
    "TemplateAssertionError": "提示词模板用了没有的过滤器或测试",
    "SecurityError": "提示词模板里有不允许的操作",
}


class Prompts:
    """The prompts of ``folders``, each searched before the next. Thread-safe.

    A name may leave out ``.j2``; a name with a slash is in a folder below.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import FileSystemLoader, StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment

        return SandboxedEnvironment(
            # Editors on Windows leave a byte order mark, which must not reach the model.
            loader=FileSystemLoader(self.folders, encoding="utf-8-sig"),
            undefined=StrictUndefined,
            autoescape=False,  # prompts are plain text, not HTML
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, name: str, /, **context: object) -> str:
        """The prompt with ``context`` filled in, without white space at either end.

        ConfigError with file and line if the prompt is missing, not well formed, or names something that
        ``context`` doesn't have.
        """
        try:
            return self._environment.get_template(_file(name)).render(**context).strip()
        except Exception as error:
            raise self._explain(name, error) from error

    def names(self) -> tuple[str, ...]:
        """Every prompt there is, without ``.j2``, sorted."""
        found = self._environment.list_templates(extensions=[_SUFFIX[1:]])
        return tuple(sorted(name.removesuffix(_SUFFIX) for name in found))

    def digest(self, names: Iterable[str] | None = None) -> str:
        """SHA-256 over the sources of ``names`` (default: all) and of all they include.

        The same on every machine: folders and line ends don't count. ConfigError as for ``render``.
        """
        from jinja2.meta import find_referenced_templates

        todo = [_file(n) for n in (self.names() if names is None else names)]
        seen: dict[str, str] = {}
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            try:
                source = self._source(name)
                referenced = list(find_referenced_templates(self._environment.parse(source, name)))
            except Exception as error:
                raise self._explain(name, error) from error
            seen[name] = source
            for other in referenced:
                # A name that is computed may be any of them.
                todo.extend([other] if other is not None else map(_file, self.names()))
        total = hashlib.sha256()
        for name, source in sorted(seen.items()):
            body = hashlib.sha256(source.encode("utf-8", "replace")).hexdigest()
            total.update(f"{name}\0{body}\n".encode("utf-8", "replace"))
        return total.hexdigest()

    def _source(self, name: str) -> str:
        loader = self._environment.loader
        assert loader is not None  # noqa: S101 (given in _environment)
        return "\n".join(loader.get_source(self._environment, name)[0].splitlines())

    def _explain(self, name: str, error: Exception) -> ConfigError:
        from jinja2 import TemplateNotFound, TemplateSyntaxError

        if isinstance(error, TemplateNotFound):
            missing = error.name or name
            where = "、".join(str(f) for f in self.folders)
            return ConfigError(
                f"找不到提示词 {missing}（由 {name} 用到）"
                if missing != _file(name)
                else f"找不到提示词 {missing}",
                remedy=f"请放到这些文件夹之一：{where}",
            )
        if isinstance(error, UnicodeDecodeError):
            return ConfigError(
                "提示词文件不是 UTF-8 编码", path=self._find(name), remedy="请另存为 UTF-8 后再试"
            )
        cause = _CAUSES.get(type(error).__name__, f"提示词渲染出错（{type(error).__name__}）")
        if isinstance(error, TemplateSyntaxError):
            path: Path | str | None = error.filename or (self._find(error.name) if error.name else None)
            line: int | None = error.lineno
        else:
            path, line = self._place(error)
        detail = str(error).split("\n", 1)[0]
        return ConfigError(
            f"{cause}：{detail}",
            path=path or self._find(name) or _file(name),
            line=line,
            remedy="改好这个文件，或删去自己的版本以使用内置的提示词",
        )

    def _place(self, error: Exception) -> tuple[str | None, int | None]:
        """The innermost line of a template in the traceback; Jinja2 maps it to the template's own lines."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename.endswith(_SUFFIX):
                return frame.filename, frame.lineno
        return None, None

    def _find(self, name: str) -> Path | None:
        files = (folder / _file(name) for folder in self.folders)
        return next((f for f in files if f.is_file()), None)


def _file(name: Any) -> str:
    return str(name) if str(name).endswith(_SUFFIX) else f"{name}{_SUFFIX}"
