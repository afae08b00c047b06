"""The notes' training step, one name at a time, compiled, with its backward pass written out.

With letters c_1 .. c_T, states h_0 = 0 and

    a_t = f(c_t)                       what the letter contributes, see `NotesRNN.letter_table`
    h_t = a_t + h_(t-1) W + b          for t = 1 .. T-1
    o   = L[c_T] + h_(T-1) U + c       the logits; loss = -log softmax(o)[language]

the chain rule gives

    do = softmax(o) - one_hot(language)
    dh_(T-1) = U do        dh_(t-1) = W dh_t
    dU = h_(T-1) do'       dW = sum_t h_(t-1) dh_t'      da_t = dh_t
    dc = do                db = sum_t dh_t

and for f of one or two ReLU layers the da_t go on backwards through them as usual. `tests/names` holds it
against autograd and against the literal network. No gradient is kept: each weight is updated in place,
all of them after the last gradient is known.

A name takes as long as ten calls from Python, most of it to read W from the second nearest cache: once a
letter forward, once back, and once to update it. Every loop goes along rows of it, and along columns of
U, whose rows are as short as there are languages.

The functions take a network with h hidden units and n languages as two matrices. `wide` (..., h) holds W,
the columns of U, the table of letters, b, and of ReLU layers the first one's bias, the second one's bias
and the second one's weights; `narrow` (letters + 1, n) holds L and c. What is computed lies in `room`
(BUFFERS, letters + SPARE, h), of which nothing is read before it is written anew.
"""

import numpy as np
from numpy.typing import NDArray

from core.training.compiler import compiled, inlined

Array = NDArray[np.float32]
Integers = NDArray[np.int64]
BUFFERS, STATES, GRADS, FIRST, SECOND, D_SECOND = 5, 0, 1, 2, 3, 4
SPARE = 6  # rows of states and of gradients go into an update at a time; behind the last are zeros


@inlined
def _add(x: Array, out: Array) -> None:
    """out (n,) += x (n,)."""
    for j in range(len(out)):
        out[j] += x[j]


@inlined
def _subtract(x: Array, out: Array) -> None:
    """out (n,) -= x (n,)."""
    for j in range(len(out)):
        out[j] -= x[j]


@inlined
def _rectified_sum(x: Array, y: Array, out: Array) -> None:
    """out (n,) = ReLU(x (n,) + y (n,)); what is no number stays so."""
    for j in range(len(out)):
        z = x[j] + y[j]
        out[j] = np.float32(0) if z < 0 else z


@inlined
def _deactivated(grad: Array, out: Array, into: Array) -> None:
    """into (n,) = the gradient by what went into a ReLU, from the one by what came out and that itself."""
    for j in range(len(into)):
        g = grad[j]
        into[j] = np.float32(0) if out[j] <= 0 else g


@inlined
def _add_product(x: Array, matrix: Array, out: Array) -> None:
    """out (n,) += x (m,) matrix (m, n)."""
    m, fours = len(x), len(x) // 4 * 4
    for i in range(0, fours, 4):
        a, b, c, d = x[i], x[i + 1], x[i + 2], x[i + 3]
        u, v, y, z = matrix[i], matrix[i + 1], matrix[i + 2], matrix[i + 3]
        for j in range(len(out)):
            out[j] += a * u[j] + b * v[j] + c * y[j] + d * z[j]
    for i in range(fours, m):
        a, u = x[i], matrix[i]
        for j in range(len(out)):
            out[j] += a * u[j]


@inlined
def _multiply(matrix: Array, x: Array, out: Array) -> None:
    """out (m,) = matrix (m, n) x (n,)."""
    for i in range(len(matrix)):
        row, total = matrix[i], np.float32(0)
        for j in range(len(x)):
            total += row[j] * x[j]
        out[i] = total


@compiled
def _subtract_products(xs: Array, grads: Array, first: int, end: int, matrix: Array) -> None:
    """matrix (m, n) -= xs[first:end]' grads[first:end]; behind them are rows whose products are zeros."""
    for t in range(first, end, SPARE):
        p, q, r, s, u, v = xs[t], xs[t + 1], xs[t + 2], xs[t + 3], xs[t + 4], xs[t + 5]
        x0, x1, x2, x3, x4, x5 = (
            grads[t],
            grads[t + 1],
            grads[t + 2],
            grads[t + 3],
            grads[t + 4],
            grads[t + 5],
        )
        for i in range(len(matrix)):
            row = matrix[i]
            a, b, c, d, e, f = p[i], q[i], r[i], s[i], u[i], v[i]
            for j in range(len(row)):
                row[j] -= a * x0[j] + b * x1[j] + c * x2[j] + d * x3[j] + e * x4[j] + f * x5[j]


@compiled
def _read(
    wide: Array, narrow: Array, relus: int, room: Array, name: Integers, logits: Array
) -> None:
    """Forward through a name (t,): its states and its letters' ReLUs, in `room`, and its logits (n,)."""
    h, n, moves = wide.shape[1], narrow.shape[1], len(name) - 1
    states = room[STATES]
    letters = wide[h + n : h + n + len(narrow) - 1]
    biases = wide[h + n + len(narrow) - 1 :]
    for t in range(moves):
        given = letters[name[t]]
        if relus:
            _rectified_sum(given, biases[1], room[FIRST, t])
            given = room[FIRST, t]
        if relus == 2:
            second = room[SECOND, t]
            for j in range(h):
                second[j] = np.float32(0)
            _add_product(given, biases[3:], second)
            _rectified_sum(second, biases[2], second)
            given = second
        state = states[t + 1]
        for j in range(h):
            state[j] = given[j] + biases[0, j]
        if t:
            _add_product(states[t], wide[:h], state)
    if not moves:
        states[0] = np.float32(0)
    _multiply(wide[h : h + n], states[moves], logits)
    _add(narrow[name[moves]], logits)
    _add(narrow[len(narrow) - 1], logits)


@compiled
def _descend(
    wide: Array, narrow: Array, relus: int, room: Array, name: Integers, d_logits: Array
) -> None:
    """Backward through a name that was read, from the gradient of its logits times the rate, which
    is subtracted from all weights."""
    h, n, moves = wide.shape[1], narrow.shape[1], len(name) - 1
    states, grads = room[STATES], room[GRADS]  # h_t and dh_(t+1) are their rows t
    recurrent, output = wide[:h], wide[h : h + n]
    letters = wide[h + n : h + n + len(narrow) - 1]
    biases = wide[h + n + len(narrow) - 1 :]
    if moves:
        grads[moves - 1] = np.float32(0)
        _add_product(d_logits, output, grads[moves - 1])
        for t in range(moves - 1, 0, -1):
            _multiply(recurrent, grads[t], grads[t - 1])
        states[moves + 1 : moves + SPARE] = np.float32(0)
        grads[moves : moves + SPARE] = np.float32(0)
        _subtract_products(states, grads, 1, moves, recurrent)  # h_0 is 0
    for t in range(moves):
        grad = grads[t]
        _subtract(grad, biases[0])
        if relus == 2:
            d_second = room[D_SECOND, t]
            _deactivated(grad, room[SECOND, t], d_second)
            _subtract(d_second, biases[2])
            _multiply(biases[3:], d_second, grad)
        if relus:
            _deactivated(grad, room[FIRST, t], grad)
            _subtract(grad, biases[1])
        _subtract(grad, letters[name[t]])
    if relus == 2 and moves:
        room[FIRST, moves : moves + SPARE] = np.float32(0)
        room[D_SECOND, moves : moves + SPARE] = np.float32(0)
        _subtract_products(room[FIRST], room[D_SECOND], 0, moves, biases[3:])
    state = states[moves]
    for k in range(n):
        row, d = output[k], d_logits[k]
        for j in range(h):
            row[j] -= d * state[j]
    _subtract(d_logits, narrow[name[moves]])
    _subtract(d_logits, narrow[len(narrow) - 1])


@compiled
def learn(
    wide: Array, narrow: Array, relus: int, room: Array, name: Integers, label: int, rate: float
) -> tuple[float, int]:
    """Learn from one name, letters (t,): (loss, the answer before learning)."""
    n = narrow.shape[1]
    logits = np.empty(n, np.float32)
    _read(wide, narrow, relus, room, name, logits)
    guess = 0
    for k in range(n):
        if logits[k] > logits[guess]:
            guess = k
    highest, total = logits[guess], np.float32(0)
    right = logits[label] - highest
    for k in range(n):
        logits[k] = np.exp(logits[k] - highest)
        total += logits[k]
    scale = np.float32(rate) / total
    for k in range(n):
        logits[k] *= scale
    logits[label] -= np.float32(rate)
    _descend(wide, narrow, relus, room, name, logits)
    return np.log(np.float64(total)) - right, guess


@compiled
def answers(
    wide: Array, narrow: Array, relus: int, room: Array, letters: Integers, lengths: Integers
) -> Array:
    """What the network gives for names (b, t), padded, with lengths (b,): (b, n)."""
    logits = np.empty((len(letters), narrow.shape[1]), np.float32)
    for k in range(len(letters)):
        _read(wide, narrow, relus, room, letters[k, : lengths[k]], logits[k])
    return logits
