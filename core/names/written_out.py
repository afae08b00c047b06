"""The notes' training step, one name at a time, with its backward pass written out.

PyTorch's autograd spends far longer on bookkeeping than on such small products. The mathematics is
short enough to write down. With letters c_1 .. c_T, states h_0 = 0 and

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

import torch
from torch import Tensor

from core.names.model import NotesRNN


class WrittenOut:
    """One SGD step a call, on the network's own weights."""

    def __init__(self, network: NotesRNN, longest: int):
        self.network = network
        p = {name: tensor.detach() for name, tensor in network.named_parameters()}  # same storage
        self.p = p
        h = network.hidden_size
        self.states = torch.zeros(longest, h)  # h_0 .. h_(T-1), a row each
        self.grads = torch.zeros(longest, h)  # dh_1 .. dh_(T-1), a row each
        self.to_transposed = p["hidden_to_hidden"].t()
        # Rows as views made once: indexing in the loop over letters would cost as much as it.
        self.state_rows = list(self.states)
        self.grad_rows = list(self.grads)

    def step(self, letters: Tensor, label: int, rate: float) -> tuple[float, int]:
        """Learn from one name, letters int64 (t,): (loss, the answer before learning)."""
        with torch.no_grad():
            return self._step(letters, label, rate)

    def _step(self, letters: Tensor, label: int, rate: float) -> tuple[float, int]:
        p, relus, moves = self.p, self.network.relus, len(letters) - 1
        last, before = letters[moves], letters[:moves]
        weight = p["hidden_to_hidden"]

        if moves:
            a = first = p["letter_to_hidden"].index_select(0, before)  # (t - 1, h)
            if relus:
                a = first = (a + p["letter_bias"]).relu_()
            if relus == 2:
                a = second = torch.addmm(p["second_bias"], first, p["second"]).relu_()
            a = a + p["hidden_bias"]
            for t, row in enumerate(a.unbind(0)):
                torch.addmv(row, self.to_transposed, self.state_rows[t], out=self.state_rows[t + 1])
        state = self.state_rows[moves]  # (h,)

        logits = p["letter_to_output"][last] + p["output_bias"]
        logits.addmv_(p["hidden_to_output"].t(), state)  # (n,)
        log_p = logits.log_softmax(0)
        guess, loss = int(log_p.argmax()), -float(log_p[label])

        d_logits = log_p.exp_()
        d_logits[label] -= 1
        if moves:
            torch.mv(p["hidden_to_output"], d_logits, out=self.grad_rows[moves - 1])
            for t in range(moves - 1, 0, -1):
                torch.mv(weight, self.grad_rows[t], out=self.grad_rows[t - 1])
            grads = self.grads[:moves]  # (t - 1, h)
            weight.addmm_(self.states[:moves].t(), grads, alpha=-rate)
            p["hidden_bias"].sub_(grads.sum(0), alpha=rate)
            if relus == 2:
                grads = grads * (second > 0)
                d_first = grads @ p["second"].t()
                p["second"].addmm_(first.t(), grads, alpha=-rate)
                p["second_bias"].sub_(grads.sum(0), alpha=rate)
                grads = d_first
            if relus:
                grads = grads * (first > 0)
                p["letter_bias"].sub_(grads.sum(0), alpha=rate)
            p["letter_to_hidden"].index_add_(0, before, grads, alpha=-rate)
        p["hidden_to_output"].addr_(state, d_logits, alpha=-rate)
        p["letter_to_output"][last].sub_(d_logits, alpha=rate)
        p["output_bias"].sub_(d_logits, alpha=rate)
        return loss, guess
