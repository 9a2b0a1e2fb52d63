"""A chat model that says what a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

Answer = str | AIMessage | Exception
Script = Sequence[Answer] | Callable[[list[BaseMessage]], Answer]


class ScriptedModel(BaseChatModel):
    """Answers from a queue or a callable, and keeps what it was asked.

    An exception in the queue is raised. Asked more often than the queue is long it fails the test, for the
    gateway passes AssertionError through.
    """

    piece: int = 4
    """Characters a piece of a stream."""
    _queue: list[Answer] = PrivateAttr(default_factory=list)
    _answer: Callable[[list[BaseMessage]], Answer] | None = PrivateAttr(default=None)
    _history: list[list[BaseMessage]] = PrivateAttr(default_factory=list)
    _lock: Any = PrivateAttr(default_factory=threading.Lock)

    def __init__(self, script: Script, **fields: Any) -> None:
        super().__init__(**fields)
        if callable(script):
            self._answer = script
        else:
            self._queue = list(script)

    @property
    def history(self) -> list[list[BaseMessage]]:
        """The conversations so far, in the order in which they came."""
        return self._history

    @property
    def left(self) -> int:
        """Answers that nobody asked for."""
        return len(self._queue)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _next(self, messages: list[BaseMessage]) -> AIMessage:
        with self._lock:
            self._history.append(list(messages))
            if self._answer is None:
                assert self._queue, f"asked once too often: {messages[-1].content!r}"
                answer = self._queue.pop(0)
            else:
                answer = self._answer(list(messages))
        if isinstance(answer, Exception):
            raise answer
        return AIMessage(content=answer) if isinstance(answer, str) else answer

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        whole = self._next(messages)
        text = str(whole.text)
        for at in range(0, len(text), self.piece):
            yield ChatGenerationChunk(message=AIMessageChunk(content=text[at : at + self.piece]))
        yield ChatGenerationChunk(
            message=AIMessageChunk(
                content="",
                response_metadata=whole.response_metadata,
                usage_metadata=whole.usage_metadata,
            )
        )
