"""Training of the detector of novelty that ships for MNIST, in data/detectors.

    python -m scripts.build_detector

Two or three minutes on one core. The same images give the same weights on one machine.
"""

import argparse
import time

import torch

from core.digits.detector import path_of
from core.digits.detector_training import make_detector
from core.digits.picture_sets import MNIST


def main() -> None:
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    torch.set_num_threads(1)
    start = time.monotonic()
    make_detector(MNIST, anew=True)
    size = path_of(MNIST).stat().st_size
    print(f"{path_of(MNIST).name}: {size:,} bytes, {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
