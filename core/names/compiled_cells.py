"""The cells tanh, GRU and LSTM, compiled: the gates of one name at one letter, forward and back.

The formulas are those of `core.names.gated_rnn`; back, they are its derivatives by the chain rule, of
the GRU as `core.names.fused_gru` writes them out. Each function goes through one row of gates, in
place: what was added up for them becomes their values, and those become their gradients. Each is a
function of its own, since within a longer one the compiler does not take many numbers at once.
"""

import numpy as np
from numpy.typing import NDArray

from core.training.compiled_tanh import sigmoid, tanh
from core.training.compiler import compiled

Row = NDArray[np.float32]
ONE, ZERO = np.float32(1), np.float32(0)


@compiled
def tanh_cell(row: Row, state: Row) -> None:
    """A row (h,) -> the state (h,)."""
    for j in range(len(state)):
        state[j] = tanh(row[j])


@compiled
def tanh_cell_back(row: Row, state: Row, read: Row, carried: Row) -> None:
    """`read` (h,) is the gradient of what is read of a state, `carried` that of what comes of it at the
    next letter, and then that of the state before, but for what the product brings."""
    for j in range(len(state)):
        d = (carried[j] + read[j]) * (ONE - state[j] * state[j])
        row[j] = d
        carried[j] = ZERO


@compiled
def gru_cell(row: Row, last: Row, state: Row) -> None:
    """A row (4 h,) of n, r, z and c, where c is what the state before brings to n, and that state
    (h,)."""
    h = len(state)
    new, reset, keep, candidate = row[:h], row[h : 2 * h], row[2 * h : 3 * h], row[3 * h : 4 * h]
    for j in range(h):
        r = sigmoid(reset[j])
        z = sigmoid(keep[j])
        v = tanh(new[j] + r * candidate[j])
        s = v + z * (last[j] - v)
        new[j] = v
        reset[j] = r
        keep[j] = z
        state[j] = s


@compiled
def gru_cell_back(row: Row, last: Row, read: Row, carried: Row) -> None:
    """The same back, as `tanh_cell_back`."""
    h = len(last)
    new, reset, keep, candidate = row[:h], row[h : 2 * h], row[2 * h : 3 * h], row[3 * h : 4 * h]
    for j in range(h):
        v, r, z, c = new[j], reset[j], keep[j], candidate[j]
        d = carried[j] + read[j]
        d_new = d * (ONE - z) * (ONE - v * v)
        d_keep = d * (last[j] - v) * z * (ONE - z)
        d_candidate = d_new * r
        d_reset = d_candidate * (ONE - r) * c
        back = d * z
        new[j] = d_new
        reset[j] = d_reset
        keep[j] = d_keep
        candidate[j] = d_candidate
        carried[j] = back


@compiled
def lstm_cell(row: Row, last: Row, memory: Row, state: Row) -> None:
    """A row (4 h,) of i, f, g and o, and the memory before (h,) -> the memory and the state after."""
    h = len(state)
    take, keep, new, give = row[:h], row[h : 2 * h], row[2 * h : 3 * h], row[3 * h : 4 * h]
    for j in range(h):
        i = sigmoid(take[j])
        f = sigmoid(keep[j])
        g = tanh(new[j])
        o = sigmoid(give[j])
        m = f * last[j] + i * g
        s = o * tanh(m)
        take[j] = i
        keep[j] = f
        new[j] = g
        give[j] = o
        memory[j] = m
        state[j] = s


@compiled
def lstm_cell_back(
    row: Row, last: Row, memory: Row, read: Row, carried: Row, remembered: Row
) -> None:
    """The same back, as `tanh_cell_back`; `remembered` is to the memory what `carried` is to the
    state."""
    h = len(last)
    take, keep, new, give = row[:h], row[h : 2 * h], row[2 * h : 3 * h], row[3 * h : 4 * h]
    for j in range(h):
        i, f, g, o = take[j], keep[j], new[j], give[j]
        d, said = carried[j] + read[j], tanh(memory[j])
        d_memory = remembered[j] + d * o * (ONE - said * said)
        d_take = d_memory * g * i * (ONE - i)
        d_keep = d_memory * last[j] * f * (ONE - f)
        d_new = d_memory * i * (ONE - g * g)
        d_give = d * said * o * (ONE - o)
        back = d_memory * f
        take[j] = d_take
        keep[j] = d_keep
        new[j] = d_new
        give[j] = d_give
        remembered[j] = back
        carried[j] = ZERO
