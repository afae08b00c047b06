"""The training loop: one for digits and surnames alike, an iterable of events.

    trainer = Trainer(config)
    for event in trainer:
        print(event)

It knows nothing of files, processes or screens. At any event `state_dict()` holds all that is needed
to go on later to the same weights, bit for bit, on the same machine.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
from torch import Tensor

from core.config import AnyConfig, DigitsConfig
from core.errors import NetsketchError
from core.training import devices
from core.training.events import Evaluated, Event, Finished, Progress, Snapshot
from core.training.network_stats import Vitals
from core.training.optimizers import lower_rate, rate_at, restart_step
from core.training.tasks import Task, task_for

POINTS = 300  # Progress events in a run, at least, where it has so many steps
SLOWEST = 64  # batches of digits between two Progress events, at most


class Diverged(NetsketchError):
    """The loss is no longer a number: `evidence` and `remedy` say so, `changes` carries it out."""

    def __init__(self, step: int, config: AnyConfig):
        rate = lower_rate(config)
        self.step, self.changes = step, {"learning_rate": rate}
        self.evidence = (
            f"The loss is no longer a number after step {step:,}: the learning rate "
            f"{config.learning_rate:g} is too high for this network."
        )
        self.remedy = f"Try {rate:g}."
        super().__init__(f"{self.evidence} {self.remedy}")


def evaluation_steps(config: AnyConfig) -> list[int]:
    """When to test: for digits after each epoch and at 1/8 and 3/8 of the first; for names before
    training and at each twentieth, as the notes' log does; and before the rate restarts."""
    if isinstance(config, DigitsConfig):
        epoch = config.steps_per_epoch
        early = [epoch // 8, 3 * epoch // 8]
        steps = early + [epoch * (e + 1) for e in range(config.epochs)]
    else:
        steps = [config.steps * k // 20 for k in range(21)]
    if restart := restart_step(config):
        steps.append(restart)
    return sorted({s for s in steps if s > 0 or config.kind == "names"})


def snapshot_steps(total: int) -> set[int]:
    """About two dozen steps, closer together early on, when most happens: 0, 1, 2, 4, 7, 11 ..."""
    grid = (round(total ** (k / 22)) for k in range(23))
    return {0, *grid, total}


class Trainer:
    """Trains what a config asks for; iterate over it. Raises DataError, Diverged, RunError."""

    def __init__(self, config: AnyConfig, task: Task | None = None):
        self.config = config
        self.task = task or task_for(config, devices.prepared(config))
        self.network = self.task.network
        self.vitals = Vitals(self.network)
        self.step = 0
        self.seconds = 0.0
        self.evaluated: Evaluated | None = None

    def __iter__(self) -> Iterator[Event]:
        config, task, total = self.config, self.task, self.config.total_steps
        every = max(1, total // POINTS)
        if isinstance(config, DigitsConfig):
            every = min(every, SLOWEST)
        tests, snapshots = set(evaluation_steps(config)), snapshot_steps(total)
        if self.step == 0:
            yield Snapshot(0)
        if self.step in tests and (not self.evaluated or self.evaluated.step < self.step):
            yield self._evaluate()
        while self.step < total:
            begun = time.perf_counter()
            loss_sum: Tensor | float = 0.0
            right: Tensor | int = 0
            items = 0
            # Up to the next step at which there is something to tell. NumPy need not warn of a loss
            # that grows without end: it is looked at below.
            with np.errstate(over="ignore", invalid="ignore"):
                while True:
                    loss, correct, n = task.step(self.step, rate_at(config, self.step))
                    loss_sum = loss_sum + loss * n
                    right = right + correct
                    items += n
                    self.step += 1
                    if self.step % every == 0 or self.step in tests or self.step in snapshots:
                        break
            mean = float(loss_sum) / items  # a GPU has done all of it only when this is known
            elapsed = time.perf_counter() - begun
            self.seconds += elapsed
            if not math.isfinite(mean):
                raise Diverged(self.step, config)
            yield Progress(
                step=self.step,
                seen=self._seen(),
                epoch=self._seen() / task.items,
                seconds=self.seconds,
                loss=mean,
                accuracy=int(right) / items,
                per_second=items / elapsed,
                example=task.example(),
            )
            if self.step in tests:
                yield self._evaluate()
            if self.step in snapshots:
                yield Snapshot(self.step)
        assert self.evaluated is not None
        yield Finished(self.step, self.seconds, self.evaluated)

    def _seen(self) -> int:
        if isinstance(self.config, DigitsConfig):
            epoch, k = divmod(self.step, self.config.steps_per_epoch)
            return epoch * self.config.train_size + k * self.config.batch_size
        return self.step * self.config.batch_size

    def _evaluate(self) -> Evaluated:
        begun = time.perf_counter()
        with self.vitals.relus() as relus:
            scores = self.task.evaluate()
        if not math.isfinite(scores.loss):  # the last step did it
            raise Diverged(self.step, self.config)
        moved = self.vitals.moved()
        self.seconds += time.perf_counter() - begun
        self.evaluated = Evaluated(
            step=self.step,
            epoch=self._seen() / self.task.items,
            seconds=self.seconds,
            loss=scores.loss,
            accuracy=scores.accuracy,
            balanced_accuracy=scores.balanced_accuracy,
            confusion=tuple(tuple(row) for row in scores.confusion.tolist()),
            moved=moved,
            relus=tuple(relus),
        )
        return self.evaluated

    def state_dict(self) -> dict[str, Any]:
        """Weights, optimizer and position."""
        return {
            "network": self.network.state_dict(),
            "optimizer": self.task.learn.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "evaluated": asdict(self.evaluated) if self.evaluated else None,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a `state_dict()` of the same config."""
        self.network.load_state_dict(state["network"])
        self.task.learn.load_state_dict(state["optimizer"])
        self.step, self.seconds = state["step"], state["seconds"]
        self.evaluated = Evaluated.from_dict(state["evaluated"]) if state["evaluated"] else None
