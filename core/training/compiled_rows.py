"""Rows added and multiplied: the two compiled loops to which convolutions and dense layers come down.

Four rows on one side and three on the other are in hand at a time. So each number that is read takes part
in three or four multiplications, the twelve weights or sums stay in the processor's registers with the
seven numbers, and what is left is arithmetic: 160 to 200 GFLOP/s on one core of an AMD EPYC, where a
product of two large matrices reaches 105 to 210 (`python -m benchmarks.limits`). With twice the rows the
registers do not suffice, with one row, reading takes longer than computing.

A row is a one-dimensional float32 array; the functions go through the first `n` numbers of each.
"""

import numpy as np
from numpy.typing import NDArray

from core.training.compiler import inlined

Row = NDArray[np.float32]
TILE = 1024
"""Numbers of a row taken before going on to the next: seven tiles are 28 kB, and stay in the nearest
cache."""


@inlined
def add_rows(n: int, w: Row, y0: Row, y1: Row, y2: Row, y3: Row, x0: Row, x1: Row, x2: Row) -> None:
    """y_i += sum_j w_ij x_j, with the twelve weights w_00 w_01 w_02 w_10 ... w_32."""
    a0, a1, a2, b0, b1, b2 = w[0], w[1], w[2], w[3], w[4], w[5]
    c0, c1, c2, d0, d1, d2 = w[6], w[7], w[8], w[9], w[10], w[11]
    for k in range(n):
        u, v, z = x0[k], x1[k], x2[k]
        # All four before the first is stored: it might lie where one of the x is read again.
        a = y0[k] + a0 * u + a1 * v + a2 * z
        b = y1[k] + b0 * u + b1 * v + b2 * z
        c = y2[k] + c0 * u + c1 * v + c2 * z
        d = y3[k] + d0 * u + d1 * v + d2 * z
        y0[k] = a
        y1[k] = b
        y2[k] = c
        y3[k] = d


@inlined
def multiply_rows(
    n: int, w: Row, y0: Row, y1: Row, y2: Row, y3: Row, x0: Row, x1: Row, x2: Row
) -> None:
    """w_ij += y_i . x_j, the twelve scalar products in the order of `add_rows`."""
    zero = np.float32(0)
    a0 = a1 = a2 = b0 = b1 = b2 = c0 = c1 = c2 = d0 = d1 = d2 = zero
    for k in range(n):
        u, v, z = x0[k], x1[k], x2[k]
        a, b, c, d = y0[k], y1[k], y2[k], y3[k]
        a0 += a * u
        a1 += a * v
        a2 += a * z
        b0 += b * u
        b1 += b * v
        b2 += b * z
        c0 += c * u
        c1 += c * v
        c2 += c * z
        d0 += d * u
        d1 += d * v
        d2 += d * z
    w[0] += a0
    w[1] += a1
    w[2] += a2
    w[3] += b0
    w[4] += b1
    w[5] += b2
    w[6] += c0
    w[7] += c1
    w[8] += c2
    w[9] += d0
    w[10] += d1
    w[11] += d2
