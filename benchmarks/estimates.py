"""Estimates of training time beside measured seconds.

    python -m benchmarks.estimates [--kind digits] [--only quick] [--threads 1]

Measures this machine as a worker of the app does, then in the same worker what the presets and the smallest
and largest networks take, digits also with each way of augmentation: the median of many steps and of a few
tests, times as many as a run has. Prints both for a whole run, and their ratio; at the end how far off the
estimates are. What the app has measured stays as it is. Takes a few minutes of a machine that
is idle: with two threads, a program beside it makes a run take up to twice as long.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from core import problems
from core.digits.config import DigitsConfig
from core.names.config import NOTES_CELLS, NamesConfig
from core.problems import PROBLEMS
from core.runs import executors, speed_probes, step_time
from core.settings.config import Config

SECONDS = 0.25  # for each measurement, at least
ROUNDS = 3
WAYS: dict[str, dict[str, Any]] = {
    "thickened": {"thickness": 0.4},
    "moved": {"shift": 2.0, "turn": 10.0, "scale": 0.1},
    "noisy": {"noise": 0.05},
}
WAYS["all three"] = {field: amount for way in list(WAYS.values()) for field, amount in way.items()}
SMALLEST = DigitsConfig(conv_layers=1, channels=1, hidden=1)
LARGEST = DigitsConfig(conv_layers=4, channels=256, hidden=4096)
DIGITS: dict[str, Config] = {
    "smallest": SMALLEST,
    "smallest, batches of 16": SMALLEST.replace(batch_size=16),
    "largest": LARGEST,
    "largest, adam": LARGEST.replace(optimizer="adam"),
}
NAMES: dict[str, Config] = {
    "smallest": NamesConfig(cell="tanh", hidden_size=8),
    "smallest of the notes": NamesConfig(
        cell=NOTES_CELLS[0], hidden_size=8, batch_size=1, optimizer="sgd"
    ),
    "largest": NamesConfig(cell="lstm", hidden_size=512),
}
AUGMENTED = ("quick", "accurate", "smallest", "smallest, batches of 16")


def cases(kind: str) -> Iterator[tuple[str, Config]]:
    named = {p.name: p.config for p in PROBLEMS[kind].presets} | (
        DIGITS if kind == "digits" else NAMES
    )
    for name, config in named.items():
        yield name, config
        if kind == "digits" and name in AUGMENTED:
            for way, amounts in WAYS.items():
                yield f"{name}, {way}", config.replace(**amounts)


def measured(config: Config, threads: int) -> float:
    """Seconds of a whole run, from a few of its steps and tests, in a worker."""
    trainer = problems.trainer(config, threads, device="cpu")
    stretch = 1 if config.batch_size > 1 else 100
    done, stretches, tests = stretch, list[float](), list[float]()
    trainer.learn(0, done)
    for _ in range(ROUNDS):
        if sum(tests) < SECONDS:
            begun = time.perf_counter()
            trainer.task.evaluate()
            tests.append(time.perf_counter() - begun)
        end = time.perf_counter() + SECONDS / ROUNDS
        taken = list[float]()
        while time.perf_counter() < end or not taken:
            begun = time.perf_counter()
            trainer.learn(done, done + stretch)
            taken.append((time.perf_counter() - begun) / stretch)
            done += stretch
        stretches.append(statistics.median(taken))
    steps = config.total_steps * statistics.median(stretches)
    return steps + len(config.evaluation_steps()) * statistics.median(tests)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kind", choices=tuple(PROBLEMS))
    parser.add_argument("--only", default="", help="what begins so")
    parser.add_argument("--threads", type=int, choices=(1, 2), help="of a run; both if not said")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        os.environ |= {"NETSKETCH_CACHE": cache, "NETSKETCH_DEVICE": "cpu"}
        do = executors.executor().submit
        kinds = [args.kind] if args.kind else list(PROBLEMS)
        begun = time.perf_counter()
        groups = [g for g in speed_probes.groups() if g.partition("-")[0] in kinds]
        step_time.keep({group: do(speed_probes.measure, group).result() for group in groups})
        print(f"measured this machine in {time.perf_counter() - begun:.0f} s\n")
        print(f"{'a run of':44} threads  estimate  measured  ratio")
        ratios = []
        for kind in kinds:
            for name, config in cases(kind):
                if not name.startswith(args.only):
                    continue
                for threads in (args.threads,) if args.threads else (1, 2):
                    taken = do(measured, config, threads).result()
                    said = step_time.run_seconds(config, threads)
                    assert said is not None
                    ratios.append(said / taken)
                    print(
                        f"{kind:6} {name:37} {threads:7}  {said:7.1f} s {taken:7.1f} s  {ratios[-1]:4.2f}x",
                        flush=True,
                    )
        if not ratios:
            parser.error(f"No run's name begins with {args.only!r}.")
        within = sum(1 / 1.2 <= ratio <= 1.2 for ratio in ratios)
        print(f"\n{within} of {len(ratios)} within 20 %, {min(ratios):.2f}x to {max(ratios):.2f}x")


if __name__ == "__main__":
    main()
