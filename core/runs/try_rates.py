"""Trying rates before a run: the range test of a config, computed by the workers; no run is kept.

A test takes seconds: each seed is a job, and where a network is large there are fewer points. The server
imports no PyTorch for it.
"""

import math
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from core.problems import problem
from core.runs import executors, step_time
from core.runs.core_share import shared
from core.settings.config import Config
from core.training import devices, rate_range
from core.training.rate_range import RateRange

SEEDS = 3
SECONDS = 3.5
"""For all seeds, about, where this machine's speed is known."""
FEWEST = 40
"""Points: the factor from one rate to the next is 1.4 then."""

Losses = tuple[list[float | None], int]
"""The losses of one seed, and how many classes there are."""


def points_of(config: Config, at_once: int) -> list[float]:
    """The rates that a config is tried with, so many seeds at a time: fewer where a step takes long."""
    points, each = rate_range.POINTS, rate_range.steps_at(config.batch_size)
    per_step = step_time.seconds_per_step(config, 1)
    if per_step:
        turns = math.ceil(SEEDS / at_once)
        points = min(points, max(FEWEST, int(SECONDS / (turns * each * per_step))))
    return rate_range.rates(points)


def start(config: Config) -> "tuple[list[float], list[Future[Losses]]]":
    """Hand the test of a config over to the workers: its rates, and what becomes of each seed. Raises
    RunError where there are no workers."""
    executors.ready()
    rates = points_of(config, min(SEEDS, executors.workers()))
    pool = executors.executor(devices.on_gpu(config))
    return rates, [
        pool.submit(one_seed, config.kind, config.to_dict(), k, rates) for k in range(SEEDS)
    ]


def one_seed(kind: str, values: dict[str, Any], k: int, rates: Sequence[float]) -> Losses:
    """The test with the k-th seed after a config's own, in a worker. Raises DataError."""
    import torch

    torch.set_num_threads(1)
    known = problem(kind)
    config = known.Config.from_dict(values)
    config = config.replace(seed=(config.seed + k) % 2**31)
    each = rate_range.steps_at(config.batch_size)
    with shared(1):
        task = known.task(config, devices.prepared(config), 1)
        return rate_range.losses(task, rates, each), len(task.classes)


def gathered(rates: Sequence[float], seeds: "Sequence[Future[Losses]]") -> RateRange:
    """What the seeds say together; waits for those that have not ended. Raises what one of them raised."""
    found = [seed.result() for seed in seeds]
    return RateRange(tuple(rates), tuple(tuple(run) for run, _ in found), math.log(found[0][1]))
