"""What a configured model is, what it is asked, what it answers."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field

from pipeline.errors import ConfigError
from pipeline.runs import redact_text
from pipeline.types import Frozen, Usage

Finish = Literal["stop", "length", "filter"]
"""Why the model stopped: done, cut at the limit of tokens, or silenced by the server's content filter."""


class Message(Frozen):
    """One turn of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Reply(Frozen):
    """What the model answered."""

    text: str
    """Without reasoning; may be empty."""
    finish: Finish = "stop"
    usage: Usage = Usage()
    """Of this reply; all zero when ``cached``."""
    cached: bool = False
    """Taken from the run's folder instead of asked for."""


class Profile(Frozen):
    """A configured model."""

    name: str
    model: str
    """Its name at the endpoint."""
    base_url: str | None = None
    """Address of the OpenAI-compatible endpoint; None: environment variable ``OPENAI_BASE_URL``."""
    api_key_env: str = "OPENAI_API_KEY"
    """Environment variable that holds the key; it may be unset for an endpoint without keys."""
    temperature: float = Field(default=0.3, ge=0, le=2)
    max_tokens: int = Field(default=2048, ge=1)
    """Limit of a reply, in tokens."""
    timeout: float = Field(default=120, gt=0)
    """Seconds of silence on a stream after which a call counts as hung; three times that without a stream."""
    deadline: float = Field(default=600, gt=0)
    """Seconds that a call may take as a whole, retries and their pauses included."""
    retries: int = Field(default=3, ge=0)
    retry_budget: float = Field(default=180, ge=0)
    """Seconds that all calls of a run together may sleep before retries."""
    concurrency: int = Field(default=4, ge=1)
    context: int | None = Field(default=None, ge=256)
    """Size of the model's context window in tokens, where known."""
    exemplars: int = Field(default=3, ge=0)
    """How many exemplars a prompt shows."""
    stream: bool = True
    extra: dict[str, Any] = Field(default_factory=dict)
    """More parameters for the request body, as the server wants them."""
    price_in: float | None = Field(default=None, ge=0)
    """Price of 1,000 prompt tokens."""
    price_out: float | None = Field(default=None, ge=0)
    """Price of 1,000 completion tokens."""

    def endpoint(self) -> str:
        """The address to be called.

        ConfigError where none is configured: notes go only where someone has decided to send them, so there
        is no vendor's address to fall back on.
        """
        address = self.base_url or os.environ.get("OPENAI_BASE_URL", "")
        address = address.strip().rstrip("/")
        if not address:
            raise ConfigError(
                f"模型“{self.name}”没有配置服务地址",
                remedy="请设置环境变量 OPENAI_BASE_URL（如 http://127.0.0.1:8000/v1），"
                "或在模型配置里写 base_url；不用模型可加 --model builtin",
            )
        try:
            parts = urlsplit(address)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise ConfigError(
                f"模型“{self.name}”的服务地址写法不对：{redact_text(address)}",
                remedy="地址以 http:// 或 https:// 开头，通常以 /v1 结尾",
            )
        return address

    def host(self) -> str:
        """Host and port of the endpoint for messages: nothing of the address that may be secret."""
        try:
            parts = urlsplit(self.base_url or os.environ.get("OPENAI_BASE_URL", ""))
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            return ""
        return f"{parts.hostname or ''}{port}"

    def cost(self, usage: Usage) -> float | None:
        """Price of ``usage``; None where the profile gives no prices."""
        if self.price_in is None and self.price_out is None:
            return None
        paid = usage.prompt_tokens * (self.price_in or 0) + usage.completion_tokens * (self.price_out or 0)
        return paid / 1000


def request_key(profile: Profile, messages: Sequence[Message]) -> str:
    """SHA-256 of all that determines a reply: model, messages, sampling parameters. Not where it is asked."""
    request = {
        "model": profile.model,
        "messages": [[m.role, m.content] for m in messages],
        "temperature": profile.temperature,
        "max_tokens": profile.max_tokens,
        "extra": profile.extra,
    }
    text = json.dumps(request, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def add_usage(a: Usage, b: Usage) -> Usage:
    """Both together."""
    return Usage(
        calls=a.calls + b.calls,
        prompt_tokens=a.prompt_tokens + b.prompt_tokens,
        completion_tokens=a.completion_tokens + b.completion_tokens,
        cached_tokens=a.cached_tokens + b.cached_tokens,
    )
