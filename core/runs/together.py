"""Runs of a sweep that train as one: which they are, and how a worker is given them.

On a GPU a step of many small networks takes little longer than one's (`core.training.stack`). Each remains
a run of its own: it has its own directory, and here its own future, as if it had been handed over alone.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

from core import environment
from core.problems import problem_of
from core.runs.store import Run
from core.training import devices

MOST = 32
"""Runs in a stack: each is followed by a thread, and its data lie on the GPU."""

Ended = tuple[str, str]
"""A run's status, and the reason where it failed."""


class Place(NamedTuple):
    """Where a run trains, and with which others."""

    gpu: bool = False
    key: Hashable = None
    """The same for new runs that train as one, and None for a run that trains by itself."""


def place(run: Run) -> Place:
    """Raises RunError."""
    if environment.cluster() or not devices.on_gpu(run.config):
        return Place()
    begun = (run.path / "checkpoint.pt").exists()
    shape = None if begun else problem_of(run.config).stack_key(run.config)
    return Place(True, None if shape is None else (run.threads, shape))


def first(waiting: Mapping[Path, Place], full: Collection[bool] = ()) -> list[Path]:
    """Of runs that wait the first and those that train with it, where the pool of its place is not full."""
    for path, its in waiting.items():
        if its.gpu not in full:
            return [path] if its.key is None else [p for p in waiting if waiting[p] == its][:MOST]
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
