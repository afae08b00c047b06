"""Familiarity: whether an item is like what a network was trained on (out-of-distribution detection).

A network answers to whatever it is given, and can be sure of a letter. So something else is asked: a
detector of the data set (`core.problem.Detector`: for pictures a second small network, for names counts of
letters). Where there is none, as of few symbols of one's own, counts how far an item lies from all training
items where the network itself holds them (Y. Sun, Y. Ming, X. Zhu and Y. Li, "Out-of-Distribution Detection
with Deep Nearest Neighbors", ICML 2022). Either way, what is stranger than all but a share of test items is
refused, so that exactly this share of what is known pays for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.insight.held_out import check_data, test_set
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
class Familiarity:
    """How strange an item is, and how strange test items are."""

    tested: NDArray[np.float32]
    """(m,): of the first test items, in their order; greater is stranger."""
    of: Callable[..., np.ndarray]
    """Called with arrays as networks take them, (n,) for as many items."""
    about: str
    """How it is judged, in sentences; "" of distances, which need no words."""
    as_far: str
    """What is said of test items that are as strange: "are" and then this, where nothing else says it."""
    scale: str

    def share_as_far(self, far: float) -> float:
        """The share of test items that are at least so strange."""
        return float((self.tested >= far).mean())

    def threshold(self, refused: float) -> float:
        """Beyond which that share of test items is, at most."""
        return float(np.quantile(self.tested, 1 - refused, method="higher"))

    def saved(self, right: NDArray[np.bool_], threshold: float) -> tuple[int, int]:
        """Of the mistakes on test items, how many are refused, and how many there are; `right` is of all
        test items, in their order."""
        wrong = ~right[: len(self.tested)]
        return int((wrong & (self.tested > threshold)).sum()), int(wrong.sum())


@dataclass(frozen=True)
class Neighbour:
    """One training item."""

    number: int
    """Among the data set's."""
    label: str
    distance: float


def at_once(run: Run) -> Familiarity | None:
    """What a run's data set has a detector for, or was asked before; None where `familiarity` would take
    seconds. Raises DataError, RunError."""
    check_data(run)
    if found := problem(run.kind).detector(run.config):
        return Familiarity(found.tested, found.unlike, found.about, found.as_far, found.scale)
    return by_distance.kept(run)


def familiarity(run: Run) -> Familiarity:
    """Raises RunError, DataError."""
    return at_once(run) or by_distance(run)


def unlike(run: Run, given: Arrays, refused: float = REFUSED) -> tuple[float, Familiarity] | None:
    """How strange what was given is, a batch of one, and to what, where it is stranger than all but such a
    share of test items; None where it is not, or where nobody has asked for the distances yet that it
    takes: that is a matter of seconds. Raises RunError, DataError."""
    if (known := at_once(run)) is None:
        return None
    far = float(known.of(*given)[0])
    return (far, known) if far > known.threshold(refused) else None


@cached_by_weights
def by_distance(run: Run) -> Familiarity:
    """By the distance from the nearest training item in the run's network. Raises RunError, DataError."""
    known = _trained(run)
    far, _ = nearest(_features(run, network_of(run), test_set(run), MOST_TESTED), known)

    def of(*given: np.ndarray) -> np.ndarray:
        return nearest(_features_of(run, given), _trained(run))[0][:, 0].numpy()

    item = problem(run.kind).words_of(run.config).item
    as_far = f"as far from the nearest training {item}"
    return Familiarity(far[:, 0].numpy(), of, "", as_far, "Distances go from 0 to 2")


@cached_by_weights
def _trained(run: Run) -> "Tensor":
    """(n, f): features of training items."""
    known, network = problem(run.kind), network_of(run)
    learned = known.training_set(run.config)
    width = known.features(network, *next(learned.batches(1))).shape[1]
    return _features(run, network, learned, min(MOST_TRAINED, max(1, MOST_NUMBERS // width)))


def _features(run: Run, network: "nn.Module", of: TestSet, most: int) -> "Tensor":
    """Of the first items (n, f), n at most so many."""
    import torch

    found = [
        problem(run.kind).features(network, *batch)
        for _, batch in zip(range(-(-most // BATCH)), of.batches(BATCH), strict=False)
    ]
    return torch.cat(found)[:most]


def _features_of(run: Run, given: Arrays) -> "Tensor":
    import torch

    return problem(run.kind).features(network_of(run), *map(torch.from_numpy, given))


def nearest(some: "Tensor", among: "Tensor", most: int = 1) -> tuple["Tensor", "Tensor"]:
    """Of each of some (n, f) the nearest `most` among (m, f): distances (n, most), 0 to 2, and which."""
    import torch

    found = [(part @ among.T).topk(most) for part in some.split(BATCH)]
    near = torch.cat([f.values for f in found]).clamp(-1, 1)
    return (2 - 2 * near).sqrt(), torch.cat([f.indices for f in found])


def neighbours(run: Run, given: Arrays, most: int = 8) -> list[Neighbour]:
    """The training items that are nearest to what was given, a batch of one, as the run's network holds
    them. Raises RunError, DataError."""
    check_data(run)  # it may have been changed since
    learned, names, known = problem(run.kind).training_set(run.config), classes(run), _trained(run)
    far, which = nearest(_features_of(run, given), known, min(most, len(known)))
    return [
        Neighbour(int(learned.items[k]), names[int(learned.labels[k])], distance)
        for k, distance in zip(which[0].tolist(), far[0].tolist(), strict=True)
    ]
