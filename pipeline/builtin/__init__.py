"""The built-in writer: no model, offline, deterministic. The default, the last resort and the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.builtin.prose import Voice, sentence_for, tell, write_section
from pipeline.builtin.register import load_raise_rules
from pipeline.builtin.topics import load_topics
from pipeline.config import DataFolders
from pipeline.genres import Genre
from pipeline.types import Brief, Plan

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["Voice", "builtin_chat", "sentence_for", "tell", "voice_for", "write_section"]


def voice_for(brief: Brief, plan: Plan, genre: Genre, folders: DataFolders) -> Voice:
    """How the built-in writer speaks in this document."""
    name = brief.head.name.removesuffix("同志")
    return Voice(
        person=plan.person,
        self_name=("该同志" if plan.person == "third" else "我")
        if plan.person != genre.person
        else genre.self_name,
        names=(name,) if name else (),
        rules=load_raise_rules(folders.file("config/words/raise.yaml")),
        topics=load_topics(folders.file("config/topics.yaml")),
    )


def builtin_chat(folders: DataFolders) -> BaseChatModel:
    """The built-in writer as a LangChain chat model: it answers any writing request that lists facts as ``[F3] …``."""
    from pipeline.builtin.chat import BuiltinChat

    return BuiltinChat(folders=folders)
