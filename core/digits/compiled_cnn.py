"""The convolutions of a CNN on a processor, compiled: all of them forward in one call, all of them back in
another.

Each goes through a part of a batch without Python's lock, along the same list of layers as
`core.digits.model`, laid out as records by `core.digits.fused_cnn`: what a convolution takes and gives,
and where its numbers, weights and gradients lie. Between the two calls come the dense layers
(`core.digits.compiled_head`). All numbers of a part lie in one vector, `space`, which is used anew at each
step. The numbers of all pictures at one place lie beside each other, so that no loop is shorter than a
batch; some lines go through a convolution at a time, so that what it gives is still in the cache when it
is pooled.
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
from core.training.compiled_dense import matrix, transpose
from core.training.compiler import compiled, record

Array = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Records = Any  # of the two types below, whose fields mypy does not know


CONVOLUTION = record(
    # Channels, the side of its pictures and of its window, and what comes behind it.
    "inputs outputs side size pools rectifies frozen "
    # Places from one line to the next, numbers in front of the first line, lines taken at a time.
    "pitch margin lines "
    # Where its weights and biases begin, and in `space` the rows (inputs, length) that it takes.
    "weight bias x length "
    # What it gives: rows (outputs, out_length) in `space`, the first line at `to`; and which were chosen.
    "out out_length to out_pitch chosen"
)
NETWORK = record(
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
        x = matrix(space, layer.x, inputs, layer.length)
        out = matrix(space, layer.out, outputs, layer.out_length)
        step = layer.pitch * pictures
        maps = matrix(space, net.maps, ROWS * len(packed), layer.lines * step)
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
        matrix(space, net.last, net.features, pictures),
        matrix(space, net.flat, pictures, net.features),
    )


@compiled
def convolutions_back(
    layers: Records, net: Any, weights: Array, gradient: Array, space: Array, chosen: Bytes
) -> None:
    """The gradient of the flat rows, in `space`, back through all convolutions into that of their
    weights."""
    pictures = net.pictures
    transpose(
        matrix(space, net.d_flat, pictures, net.features),
        matrix(space, net.d_last, net.features, pictures),
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
        x = matrix(space, layer.x, inputs, layer.length)
        d_out = matrix(space, before, outputs, layer.out_length)
        kept, shifts = _chosen(layer, chosen, pictures), _shifts(layer, pictures)
        step, each = layer.pitch * pictures, 2 if layer.pools else 1
        # Where the gradient goes on, it comes from the lines above and below, too.
        lines, margin = (layer.side, layer.margin) if goes_on else (layer.lines, 0)
        maps = matrix(space, net.maps, ROWS * len(summed), 2 * margin + lines * step)
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
            d_x = matrix(space, rows, ROWS * len(turned), layer.length)
            n = layer.side * step
            convolve(maps, margin, outputs, turned, shifts, d_x, layer.margin, n)
            before = rows
            rows, others = others, rows
