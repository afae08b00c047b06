"""Dense layers, compiled: products of matrices as rows added and multiplied.

With x (b, inputs), W (outputs, inputs), each a row after another, and out = x W' + bias,

    d W = d out' x        d x = d out W        d bias = sum of d out over b

The rows of x and out are by fours: those that a batch has less are zeros.
"""

import numpy as np
from numpy.typing import NDArray

from core.training.compiled_rows import TILE, add_rows, multiply_rows
from core.training.compiler import compiled

Array = NDArray[np.float32]


@compiled
def dense(x: Array, weight: Array, bias: Array, out: Array) -> None:
    """x (b, inputs), b a multiple of 4 -> out (b, outputs)."""
    outputs, inputs = weight.shape
    w = np.empty(12, np.float32)
    for b in range(0, len(x), 4):
        for o in range(0, outputs, 3):
            p, q = min(o + 1, outputs - 1), min(o + 2, outputs - 1)
            w[:] = 0
            for first in range(0, inputs, TILE):
                m = min(TILE, inputs - first)
                e = first + m
                multiply_rows(
                    m,
                    w,
                    x[b, first:e],
                    x[b + 1, first:e],
                    x[b + 2, first:e],
                    x[b + 3, first:e],
                    weight[o, first:e],
                    weight[p, first:e],
                    weight[q, first:e],
                )
            for k in range(4):
                for j in range(min(3, outputs - o)):
                    out[b + k, o + j] = w[3 * k + j] + bias[o + j]


@compiled
def add_dense_input_gradient(grad: Array, weight: Array, into: Array) -> None:
    """into (b, inputs) += grad (b, outputs) W."""
    outputs, inputs = weight.shape
    w = np.empty(12, np.float32)
    for first in range(0, inputs, TILE):
        m = min(TILE, inputs - first)
        e = first + m
        for b in range(0, len(grad), 4):
            for o in range(0, outputs, 3):
                p, q = min(o + 1, outputs - 1), min(o + 2, outputs - 1)
                for k in range(4):
                    for j in range(3):
                        w[3 * k + j] = grad[b + k, o + j] if o + j < outputs else 0
                add_rows(
                    m,
                    w,
                    into[b, first:e],
                    into[b + 1, first:e],
                    into[b + 2, first:e],
                    into[b + 3, first:e],
                    weight[o, first:e],
                    weight[p, first:e],
                    weight[q, first:e],
                )


@compiled
def add_dense_weight_gradient(grad: Array, x: Array, weight: Array, bias: Array) -> None:
    """weight (outputs, inputs) += grad' x, bias (outputs,) += the sum of grad (b, outputs)."""
    outputs, inputs = weight.shape
    items = len(x)
    w, spare = np.empty(12, np.float32), np.empty(TILE, np.float32)
    for first in range(0, inputs, TILE):
        m = min(TILE, inputs - first)
        e = first + m
        for o in range(0, outputs, 4):
            w0 = weight[o, first:e]
            # A row that is not there is added up elsewhere.
            w1 = weight[o + 1, first:e] if o + 1 < outputs else spare[:m]
            w2 = weight[o + 2, first:e] if o + 2 < outputs else spare[:m]
            w3 = weight[o + 3, first:e] if o + 3 < outputs else spare[:m]
            for b in range(0, items, 3):
                p, q = min(b + 1, items - 1), min(b + 2, items - 1)
                for k in range(4):
                    for j in range(3):
                        inside = o + k < outputs and b + j < items
                        w[3 * k + j] = grad[b + j, o + k] if inside else 0
                add_rows(m, w, w0, w1, w2, w3, x[b, first:e], x[p, first:e], x[q, first:e])
    for b in range(items):
        for o in range(outputs):
            bias[o] += grad[b, o]


@compiled
def transpose(x: Array, out: Array) -> None:
    """x (m, n) -> out (n, m), square after square, so that few lines of the cache are in use at a time."""
    rows, columns = x.shape
    for i in range(0, rows, 16):
        last = min(i + 16, rows)
        for j in range(0, columns, 16):
            for column in range(j, min(j + 16, columns)):
                for row in range(i, last):
                    out[column, row] = x[row, column]


@compiled
def matrix(space: Array, begin: int, rows: int, columns: int) -> Array:
    """The stretch of a vector that holds a matrix."""
    return space[begin : begin + rows * columns].reshape((rows, columns))
