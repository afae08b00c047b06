"""Nearest neighbours: the training surnames that leave a network in nearly the same hidden state."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.insight.held_out import names_of
from core.names import data as names_data
from core.names.model import SurnameRNN
from core.runs.predict import network_of
from core.runs.store import Run
from core.runs.weights_cache import cached_by_weights


@dataclass(frozen=True)
class Neighbour:
    """One surname of the training data."""

    surname: str
    languages: tuple[str, ...]
    """All in which it stands."""
    distance: float
    """Between the two hidden states after the last letter (Euclidean, in the state's units)."""


def final_states(network: SurnameRNN, letters: Tensor, lengths: Tensor) -> np.ndarray:
    """The hidden states after the last letters of names (b, t), padded: (b, h)."""
    order = lengths.argsort(descending=True, stable=True)
    letters, lengths = letters[order], lengths[order]
    with torch.no_grad():
        table, state = network.letter_table(), network.start(len(letters))
        for t in range(int(lengths[0])):
            n = int((lengths > t).sum())  # longest first: these go on
            state[:n] = network.move(table[letters[:n, t]], state[:n])
        hidden = torch.empty_like(state[:, : network.hidden_size])
        hidden[order] = state[:, : network.hidden_size]
    return hidden.numpy()


@cached_by_weights
def _trained(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """The training pairs, one of each spelling (m,), and their final states (m, h)."""
    data, split = names_of(run)
    first_of = {data.spellings[i]: i for i in reversed(split.train.tolist())}
    pairs = np.array(sorted(first_of.values()))
    network = network_of(run)
    assert isinstance(network, SurnameRNN)
    letters, lengths = names_data.encoded(data)
    states = final_states(
        network, torch.from_numpy(letters[pairs]), torch.from_numpy(lengths[pairs])
    )
    return pairs, states


def nearest(run: Run, letters: str, state: np.ndarray, most: int = 6) -> list[Neighbour]:
    """The nearest training surnames but the name itself, for its final state (h,)."""
    data, _ = names_of(run)
    pairs, states = _trained(run)
    distances = np.linalg.norm(states - state, axis=1)
    found = []
    for k in np.argsort(distances, kind="stable")[: most + 1]:
        spelling = data.spellings[pairs[k]]
        if spelling != letters:
            where = data.languages_of[spelling]
            found.append(Neighbour(data.originals[pairs[k]], where, float(distances[k])))
    return found[:most]
