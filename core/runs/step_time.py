"""Step time: how long training will take on this machine, before it is tried.

A step does several kinds of work (`StepCost.work`: calls, numbers that layers write, multiply-adds ...),
and making its batch by augmentation others (`StepCost.augmenting`). The seconds that a unit of each takes
are measured once (`core.runs.speed_probes`) and kept in the cache folder; to read them needs no PyTorch.
"""

import functools
import json
import math
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core import environment, files
from core.environment import cache_dir
from core.files import remove_parts, replaced
from core.problems import problem_of
from core.runs.speed_probes import AUGMENTED, GPU, ON_GPU, sizes
from core.settings.config import Config
from core.training import devices
from core.training.cores import cores, parts


def _path() -> Path:
    return cache_dir() / "speed.json"


def keep(rates: dict[str, list[float]]) -> None:
    """Remember the rates of all groups."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_parts(path.parent)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)  # a file cannot replace it
    with replaced(path) as part:
        part.write_text(json.dumps(rates))


@functools.lru_cache(maxsize=1)
def _kept(path: Path, _changed: int) -> dict[str, list[float]]:
    """The rates of each group in the cache, those alone that can be rates; {} where it is damaged. A sweep
    asks for every one of its runs."""
    try:
        kept = files.read_json(path)
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {group: rates for group, rates in kept.items() if _are_rates(rates)}


def _are_rates(rates: Any) -> bool:
    """Whether these are numbers from 0 on, not all 0, and of seconds that a step may take."""
    return (
        isinstance(rates, list)
        and all(type(rate) in (int, float) and 0 <= rate < 1e3 for rate in rates)
        and any(rates)
    )


def where(config: Config) -> str:
    """Where a config trains, in words: "here" or "on the GPU"."""
    return "on the GPU" if _gpu_trains(config, _rates()) else "here"


def has_gpu() -> bool:
    """Whether a GPU was measured: then it hangs on a config where it trains."""
    return _measured_gpu(_rates())


def _rates() -> dict[str, list[float]]:
    """By group; {} where nothing has been measured yet."""
    try:
        return _kept(path := _path(), path.stat().st_mtime_ns)
    except OSError:
        return {}


def _measured_gpu(rates: dict[str, list[float]]) -> bool:
    return any(group.endswith(ON_GPU) for group in rates)


def _gpu_trains(config: Config, rates: dict[str, list[float]]) -> bool:
    """Whether a GPU does, as far as one was there to be measured."""
    named = (environment.device() or "").partition(":")[0]
    there = _measured_gpu(rates)
    if not there or named == "mps" or problem_of(config).stack_key(config) is None:
        return False
    return devices.choose(config, ("cpu", GPU), named or None) == "cuda"


@dataclass(frozen=True)
class Speed:
    """How fast a config trains where it does: a step is `turns` times a step of `part`, once its images
    are augmented."""

    rates: np.ndarray
    """Seconds of a unit of each kind of work, as `StepCost.work` has them."""
    turns: int
    part: Config
    """The config with as many items as are learned at once."""
    threads: int
    augmenting: float
    """Seconds that a step's images take."""

    @property
    def learning(self) -> float:
        """Seconds of one training step whose images are there."""
        cost = problem_of(self.part).cost(self.part, self.threads)
        return self.turns * float(np.dot(cost.work, self.rates))

    @property
    def seconds(self) -> float:
        """Of one training step."""
        return self.learning + self.augmenting


def speed(config: Config, threads: int | None = None) -> Speed | None:
    """How fast a config trains with so many threads, or as many as its kind has; None where this machine
    has not been measured yet."""
    rates = _rates()
    known, on_gpu = problem_of(config), _gpu_trains(config, rates)
    threads, turns = 1 if on_gpu else threads or known.threads, 1
    making = known.cost(config, threads).augmenting  # before any part of a batch is taken
    split = parts(threads, config.batch_size)
    measured = {parts(threads, probe.batch_size) for probe, threads in known.probes()}
    if split not in measured:  # as many steps of a part as a core has to take one after the other
        turns = math.ceil(split / min(split, cores()))
        config, threads = config.replace(batch_size=math.ceil(config.batch_size / split)), 1
    cost = known.cost(config, threads)
    of_group = rates.get(cost.group + ON_GPU * on_gpu, ())
    of_images = rates.get(f"{config.kind}{AUGMENTED}", ()) if making else ()
    # Other lengths: a Netsketch that knew other kinds of work has measured them.
    if len(of_group) != len(cost.work) or len(of_images) != len(making):
        return None
    return Speed(np.array(of_group), turns, config, threads, float(np.dot(making, of_images)))


def seconds_per_step(config: Config, threads: int | None = None) -> float | None:
    """Seconds of one training step with so many threads, or as many as its kind has, where it trains;
    None where this machine has not been measured yet."""
    found = speed(config, threads)
    return found.seconds if found else None


def run_seconds(config: Config, threads: int | None = None) -> float | None:
    """Seconds of all of a run's training steps and tests, likewise."""
    found = speed(config, threads)
    if found is None:
        return None
    return steps_with_tests(config) * found.learning + config.total_steps * found.augmenting


def steps_with_tests(config: Config) -> float:
    """Training steps of a run, and what its tests cost in such steps."""
    return config.total_steps + problem_of(config).cost(config, 1).tests


def multiply_adds(config: Config) -> float:
    """Multiply-adds of a run's training steps and tests, forward alone."""
    return problem_of(config).cost(config, 1).multiply_adds * steps_with_tests(config)


def known() -> bool:
    """Whether every group has been measured, by this Netsketch: another one may be faster."""
    try:
        stamp = (path := _path()).stat()
    except OSError:
        return False
    kept = _kept(path, stamp.st_mtime_ns)
    there = {group: len(rates) for group, rates in kept.items()}
    return stamp.st_mtime > _newest_source() and sizes().items() <= there.items()


@functools.cache
def _newest_source() -> float:
    """When the code that trains was last changed here, in seconds since 1970."""
    return max(file.stat().st_mtime for file in Path(__file__).parents[1].rglob("*.py"))
