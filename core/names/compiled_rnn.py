"""A surname network's training step on a processor, compiled: one call forward, one back, loss among it.

They hold no Python lock. They do what `core.names.gated_rnn` does, on records that
`core.names.fused_rnn` makes: what the network is made of, where its weights lie in the optimizer's
vector, and where in `space`, which is used anew at each step, there is room for what is computed. Names
are packed as `core.names.compiled_packing` has them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.names.compiled_layer import GRU, read_letters, read_letters_back
from core.names.compiled_packing import (
    add_table_gradient,
    add_table_rows,
    by_fours,
    drop_states,
    sizes_of,
    table_rows,
)
from core.names.compiled_readout import cross_entropy, past_the_cells, pool, pool_back
from core.training.compiled_dense import (
    add_dense_input_gradient,
    add_dense_weight_gradient,
    dense,
    matrix,
    transpose,
)
from core.training.compiled_dropout import drop
from core.training.compiler import compiled, record

Array = NDArray[np.float32]
Ints = NDArray[np.int64]
Places = NDArray[np.int32]
Bools = NDArray[np.bool_]
Records = Any  # of the two types below, whose fields mypy does not know


CELL = record(
    # A layer in one direction: how much comes in, which layer it is, whether it reads from the ends.
    "inputs layer turned "
    # Where its weights begin.
    "to_gates to_hidden gates_bias candidate_bias "
    # In `space`: what comes in, gates, an LSTM's memory (else 0) and states of all rows; its weights in
    # the order of `gates`.
    "x gates memory states weights_in weights"
)
NETWORK = record(
    "hidden gates width embedded symbols rows ngrams marks shortcut languages "
    "reads_last reads_max reads_mean features ways "
    # Where weights begin.
    "embedding past out out_bias "
    # In `space`: gradients of states and of what comes in, what is read, scores and their gradients, the
    # output's weights turned round, a cell's gradients, and room.
    "d_states d_x read d_read scores d_scores turned d_turned d_in d_hidden biases d_biases carry"
)


# Loops, for which the compiler takes less time than for stretches that are assigned to each other.


@compiled
def _copy(rows: Array, into: Array) -> None:
    """The first rows of a matrix -> another with as many columns, as many as that has."""
    for k in range(len(into)):
        row, to = rows[k], into[k]
        for j in range(len(to)):
            to[j] = row[j]


@compiled
def _turn(row: Array, first: int, into: Array) -> None:
    """A row (n,), but from `first` on, and then what comes before."""
    behind = len(row) - first
    for j in range(behind):
        into[j] = row[first + j]
    for j in range(first):
        into[behind + j] = row[j]


@compiled
def _lay_out_cell(net: Any, cell: Any, weights: Array, space: Array) -> tuple[Array, Array, Array]:
    """A cell's weights (m, g) and (h, g) and biases (w,), in the order in which `gates` has them."""
    h, g = net.hidden, net.gates * net.hidden
    inputs = matrix(space, cell.weights_in, cell.inputs, g)
    weight = matrix(space, cell.weights, h, g)
    _copy(matrix(weights, cell.to_hidden, h, g), weight)
    given = matrix(weights, cell.to_gates, cell.inputs, g)
    bias = weights[cell.gates_bias : cell.gates_bias + g]
    biases = space[net.biases : net.biases + net.width]
    moved = h if net.gates == GRU else 0  # x has r, z, n, a row n, r, z
    for k in range(cell.inputs):
        _turn(given[k], g - moved, inputs[k])
    _turn(bias, g - moved, biases)
    for j in range(net.width - g):
        biases[g + j] = weights[cell.candidate_bias + j]
    return inputs, weight, biases


@compiled
def _incoming(
    cell: Any, net: Any, space: Array, symbols: Ints, lengths: Ints, sizes: Ints
) -> tuple[Ints, Ints, Array]:
    """Of a cell: rows of the table of letters, pairs and triples (rows, ngrams), if it is a first
    layer; which letters they are (rows,), if nothing else comes in; and else what comes in, (rows,
    m)."""
    rows = sizes.sum()
    if cell.layer > 0:
        none = np.zeros((0, 0), np.int64)
        return none, np.zeros(0, np.int64), matrix(space, cell.x, rows, cell.inputs)
    found = table_rows(symbols, lengths, sizes, cell.turned != 0, net.symbols, net.ngrams)
    if net.embedded:
        return found, np.zeros(0, np.int64), matrix(space, cell.x, rows, cell.inputs)
    return found, found[:, 0].copy(), matrix(space, cell.x, 0, 0)


@compiled
def forward(
    cells: Records,
    net: Any,
    weights: Array,
    space: Array,
    symbols: Ints,
    lengths: Ints,
    kept_states: Bools,
    kept_read: Bools,
    keep: float,
    places: NDArray[np.int32],
) -> Array:
    """The scores (b rounded up, languages), in `space`, of symbols (b, t), lengths (b,), the longest
    first.

    `kept_read` (b, features) and `kept_states`, one direction and layer after the other, say what
    dropout keeps, `keep` of 1; where there is no mask, they are empty. `places` (directions, b, h) are
    which letters had the maxima.
    """
    sizes, h, way = sizes_of(lengths), net.hidden, 0
    rows = sizes.sum()
    read = matrix(space, net.read, sizes[0], net.features)
    read[len(lengths) :] = 0
    for number in range(len(cells)):
        cell = cells[number]
        inputs, weight, biases = _lay_out_cell(net, cell, weights, space)
        found, letters, x = _incoming(cell, net, space, symbols, lengths, sizes)
        if cell.layer > 0:
            _copy(matrix(space, cells[number - 1].states, rows, h), x)
            drop_states(sizes, lengths, kept_states, number - way - 1, keep, x)
        elif net.embedded:
            x[:] = 0
            add_table_rows(matrix(weights, net.embedding, net.rows, cell.inputs), found, x)
        gates = matrix(space, cell.gates, rows, net.width)
        memory = matrix(space, cell.memory, rows * (cell.memory > 0), h)
        states = matrix(space, cell.states, rows, h)
        read_letters(net.gates, sizes, letters, x, inputs, weight, biases, gates, memory, states)
        if number + 1 == len(cells) or cells[number + 1].layer == 0:  # the top of a direction
            at = way * (net.features // len(places))
            pool(states, sizes, lengths, net, read, at, places[way])
            way += 1
    drop(read, kept_read, keep)
    turned = matrix(space, net.turned, net.languages, net.features)
    transpose(matrix(weights, net.out, net.features, net.languages), turned)
    scores = matrix(space, net.scores, sizes[0], net.languages)
    dense(read, turned, weights[net.out_bias : net.out_bias + net.languages], scores)
    if net.shortcut:
        found = table_rows(symbols, lengths, sizes, False, net.symbols, net.ngrams)
        table = matrix(weights, net.past, net.rows, net.languages)
        past_the_cells(table, found, sizes, lengths, scores, False)
    return scores


@compiled
def _cell_back(
    cell: Any,
    net: Any,
    gradient: Array,
    space: Array,
    symbols: Ints,
    lengths: Ints,
    sizes: Ints,
) -> None:
    """From the gradient of a cell's states, in `space`, to that of its weights and of what comes in."""
    h, rows, m, g = net.hidden, sizes.sum(), cell.inputs, net.gates * net.hidden
    found, letters, x = _incoming(cell, net, space, symbols, lengths, sizes)
    d_x = matrix(space, net.d_x, len(x), x.shape[1])
    d_in = matrix(space, net.d_in, by_fours(m), g)
    d_hidden = matrix(space, net.d_hidden, by_fours(h), g)
    d_biases = space[net.d_biases : net.d_biases + net.width]
    d_in[:] = 0
    d_hidden[:] = 0
    d_biases[:] = 0
    read_letters_back(
        net.gates,
        sizes,
        letters,
        x,
        matrix(space, cell.weights_in, m, g),
        matrix(space, cell.weights, h, g),
        matrix(space, cell.memory, rows * (cell.memory > 0), h),
        matrix(space, cell.states, rows, h),
        matrix(space, net.d_states, rows, h),
        matrix(space, cell.gates, rows, net.width),
        matrix(space, net.carry, 2 * sizes[0], h),
        d_x,
        d_in,
        d_hidden,
        d_biases,
    )
    to_gates = matrix(gradient, cell.to_gates, m, g)
    moved = h if net.gates == GRU else 0
    for k in range(m):
        _turn(d_in[k], moved, to_gates[k])
    _copy(d_hidden, matrix(gradient, cell.to_hidden, h, g))
    _turn(d_biases[:g], moved, gradient[cell.gates_bias : cell.gates_bias + g])
    for j in range(net.width - g):
        gradient[cell.candidate_bias + j] = d_biases[g + j]
    if cell.layer == 0 and net.embedded:
        add_table_gradient(d_x, found, matrix(gradient, net.embedding, net.rows, m))


@compiled
def learn(
    cells: Records,
    net: Any,
    gradient: Array,
    space: Array,
    symbols: Ints,
    lengths: Ints,
    labels: Ints,
    batch: int,
    smoothing: float,
    kept_states: Bools,
    kept_read: Bools,
    keep: float,
    places: NDArray[np.int32],
) -> tuple[float, Ints]:
    """What `forward` left in `space`, labels (b,) -> their share of the mean loss of `batch` names,
    without smoothing, and what each is taken for (b,); the gradient (n,) of all weights is written
    anew."""
    sizes, h, way = sizes_of(lengths), net.hidden, len(places)
    rows = sizes.sum()
    scores = matrix(space, net.scores, sizes[0], net.languages)
    d_scores = matrix(space, net.d_scores, sizes[0], net.languages)
    guesses = np.empty(len(labels), np.int64)
    loss = cross_entropy(scores, labels, batch, smoothing, d_scores, guesses)
    gradient[:] = 0
    if net.shortcut:
        found = table_rows(symbols, lengths, sizes, False, net.symbols, net.ngrams)
        d_table = matrix(gradient, net.past, net.rows, net.languages)
        past_the_cells(d_table, found, sizes, lengths, d_scores, True)
    read = matrix(space, net.read, sizes[0], net.features)
    d_read = matrix(space, net.d_read, sizes[0], net.features)
    turned = matrix(space, net.turned, net.languages, net.features)
    d_turned = matrix(space, net.d_turned, net.languages, net.features)
    d_read[:] = 0
    d_turned[:] = 0
    add_dense_input_gradient(d_scores, turned, d_read)
    d_bias = gradient[net.out_bias : net.out_bias + net.languages]
    add_dense_weight_gradient(d_scores, read, d_turned, d_bias)
    transpose(d_turned, matrix(gradient, net.out, net.features, net.languages))
    drop(d_read, kept_read, keep)
    d_states = matrix(space, net.d_states, rows, h)
    for number in range(len(cells) - 1, -1, -1):
        if number + 1 == len(cells) or cells[number + 1].layer == 0:
            way -= 1
            at = way * (net.features // len(places))
            pool_back(d_read, sizes, lengths, net, at, places[way], d_states)
        else:
            _copy(matrix(space, net.d_x, rows, h), d_states)
            drop_states(sizes, lengths, kept_states, number - way, keep, d_states)
        _cell_back(cells[number], net, gradient, space, symbols, lengths, sizes)
    return loss, guesses
