"""Familiarity: how near an item is to what a network was trained on (nearest neighbours).

A network answers to whatever it is given, and can be sure of a letter. How far a picture lies from all that
it learned, measured where the network itself holds pictures, tells more (Y. Sun, Y. Ming, X. Zhu and Y. Li,
"Out-of-Distribution Detection with Deep Nearest Neighbors", ICML 2022).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.insight.held_out import held_out, test_set
from core.problem import TestSet
from core.problems import problem
from core.runs.predict import classes, network_of
from core.runs.store import Run
from core.runs.weights_cache import cached_by_weights

if TYPE_CHECKING:
    from torch import Tensor, nn

Arrays = Sequence[np.ndarray]
BATCH = 500
MOST_TRAINED, MOST_TESTED = 20_000, 4_000
MOST_NUMBERS = 6_000_000
"""Features that are kept of a run, at most."""
REFUSED = 0.02
"""The share of test items that may be refused, unless one says otherwise."""


@dataclass(frozen=True, eq=False)
class Reference:
    """What a run's network makes of its own data."""

    trained: "Tensor"
    """(n, f): features of training items."""
    distances: NDArray[np.float32]
    """(m,): how far test items lie from the nearest of them, ascending."""
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
    """One training item."""

    number: int
    """Among the data set's."""
    label: str
    distance: float


@cached_by_weights
def reference(run: Run) -> Reference:
    """Raises RunError, DataError."""
    known, network, answers = problem(run.kind), network_of(run), held_out(run)
    learned = known.training_set(run.config)
    width = known.features(network, *next(learned.batches(1))).shape[1]
    most = min(MOST_TRAINED, max(1, MOST_NUMBERS // width))
    trained = _features(run, network, learned, most)
    far, _ = nearest(_features(run, network, test_set(run), MOST_TESTED), trained)
    distances, right = far[:, 0].numpy(), answers.right[: len(far)]
    order = np.argsort(distances, kind="stable")
    return Reference(trained, distances[order], right[order])


def _features(run: Run, network: "nn.Module", of: TestSet, most: int) -> "Tensor":
    """Of the first items (n, f), n at most so many."""
    import torch

    found = [
        problem(run.kind).features(network, *batch)
        for _, batch in zip(range(-(-most // BATCH)), of.batches(BATCH), strict=False)
    ]
    return torch.cat(found)[:most]


def nearest(some: "Tensor", among: "Tensor", most: int = 1) -> tuple["Tensor", "Tensor"]:
    """Of each of some (n, f) the nearest `most` among (m, f): distances (n, most), 0 to 2, and which."""
    import torch

    found = [(part @ among.T).topk(most) for part in some.split(BATCH)]
    near = torch.cat([f.values for f in found]).clamp(-1, 1)
    return (2 - 2 * near).sqrt(), torch.cat([f.indices for f in found])


def neighbours(run: Run, given: Arrays, most: int = 8) -> list[Neighbour]:
    """The training items that are nearest to what was given, a batch of one. Raises RunError, DataError."""
    test_set(run)  # its data may have been changed since
    learned, names = problem(run.kind).training_set(run.config), classes(run)
    distances, which = _nearest(run, given, most)
    return [
        Neighbour(int(learned.items[k]), names[int(learned.labels[k])], far)
        for k, far in zip(which, distances, strict=True)
    ]


def _nearest(run: Run, given: Arrays, most: int) -> tuple[list[float], list[int]]:
    import torch

    known, network = reference(run), network_of(run)
    found = problem(run.kind).features(network, *map(torch.from_numpy, given))
    distances, which = nearest(found, known.trained, min(most, len(known.trained)))
    return distances[0].tolist(), which[0].tolist()


def distance(run: Run, given: Arrays) -> float:
    """How far what was given, a batch of one, lies from all of the training data that are kept. Raises
    RunError, DataError."""
    return _nearest(run, given, 1)[0][0]


def unlike(run: Run, given: Arrays, refused: float = REFUSED) -> tuple[float, Reference] | None:
    """How far what was given lies from all that it learned, and the run's reference, where that is beyond
    all but such a share of test items; None where it is not, or where nobody has asked for the reference
    yet: that takes seconds. Raises RunError, DataError."""
    if (known := reference.kept(run)) is None:
        return None
    far = distance(run, given)
    return (far, known) if far > known.threshold(refused) else None
