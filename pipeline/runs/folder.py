"""The folder that each run leaves behind: artefacts by stage, paid replies, provenance.

    <home>/runs/<id>/run.json          provenance
                     <stage>.json      one artefact a stage; a stage may lie in a folder (sections/s1)
                     calls/<key>.json  one reply of the model a request
                     error.log         tracebacks
    <home>/runs/<id>.lock              held while a process writes into the folder

The id is made from what determines the work, so the same command finds its own folder again. A file is either
whole or absent: everything is written beside its place and renamed. A file that can't be read counts as
absent, for doing a piece of work again is cheap and a wrong resumption is not.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar

from pydantic import BaseModel, Field, ValidationError

from pipeline.errors import InputError
from pipeline.runs.files import disk_errors, log_exception, now, printable, redact, write_atomic
from pipeline.types import Frozen

if TYPE_CHECKING:
    from filelock import FileLock

T = TypeVar("T")

Status = Literal["running", "done", "errors", "failed", "interrupted"]

_PACKAGES = ("zhibi", "langchain-core", "langchain-openai", "langgraph", "openai", "chromadb")
_STAGE = re.compile(r"[\w-]+(/[\w-]+)*")
_KEY = re.compile(r"[0-9a-f]{8,64}")
_LABEL_LENGTH = 40


class Provenance(Frozen):
    """Where a run's results come from (``run.json``)."""

    id: str
    label: str
    key: tuple[str, ...]
    """What determined the id."""
    status: Status = "running"
    started: str
    """Time of the first start, ISO 8601 with offset."""
    updated: str
    finished: str = ""
    """Time of the last end; empty while running and after a kill."""
    starts: int = 1
    """How often the command was started on this folder."""
    argv: tuple[str, ...] = ()
    """The last command line, keys and passwords struck out."""
    model: str = ""
    prompts: str = ""
    """Digest of the prompts."""
    rules: str = ""
    """Digest of the rules and genres."""
    versions: dict[str, str] = Field(default_factory=dict)


class RunFolder:
    """One run's folder. ``open_run`` gives it locked for writing, ``find_run`` unlocked for reading.

    A context manager: leaving it releases the lock. May be used from several threads at once.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: FileLock | None = None

    @property
    def id(self) -> str:
        return self.path.name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def acquire(self) -> Self:
        """Lock the folder for writing; InputError if another process (or this one) already has."""
        from filelock import FileLock, Timeout

        # Not bound to a thread: the graph's threads write, the main thread releases.
        lock = FileLock(_lock_file(self.path), timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            raise InputError(
                f"另一个 zhibi 进程正在处理同一份材料（{self.id}）",
                remedy="请等它结束，或先结束那个进程，再运行一次",
            ) from None
        self._lock = lock
        return self

    def close(self) -> None:
        """Release the lock, if held."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    # Stages

    def write(self, stage: str, value: BaseModel | Mapping[str, Any]) -> Path:
        """Keep the artefact of ``stage``; returns its file. InputError if the disk refuses."""
        if isinstance(value, BaseModel):
            text = value.model_dump_json(indent=1)
        else:
            text = json.dumps(value, ensure_ascii=False, indent=1)
        path = self._stage_file(stage)
        write_atomic(path, text.encode("utf-8", "replace"))
        return path

    def read(self, stage: str, kind: type[T]) -> T | None:
        """The artefact of ``stage`` as ``kind`` (a pydantic type or dict); None if absent or not readable."""
        path = self._stage_file(stage)
        try:
            data = path.read_bytes()
            if issubclass(kind, BaseModel):
                return kind.model_validate_json(data)
            value = json.loads(data)
        except (OSError, ValidationError, ValueError):
            return None
        return value if isinstance(value, kind) else None

    def stages(self) -> tuple[str, ...]:
        """Names of the artefacts that are there, sorted."""
        files = (f.relative_to(self.path).with_suffix("") for f in self.path.rglob("*.json"))
        return tuple(sorted(f.as_posix() for f in files if f.parts[0] not in {"calls", "run"}))

    def _stage_file(self, stage: str) -> Path:
        if not _STAGE.fullmatch(stage) or stage.split("/", maxsplit=1)[0] in {"calls", "run"}:
            raise ValueError(f"not a name for a stage: {stage!r}")
        return self.path / f"{stage}.json"

    # Replies of the model

    def store_call(self, key: str, call: Mapping[str, Any]) -> None:
        """Keep a paid reply under the hash of its request. InputError if the disk refuses."""
        text = json.dumps(call, ensure_ascii=False, indent=1)
        write_atomic(self._call_file(key), text.encode("utf-8", "replace"))

    def load_call(self, key: str) -> dict[str, Any] | None:
        """The reply kept under that hash; None if there is none or its file is damaged."""
        path = self._call_file(key)
        try:
            call = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return None
        return call if isinstance(call, dict) else None

    def calls(self) -> tuple[str, ...]:
        """Hashes of the replies kept."""
        return tuple(sorted(f.stem for f in (self.path / "calls").glob("*.json")))

    def _call_file(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a hash: {key!r}")
        return self.path / "calls" / f"{key}.json"

    # Provenance

    @property
    def provenance(self) -> Provenance | None:
        """What is known of the run; None if its file is damaged."""
        try:
            return Provenance.model_validate_json((self.path / "run.json").read_bytes())
        except (OSError, ValidationError, ValueError):
            return None

    def record(
        self,
        *,
        model: str | None = None,
        prompts: str | None = None,
        rules: str | None = None,
        argv: Sequence[str] | None = None,
    ) -> None:
        """Note what the results depend on; None leaves what was noted before."""
        update: dict[str, Any] = {"model": model, "prompts": prompts, "rules": rules}
        if argv is not None:
            update["argv"] = tuple(redact(argv))
        self._update({k: v for k, v in update.items() if v is not None})

    def finish(self, status: Status) -> None:
        """Note how the run ended."""
        self._update({"status": status, "finished": now()})

    def _update(self, values: Mapping[str, Any]) -> None:
        known = self.provenance or _fresh_provenance(self.id, self.id, ())
        new = known.model_copy(update={**values, "updated": now()})
        write_atomic(self.path / "run.json", new.model_dump_json(indent=1).encode("utf-8", "replace"))

    def log_exception(self, error: BaseException | None = None) -> Path:
        """Append the traceback of ``error`` (default: the one being handled) to the run's log; its path."""
        return log_exception(self.path, error)


def open_run(home: Path, label: str, key: Sequence[str], *, fresh: bool = False) -> RunFolder:
    """The folder of the run that ``key`` determines, made if need be, locked, its stored work in place.

    label: how a person recognises it (name of the notes, title); only its safe characters are used.
    key: everything that determines the work: digest of the notes, genre, model …
    fresh: throw away what an earlier run left.
    InputError if another process is at it or ``home`` can't be written.
    """
    digest = hashlib.sha256(json.dumps(list(key), ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
    run = RunFolder(home / "runs" / f"{_safe(label)}-{digest[:10]}")
    with disk_errors(run.path):
        run.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        run.acquire()
    try:
        with disk_errors(run.path):
            if fresh:
                _discard(run.path)
            run.path.mkdir(exist_ok=True, mode=0o700)
            for leftover in run.path.rglob("*.tmp"):
                leftover.unlink(missing_ok=True)
        known = run.provenance
        if known is None:
            known = _fresh_provenance(run.id, label, tuple(key))
        else:
            known = known.model_copy(update={"starts": known.starts + 1, "status": "running", "finished": ""})
        write_atomic(
            run.path / "run.json",
            known.model_copy(update={"updated": now(), "versions": _versions()})
            .model_dump_json(indent=1)
            .encode("utf-8", "replace"),
        )
    except BaseException:
        run.close()
        raise
    return run


def list_runs(home: Path) -> tuple[RunFolder, ...]:
    """Every run of ``home``, the last used first."""
    try:
        folders = [f for f in (home / "runs").iterdir() if f.is_dir() and not f.name.startswith(".")]
    except OSError:
        return ()
    runs = [RunFolder(f) for f in folders]
    return tuple(sorted(runs, key=_last_used, reverse=True))


def find_run(home: Path, id_prefix: str) -> RunFolder:
    """The one run whose id, or the hash that ends it, starts with ``id_prefix``; not locked.

    InputError if there is none or several.
    """
    runs = list_runs(home)
    hits = [r for r in runs if r.id == id_prefix]
    if not hits and id_prefix:
        hits = [r for r in runs if r.id.startswith(id_prefix) or r.id[-10:].startswith(id_prefix)]
    if not hits:
        raise InputError(f"没有编号为“{id_prefix}”的运行记录", remedy="用 zhibi runs list 查看已有的记录")
    if len(hits) > 1:
        names = "、".join(r.id for r in hits[:5])
        raise InputError(f"编号“{id_prefix}”对应多条运行记录：{names}", remedy="请把编号写完整")
    return hits[0]


def remove_run(run: RunFolder) -> None:
    """Delete a run; InputError if a process is working in it."""
    run.acquire()
    try:
        with disk_errors(run.path):
            _discard(run.path)
    finally:
        run.close()
    # Kept on systems that don't delete open files; harmless there.
    with contextlib.suppress(OSError):
        _lock_file(run.path).unlink()


def _fresh_provenance(run_id: str, label: str, key: tuple[str, ...]) -> Provenance:
    started = now()
    return Provenance(
        id=run_id,
        label=printable(label),
        key=tuple(map(printable, key)),
        started=started,
        updated=started,
        versions=_versions(),
    )


def _versions() -> dict[str, str]:
    from importlib import metadata

    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in _PACKAGES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def _last_used(run: RunFolder) -> tuple[float, str]:
    try:
        return ((run.path / "run.json").stat().st_mtime, run.id)
    except OSError:
        return (0.0, run.id)


def _lock_file(folder: Path) -> Path:
    return folder.parent / f"{folder.name}.lock"


def _discard(folder: Path) -> None:
    """Remove a folder so that a kill half way leaves nothing of it in place."""
    if not folder.exists():
        return
    trash = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".trash-"))
    folder.replace(trash / "run")
    for old in folder.parent.glob(".trash-*"):
        shutil.rmtree(old, ignore_errors=True)


def _safe(label: str) -> str:
    """``label`` as part of a file name on every system."""
    words = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKC", label)).strip("-_")
    return words[:_LABEL_LENGTH].strip("-_") or "run"
