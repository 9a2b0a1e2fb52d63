"""An OpenAI-compatible server on loopback that misbehaves on demand.

A behaviour gets the request's handler and its body, and answers, or doesn't.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Body = dict[str, Any]
Behaviour = Callable[["Handler", Body], None]

USAGE = {
    "prompt_tokens": 100,
    "completion_tokens": 20,
    "total_tokens": 120,
    "prompt_tokens_details": {"cached_tokens": 60},
}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: FaultyServer

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            body = json.loads(raw)
        except ValueError:  # another product's traffic
            body = {"raw": raw}
        self.server.next(self.path, body, self.headers)(self, body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Keep quiet."""

    def send(self, status: int, data: bytes, kind: str = "application/json", **headers: str) -> None:
        """A whole answer."""
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def begin_stream(self) -> None:
        """The head of a chunked stream of events."""
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def chunk(self, data: bytes) -> None:
        """One chunk of it."""
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def event(self, value: object) -> None:
        """One event of it."""
        self.chunk(b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n")

    def end_stream(self) -> None:
        """Its proper end."""
        self.chunk(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")


class FaultyServer(ThreadingHTTPServer):
    """Answers with the behaviours given, in turn, and then with the default one."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.over = threading.Event()
        self._script: list[Behaviour] = []
        self._default: Behaviour = answer("好的。")
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def script(self, *behaviours: Behaviour) -> None:
        """Do these first, one a request."""
        self._script = list(behaviours)

    def always(self, behaviour: Behaviour) -> None:
        """Do this for every request after the script."""
        self._default = behaviour

    def next(self, path: str, body: Body, headers: Any) -> Behaviour:
        with self._lock:
            self.requests.append(body)
            self.headers.append({k.lower(): v for k, v in headers.items()})
            self.paths.append(path)
            return self._script.pop(0) if self._script else self._default

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""

    def stop(self) -> None:
        """Die: connections are refused from now on."""
        if not self.over.is_set():
            self.over.set()
            self.shutdown()
            self.server_close()
            self._thread.join()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.stop()


def _delta(text: str | None = None, finish: str | None = None, **more: Any) -> Body:
    delta = {**({} if text is None else {"content": text}), **more}
    return {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "fake",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def _completion(text: str | None, finish: str | None, usage: Body | None, **more: Any) -> Body:
    message = {"role": "assistant", "content": text, **more}
    whole: Body = {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "fake",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
    }
    return whole if usage is None else {**whole, "usage": usage}


def answer(
    text: str, *, finish: str = "stop", usage: Body | None = USAGE, piece: int = 3, reasoning: str = ""
) -> Behaviour:
    """A proper answer, as a stream where one is asked for. Usage is streamed only where asked for."""

    def behave(handler: Handler, body: Body) -> None:
        more = {"reasoning_content": reasoning} if reasoning else {}
        if not body.get("stream"):
            handler.send(200, json.dumps(_completion(text, finish, usage, **more)).encode())
            return
        handler.begin_stream()
        handler.event(_delta("", role="assistant"))
        for at in range(0, len(reasoning), piece):
            handler.event(_delta(None, reasoning_content=reasoning[at : at + piece]))
        for at in range(0, len(text), piece):
            handler.event(_delta(text[at : at + piece]))
        handler.event(_delta(None, finish))
        if usage is not None and (body.get("stream_options") or {}).get("include_usage"):
            handler.event({**_delta(), "choices": [], "usage": usage})
        handler.end_stream()

    return behave


def plain_only(text: str) -> Behaviour:
    """One JSON object, also where a stream was asked for."""
    return lambda handler, body: handler.send(200, json.dumps(_completion(text, "stop", USAGE)).encode())


def refuse(status: int, message: str = "no", *, code: str | None = None, **headers: str) -> Behaviour:
    """An error in OpenAI's form."""
    data = json.dumps({"error": {"message": message, "type": "error", "param": None, "code": code}}).encode()
    return lambda handler, body: handler.send(status, data, **headers)


def raw(data: bytes, *, status: int = 200, kind: str = "application/json") -> Behaviour:
    """These bytes."""
    return lambda handler, body: handler.send(status, data, kind)


def when(test: Callable[[Body], bool], then: Behaviour, otherwise: Behaviour) -> Behaviour:
    """One or the other by what is asked."""
    return lambda handler, body: (then if test(body) else otherwise)(handler, body)


def reset(handler: Handler, body: Body) -> None:
    """Connection reset by peer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    # The handler's own files keep the socket open.
    handler.rfile.close()
    handler.wfile.close()
    handler.connection.close()


def hang(handler: Handler, body: Body) -> None:
    """Never answer."""
    handler.server.over.wait(30)


def cut_stream(text: str) -> Behaviour:
    """Half of ``text`` as a stream that ends in the middle of a character."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin_stream()
        handler.event(_delta(text[: len(text) // 2]))
        half = b"data: " + json.dumps(_delta(text[len(text) // 2]), ensure_ascii=False).encode()
        at = half.index(text[len(text) // 2].encode()) + 1
        handler.chunk(half[:at])
        handler.close_connection = True

    return behave


def quiet_cut(text: str) -> Behaviour:
    """``text`` as a stream that ends between two events, as if all were well, but without a reason to end."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin_stream()
        handler.event(_delta(text))
        handler.wfile.write(b"0\r\n\r\n")

    return behave


def bad_stream(data: bytes) -> Behaviour:
    """A stream of these bytes."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin_stream()
        handler.chunk(data)
        handler.end_stream()

    return behave


def drip(pause: float = 0.02) -> Behaviour:
    """A stream that is alive, byte by byte, and never says anything."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin_stream()
        while not handler.server.over.wait(pause):
            handler.chunk(b" ")

    return behave


def cumulative_usage(text: str) -> Behaviour:
    """A stream with the running sum of tokens in every event."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin_stream()
        for at, character in enumerate(text):
            usage = {"prompt_tokens": 10, "completion_tokens": at + 1, "total_tokens": 11 + at}
            handler.event({**_delta(character), "usage": usage})
        handler.event(_delta(None, "stop"))
        handler.end_stream()

    return behave


def embeddings(handler: Handler, body: Body) -> None:
    """A vector of two numbers for each text: its length and its place."""
    texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
    data = [
        {"object": "embedding", "index": at, "embedding": [float(len(text)), float(at)]}
        for at, text in enumerate(texts)
    ]
    whole = {
        "object": "list",
        "data": data,
        "model": "fake",
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
    }
    handler.send(200, json.dumps(whole).encode())
