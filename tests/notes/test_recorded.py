"""Recorded results: what is kept of a sweep, read back as it was."""

import json
from pathlib import Path

import pytest

from core.errors import RunError
from core.notes import recorded
from core.notes.hundred_names import on_hundred_names
from core.notes.recorded import Recorded
from core.notes.tables import measure, table
from core.runs import queue, worker
from core.sweeps import sweep
from core.sweeps.table import rows
from tests.queues import Waiting


def trained(name: str, monkeypatch: pytest.MonkeyPatch, **fields: object) -> sweep.Sweep:
    """A sweep of a notes' table, trained here and now."""
    monkeypatch.setattr(queue, "current", Waiting())
    made = sweep.start(table(name).plan(2, fields))
    for state in made.cells():
        assert worker.work(state.path) == "finished"
    return made


def test_what_is_recorded_of_digits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = trained("nine-channels", monkeypatch, epochs=1, train_size=320)
    path = recorded.write(made, "the command", tmp_path)
    found = Recorded("nine-channels", tmp_path)
    assert (path.name, found.command) == ("nine-channels.json", "the command")
    assert rows(found.plan, found.states) == rows(made.plan, made.cells())
    for run, state in zip(found.of_row(0), made.cells(), strict=True):
        assert run["accuracy"] == state.accuracy
        assert run["accuracy"] == run["tests"][-1] <= run["best_accuracy"] == max(run["tests"])
        confusion = run["confusion"]
        assert sum(map(sum, confusion)) == 10_000
        assert sum(confusion[k][k] for k in range(10)) / 10_000 == pytest.approx(run["accuracy"])
        assert 0 < 5 * run["seconds_per_step"] <= run["seconds"]  # five steps, and the tests beside
    dense = [x for x in found.values["layers"][0] if x["name"] == "Linear(81, 81)"]
    assert dense[0]["multiply_adds"] == 81 * 81
    assert all(layer["milliseconds"] > 0 for layer in found.values["layers"][0])


def test_what_is_recorded_of_surnames(
    tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = trained("hidden-size", monkeypatch, dataset=tiny, steps=20)
    recorded.write(made, "the command", tmp_path)
    found = Recorded("hidden-size", tmp_path)
    assert len(found.states) == 24
    for run in found.of_row(0):
        assert len(run["reach"]["spread"]) == len(run["reach"]["last"]) == 10
        # Read whole, no name of this set has more than ten letters.
        assert run["reach"]["last"][-1] == pytest.approx(run["balanced_accuracy"])
    live = on_hundred_names(recorded.confusions(made.cells()))
    kept = on_hundred_names(recorded.confusions(found.states))
    assert [s.record for s in live] == [s.record for s in kept]
    assert len(live) == 240
    assert measure(found.plan) == "balanced_accuracy"


def test_what_has_not_ended_is_not_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "current", Waiting())
    made = sweep.start(table("nine-channels").plan(2))
    with pytest.raises(RunError, match="has not ended; resume it"):
        recorded.write(made, "", tmp_path)


def test_a_missing_or_damaged_record_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="python -m core sweep --notes channels --record"):
        Recorded("channels", tmp_path)
    for text in ("{", "[]", json.dumps({"schema": 7}), json.dumps({"schema": 1})):
        (tmp_path / "channels.json").write_text(text)
        with pytest.raises(RunError, match="cannot be read"):
            Recorded("channels", tmp_path)
