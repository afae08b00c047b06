"""Aligned memory: room for compiled loops that begins at a line of the processor's cache."""

import numpy as np
from numpy.typing import NDArray

LINE = 16  # numbers: what begins at a multiple of it is read from one line


def aligned(numbers: int) -> NDArray[np.float32]:
    """So many zeros, the first at the beginning of a line."""
    found = np.zeros(numbers + LINE, np.float32)
    first = -(found.ctypes.data // 4) % LINE
    return found[first : first + numbers]


def whole_lines(numbers: int) -> int:
    """So many numbers, rounded up to whole lines."""
    return -(-numbers // LINE) * LINE
