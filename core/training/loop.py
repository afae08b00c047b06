"""The training loop: one for every kind of problem, an iterable of events.

    trainer = Trainer(config, task)
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

from core.errors import NetsketchError
from core.settings.config import Config
from core.training.events import Evaluated, Event, Finished, Progress, Snapshot
from core.training.learning_rates import lower_rate
from core.training.network_stats import NetworkStats
from core.training.schedules import Cycles, rate_at
from core.training.stopping import EarlyStopping
from core.training.task import Learn, Stretch, Task

POINTS = 300  # Progress events in a run, at least, where it has so many steps


class Diverged(NetsketchError):
    """The loss is no longer a number: `evidence` and `remedy` say so, `changes` carries it out."""

    def __init__(self, step: int, config: Config):
        rate = lower_rate(config)
        self.step, self.changes = step, {"learning_rate": rate}
        self.evidence = (
            f"The loss is no longer a number after step {step:,}: the learning rate "
            f"{config.learning_rate:g} is too high for this network."
        )
        self.remedy = f"Try {rate:g}."
        super().__init__(f"{self.evidence} {self.remedy}")


def snapshot_steps(total: int) -> set[int]:
    """About two dozen steps, closer together early on, when most happens: 0, 1, 2, 4, 7, 11 ..."""
    grid = (round(total ** (k / 22)) for k in range(23))
    return {0, *grid, total}


class StepByStep:
    """Takes a task's steps one after the other: the plain path."""

    remark = ""

    def __init__(self, config: Config, task: Task, cycles: Cycles = ()):
        self.config, self.task, self.cycles = config, task, cycles

    def __call__(self, first: int, until: int) -> Stretch:
        loss_sum: Tensor | float = 0.0
        right: Tensor | int = 0
        items = 0
        for step in range(first, until):
            loss, correct, n = self.task.step(step, rate_at(self.config, step, self.cycles))
            loss_sum = loss_sum + loss * n
            right = right + correct
            items += n
        return float(loss_sum), int(right), items

    def leave(self) -> None:
        """Nobody waits for it."""


class Trainer:
    """Trains what a config asks for; iterate over it. Raises Diverged."""

    def __init__(self, config: Config, task: Task, cycles: Cycles = (), learn: Learn | None = None):
        """`cycles` as in `core.training.schedules.rate_at`. `learn` takes the task's network from one step
        to another: step by step, if none is given."""
        self.config, self.cycles = config, cycles
        self.task = task
        self.learn: Learn = learn or StepByStep(config, task, cycles)
        self.network = self.task.network
        self.stats = NetworkStats(self.network)
        self.step = 0
        self.seconds = 0.0
        self.evaluated: Evaluated | None = None
        self.stopping = EarlyStopping(config)

    def __iter__(self) -> Iterator[Event]:
        config, task, total = self.config, self.task, self.config.total_steps
        every = max(1, min(total // POINTS, config.progress_steps))
        tests, snapshots = set(config.evaluation_steps()), snapshot_steps(total)
        if self.step == 0:
            yield Snapshot(0)
        if self.step in tests and (not self.evaluated or self.evaluated.step < self.step):
            yield self._evaluate()
        if self.step and self.step in snapshots:  # a run may have been cut off in front of it
            yield Snapshot(self.step)
        while self.step < total and not self.stopping.reason:
            begun = time.perf_counter()
            until = self.step + 1
            while not (until % every == 0 or until in tests or until in snapshots):
                until += 1
            # NumPy need not warn of a loss that grows without end: it is checked below.
            with np.errstate(over="ignore", invalid="ignore"):
                loss_sum, right, items = self.learn(self.step, until)
            self.step = until
            mean = loss_sum / items
            elapsed = time.perf_counter() - begun
            self.seconds += elapsed
            if not math.isfinite(mean):
                raise Diverged(self.step, config)
            yield Progress(
                step=self.step,
                seen=self.config.seen(self.step),
                epoch=self.config.seen(self.step) / task.items,
                seconds=self.seconds,
                loss=mean,
                accuracy=right / items,
                per_second=items / elapsed,
                example=task.example(),
            )
            if self.step in tests:
                yield self._evaluate()
            if self.step in snapshots:
                yield Snapshot(self.step)
        if self.step < total and self.step not in snapshots:
            yield Snapshot(self.step)
        assert self.evaluated is not None
        yield Finished(self.step, self.seconds, self.evaluated, self.stopping.reason)

    def _evaluate(self) -> Evaluated:
        begun = time.perf_counter()
        with self.stats.record_dead_relus() as relus:
            scores = self.task.evaluate()
        if not math.isfinite(scores.loss):  # the last step did it
            raise Diverged(self.step, self.config)
        moved = self.stats.relative_weight_change()
        self.seconds += time.perf_counter() - begun
        self.evaluated = Evaluated(
            step=self.step,
            epoch=self.config.seen(self.step) / self.task.items,
            seconds=self.seconds,
            loss=scores.loss,
            accuracy=scores.accuracy,
            balanced_accuracy=scores.balanced_accuracy,
            confusion=tuple(tuple(row) for row in scores.confusion.tolist()),
            moved=moved,
            relus=tuple(relus),
        )
        self.stopping.observe(self.evaluated)
        return self.evaluated

    def state_dict(self) -> dict[str, Any]:
        """Weights, optimizer and position."""
        return {
            "network": self.network.state_dict(),
            "optimizer": self.task.optimizer.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "evaluated": asdict(self.evaluated) if self.evaluated else None,
            "stopping": self.stopping.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a `state_dict()` of the same config."""
        self.network.load_state_dict(state["network"])
        self.task.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seconds = state["step"], state["seconds"]
        self.evaluated = Evaluated.from_dict(state["evaluated"]) if state["evaluated"] else None
        if "stopping" in state:  # earlier versions had none
            self.stopping.load_state_dict(state["stopping"])
