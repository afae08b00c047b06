"""The report of a sweep, and of a chapter of the story."""

from typing import Any

import pytest

from core.notes import tables
from core.notes.story.chapters import CHAPTERS
from core.report.chapter_report import chapter_report
from core.report.sweep_report import sweep_report
from core.runs import annotations, queue, store
from core.runs.store import Run
from core.sweeps import plan, sweep
from core.sweeps.plan import Plan
from core.sweeps.sweep import Sweep
from tests.hostile import TITLES
from tests.queues import Waiting
from tests.report.test_run_report import alone, words


@pytest.fixture(autouse=True)
def _no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "current", Waiting())


def ended(of: Plan) -> Sweep:
    """A sweep whose runs look finished, each row and seed a little better than those before."""
    made = sweep.start(of)
    for k, state in enumerate(made.cells()):
        if state.cell.config is not None:
            said = {
                "status": "finished",
                "accuracy": 0.5 + k / 100,
                "balanced_accuracy": 0.5 + k / 100,
            }
            more = {"loss": 1.0, "seconds": 2.0, "step": 5}
            store.write_json(state.path / "run.json", Run(state.path).record | said | more)
    return sweep.find(made.id)


def test_all_of_a_sweep_is_there() -> None:
    vary: dict[str, list[Any]] = {"channels": [4, 8], "hidden": [16, "same", 5000]}
    made = ended(plan.plan("digits", vary, 2, "quick", {"epochs": 3}))
    annotations.write(made.runs()[0], TITLES[1], ())
    page = sweep_report(made)
    said = words(page)
    for part in (made.title, "12 runs", "The highest mean is that of", "4 × hidden is 5000", "Epochs 3 1",
                 TITLES[1], "--vary channels=4,8", f"report {made.id} --html"):  # fmt: skip
        assert part in said
    assert alone(page) and page.count("<svg") == 2


def test_a_table_of_the_notes_stands_beside_the_authors_figures() -> None:
    said = words(sweep_report(ended(tables.table("channels").plan(2))))
    assert "Beside the notes" in said and "Could be the same network" in said
    assert "sweep --notes channels --seeds 2" in said


def test_a_sweep_that_waits_has_a_report() -> None:
    made = sweep.start(plan.plan("digits", {"channels": [4, 8]}, 1))
    assert "No run has a result yet." in words(sweep_report(made))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.name)
def test_every_chapter_has_a_report_with_its_answer(chapter) -> None:  # type: ignore[no-untyped-def]
    page = chapter_report(chapter)
    said = words(page)
    assert chapter.title in said and "[" not in said.split("How to make it again")[0]
    assert all(option in said for option in chapter.options) and page.count("<li class=right>") == 1
    assert alone(page) and page.count("<svg") == bool(chapter.figure)
    assert all(command in said for command in chapter.commands())
