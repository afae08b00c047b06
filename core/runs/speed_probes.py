"""Speed probes: a few networks whose steps are timed to learn how fast this machine trains, in a worker.

The seconds that a unit of each kind of work takes (`StepCost.work`, `StepCost.augmenting`) are those that
fit all of a group's networks best, on a GPU too where there is one.
"""

import time

import numpy as np

from core import environment
from core.problem import StepCost
from core.problems import PROBLEMS, problem_of, trainer
from core.settings.config import Config
from core.training import devices

PROBE_SECONDS, ROUNDS = 0.1, 5
GPU_STRETCH = 40  # steps
GPU, ON_GPU = "cuda:0", "@cuda"
AUGMENTED = "-augmented"


def _probes() -> list[tuple[Config, int, StepCost]]:
    """What is timed to learn this machine's speed, with its threads and the cost of a step; of what
    augments its images, by how much longer a step takes."""
    return [
        (config, threads, known.cost(config, threads))
        for known in PROBLEMS.values()
        for config, threads in known.probes()
    ]


def _group(config: Config, cost: StepCost) -> tuple[str, tuple[float, ...]]:
    """Of a probe, with the units that are timed: those of one group share what a unit takes."""
    if cost.augmenting:
        return f"{config.kind}{AUGMENTED}", cost.augmenting
    return cost.group, cost.work


def sizes() -> dict[str, int]:
    """How many rates each group has."""
    found = (_group(config, cost) for config, _, cost in _probes())
    return {group: len(units) for group, units in found}


def groups() -> list[str]:
    """What `measure` is to be called with, each a second or two, on an idle machine."""
    return list(sizes())


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
    """The rates of a group's configs, seconds of a unit of each kind of work, in a worker."""
    name, on_gpu = group.removesuffix(ON_GPU), is_of_gpu(group)
    found = []
    for config, threads, cost in _probes():
        of_group, units = _group(config, cost)
        if of_group == name and (not on_gpu or _on_gpu(config, threads)):
            found.append((config, threads, np.array(units)))
    timed = [(config, threads) for config, threads, _ in found]
    if on_gpu:
        seconds = [_typical(_on_a_gpu(config)) for config, _ in timed]
    elif name.endswith(AUGMENTED):
        # More than what making a batch takes alone: it leaves the caches to the images it is made of.
        plain = [(problem_of(config).unaugmented(config), threads) for config, threads in timed]
        both = list(map(_typical, _on_cores(timed + plain)))
        seconds = [both[k] - both[len(timed) + k] for k in range(len(timed))]
    else:
        seconds = list(map(_typical, _on_cores(timed)))
    rows = [(units, s) for (*_, units), s in zip(found, seconds, strict=True) if s > 0]
    return list(map(float, _solve(rows)))


def _typical(taken: list[float]) -> float:
    """Not the mean: while another program has the cores a step takes many times as long, and the answer is
    kept for good."""
    return float(np.quantile(taken, 0.25))


def _on_cores(timed: list[tuple[Config, int]]) -> list[list[float]]:
    """Seconds of some steps of each config with its threads, in rounds: what disturbs a moment disturbs a
    part of each."""
    import torch

    cpu = torch.device("cpu")
    tasks = [problem_of(config).task(config, cpu, threads) for config, threads in timed]
    for task in tasks:
        task.step(0, 0.0)
    taken: list[list[float]] = [[] for _ in tasks]
    for _ in range(ROUNDS):
        for task, before in zip(tasks, taken, strict=True):
            seconds: list[float] = []
            while sum(seconds) < PROBE_SECONDS / ROUNDS:
                begun = time.perf_counter()
                loss, *_ = task.step(1 + len(before) + len(seconds), 0.0)
                float(loss)
                seconds.append(time.perf_counter() - begun)
            before += seconds
    return taken


def _on_a_gpu(config: Config) -> list[float]:
    """Seconds of some steps, as they are replayed there."""
    learn = trainer(config, device="cuda").learn
    done, taken = GPU_STRETCH, list[float]()
    learn(0, done)  # the graphs are recorded
    while len(taken) < 4 and done + GPU_STRETCH <= config.total_steps:
        begun = time.perf_counter()
        learn(done, done + GPU_STRETCH)
        taken.append((time.perf_counter() - begun) / GPU_STRETCH)
        done += GPU_STRETCH
    return taken


def _solve(found: list[tuple[np.ndarray, float]]) -> np.ndarray:
    """Rates of at least 0 that fit the measured seconds best, relative to each: (features,).

    The best subset of features whose least-squares rates are all positive; with so few features
    trying all subsets is the simplest way.
    """
    features = np.array([f for f, _ in found])
    seconds = np.array([s for _, s in found])
    a = features / seconds[:, None]
    n = features.shape[1]
    best, answer = np.inf, np.zeros(n)
    for chosen in range(1, 2**n):
        columns = [k for k in range(n) if chosen >> k & 1]
        rates = np.linalg.lstsq(a[:, columns], np.ones(len(a)), rcond=None)[0]
        error = float(((a[:, columns] @ rates - 1) ** 2).sum())
        if (rates >= 0).all() and error < best:
            best, answer = error, np.zeros(n)
            answer[columns] = rates
    return answer
