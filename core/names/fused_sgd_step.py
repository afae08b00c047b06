"""The notes' training step, one name at a time, with its backward pass written out.

The products are so small that PyTorch spends far longer on getting to them, and autograd on its
bookkeeping, than the processor on the products. The mathematics is short enough to write down, and
NumPy, on the same memory, gets to a product sooner. With letters c_1 .. c_T, states h_0 = 0 and

    a_t = f(c_t)                       what the letter contributes, see `NotesRNN.letter_table`
    h_t = a_t + h_(t-1) W + b          for t = 1 .. T-1
    o   = L[c_T] + h_(T-1) U + c       the logits; loss = -log softmax(o)[language]

the chain rule gives

    do = softmax(o) - one_hot(language)
    dh_(T-1) = U do        dh_(t-1) = W dh_t
    dU = h_(T-1) do'       dW = sum_t h_(t-1) dh_t'      da_t = dh_t
    dc = do                db = sum_t dh_t

and for f of one or two ReLU layers the da_t go on backwards through them as usual. A bias is kept as
the last row of its matrix, and every state has a 1 behind it: what is done for W is done for b, in the
same product. `tests/names` holds it against autograd and against the literal network. No gradient is
kept: each weight is updated in place, all of them after the last gradient is known.
"""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.names.notes_rnn import NotesRNN

Array = NDArray[np.float32]
ROWS = 4  # of more, OpenBLAS copies a large transposed matrix first, at seven times the cost


def _joined(weight: nn.Parameter, bias: nn.Parameter) -> Array:
    """A matrix with its bias below it, (m + 1, n); both parameters become views of it."""
    joint = torch.cat([weight.detach(), bias.detach()[None]])
    weight.data, bias.data = joint[:-1], joint[-1]
    return joint.numpy()


def _with_ones(rows: int, columns: int) -> Array:
    """Zeros and a last column of ones, (rows, columns + 1): what a matrix with its bias multiplies."""
    return np.eye(1, columns + 1, columns, dtype=np.float32).repeat(rows, 0)


class FusedSGDStep:
    """One SGD step a call, on the network's own weights."""

    def __init__(self, network: NotesRNN, longest: int):
        h = network.hidden_size
        self.relus = network.relus
        self.recurrent = _joined(network.hidden_to_hidden, network.hidden_bias)  # (h + 1, h)
        self.output = _joined(network.hidden_to_output, network.output_bias)  # (h + 1, n)
        self.letter_to_hidden: Array = network.letter_to_hidden.detach().numpy()
        self.letter_to_output: Array = network.letter_to_output.detach().numpy()
        if self.relus:
            self.letter_bias: Array = network.letter_bias.detach().numpy()
        if self.relus == 2:
            self.second = _joined(network.second, network.second_bias)  # (h + 1, h)
            self.firsts = _with_ones(longest, h)
            self.d_firsts = np.zeros((longest, h), np.float32)

        self.states = _with_ones(longest, h)  # h_0 .. h_(T-1), a row each
        self.grads = np.zeros((longest, h), np.float32)  # dh_1 .. dh_(T-1), a row each
        # Memory for the gradients of the matrices: to ask for it anew would cost as much as they.
        self.d_square, self.d_output = np.empty((h + 1, h), np.float32), np.empty_like(self.output)
        # Rows as views made once: indexing in the loop over letters would cost as much as it.
        self.state_rows, self.h_rows = list(self.states), list(self.states[:, :h])
        self.grad_rows = list(self.grads)
        self.letter_rows, self.last_rows = list(self.letter_to_hidden), list(self.letter_to_output)

    def step(self, letters: NDArray[np.int64], label: int, rate: float) -> tuple[float, int]:
        """Learn from one name, letters (t,): (loss, the answer before learning)."""
        *before, last = letters.tolist()
        moves = len(before)
        recurrent, output = self.recurrent, self.output
        state_rows, h_rows, grad_rows = self.state_rows, self.h_rows, self.grad_rows

        if moves:
            a: list[Array] | Array
            if not self.relus:
                a = [self.letter_rows[c] for c in before]
            else:
                a = first = self.letter_to_hidden.take(letters[:moves], 0)  # (t - 1, h)
                first += self.letter_bias
                np.maximum(first, 0, out=first)
                if self.relus == 2:
                    firsts = self.firsts[:moves]
                    firsts[:, :-1] = first
                    a = second = np.dot(firsts, self.second)
                    np.maximum(second, 0, out=second)
            np.add(a[0], recurrent[-1], out=h_rows[1])
            for t in range(1, moves):
                h = np.dot(state_rows[t], recurrent, h_rows[t + 1])
                np.add(h, a[t], out=h)
        state = state_rows[moves]  # (h + 1,)

        logits = np.dot(state, output)  # (n,)
        logits += self.last_rows[last]
        guess = int(logits.argmax())
        logits -= logits[guess]
        right = logits.item(label)
        d_logits = np.exp(logits, out=logits)
        total = float(np.add.reduce(d_logits))
        loss = math.log(total) - right

        # Times the rate, as all gradients from here on.
        d_logits *= rate / total
        d_logits[label] -= rate
        if moves:
            np.dot(output[:-1], d_logits, grad_rows[moves - 1])
            weight = recurrent[:-1]
            for t in range(moves - 1, 0, -1):
                np.dot(weight, grad_rows[t], grad_rows[t - 1])
            grads = self.grads[:moves]  # (t - 1, h)
            recurrent -= np.dot(self.states[:moves].T, grads, self.d_square)
            if self.relus == 2:
                grads = grads * np.sign(second)  # none is below 0
                d_first, transposed = self.d_firsts[:moves], self.second[:-1].T
                for t in range(0, moves, ROWS):
                    np.dot(grads[t : t + ROWS], transposed, d_first[t : t + ROWS])
                self.second -= np.dot(firsts.T, grads, self.d_square)
                grads = d_first
            if self.relus:
                grads = grads * np.sign(first)
                self.letter_bias -= np.add.reduce(grads, 0)
            for c, grad in zip(before, grads, strict=True):
                self.letter_rows[c] -= grad
        output -= np.dot(state[:, None], d_logits[None], self.d_output)
        self.last_rows[last] -= d_logits
        return loss, guess
