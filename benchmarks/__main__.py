"""python -m benchmarks: our training beside the loops that people write, or how fast the screen answers."""

import argparse
import os
import sys

# NumPy reads it when it is imported. A run has a thread for each part of a batch, and no more.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from core import environment
from core.errors import NetsketchError


def measure(args: argparse.Namespace) -> int:
    if args.what == "gpu":  # needs nothing but the runtime packages
        from benchmarks import gpu

        return gpu.main(args.cpu)
    from benchmarks import races

    if args.ui or "live" in (args.only or races.RACES):
        try:
            from benchmarks import ui
        except ModuleNotFoundError as e:
            raise NetsketchError(
                f"{e.name} is missing, which drives the browser: pip install -r requirements-dev.txt"
            ) from e
    if args.ui:
        ui.main(args.json)
    else:
        unknown = [name for name in args.only or () if name not in races.RACES]
        if unknown:
            raise NetsketchError(
                f"There is no race {unknown[0]!r}; choose {', '.join(races.RACES)}."
            )
        races.main(args.only, args.json)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Our training beside the loops that people write."
    )
    parser.add_argument(
        "what",
        nargs="?",
        choices=("gpu",),
        help="what a GPU is worth, and whether it can be relied on",
    )
    parser.add_argument(
        "--cpu", action="store_true", help="gpu: a thousandth of it, on a processor"
    )
    parser.add_argument("--only", action="append", metavar="NAME", help="this race alone")
    parser.add_argument(
        "--ui", action="store_true", help="how fast the screen answers, in Chromium"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    args = parser.parse_args()
    try:
        environment.check()
        return measure(args)
    except NetsketchError as e:
        print(e, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
