"""Training of the two small networks that ship in data/shipped, for the home page.

    python -m scripts.train_shipped [KIND ...]

Each is a run directory, reduced to its settings and results (run.json) and its weights, of less than
200 kB. Beside the digits' stand a dozen test images, for it to read while nobody draws. The same config and
seed give the same weights on one machine.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from core.digits import dozen
from core.digits.config import DigitsConfig
from core.problems import preset
from core.runs import store, worker
from core.runs.shipped import FOLDER
from core.runs.store import Run
from core.settings.config import Config

MOST_BYTES = 200_000
KEPT = ("run.json", "model.safetensors")
CONFIGS: tuple[Config, ...] = (
    DigitsConfig(
        conv_layers=3,
        channels=(8, 16, 32),
        optimizer="adam",
        learning_rate=0.008,
        schedule="one-cycle",
        dropout=0.2,
        epochs=4,
    ),
    # As the quick preset, without triples of letters: their tables would be a megabyte.
    preset("names", "quick").config.replace(
        hidden_size=36,
        ngrams=2,
        embedding=8,
        learning_rate=0.006,
        letter_dropout=0.2,
        steps=3_000,
    ),
)


def train(config: Config) -> Run:
    """Train a config, and put what is to ship into its place. Raises RuntimeError for one too large."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / config.kind
        store.create(config, title=f"Shipped {config.kind}", path=path, threads=1)
        status = worker.work(path)
        size = (path / "model.safetensors").stat().st_size
        if status != "finished" or size >= MOST_BYTES:
            raise RuntimeError(f"{config.kind}: {status}, {size:,} bytes of {MOST_BYTES:,}")
        target = FOLDER / config.kind
        target.mkdir(parents=True, exist_ok=True)
        for name in KEPT:
            shutil.copyfile(path / name, target / name)
    return Run(target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    known = {config.kind: config for config in CONFIGS}
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(known)}; else all")
    kinds = parser.parse_args().kinds or known
    if unknown := set(kinds) - known.keys():
        sys.exit(f"There is no kind {', '.join(unknown)}; choose of {', '.join(known)}.")
    dozen.ship(dozen.of_set("mnist"))
    for kind in kinds:
        record = train(known[kind]).record
        print(f"{kind}: {record['accuracy']:.2%} right on the test set, {record['seconds']:.0f} s")


if __name__ == "__main__":
    main()
