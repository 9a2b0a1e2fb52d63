"""What binds a run: names of models, kept exemplars, how runs end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.scripted import ScriptedModel

from pipeline.errors import ConfigError, InputError
from pipeline.line import draft
from pipeline.runs import list_runs

NOTES = "---\n文种: 述职报告\n---\n- 走访企业43家，解决问题18个\n- 修建农村公路12公里\n"


class Other(ScriptedModel):
    """The same class with a setting, as two endpoints would be."""

    temperature: float = 0.1


def test_two_models_of_one_class_are_two(tmp_path: Path) -> None:
    notes = tmp_path / "要点.md"
    notes.write_text(NOTES, encoding="utf-8")
    first, second = Other(lambda m: ""), Other(lambda m: "", temperature=0.9)
    draft(notes, model=first, home=tmp_path / "home")
    draft(notes, model=second, home=tmp_path / "home")
    assert first.history
    assert second.history, "one model's replies were served as another's"


def test_a_second_run_asks_nothing_though_the_corpus_has_changed(tmp_path: Path) -> None:
    from pipeline.config import DataFolders, Settings
    from pipeline.corpus.library import open_library

    notes = tmp_path / "要点.md"
    notes.write_text(NOTES, encoding="utf-8")
    model = ScriptedModel(lambda m: "深入走访企业43家，解决问题18个[F1]。新修建农村公路12公里[F2]。")
    first = draft(notes, model=model, home=tmp_path / "home")
    asked = len(model.history)
    with open_library(tmp_path / "home", DataFolders(), Settings()) as store:
        for entry in store.list()[:12]:
            store.remove(entry.id)
    again = draft(notes, model=model, home=tmp_path / "home")
    assert len(model.history) == asked
    assert again.document == first.document


def test_a_run_remembers_how_it_ended(tmp_path: Path) -> None:
    notes = tmp_path / "要点.md"
    notes.write_text(NOTES, encoding="utf-8")

    def stop(messages: Any) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draft(notes, model=ScriptedModel(stop), home=tmp_path / "home")
    (run,) = list_runs(tmp_path / "home")
    assert run.provenance is not None
    assert run.provenance.status == "interrupted"
    draft(notes, model="builtin", home=tmp_path / "home")
    assert {r.provenance.status for r in list_runs(tmp_path / "home") if r.provenance} == {
        "interrupted",
        "done",
    }


def test_a_profile_with_a_key_of_its_own_needs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEEPSEEK_API_KEY", raising=False)
    with pytest.raises(ConfigError, match="DEEPSEEK_API_KEY"):
        draft(NOTES.encode(), model="deepseek", home=tmp_path)


def test_an_unknown_genre_in_the_head_is_told_with_its_line(tmp_path: Path) -> None:
    notes = tmp_path / "要点.md"
    notes.write_text("---\n姓名: 林知远\n文种: 请示\n---\n- 修路3公里\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        draft(notes, model="builtin", home=tmp_path / "home")
    assert (str(caught.value.path), caught.value.line) == (str(notes), 3)


def test_exemplars_shrink_where_the_window_is_small(tmp_path: Path) -> None:
    from pipeline.drafting.section import _fits
    from pipeline.models import ModelGateway, Profile

    class Desk:
        gateway: Any = None

    def fits(context: int | None, length: int) -> bool:
        desk = Desk()
        profile = Profile(name="m", model="m", context=context, max_tokens=500)
        desk.gateway = ModelGateway(ScriptedModel(lambda m: ""), profile)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pipeline.drafting.section._system_prompt", lambda d: "")
            return _fits("字" * length, desk)  # type: ignore[arg-type]

    assert fits(None, 100_000)
    assert fits(4096, 4000)
    assert not fits(4096, 5000)
