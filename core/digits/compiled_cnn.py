"""A CNN's training step on a processor, compiled: all convolutions forward, the dense layers there and
back, and all convolutions back, a call each.

Each goes through a part of a batch without Python's lock, along the same list of layers as
`core.digits.model`, laid out as records by `core.digits.fused_cnn`: what a convolution takes and gives,
and where its numbers, weights and gradients lie. All numbers of a part lie in one vector, `space`, which
is used anew at each step. The numbers of all pictures at one place lie beside each other, so that no loop
is shorter than a batch; some lines go through a convolution at a time, so that what it gives is still in
the cache when it is pooled.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.digits.blocks import ROWS, TAKEN
from core.digits.compiled_convolution import (
    add_weight_gradient,
    backward_weights,
    convolve,
    forward_weights,
    unpacked,
)
from core.digits.compiled_pooling import activate, deactivate
from core.training.compiled_dense import (
    add_dense_input_gradient,
    add_dense_weight_gradient,
    dense,
    transpose,
)
from core.training.compiler import compiled

Array = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Records = Any  # of the two types below, whose fields mypy does not know


def _record(names: str) -> np.dtype[Any]:
    return np.dtype([(name, np.int64) for name in names.split()])


CONVOLUTION = _record(
    # Channels, the side of its pictures and of its window, and what comes behind it.
    "inputs outputs side size pools rectifies frozen "
    # Places from one line to the next, numbers in front of the first line, lines taken at a time.
    "pitch margin lines "
    # Where its weights and biases begin, and in `space` the rows (inputs, length) that it takes.
    "weight bias x length "
    # What it gives: rows (outputs, out_length) in `space`, the first line at `to`; and which were chosen.
    "out out_length to out_pitch chosen"
)
NETWORK = _record(
    "pictures features hidden classes softmax "
    # Where the dense layers' weights and biases begin.
    "weight1 bias1 weight2 bias2 "
    # In `space`: what the last convolution gives (features, pictures), the same a picture after the other,
    # what the dense layers give, and the gradients of all four.
    "last flat dense out d_last d_flat d_dense d_out "
    # The gradient of a convolution's rows, twice; what a convolution gives; packed weights.
    "d_rows other_d_rows maps packed"
)


@compiled
def lay_out(pictures: Any, rows: NDArray[np.int64], scale: float, layer: Any, space: Array) -> None:
    """Pictures (n, side, side) of these rows, bytes or numbers, times `scale`, as the first convolution
    reads them."""
    factor, count = np.float32(scale), len(rows)
    for y in range(layer.side):
        begin = layer.x + layer.margin + y * layer.pitch * count
        for k in range(count):
            line = pictures[rows[k], y]
            for x in range(layer.side):
                space[begin + x * count + k] = factor * np.float32(line[x])


@compiled
def _shifts(layer: Any, pictures: int) -> NDArray[np.int64]:
    """How far on in a row the neighbours of a number lie, by places of the window; by threes."""
    size, reach = layer.size, layer.size // 2
    shifts = np.zeros(-(-size * size // TAKEN) * TAKEN, np.int64)
    for k in range(size * size):
        shifts[k] = ((k // size - reach) * layer.pitch + k % size - reach) * pictures
    return shifts


@compiled
def _matrix(space: Array, begin: int, rows: int, columns: int) -> Array:
    """The stretch of a vector that holds a matrix."""
    return space[begin : begin + rows * columns].reshape((rows, columns))


@compiled
def _packed(space: Array, begin: int, outputs: int, inputs: int, places: int) -> Array:
    """The stretch that holds packed weights."""
    fours, threes = -(-outputs // ROWS), -(-places // TAKEN)
    n = fours * inputs * threes * ROWS * TAKEN
    return space[begin : begin + n].reshape((fours, inputs, threes, ROWS * TAKEN))


@compiled
def _chosen(layer: Any, chosen: Bytes, pictures: int) -> Bytes:
    side = layer.side // 2 if layer.pools else layer.side
    n = layer.outputs * side * side * pictures
    found = chosen[layer.chosen : layer.chosen + n]
    return found.reshape((layer.outputs, side, side, pictures))


@compiled
def convolutions(
    layers: Records, net: Any, weights: Array, fixed: Array, space: Array, chosen: Bytes
) -> None:
    """Forward through all convolutions, up to the rows that the dense layers take."""
    pictures = net.pictures
    for layer in layers:
        source = fixed if layer.frozen else weights
        inputs, outputs, places = layer.inputs, layer.outputs, layer.size * layer.size
        packed = _packed(space, net.packed, outputs, inputs, places)
        forward_weights(source[layer.weight :], outputs, inputs, places, packed)
        bias = source[layer.bias : layer.bias + outputs]
        x = _matrix(space, layer.x, inputs, layer.length)
        out = _matrix(space, layer.out, outputs, layer.out_length)
        step = layer.pitch * pictures
        maps = _matrix(space, net.maps, ROWS * len(packed), layer.lines * step)
        kept, shifts = _chosen(layer, chosen, pictures), _shifts(layer, pictures)
        each = 2 if layer.pools else 1
        for first in range(0, kept.shape[1], layer.lines // each):
            some = min(layer.lines // each, kept.shape[1] - first)
            begin = layer.margin + first * each * step
            convolve(x, begin, inputs, packed, shifts, maps, 0, some * each * step)
            activate(
                maps,
                layer.pitch,
                bias,
                layer.rectifies != 0,
                layer.pools != 0,
                kept,
                first,
                some,
                out,
                layer.to,
                layer.out_pitch,
            )
    transpose(
        _matrix(space, net.last, net.features, pictures),
        _matrix(space, net.flat, pictures, net.features),
    )


@compiled
def convolutions_back(
    layers: Records, net: Any, weights: Array, gradient: Array, space: Array, chosen: Bytes
) -> None:
    """The gradient of the flat rows, in `space`, back through all convolutions into that of their
    weights."""
    pictures = net.pictures
    transpose(
        _matrix(space, net.d_flat, pictures, net.features),
        _matrix(space, net.d_last, net.features, pictures),
    )
    before, rows, others = net.d_last, net.d_rows, net.other_d_rows
    for number in range(len(layers) - 1, -1, -1):
        layer = layers[number]
        if layer.frozen:
            return
        goes_on = number > 0  # pictures want no gradient
        inputs, outputs, places = layer.inputs, layer.outputs, layer.size * layer.size
        summed = _packed(space, net.packed, outputs, inputs, places)
        summed[:] = 0
        bias = gradient[layer.bias : layer.bias + outputs]
        x = _matrix(space, layer.x, inputs, layer.length)
        d_out = _matrix(space, before, outputs, layer.out_length)
        kept, shifts = _chosen(layer, chosen, pictures), _shifts(layer, pictures)
        step, each = layer.pitch * pictures, 2 if layer.pools else 1
        # Where the gradient goes on, it comes from the lines above and below, too.
        lines, margin = (layer.side, layer.margin) if goes_on else (layer.lines, 0)
        maps = _matrix(space, net.maps, ROWS * len(summed), 2 * margin + lines * step)
        maps[outputs:] = 0
        if goes_on:
            end = margin + kept.shape[1] * each * step
            maps[:, :margin] = 0
            maps[:, end:] = 0
        for first in range(0, kept.shape[1], lines // each):
            some = min(lines // each, kept.shape[1] - first)
            deactivate(
                d_out,
                layer.to,
                layer.out_pitch,
                layer.pools != 0,
                kept,
                first,
                some,
                maps,
                margin,
                layer.pitch,
                bias,
            )
            at = layer.margin + first * each * step
            add_weight_gradient(x, at, inputs, summed, shifts, maps, margin, some * each * step)
        unpacked(summed, outputs, inputs, places, gradient[layer.weight :])
        if goes_on:
            turned = _packed(space, net.packed, inputs, outputs, places)
            backward_weights(weights[layer.weight :], outputs, inputs, places, turned)
            d_x = _matrix(space, rows, ROWS * len(turned), layer.length)
            n = layer.side * step
            convolve(maps, margin, outputs, turned, shifts, d_x, layer.margin, n)
            before = rows
            rows, others = others, rows


@compiled
def _head(net: Any, weights: Array, space: Array, rows: int) -> tuple[Array, Array, Array]:
    """The dense layers of so many rows: what they take (rows, features), what is hidden (rows, hidden), and
    what the network gives (rows, classes)."""
    flat = _matrix(space, net.flat, rows, net.features)
    hidden = _matrix(space, net.dense, rows, net.hidden)
    out = _matrix(space, net.out, rows, net.classes)
    first = _matrix(weights, net.weight1, net.hidden, net.features)
    second = _matrix(weights, net.weight2, net.classes, net.hidden)
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
def _drop(flat: Array, kept: NDArray[np.bool_], keep: float) -> None:
    """Set to 0 what dropout does not keep, and make up for it."""
    scale, zero = np.float32(1 / keep), np.float32(0)
    for k in range(len(kept)):
        row, mask = flat[k], kept[k]
        for j in range(len(row)):
            row[j] = row[j] * scale if mask[j] else zero


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
    _drop(_matrix(space, net.flat, rows, features), kept, keep)
    flat, between, out = _head(net, weights, space, rows)
    d_out = _matrix(space, net.d_out, rows, classes)
    loss, right = _loss(out, labels, net.softmax != 0, batch, d_out)
    d_between = _matrix(space, net.d_dense, rows, hidden)
    d_between[:] = 0
    add_dense_input_gradient(d_out, _matrix(weights, net.weight2, classes, hidden), d_between)
    add_dense_weight_gradient(
        d_out,
        between,
        _matrix(gradient, net.weight2, classes, hidden),
        gradient[net.bias2 : net.bias2 + classes],
    )
    for k in range(rows):
        for j in range(hidden):
            if between[k, j] <= 0:
                d_between[k, j] = np.float32(0)
    add_dense_weight_gradient(
        d_between,
        flat,
        _matrix(gradient, net.weight1, hidden, features),
        gradient[net.bias1 : net.bias1 + hidden],
    )
    if goes_on:
        d_flat = _matrix(space, net.d_flat, rows, features)
        d_flat[:] = 0
        add_dense_input_gradient(d_between, _matrix(weights, net.weight1, hidden, features), d_flat)
        _drop(d_flat, kept, keep)
    return loss, right
