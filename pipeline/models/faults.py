"""What went wrong with a call, told apart by what can be done about it.

Vendors' exceptions are recognised by their shape (``status_code``, ``response.headers``, class names, the
``OSError`` beneath), not by import: a chat model plugged in by a user speaks of its troubles in its own
library's words, and those libraries cost seconds to import.
"""

from __future__ import annotations

import email.utils
import json
import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.errors import ModelFailure, reason
from pipeline.runs import redact_text

LONGEST_WAIT = 60.0
"""Seconds; a server that asks for more is asked again after this."""


class ContextTooLong(ModelFailure):
    """The request does not fit into the model's context window; ask again with fewer exemplars."""


class Kind(StrEnum):
    """Kinds of failure."""

    REFUSED = "refused"
    """Nothing listens there, or the name is unknown."""
    CERTIFICATE = "certificate"
    BROKEN = "broken"
    """The connection ended before the reply did."""
    TIMEOUT = "timeout"
    DEADLINE = "deadline"
    """The whole call took too long."""
    BUSY = "busy"
    """Asked to come back later, or the server's own error."""
    DENIED = "denied"
    """No key, a wrong one, or no money left."""
    MISSING = "missing"
    """No such model, or no such address."""
    CONTEXT = "context"
    REJECTED = "rejected"
    """The server doesn't accept this request."""
    GARBLED = "garbled"
    """What came isn't a reply."""


RETRIED = frozenset({Kind.REFUSED, Kind.BROKEN, Kind.TIMEOUT, Kind.BUSY, Kind.GARBLED})
OUTSIDE = frozenset(Kind) - {Kind.CONTEXT, Kind.REJECTED}
"""Failures that say that this endpoint can't be used as it is, not that it dislikes one request."""

_CAUSES = {
    Kind.REFUSED: "连不上",
    Kind.CERTIFICATE: "服务的证书不受信任",
    Kind.BROKEN: "连接中断",
    Kind.TIMEOUT: "迟迟没有回应",
    Kind.DEADLINE: "超过了整次调用的时限",
    Kind.BUSY: "服务繁忙或出错",
    Kind.DENIED: "拒绝访问",
    Kind.MISSING: "没有这个模型或地址",
    Kind.CONTEXT: "内容超出模型的上下文长度",
    Kind.REJECTED: "不接受这个请求",
    Kind.GARBLED: "返回的不是有效的回复",
}
_ADVICE = {
    Kind.REFUSED: "检查服务是否已启动、地址（OPENAI_BASE_URL 或 base_url）是否正确",
    Kind.CERTIFICATE: "检查证书（可用环境变量 SSL_CERT_FILE 指定）",
    Kind.BROKEN: "检查网络和服务是否正常",
    Kind.TIMEOUT: "检查服务是否正常，必要时在模型配置里调大 timeout",
    Kind.DEADLINE: "检查服务是否正常，必要时在模型配置里调大 deadline",
    Kind.BUSY: "检查服务是否正常，或过一会儿再试",
    Kind.DENIED: "检查密钥（环境变量 {key}）和账户",
    Kind.MISSING: "检查模型名“{model}”和地址（通常以 /v1 结尾）",
    Kind.REJECTED: "检查模型配置里的参数",
    Kind.CONTEXT: "减少范文或换用上下文更长的模型",
    Kind.GARBLED: "检查地址（通常以 /v1 结尾）",
}

# What servers say about too long a request: OpenAI, vLLM, llama.cpp, DeepSeek, DashScope, TGI.
_TOO_LONG = re.compile(
    r"context[\s_-]*(length|window|size)|context_length_exceeded|exceed\w*[\s\w]{0,30}context"
    r"|maximum (context|input|prompt)|prompt is too long|too many (input )?tokens"
    r"|range of input length|input (is )?too long|inputs? tokens?[^.]{0,40}(exceed|must|should)"
    r"|max_(completion_)?tokens must be at least 1, got -",
    re.IGNORECASE,
)
_NO_MODEL = re.compile(
    r"model[^.]{0,60}(not\s?(exist|found)|does not exist|unknown)|(unknown|invalid|no such) model"
    r"|模型不存在",
    re.IGNORECASE,
)


@dataclass(eq=False)
class CallError(Exception):
    """One attempt's failure."""

    kind: Kind
    detail: str = ""
    """What the server said, one short line without keys."""
    status: int | None = None
    retry_after: float | None = None
    """Seconds the server asks us to wait."""
    body: str = ""
    """The server's whole answer, for telling what it disliked."""
    streaming: bool = False
    """The attempt had asked for a stream."""

    def cause(self) -> str:
        """Why, in Chinese, for the middle of a sentence."""
        status = f"，HTTP {self.status}" if self.status else ""
        detail = f"：{self.detail}" if self.detail else ""
        return f"{_CAUSES[self.kind]}{status}{detail}"

    def advice(self, *, key: str, model: str) -> str:
        """What to look at, in Chinese."""
        return _ADVICE[self.kind].format(key=key, model=model)


def classify(error: BaseException, *, streaming: bool = False) -> CallError:
    """What ``error``, raised by a chat model, means."""
    if isinstance(error, CallError):
        return error
    chain = list(_chain(error))
    status = next((s for e in chain if isinstance(s := getattr(e, "status_code", None), int)), None)
    names = {c.__name__ for e in chain for c in type(e).__mro__}
    body = " ".join(filter(None, (_body(e) for e in chain))) or str(error)
    return CallError(
        kind=_kind(chain, names, status, body),
        detail=_line(_said(error)),
        status=status,
        retry_after=next((w for e in chain if (w := _retry_after(e)) is not None), None),
        body=body,
        streaming=streaming,
    )


def _kind(chain: list[BaseException], names: set[str], status: int | None, body: str) -> Kind:  # noqa: PLR0911
    if "ContextOverflowError" in names or (status in {400, 413, 422, 500} and _TOO_LONG.search(body)):
        return Kind.CONTEXT
    if status is not None:
        return _kind_of_status(status, body)
    if any(isinstance(e, ssl.SSLCertVerificationError) for e in chain):
        return Kind.CERTIFICATE
    if any(isinstance(e, ConnectionRefusedError | socket.gaierror) for e in chain):
        return Kind.REFUSED
    if any(isinstance(e, TimeoutError) for e in chain) or any(
        n.endswith(("TimeoutError", "TimeoutException")) for n in names
    ):
        return Kind.REFUSED if "ConnectTimeout" in names else Kind.TIMEOUT
    if names & {"ConnectError", "ProxyError", "UnsupportedProtocol"}:
        return Kind.REFUSED
    if names & {
        "APIConnectionError",
        "TransportError",
        "ConnectionError",
        "RemoteProtocolError",
        "ReadError",
    }:
        return Kind.BROKEN
    if "APIError" in names:  # an error event inside a stream
        return Kind.CONTEXT if _TOO_LONG.search(body) else Kind.BUSY
    return Kind.GARBLED


def _kind_of_status(status: int, body: str) -> Kind:  # noqa: PLR0911
    if status in {401, 402, 403, 407}:
        return Kind.DENIED
    if status in {404, 405, 410}:
        return Kind.MISSING
    if status == 400 and _NO_MODEL.search(body):
        return Kind.MISSING
    if status in {408, 409, 425, 429}:
        # Accounts without money answer 429 too; waiting doesn't fill them.
        return Kind.DENIED if "insufficient_quota" in body else Kind.BUSY
    if status == 501:
        return Kind.REJECTED
    if status >= 500:
        return Kind.BUSY
    return Kind.GARBLED if status < 400 else Kind.REJECTED


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _body(error: BaseException) -> str:
    body = getattr(error, "body", None)
    if isinstance(body, Mapping | list):
        return json.dumps(body, ensure_ascii=False, default=str)
    return str(body) if body else ""


def _said(error: BaseException) -> str:
    """The human part of what a server answered."""
    body: Any = getattr(error, "body", None)
    for key in ("error", "message", "detail", "msg"):
        if isinstance(body, Mapping) and body.get(key):
            body = body[key]
    if isinstance(body, str) and "<html" not in body.lower():
        return body
    if body is not None:
        return ""
    deepest = list(_chain(error))[-1]
    if isinstance(deepest, OSError) and deepest.errno is not None:
        return reason(deepest)
    return "" if isinstance(error, KeyError | TypeError | ValueError) else str(deepest)


def _line(text: str, limit: int = 120) -> str:
    """One line, short, without anything that looks like a key or closes the sentence."""
    text = redact_text(" ".join(text.split())).rstrip("。.")
    return text if len(text) <= limit else text[:limit] + "…"


def _retry_after(error: BaseException) -> float | None:
    """Seconds the server wants us to wait (RFC 9110, 10.2.3: seconds or a date), capped; None if none."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    value = str(headers.get("retry-after", "") or "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except (TypeError, ValueError, OverflowError):
            return None
    if seconds != seconds:  # noqa: PLR0124 (not a number)
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)
