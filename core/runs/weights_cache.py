"""Cache of what takes a whole data set to compute, until a run's weights change."""

import functools
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from core.errors import RunError
from core.runs.predict import network_of
from core.runs.store import Run

T = TypeVar("T")
MOST_RUNS = 8
WHILE_TRAINING = 60.0  # seconds that what was computed stands while the weights change all the time


def weights_changed(run: Run) -> int:
    """When the run's weights were written, in nanoseconds. Raises RunError where it has none."""
    try:
        return (run.path / "model.safetensors").stat().st_mtime_ns
    except OSError as e:
        network_of(run)  # says why there are none
        raise RunError(f"Run {run.title} was deleted meanwhile; choose another run.") from e


class cached_by_weights(Generic[T]):
    """Remember what `compute` gives for the last few runs, until their weights change.

    It computes for one visitor at a time: whoever asks meanwhile takes the same. Of a run that trains,
    whose weights change every few seconds, they take what is at most `WHILE_TRAINING` old: a class that
    looks at it would otherwise compute all the time.
    """

    def __init__(self, compute: Callable[[Run], T]) -> None:
        functools.update_wrapper(self, compute)
        self._compute, self._computing = compute, threading.Lock()
        self._found: OrderedDict[Path, tuple[int, float, T]] = OrderedDict()

    def __call__(self, run: Run) -> T:
        changed = weights_changed(run)
        if (
            self._computing.locked()
            and (kept := self._found.get(run.path))
            and run.status == "running"
        ):
            return kept[2]  # another one computes it anew just now
        with self._computing:
            if kept := self._found.get(run.path):
                of, when, value = kept
                fresh = time.monotonic() - when < WHILE_TRAINING
                if of == changed or (fresh and run.status == "running"):
                    self._found.move_to_end(run.path)
                    return value
            value = self._compute(run)
            self._found[run.path] = changed, time.monotonic(), value
            self._found.move_to_end(run.path)
            while len(self._found) > MOST_RUNS:
                self._found.popitem(last=False)
            return value

    def kept(self, run: Run) -> T | None:
        """What is remembered of the run's weights as they are; None where it would have to be computed."""
        found = self._found.get(run.path)
        return found[2] if found and found[0] == weights_changed(run) else None
