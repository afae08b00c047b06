"""Convolutions on a processor, compiled: rows of shifted pictures, each times a weight, added up.

A channel is one long row: line after line of places, with as many zeros behind each line as a window
reaches beyond an edge (what is beyond the left edge are then the zeros of the line above), zeros before
the first line and after the last; and at each place the numbers of all pictures of a part beside each
other. So the neighbours of every number, in one direction, are the same row read from a little further on,
and

    out[o] = sum_i sum_k w[o, i, k] x[i, shifted by k]

with k going through the places of a window. Whole rows are added at a time, three shifts and four channels
together (`core.training.compiled_rows`). What falls on the zeros between is computed as well and never
read. Backward it is the same sums:

    d x[i] = sum_o sum_k w[o, i, k] d out[o, shifted by -k]     the convolution, its weights turned round
    d w[o, i, k] = d out[o] . x[i, shifted by k]                scalar products

Places are taken by threes, channels by fours: what is missing has weights of 0.
"""

import numpy as np
from numpy.typing import NDArray

from core.digits.blocks import ROWS, TAKEN
from core.training.compiled_rows import TILE, add_rows, multiply_rows
from core.training.compiler import compiled

Array = NDArray[np.float32]


@compiled
def forward_weights(weight: Array, outputs: int, inputs: int, places: int, packed: Array) -> None:
    """Weights (outputs * places * inputs,), channels last as PyTorch keeps them, in the order in which
    `convolve` reads them: (blocks of outputs, inputs, triples, 12)."""
    packed[:] = 0
    for o in range(outputs):
        for k in range(places):
            for i in range(inputs):
                number = (o % ROWS) * TAKEN + k % TAKEN
                packed[o // ROWS, i, k // TAKEN, number] = weight[(o * places + k) * inputs + i]


@compiled
def backward_weights(weight: Array, outputs: int, inputs: int, places: int, packed: Array) -> None:
    """The same turned round, from outputs to inputs: (blocks of inputs, outputs, triples, 12)."""
    packed[:] = 0
    for o in range(outputs):
        for k in range(places):
            turned = places - 1 - k
            for i in range(inputs):
                number = (i % ROWS) * TAKEN + turned % TAKEN
                packed[i // ROWS, o, turned // TAKEN, number] = weight[
                    (o * places + k) * inputs + i
                ]


@compiled
def unpacked(packed: Array, outputs: int, inputs: int, places: int, gradient: Array) -> None:
    """Put a gradient, packed as `forward_weights` does, where its weights lie in a vector."""
    for o in range(outputs):
        for k in range(places):
            number = (o % ROWS) * TAKEN + k % TAKEN
            for i in range(inputs):
                gradient[(o * places + k) * inputs + i] = packed[o // ROWS, i, k // TAKEN, number]


@compiled
def convolve(
    x: Array,
    begin: int,
    channels: int,
    packed: Array,
    shifts: NDArray[np.int64],
    y: Array,
    to: int,
    n: int,
) -> None:
    """Of the first `channels` rows of x, n numbers from `begin` on -> the rows of y, from `to` on.

    packed (blocks, channels, triples, 12), as many shifts as places, by threes.
    """
    for first in range(0, n, TILE):
        m = min(TILE, n - first)
        a, b = begin + first, to + first
        for block in range(packed.shape[0]):
            o = ROWS * block
            y0, y1, y2, y3 = (
                y[o, b : b + m],
                y[o + 1, b : b + m],
                y[o + 2, b : b + m],
                y[o + 3, b : b + m],
            )
            y0[:] = 0
            y1[:] = 0
            y2[:] = 0
            y3[:] = 0
            for i in range(channels):
                for k in range(packed.shape[2]):
                    p, q, r = a + shifts[3 * k], a + shifts[3 * k + 1], a + shifts[3 * k + 2]
                    add_rows(
                        m,
                        packed[block, i, k],
                        y0,
                        y1,
                        y2,
                        y3,
                        x[i, p : p + m],
                        x[i, q : q + m],
                        x[i, r : r + m],
                    )


@compiled
def add_weight_gradient(
    x: Array,
    begin: int,
    channels: int,
    packed: Array,
    shifts: NDArray[np.int64],
    grad: Array,
    at: int,
    n: int,
) -> None:
    """packed += what x and the gradient of what `convolve` gave say of its weights."""
    for first in range(0, n, TILE):
        m = min(TILE, n - first)
        a, b = begin + first, at + first
        for block in range(packed.shape[0]):
            o = ROWS * block
            g0, g1, g2, g3 = (
                grad[o, b : b + m],
                grad[o + 1, b : b + m],
                grad[o + 2, b : b + m],
                grad[o + 3, b : b + m],
            )
            for i in range(channels):
                for k in range(packed.shape[2]):
                    p, q, r = a + shifts[3 * k], a + shifts[3 * k + 1], a + shifts[3 * k + 2]
                    multiply_rows(
                        m,
                        packed[block, i, k],
                        g0,
                        g1,
                        g2,
                        g3,
                        x[i, p : p + m],
                        x[i, q : q + m],
                        x[i, r : r + m],
                    )
