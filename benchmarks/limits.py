"""How far training is from what the machine can do, and how its cost grows.

    python -m benchmarks.limits [--only parts]

Measures the ceiling (matrix products, a large copy) and the training steps in the same run,
counts the floating-point operations of a step, times a step in one to eight parts and four sizes of each
kind of work, and trains every preset for a while in a process of its own to see how much memory it takes.
"""

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))
from core import problems
from core.digits.config import DigitsConfig
from core.digits.layers import layers
from core.names.config import NOTES_CELLS, NamesConfig
from core.names.layers import recurrent_work
from core.names.task import NamesTask
from core.problems import problem_of
from core.runs import executors, store, worker
from core.settings.config import Config
from core.sweeps import plan, sweep
from core.training import cores
from core.training.compiled_dense import dense
from core.training.compiled_rows import TILE
from core.training.task import Task
from core.training.threads import map_threads

PRESETS = (
    ("digits", "1-pool"),
    ("digits", "2-pools-rate-0.1"),
    ("digits", "3-pools-16-channels"),
    ("digits", "quick"),
    ("digits", "accurate"),
    ("names", "linear-128"),
    ("names", "quick"),
    ("names", "accurate"),
)
SECONDS = 2.0  # for each measurement
ROUNDS, STRETCH = 7, 20  # of so many steps


def ceiling(threads: int) -> tuple[float, float, float]:
    """(GFLOP/s of PyTorch's product of 1024 x 1024, of compiled products of rows that are in the nearest
    cache, GB/s of a copy of 128 MB, read and written)."""
    torch.set_num_threads(threads)
    a, b = torch.randn(1024, 1024), torch.randn(32_000_000)
    c = torch.empty_like(b)
    product = per_call(lambda: a @ a)
    copy = per_call(lambda: c.copy_(b))
    x, weight, bias = (np.ones(shape, np.float32) for shape in ((64, TILE), (3, TILE), (3,)))
    outs = [np.zeros((64, 3), np.float32) for _ in range(threads)]

    def products(out: NDArray[np.float32]) -> None:
        for _ in range(100):
            dense(x, weight, bias, out)

    of_rows = per_call(lambda: map_threads(threads, products, outs))
    gflops = 100 * threads * 2 * x.size * len(weight) / of_rows / 1e9
    return 2 * 1024**3 / product / 1e9, gflops, 2 * 4 * len(b) / copy / 1e9


def per_call(call: object) -> float:
    """Seconds of one call, the fastest of many."""
    assert callable(call)
    best, end = float("inf"), time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        begun = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - begun)
    return best


def flops(config: Config, task: Task) -> float:
    """Floating-point operations of a step: two for each multiply-add, forward, and twice that
    backward, for the weights and for the inputs. The first layer has no input to go back to."""
    if isinstance(config, DigitsConfig):
        adds = [layer.multiply_adds for layer in layers(config) if layer.multiply_adds]
        return 2 * config.batch_size * (3 * sum(adds) - adds[0])
    assert isinstance(task, NamesTask) and isinstance(config, NamesConfig)
    dense = next(x for x in reversed(problem_of(config).layers(config)) if x.type == "Linear")
    letters = float(task.lengths[torch.from_numpy(task.batch(0))].float().mean())
    steps = letters - 1 if config.cell in NOTES_CELLS else letters + 2 * config.marks
    work = steps * sum(recurrent_work(config)) + dense.multiply_adds
    return 2 * config.batch_size * 3 * work


def step_seconds(config: Config, task: Task, steps: int = 0) -> float:
    """Seconds of a step: the median stretch of many."""
    stretch = max(1, steps or (5 if config.batch_size > 1 else 200))
    taken: list[float] = []
    end, position = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < end or len(taken) < 3:
        begun = time.perf_counter()
        for _ in range(stretch):
            task.step(position, config.learning_rate / 100)
            position += 1
        taken.append((time.perf_counter() - begun) / stretch)
    return sorted(taken)[len(taken) // 2]


def shares() -> None:
    one, two = ceiling(1), ceiling(2)
    for threads, (product, rows, copy) in ((1, one), (2, two)):
        print(
            f"ceiling, {threads} threads: {product:.0f} GFLOP/s in PyTorch's product, {rows:.0f} in rows, "
            f"{copy:.1f} GB/s"
        )
    print()
    torch.set_num_threads(1)
    print("a step of                     MFLOP   seconds    GFLOP/s  of the ceiling  of two items")
    for kind, name in PRESETS:
        preset, cpu = problems.preset(kind, name), torch.device("cpu")
        config, known = preset.config, problem_of(preset.config)
        task = known.task(config, cpu, preset.threads or known.threads)
        work, seconds = flops(config, task), step_seconds(config, task)
        limit = max((one if config.batch_size == 1 else two)[:2])
        # Next to nothing to compute: what the calls take.
        two_items = ""
        if config.batch_size > 1:
            few = config.replace(batch_size=2)
            few_task = known.task(few, cpu, 1)
            two_items = f"  {step_seconds(few, few_task) * 1e3:9.3f} ms"
        print(
            f"{kind:7} {name:20} {work / 1e6:7.2f}  {seconds * 1e3:6.3f} ms  {work / seconds / 1e9:7.1f}"
            f"  {work / seconds / 1e9 / limit:7.0%}{two_items}"
        )


def parts() -> None:
    """A step in one, two, four and eight parts, a thread each, in turn: by the clock, by the processor."""
    torch.set_num_threads(1)
    print(
        f"\nmilliseconds of a step in so many parts, of the processor's time; {cores.cores()} cores"
    )
    for name in ("quick", "accurate"):
        config = problems.preset("digits", name).config
        tasks = {k: problem_of(config).task(config, torch.device("cpu"), k) for k in (1, 2, 4, 8)}
        found: dict[int, list[tuple[float, float]]] = {k: [] for k in tasks}
        for turn in range(ROUNDS):
            for k, task in tasks.items():
                begun, used = time.perf_counter(), time.process_time()
                for position in range(turn * STRETCH, (turn + 1) * STRETCH):
                    task.step(position, 0.0)
                taken = time.perf_counter() - begun, time.process_time() - used
                found[k].append((1e3 * taken[0] / STRETCH, 1e3 * taken[1] / STRETCH))
        medians = {
            k: [statistics.median(each) for each in zip(*v, strict=True)] for k, v in found.items()
        }
        for k, (by_clock, by_processor) in medians.items():
            print(
                f"{name:9} {k}  {by_clock:6.2f}  {by_processor:6.2f}  {medians[2][0] / by_clock:5.2f}x "
                "as fast as in two"
            )


def growth() -> None:
    """Seconds for one, two, four and eight times the work."""
    torch.set_num_threads(1)
    quick = problems.preset("digits", "3-pools-8-channels").config.replace(epochs=1)
    one = problems.preset("names", "linear-128").config
    assert isinstance(quick, DigitsConfig) and isinstance(one, NamesConfig)
    rows: dict[str, list[Config]] = {
        "training images": [quick.replace(train_size=6400 * k) for k in (1, 2, 4, 8)],
        "epochs": [quick.replace(train_size=6400, epochs=k) for k in (1, 2, 4, 8)],
        "names": [one.replace(steps=4000 * k) for k in (1, 2, 4, 8)],
    }
    print("\nseconds of training alone for 1, 2, 4 and 8 times the ...")
    for what, configs in rows.items():
        times = []
        for config in configs:
            task = problems.trainer(config).task
            for position in range(10):
                task.step(position, 0.0)
            begun = time.perf_counter()
            for position in range(config.total_steps):
                task.step(position, config.learning_rate)
            times.append(time.perf_counter() - begun)
        report(what, times)
    report("runs", [sweep_seconds(2 * k) for k in (1, 2, 4, 8)])


def report(what: str, times: list[float]) -> None:
    print(f"{what:16} " + "  ".join(f"{t:6.2f} s ({t / times[0]:.2f}x)" for t in times), flush=True)


def sweep_seconds(runs: int) -> float:
    """Seconds of a sweep of so many runs of 20 000 names, its workers warm."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["RUNS_DIR"] = home
        for seeds in (executors.workers(), runs):  # the first warms them
            asked = plan.plan("names", {"hidden_size": [64]}, seeds, "linear-64", {"steps": 20_000})
            begun = time.time()
            found = sweep.start(asked)
            while any(cell.status != "finished" for cell in found.cells()):
                time.sleep(0.05)
            ended = max(cell.record["ended"] for cell in found.cells())
    return float(ended - begun)


def peaks() -> None:
    """The most memory that a worker has had, for every preset: an epoch, or 500 batches of names."""
    print("peak memory of a worker")
    found = []
    for preset in problems.PRESETS:
        # A process each: the peak of one that trains them all in turn would be the largest's.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            found.append((alone.submit(peak, preset.config).result(), preset))
    for size, preset in sorted(found, key=lambda row: -row[0]):
        print(f"{preset.kind:7} {preset.name:30} {size / 1e6:6.0f} MB")
    print()


def peak(config: Config) -> float:
    """Bytes at most in this process, which trains a run as a worker does."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["RUNS_DIR"] = home
        short = {"epochs": 1} if config.kind == "digits" else {"steps": 500}
        run = store.create(config.replace(**short))
        torch.set_num_threads(1)
        if worker.work(run.path) != "finished":
            raise RuntimeError(str(store.Run(run.path).record["error"]))
    return 1024.0 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # it counts in kB


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    # Peaks first: a process counts its parent's peak as its own.
    all_parts = {"peaks": peaks, "shares": shares, "parts": parts, "growth": growth}
    parser.add_argument("--only", choices=all_parts)
    only = parser.parse_args().only
    for name, measure in all_parts.items():
        if only in (None, name):
            measure()
