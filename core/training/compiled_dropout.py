"""Dropout, compiled: rows times the masks that `core.training.dropout` draws."""

import numpy as np
from numpy.typing import NDArray

from core.training.compiler import compiled

Array = NDArray[np.float32]


@compiled
def drop(x: Array, kept: NDArray[np.bool_], keep: float) -> None:
    """Set to 0 what dropout does not keep of as many rows as kept (b, n) has, and make up for it,
    `keep` being the share that stays."""
    scale, zero = np.float32(1 / keep), np.float32(0)
    for k in range(len(kept)):
        row, mask = x[k], kept[k]
        for j in range(len(row)):
            row[j] = row[j] * scale if mask[j] else zero
