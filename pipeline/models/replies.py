"""A model's words without its reasoning, and what it says about how it ended and what it cost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline.models.profile import Finish
from pipeline.types import Usage

# Reasoning models write their thoughts between such tags where the server doesn't take them out.
_TAG = re.compile(r"[<◁](/?)(?:think|thinking|thought|reasoning)(?:\s[^<>]*)?[>▷]", re.IGNORECASE)
# The channels of the "harmony" format; the last one is the answer.
_CHANNEL = re.compile(r"<\|channel\|>(\w+)(?:(?!<\|)[^\n])*<\|message\|>")
_CHANNEL_END = re.compile(r"<\|(?:end|return|start|call)\|>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")

_FINISHES: dict[str, Finish] = {
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "max_output_tokens": "length",
    "content_filter": "filter",
    "sensitive": "filter",
}


def clean_reply(text: str) -> str:
    """``text`` without reasoning and stray control characters, stripped.

    A closed block goes; a block that never closes goes with all that follows, so a reply cut while the model
    was still thinking is empty; a closing tag without an opening one (the template wrote that) goes with all
    that precedes.
    """
    # Halves of a surrogate pair may come in two pieces of a stream; lone ones can't be written to a file.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _CONTROL.sub("", text.replace("\r\n", "\n"))
    channels = list(_CHANNEL.finditer(text))
    if channels:
        if channels[-1].group(1) != "final":
            return ""
        text = _CHANNEL_END.split(text[channels[-1].end() :], maxsplit=1)[0]
    kept: list[str] = []
    thinking = False
    at = 0
    for tag in _TAG.finditer(text):
        if tag.group(1):
            if not thinking:
                kept.clear()
            thinking = False
        elif not thinking:
            kept.append(text[at : tag.start()])
            thinking = True
        at = tag.end()
    if not thinking:
        kept.append(text[at:])
    return "".join(kept).strip()


def finish_of(metadata: Mapping[str, Any]) -> Finish | None:
    """Why a reply ended, from LangChain's response metadata; None if the server didn't say."""
    reason = metadata.get("finish_reason") or metadata.get("stop_reason") or metadata.get("done_reason")
    if not reason:
        return None
    return _FINISHES.get(str(reason).lower(), "stop")


def usage_of(metadata: object) -> Usage:
    """One call's usage from LangChain's usage metadata; figures that are missing or absurd count as zero."""
    figures: Mapping[str, Any] = metadata if isinstance(metadata, Mapping) else {}
    details = figures.get("input_token_details")
    return Usage(
        calls=1,
        prompt_tokens=_count(figures.get("input_tokens")),
        completion_tokens=_count(figures.get("output_tokens")),
        cached_tokens=_count(details.get("cache_read") if isinstance(details, Mapping) else 0),
    )


def _count(value: object) -> int:
    return int(value) if isinstance(value, int | float) and value > 0 else 0
