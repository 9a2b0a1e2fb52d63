"""Which model writes: a profile of ``config/models.yaml``, a name at the endpoint, or a LangChain object."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import Field

from pipeline.config import DataFolders, load_yaml, validate
from pipeline.errors import ConfigError
from pipeline.models import ModelGateway, Profile, open_chat
from pipeline.runs import RunFolder
from pipeline.types import Frozen

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

BUILTIN = "builtin"


class ProfileFile(Frozen):
    """``config/models.yaml``: common parameters, and named profiles over them."""

    default: dict[str, Any] = Field(default_factory=dict)
    profiles: dict[str, dict[str, Any]] = Field(default_factory=dict)


def find_profile(name: str, folders: DataFolders) -> Profile | None:
    """The profile of that name; None for the built-in writer.

    A name that is not in ``config/models.yaml`` is a model at the endpoint in ``OPENAI_BASE_URL``.
    """
    if name == BUILTIN:
        return None
    path = folders.file("config/models.yaml")
    file = load_yaml(path, ProfileFile)
    given = file.profiles.get(name, {"model": name})
    return validate({"name": name, **file.default, **given}, {}, path, Profile)


def name_of(chat: BaseChatModel) -> str:
    """A name for a model object that tells it from others of its class: their replies are not each other's."""
    facts = sorted((k, repr(v)) for k, v in dict(getattr(chat, "_identifying_params", {})).items())
    facts += sorted(
        (k, repr(v)) for k, v in chat.model_dump(mode="python").items() if isinstance(v, str | int | float)
    )
    return f"{type(chat).__name__}-{sha256(repr(facts).encode()).hexdigest()[:8]}"


def open_gateway(
    model: str | BaseChatModel | None,
    name: str,
    folders: DataFolders,
    run: RunFolder,
    on_token: Callable[[str, str], None],
) -> ModelGateway | None:
    if model is not None and not isinstance(model, str):
        return ModelGateway(model, Profile(name=name, model=name, stream=False), run, on_token)
    profile = find_profile(name, folders)
    if profile is None:
        return None
    if profile.api_key_env != "OPENAI_API_KEY" and not os.environ.get(profile.api_key_env):
        raise ConfigError(
            f"“{name}”要用密钥，环境变量 {profile.api_key_env} 还没有设",
            remedy=f"请先 export {profile.api_key_env}=密钥",
        )
    return ModelGateway(open_chat(profile), profile, run, on_token)
