"""The dense layers of a CNN on a processor, compiled, there and back, with dropout, softmax and cross
entropy.

They take what the convolutions gave (`core.digits.compiled_cnn`), picture after picture, and leave the
gradient of it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.digits.blocks import ROWS
from core.training.compiled_dense import (
    add_dense_input_gradient,
    add_dense_weight_gradient,
    dense,
    matrix,
)
from core.training.compiled_dropout import drop
from core.training.compiler import compiled

Array = NDArray[np.float32]


@compiled
def _head(net: Any, weights: Array, space: Array, rows: int) -> tuple[Array, Array, Array]:
    """The dense layers of so many rows: what they take (rows, features), what is hidden (rows, hidden), and
    what the network gives (rows, classes)."""
    flat = matrix(space, net.flat, rows, net.features)
    hidden = matrix(space, net.dense, rows, net.hidden)
    out = matrix(space, net.out, rows, net.classes)
    first = matrix(weights, net.weight1, net.hidden, net.features)
    second = matrix(weights, net.weight2, net.classes, net.hidden)
    dense(flat, first, weights[net.bias1 : net.bias1 + net.hidden], hidden)
    for row in hidden:
        for k in range(net.hidden):
            row[k] = np.float32(0) if row[k] < 0 else row[k]
    dense(hidden, second, weights[net.bias2 : net.bias2 + net.classes], out)
    if net.softmax:
        for row in out:
            _softmax(row, row)
    return flat, hidden, out


@compiled
def _softmax(row: Array, out: Array) -> tuple[np.float32, int]:
    """The shares exp(row) / sum(exp(row)) -> out, log(sum(exp(row))), and where the largest number is."""
    largest = 0
    for k in range(1, len(row)):
        if row[k] > row[largest]:
            largest = k
    total, top = np.float32(0), row[largest]
    for k in range(len(row)):
        out[k] = np.exp(row[k] - top)
        total += out[k]
    for k in range(len(row)):
        out[k] /= total
    return top + np.log(total), largest


@compiled
def _loss(
    out: Array, labels: NDArray[np.int64], softmax: bool, batch: int, grad: Array
) -> tuple[float, int]:
    """The cross entropy of what the network gives, whatever that is, over `batch` items, its gradient by
    the scores (those in front of the softmax, where there is one), and how many answers are right."""
    loss, right, share = 0.0, 0, np.float32(1 / batch)
    grad[len(labels) :] = 0
    for k in range(len(labels)):
        row, d, label = out[k], grad[k], labels[k]
        log_sum, largest = _softmax(row, d)
        loss += log_sum - row[label]
        right += largest == label
        d[label] -= np.float32(1)
        dot = np.float32(0)
        for c in range(len(d)):
            d[c] *= share
            dot += row[c] * d[c]
        if softmax:  # d score = p (d p - sum of p d p)
            for c in range(len(d)):
                d[c] = row[c] * (d[c] - dot)
    return loss / batch, right


@compiled
def answer(net: Any, weights: Array, space: Array) -> Array:
    """What the network gives for the pictures that have gone through `convolutions`, (pictures,
    classes)."""
    _, _, out = _head(net, weights, space, -(-net.pictures // ROWS) * ROWS)
    return out[: net.pictures].copy()


@compiled
def learn(
    net: Any,
    weights: Array,
    gradient: Array,
    space: Array,
    kept: NDArray[np.bool_],
    keep: float,
    labels: NDArray[np.int64],
    batch: int,
    goes_on: bool,
) -> tuple[float, int]:
    """The dense layers there and back, for pictures that have gone through `convolutions`, of a batch of so
    many: their share of the mean loss, and how many are right. The gradient (n,) is written anew; where it
    `goes_on`, `convolutions_back` is next.

    `kept` (pictures, features) says what dropout keeps, `keep` of 1; it is (0, 0) where there is none.
    """
    features, hidden, classes = net.features, net.hidden, net.classes
    rows = -(-net.pictures // ROWS) * ROWS
    gradient[:] = 0
    drop(matrix(space, net.flat, rows, features), kept, keep)
    flat, between, out = _head(net, weights, space, rows)
    d_out = matrix(space, net.d_out, rows, classes)
    loss, right = _loss(out, labels, net.softmax != 0, batch, d_out)
    d_between = matrix(space, net.d_dense, rows, hidden)
    d_between[:] = 0
    add_dense_input_gradient(d_out, matrix(weights, net.weight2, classes, hidden), d_between)
    add_dense_weight_gradient(
        d_out,
        between,
        matrix(gradient, net.weight2, classes, hidden),
        gradient[net.bias2 : net.bias2 + classes],
    )
    for k in range(rows):
        for j in range(hidden):
            if between[k, j] <= 0:
                d_between[k, j] = np.float32(0)
    add_dense_weight_gradient(
        d_between,
        flat,
        matrix(gradient, net.weight1, hidden, features),
        gradient[net.bias1 : net.bias1 + hidden],
    )
    if goes_on:
        d_flat = matrix(space, net.d_flat, rows, features)
        d_flat[:] = 0
        add_dense_input_gradient(d_between, matrix(weights, net.weight1, hidden, features), d_flat)
        drop(d_flat, kept, keep)
    return loss, right
