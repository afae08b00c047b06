"""Letter effects: what each letter of a surname did to the answer.

Letters are int64 (t,), as `text.encode` gives them. Everything here is measured on the network
itself, in nats (natural logarithms): a change of 0.69 doubles or halves a probability.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from core.names.surname_rnn import SurnameRNN
from core.names.symbols import N_LETTERS


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A network on its way through one name."""

    probabilities: np.ndarray
    """(t, n): of each language after each letter, as if the name ended there."""
    states: np.ndarray
    """(t, h): the hidden state when each letter was read (an lstm's cell state is left out). Read both
    ways it is (t, 2 h): forwards after the letters up to this one, beside backwards after this one and
    all that follow."""

    @property
    def settled(self) -> int:
        """The first letter from which the final answer led to the end, 0 .. t-1."""
        leads = self.probabilities.argmax(1) == self.probabilities[-1].argmax()
        return int(len(leads) - np.logical_and.accumulate(leads[::-1]).sum())


def trajectory(network: SurnameRNN, letters: np.ndarray) -> Trajectory:
    """Read a name letter by letter."""
    with torch.no_grad():
        logits, states = network.read_letter_by_letter(torch.from_numpy(letters))
    return Trajectory(logits.softmax(1).numpy(), states.numpy())


@dataclass(frozen=True, eq=False)
class Effects:
    """What became of the log-probability of one language, in nats."""

    left_out: np.ndarray
    """(t,): its change when a letter is left out; NaN where nothing would be left."""
    replaced: np.ndarray
    """(t, n_letters): its change when a letter is replaced; 0 at the letter itself."""
    gradient: np.ndarray
    """(t, n_letters): its slope with regard to each entry of the one-hot rows."""

    @property
    def gradient_size(self) -> np.ndarray:
        """(t,): the length of each letter's gradient."""
        return np.linalg.norm(self.gradient, axis=1)


def effects(network: SurnameRNN, letters: np.ndarray, language: int) -> Effects:
    """Leave out, replace, and differentiate by, every letter of a name."""
    t = len(letters)
    name = torch.from_numpy(letters)
    everyone = torch.arange(N_LETTERS)
    # All replacements of all letters in one batch: row (i, k) has letter k at position i.
    replaced = name.repeat(t, N_LETTERS, 1)  # (t, n_letters, t)
    for i in range(t):
        replaced[i, :, i] = everyone
    before = log_probabilities(network, name[None])[0, language]
    after = log_probabilities(network, replaced.view(-1, t))[:, language].view(t, N_LETTERS)
    left_out = np.full(t, np.nan, dtype=np.float32)
    if t > 1:
        shorter = torch.stack([torch.cat([name[:i], name[i + 1 :]]) for i in range(t)])
        left_out = (log_probabilities(network, shorter)[:, language] - before).numpy()
    change = (after - before).numpy()
    change[np.arange(t), letters] = 0  # a batch's last bits may differ from those of one name
    return Effects(left_out, change, gradient(network, name, language))


def log_probabilities(network: SurnameRNN, letters: Tensor) -> Tensor:
    """Names of one length (b, t) -> (b, n)."""
    with torch.no_grad():
        lengths = torch.full((len(letters),), letters.shape[1])
        return network(letters, lengths).log_softmax(1)


def gradient(network: SurnameRNN, name: Tensor, language: int) -> np.ndarray:
    """The slope of a language's log-probability at each entry of the rows: (t, n_letters)."""
    rows = F.one_hot(name, N_LETTERS).to(next(network.parameters()).dtype).requires_grad_()
    with torch.enable_grad():
        log_p = network.read_rows(rows).log_softmax(0)[language]
        (slope,) = torch.autograd.grad(log_p, rows)
    return slope.numpy()
