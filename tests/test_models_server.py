"""The gateway against a server that misbehaves."""

from __future__ import annotations

import email.utils
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from support import server as srv
from support.server import FaultyServer

from pipeline.errors import ConfigError, ModelFailure, ModelUnreachable
from pipeline.models import ContextTooLong, Message, ModelGateway, Profile, open_chat, open_embeddings
from pipeline.runs import RunFolder

Connect = Callable[..., ModelGateway]

SYSTEM = Message(role="system", content="你是文秘。")
USER = Message(role="user", content="[F1] 全年接访126人次。")
ASK = [SYSTEM, USER]
GOOD = srv.answer("行。")


def turn(text: str) -> list[Message]:
    return [SYSTEM, Message(role="user", content=text)]


def test_streams_counts_and_reports_pieces(server: FaultyServer, connect: Connect) -> None:
    server.always(srv.answer("全年接访126人次。[F1]"))
    pieces: list[tuple[str, str]] = []
    gateway = connect(on_token=lambda purpose, piece: pieces.append((purpose, piece)))

    reply = gateway.ask(ASK, purpose="s1")

    assert (reply.text, reply.finish, reply.cached) == ("全年接访126人次。[F1]", "stop", False)
    assert "".join(piece for _, piece in pieces) == reply.text
    assert {purpose for purpose, _ in pieces} == {"s1"}
    assert gateway.usage.model_dump() == {
        "calls": 1,
        "prompt_tokens": 100,
        "completion_tokens": 20,
        "cached_tokens": 60,
    }
    sent = server.requests[0]
    assert sent["stream"] is True
    assert sent["messages"] == [m.model_dump() for m in ASK]
    assert (sent["model"], sent["temperature"], sent["max_tokens"]) == ("fake", 0.3, 2048)
    assert "max_completion_tokens" not in sent


def test_a_plain_profile_does_not_stream(server: FaultyServer, connect: Connect) -> None:
    gateway = connect(stream=False, extra={"top_k": 5})
    assert gateway.ask(ASK, purpose="s1").text == "好的。"
    assert not server.requests[0].get("stream")
    assert server.requests[0]["top_k"] == 5
    assert gateway.usage.prompt_tokens == 100


def test_a_key_is_sent_from_the_profile_s_variable(
    server: FaultyServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", "sk-abcdef123456")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other-vendor-key")
    connect(api_key_env="MY_KEY").ask(ASK, purpose="s1")
    assert server.headers[0]["authorization"] == "Bearer sk-abcdef123456"


@pytest.mark.parametrize(
    "variables",
    [
        {"OPENAI_API_BASE": "http://127.0.0.1:9/v1"},
        {"LANGSMITH_GATEWAY": "http://127.0.0.1:9", "LANGSMITH_API_KEY": "ls-key"},
    ],
)
def test_other_products_variables_do_not_divert_the_notes(
    server: FaultyServer, connect: Connect, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert connect().ask(ASK, purpose="s1").text == "好的。"
    assert "ls-key" not in server.headers[0]["authorization"]


def test_a_user_s_own_chat_model_keeps_its_settings(server: FaultyServer) -> None:
    own = open_chat(Profile(name="a", model="mine", base_url=server.url, temperature=0.9, max_tokens=7))
    other = Profile(name="b", model="other", temperature=0.1, max_tokens=99)
    server.always(srv.when(lambda body: "stream_options" in body, srv.refuse(400, "stream_options"), GOOD))
    assert ModelGateway(own, other).ask(ASK, purpose="s1").text == "行。"
    assert [(r["model"], r["temperature"], r["max_tokens"]) for r in server.requests] == [
        ("mine", 0.9, 7)
    ] * 2


# Servers that can do less


@pytest.mark.parametrize("status", [400, 404, 405, 422, 501])
def test_streaming_refused(server: FaultyServer, connect: Connect, status: int) -> None:
    streams = srv.refuse(status, "stream is not supported")
    server.always(srv.when(lambda body: bool(body.get("stream")), streams, GOOD))
    gateway = connect()
    assert gateway.ask(turn("一"), purpose="s1").text == "行。"
    assert gateway.ask(turn("二"), purpose="s2").text == "行。"
    assert [bool(r.get("stream")) for r in server.requests][-1] is False
    assert sum(bool(r.get("stream")) for r in server.requests) <= 2


def test_plain_json_as_the_answer_to_a_stream_request(server: FaultyServer, connect: Connect) -> None:
    server.always(srv.plain_only("行。"))
    gateway = connect()
    assert gateway.ask(turn("一"), purpose="s1").text == "行。"
    assert gateway.ask(turn("二"), purpose="s2").text == "行。"
    assert [bool(r.get("stream")) for r in server.requests] == [True, False, False]


@pytest.mark.parametrize(
    "broken",
    [
        srv.cut_stream("全年接访群众一百二十六人次"),
        srv.quiet_cut("全年接访"),
        srv.bad_stream(b'data: {"choices": [{"del\n\n'),
        srv.bad_stream(b'data: {"foo": 1}\n\n'),
        srv.bad_stream(b"data: [1, 2]\n\n"),
        srv.bad_stream(b"data: \xff\xfe\n\n"),
        srv.bad_stream(b"hello\n\n"),
    ],
    ids=["mid-character", "between-events", "bad-json", "no-choices", "a-list", "no-utf8", "no-events"],
)
def test_a_broken_stream_is_asked_again_plainly(
    server: FaultyServer, connect: Connect, broken: srv.Behaviour
) -> None:
    server.script(broken)
    reply = connect().ask(ASK, purpose="s1")
    assert reply.text == "好的。"
    assert [bool(r.get("stream")) for r in server.requests] == [True, False]


def test_one_broken_stream_among_good_ones_does_not_end_streaming(
    server: FaultyServer, connect: Connect
) -> None:
    server.script(srv.answer("一。"), srv.quiet_cut("二"))
    gateway = connect()
    texts = [gateway.ask(turn(name), purpose=name).text for name in "一二三"]
    assert texts == ["一。", "好的。", "好的。"]
    assert [bool(r.get("stream")) for r in server.requests] == [True, True, False, True]


def test_no_system_role(server: FaultyServer, connect: Connect) -> None:
    def has_system(body: dict[str, Any]) -> bool:
        return any(m["role"] == "system" for m in body["messages"])

    refusal = srv.refuse(400, "Conversation roles must alternate user/assistant/user/assistant/...")
    server.always(srv.when(has_system, refusal, GOOD))
    gateway = connect()
    assert gateway.ask(turn("一"), purpose="s1").text == "行。"
    assert gateway.ask(turn("二"), purpose="s2").text == "行。"
    assert [has_system(r) for r in server.requests] == [True, False, False]
    assert server.requests[-1]["messages"] == [{"role": "user", "content": "你是文秘。\n\n二"}]
    assert server.requests[-1]["stream"] is True


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("stream_options", "Unrecognized request argument supplied: stream_options"),
        ("temperature", "Unsupported value: 'temperature' does not support 0.3 with this model."),
        ("max_tokens", "Extra inputs are not permitted: max_tokens"),
    ],
)
def test_a_parameter_that_is_refused_is_dropped(
    server: FaultyServer, connect: Connect, name: str, message: str
) -> None:
    server.always(srv.when(lambda body: name in body, srv.refuse(400, message), GOOD))
    gateway = connect()
    assert gateway.ask(turn("一"), purpose="s1").text == "行。"
    assert gateway.ask(turn("二"), purpose="s2").text == "行。"
    assert [name in r for r in server.requests] == [True, False, False]
    assert all(r["stream"] for r in server.requests)


def test_the_newer_name_of_the_limit(server: FaultyServer, connect: Connect) -> None:
    refusal = srv.refuse(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
    server.always(srv.when(lambda body: "max_tokens" in body, refusal, GOOD))
    assert connect(max_tokens=99).ask(ASK, purpose="s1").text == "行。"
    assert server.requests[-1]["max_completion_tokens"] == 99


def test_several_refusals_one_after_the_other(server: FaultyServer, connect: Connect) -> None:
    def behave(handler: srv.Handler, body: dict[str, Any]) -> None:
        for name in ("stream_options", "max_tokens", "temperature"):
            if name in body:
                return srv.refuse(422, f"extra_forbidden: {name}")(handler, body)
        if body["messages"][0]["role"] == "system":
            return srv.refuse(400, "System role not supported")(handler, body)
        return GOOD(handler, body)

    server.always(behave)
    assert connect().ask(ASK, purpose="s1").text == "行。"


def test_no_usage_figures(server: FaultyServer, connect: Connect) -> None:
    server.always(srv.answer("行。", usage=None))
    gateway = connect()
    gateway.ask(turn("一"), purpose="s1")
    assert gateway.usage.model_dump() == {
        "calls": 1,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "cached_tokens": 0,
    }


def test_half_the_usage_figures(server: FaultyServer, connect: Connect) -> None:
    server.always(srv.answer("行。", usage={"prompt_tokens": None, "completion_tokens": 7}))
    gateway = connect(stream=False)
    gateway.ask(ASK, purpose="s1")
    assert (gateway.usage.prompt_tokens, gateway.usage.completion_tokens) == (0, 7)


def test_a_running_count_of_tokens_is_not_added_up(server: FaultyServer, connect: Connect) -> None:
    server.always(srv.cumulative_usage("四个字了"))
    gateway = connect()
    gateway.ask(ASK, purpose="s1")
    assert (gateway.usage.prompt_tokens, gateway.usage.completion_tokens) == (10, 4)


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    "case",
    [
        ("<think>先想\n想</think>\n\n行。", "", "行。"),
        ("想好了。</think>行。", "", "行。"),
        ("<think>想不完", "", ""),
        ("行。", "推理内容", "行。"),
        ("", "只有推理", ""),
    ],
)
def test_reasoning_is_dropped(
    server: FaultyServer, connect: Connect, stream: bool, case: tuple[str, str, str]
) -> None:
    text, reasoning, left = case
    server.always(srv.answer(text, reasoning=reasoning))
    assert connect(stream=stream).ask(ASK, purpose="s1").text == left


def test_an_empty_answer_is_an_answer(server: FaultyServer, connect: Connect, run: RunFolder) -> None:
    server.always(srv.answer(""))
    gateway = connect(run=run)
    assert gateway.ask(ASK, purpose="s1").text == ""
    assert gateway.ask(ASK, purpose="s1").cached
    assert len(server.requests) == 1


@pytest.mark.parametrize("stream", [True, False])
def test_a_truncated_answer_is_marked(server: FaultyServer, connect: Connect, stream: bool) -> None:
    server.always(srv.answer("全年接访", finish="length"))
    assert connect(stream=stream).ask(ASK, purpose="s1").finish == "length"


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
        "the request exceeds the available context size (4096 tokens), try increasing it",
        "max_tokens must be at least 1, got -312.",
        "Range of input length should be [1, 6000]",
        "prompt is too long: 5000 tokens > 4096 maximum",
    ],
)
def test_context_too_long(server: FaultyServer, connect: Connect, message: str) -> None:
    server.always(srv.refuse(400, message))
    gateway = connect()
    for _ in range(4):
        with pytest.raises(ContextTooLong):
            gateway.ask(ASK, purpose="s1")
    assert len(server.requests) == 4
    assert gateway.down == ""


# Retries


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_a_passing_error_is_retried(
    server: FaultyServer, connect: Connect, naps: list[float], status: int
) -> None:
    server.script(srv.refuse(status, "later"), srv.refuse(status, "later"))
    assert connect().ask(ASK, purpose="s1").text == "好的。"
    assert len(server.requests) == 3
    assert 0.5 <= naps[0] <= 1
    assert 1 <= naps[1] <= 1.5


def test_retry_after_in_seconds(server: FaultyServer, connect: Connect, naps: list[float]) -> None:
    server.script(srv.refuse(429, "later", retry_after="7"), srv.refuse(429, "later", retry_after="86400"))
    connect().ask(ASK, purpose="s1")
    assert naps == [7, 60]


def test_retry_after_as_a_date(server: FaultyServer, connect: Connect, naps: list[float]) -> None:
    server.script(
        srv.refuse(503, "later", retry_after=email.utils.formatdate(time.time() + 20, usegmt=True)),
        srv.refuse(503, "later", retry_after="Thu, 01 Jan 1970 00:00:00 GMT"),
        srv.refuse(503, "later", retry_after="soon"),
    )
    connect().ask(ASK, purpose="s1")
    assert 10 < naps[0] <= 20
    assert naps[1] == 0
    assert naps[2] > 0


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    "fault",
    [
        srv.reset,
        srv.raw(b'{"choices": ['),
        srv.raw(b"<html>", kind="text/html"),
        srv.raw(b'{"choices": null}'),
    ],
    ids=["reset", "half-json", "html", "null-choices"],
)
def test_a_broken_answer_is_retried(
    server: FaultyServer, connect: Connect, fault: srv.Behaviour, stream: bool
) -> None:
    server.script(fault, fault)
    assert connect(stream=stream).ask(ASK, purpose="s1").text == "好的。"
    assert len(server.requests) == 3


def test_silence_is_retried_and_then_unreachable(
    server: FaultyServer, connect: Connect, naps: list[float]
) -> None:
    server.always(srv.hang)
    with pytest.raises(ModelUnreachable, match="迟迟没有回应"):
        connect(timeout=0.1, retries=1).ask(ASK, purpose="s1")
    assert (len(server.requests), len(naps)) == (2, 1)


def test_silence_without_a_stream_is_borne_longer(server: FaultyServer, connect: Connect) -> None:
    def slow(handler: srv.Handler, body: dict[str, Any]) -> None:
        handler.server.over.wait(0.3)
        GOOD(handler, body)

    server.script(slow)
    server.always(srv.hang)
    gateway = connect(timeout=0.2, retries=0, stream=False)
    assert gateway.ask(turn("一"), purpose="s1").text == "行。"
    with pytest.raises(ModelFailure, match="迟迟没有回应"):
        gateway.ask(turn("二"), purpose="s2")
    with pytest.raises(ModelUnreachable, match=r"迟迟没有回应|时限"):
        connect(timeout=60, deadline=0.2, stream=False).ask(turn("三"), purpose="s3")


def test_the_deadline_holds_against_a_dripping_server(server: FaultyServer, connect: Connect) -> None:
    server.always(srv.drip())
    with pytest.raises(ModelUnreachable, match="时限"):
        connect(timeout=5, deadline=0.3).ask(ASK, purpose="s1")


def test_the_budget_of_pauses_is_the_run_s(server: FaultyServer, connect: Connect, naps: list[float]) -> None:
    server.script(GOOD)
    server.always(srv.refuse(429, "later", retry_after="10"))
    gateway = connect(retry_budget=25)
    gateway.ask(turn("一"), purpose="s1")
    for name in "二三":
        with pytest.raises(ModelFailure):
            gateway.ask(turn(name), purpose=name)
    assert naps == [10, 10]


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 422])
def test_a_final_error_is_not_retried(
    server: FaultyServer, connect: Connect, naps: list[float], status: int
) -> None:
    server.always(srv.refuse(status, "nope"))
    with pytest.raises((ModelFailure, ModelUnreachable)):
        connect(stream=False).ask(ASK, purpose="s1")
    assert (len(server.requests), naps) == (1, [])


# Servers that die


def test_dead_from_the_start(
    server: FaultyServer, connect: Connect, run: RunFolder, naps: list[float]
) -> None:
    gateway = connect(run=run)
    server.stop()
    with pytest.raises(ModelUnreachable) as caught:
        gateway.ask(ASK, purpose="s1")
    line = str(caught.value)
    assert line.count("\n") == 0
    for part in ("127.0.0.1", "连不上", str(run.path), "重新运行同一命令", "--fallback"):
        assert part in line
    assert naps == []
    with pytest.raises(ModelUnreachable, match="已停用"):
        gateway.ask(turn("二"), purpose="s2")


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (srv.refuse(401, "Incorrect API key provided: sk-secret999999"), "OPENAI_API_KEY"),
        (srv.refuse(402, "Insufficient Balance"), "账户"),
        (srv.refuse(404, "The model `fake` does not exist"), "模型名“fake”"),
        (srv.refuse(400, "Model Not Exist"), "模型名“fake”"),
        (srv.refuse(500, "boom"), "服务繁忙"),
        (srv.refuse(429, "quota", code="insufficient_quota"), "密钥"),
        (srv.raw(b"<html>hi</html>", kind="text/html"), "/v1"),
    ],
    ids=["key", "money", "model", "model-400", "500", "quota", "not-an-api"],
)
def test_refused_at_the_first_call(
    server: FaultyServer, connect: Connect, behaviour: srv.Behaviour, said: str
) -> None:
    server.always(behaviour)
    with pytest.raises(ModelUnreachable, match=said) as caught:
        connect(retries=1).ask(ASK, purpose="s1")
    assert "sk-secret" not in str(caught.value)
    assert "html" not in str(caught.value)


def test_a_key_without_a_pattern_is_not_told(
    server: FaultyServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "0123abcd.plainsecret")
    server.always(srv.refuse(401, "bad key 0123abcd.plainsecret"))
    with pytest.raises(ModelUnreachable) as caught:
        connect().ask(ASK, purpose="s1")
    assert "plainsecret" not in str(caught.value)


def test_dying_after_the_first_reply_ends_the_asking(
    server: FaultyServer, connect: Connect, naps: list[float]
) -> None:
    gateway = connect(retries=2)
    gateway.ask(turn("一"), purpose="s1")
    server.stop()
    with pytest.raises(ModelFailure, match="连不上") as caught:
        gateway.ask(turn("二"), purpose="s2")
    assert not isinstance(caught.value, ModelUnreachable)
    assert len(naps) == 2
    assert gateway.down
    with pytest.raises(ModelFailure, match="已停用"):
        gateway.ask(turn("三"), purpose="s3")
    assert len(naps) == 2


def test_three_failures_in_a_row_end_the_asking(server: FaultyServer, connect: Connect) -> None:
    server.script(GOOD, *[srv.refuse(400, "no")] * 4, GOOD)
    server.always(srv.refuse(400, "no"))
    gateway = connect(stream=False)
    outcomes = []
    for name in "一二三四五六七八九":
        try:
            outcomes.append(gateway.ask(turn(name), purpose=name).text)
        except ModelFailure as failure:
            outcomes.append("停" if "已停用" in str(failure) else "败")
    assert outcomes == ["行。", "败", "败", "败", "停", "停", "停", "停", "停"]


def test_a_success_in_between_starts_the_count_anew(server: FaultyServer, connect: Connect) -> None:
    no, yes = srv.refuse(400, "no"), GOOD
    server.script(yes, no, no, yes, no, no, yes)
    gateway = connect(stream=False)
    for name in "一二三四五六七":
        with suppress(ModelFailure):
            gateway.ask(turn(name), purpose=name)
    assert len(server.requests) == 7


# Replies kept


def test_a_paid_reply_is_never_asked_for_again(
    server: FaultyServer, connect: Connect, run: RunFolder
) -> None:
    server.always(srv.answer("<think>想</think>行。", finish="length"))
    first = connect(run=run).ask(ASK, purpose="s1")
    later = connect(run=run)
    second = later.ask(ASK, purpose="s1")
    assert (second.text, second.finish, second.cached) == (first.text, "length", True)
    assert later.usage.calls == second.usage.calls == 0
    assert len(server.requests) == 1
    stored = run.load_call(run.calls()[0])
    assert stored is not None
    assert stored["purpose"] == "s1"
    assert stored["messages"][-1]["content"] == USER.content


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b'{"reply": {"text": 3}}', b"\xff\xfe"])
def test_a_damaged_reply_counts_as_absent(
    server: FaultyServer, connect: Connect, run: RunFolder, damage: bytes
) -> None:
    connect(run=run).ask(ASK, purpose="s1")
    Path(run.path / "calls" / f"{run.calls()[0]}.json").write_bytes(damage)
    assert not connect(run=run).ask(ASK, purpose="s1").cached
    assert connect(run=run).ask(ASK, purpose="s1").cached


@pytest.mark.parametrize(
    "fields", [{"model": "b"}, {"temperature": 0.9}, {"max_tokens": 5}, {"extra": {"a": 1}}]
)
def test_another_request_is_another_reply(
    server: FaultyServer, connect: Connect, run: RunFolder, fields: dict[str, Any]
) -> None:
    connect(run=run).ask(ASK, purpose="s1")
    assert not connect(run=run, **fields).ask(ASK, purpose="s1").cached


def test_a_failed_call_is_not_kept(server: FaultyServer, connect: Connect, run: RunFolder) -> None:
    server.script(srv.refuse(401, "no"))
    with pytest.raises(ModelUnreachable):
        connect(run=run).ask(ASK, purpose="s1")
    assert run.calls() == ()


def test_the_same_request_twice_at_once_is_paid_once(
    server: FaultyServer, connect: Connect, run: RunFolder
) -> None:
    gateway = connect(run=run)
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: gateway.ask(ASK, purpose="s1"), range(4)))
    assert len(server.requests) == 1
    assert sorted(r.cached for r in replies) == [False, True, True, True]


def test_no_more_calls_at_once_than_the_profile_says(server: FaultyServer, connect: Connect) -> None:
    at_once, most, lock = 0, 0, threading.Lock()

    def behave(handler: srv.Handler, body: dict[str, Any]) -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.02)
        with lock:
            at_once -= 1
        GOOD(handler, body)

    server.always(behave)
    gateway = connect(concurrency=2)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: gateway.ask(turn(str(n)), purpose=str(n)), range(6)))
    assert most == 2
    assert gateway.usage.calls == 6


# Addresses and embeddings


@pytest.mark.parametrize(
    "address", ["", "localhost:8000", "ftp://127.0.0.1/v1", "http://", "http://h:99999/v1"]
)
def test_an_address_that_cannot_be_used(address: str) -> None:
    with pytest.raises(ConfigError, match="地址"):
        open_chat(Profile(name="甲", model="m", base_url=address))


def test_the_address_may_come_from_the_environment(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url + "/")
    profile = Profile(name="m", model="m")
    assert ModelGateway(open_chat(profile), profile).ask(ASK, purpose="s1").text == "好的。"
    assert server.paths == ["/v1/chat/completions"]


def test_embeddings_are_sent_as_text(server: FaultyServer) -> None:
    server.always(srv.embeddings)
    profile = Profile(name="e", model="bge", base_url=server.url, extra={"truncate": True})
    texts = ["接访" * n for n in range(1, 13)]
    vectors = open_embeddings(profile).embed_documents(texts)
    assert [v[0] for v in vectors] == [len(t) for t in texts]
    assert [t for r in server.requests for t in r["input"]] == texts
    assert all(len(r["input"]) <= 10 and r["truncate"] is True for r in server.requests)
    assert open_embeddings(profile).embed_query("四个字了")[0] == 4


def test_embeddings_unreachable_and_refused(server: FaultyServer) -> None:
    profile = Profile(name="e", model="bge", base_url=server.url, retries=0)
    server.script(srv.refuse(404, "no such model"), srv.refuse(400, "bad text"))
    model = open_embeddings(profile)
    with pytest.raises(ModelUnreachable, match="bge"):
        model.embed_query("一")
    with pytest.raises(ModelFailure, match="bad text"):
        model.embed_query("一")
    server.always(srv.raw(json.dumps({"data": []}).encode()))
    with pytest.raises((ModelUnreachable, ModelFailure)):
        model.embed_query("一")
