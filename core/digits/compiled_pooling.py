"""Bias, pooling and ReLU behind a convolution, compiled: one pass forward, one back.

Of a 2 x 2 block the largest number goes on, the first of several that are equal, as in nn.MaxPool2d; which
it was is kept as 0 to 3, without pooling as 0, and as NOWHERE where the ReLU made it 0. So the way back
needs no more than that: a block's gradient goes to the number that was kept, and nowhere where none was.

A channel is a row of numbers: line after line of places, `pitch` from one line to the next, and at each
place the numbers of all pictures of a part beside each other. What one picture needs done, all need: the
loops go through the pictures.
"""

import numpy as np
from numpy.typing import NDArray

from core.training.compiler import compiled

Array = NDArray[np.float32]
Bytes = NDArray[np.uint8]
NOWHERE = 4


@compiled
def activate(
    maps: Array,
    pitch: int,
    bias: Array,
    rectifies: bool,
    pools: bool,
    chosen: Bytes,
    first: int,
    some: int,
    out: Array,
    to: int,
    out_pitch: int,
) -> None:
    """Of maps (channels, places * pictures), from their first line on -> `some` lines of out, whose first
    line of all begins at `to`, and which were chosen (channels, lines, columns, pictures), from line
    `first` on."""
    _, _, columns, pictures = chosen.shape
    step, out_step = pitch * pictures, out_pitch * pictures
    zero = np.float32(0)
    for c in range(len(bias)):
        b, row = bias[c], maps[c]
        for line in range(some):
            for column in range(columns):
                place = to + (first + line) * out_step + column * pictures
                kept, which = out[c, place : place + pictures], chosen[c, first + line, column]
                if pools:
                    p = 2 * line * step + 2 * column * pictures
                    q, r, s = p + pictures, p + step, p + step + pictures
                    v0, v1 = row[p : p + pictures], row[q : q + pictures]
                    v2, v3 = row[r : r + pictures], row[s : s + pictures]
                    for k in range(pictures):
                        left = v1[k] > v0[k]
                        upper = v1[k] if left else v0[k]
                        right = v3[k] > v2[k]
                        lower = v3[k] if right else v2[k]
                        down = lower > upper
                        v = (lower if down else upper) + b
                        n = np.uint8(right) + np.uint8(2) if down else np.uint8(left)
                        cut = rectifies and v <= zero
                        kept[k] = zero if cut else v
                        which[k] = np.uint8(NOWHERE) if cut else np.uint8(n)
                else:
                    p = line * step + column * pictures
                    v0 = row[p : p + pictures]
                    for k in range(pictures):
                        v = v0[k] + b
                        cut = rectifies and v <= zero
                        kept[k] = zero if cut else v
                        which[k] = np.uint8(NOWHERE) if cut else np.uint8(0)


@compiled
def deactivate(
    grad: Array,
    begin: int,
    grad_pitch: int,
    pools: bool,
    chosen: Bytes,
    first: int,
    some: int,
    maps: Array,
    to: int,
    pitch: int,
    bias: Array,
) -> None:
    """The gradient of `activate`'s out, whose line 0 is at `begin` -> of its maps, `some` lines of `chosen`
    from `first` on, zeros between the lines among them; added to that of its bias."""
    _, _, columns, pictures = chosen.shape
    step, grad_step = pitch * pictures, grad_pitch * pictures
    zero = np.float32(0)
    sums = np.empty(pictures, np.float32)
    for c in range(len(bias)):
        row = maps[c]
        sums[:] = zero
        for line in range(some):
            for column in range(columns):
                place = begin + (first + line) * grad_step + column * pictures
                g, which = grad[c, place : place + pictures], chosen[c, first + line, column]
                if pools:
                    p = to + 2 * line * step + 2 * column * pictures
                    q, r, s = p + pictures, p + step, p + step + pictures
                    v0, v1 = row[p : p + pictures], row[q : q + pictures]
                    v2, v3 = row[r : r + pictures], row[s : s + pictures]
                    for k in range(pictures):
                        n, value = which[k], g[k]
                        g0 = value if n == 0 else zero
                        g1 = value if n == 1 else zero
                        g2 = value if n == 2 else zero
                        g3 = value if n == 3 else zero
                        total = sums[k] + g0 + g1 + g2 + g3
                        v0[k] = g0
                        v1[k] = g1
                        v2[k] = g2
                        v3[k] = g3
                        sums[k] = total
                else:
                    p = to + line * step + column * pictures
                    v0 = row[p : p + pictures]
                    for k in range(pictures):
                        value = g[k] if which[k] != NOWHERE else zero
                        v0[k] = value
                        sums[k] += value
            if pools:
                p = to + 2 * line * step
                row[p + 2 * columns * pictures : p + step] = zero
                row[p + step + 2 * columns * pictures : p + 2 * step] = zero
            else:
                p = to + line * step
                row[p + columns * pictures : p + step] = zero
        bias[c] += sums.sum()
