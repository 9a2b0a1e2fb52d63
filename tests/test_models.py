"""Profiles, reasoning, faults, and the gateway around a chat model of the user's own."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from pydantic import ValidationError
from support.scripted import ScriptedModel

from pipeline.errors import ModelFailure, ModelUnreachable
from pipeline.models import ContextTooLong, Message, ModelGateway, Profile, clean_reply, forbid_tracing
from pipeline.models.dialect import Dialect
from pipeline.models.faults import Kind, classify
from pipeline.models.profile import request_key
from pipeline.models.replies import finish_of, usage_of
from pipeline.runs import RunFolder
from pipeline.types import Usage

PROFILE = Profile(name="own", model="own")


def gateway(model: ScriptedModel, run: RunFolder | None = None, **fields: Any) -> ModelGateway:
    return ModelGateway(model, PROFILE.model_copy(update=fields), run, sleep=lambda _: None)


def user(text: str) -> list[Message]:
    return [Message(role="user", content=text)]


# Reasoning


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("行。", "行。"),
        ("<think>想</think>行。", "行。"),
        ("<think>\n想\n</think>\n\n行。\n", "行。"),
        ("<THINK>想</Think >行。", "行。"),
        ("<thinking>想</thinking>行。", "行。"),
        ('<think budget="9">想</think>行。', "行。"),
        ("一。<think>想</think>二。<think>想</think>三。", "一。二。三。"),
        ("<think>先 <think> 后</think>行。", "行。"),
        ("<think>甲<think>乙</think>丙</think>行。", "行。"),
        ("想好了</think>行。", "行。"),
        ("想</think>又想</think>行。", "行。"),
        ("<think>想不完", ""),
        ("<think>", ""),
        ("</think>", ""),
        ("行。<think>想不完", "行。"),
        ("◁think▷想◁/think▷行。", "行。"),
        (
            "<|channel|>analysis<|message|>想<|end|><|start|>assistant<|channel|>final<|message|>行。<|return|>",
            "行。",
        ),
        ("<|channel|>analysis<|message|>想不完", ""),
        ("收入 <5 万元，>3 万元", "收入 <5 万元，>3 万元"),
        ("", ""),
        ("\ufeff行\x00。\r\n", "行。"),
        ("\ud83d\ude00行", "😀行"),
        ("\ud83d行", "\ufffd行"),
    ],
)
def test_clean_reply(text: str, left: str) -> None:
    assert clean_reply(text) == left


@given(st.lists(st.sampled_from(["<think>", "</think>", "甲", "乙。", "\n", "<", "\ud83d"])).map("".join))
def test_clean_reply_leaves_no_tag_and_is_stable(text: str) -> None:
    cleaned = clean_reply(text)
    assert "<think>" not in cleaned
    assert "</think>" not in cleaned
    cleaned.encode("utf-8")
    assert clean_reply(cleaned) == cleaned


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="<◁\ufeff"))
)
def test_clean_reply_keeps_a_plain_answer(text: str) -> None:
    assert clean_reply(text) == text.strip()
    assert clean_reply(f"<think>想</think>{text}") == text.strip()


# Small parts


def test_a_profile_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValidationError):
        Profile.model_validate({"name": "a", "model": "b", "temprature": 1})
    with pytest.raises(ValidationError):
        Profile(name="a", model="b", timeout=0)


def test_the_host_hides_what_may_be_secret() -> None:
    profile = Profile(name="a", model="b", base_url="https://me:secret@api.example.cn:8443/v1?key=abc")
    assert profile.host() == "api.example.cn:8443"


def test_cost() -> None:
    usage = Usage(prompt_tokens=2000, completion_tokens=500)
    assert PROFILE.cost(usage) is None
    assert Profile(name="a", model="b", price_in=0.5, price_out=2).cost(usage) == 2


def test_the_hash_depends_on_the_request_alone() -> None:
    key = request_key(PROFILE, user("甲"))
    assert key == request_key(
        PROFILE.model_copy(update={"name": "x", "retries": 9, "base_url": "u"}), user("甲")
    )
    assert key != request_key(PROFILE, user("乙"))
    assert key != request_key(PROFILE, [Message(role="system", content="甲")])


@pytest.mark.parametrize(
    ("metadata", "finish"),
    [
        ({}, None),
        ({"finish_reason": None}, None),
        ({"finish_reason": "stop"}, "stop"),
        ({"finish_reason": "eos"}, "stop"),
        ({"finish_reason": "length"}, "length"),
        ({"stop_reason": "max_tokens"}, "length"),
        ({"finish_reason": "content_filter"}, "filter"),
    ],
)
def test_finish(metadata: dict[str, Any], finish: str | None) -> None:
    assert finish_of(metadata) == finish


@pytest.mark.parametrize("metadata", [None, {}, {"input_tokens": None}, {"input_tokens": -3}, "x"])
def test_missing_usage_is_zero(metadata: object) -> None:
    assert usage_of(metadata) == Usage(calls=1)


class _StatusError(Exception):
    def __init__(self, status_code: int, body: object = None) -> None:
        super().__init__(str(body))
        self.status_code = status_code
        self.body = body


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ConnectionRefusedError(), Kind.REFUSED),
        (ConnectionResetError(), Kind.BROKEN),
        (TimeoutError(), Kind.TIMEOUT),
        (ValueError("x"), Kind.GARBLED),
        (_StatusError(429), Kind.BUSY),
        (_StatusError(401), Kind.DENIED),
        (_StatusError(404), Kind.MISSING),
        (_StatusError(400, {"error": {"message": "context_length_exceeded"}}), Kind.CONTEXT),
        (_StatusError(400, {"message": "bad"}), Kind.REJECTED),
        (_StatusError(501), Kind.REJECTED),
    ],
)
def test_classify(error: Exception, kind: Kind) -> None:
    assert classify(error).kind is kind


def test_classify_looks_at_causes() -> None:
    error = RuntimeError("sdk")
    error.__cause__ = OSError("socket")
    error.__cause__.__context__ = ConnectionRefusedError()
    assert classify(error).kind is Kind.REFUSED


def test_without_a_system_role_nothing_is_lost() -> None:
    plain = Dialect(system=False)
    system, question = Message(role="system", content="甲"), Message(role="user", content="乙")
    answer = Message(role="assistant", content="丙")
    assert plain.compose([system, question, answer]) == (Message(role="user", content="甲\n\n乙"), answer)
    assert plain.compose([system]) == (Message(role="user", content="甲"),)
    assert plain.compose([system, answer]) == (Message(role="user", content="甲"), answer)
    assert plain.compose([question]) == (question,)


# A chat model of the user's own


def test_any_langchain_model_will_do() -> None:
    model = ScriptedModel(["<think>想</think>全年接访126人次。"])
    messages = [Message(role="system", content="甲"), *user("乙"), Message(role="assistant", content="丙")]
    assert gateway(model).ask(messages, purpose="s1").text == "全年接访126人次。"
    assert [type(m) for m in model.history[0]] == [SystemMessage, HumanMessage, AIMessage]


def test_a_model_that_does_not_stream() -> None:
    class Plain(ScriptedModel):
        _stream = None  # type: ignore[assignment]

    reply = gateway(Plain(["行。"]), stream=False).ask(user("甲"), purpose="s1")
    assert (reply.text, reply.finish, reply.usage) == ("行。", "stop", Usage(calls=1))


def test_its_metadata_is_understood() -> None:
    answer = AIMessage(
        content="行",
        response_metadata={"finish_reason": "length"},
        usage_metadata={
            "input_tokens": 7,
            "output_tokens": 3,
            "total_tokens": 10,
            "input_token_details": {"cache_read": 5},
        },
    )
    reply = gateway(ScriptedModel([answer])).ask(user("甲"), purpose="s1")
    assert reply.finish == "length"
    assert reply.usage == Usage(calls=1, prompt_tokens=7, completion_tokens=3, cached_tokens=5)


def test_its_errors_become_ours(run: RunFolder) -> None:
    model = ScriptedModel(["行。", _StatusError(503), "二。", *[KeyError("x")] * 5])
    asking = gateway(model, run, stream=False)
    assert asking.ask(user("甲"), purpose="s1").text == "行。"
    assert asking.ask(user("乙"), purpose="s2").text == "二。"
    with pytest.raises(ModelFailure, match="不是有效的回复") as caught:
        asking.ask(user("丙"), purpose="s3")
    assert not isinstance(caught.value, ModelUnreachable)
    assert asking.usage.calls == 2


def test_too_long_for_a_model_of_the_user_s() -> None:
    error = _StatusError(400, {"message": "maximum context length is 4096 tokens"})
    with pytest.raises(ContextTooLong):
        gateway(ScriptedModel([error] * 3)).ask(user("甲"), purpose="s1")


def test_a_broken_test_is_not_a_broken_server() -> None:
    with pytest.raises(AssertionError, match="once too often"):
        gateway(ScriptedModel([])).ask(user("甲"), purpose="s1")


def test_an_interrupt_comes_through_at_once() -> None:
    started = threading.Event()

    def progress(purpose: str, piece: str) -> None:
        started.set()
        raise KeyboardInterrupt

    asking = ModelGateway(ScriptedModel(["一二三四五六七八九十"]), PROFILE, None, progress)
    with pytest.raises(KeyboardInterrupt):
        asking.ask(user("甲"), purpose="s1")
    assert started.is_set()


def test_a_reply_is_on_disk_before_it_is_handed_out(run: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    store = RunFolder.store_call

    def spy(self: RunFolder, key: str, call: Any) -> None:
        store(self, key, call)
        order.append("stored")

    monkeypatch.setattr(RunFolder, "store_call", spy)
    gateway(ScriptedModel(["行。"]), run).ask(user("甲"), purpose="s1")
    order.append("returned")
    assert order == ["stored", "returned"]
    assert len(run.calls()) == 1


@pytest.mark.parametrize("kill_at", range(4))
def test_resuming_asks_only_for_what_is_missing(run: RunFolder, kill_at: int) -> None:
    def answers(limit: int) -> Callable[[list[Any]], str]:
        def answer(messages: list[Any]) -> str:
            if len(first.history) > limit:
                raise KeyboardInterrupt
            return f"答{messages[-1].content}"

        return answer

    questions = ["甲", "乙", "丙", "丁"]
    first = ScriptedModel(answers(kill_at))
    asking = gateway(first, run)
    with pytest.raises(KeyboardInterrupt):
        [asking.ask(user(question), purpose=question) for question in questions]
    second = ScriptedModel([f"答{q}" for q in questions[kill_at:]])
    again = gateway(second, run)
    assert [again.ask(user(q), purpose=q).text for q in questions] == [f"答{q}" for q in questions]
    assert (again.usage.calls, second.left) == (4 - kill_at, 0)


def test_nothing_is_traced_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from langsmith.utils import get_env_var, tracing_is_enabled

    seen: list[bool | str] = []

    def answer(messages: list[Any]) -> str:
        seen.append(tracing_is_enabled())
        return "行。"

    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    get_env_var.cache_clear()
    assert tracing_is_enabled()
    gateway(ScriptedModel(answer)).ask(user("甲"), purpose="s1")
    gateway(ScriptedModel(answer), stream=False).ask(user("甲"), purpose="s1")
    forbid_tracing()
    assert seen == [False, False]
    assert not tracing_is_enabled()
    get_env_var.cache_clear()


def test_importing_loads_no_vendor() -> None:
    code = (
        "import sys, pipeline.models, pipeline.runs, pipeline.prompts;"
        "bad = {'openai', 'langchain_core', 'langchain_openai', 'tenacity', 'jinja2', 'httpx2', 'filelock'};"
        "print(sorted(bad & set(sys.modules)))"
    )
    root = Path(__file__).parents[1]
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert out.stdout.strip() == "[]"
