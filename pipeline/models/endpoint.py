"""LangChain objects for an OpenAI-compatible server.

The one place that knows langchain-openai. Everything is given explicitly: left alone, that library takes
addresses and keys from the variables of other products and reports runs to its maker's service.
"""

from __future__ import annotations

import os
import sys
import weakref
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from pipeline.errors import ModelFailure, ModelUnreachable
from pipeline.models.dialect import Dialect
from pipeline.models.faults import OUTSIDE, classify
from pipeline.models.profile import Message, Profile

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

_NO_KEY = "none"
"""Sent where the endpoint wants no key; the library insists on one."""
_CONNECT_SECONDS = 15.0
_PLAIN_PATIENCE = 3
"""Without a stream silence can't be told from work, so it is borne so many times longer."""
_EMBED_BATCH = 10
"""Texts a request: the smallest limit among the usual services (DashScope's)."""
_TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING")


def forbid_tracing() -> None:
    """Switch LangSmith off for this process: a trace would carry the notes to its servers.

    Call before anything of LangChain or LangGraph runs.
    """
    for name in _TRACING:
        os.environ[name] = "false"
    os.environ.pop("LANGCHAIN_HANDLER", None)
    loaded = sys.modules.get("langsmith.utils")
    if loaded is not None:
        # It remembers what it read of the environment.
        loaded.get_env_var.cache_clear()


def untraced() -> AbstractContextManager[None]:
    """A stretch of code in which LangSmith is off whatever the environment says."""
    from langsmith.run_helpers import tracing_context

    return tracing_context(enabled=False)


def open_chat(profile: Profile) -> BaseChatModel:
    """A chat model for ``profile``; nothing is called yet.

    Proxies and certificates come from the usual environment variables. ConfigError where no usable address
    is configured.
    """
    address = profile.endpoint()
    forbid_tracing()
    from langchain_openai import ChatOpenAI
    from openai import DefaultHttpxClient
    from pydantic import SecretStr

    client = DefaultHttpxClient(timeout=profile.timeout)
    chat = ChatOpenAI(
        model=profile.model,
        base_url=address,
        api_key=SecretStr(_key(profile)),
        max_retries=0,
        # The gateway's own rules retry; the timeout is given with each call.
        http_client=client,
        # With options of its own the library would bypass proxies, and say so on standard error.
        http_socket_options=(),
        # Names that begin like a vendor's would switch to an interface that other servers don't have.
        use_responses_api=False,
        temperature=profile.temperature,
        stream_usage=True,
        # Not the field max_tokens, which ChatOpenAI sends under a name that only OpenAI's own servers know.
        extra_body={"max_tokens": profile.max_tokens, **profile.extra},
    )
    weakref.finalize(chat, client.close).atexit = False
    return chat


def tuned(chat: BaseChatModel, dialect: Dialect) -> BaseChatModel:
    """``chat`` without what ``dialect`` says its server refuses.

    Only for chat models of langchain-openai, also a user's own; any other stays as it is.
    """
    if not is_endpoint(chat):
        return chat
    update: dict[str, Any] = {}
    if not dialect.temperature:
        update["temperature"] = None
    if not dialect.stream_usage:
        update["stream_usage"] = False
    if dialect.limit != "max_tokens":
        body = dict(getattr(chat, "extra_body", None) or {})
        limit = body.pop("max_tokens", None)
        if dialect.limit and limit:
            body[dialect.limit] = limit
        update["extra_body"] = body or None
        if not dialect.limit:
            update["max_tokens"] = None
    return chat.model_copy(update=update) if update else chat


def call_options(chat: BaseChatModel, profile: Profile, *, stream: bool, seconds: float) -> dict[str, Any]:
    """Arguments of one call that still may take ``seconds``."""
    if not is_endpoint(chat):
        return {}
    from openai import Timeout

    silence = min(profile.timeout * (1 if stream else _PLAIN_PATIENCE), seconds)
    return {"timeout": Timeout(silence, connect=min(silence, _CONNECT_SECONDS))}


def is_endpoint(chat: object) -> bool:
    """Whether ``chat`` speaks to an OpenAI-compatible server through langchain-openai."""
    return any(c.__name__ == "BaseChatOpenAI" for c in type(chat).__mro__)


def to_langchain(messages: tuple[Message, ...]) -> list[BaseMessage]:
    """Our messages as LangChain's."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds: dict[str, type[BaseMessage]] = {
        "system": SystemMessage,
        "user": HumanMessage,
        "assistant": AIMessage,
    }
    return [kinds[m.role](content=m.content) for m in messages]


def open_embeddings(profile: Profile) -> Embeddings:
    """Embeddings of an OpenAI-compatible endpoint; nothing is called yet.

    Its methods raise ModelUnreachable where the endpoint can't be used and ModelFailure where it doesn't
    take a text. ConfigError where no usable address is configured.
    """
    address = profile.endpoint()
    forbid_tracing()
    from langchain_core.embeddings import Embeddings
    from langchain_openai import OpenAIEmbeddings
    from openai import DefaultHttpxClient
    from pydantic import SecretStr

    client = DefaultHttpxClient(timeout=profile.timeout)
    raw = OpenAIEmbeddings(
        model=profile.model,
        openai_api_base=address,
        openai_api_key=SecretStr(_key(profile)),
        max_retries=profile.retries,
        request_timeout=profile.timeout,
        chunk_size=_EMBED_BATCH,
        http_client=client,
        # Texts are sent as they are: counting tokens would download a vocabulary.
        check_embedding_ctx_length=False,
        model_kwargs={"extra_body": dict(profile.extra)} if profile.extra else {},
    )

    class EndpointEmbeddings(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            if not texts:
                return []
            try:
                vectors = raw.embed_documents(texts)
            except Exception as error:
                raise _embedding_error(profile, error) from error
            if len(vectors) != len(texts) or len({len(v) for v in vectors}) != 1:
                raise ModelFailure(f"向量服务 {profile.host()} 返回的向量数目或维数不一致")
            return vectors

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    embeddings = EndpointEmbeddings()
    weakref.finalize(embeddings, client.close).atexit = False
    return embeddings


def _embedding_error(profile: Profile, error: Exception) -> ModelUnreachable | ModelFailure:
    fault = classify(error)
    kind = ModelUnreachable if fault.kind in OUTSIDE else ModelFailure
    return kind(
        f"向量服务 {profile.host()} {fault.cause()}",
        remedy=f"请{fault.advice(key=profile.api_key_env, model=profile.model)}；或改用内置的向量",
    )


def _key(profile: Profile) -> str:
    return os.environ.get(profile.api_key_env, "").strip() or _NO_KEY
