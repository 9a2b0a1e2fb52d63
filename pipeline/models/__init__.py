"""Chat models and embeddings by profile, and the one door to them.

    profile    what a configured model is; messages and replies; the hash of a request
    replies    a model's words without its reasoning
    faults     what went wrong with a call, and whether to try again
    dialect    what a server turns out not to understand
    endpoint   LangChain objects for an OpenAI-compatible server
    gateway    asks: stored replies, retries, deadline, budget, breaker

Importing this loads no vendor's library.
"""

from pipeline.models.endpoint import forbid_tracing, open_chat, open_embeddings
from pipeline.models.faults import ContextTooLong
from pipeline.models.gateway import ModelGateway
from pipeline.models.profile import Message, Profile, Reply
from pipeline.models.replies import clean_reply

__all__ = [
    "ContextTooLong",
    "Message",
    "ModelGateway",
    "Profile",
    "Reply",
    "clean_reply",
    "forbid_tracing",
    "open_chat",
    "open_embeddings",
]
