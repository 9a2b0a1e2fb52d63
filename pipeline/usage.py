"""Help and wrong calls in Chinese, where Typer itself would speak English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from pipeline.errors import InputError

_HELP = "显示这份说明"


class WrongCall(InputError):  # noqa: N818 — named like its neighbours in the error tree
    """The command line itself is wrong."""

    slug: ClassVar[str] = "usage"


class Application(typer.Typer):
    """A Typer application whose commands speak Chinese."""

    def __init__(self, help: str) -> None:  # noqa: A002 — Typer's own name
        super().__init__(
            cls=_Group,
            help=help,
            no_args_is_help=True,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            add_completion=False,
            context_settings={"help_option_names": ["-h", "--help"]},
        )

    def command(self, name: str | None = None, **more: Any) -> Callable[[Any], Any]:
        return super().command(name, **{"cls": _Command, **more})


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return _help(self, ctx)


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return _help(self, ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            raise WrongCall(f"没有 {name} 这个命令", remedy=_remedy(ctx, name, self.commands))
        return super().resolve_command(ctx, args)


def _help(command: TyperCommand | TyperGroup, ctx: Any) -> str:
    params = [p for p in command.get_params(ctx) if not getattr(p, "hidden", False)]
    arguments = [p for p in params if p.param_type_name == "argument"]
    options = [p for p in params if p.param_type_name == "option"]
    usage = [ctx.command_path, "[选项]", *(_name(p) if p.required else f"[{_name(p)}]" for p in arguments)]
    commands = command.commands.values() if isinstance(command, TyperGroup) else ()
    if commands:
        usage.append("命令 …")
    blocks = [f"用法：{' '.join(usage)}", f"  {(command.help or '').strip()}"]
    tables = {
        "参数": [(_name(p), _told(p)) for p in arguments],
        "选项": [(f"{', '.join(_sorted(p.opts))}{_value(p)}", _told(p)) for p in options],
        "命令": [(str(c.name), (c.help or "").strip().split("\n")[0]) for c in commands],
    }
    blocks += [f"{name}：\n{_table(rows)}" for name, rows in tables.items() if rows]
    return "\n\n".join(blocks)


def _name(param: Any) -> str:
    return str(param.metavar or (param.opts[-1] if param.param_type_name == "option" else param.name))


def _sorted(opts: Iterable[str]) -> list[str]:
    return sorted(opts, key=lambda o: (len(o) - len(o.lstrip("-")), o))


def _value(param: Any) -> str:
    return "" if param.is_flag else f" {param.metavar or '值'}"


def _told(param: Any) -> str:
    if "--help" in param.opts:
        return _HELP
    extra = []
    if param.required and param.param_type_name == "option":
        extra.append("必填")
    if _range(param):
        extra.append(_range(param))
    if param.default not in (None, False, "") and not param.required and not callable(param.default):
        extra.append(f"默认 {param.default}")
    more = f"（{'，'.join(extra)}）" if extra else ""
    return f"{param.help or ''}{more}"


def _range(param: Any) -> str:
    least, most = getattr(param, "min", None), getattr(param, "max", None)
    return f"{least} 到 {most} 之间的整数" if least is not None and most is not None else ""


def _table(rows: list[tuple[str, str]]) -> str:
    width = max(_columns(first) for first, _ in rows)
    return "\n".join(
        f"  {first}{' ' * (width - _columns(first) + 2)}{second}".rstrip() for first, second in rows
    )


def _columns(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrong_call(error: Exception) -> WrongCall | None:
    """What Typer found wrong with a command line, in Chinese; None when the error is something else."""
    if not isinstance(error, typer.TyperException):
        return None
    kind, said = type(error).__name__, str(getattr(error, "message", ""))
    option, param = str(getattr(error, "option_name", "")), getattr(error, "param", None)
    near: Iterable[str] = ()
    if kind == "NoSuchOption":
        what, near = f"没有 {option} 这个选项", getattr(error, "possibilities", None) or ()
    elif kind == "MissingParameter":
        what = f"缺少{_name(param)}" if param else "缺少参数"
    elif kind == "BadParameter":
        what = _bad_value(error, param)
    elif kind == "BadOptionUsage":
        what = f"{option} 后面{'不带值' if 'not take' in said else '缺少值'}"
    elif match := re.search(r"extra argument\(?s?\)? \((.*)\)", said):
        what = f"多了“{match[1]}”，不知道是什么"
    else:
        what = "缺少命令" if "Missing command" in said else "命令写法不对"
    return WrongCall(what, remedy=_remedy(getattr(error, "ctx", None), option, near))


def _bad_value(error: Exception, param: Any) -> str:
    name = _name(param) if param is None or param.param_type_name == "argument" else _sorted(param.opts)[-1]
    cause = error.__cause__
    problems: list[Any] = getattr(cause, "errors", list)()
    given = f"“{problems[0]['input']}”" if problems else ""
    wanted = _range(param)
    return f"{name} 的值{given}不对{f'，应为 {wanted}' if wanted else ''}"


def _remedy(ctx: Any, name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1) if name else []
    guess = f"是不是想写 {close[0]}？" if close else ""
    return f"{guess}写法见 {ctx.command_path if ctx else 'zhibi'} --help"
