"""Update rules of the optimizers, compiled: one pass over weights, gradient and state, where PyTorch makes
six.

The rules are those of `core.training.optimizers`, where they stand as formulas with their sources. All
arrays are float32 vectors (n,), changed in place.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.training.compiler import compiled

Vector = NDArray[np.float32]


class Numbers(NamedTuple):
    """What a rule is scaled by at one step."""

    rate: float
    kept: float
    """Of each weight, where decay is decoupled: 1 - rate * decay."""
    adam_rate: float
    """rate / (1 - 0.9^t)"""
    adam_root: float
    """sqrt(1 - 0.999^t)"""
    decay: float
    """Of each weight, added to its gradient."""
    momentum: float


TINY = np.float32(1e-32)
"""Added under a root, as `optimizers._root` does."""


@compiled
def sgd(w: Vector, g: Vector, velocity: Vector, by: Numbers) -> None:
    """v <- momentum v + g;  w <- w - rate v."""
    r, d, m = np.float32(by.rate), np.float32(by.decay), np.float32(by.momentum)
    if by.momentum == 0:  # nothing is carried over
        for k in range(len(w)):
            w[k] -= r * (g[k] + d * w[k])
        return
    for k in range(len(w)):
        v = m * velocity[k] + g[k] + d * w[k]
        velocity[k] = v
        w[k] -= r * v


@compiled
def adam(w: Vector, g: Vector, mean: Vector, square: Vector, by: Numbers) -> None:
    """m <- 0.9 m + 0.1 g;  s <- 0.999 s + 0.001 g^2;  w <- w - rate m / (sqrt(s) / root + 1e-8), with
    `adam_rate` and `adam_root`."""
    r, u = np.float32(by.adam_rate), np.float32(1 / by.adam_root)
    d, kept = np.float32(by.decay), np.float32(by.kept)
    a, b = np.float32(0.1), np.float32(0.999)
    c, e = np.float32(0.001), np.float32(1e-8)
    for k in range(len(w)):
        x = g[k] + d * w[k]
        m = mean[k] + a * (x - mean[k])
        s = b * square[k] + c * (x * x)
        step = r * m / (np.sqrt(s + TINY) * u + e)
        mean[k] = m
        square[k] = s
        w[k] = kept * w[k] - step


@compiled
def rmsprop(w: Vector, g: Vector, square: Vector, velocity: Vector, by: Numbers) -> None:
    """s <- 0.99 s + 0.01 g^2;  v <- momentum v + g / (sqrt(s) + 1e-8);  w <- w - rate v."""
    r, d, m = np.float32(by.rate), np.float32(by.decay), np.float32(by.momentum)
    b, c, e = np.float32(0.99), np.float32(0.01), np.float32(1e-8)
    for k in range(len(w)):
        x = g[k] + d * w[k]
        s = b * square[k] + c * (x * x)
        v = m * velocity[k] + x / (np.sqrt(s + TINY) + e)
        square[k] = s
        velocity[k] = v
        w[k] -= r * v


@compiled
def adadelta(w: Vector, g: Vector, square: Vector, moved: Vector, by: Numbers) -> None:
    """s <- 0.9 s + 0.1 g^2;  d = g sqrt(u + 1e-6) / sqrt(s + 1e-6);  u <- 0.9 u + 0.1 d^2;  w <- w - rate
    d."""
    r, d = np.float32(by.rate), np.float32(by.decay)
    b, c, e = np.float32(0.9), np.float32(0.1), np.float32(1e-6)
    for k in range(len(w)):
        x = g[k] + d * w[k]
        s = b * square[k] + c * (x * x)
        way = x * np.sqrt((moved[k] + e) / (s + e))
        square[k] = s
        moved[k] = b * moved[k] + c * (way * way)
        w[k] -= r * way
