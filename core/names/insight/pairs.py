"""Pairs of names: where their paths through the hidden state part."""

from dataclasses import dataclass

import numpy as np

from core.names.insight.letters import Effects, Trajectory
from core.names.text import ALPHABET


@dataclass(frozen=True, eq=False)
class Paths:
    """Two paths in the plane in which they spread most."""

    first: np.ndarray
    """(t1 + 1, 2), from the zero state on."""
    second: np.ndarray
    """(t2 + 1, 2)"""
    kept: float
    """The share of the spread of all their states that the plane shows, 0..1."""


def walked(found: Trajectory, direction: str) -> np.ndarray:
    """The states of a trajectory in the order in which they came about, (t, h): of a network that reads
    both ways those of the way forwards."""
    if direction == "backwards":
        return found.states[::-1]
    return found.states[:, : found.states.shape[1] // 2] if direction == "both" else found.states


def paths(first: np.ndarray, second: np.ndarray) -> Paths:
    """Both names' states (t1, h) and (t2, h), as they were walked, on the first two principal components
    of all of them together."""
    origin = np.zeros((1, first.shape[1]))
    both = np.concatenate([origin, first, origin, second]).astype(np.float64)
    centred = both - both.mean(0)
    _, spread, axes = np.linalg.svd(centred, full_matrices=False)
    # A hidden state of one unit has one axis only.
    plane = np.zeros((len(both), 2))
    plane[:, : min(2, len(axes))] = centred @ axes[:2].T
    total = float((spread**2).sum())
    kept = float((spread[:2] ** 2).sum()) / total if total else 1.0
    t = len(first) + 1
    return Paths(plane[:t], plane[t:], kept)


def common(first: str, second: str) -> int:
    """How many letters two names begin with in common: so far the network cannot differ."""
    return next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )


def most_different(effects: Effects, letters: str) -> str:
    """The name with the one replaced letter that takes most from the language of `effects`."""
    changes = effects.replaced[:, :26]  # a to z: the other signs cannot stand everywhere
    place, letter = np.unravel_index(np.argmin(changes), changes.shape)
    return letters[:place] + ALPHABET[letter] + letters[place + 1 :]
