"""Instant experiments: a config trained in a moment by a worker, its loss curve followed meanwhile; no run
is kept.

Where an epoch takes longer than a moment, a thousand training items stand for all. A file that the worker
writes is what is seen of an experiment before it has ended, and to take that file away ends it: whoever
asked wants something else by now. Few are computed at a time, whoever asks, so that a run finds a worker.
"""

import contextlib
import math
import secrets
import threading
import time
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from core import files
from core.errors import NetsketchError, RunError
from core.files import writing
from core.problems import problem, problem_of, trainer
from core.runs import executors, leftovers, step_time, store
from core.runs.core_share import shared
from core.runs.owner import owner
from core.settings.config import Config
from core.training import devices

EPOCH_SECONDS = 1.0
"""An epoch that takes no longer is trained with all that the config has."""
ITEMS = 1_000
"""Training items where it takes longer."""
MOST_SECONDS = 5.0
"""Of training; what takes longer is cut off there."""
POINTS = 60
WRITE_SECONDS = 0.15


@dataclass(frozen=True)
class Curve:
    """The training loss of an experiment, as far as it is."""

    seen: tuple[int, ...] = ()
    """Training items seen up to each point."""
    losses: tuple[float, ...] = ()
    """The mean loss of those since the point before, in nats."""
    accuracy: float = 0.0
    """The share right of the last eighth of its items, before each was learned from."""
    chance: float = 0.0
    """The loss of a network that knows nothing, in nats; 0 where no worker has begun."""
    end: str = ""
    """"finished", "diverged" or "cut off"."""


@dataclass(frozen=True)
class Planned:
    """What is trained for a config."""

    config: Config
    """The same, or a shortened one."""
    epoch_seconds: float | None
    """Of the whole config on this machine, where its speed is known."""


def plan(config: Config) -> Planned:
    """All that a config asks for where an epoch of it takes a second at most, and else a thousand training
    items. Raises DataError."""
    known, per_step = problem_of(config), step_time.seconds_per_step(config, 1)
    seconds = None if per_step is None else per_step * known.epoch_steps(config)
    if seconds is not None and seconds <= EPOCH_SECONDS:
        return Planned(config, seconds)
    return Planned(known.excerpt(config, ITEMS), seconds)


class Experiment:
    """A config that is trained for somebody who looks; it waits until `look` finds that there is room."""

    def __init__(self, config: Config):
        self.config, self.done = config, False
        self._job: Future[Curve] | None = None
        self._file: Path | None = None

    def look(self) -> Curve:
        """Its curve by now; it begins where it has not and may. Raises NetsketchError for why it cannot be
        trained."""
        if self._job is None and (self.done or not self._begin()):
            return Curve()
        assert self._job is not None
        if not self._job.done():
            return self._written()
        self.done = True
        try:
            return self._job.result()
        except (BrokenProcessPool, CancelledError) as e:
            raise RunError(
                "The worker that tried these settings is gone: change one of them."
            ) from e

    def stop(self) -> None:
        """Nobody looks any more."""
        self.done = True
        if self._job is not None and self._file is not None:
            self._job.cancel()
            self._file.unlink(missing_ok=True)

    def _begin(self) -> bool:
        """Hand it to a worker, where there is room for it. Raises NetsketchError."""
        try:
            executors.ready()
            with _handing_over:
                _going.difference_update([job for job in _going if job.done()])
                config = self.config
                gpu = devices.on_gpu(config)
                if len(_going) >= max(1, executors.workers(gpu) // 2):
                    return False
                self._file = file = _new_file()
                pool = executors.executor(gpu)
                job = pool.submit(one, config.kind, config.to_dict(), str(file))
                _going.add(job)
        except NetsketchError:
            self.done = True
            raise
        self._job = job
        job.add_done_callback(lambda _: file.unlink(missing_ok=True))
        return True

    def _written(self) -> Curve:
        assert self._file is not None
        try:
            return Curve(**files.read_json(self._file))
        except (OSError, ValueError, TypeError):  # it ends just now, or was damaged
            return Curve()


_handing_over = threading.Lock()
_going: "set[Future[Curve]]" = set()
"""Experiments of this process that workers have, or are about to."""


def _new_file() -> Path:
    """Raises RunError where nothing can be written among the runs."""
    folder = store.runs_dir() / leftovers.EXPERIMENTS / PurePosixPath(owner()).stem
    path = folder.resolve() / f"{secrets.token_hex(8)}.json"
    with writing("Nothing can be tried in the runs folder", new=True):
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    return path


def one(kind: str, values: dict[str, Any], path: str) -> Curve:
    """Train a config in a worker until it ends or its file is gone; its curve. Raises NetsketchError."""
    import torch

    torch.set_num_threads(1)
    file = Path(path)
    if not file.exists():
        return Curve()
    with shared(1):
        return _trained(problem(kind).Config.from_dict(values), file)


def _trained(config: Config, file: Path) -> Curve:
    followed = Curve()
    trained = trainer(config, 1)
    total, chance = trained.config.total_steps, math.log(len(trained.task.classes))
    seen, losses, right, end = [0], list[float](), list[int](), ""
    begun = wrote = time.monotonic()
    step = 0
    for until in dict.fromkeys(math.ceil(total * k / POINTS) for k in range(1, POINTS + 1)):
        with np.errstate(over="ignore", invalid="ignore"):  # a loss without end is looked for below
            loss, correct, items = trained.learn(step, until)
        step, now = until, time.monotonic()
        if not math.isfinite(loss):
            end = "diverged"
            break
        seen.append(seen[-1] + items)
        losses.append(loss / items)
        right.append(correct)
        last = -max(1, len(right) // 8)
        accuracy = sum(right[last:]) / (seen[-1] - seen[last - 1])
        followed = Curve(tuple(seen[1:]), tuple(losses), accuracy, chance)
        if step == total or now - begun > MOST_SECONDS:
            end = "finished" if step == total else "cut off"
            break
        if not file.exists():
            break
        if now - wrote > WRITE_SECONDS:
            wrote = now
            with contextlib.suppress(OSError):  # it was taken away just now
                files.write_json(file, vars(followed))
    return replace(followed, chance=chance, end=end)
