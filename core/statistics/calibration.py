"""Calibration: how sure a run was beside how often it was right."""

from dataclasses import dataclass

import numpy as np

from core.statistics.intervals import wilson

BINS = 10


@dataclass(frozen=True, eq=False)
class Calibration:
    """Answers in bins of equal width by their probability. NaN stands for an empty bin."""

    counts: np.ndarray
    """(bins,): answers in each."""
    confidence: np.ndarray
    """(bins,): the mean probability of the answer."""
    accuracy: np.ndarray
    """(bins,): the share of right answers."""
    interval: np.ndarray
    """(bins, 2): the 95 % interval of that share."""

    @property
    def error(self) -> float:
        """The expected calibration error: the mean over answers of their bin's gap between
        confidence and accuracy (Naeini, Cooper and Hauskrecht, AAAI 2015; Guo et al., ICML 2017)."""
        gaps = np.nan_to_num(np.abs(self.accuracy - self.confidence))
        return float((self.counts * gaps).sum() / self.counts.sum())


def bin_of(probability: float, bins: int = BINS) -> int:
    """The bin of a probability: [0, 1/bins) is 0, and 1 falls into the last."""
    return min(int(probability * bins), bins - 1)


def calibration(confidence: np.ndarray, right: np.ndarray, bins: int = BINS) -> Calibration:
    """Bin answers (n,) by their probability; `right` says which of them were."""
    place = np.minimum((confidence.astype(np.float64) * bins).astype(int), bins - 1)
    counts = np.bincount(place, minlength=bins)
    hits = np.bincount(place, weights=right, minlength=bins)
    with np.errstate(invalid="ignore"):
        means = np.bincount(place, weights=confidence, minlength=bins) / counts
        accuracy = hits / counts
    interval = [wilson(int(r), int(n)) for r, n in zip(hits, counts, strict=True)]
    return Calibration(counts, means, accuracy, np.array(interval))
