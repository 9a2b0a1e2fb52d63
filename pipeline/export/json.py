"""JSON, schema ``zhibi.draft/1`` (contract): the draft for programs."""

from __future__ import annotations

import json
import re
from typing import Any

from pipeline.export.options import ExportOptions
from pipeline.types import DraftResult

suffix = ".json"
label = "JSON（供程序读取）"

# Half of a surrogate pair has no UTF-8 form; as an escape it survives and the offsets hold.
_SURROGATE = re.compile("[\ud800-\udfff]")


def export(result: DraftResult, options: ExportOptions) -> bytes:  # noqa: ARG001 - the exporters' common form
    """The contract's keys in the contract's order; spans are offsets into ``text``."""
    text = json.dumps(payload(result), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return _SURROGATE.sub(lambda m: f"\\u{ord(m.group()):04x}", text).encode()


def payload(result: DraftResult) -> dict[str, Any]:
    """The same as a dictionary, before it is written out."""
    document = result.document
    layout = document.layout()
    return {
        "schema": "zhibi.draft/1",
        "title": document.title,
        "genre": document.genre,
        "text": layout.text,
        "sections": [{"heading": s.heading, "start": s.start, "end": s.end} for s in layout.sections],
        "sentences": [{"start": s.start, "end": s.end, "facts": list(s.facts)} for s in layout.sentences],
        "facts": [
            {"id": f.id, "text": f.text, "line": f.line, "status": f.status, "reason": f.reason}
            for f in result.facts
        ],
        "findings": [f.model_dump(mode="json") for f in result.findings],
        "model": result.model,
        "usage": result.usage.model_dump(),
        "repairs": result.repairs.model_dump(),
        "seconds": result.seconds,
        "run": result.run,
    }
