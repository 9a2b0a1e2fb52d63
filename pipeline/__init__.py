"""zhibi (执笔) drafts Chinese official writing and proves every sentence of it.

The line, and the room of each step:

    notes → facts → plan → exemplars → section drafts → findings → repaired sections → document
    notes/  notes/  plan   corpus/     drafting/        checking/  drafting/           export/

``line`` binds the steps to a model, a store and a run; ``graph`` wires them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.checking.api import check as check
    from pipeline.line import draft as draft
    from pipeline.types import DraftResult as DraftResult
    from pipeline.types import Finding as Finding

_PUBLIC = {
    "DraftResult": "pipeline.types",
    "Finding": "pipeline.types",
    "check": "pipeline.checking.api",
    "draft": "pipeline.line",
}

__all__ = ["DraftResult", "Finding", "check", "draft"]


def __getattr__(name: str) -> object:
    """Public names are loaded on first use, so that importing the package loads nothing heavy."""
    if name in _PUBLIC:
        from importlib import import_module

        value: object = getattr(import_module(_PUBLIC[name]), name)
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
