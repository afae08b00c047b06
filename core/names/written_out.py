"""The notes' training step, one name at a time, with its backward pass written out.

The products are so small that PyTorch spends far longer on getting to them, and autograd on its
bookkeeping, than the processor on the products. The mathematics is short enough to write down, and
NumPy, on the same memory, gets to a product sooner. With letters c_1 .. c_T, states h_0 = 0 and

    a_t = f(c_t)                       what the letter contributes, see `NotesRNN.letter_table`
    h_t = a_t + h_(t-1) W              for t = 1 .. T-1
    o   = L[c_T] + h_(T-1) U + c       the logits; loss = -log softmax(o)[language]

the chain rule gives

    do = softmax(o) - one_hot(language)
    dh_(T-1) = U do        dh_(t-1) = W dh_t
    dU = h_(T-1) do'       dW = sum_t h_(t-1) dh_t'      da_t = dh_t

and for f of one or two ReLU layers the da_t go on backwards through them as usual. `tests/names`
holds it against autograd and against the literal network. No gradient is kept: each weight is
updated in place, all of them after the last gradient is known.
"""

import numpy as np
from numpy.typing import NDArray

from core.names.model import NotesRNN


class WrittenOut:
    """One SGD step a call, on the network's own weights."""

    def __init__(self, network: NotesRNN, longest: int):
        self.relus = network.relus
        self.p = {name: p.detach().numpy() for name, p in network.named_parameters()}  # its memory
        h = network.hidden_size
        self.states = np.zeros((longest, h), np.float32)  # h_0 .. h_(T-1), a row each
        self.grads = np.zeros((longest, h), np.float32)  # dh_1 .. dh_(T-1), a row each
        # Rows as views made once: indexing in the loop over letters would cost as much as it.
        self.state_rows, self.grad_rows = list(self.states), list(self.grads)

    def step(self, letters: NDArray[np.int64], label: int, rate: float) -> tuple[float, int]:
        """Learn from one name, letters (t,): (loss, the answer before learning)."""
        with np.errstate(over="ignore", invalid="ignore"):  # who asked looks at the loss
            return self._step(letters, label, rate)

    def _step(self, letters: NDArray[np.int64], label: int, rate: float) -> tuple[float, int]:
        p, moves = self.p, len(letters) - 1
        last, before = letters[moves], letters[:moves]
        weight = p["hidden_to_hidden"]

        if moves:
            a = first = p["letter_to_hidden"][before]  # (t - 1, h)
            if self.relus:
                a = first = np.maximum(a + p["letter_bias"], 0)
            if self.relus == 2:
                a = second = np.maximum(first @ p["second"] + p["second_bias"], 0)
            a = a + p["hidden_bias"]
            for t, row in enumerate(a):
                state = np.dot(self.state_rows[t], weight, out=self.state_rows[t + 1])
                state += row
        state = self.state_rows[moves]  # (h,)

        logits = p["letter_to_output"][last] + p["output_bias"]
        logits += state @ p["hidden_to_output"]  # (n,)
        logits -= logits.max()
        guess = int(logits.argmax())
        d_logits = np.exp(logits)
        total = d_logits.sum()
        loss = float(np.log(total) - logits[label])

        d_logits /= total
        d_logits[label] -= 1
        step = d_logits * np.float32(rate)
        if moves:
            np.dot(p["hidden_to_output"], step, out=self.grad_rows[moves - 1])
            for t in range(moves - 1, 0, -1):
                np.dot(weight, self.grad_rows[t], out=self.grad_rows[t - 1])
            grads = self.grads[:moves]  # (t - 1, h), times the rate, as all gradients from here on
            weight -= self.states[:moves].T @ grads
            p["hidden_bias"] -= grads.sum(0)
            if self.relus == 2:
                grads = grads * (second > 0)
                d_first = grads @ p["second"].T
                p["second"] -= first.T @ grads
                p["second_bias"] -= grads.sum(0)
                grads = d_first
            if self.relus:
                grads = grads * (first > 0)
                p["letter_bias"] -= grads.sum(0)
            np.subtract.at(p["letter_to_hidden"], before, grads)
        p["hidden_to_output"] -= np.multiply.outer(state, step)
        p["letter_to_output"][last] -= step
        p["output_bias"] -= step
        return loss, guess
