"""The readout, compiled: states pooled, what letters, pairs and triples say by themselves, and the loss."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training.compiler import compiled

Array = NDArray[np.float32]
Ints = NDArray[np.int64]
Places = NDArray[np.int32]


@compiled
def pool(
    states: Array, sizes: Ints, lengths: Ints, net: Any, read: Array, at: int, places: Places
) -> None:
    """What the answer is read from of a direction's states -> columns of read, from `at` on; which
    letter had the maximum -> places (b, h). `net` is a `compiled_rnn.NETWORK`."""
    h = net.hidden
    start = 0
    maxima = at + h if net.reads_last else at
    for t in range(len(sizes)):
        for k in range(len(lengths)):
            if t >= lengths[k]:
                break
            row = states[start + k]
            if net.reads_last and t == lengths[k] - 1:
                for j in range(h):
                    read[k, at + j] = row[j]
            if net.reads_max:
                most, place, now = read[k, maxima : maxima + h], places[k], np.int32(t)
                for j in range(h):
                    larger = t == 0 or not (row[j] <= most[j])  # also what is no number
                    most[j] = row[j] if larger else most[j]
                    place[j] = now if larger else place[j]
            if net.reads_mean:
                mean, share = read[k, at : at + h], np.float32(1) / np.float32(lengths[k])
                for j in range(h):
                    mean[j] = share * row[j] + (mean[j] if t > 0 else np.float32(0))
        start += sizes[t]


@compiled
def pool_back(
    d_read: Array, sizes: Ints, lengths: Ints, net: Any, at: int, places: Places, d_states: Array
) -> None:
    """The same back, d_states (rows, h) written anew."""
    h, zero = net.hidden, np.float32(0)
    start = 0
    maxima = at + h if net.reads_last else at
    d_states[:] = 0
    for t in range(len(sizes)):
        for k in range(len(lengths)):
            if t >= lengths[k]:
                break
            row = d_states[start + k]
            if net.reads_last and t == lengths[k] - 1:
                for j in range(h):
                    row[j] = d_read[k, at + j]
            if net.reads_max:
                d, place, now = d_read[k, maxima : maxima + h], places[k], np.int32(t)
                for j in range(h):
                    row[j] += d[j] if place[j] == now else zero
            if net.reads_mean:
                d, share = d_read[k, at : at + h], np.float32(1) / np.float32(lengths[k])
                for j in range(h):
                    row[j] += share * d[j]
        start += sizes[t]


@compiled
def past_the_cells(
    table: Array, found: Ints, sizes: Ints, lengths: Ints, scores: Array, back: bool
) -> None:
    """What the letters, pairs and triples of each name say by themselves, added to its scores; or back,
    the scores' gradient added to that of the table."""
    start = 0
    for t in range(len(sizes)):
        for k in range(len(lengths)):
            if t >= lengths[k]:
                break
            share, own = np.float32(1) / np.sqrt(np.float32(lengths[k])), scores[k]
            for row in found[start + k]:
                if row >= 0:
                    said = table[row]
                    if back:
                        for j in range(len(own)):
                            said[j] += share * own[j]
                    else:
                        for j in range(len(own)):
                            own[j] += share * said[j]
        start += sizes[t]


@compiled
def cross_entropy(
    scores: Array, labels: Ints, batch: int, smoothing: float, grad: Array, guesses: Ints
) -> float:
    """The cross entropy of scores over `batch` names; with label smoothing, its gradient; and guesses
    (b,)."""
    loss, n = 0.0, scores.shape[1]
    each, one = np.float32(1 / batch), np.float32(1)
    right, others = np.float32(1 - smoothing), np.float32(smoothing / n)
    grad[len(labels) :] = 0
    for k in range(len(labels)):
        row, d, label = scores[k], grad[k], labels[k]
        guess, total = 0, np.float32(0)
        for j in range(1, n):
            if row[j] > row[guess]:
                guess = j
        guesses[k], largest = guess, row[guess]
        for j in range(n):
            d[j] = np.exp(row[j] - largest)
            total += d[j]
        loss += np.log(total) + largest - row[label]
        share = one / total
        for j in range(n):
            d[j] = each * (share * d[j] - others)
        d[label] -= each * right
    return loss / batch
