"""Held-out answers: what a run says to every item of its test set.

Computed once for a run's weights, and kept on disk: to compare runs takes the answers of several,
and a test set takes seconds.
"""

import contextlib
import glob
import io
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from core import files
from core.environment import cache_dir
from core.errors import RunError
from core.files import read_bytes, replaced
from core.names import data as names_data
from core.names.config import NamesConfig
from core.problem import TestSet
from core.problems import problem
from core.runs.predict import network_of
from core.runs.store import Run
from core.runs.weights_cache import cached_by_weights, weights_changed

BATCH = 250


@dataclass(frozen=True, eq=False)
class HeldOut:
    """n test items and what the network says to each."""

    items: np.ndarray
    """(n,) int64: which image of MNIST's test set, or which pair of the data set."""
    truth: np.ndarray
    """(n,) int64: the class that each belongs to."""
    probabilities: np.ndarray
    """(n, classes) float32."""

    @property
    def said(self) -> np.ndarray:
        """(n,): the answers."""
        return self.probabilities.argmax(1)

    @property
    def confidence(self) -> np.ndarray:
        """(n,): the probability of each answer."""
        return self.probabilities.max(1)

    @property
    def right(self) -> np.ndarray:
        """(n,) bool."""
        return self.said == self.truth

    @property
    def confusion(self) -> np.ndarray:
        """(classes, classes): items by truth (row) and answer (column)."""
        n = self.probabilities.shape[1]
        return np.bincount(self.truth * n + self.said, minlength=n * n).reshape(n, n)


@cached_by_weights
def held_out(run: Run) -> HeldOut:
    """Raises RunError, DataError."""
    folder = cache_dir() / "held-out"
    name = run.id.replace("/", "--")  # a sweep's run is named after both
    path = folder / f"{name}-{weights_changed(run)}.npz"
    if kept := _kept(path):
        return kept
    found = _answers(run)
    with contextlib.suppress(OSError):  # a full disk costs the next server seconds, no more
        folder.mkdir(parents=True, exist_ok=True)
        files.remove_parts(folder)
        with replaced(path) as part, part.open("wb") as file:
            np.savez(file, items=found.items, truth=found.truth, probabilities=found.probabilities)
        for old in folder.glob(f"{glob.escape(name)}-*.npz"):
            if old != path and old.stem.removeprefix(f"{name}-").isdecimal():
                old.unlink(missing_ok=True)
    return found


def _kept(path: Path) -> HeldOut | None:
    """What a file of the cache holds; None where it is not there, or damaged: it is made anew then."""
    try:
        with np.load(io.BytesIO(read_bytes(path))) as kept:
            found = HeldOut(kept["items"], kept["truth"], kept["probabilities"])
    except Exception:  # of half a zip file, or of flipped bits, NumPy raises a dozen kinds
        return None
    n, shape = len(found.probabilities), found.probabilities.shape
    whole = (
        found.probabilities.dtype == np.float32
        and len(shape) == 2
        and n > 0
        and all(a.dtype == np.int64 and a.shape == (n,) for a in (found.items, found.truth))
        and 0 <= found.truth.min() <= found.truth.max() < shape[1]
    )
    return found if whole else None


def check_data(run: Run) -> None:
    """Raises RunError where a run's data set is not what it was trained on any more, DataError."""
    fingerprint = problem(run.kind).fingerprint(run.config)
    if run.record.get("data", fingerprint) != fingerprint:
        raise RunError(
            f"The data set {run.config.dataset!r} was changed after run {run.title} was trained on it: "
            "what was held out then is not known any more. Bring its files back, or train another run."
        )


def test_set(run: Run) -> TestSet:
    """What a run was tested on. Raises DataError, RunError."""
    check_data(run)
    return problem(run.kind).test_set(run.config)


def _answers(run: Run) -> HeldOut:
    known, network, held = problem(run.kind), network_of(run), test_set(run)
    said = [
        known.probabilities(network, run.config, *batch).numpy() for batch in held.batches(BATCH)
    ]
    return HeldOut(held.items, held.labels, np.concatenate(said))


def names_of(run: Run) -> tuple[names_data.Surnames, names_data.Split]:
    """The data set and split that a surname run was trained on. Raises DataError, RunError."""
    test_set(run)
    return names_data.split_for(cast(NamesConfig, run.config))
