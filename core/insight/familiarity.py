"""Familiarity: how near a picture is to what a digits network was trained on (nearest neighbours).

A network answers to whatever it is given, and can be sure of a letter. How far a picture lies from all that
it learned, measured where the network itself holds pictures, tells more (Y. Sun, Y. Ming, X. Zhu and Y. Li,
"Out-of-Distribution Detection with Deep Nearest Neighbors", ICML 2022).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.digits import data
from core.digits.insight.features import features, nearest
from core.insight.held_out import held_out, test_set
from core.runs.predict import classes, network_of
from core.runs.store import Run
from core.runs.weights_cache import cached_by_weights

if TYPE_CHECKING:
    from torch import Tensor

MOST_TRAINED, MOST_TESTED = 20_000, 4_000
MOST_NUMBERS = 6_000_000
"""Features that are kept of a run, at most."""
REFUSED = 0.02
"""The share of test items that may be refused, unless one says otherwise."""


@dataclass(frozen=True, eq=False)
class Reference:
    """What a run's network makes of its own data."""

    trained: "Tensor"
    """(n, f): features of training images."""
    distances: NDArray[np.float32]
    """(m,): how far test images lie from the nearest of them, ascending."""
    right: NDArray[np.bool_]
    """(m,): which of those were read right."""

    def share_as_far(self, distance: float) -> float:
        """The share of test items that lie at least so far."""
        return float((self.distances >= distance).mean())

    def threshold(self, refused: float) -> float:
        """The distance beyond which that share of test items lies, at most."""
        return float(np.quantile(self.distances, 1 - refused, method="higher"))

    def saved(self, threshold: float) -> tuple[int, int]:
        """Of the mistakes on test items, how many are refused, and how many there are."""
        wrong = ~self.right
        return int((wrong & (self.distances > threshold)).sum()), int(wrong.sum())


@dataclass(frozen=True)
class Neighbour:
    """One training image."""

    number: int
    label: str
    distance: float


@cached_by_weights
def reference(run: Run) -> Reference:
    """Raises RunError, DataError."""
    network, answers = network_of(run), held_out(run)
    images = data.raw(run.config.dataset, train=True)[0][: run.config.train_size]  # type: ignore[attr-defined]
    width = features(network, _scaled(images[:1])).shape[1]
    n = min(len(images), MOST_TRAINED, max(1, MOST_NUMBERS // width))
    trained = features(network, _scaled(images[:n]))
    tests = data.raw(run.config.dataset, train=False)[0][:MOST_TESTED]
    far, _ = nearest(features(network, _scaled(tests)), trained)
    distances, right = far[:, 0].numpy(), answers.right[: len(tests)]
    order = np.argsort(distances, kind="stable")
    return Reference(trained, distances[order], right[order])


def _scaled(images: np.ndarray) -> NDArray[np.float32]:
    return np.asarray(images).astype(np.float32) / np.float32(255)


def neighbours(run: Run, picture: NDArray[np.float32], most: int = 8) -> list[Neighbour]:
    """The training images that are nearest to a picture (28, 28). Raises RunError, DataError."""
    test_set(run)  # its data may have been changed since
    known, network = reference(run), network_of(run)
    distances, which = nearest(
        features(network, picture[None]), known.trained, min(most, len(known.trained))
    )
    labels = data.raw(run.config.dataset, train=True)[1]
    names = classes(run)
    return [
        Neighbour(k, names[int(labels[k])], far)
        for k, far in zip(which[0].tolist(), distances[0].tolist(), strict=True)
    ]
