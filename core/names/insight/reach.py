"""Influence of early letters: how far one reaches where the state is linear.

With a_i what letter i contributes to the state, W the matrix from state to state and U the one from
state to logits, a letter d places before the last adds a_i W^(d-1) U; the last letter itself is
looked up in a table. An early letter passes through W more often: where W shrinks what it is given,
early letters fade.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.names.model import NotesRNN

PLACES = 10


@dataclass(frozen=True)
class Reach:
    """Of one network on held-out names."""

    radius: float
    """The largest absolute eigenvalue of W: above 1 something grows with every letter."""
    spread: tuple[float, ...]
    """(10,) how much the logits differ because of the letter d places before the last, in nats:
    the root of the mean variance over languages, what all letters there share left out."""
    last: tuple[float, ...]
    """(10,) balanced accuracy when only the last 1, 2, ... letters are read."""


def reach(network: NotesRNN, letters: Tensor, lengths: Tensor, labels: Tensor) -> Reach:
    """For names (b, t), padded, with lengths (b,) and languages (b,)."""
    with torch.no_grad():
        last = [_accuracy(network, *_ends(letters, lengths, k + 1), labels) for k in range(PLACES)]
        radius = float(torch.linalg.eigvals(network.hidden_to_hidden).abs().max())
    return Reach(radius, spread(network, letters, lengths, PLACES), tuple(last))


def spread(network: NotesRNN, letters: Tensor, lengths: Tensor, places: int) -> tuple[float, ...]:
    """`Reach.spread`, (places,), for names (b, t), padded, with lengths (b,)."""
    with torch.no_grad():
        rows = torch.arange(len(letters))
        part: Tensor = network.letter_to_output
        state = network.letter_table()
        found = []
        for d in range(places):
            long = lengths > d
            at = letters[rows[long], lengths[long] - 1 - d]
            results = part[at]  # (names, n)
            results = results - results.mean(0)
            found.append(
                float(results.var(1, correction=0).mean().sqrt()) if len(results) > 1 else 0.0
            )
            part = state @ network.hidden_to_output
            state = state @ network.hidden_to_hidden
    return tuple(found)


def _ends(letters: Tensor, lengths: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """The last k letters of each name, (b, k), and how many there are, (b,)."""
    left = lengths.clamp(max=k)
    places = (lengths - left)[:, None] + torch.arange(k)
    return letters.gather(1, places.clamp(max=letters.shape[1] - 1)), left


def _accuracy(network: NotesRNN, letters: Tensor, lengths: Tensor, labels: Tensor) -> float:
    """The mean over languages of the share right."""
    right = (network(letters, lengths).argmax(1) == labels).double()
    n = network.n_languages
    counts = torch.bincount(labels, minlength=n)
    sums = torch.zeros(n, dtype=torch.double).index_add_(0, labels, right)
    return float((sums / counts)[counts > 0].mean())
