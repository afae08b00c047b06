"""The notes' training step, one name at a time, on the network's own weights: compiled, or in NumPy.

The products are so small that PyTorch spends far longer on getting to them, and autograd on its
bookkeeping, than the processor on the products. The formulas stand in `core.names.compiled_sgd_step`, where
a step is one call. Where Numba is missing, NumPy takes it: on the same memory, it gets to a product sooner
than PyTorch. There a bias is kept as the last row of its matrix, and every state has a 1 behind it: what is
done for W is done for b, in the same product.
"""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.names import compiled_sgd_step
from core.names.notes_rnn import NotesRNN

Array = NDArray[np.float32]
ROWS = 4  # of more, OpenBLAS copies a large transposed matrix first, at seven times the cost


def _joined(*parameters: nn.Parameter) -> Array:
    """Matrices (..., n) and biases (n,) below each other, (m, n); the parameters become views of it."""
    joint = torch.cat([torch.atleast_2d(p.detach()) for p in parameters])
    rows = [torch.atleast_2d(p).shape[0] for p in parameters]
    for p, part in zip(parameters, joint.split(rows), strict=True):
        p.data = part.view(p.shape)
    return joint.numpy()


def _with_ones(rows: int, columns: int) -> Array:
    """Zeros and a last column of ones, (rows, columns + 1): what a matrix with its bias multiplies."""
    return np.eye(1, columns + 1, columns, dtype=np.float32).repeat(rows, 0)


class CompiledSGDStep:
    """One SGD step a call, and the network's answers."""

    def __init__(self, network: NotesRNN, longest: int):
        output = network.hidden_to_output
        output.data = output.data.T  # the network has it as it was, its columns in one piece each
        wide = [network.hidden_to_hidden, output, network.letter_to_hidden, network.hidden_bias]
        if network.relus:
            wide.append(network.letter_bias)
        if network.relus == 2:
            wide += [network.second_bias, network.second]
        self.wide = _joined(*wide)
        output.data = output.data.T
        self.narrow = _joined(network.letter_to_output, network.output_bias)
        self.relus = network.relus
        self.room = self._room(longest)

    def step(self, letters: NDArray[np.int64], label: int, rate: float) -> tuple[float, int]:
        """Learn from one name, letters (t,): (loss, the answer before learning)."""
        return compiled_sgd_step.learn(
            self.wide, self.narrow, self.relus, self.room, letters, label, rate
        )

    def __call__(self, letters: Tensor, lengths: Tensor) -> Tensor:
        """Names (b, t), padded, with lengths (b,) -> logits (b, n). Threads may call it side by side."""
        room = self._room(letters.shape[1])
        names = letters.numpy(), lengths.numpy()
        found = compiled_sgd_step.answers(self.wide, self.narrow, self.relus, room, *names)
        return torch.from_numpy(found)

    def _room(self, longest: int) -> Array:
        """For names of so many letters at most. PyTorch's memory begins at a line of the cache; where it
        need not, as NumPy's, a step takes up to a fifth longer."""
        rows = longest + compiled_sgd_step.SPARE
        return torch.empty(compiled_sgd_step.BUFFERS, rows, self.wide.shape[1]).numpy()


class NumPySGDStep:
    """The same step in NumPy."""

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
