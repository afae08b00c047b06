"""Simple methods on MNIST (logistic regression on pixels, nearest neighbour): what a CNN is held against.

`scripts/build_baselines.py` trains them on all 60 000 images and writes what they say of the test images.
"""

import functools
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.digits.picture_sets import MNIST, SHIPPED
from core.errors import DataError
from core.files import read_bytes, replaced

METHODS = {
    "logistic": (
        "Logistic regression on pixels",
        "A weight for each pixel and digit, summed: one dense layer and no hidden one, trained on all "
        "60,000 images.",
    ),
    "nearest": (
        "Nearest neighbour",
        "The digit of the one of 60,000 training images whose pixels differ least: nothing is learned.",
    ),
}
"""What each is called, and how it works."""
FILE = SHIPPED / "baselines" / f"{MNIST}.npz"


def save(said: Mapping[str, np.ndarray], path: Path = FILE) -> None:
    """Write each method's answers (10 000,) as `load` reads them; the same answers give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as part, part.open("wb") as file:
        answers: dict[str, Any] = {name: said[name].astype(np.uint8) for name in METHODS}
        np.savez_compressed(file, **answers)


@functools.cache
def load(path: Path = FILE) -> dict[str, np.ndarray]:
    """Method -> its digit for each test image, uint8 (10 000,). Raises DataError."""
    try:
        with np.load(io.BytesIO(read_bytes(path))) as kept:
            return {name: kept[name] for name in METHODS}
    except Exception as e:  # of a damaged zip file NumPy raises a dozen kinds
        raise DataError(
            f"data/baselines/{path.name} is missing or damaged; bring it back with: "
            "git checkout data/baselines"
        ) from e
