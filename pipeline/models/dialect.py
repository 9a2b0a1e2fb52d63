"""What a server turns out not to understand, learnt from its refusals and remembered for the run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.models.faults import CallError, Kind
from pipeline.models.profile import Message

_MAX = re.compile(r"max_(completion_)?tokens")
_ROLES = re.compile(r"\bsystem\b|\broles?\b|system_instruction|developer instruction", re.IGNORECASE)
_STREAM = re.compile(r"\bstream(ing|ed)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """How to put a request to this server."""

    stream: bool = True
    stream_usage: bool = True
    """Ask for usage figures at the end of a stream."""
    system: bool = True
    """Send a system message; else it goes to the head of the first user message."""
    limit: Literal["max_tokens", "max_completion_tokens", ""] = "max_tokens"
    """The name under which the server takes the limit of tokens. OpenAI's newest models want the second."""
    temperature: bool = True

    def adapt(self, fault: CallError, messages: Sequence[Message]) -> Dialect | None:  # noqa: PLR0911
        """What to say instead after ``fault``; None if there is nothing left to give up."""
        if fault.kind is Kind.GARBLED or (fault.kind is Kind.BROKEN and fault.status is None):
            return self._plain() if fault.streaming else None
        if fault.kind not in {Kind.REJECTED, Kind.MISSING}:
            return None
        said = fault.body
        if self.stream and self.stream_usage and fault.streaming and "stream_options" in said:
            return replace(self, stream_usage=False)
        if self.limit == "max_tokens" and "max_completion_tokens" in said:
            return replace(self, limit="max_completion_tokens")
        if self.limit and _MAX.search(said):
            return replace(self, limit="")
        if self.temperature and "temperature" in said:
            return replace(self, temperature=False)
        if fault.streaming and _STREAM.search(said):
            return self._plain()
        if self.system and _ROLES.search(said) and any(m.role == "system" for m in messages):
            return replace(self, system=False)
        return self._plain() if fault.streaming else None

    def _plain(self) -> Dialect | None:
        return replace(self, stream=False) if self.stream else None

    def compose(self, messages: Sequence[Message]) -> tuple[Message, ...]:
        """``messages`` as this server takes them."""
        if self.system:
            return tuple(messages)
        head = "\n\n".join(m.content for m in messages if m.role == "system")
        rest = [m for m in messages if m.role != "system"]
        if not head:
            return tuple(rest)
        for at, message in enumerate(rest):
            if message.role == "user":
                rest[at] = Message(role="user", content=f"{head}\n\n{message.content}")
                return tuple(rest)
        return (Message(role="user", content=head), *rest)
