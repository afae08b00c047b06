"""How good and how fast our own presets are: python -m benchmarks.presets [--seeds 5] [--kind names]

Trains quick and accurate of each kind once a seed, as the app would on this machine, and prints test
accuracy with a 95 % interval, and the seconds that training and testing took, beside the simple methods
whose answers to the same items are recorded. At the end, over all seeds: the mean, how far the seeds lie
apart (the standard deviation), the 95 % interval of the mean, and by how much the networks are ahead of
each simple method, split by split.
"""

import argparse
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from core import problems
from core.problem import Preset
from core.statistics.intervals import difference_interval, wilson
from core.training.events import Evaluated


@dataclass
class Found:
    """The figures of one method, seed by seed."""

    name: str
    accuracy: list[float] = field(default_factory=list)
    balanced: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(
        self, seed: int, accuracy: float, balanced: float, classes: list[int], seconds: float = 0.0
    ) -> None:
        """One seed's, of a test set with so many items of each class."""
        n = sum(classes)
        self.accuracy.append(accuracy)
        self.balanced.append(balanced)
        self.seconds.append(seconds)
        low, high = wilson(round(accuracy * n), n)
        print(
            f"{self.name:24} {seed:4}  {accuracy:8.2%} ({low:.2%} to {high:.2%})  {balanced:9.2%}  "
            f"{max(classes) / n:7.1%}  {seconds:7.1f}",
            flush=True,
        )


def spread(values: list[float]) -> str:
    """ "71.20 % ± 0.50 (70.58 to 71.82)": mean, standard deviation and interval of the mean, in percent."""
    mean = 100 * statistics.fmean(values)
    if len(values) < 2:
        return f"{mean:6.2f}"
    low, high = difference_interval(values)
    return (
        f"{mean:6.2f} ± {100 * statistics.stdev(values):.2f} ({100 * low:.2f} to {100 * high:.2f})"
    )


def of_preset(preset: Preset, seeds: int) -> Found:
    found = Found(f"{preset.name} {preset.kind}")
    for seed in range(seeds):
        trainer = problems.trainer(preset.config.replace(seed=seed), preset.threads)
        last = [event for event in trainer if isinstance(event, Evaluated)][-1]
        classes = [sum(row) for row in last.confusion]
        found.add(seed, last.accuracy, last.balanced_accuracy, classes, last.seconds)
    return found


def of_baselines(preset: Preset, seeds: int) -> list[Found]:
    """The simple methods on the test items of a preset's runs."""
    found: dict[str, Found] = {}
    for seed in range(seeds):
        for each in problems.problem(preset.kind).baselines(preset.config.replace(seed=seed)):
            score, classes = each.score(), np.bincount(each.truth).tolist()
            own = found.setdefault(each.name, Found(each.name))
            own.add(seed, score["accuracy"], score["balanced_accuracy"], classes)
    return list(found.values())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--kind", choices=tuple(problems.PROBLEMS))
    parser.add_argument("--name", choices=("quick", "accurate"))
    args = parser.parse_args()
    torch.set_num_threads(1)
    print(f"{'':24} seed  accuracy (95 % interval)      balanced  largest  seconds")
    presets = [
        preset
        for preset in problems.PRESETS
        if preset.name in ("quick", "accurate")
        and args.kind in (None, preset.kind)
        and args.name in (None, preset.name)
    ]
    for preset in presets:
        ours = of_preset(preset, args.seeds)
        simple = of_baselines(preset, args.seeds)
        print(f"over {args.seeds} seeds, in %: accuracy ± deviation (95 % of the mean), balanced")
        seconds = statistics.fmean(ours.seconds)
        print(f"{ours.name:24} {spread(ours.accuracy)}  {spread(ours.balanced)}  {seconds:.1f} s")
        for each in simple:
            print(f"{each.name:24} {spread(each.accuracy)}  {spread(each.balanced)}")
            ahead = (
                spread([a - b for a, b in zip(*pair, strict=True)])
                for pair in ((ours.accuracy, each.accuracy), (ours.balanced, each.balanced))
            )
            print(f"{'  ahead by':24} {'  '.join(ahead)}")
        print(flush=True)


if __name__ == "__main__":
    main()
