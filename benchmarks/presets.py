"""How good and how fast our own presets are: python -m benchmarks.presets [--seeds 3] [--kind digits]

Trains quick and accurate of each kind once a seed, on this machine as it is, and prints test accuracy
with a 95 % interval and the seconds that training and testing took.
"""

import argparse
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from core import problems
from core.statistics.intervals import wilson
from core.training.events import Evaluated


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--kind", choices=("digits", "names"))
    parser.add_argument("--name", choices=("quick", "accurate"))
    args = parser.parse_args()
    torch.set_num_threads(1)
    print("kind    preset    seed  accuracy (95 % interval)      balanced  largest  seconds")
    for preset in problems.PRESETS:
        if preset.name not in ("quick", "accurate"):
            continue
        if args.kind not in (None, preset.kind) or args.name not in (None, preset.name):
            continue
        for seed in range(args.seeds):
            trainer = problems.trainer(preset.config.replace(seed=seed))
            last = [event for event in trainer if isinstance(event, Evaluated)][-1]
            rows = [sum(row) for row in last.confusion]
            n = sum(rows)
            low, high = wilson(round(last.accuracy * n), n)
            print(
                f"{preset.kind:7} {preset.name:9} {seed:4}  {last.accuracy:8.2%} "
                f"({low:.2%} to {high:.2%})  {last.balanced_accuracy:9.2%}  {max(rows) / n:7.1%}  "
                f"{last.seconds:7.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
