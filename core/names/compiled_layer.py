"""A recurrent layer over a batch of names, compiled: in one direction, all letters forward, and all back.

All letters of all names lie in one table, first letters first, longest name first; the names that go on
to a letter are rounded up to a multiple of 4, so that rows are multiplied by fours. Of a row that is
there for that alone no state is read, and no gradient comes.

What comes in is a product with the first columns of a row of `gates`, what the state before brings with
the last ones. In a GRU they overlap: a row holds n, r, z and c, of which x has a part in the first
three and the state in the last three; in other cells they are the same. A letter's rows go through
products and cells, and back, while they are in the processor's caches.
"""

import numpy as np
from numpy.typing import NDArray

from core.names.compiled_cells import (
    gru_cell,
    gru_cell_back,
    lstm_cell,
    lstm_cell_back,
    tanh_cell,
    tanh_cell_back,
)
from core.training.compiled_products import add_outer_product, add_product, add_product_transposed
from core.training.compiler import compiled

Array = NDArray[np.float32]
Ints = NDArray[np.int64]
GRU, LSTM = 3, 4
"""Cells by their number of gates (`core.names.config.GATES`); a tanh cell has one."""


@compiled
def read_letters(
    cell: int,
    sizes: Ints,
    symbols: Ints,
    x: Array,
    inputs: Array,
    weight: Array,
    biases: Array,
    gates: Array,
    memory: Array,
    states: Array,
) -> None:
    """The gates (rows, w), of an LSTM the memory (rows, h), and the states (rows, h) after each letter.

    Args:
        sizes: the names that go on to each letter, multiples of 4; their sum is the number of rows.
        symbols: which row of `inputs` comes in, (rows,), below 0 for none; empty where x comes in.
        x: what comes in, (rows, m).
        inputs: (m, g).
        weight: (h, g).
        biases: (w,).
    """
    h, g = weight.shape
    at = len(biases) - g
    nothing = np.zeros(h, np.float32)
    before = start = 0
    for t in range(len(sizes)):
        n = sizes[t]
        now = gates[start : start + n]
        for k in range(n):
            row = now[k]
            for j in range(len(biases)):
                row[j] = biases[j]
        if len(symbols) == 0:
            add_product(x[start : start + n], inputs, now, 0)
        else:
            for k in range(n):
                symbol = symbols[start + k]
                if symbol >= 0:
                    row, said = now[k], inputs[symbol]
                    for j in range(g):
                        row[j] += said[j]
        if t > 0:
            add_product(states[before : before + n], weight, now, at)
        for k in range(n):
            state = states[start + k]
            if cell == GRU:
                gru_cell(now[k], states[before + k] if t > 0 else nothing, state)
            elif cell == LSTM:
                last = memory[before + k] if t > 0 else nothing
                lstm_cell(now[k], last, memory[start + k], state)
            else:
                tanh_cell(now[k], state)
        before = start
        start += n


@compiled
def read_letters_back(
    cell: int,
    sizes: Ints,
    symbols: Ints,
    x: Array,
    inputs: Array,
    weight: Array,
    memory: Array,
    states: Array,
    d_states: Array,
    gates: Array,
    carry: Array,
    d_x: Array,
    d_inputs: Array,
    d_weight: Array,
    d_biases: Array,
) -> None:
    """From the gradient of what is read of the states, (rows, h), to that of x, written anew, and of
    `inputs`, `weight` and biases, added; `gates` becomes its own gradient. `carry` (2 sizes[0], h) is
    room."""
    h, g = weight.shape
    at = len(d_biases) - g
    nothing = np.zeros(h, np.float32)
    carry[:] = 0
    end = sizes.sum()
    for t in range(len(sizes) - 1, -1, -1):
        n = sizes[t]
        start = end - n
        before = start - sizes[t - 1] if t > 0 else 0
        now = gates[start:end]
        for k in range(n):
            read, carried = d_states[start + k], carry[k]
            if cell == GRU:
                last = states[before + k] if t > 0 else nothing
                gru_cell_back(now[k], last, read, carried)
            elif cell == LSTM:
                last = memory[before + k] if t > 0 else nothing
                remembered = carry[sizes[0] + k]
                lstm_cell_back(now[k], last, memory[start + k], read, carried, remembered)
            else:
                tanh_cell_back(now[k], states[start + k], read, carried)
            row = now[k]
            for j in range(len(row)):
                d_biases[j] += row[j]
        if t > 0:
            add_outer_product(states[before : before + n], now, at, d_weight)
            add_product_transposed(now, at, weight, carry[:n])
        if len(symbols) == 0:
            add_outer_product(x[start:end], now, 0, d_inputs)
            d_x[start:end] = 0
            add_product_transposed(now, 0, inputs, d_x[start:end])
        else:
            for k in range(n):
                symbol = symbols[start + k]
                if symbol >= 0:
                    row, d_said = now[k], d_inputs[symbol]
                    for j in range(g):
                        d_said[j] += row[j]
        end = start
