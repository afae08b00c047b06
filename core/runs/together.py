"""Runs of a sweep that train as one: which they are, and how a worker is given them.

On a GPU a step of many small networks takes little longer than one's (`core.training.stack`). Each remains
a run of its own: it has its own directory, and here its own future, as if it had been handed over alone.
"""

from collections.abc import Hashable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path

from core import environment
from core.problems import problem_of
from core.runs.store import Run
from core.training import devices

MOST = 32
"""Runs in a stack: each is followed by a thread, and its data lie on the GPU."""

Ended = tuple[str, str]
"""A run's status, and the reason where it failed."""


def key(run: Run) -> Hashable:
    """What is the same for new runs that train as one, and None for a run that trains by itself. Raises
    RunError."""
    begun = (run.path / "checkpoint.pt").exists()
    if begun or environment.cluster() or environment.device() == "cpu":
        return None
    where = devices.choose(run.config, devices.seen(), environment.device())
    shape = problem_of(run.config).stack_key(run.config)
    return (run.threads, shape) if where.startswith("cuda") and shape is not None else None


def first(waiting: Mapping[Path, Hashable]) -> list[Path]:
    """Of runs that wait, with their keys, the first and those that train with it."""
    for path, shape in waiting.items():
        if shape is None:
            return [path]
        return [other for other, its in waiting.items() if its == shape][:MOST]
    return []


def work(paths: Sequence[str]) -> list[Ended]:
    """Train runs of one key, in a worker, but for those that were stopped while they waited."""
    from core.runs.stacked import train_together

    ended: dict[str, Ended] = {path: (Run(Path(path)).record["status"], "") for path in paths}
    waiting = [Path(path) for path in paths if ended[path][0] not in ("stopped", "finished")]
    outcomes = train_together(waiting)
    # Plain pairs, as of `core.runs.executors.work`.
    ended |= {str(path): (o.status, o.reason) for path, o in zip(waiting, outcomes, strict=True)}
    return [ended[path] for path in paths]


def share(own: Sequence["Future[Ended]"], future: "Future[list[Ended]]") -> None:
    """Give each run's future what became of it, once that of all has ended."""
    for k, each in enumerate(own):
        if future.cancelled():
            each.cancel()
        elif each.set_running_or_notify_cancel():  # else it was stopped while it waited
            if error := future.exception():
                each.set_exception(error)
            else:
                each.set_result(future.result()[k])
