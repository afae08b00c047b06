"""Step time: how long training will take on this machine, before it is tried.

A step costs a fixed share (calls), a share for every number that a layer writes (memory), and a
share for every multiply-add; augmentation takes a time of its own for each image. A worker measures a
few networks once and solves for the three, on a GPU too where there is one; the answer is kept in the
cache folder. No PyTorch is needed to read it.
"""

import functools
import json
import math
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from core import environment, files
from core.environment import cache_dir
from core.files import remove_parts, replaced
from core.problem import StepCost
from core.problems import PROBLEMS, problem_of, trainer
from core.settings.config import Config
from core.training import devices
from core.training.cores import SMALLEST_PART, cores

if TYPE_CHECKING:
    from core.training.task import AugmentingTask

PROBE_SECONDS = 0.12
GPU_STRETCH = 40  # steps
GPU, ON_GPU = "cuda:0", "@cuda"
AUGMENTED = "-augmented"


def _path() -> Path:
    return cache_dir() / "speed.json"


def _features(cost: StepCost) -> np.ndarray:
    """(3,) per step: 1, numbers written, multiply-adds; forward alone, the rest is in the rates."""
    return np.array([1.0, cost.written, cost.multiply_adds])


def _probes() -> list[tuple[Config, int, StepCost]]:
    """What is timed to learn this machine's speed, with its threads and the cost of a step; of what
    augments its images, making a batch alone."""
    return [
        (config, threads, known.cost(config, threads))
        for known in PROBLEMS.values()
        for config, threads in known.probes()
    ]


def _group(config: Config, cost: StepCost) -> str:
    """Of a probe: those of one group share what a unit takes."""
    return f"{config.kind}{AUGMENTED}" if any(cost.augmented) else cost.group


def groups() -> list[str]:
    """What `measure` is to be called with, each a fraction of a second, on an idle machine."""
    return list(dict.fromkeys(_group(config, cost) for config, _, cost in _probes()))


def gpu_groups() -> list[str]:
    """The same for a GPU, where there is one: to be measured in a worker of its pool."""
    if GPU not in devices.seen() or environment.device() == "cpu":
        return []
    probes = [cost.group for config, threads, cost in _probes() if _on_gpu(config, threads)]
    return [f"{group}{ON_GPU}" for group in dict.fromkeys(probes)]


def is_of_gpu(group: str) -> bool:
    return group.endswith(ON_GPU)


def _on_gpu(config: Config, threads: int) -> bool:
    """Whether a probe is one for a GPU, which takes a batch whole."""
    return threads == 1 and problem_of(config).stack_key(config) is not None


def measure(group: str) -> list[float]:
    """The rates (3,) of a group's configs, in a worker."""
    name, on_gpu = group.removesuffix(ON_GPU), is_of_gpu(group)
    rows = []
    for config, threads, cost in _probes():
        if _group(config, cost) == name and (not on_gpu or _on_gpu(config, threads)):
            taken = _on_a_gpu(config) if on_gpu else _on_cores(config, threads, any(cost.augmented))
            # Not the mean: while another program has the cores a step takes many times as long, and the
            # answer is kept for good.
            features = np.array(cost.augmented) if any(cost.augmented) else _features(cost)
            rows.append((features, float(np.quantile(taken, 0.25))))
    return list(map(float, _solve(rows)))


def _on_cores(config: Config, threads: int, batches: bool = False) -> list[float]:
    """Seconds of some steps, or of making their batches alone."""
    import torch

    task = problem_of(config).task(config, torch.device("cpu"), threads)
    task.step(0, 0.0)
    taken: list[float] = []
    while sum(taken) < PROBE_SECONDS or len(taken) < 3:
        begun = time.perf_counter()
        if batches:
            cast("AugmentingTask", task).batch(1 + len(taken))
        else:
            loss, *_ = task.step(1 + len(taken), 0.0)
            float(loss)
        taken.append(time.perf_counter() - begun)
    return taken


def _on_a_gpu(config: Config) -> list[float]:
    """The same, as they are replayed there."""
    learn = trainer(config, device="cuda").learn
    done, taken = GPU_STRETCH, list[float]()
    learn(0, done)  # the graphs are recorded
    while len(taken) < 4 and done + GPU_STRETCH <= config.total_steps:
        begun = time.perf_counter()
        learn(done, done + GPU_STRETCH)
        taken.append((time.perf_counter() - begun) / GPU_STRETCH)
        done += GPU_STRETCH
    return taken


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
    """Whether these are three numbers from 0 on, not all 0, and of seconds that a step may take."""
    return (
        isinstance(rates, list)
        and len(rates) == 3
        and all(type(rate) in (int, float) and 0 <= rate < 1e3 for rate in rates)
        and any(rates)
    )


def _solve(found: list[tuple[np.ndarray, float]]) -> np.ndarray:
    """Rates of at least 0 that fit the measured seconds best, relative to each: (3,).

    The best subset of features whose least-squares rates are all positive; with three features
    trying all seven subsets is the simplest way.
    """
    features = np.array([f for f, _ in found])
    seconds = np.array([s for _, s in found])
    a = features / seconds[:, None]
    best, answer = np.inf, np.zeros(features.shape[1])
    for chosen in range(1, 8):
        columns = [k for k in range(3) if chosen >> k & 1]
        rates = np.linalg.lstsq(a[:, columns], np.ones(len(a)), rcond=None)[0]
        error = float(((a[:, columns] @ rates - 1) ** 2).sum())
        if (rates >= 0).all() and error < best:
            best, answer = error, np.zeros(3)
            answer[columns] = rates
    return answer


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
    """(3,) seconds of a step, of a number that a layer writes, of a multiply-add."""
    turns: int
    part: Config
    """The config with as many items as are learned at once."""
    threads: int
    augmenting: float
    """Seconds that a step's images take."""

    @property
    def seconds(self) -> float:
        """Of one training step."""
        cost = problem_of(self.part).cost(self.part, self.threads)
        return self.turns * float(_features(cost) @ self.rates) + self.augmenting


def speed(config: Config, threads: int | None = None) -> Speed | None:
    """How fast a config trains with so many threads, or as many as its kind has; None where this machine
    has not been measured yet."""
    rates = _rates()
    known, on_gpu = problem_of(config), _gpu_trains(config, rates)
    threads, turns = 1 if on_gpu else threads or known.threads, 1
    augmented = known.cost(config, threads).augmented  # before any part of a batch is taken
    of_images = rates.get(f"{config.kind}{AUGMENTED}", None if any(augmented) else [0.0] * 3)
    if (
        threads > 2
    ):  # not measured: as many steps of a part as a core has to take one after the other
        parts = max(1, min(threads, config.batch_size // SMALLEST_PART))
        turns = math.ceil(parts / min(parts, cores()))
        config, threads = config.replace(batch_size=math.ceil(config.batch_size / parts)), 1
    of_group = rates.get(known.cost(config, threads).group + ON_GPU * on_gpu)
    if of_group is None or of_images is None:
        return None
    augmenting = float(np.dot(augmented, of_images))
    return Speed(np.array(of_group), turns, config, threads, augmenting)


def seconds_per_step(config: Config, threads: int | None = None) -> float | None:
    """Seconds of one training step with so many threads, or as many as its kind has, where it trains;
    None where this machine has not been measured yet."""
    found = speed(config, threads)
    return found.seconds if found else None


def multiply_adds(config: Config) -> float:
    """Multiply-adds of one training step, forward alone."""
    return problem_of(config).cost(config, 1).multiply_adds


def known() -> bool:
    """Whether every group has been measured, by this Netsketch: another one may be faster."""
    try:
        stamp = (path := _path()).stat()
    except OSError:
        return False
    kept = _kept(path, stamp.st_mtime_ns)
    return stamp.st_mtime > _newest_source() and set(groups()) <= kept.keys()


@functools.cache
def _newest_source() -> float:
    """When the code that trains was last changed here, in seconds since 1970."""
    return max(file.stat().st_mtime for file in Path(__file__).parents[1].rglob("*.py"))
