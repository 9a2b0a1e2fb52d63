"""What a run leaves on disk: its folder (``folder``) and the way to write files (``files``)."""

from pipeline.runs.files import log_exception, redact, redact_text, replace_file, write_atomic
from pipeline.runs.folder import (
    Provenance,
    RunFolder,
    Status,
    find_run,
    list_runs,
    open_run,
    remove_run,
)

__all__ = [
    "Provenance",
    "RunFolder",
    "Status",
    "find_run",
    "list_runs",
    "log_exception",
    "open_run",
    "redact",
    "redact_text",
    "remove_run",
    "replace_file",
    "write_atomic",
]
