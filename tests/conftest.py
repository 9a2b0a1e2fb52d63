"""What every test needs: a clean environment, a home of its own, and models that do as they are told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.server import FaultyServer

from pipeline.models import ModelGateway, Profile, open_chat
from pipeline.runs import RunFolder, open_run

_FOREIGN = ("OPENAI_", "LANGSMITH_", "LANGCHAIN_", "ZHIBI_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No keys, addresses, proxies or tracing from outside; a home that dies with the test."""
    for name in os.environ:
        if name.upper().startswith(_FOREIGN) and name != "ZHIBI_RIG_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("ZHIBI_HOME", str(tmp_path / "home"))
    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING"):
        monkeypatch.setenv(name, "false")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder that ``ZHIBI_HOME`` names."""
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Iterator[RunFolder]:
    """An open, empty run."""
    with open_run(home, "述职报告", ["notes", "model"]) as folder:
        yield folder


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    """An OpenAI-compatible server that misbehaves on demand."""
    with FaultyServer() as running:
        yield running


@pytest.fixture
def naps() -> list[float]:
    """The seconds that gateways of ``connect`` have slept, instead of sleeping."""
    return []


@pytest.fixture
def connect(server: FaultyServer, naps: list[float]) -> Callable[..., ModelGateway]:
    """Makes gateways to ``server``: ``connect(run=…, on_token=…, **fields of the profile)``."""

    def make(
        run: RunFolder | None = None, on_token: Callable[[str, str], None] | None = None, **fields: Any
    ) -> ModelGateway:
        profile = Profile(**{"name": "test", "model": "fake", "base_url": server.url, **fields})
        return ModelGateway(open_chat(profile), profile, run, on_token, sleep=naps.append)

    return make
