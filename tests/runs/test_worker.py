"""One run directory is trained: what it holds then, and that a run that was broken off goes on."""

import gc
import json
import signal
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.torch import load_file

from core import problems
from core.errors import RunError
from core.runs import signals, store, worker
from core.runs.store import Run
from core.training.events import Evaluated, Event, Progress, Snapshot
from tests.runs.trained import at, raise_, same, small, uninterrupted, weights_of

pytestmark = pytest.mark.usefixtures("tiny", "signals")


class Killed(BaseException):
    """Nothing of ours runs after it."""


def killed_at(run: Run, step: int, kind: type[Event] = Progress) -> None:
    """Train up to an event, and leave behind what a killed process would."""
    with pytest.raises(Killed):
        worker.work(run.path, at(step, raise_(Killed()), kind))
    gc.collect()  # the system frees a dead process's lock


def written(run: Run) -> list[tuple[str, int]]:
    return [(e["event"], e["step"]) for e in run.metrics()]


def test_a_finished_run_holds_all_that_looking_needs() -> None:
    run = store.create(small())
    events: list[Event] = []
    assert worker.work(run.path, events.append) == "finished"
    run = Run(run.path)
    assert run.status == "finished" and not run.resumable and run.has_weights
    assert same(weights_of(run), uninterrupted(small()))
    final = [e for e in events if isinstance(e, Evaluated)][-1]
    assert run.record["accuracy"] == final.accuracy and run.record["step"] == 40
    assert run.record["classes"] == ["Alphan", "Omegan", "Zetish"]
    assert set(run.record["versions"]) == {"torch", "python", "machine"}
    assert len(run.record["data"]) == 16
    assert run.record["started"] <= run.record["ended"]
    result = run.result()
    assert result is not None and result["confusion"] == [list(r) for r in final.confusion]
    evaluated = [e["step"] for e in run.metrics() if e["event"] == "evaluated"]
    assert evaluated == small().evaluation_steps()
    assert [int(p.stem) for p in run.snapshots()][:3] == [0, 1, 2]
    assert not list(run.path.glob("*.tmp")), "nothing half-written is left"


def test_weights_are_there_to_predict_with_from_the_first_progress_on() -> None:
    run = store.create(small())
    seen: list[bool] = []
    worker.work(run.path, at(1, lambda: seen.append(Run(run.path).has_weights)))
    assert seen == [True]


@pytest.mark.parametrize("kind", [Progress, Evaluated])
def test_a_killed_run_goes_on_from_its_checkpoint_to_the_same_weights(
    kind: type[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checkpoints at steps 10 and 20, death at 26: between the two, what was written is lost."""
    run = store.create(small())
    saved = worker._Worker._checkpoint

    def at_tens(self: worker._Worker, trainer: Any) -> None:
        if trainer.step in (10, 20, 40):
            saved(self, trainer)

    monkeypatch.setattr(worker, "CHECKPOINT_SECONDS", -1.0)
    monkeypatch.setattr(worker._Worker, "_checkpoint", at_tens)
    killed_at(run, 26, kind)
    run = Run(run.path)
    assert run.status == "interrupted" and run.resumable
    assert written(run)[-1][1] == 26
    torn = b'{"event": "progress", "st'
    with (run.path / "metrics.jsonl").open("ab") as f:
        f.write(torn)
    assert worker.work(run.path) == "finished"
    assert same(weights_of(run), uninterrupted(small()))
    assert_told_once(Run(run.path))


def test_a_run_killed_before_its_first_checkpoint_starts_its_curves_anew() -> None:
    run = store.create(small())
    killed_at(run, 15)
    assert not (run.path / "checkpoint.pt").exists()
    assert worker.work(run.path) == "finished"
    assert same(weights_of(run), uninterrupted(small()))
    assert_told_once(Run(run.path))


def assert_told_once(run: Run) -> None:
    """The curves of a resumed run are those of an undisturbed one."""
    other = store.create(small())
    worker.work(other.path)
    assert written(run) == written(Run(other.path))
    losses = [[e["loss"] for e in r.metrics() if "loss" in e] for r in (run, Run(other.path))]
    assert losses[0] == losses[1]


def ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "CONTROL_SECONDS", 0.0)


def test_stop_ends_it_with_a_checkpoint_to_go_on_from(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_at_once(monkeypatch)
    run = store.create(small())
    assert worker.work(run.path, at(17, lambda: run.request("stop"))) == "stopped"
    assert Run(run.path).status == "stopped" and Run(run.path).resumable
    assert written(run)[-1] == ("progress", 17)
    (run.path / "control.json").unlink()
    assert worker.work(run.path) == "finished"
    assert same(weights_of(run), uninterrupted(small()))
    assert_told_once(Run(run.path))


def test_a_command_that_came_while_it_was_queued_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_at_once(monkeypatch)
    run = store.create(small())
    run.request("stop")
    assert worker.work(run.path) == "stopped"


def test_pause_keeps_it_waiting_and_resume_lets_it_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_at_once(monkeypatch)
    run = store.create(small())
    seen: list[str] = []
    marked = worker._Worker._set_status

    def mark(self: worker._Worker, status: str, **changes: Any) -> None:
        marked(self, status, **changes)
        if status == "paused":
            seen.append(Run(run.path).status)
            with pytest.raises(RunError, match="still training"):
                Run(run.path).delete()
            assert (run.path / "checkpoint.pt").exists(), "a paused run may be killed safely"
            run.request("resume")

    monkeypatch.setattr(worker._Worker, "_set_status", mark)
    assert worker.work(run.path, at(9, lambda: run.request("pause"))) == "finished"
    assert seen == ["paused"]
    assert same(weights_of(run), uninterrupted(small()))


def test_a_damaged_control_file_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_at_once(monkeypatch)
    for content in (b"", b"{", b"[]", b'{"command": "dance"}', b"\xff"):
        run = store.create(small(steps=10))
        (run.path / "control.json").write_bytes(content)
        assert worker.work(run.path) == "finished"


def test_a_signal_ends_it_gently_and_a_second_one_at_once() -> None:
    for signals_sent in (1, 2):
        signals.install_signal_handlers()
        run = store.create(small())

        def interrupt(times: int = signals_sent) -> None:
            for _ in range(times):
                signal.raise_signal(signal.SIGINT)

        assert worker.work(run.path, at(12, interrupt)) == "interrupted"
        assert Run(run.path).resumable
        assert (run.path / "checkpoint.pt").exists() == (signals_sent == 1)
        assert worker.work(run.path) == "queued", "a process that is ending begins nothing"
        signals.stop_requested.clear()
        assert worker.work(run.path) == "finished"
        assert same(weights_of(run), uninterrupted(small()))


def test_lines_of_metrics_are_json_objects_with_names_as_written() -> None:
    run = store.create(small(steps=10))
    worker.work(run.path)
    lines = (run.path / "metrics.jsonl").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    assert {e["event"] for e in events} - {"diagnosis"} == {"progress", "evaluated", "finished"}
    last = events[-1]
    assert (last["event"], last["step"]) == ("finished", 10)
    assert {"accuracy", "balanced_accuracy", "seconds"} <= set(last)
    example = next(e["example"] for e in events if e["event"] == "progress")
    assert set(example) == {"name", "language", "guess"}


def test_snapshots_of_a_wide_network_stay_within_their_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = store.create(small())
    worker.work(run.path)
    size = run.snapshots()[0].stat().st_size
    other = store.create(small())
    monkeypatch.setattr(worker, "SNAPSHOT_BYTES", 5 * size)
    worker.work(other.path)
    kept = other.snapshots()
    assert sum(p.stat().st_size for p in kept) <= 6 * size
    assert int(kept[0].stem) == 0 and int(kept[-1].stem) == 40


def test_a_snapshot_holds_the_weights_of_its_step_however_late_it_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config, trained = small(), threading.Event()
    write = worker._write_weights

    def late(weights: dict[str, NDArray[np.float32]], path: Path) -> None:
        if path.parent.name == "snapshots":
            assert trained.wait(60)
        write(weights, path)

    monkeypatch.setattr(worker, "_write_weights", late)
    run = store.create(config)
    assert worker.work(run.path, at(40, trained.set)) == "finished"
    trainer = problems.trainer(config)
    then = {
        event.step: {k: v.clone() for k, v in trainer.network.state_dict().items()}
        for event in trainer
        if isinstance(event, Snapshot)
    }
    assert [int(p.stem) for p in run.snapshots()] == sorted(then)
    assert all(same(load_file(p), then[int(p.stem)]) for p in run.snapshots())


def diagnoses(run: Run) -> list[dict[str, Any]]:
    return [e for e in run.metrics() if e["event"] == "diagnosis"]


def test_a_resumed_run_keeps_its_diagnoses_and_tells_none_twice() -> None:
    config = small(cell="linear", dropout=0, learning_rate=2.0, test=10)
    whole = store.create(config)
    assert worker.work(whole.path) == "finished"
    expected = diagnoses(Run(whole.path))
    assert {"rate-too-high", "test-too-small"} <= {d["code"] for d in expected}
    for step in (4, 20, 31):
        run = store.create(config)
        asked = at(step, lambda run=run: run.request("stop"))  # type: ignore[misc]
        worker.CONTROL_SECONDS, before = 0.0, worker.CONTROL_SECONDS
        try:
            assert worker.work(run.path, asked) == "stopped"
        finally:
            worker.CONTROL_SECONDS = before
        assert Run(run.path).record["step"] < 40
        (run.path / "control.json").unlink()
        assert worker.work(run.path) == "finished"
        assert diagnoses(Run(run.path)) == expected
        lines = (run.path / "metrics.jsonl").read_text("utf-8").splitlines()
        written = [json.loads(line)["code"] for line in lines if '"diagnosis"' in line]
        assert len(written) == len(set(written))
