"""The built-in writer behind LangChain's chat-model interface (imports langchain: only through builtin_chat)."""

from __future__ import annotations

import re
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import ConfigDict

from pipeline.builtin.prose import Voice, sentence_for
from pipeline.builtin.register import load_raise_rules
from pipeline.builtin.topics import load_topics
from pipeline.config import DataFolders
from pipeline.types import Fact

_FACT = re.compile(r"^\s*\[(F\d+)\]\s*(.+?)\s*$", re.MULTILINE)


class BuiltinChat(BaseChatModel):
    """Tells every fact of the last user message in one sentence and cites it behind the sentence."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    folders: DataFolders

    @property
    def _llm_type(self) -> str:
        return "zhibi-builtin"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 — LangChain's signature
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 — likewise
        **kwargs: Any,  # noqa: ARG002 — likewise
    ) -> ChatResult:
        asked = next((m for m in reversed(messages) if m.type == "human"), None)
        voice = Voice(
            person="first",
            self_name="我",
            names=(),
            rules=load_raise_rules(self.folders.file("config/words/raise.yaml")),
            topics=load_topics(self.folders.file("config/topics.yaml")),
        )
        facts = _FACT.findall(str(asked.text) if asked else "")
        text = "".join(
            sentence_for(Fact(id=i, text=t, line=0, statement=t), voice)[:-1] + f"[{i}]。" for i, t in facts
        )
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])
