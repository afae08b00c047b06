"""Cache of what takes a whole data set to compute, until a run's weights change."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from core.errors import RunError
from core.runs.predict import network_of
from core.runs.store import Run

T = TypeVar("T")


def weights_changed(run: Run) -> int:
    """When the run's weights were written, in nanoseconds. Raises RunError where it has none."""
    network_of(run)
    try:
        return (run.path / "model.safetensors").stat().st_mtime_ns
    except OSError as e:
        raise RunError(f"Run {run.title} was deleted meanwhile; choose another run.") from e


def cached_by_weights(compute: Callable[[Run], T]) -> Callable[[Run], T]:
    """Remember what `compute` gives for the last few runs, until their weights change."""

    @functools.lru_cache(maxsize=8)
    def computed(path: Path, _changed: int) -> T:
        return compute(Run(path))

    @functools.wraps(compute)
    def ask(run: Run) -> T:
        return computed(run.path, weights_changed(run))

    return ask
