"""What earlier versions wrote is read as what it meant."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from core import problems
from core.errors import RunError
from core.notes import tables
from core.notes.recorded import Recorded
from core.runs import store, worker
from core.runs.migration import move_parts_of_plan, move_parts_of_record
from core.runs.store import Run
from core.settings.config import Config
from core.sweeps.plan import Plan
from core.sweeps.sweep import Sweep
from core.training.events import Event

RUN: dict[str, Any] = {
    "schema": 1,
    "kind": "names",
    "config": {
        "cell": "gru",
        "hidden_size": 96,
        "optimizer": "adam",
        "learning_rate": 0.01,
        "schedule": "one-cycle",
        "dropout": 0.3,
        "batch_size": 40,
        "steps": 30,
        "sampling": "balanced",
        "dataset": "tiny",
        "test": 0.2,
        "seed": 5,
        "parts": 2,
    },
    "title": "Quick RNN",
    "preset": "quick",
    "status": "queued",
    "owner": "",
    "created": 1754000000.5,
}
"""As a run.json was written while `parts` was a setting."""


def kept(record: dict[str, Any]) -> Path:
    path = store.runs_dir() / "names-20250801-000000-abcd"
    path.mkdir(parents=True)
    (path / "run.json").write_text(json.dumps(record))
    return path


def without_parts(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"config": {k: v for k, v in record["config"].items() if k != "parts"}}


@pytest.mark.parametrize("parts", [1, 2])
def test_an_old_run_is_trained_and_resumed_to_the_bits_of_a_new_one(
    parts: int, tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = RUN | {"config": RUN["config"] | {"parts": parts, "dataset": tiny}}
    path = kept(record)
    assert Run(path).threads == parts

    def stop(event: Event) -> None:
        if getattr(event, "step", 0) >= 10:
            Run(path).request("stop")

    monkeypatch.setattr(worker, "CONTROL_SECONDS", 0.0)
    assert worker.work(path, stop) == "stopped"
    (path / "control.json").unlink()
    record = json.loads((path / "run.json").read_text())
    record["config"]["parts"] = record.pop("threads")  # as its own version left it
    (path / "run.json").write_text(json.dumps(record))
    assert worker.work(path) == "finished"

    trained = []
    for threads in (1, 2):
        new = store.create(Run(path).config, path=tmp_path / str(threads), threads=threads)
        assert worker.work(new.path) == "finished"
        trained.append(load_file(new.path / "model.safetensors"))
    weights = load_file(path / "model.safetensors")
    same = [all(torch.equal(weights[k], other[k]) for k in weights) for other in trained]
    assert same == [parts == 1, parts == 2]


def test_a_run_from_before_parts_was_a_setting_had_two() -> None:
    run = Run(kept(without_parts(RUN)))
    assert run.threads == 2 and run.title.startswith("GRU · hidden size 96")
    assert "parts" not in run.record["config"]


@pytest.mark.parametrize("parts", [0, 9, "2", None, [1]])
def test_a_run_of_impossible_parts_is_damaged(parts: Any) -> None:
    with pytest.raises(RunError, match=r"run\.json is damaged or not ours"):
        Run(kept(RUN | {"config": RUN["config"] | {"parts": parts}}))


def test_what_is_written_now_is_left_alone() -> None:
    record = {"config": {"epochs": 1}, "threads": 1}
    assert move_parts_of_record(record) is record
    plan = problems_plan({})
    assert move_parts_of_plan(plan) is plan


def problems_plan(base: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A plan as JSON; of an earlier version where it has no threads."""
    config: Config = problems.preset("digits", "quick").config
    points = [{"label": str(c), "changes": {"channels": c}} for c in (4, 8)]
    return {
        "kind": "digits",
        "base": config.to_dict() | base,
        "axes": [{"name": "channels", "points": points}],
        "seeds": [0],
        "title": "Quick CNN: channels",
        "table": "",
        "threads": 1,
    } | changes


@pytest.mark.parametrize(("base", "threads"), [({"parts": 1}, 1), ({"parts": 2}, 2), ({}, 2)])
def test_an_old_sweep_keeps_the_parts_of_its_runs(base: dict[str, Any], threads: int) -> None:
    plan = problems_plan(base)
    del plan["threads"]
    path = store.runs_dir() / "sweep-1"
    path.mkdir(parents=True)
    (path / "sweep.json").write_text(json.dumps({"schema": 1, "created": 1.0, "plan": plan}))
    cells = Sweep(path).plan.cells
    assert [c.threads for c in cells if c.config] == [threads, threads]


def test_an_old_sweep_whose_parts_vary_still_finds_its_runs() -> None:
    points = [{"label": str(k), "changes": {"parts": k}} for k in (1, 2)]
    plan = problems_plan({"parts": 1}, axes=[{"name": "parts", "points": points}])
    del plan["threads"]
    cells = Plan.from_dict(plan).cells
    assert [c.threads for c in cells if c.config] == [1, 2]
    assert [c.name for c in cells] == ["000-parts-1-seed-0", "001-parts-2-seed-0"]


@pytest.mark.parametrize("table", [t.name for t in tables.TABLES])
def test_every_recorded_table_still_repeats_the_notes(table: str) -> None:
    plan = Recorded(table).plan
    assert plan.threads == 1 and tables.repeats_notes(plan)
