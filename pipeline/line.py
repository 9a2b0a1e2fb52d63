"""Drafting from end to end: binds notes, genre, model, store and run, then walks the line."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.builtin import Voice, voice_for
from pipeline.checking.document import examine
from pipeline.checking.engine import checker_for
from pipeline.checking.grounds import ground_for, load_vocabulary
from pipeline.checking.passage import Passage, Source
from pipeline.config import DataFolders, Settings, home_folder, load_settings
from pipeline.corpus.vocabulary import Vocabulary
from pipeline.drafting import Desk, Language, Written, write
from pipeline.errors import (
    InputError,
    ModelUnreachable,
    OutlineError,
    StoreUnreachable,
    ZhibiError,
    reason,
)
from pipeline.genres import Genre, find_genre, guess_genre, load_genres
from pipeline.graph import Steps, run_line
from pipeline.models import ModelGateway, forbid_tracing
from pipeline.notes import parse_notes, read_notes
from pipeline.outlines import read_outline
from pipeline.plan import make_plan
from pipeline.profiles import name_of, open_gateway
from pipeline.prompts import Prompts
from pipeline.runs import RunFolder, open_run
from pipeline.types import (
    Brief,
    Document,
    DraftResult,
    Exemplar,
    FactReport,
    Finding,
    Frozen,
    Plan,
    PlannedSection,
    Repairs,
    Severity,
    Usage,
)

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

    from pipeline.corpus.store import CorpusStore


class Progress:
    """What a console is told while a document is written; does nothing by itself."""

    def planned(self, plan: Plan) -> None: ...
    def token(self, purpose: str, piece: str) -> None: ...
    def written(self, section: PlannedSection) -> None: ...
    def say(self, message: str) -> None: ...


def brief_and_genre(
    notes: str | bytes, folders: DataFolders, genre: str | None
) -> tuple[Brief, Genre, tuple[str, ...]]:
    """Read the notes and settle the genre: the option, else the head, else guessed and said aloud."""
    brief = parse_notes(notes, "要点", folders) if isinstance(notes, bytes) else read_notes(notes, folders)
    genres = load_genres(folders)
    said: tuple[str, ...] = ()
    if genre:
        found = find_genre(genre, genres)
    elif brief.head.genre:
        try:
            found = find_genre(brief.head.genre, genres)
        except InputError as error:
            raise InputError(
                error.what, remedy=error.remedy, path=brief.source, line=brief.head.genre_line
            ) from None
    else:
        text = "\n".join([f.text for f in brief.facts] + [f.group for f in brief.facts])
        found = guess_genre(text, brief.head, genres)
        said = (f"要点里没有写文种，按“{found.name}”来写；不对请用 --genre 或在开头写“文种: …”",)
    spoken = "\n".join((brief.head.title, brief.head.audience, *(f.text for f in brief.facts)))
    return brief, found.of_variant(spoken), said


def draft(  # noqa: PLR0913 — the options of the command
    notes: str | Path | bytes,
    *,
    genre: str | None = None,
    model: str | BaseChatModel | None = None,
    embeddings: Embeddings | None = None,
    outline: str | Path | None = None,
    length: int | None = None,
    fallback: bool = False,
    fresh: bool = False,
    evidence: bool = False,
    config: str | Path | None = None,
    home: str | Path | None = None,
    progress: Progress | None = None,
    argv: Sequence[str] = (),
) -> DraftResult:
    """Draft a document from notes.

    notes: path of a file of notes, ``-`` for standard input, or the notes' own text as bytes.
    genre: 文种 or one of its other names; None takes the notes' own, or guesses.
    model: ``builtin``, a profile, a model name at the endpoint, or a LangChain chat model.
    embeddings: LangChain embeddings for the corpus instead of the configured ones.
    outline: an edited outline (``zhibi outline``).
    fallback: let the built-in writer finish where the model can't be reached at all.
    fresh: ask everything anew instead of taking up stored replies.
    Raises ZhibiError: see :mod:`pipeline.errors`.
    """
    start = time.monotonic()
    forbid_tracing()
    folders = DataFolders(Path(config) if config else None)
    settings = load_settings(folders)
    root = Path(home) if home else home_folder(settings)
    tell = progress or Progress()
    brief, kind, said = brief_and_genre(notes if isinstance(notes, bytes) else str(notes), folders, genre)
    for message in (*brief.warnings, *said):
        tell.say(message)
    plan, said = _planned(brief, kind, folders, outline, length)
    for message in said:
        tell.say(message)
    if not settings.signer:
        plan = plan.model_copy(update={"signer": ""})
    name = model if isinstance(model, str) else settings.model if model is None else name_of(model)
    with ExitStack() as stack:
        run = stack.enter_context(
            open_run(root, plan.title or kind.name, (_identity(brief), kind.name, name), fresh=fresh)
        )
        prompts = Prompts(folders.folders("prompts"))
        gateway = open_gateway(model, name, folders, run, tell.token)
        run.record(
            model=name, prompts=prompts.digest(), rules=load_vocabulary(folders).digest, argv=list(argv)
        )
        run.write("brief", brief)
        run.write("plan", plan)
        line = _Line(
            brief, kind, plan, folders, settings, root, prompts, gateway, run, tell, embeddings, fallback
        )
        with _ending(run):
            result = line.walk(name, start)
        run.finish("errors" if any(f.severity is Severity.ERROR for f in result.findings) else "done")
    return result.model_copy(update={"evidence": evidence})


@contextmanager
def _ending(run: RunFolder) -> Iterator[None]:
    """Note in the run's folder how it ended; what was done stays there for the next try."""
    try:
        yield
    except KeyboardInterrupt:
        run.finish("interrupted")
        raise
    except Exception as error:
        run.finish("failed")
        if not isinstance(error, ZhibiError):
            run.log_exception(error)
        raise


def _identity(brief: Brief) -> str:
    """Notes are known by where they are, so that an edited file goes on with its run; standard input by content."""
    if brief.source in ("标准输入", "要点"):
        return brief.digest
    return str(Path(brief.source).resolve())


def _planned(
    brief: Brief, genre: Genre, folders: DataFolders, outline: str | Path | None, length: int | None
) -> tuple[Plan, tuple[str, ...]]:
    if outline is None:
        return make_plan(brief, genre, folders, length=length), ()
    from pipeline.decoding import decode

    path = Path(outline)
    try:
        text = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise OutlineError(f"读不了提纲（{reason(error)}）", remedy="请检查路径", path=path) from None
    return read_outline(text, str(path), brief, genre, folders, length=length)


class Chosen(Frozen):
    """The exemplars of a section as a run keeps them."""

    key: str
    """Digest of all that they were chosen by, the corpus itself excepted."""
    exemplars: tuple[Exemplar, ...]


@dataclass
class _Line:
    """The steps of one run with everything bound that they need."""

    brief: Brief
    genre: Genre
    plan: Plan
    folders: DataFolders
    settings: Settings
    home: Path
    prompts: Prompts
    gateway: ModelGateway | None
    run: RunFolder
    tell: Progress
    embeddings: Embeddings | None
    fallback: bool
    store: CorpusStore | None = None
    repairs: Repairs = field(default_factory=Repairs)
    notices: tuple[Finding, ...] = ()
    shown: tuple[Exemplar, ...] = ()
    """The exemplars that the model has seen, in any section."""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return load_vocabulary(self.folders)

    @cached_property
    def voice(self) -> Voice:
        return voice_for(self.brief, self.plan, self.genre, self.folders)

    def walk(self, name: str, start: float) -> DraftResult:
        if self.gateway is not None and self.gateway.profile.exemplars:
            self.store = self._open_store()
        steps = Steps(
            plan=lambda _: self.plan,
            exemplars=self._exemplars,
            section=self._section,
            document=self._document,
            findings=self._findings,
        )
        self.tell.planned(self.plan)
        try:
            state = run_line(self.brief, steps)
        finally:
            if self.store is not None:
                # Others wait for the index as long as we hold it.
                self.store.close()
        findings = (*self.notices, *state["findings"])
        result = DraftResult(
            document=state["document"],
            facts=state["facts"],
            findings=findings,
            model=name,
            usage=self.gateway.usage if self.gateway else Usage(),
            repairs=self.repairs,
            seconds=round(time.monotonic() - start, 3),
            run=self.run.id,
        )
        self.run.write("document", state["document"])
        self.run.write("result", result)
        return result

    def _open_store(self) -> CorpusStore:
        from pipeline.corpus.library import open_library

        return open_library(self.home, self.folders, self.settings, self.embeddings, say=self.tell.say)

    def _exemplars(self, plan: Plan, section: PlannedSection) -> tuple[Exemplar, ...]:
        chosen = self._chosen(plan, section)
        self.shown = (*self.shown, *chosen)
        return chosen

    def _chosen(self, plan: Plan, section: PlannedSection) -> tuple[Exemplar, ...]:
        if self.store is None or self.gateway is None or not section.facts:
            return ()
        from pipeline.corpus.choosing import choose

        facts = "\n".join(self.brief.fact(f).statement for f in section.facts)
        wanted = (
            plan.genre,
            section.function,
            section.heading,
            facts,
            plan.person,
            self.gateway.profile.exemplars,
        )
        key = sha256(repr((wanted, self.vocabulary.digest)).encode()).hexdigest()
        kept = self.run.read(f"exemplars/{section.id}", Chosen)
        if kept is not None and kept.key == key:
            # A corpus that has grown meanwhile would change the prompt, and a paid reply would be asked for again.
            return kept.exemplars
        try:
            chosen = choose(
                self.store,
                self.vocabulary,
                genre=plan.genre,
                function=section.function,
                heading=section.heading,
                facts_text=facts,
                person=plan.person,
                k=self.gateway.profile.exemplars,
            )
        except StoreUnreachable as error:
            if not self.gateway.usage.calls:
                raise
            self.tell.say(
                f"样本库中途连不上，“{section.heading or section.function}”不用范文（{error.what}）"
            )
            return ()
        self.run.write(f"exemplars/{section.id}", Chosen(key=key, exemplars=chosen))
        return chosen

    def _section(self, plan: Plan, section: PlannedSection, exemplars: tuple[Exemplar, ...]) -> Written:
        language = Language(checker_for(self.folders), self.genre, plan.person, self.brief.head.period)
        desk = Desk(self.brief, plan, self.genre, self.voice, self.prompts, self.gateway, language)
        ground = ground_for(self.brief, section.facts, self.folders, self.vocabulary, plan)
        try:
            written = write(section, desk, ground, exemplars)
        except ModelUnreachable as error:
            if not self.fallback:
                raise
            written = write(
                section, Desk(self.brief, plan, self.genre, self.voice, self.prompts, None), ground, ()
            )
            notice = _fallback_notice(error)
            written = Written(
                written.draft,
                Repairs(builtin=sum(len(p.sentences) for p in written.draft.paragraphs)),
                (notice,),
            )
        self.run.write(f"sections/{section.id}", written.draft)
        self.tell.written(section)
        return written

    def _document(self, plan: Plan, written: list[Written]) -> Document:
        self.repairs = Repairs(
            asked=sum(w.repairs.asked for w in written),
            builtin=sum(w.repairs.builtin for w in written),
            struck=sum(w.repairs.struck for w in written),
        )
        told = {
            (f.rule if f.rule == "fallback" else f.message): f for w in reversed(written) for f in w.findings
        }
        self.notices = tuple(reversed(told.values()))
        return Document(
            genre=plan.genre,
            title=plan.title,
            salutation=plan.salutation,
            sections=tuple(w.draft for w in written),
            signer=plan.signer,
            date=plan.date,
        )

    def _findings(self, plan: Plan, document: Document) -> tuple[tuple[FactReport, ...], tuple[Finding, ...]]:
        ids = tuple(dict.fromkeys(f for s in plan.sections for f in s.facts))
        ground = ground_for(self.brief, ids, self.folders, self.vocabulary, plan)
        shown = tuple(Source(f"样本《{e.heading}》", e.text) for e in self.shown)
        passage = Passage(
            document.layout().text, genre=self.genre, person=plan.person, period=self.brief.head.period,
            brief=self.brief, ground=ground, exemplars=shown,
        )  # fmt: skip
        return examine(document, plan, passage, checker_for(self.folders))


def _fallback_notice(error: ModelUnreachable) -> Finding:
    return Finding.of_all(
        "fallback", Severity.WARNING, f"连不上模型（{error.what}），按 --fallback 由内置写手完成"
    )
