"""Detector of novelty (out-of-distribution detection): whether a picture shows any of a data set's classes.

A second small network that reads a picture as one of the classes or as none, learned from a data set's
images against pictures made of them that are of no class (`core.digits.made_images`), as in D. Hendrycks,
M. Mazeika and T. Dietterich, "Deep Anomaly Detection with Outlier Exposure" (ICLR 2019). It knows nothing
of any network's answer, and is computed with NumPy, so that a page can ask it at each stroke.
Of MNIST it ships (`scripts/build_detector.py`); of other data sets it is trained on this machine, once
(`core.digits.detector_training`).
"""

import functools
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import files
from core.digits.picture_sets import SHIPPED, picture_set
from core.environment import cache_dir
from core.problem_values import Detector

CHANNELS = 16, 32, 64
"""Of three convolutions of 3 x 3 with ReLU, the largest of every 2 x 2 behind each."""
HIDDEN = 64
LAYERS = len(CHANNELS) + 2
ENOUGH = 10_000
"""Training images, at least: of fewer, a detector learns by heart which they are."""


@dataclass(frozen=True, eq=False)
class PictureDetector:
    """The network, as arrays."""

    weights: tuple[NDArray[np.float32], ...]
    """Of three convolutions (out, in, 3, 3) and two dense layers (out, in)."""
    biases: tuple[NDArray[np.float32], ...]
    tested: NDArray[np.float32]
    """(m,): `unlike` of the data set's test images, in their order."""

    def unlike(self, pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        """The logarithm of the odds that pictures (n, 1, 28, 28) in 0..1 are of no class, (n,)."""
        x = pictures
        for weight, bias in zip(self.weights[:3], self.biases[:3], strict=True):
            x = _pooled(_convolved(x, weight) + bias[:, None, None])
        x = x.reshape(len(x), -1)
        x = np.maximum(x @ self.weights[3].T + self.biases[3], 0)
        return odds(x @ self.weights[4].T + self.biases[4])


def odds(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of scores (n, classes + 1), none the last: log p(none) - log p(any class), (n,)."""
    found: NDArray[np.float32] = scores[:, -1] - np.logaddexp.reduce(scores[:, :-1], 1)
    return found


def _convolved(x: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    around = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(around, (3, 3), axis=(2, 3))
    summed = np.tensordot(windows, weight, ((1, 4, 5), (1, 2, 3)))  # (n, h, w, out)
    return np.moveaxis(summed, 3, 1)


def _pooled(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """ReLU and the largest of every 2 x 2 (n, c, h, w) -> (n, c, h // 2, w // 2)."""
    n, c, h, w = x.shape
    whole = x[:, :, : h // 2 * 2, : w // 2 * 2].reshape(n, c, h // 2, 2, w // 2, 2)
    found: NDArray[np.float32] = np.maximum(whole.max((3, 5)), 0)
    return found


def detector(dataset: str) -> PictureDetector | None:
    """A data set's, None where none was trained. Raises DataError for a data set that is not here."""
    path = path_of(dataset)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return None
    return _read(path, changed)


def of_dataset(dataset: str) -> Detector | None:
    """As `core.problem` asks for it. Raises DataError."""
    if (found := detector(dataset)) is None:
        return None
    noun = picture_set(dataset).noun
    about = (
        f"A second small network, the detector, says whether there is a {noun} at all. It learned from the "
        f"training images against images made of them that show no {noun} any more (parts of two put "
        "together, turned, with pieces rubbed out or lines too many), and against lines and arcs at random."
    )
    scale = f"The detector gives the logarithm of the odds that it is no {noun}"
    return Detector(found.unlike, found.tested, about, f"as unlike a {noun} to the detector", scale)


def path_of(dataset: str) -> Path:
    """Where a data set's detector lies, or would. Raises DataError."""
    known = picture_set(dataset)
    if known.shipped:
        return SHIPPED / "detectors" / f"{known.name}.npz"
    return cache_dir() / "detectors" / f"{known.fingerprint}.npz"


@functools.lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> PictureDetector | None:
    """None for a damaged file: then it is as if there were none."""
    try:
        with np.load(io.BytesIO(files.read_bytes(path))) as kept:
            weights = tuple(kept[f"weight{k}"].astype(np.float32) for k in range(LAYERS))
            biases = tuple(kept[f"bias{k}"].astype(np.float32) for k in range(LAYERS))
            found = PictureDetector(weights, biases, kept["tested"].astype(np.float32))
        found.unlike(np.zeros((1, 1, 28, 28), np.float32))
    except Exception:  # of a damaged zip file NumPy raises a dozen kinds
        return None
    return found


def keep(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write what `detector` reads. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with files.replaced(path) as part, part.open("wb") as file:
        np.savez_compressed(file, **dict(arrays))  # type: ignore[arg-type]
