"""A run that changes another: both on one axis, a sentence, the items; and what to do next."""

import shutil
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from core.runs import executors, listing, store
from core.runs.store import Run
from core.sweeps import sweep
from tests.app.conftest import MakeRun, Open, fine, press, train, words


class AtOnce(Executor):
    """Workers that have done what they are given."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as e:
            future.set_exception(e)
        return future


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "executor", lambda gpu=False: AtOnce())
    monkeypatch.setattr(executors, "ready", lambda: None)


@pytest.fixture
def two(finished: MakeRun, request: pytest.FixtureRequest) -> tuple[Run, Run]:
    """A run, and one that changes its learning rate."""
    base = finished(getattr(request, "param", "digits"))
    other = base.path.with_name(f"{base.kind}-0002")
    shutil.copytree(base.path, other)
    (other / "title.txt").write_text("Faster")
    record = base.record | {"config": base.record["config"] | {"learning_rate": 0.3}}
    store.write_json(other / "run.json", record | {"base": base.id})
    return base, Run(other)


@pytest.mark.parametrize("two", ["digits", "names"], indirect=True)
def test_what_the_change_did(open_page: Open, two: tuple[Run, Run]) -> None:
    base, run = two
    app = open_page(f"train_{run.kind}", run=run.id)
    assert [h.value for h in app.header if " instead of " in h.value]
    said = words(app)
    assert "ate 0.3 instead of rate 0." in said
    assert "as many as before" in said and "right" in said and "McNemar’s exact test" in said
    apart = next(e for e in app.expander if e.label == "The items on which they part")
    assert not apart.proto.expanded
    app = open_page("runs", run=base.id)
    assert "instead of" not in words(app), "nothing was changed for it"


def test_a_base_that_was_deleted_is_missed_by_nobody(open_page: Open, two: tuple[Run, Run]) -> None:
    base, run = two
    base.delete()
    assert "instead of" not in words(open_page("train_digits", run=run.id))


def test_a_changed_run_remembers_what_it_changed(open_page: Open, finished: MakeRun) -> None:
    base = finished("digits")
    app = open_page("train_digits", start=base.id)
    train(app, "digits")
    again = listing.newest("digits", 1)[0]
    assert "base" not in again.record, "nothing was changed"
    app.number_input(key="digits.batch_size").set_value(16)
    train(fine(app.run()), "digits")
    changed = next(r for r in listing.runs() if r.config.batch_size == 16)
    assert changed.record["base"] == again.id, "the newest run of what the form began with"


def test_a_preset_that_was_trained_is_what_the_next_run_changes(open_page: Open) -> None:
    app = open_page("train_digits")
    train(app, "digits")
    (quick,) = listing.runs()
    app.number_input(key="digits.batch_size").set_value(16)
    train(fine(app.run()), "digits")
    changed = next(r for r in listing.runs() if r.id != quick.id)
    assert changed.record["base"] == quick.id


def test_its_settings_open_in_the_form(open_page: Open, two: tuple[Run, Run]) -> None:
    _, run = two
    app = press(open_page("runs", run=run.id), "Use these settings")
    assert app.query_params["start"] in (run.id, [run.id])
    assert app.selectbox(key="digits.preset").value == run.id
    assert app.select_slider(key="digits.learning_rate").value == 0.3
    assert "Use these settings" not in [b.label for b in app.button], "the panel's button does it"


def test_other_seeds_are_a_sweep_of_both(open_page: Open, two: tuple[Run, Run]) -> None:
    _, run = two
    app = press(open_page("runs", run=run.id), "Again with other seeds")
    (started,) = sweep.list_sweeps()[0]
    assert app.query_params["sweep"] in (started.id, [started.id])
    assert len(started.plan.cells) == 10 and started.plan.cells[1].config == run.config
