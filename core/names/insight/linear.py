"""Linear analysis of the notes' cells, whose state is linear in the state before it.

With a_t what letter t contributes (`NotesRNN.letter_table`) and T letters,

    h_t = a_t + h_(t-1) W   so that   h_(T-1) = sum of a_t W^(T-1-t) over t = 1 .. T-1
    logits = h_(T-1) U + L[letter_T] + c

so every letter adds its own term to the logits, and nothing else does but the bias c. A letter's
term depends on the letter and on how many follow it, and not at all on which ones.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.names.insight.reach import spread
from core.names.model import NotesRNN


@dataclass(frozen=True, eq=False)
class Contributions:
    """Terms that sum to the logits of one name."""

    letters: np.ndarray
    """(t, n): what each letter adds to each language's logit."""
    bias: np.ndarray
    """(n,): the logits before any letter."""


def contributions(network: NotesRNN, letters: np.ndarray) -> Contributions:
    """What each letter of a name, int64 (t,), adds to the logits."""
    name = torch.from_numpy(letters)
    with torch.no_grad():
        a = network.letter_table()[name]  # (t, h)
        # W^k U: how a letter k places before the last but one is heard at the output.
        back: Tensor = network.hidden_to_output  # (h, n)
        terms = [network.letter_to_output[name[-1]]]  # the last letter speaks for itself
        for row in a[:-1].flip(0):
            terms.append(row @ back)
            back = network.hidden_to_hidden @ back
        found = torch.stack(terms[::-1])  # (t, n)
    return Contributions(found.numpy(), network.output_bias.detach().numpy())


@dataclass(frozen=True, eq=False)
class Memory:
    """How the hidden matrix W treats what is handed on."""

    eigenvalues: np.ndarray
    """(h,) complex, the largest absolute value first."""
    say: np.ndarray
    """(k,): how much the letters of held-out names say at so many places before the last one, in nats:
    `core.names.insight.reach.Reach.spread`. The last letter is k = 0."""

    @property
    def radius(self) -> float:
        """The spectral radius: in the long run each further letter multiplies a term by this."""
        return float(abs(self.eigenvalues[0]))


def memory(network: NotesRNN, letters: Tensor, lengths: Tensor, places: int) -> Memory:
    """The spectrum of W, and how much the last `places` letters say in names (b, t), padded, with
    lengths (b,)."""
    values = np.linalg.eigvals(network.hidden_to_hidden.detach().numpy().astype(np.float64))
    say = np.array(spread(network, letters, lengths, places))
    return Memory(values[np.argsort(-np.abs(values), kind="stable")], say)


def fading(found: Memory) -> str:
    """What the spectral radius means for the first letters of a name, in a sentence."""
    r = found.radius
    if r == 0:
        return "The hidden matrix hands nothing on for long: early letters are forgotten outright."
    after = (
        f"after ten more letters {r**10:.2g} of it is left"
        if r < 1
        else f"ten more letters multiply it by {r**10:.2g}"
    )
    then = (
        "A state that is linear does not keep the gradient from fading: that takes eigenvalues near 1."
        if r < 1
        else "A state that is linear does not keep the gradient steady: here what an early letter "
        "says grows with every letter after it."
    )
    return f"The largest eigenvalue has absolute value {r:.3f}: in its direction, {after}. {then}"
