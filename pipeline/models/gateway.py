"""The one door to a chat model.

A call is answered from the run's folder if it was paid for before. Else it waits for a place, is streamed
where the server can, retried where that may help, and given up where it can't. A server that has died is not
asked again: the built-in writer is better than hours of timeouts.
"""

from __future__ import annotations

import queue
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import ValidationError

from pipeline.errors import ModelFailure, ModelUnreachable
from pipeline.models.dialect import Dialect
from pipeline.models.endpoint import call_options, is_endpoint, to_langchain, tuned, untraced
from pipeline.models.faults import OUTSIDE, RETRIED, CallError, ContextTooLong, Kind, classify
from pipeline.models.profile import Message, Profile, Reply, add_usage, request_key
from pipeline.models.replies import clean_reply, finish_of, usage_of
from pipeline.runs import RunFolder
from pipeline.types import Usage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from tenacity import RetryCallState

OnToken = Callable[[str, str], None]
"""(purpose, piece): for progress only. Pieces are raw and come again when a call is retried."""

_FAILURES_TO_STOP = 3
_GONE = frozenset({Kind.REFUSED, Kind.CERTIFICATE})
"""Failures after which no other call will do better."""
_CLOSED = frozenset({Kind.DENIED, Kind.MISSING})
"""The same, if no call did before."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 20.0


class ModelGateway:
    """Asks one chat model on behalf of one run. Thread-safe.

    run: where replies are kept; None keeps none.
    sleep, clock: for tests.
    """

    def __init__(  # noqa: PLR0913 (the last two are for tests)
        self,
        chat: BaseChatModel,
        profile: Profile,
        run: RunFolder | None = None,
        on_token: OnToken | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.profile = profile
        self._chat = chat
        self._run = run
        self._on_token = on_token
        self._sleep = sleep
        self._clock = clock
        self._places = threading.BoundedSemaphore(profile.concurrency)
        self._same: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._state = threading.Lock()
        # Below: guarded by _state.
        self._dialect = Dialect(stream=profile.stream)
        self._streamed = False
        self._usage = Usage()
        self._slept = 0.0
        self._failures = 0
        self._down: CallError | None = None

    @property
    def usage(self) -> Usage:
        """Of all replies paid for so far."""
        with self._state:
            return self._usage

    @property
    def down(self) -> str:
        """Why the model is no longer asked, in Chinese; empty while it is."""
        with self._state:
            return self._down.cause() if self._down else ""

    def ask(self, messages: Sequence[Message], *, purpose: str) -> Reply:
        """The model's reply to ``messages``; ``purpose`` names the call in the run's folder and in progress.

        An empty text and ``finish='length'`` are replies too. ContextTooLong: ask again with less.
        ModelUnreachable: nothing could be had so far in this process. ModelFailure: this call failed for
        good. InputError: the reply could not be stored.
        """
        key = request_key(self.profile, messages)
        with self._state:
            same = self._same[key]
        with same:
            reply = self._stored(key)
            if reply is None:
                with self._places:
                    reply = self._paid(tuple(messages), purpose)
                self._store(key, messages, purpose, reply)
            return reply

    # Kept replies

    def _stored(self, key: str) -> Reply | None:
        call = self._run.load_call(key) if self._run else None
        if call is None:
            return None
        try:
            reply = Reply.model_validate(call["reply"])
        except (KeyError, ValidationError):
            return None
        return reply.model_copy(update={"cached": True, "usage": Usage()})

    def _store(self, key: str, messages: Sequence[Message], purpose: str, reply: Reply) -> None:
        if self._run is None:
            return
        call = {
            "purpose": purpose,
            "model": self.profile.model,
            "messages": [m.model_dump() for m in messages],
            "parameters": {
                "temperature": self.profile.temperature,
                "max_tokens": self.profile.max_tokens,
                **self.profile.extra,
            },
            "reply": reply.model_dump(),
        }
        self._run.store_call(key, call)

    # One call with its retries

    def _paid(self, messages: tuple[Message, ...], purpose: str) -> Reply:
        from tenacity import Retrying, retry_if_exception

        end = self._clock() + self.profile.deadline
        plain = False

        def once() -> Reply:
            nonlocal plain
            self._refuse_if_down()
            try:
                return self._adapting(messages, purpose, end, plain=plain)
            except CallError as fault:
                # A stream that breaks once may break at the same place again.
                plain = plain or (fault.streaming and fault.kind in {Kind.BROKEN, Kind.GARBLED})
                raise

        retrying = Retrying(
            retry=retry_if_exception(self._worth_retrying),
            stop=lambda state: self._out_of_patience(state, end),
            wait=_wait,
            sleep=self._nap,
            reraise=True,
        )
        try:
            reply = retrying(once)
        except CallError as fault:
            self._give_up(fault)
        with self._state:
            self._failures = 0
            self._usage = add_usage(self._usage, reply.usage)
        return reply

    def _worth_retrying(self, error: BaseException) -> bool:
        if not isinstance(error, CallError) or error.kind not in RETRIED:
            return False
        # A server that was never there won't be there in a second.
        return error.kind is not Kind.REFUSED or self._answered()

    def _out_of_patience(self, state: RetryCallState, end: float) -> bool:
        """Attempts, the run's budget of pauses, the call's deadline: whichever ends first."""
        pause = state.upcoming_sleep
        with self._state:
            broke = self._slept + pause > self.profile.retry_budget
        return state.attempt_number > self.profile.retries or broke or self._clock() + pause >= end

    def _nap(self, seconds: float) -> None:
        with self._state:
            self._slept += seconds
        self._sleep(seconds)

    def _answered(self) -> bool:
        with self._state:
            return self._usage.calls > 0

    def _refuse_if_down(self) -> None:
        with self._state:
            fault = self._down
        if fault:
            raise self._error(fault, f"{self._server()} 已停用（{fault.cause()}）") from fault

    def _give_up(self, fault: CallError) -> NoReturn:
        if fault.kind is not Kind.CONTEXT:
            with self._state:
                self._failures += 1
                hopeless = fault.kind in _GONE or (self._usage.calls == 0 and fault.kind in _CLOSED)
                if hopeless or self._failures >= _FAILURES_TO_STOP:
                    self._down = self._down or fault
        raise self._error(fault, f"{self._server()} {fault.cause()}") from fault

    def _error(self, fault: CallError, what: str) -> ModelFailure | ModelUnreachable:
        advice = fault.advice(key=self.profile.api_key_env, model=self.profile.model)
        if fault.kind is Kind.CONTEXT:
            return ContextTooLong(what, remedy=f"请{advice}")
        if self._answered() or fault.kind not in OUTSIDE:
            return ModelFailure(what, remedy=f"请{advice}")
        kept = f"已完成的内容保存在 {self._run.path}，" if self._run else ""
        return ModelUnreachable(
            what,
            remedy=f"{kept}请{advice}后重新运行同一命令即可接着写；加 --fallback 则由内置写手完成",
        )

    def _server(self) -> str:
        host = self.profile.host() if is_endpoint(self._chat) else ""
        return f"模型服务 {host}" if host else "模型"

    # One attempt

    def _adapting(self, messages: tuple[Message, ...], purpose: str, end: float, *, plain: bool) -> Reply:
        """Ask, and ask again at once in another way while the server's refusal shows one."""
        with self._state:
            dialect, streamed = self._dialect, self._streamed
        learnt = dialect
        while True:
            stream = learnt.stream and not plain
            try:
                reply = self._attempt(learnt.compose(messages), purpose, end, learnt, stream=stream)
            except CallError as fault:
                # On a server that did stream before, a broken stream is an accident, not its nature.
                accident = streamed and fault.kind in {Kind.BROKEN, Kind.GARBLED}
                other = None if accident else learnt.adapt(fault, messages)
                if other is None or self._clock() >= end:
                    raise
                learnt = other
                continue
            with self._state:
                self._streamed = self._streamed or stream
                if learnt != dialect and self._dialect == dialect:
                    self._dialect = learnt
            return reply

    def _attempt(
        self, messages: tuple[Message, ...], purpose: str, end: float, dialect: Dialect, *, stream: bool
    ) -> Reply:
        """One request, read in a thread of its own.

        Only so does the deadline hold against a server that sends a byte a minute, and an interrupt come
        through at once; a thread given up on dies with its connection or with the process.
        """
        pieces: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        left = end - self._clock()
        if left <= 0:
            raise CallError(Kind.DEADLINE, streaming=stream)
        chat = tuned(self._chat, dialect)
        options = call_options(self._chat, self.profile, stream=stream, seconds=left)
        abandoned = threading.Event()
        reader = threading.Thread(
            target=_read,
            args=(chat, to_langchain(messages), options, pieces, abandoned),
            kwargs={"stream": stream},
            name=f"model-{purpose}",
            daemon=True,
        )
        reader.start()
        words: list[str] = []
        finish, usage = None, Usage(calls=1)
        try:
            while True:
                try:
                    what, value = pieces.get(timeout=max(end - self._clock(), 0.001))
                except queue.Empty:
                    raise CallError(Kind.DEADLINE, streaming=stream) from None
                if what == "error":
                    _raise(value, stream=stream)
                if what == "end":
                    break
                piece = str(value.text)
                words.append(piece)
                finish = finish_of(value.response_metadata) or finish
                figures = usage_of(value.usage_metadata)
                # Some servers count up in every piece, so the last count is the sum.
                usage = figures if figures.prompt_tokens or figures.completion_tokens else usage
                if piece and stream and self._on_token:
                    self._on_token(purpose, piece)
        finally:
            abandoned.set()
        if finish is None and stream and is_endpoint(self._chat):
            # A connection cut between two events looks like an end.
            raise CallError(Kind.BROKEN, "回复没有写完", streaming=True)
        return Reply(text=clean_reply("".join(words)), finish=finish or "stop", usage=usage)


def _read(  # noqa: PLR0913 (the body of a thread)
    chat: BaseChatModel,
    messages: list[BaseMessage],
    options: dict[str, Any],
    pieces: queue.SimpleQueue[tuple[str, Any]],
    abandoned: threading.Event,
    *,
    stream: bool,
) -> None:
    try:
        with untraced():
            if stream:
                chunks = chat.stream(messages, **options)
                for chunk in chunks:
                    if abandoned.is_set():
                        with suppress(Exception):
                            chunks.close()  # type: ignore[attr-defined]
                        return
                    pieces.put(("piece", chunk))
            else:
                pieces.put(("piece", chat.invoke(messages, **options)))
        pieces.put(("end", None))
    except BaseException as error:  # noqa: BLE001 (handed over to the thread that asked)
        pieces.put(("error", error))


def _raise(error: BaseException, *, stream: bool) -> NoReturn:
    # A broken test or program is not a broken server.
    if isinstance(error, AssertionError) or not isinstance(error, Exception):
        raise error
    raise classify(error, streaming=stream) from error


def _wait(state: RetryCallState) -> float:
    """Seconds before the next attempt: what the server asks for, else doubling with jitter."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, CallError) and error.retry_after is not None:
        return error.retry_after
    doubled = min(_FIRST_PAUSE * 2.0 ** (state.attempt_number - 1), _LONGEST_PAUSE)
    return doubled + random.uniform(0, _FIRST_PAUSE)  # noqa: S311 (spreads callers, hides nothing)
