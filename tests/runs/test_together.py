"""Runs of a sweep that train as one: each ends, fails, stops and pauses as it would by itself."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
import torch

from core import environment, problems
from core.digits.config import DigitsConfig
from core.errors import DataError
from core.names.config import NamesConfig
from core.runs import executors, stacked, store, together, worker
from core.runs.owner import owner
from core.runs.queue import RunQueue
from core.runs.store import Run
from core.runs.together import Place
from core.training import devices
from core.training.events import Event
from core.training.loop import Trainer

GPU = ("cpu", "cuda:0")
ON_CORES = Place(gpu=False)
DIGITS = DigitsConfig(epochs=3)


def names(tiny: str, **changes: Any) -> NamesConfig:
    values: dict[str, Any] = {"dataset": tiny, "hidden_size": 8, "steps": 60, "batch_size": 5}
    return NamesConfig(**(values | changes))


def made(folder: Path, config: NamesConfig, seeds: int = 3, **changes: Any) -> list[Run]:
    return [
        store.create(config.replace(seed=k, **changes), path=folder / f"run-{k}")
        for k in range(seeds)
    ]


def events_of(run: Run, kind: str) -> list[dict[str, Any]]:
    return [e for e in run.metrics() if e["event"] == kind]


def test_each_is_an_ordinary_run(tiny: str, runs_dir: Path) -> None:
    config = names(tiny, dropout=0.2)
    runs = made(runs_dir, config)
    outcomes = stacked.train_together([run.path for run in runs])
    assert [o.status for o in outcomes] == ["finished"] * 3
    for k, run in enumerate(runs):
        alone = store.create(config.replace(seed=k), path=runs_dir / f"alone-{k}")
        worker.train(alone.path)
        run, alone = Run(run.path), Run(alone.path)
        assert run.status == "finished" and run.has_weights
        assert run.record["seconds"] > 0 and run.record["total"] == 60
        for kind in ("progress", "evaluated", "finished"):
            steps = [e["step"] for e in events_of(run, kind)]
            assert steps and steps == [e["step"] for e in events_of(alone, kind)]
        assert {p.name for p in run.snapshots()} == {p.name for p in alone.snapshots()}
        assert run.record["remark"].startswith("Trained side by side with 2 other runs: ")
        assert "remark" not in alone.record
    accuracies = {Run(run.path).record["loss"] for run in runs}
    assert len(accuracies) == 3, "each has its own seed"


def test_one_that_diverges_fails_alone(tiny: str, runs_dir: Path) -> None:
    config = names(tiny, optimizer="sgd", learning_rate=0.1, cell="tanh", steps=200)
    runs = [
        store.create(config.replace(learning_rate=rate), path=runs_dir / f"run-{k}")
        for k, rate in enumerate((0.1, 10.0, 0.1))
    ]
    with pytest.MonkeyPatch.context() as patch:
        step = Trainer.__iter__

        def poisoned(trainer: Trainer) -> Any:
            for event in step(trainer):
                yield event
                if trainer.config.learning_rate == 10.0 and event.step == 10:
                    with torch.no_grad():
                        for p in trainer.network.parameters():
                            p.fill_(torch.nan)

        patch.setattr(Trainer, "__iter__", poisoned)
        outcomes = stacked.train_together([run.path for run in runs])
    assert [o.status for o in outcomes] == ["finished", "failed", "finished"]
    assert "rate 10 is too high" in outcomes[1].reason
    assert Run(runs[0].path).record["loss"] == Run(runs[2].path).record["loss"]


def told(path: Path, at: int, do: Callable[[Run], None]) -> Callable[..., worker.Outcome]:
    """`train` that obeys at once, where something is done to one run after one of its steps."""
    train = worker.train

    def trained(of: Path, **more: Any) -> worker.Outcome:
        done: list[int] = []

        def tell(event: Event) -> None:
            if of == path and event.step >= at and not done:
                done.append(event.step)
                do(Run(of))

        return train(of, tell, **more)

    return trained


def test_one_that_is_stopped_goes_on_by_itself_later(
    tiny: str, runs_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = made(runs_dir, names(tiny))
    paths = [run.path for run in runs]
    monkeypatch.setattr(worker, "CONTROL_SECONDS", 0)
    monkeypatch.setattr(stacked, "train", told(paths[1], 20, lambda run: run.request("stop")))
    assert [o.status for o in stacked.train_together(paths)] == ["finished", "stopped", "finished"]
    stopped = Run(paths[1])
    assert (stopped.path / "checkpoint.pt").exists() and not events_of(stopped, "finished")
    (paths[1] / "control.json").unlink()
    monkeypatch.undo()
    assert worker.train(paths[1]).status == "finished"
    assert events_of(Run(paths[1]), "finished")[-1]["step"] == 60


def test_while_one_is_paused_the_others_go_on(
    tiny: str, runs_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is resumed once they have ended."""
    runs = made(runs_dir, names(tiny))
    paths = [run.path for run in runs]
    monkeypatch.setattr(worker, "CONTROL_SECONDS", 0.01)
    paused, ended = told(paths[1], 20, lambda run: run.request("pause")), []
    both = threading.Lock()

    def trained(of: Path, **more: Any) -> worker.Outcome:
        outcome = paused(of, **more)
        with both:
            ended.append(of)
            if len(ended) == 2:
                Run(paths[1]).request("resume")
        return outcome

    monkeypatch.setattr(stacked, "train", trained)
    assert [o.status for o in stacked.train_together(paths)] == ["finished"] * 3
    assert ended[-1] == paths[1]
    assert [e["step"] for e in events_of(Run(paths[1]), "finished")] == [60]


def test_one_that_has_a_checkpoint_goes_on_from_there(tiny: str, runs_dir: Path) -> None:
    runs = made(runs_dir, names(tiny), seeds=2)
    begun = runs[0].path
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "CONTROL_SECONDS", 0)
        told(begun, 20, lambda run: run.request("stop"))(begun)
    (begun / "control.json").unlink()
    assert [o.status for o in stacked.train_together([r.path for r in runs])] == ["finished"] * 2
    steps = [e["step"] for e in events_of(Run(begun), "evaluated")]
    assert steps == sorted(set(steps)), "no step is told twice"


def test_what_cannot_be_trained_is_said_by_each(
    tiny: str, runs_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = made(runs_dir, names(tiny))

    def fail(configs: object, threads: int) -> None:
        raise DataError("The data set is gone; add it again.")

    monkeypatch.setattr(problems, "trainers", fail)
    missing = runs_dir / "missing"
    outcomes = stacked.train_together([missing, *(run.path for run in runs)])
    assert [o.status for o in outcomes] == ["failed"] * 4
    for run in runs:
        assert Run(run.path).record["error"] == "The data set is gone; add it again."


# -- which they are


@pytest.fixture
def on_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(environment.DEVICE)
    monkeypatch.setattr(devices, "seen", lambda: GPU)


def test_those_that_differ_in_seed_and_rate_alone(on_gpu: None, runs_dir: Path) -> None:
    changes: list[dict[str, Any]] = [
        {}, {"seed": 1}, {"channels": 8}, {"learning_rate": 0.2}, {"channels": 8, "seed": 1},
        {"schedule": "cosine"}, {"train_size": 100},
    ]  # fmt: skip
    runs = [
        store.create(DIGITS.replace(**c), path=runs_dir / f"r{k}") for k, c in enumerate(changes)
    ]
    keys = [together.place(run).key for run in runs]
    assert [keys.index(key) for key in keys[:6]] == [0, 0, 2, 0, 2, 5]
    assert together.place(runs[6]) == ON_CORES, "that is soon done on a processor"
    (runs[0].path / "checkpoint.pt").touch()
    assert together.place(runs[0]) == Place(gpu=True), "it does not begin with the others"
    linear = NamesConfig(cell="linear")
    assert together.place(store.create(linear, path=runs_dir / "linear")) == ON_CORES


@pytest.mark.parametrize(
    ("variable", "value"), [(environment.DEVICE, "cpu"), (environment.CLUSTER, "tcp://a:8786")]
)
def test_elsewhere_each_trains_by_itself(
    variable: str, value: str, on_gpu: None, runs_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = store.create(DIGITS, path=runs_dir / "r")
    assert together.place(run).key is not None
    monkeypatch.setenv(variable, value)
    assert together.place(run) == ON_CORES


def test_the_first_and_those_that_train_with_it() -> None:
    paths = [Path(str(k)) for k in range(100)]
    a, b = Place(True, "a"), Place(True, "b")
    waiting = dict(zip(paths, [a, b, ON_CORES, a, *[b] * 96], strict=True))
    assert together.first(waiting) == [paths[0], paths[3]]
    assert together.first(waiting, {True}) == [paths[2]], "which waits for no GPU"
    del waiting[paths[0]], waiting[paths[3]]
    assert together.first(waiting) == [paths[1], *paths[4 : 3 + together.MOST]]
    assert together.first({paths[2]: ON_CORES, paths[5]: ON_CORES}) == [paths[2]]
    assert together.first({}) == together.first(waiting, {True, False}) == []


class Recording(Executor):
    """Hands nothing over; what was submitted is told, and ended by the test."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, Any]] = []
        self.futures: list[Future[Any]] = []
        self.came = threading.Condition()

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        with self.came:
            self.calls.append((fn, args[0]))
            self.futures.append(Future())
            self.came.notify_all()
        return self.futures[-1]

    def until(self, calls: int) -> None:
        with self.came:
            assert self.came.wait_for(lambda: len(self.calls) >= calls, timeout=30)


def test_a_sweeps_runs_are_handed_over_as_one(on_gpu: None, runs_dir: Path) -> None:
    executor, on_cores = Recording(), Recording()
    queue = RunQueue(lambda gpu: executor if gpu else on_cores)
    runs = [
        store.create(DIGITS.replace(channels=c, seed=s), path=runs_dir / f"{c}-{s}", owner=owner())
        for s in range(2)
        for c in (4, 8)
    ]
    queue.queue_many(runs)
    executor.until(2)
    assert [call[1] for call in executor.calls] == [
        [str(runs[k].path.resolve()) for k in pair] for pair in ((0, 2), (1, 3))
    ]
    assert all(queue.is_pending(run) for run in runs) and queue.handed_over() == (4, True)
    queue.stop(runs[2])
    assert Run(runs[2].path).status == "stopped"
    executor.futures[0].set_result([("finished", ""), ("stopped", "")])
    executor.futures[1].set_exception(RuntimeError("no room"))
    assert not any(queue.is_pending(run) for run in runs) and not on_cores.calls
    errors = [Run(run.path).record.get("error", "") for run in runs]
    assert "no room" in errors[1] and "no room" in errors[3] and not errors[0]


def test_a_full_gpu_keeps_no_core_waiting(on_gpu: None, runs_dir: Path) -> None:
    """Of runs that wait for a GPU few are handed over at a time, and those behind them go to the cores."""
    pools = {True: Recording(), False: Recording()}
    queue = RunQueue(lambda gpu: pools[gpu])
    many = executors.workers(gpu=True) + 2
    configs = [DIGITS.replace(channels=4 + k) for k in range(many)]
    runs = [
        store.create(config, path=runs_dir / f"r{k}", owner=owner())
        for k, config in enumerate([*configs, DIGITS.replace(train_size=100)])
    ]
    queue.queue_many(runs)
    pools[False].until(1)
    assert pools[False].calls[0][1] == str(runs[-1].path.resolve())
    assert len(pools[True].calls) == many - 1 and queue.is_pending(runs[many - 1])
    pools[True].futures[0].set_result(("finished", ""))
    pools[True].until(many)


def test_one_stopped_while_it_waited_is_not_begun(tiny: str, runs_dir: Path) -> None:
    runs = made(runs_dir, names(tiny), seeds=2)
    runs[0].update(status="stopped")
    assert together.work([str(r.path) for r in runs]) == [("stopped", ""), ("finished", "")]
    assert not events_of(Run(runs[0].path), "progress")
