"""False alarms of the doctor: python -m benchmarks.doctor [--seeds 20] [--kind digits] [--name quick]

Trains quick and accurate of each kind, on this machine as it is, once a seed, and prints what the
doctor says of each run. They are healthy, so each diagnosis counts as a false alarm. The last line
gives the share of an epoch that the statistics of ReLUs and weights take.
"""

import argparse
import collections
import sys
import time
from pathlib import Path
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core import problems
from core.doctor.examine import examined
from core.training.events import Diagnosis, Evaluated


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--kind", choices=("digits", "names"))
    parser.add_argument("--name", choices=("quick", "accurate"))
    args = parser.parse_args()
    torch.set_num_threads(1)
    runs, alarms = 0, collections.Counter[str]()
    for preset in problems.PRESETS:
        if preset.name not in ("quick", "accurate"):
            continue
        if args.kind not in (None, preset.kind) or args.name not in (None, preset.name):
            continue
        for seed in range(args.first, args.first + args.seeds):
            runs += 1
            trainer = problems.trainer(preset.config.replace(seed=seed))
            spent = timed(trainer.stats)
            last: Evaluated | None = None
            said = []
            for event in examined(trainer):
                if isinstance(event, Diagnosis):
                    said.append(event)
                elif isinstance(event, Evaluated):
                    last = event
            assert last is not None
            alarms.update(d.code for d in said)
            dead = ", ".join(f"{layer.dead}/{layer.units}" for layer in last.relus)
            print(
                f"{preset.kind:7} {preset.name:9} seed {seed:3}  {last.accuracy:7.2%}  "
                f"test loss {last.loss:.3f}  dead {dead or '-':24}  doctor {spent[0]:.3f} s of "
                f"{last.seconds:.1f} s  {', '.join(d.code for d in said) or 'silent'}",
                flush=True,
            )
            for d in said:
                print(f"    {d.code}: {d.evidence}", flush=True)
    print(f"{sum(alarms.values())} false alarms in {runs} runs {dict(alarms) or ''}")


def timed(stats: Any) -> list[float]:
    """Sum up the seconds that the weights' change and the hooks of the ReLUs take, in a list of one."""
    spent = [0.0]

    def clocked(f: Any) -> Any:
        def g(*args: Any) -> Any:
            begun = time.perf_counter()
            result = f(*args)
            spent[0] += time.perf_counter() - begun
            return result

        return g

    stats.relative_weight_change = clocked(stats.relative_weight_change)
    stats._hook = clocked(stats._hook)
    return spent


if __name__ == "__main__":
    main()
