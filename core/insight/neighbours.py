"""Nearest neighbours: the training surnames that leave a network in nearly the same hidden state."""

from dataclasses import dataclass

import numpy as np
import torch

from core.insight.held_out import names_of
from core.names import data as names_data
from core.names.surname_rnn import SurnameRNN
from core.names.text import encode
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
    """Between what both names have become when they are read (Euclidean, in the state's units)."""


@cached_by_weights
def _trained(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """The training pairs, one of each spelling (m,), and their final states (m, h)."""
    data, split = names_of(run)
    first_of = {data.spellings[i]: i for i in reversed(split.train.tolist())}
    pairs = np.array(sorted(first_of.values()))
    network = network_of(run)
    assert isinstance(network, SurnameRNN)
    letters, lengths = names_data.encoded(data)
    return pairs, _final_states(network, letters[pairs], lengths[pairs])


def _final_states(network: SurnameRNN, letters: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return network.final_states(torch.from_numpy(letters), torch.from_numpy(lengths)).numpy()


def nearest(run: Run, letters: str, most: int = 6) -> list[Neighbour]:
    """The nearest training surnames but the name itself."""
    data, _ = names_of(run)
    pairs, states = _trained(run)
    network = network_of(run)
    assert isinstance(network, SurnameRNN)
    (state,) = _final_states(network, encode(letters)[None], np.array([len(letters)]))
    distances = np.linalg.norm(states - state, axis=1)
    found = []
    for k in np.argsort(distances, kind="stable")[: most + 1]:
        spelling = data.spellings[pairs[k]]
        if spelling != letters:
            where = data.languages_of[spelling]
            found.append(Neighbour(data.originals[pairs[k]], where, float(distances[k])))
    return found[:most]
