"""When an answer deserves trust: how sure a run was beside how often it was right."""

import functools
from dataclasses import dataclass

import numpy as np

from core.names import data as names_data
from core.names.config import NamesConfig
from core.statistics.intervals import wilson

BINS = 10
HARDLY = 0.005
"""Below this share of the training names, training hardly saw something."""


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


SIGNS = {" ": "a space", "'": "an apostrophe", "-": "a hyphen"}


@functools.lru_cache(maxsize=16)
def _seen(config: NamesConfig) -> tuple[dict[str, int], np.ndarray]:
    """In how many training spellings each letter stands; their lengths, sorted."""
    data, split = names_data.split_for(config)
    spellings = {data.spellings[i] for i in split.train}
    letters: dict[str, int] = {}
    for spelling in spellings:
        for letter in set(spelling):
            letters[letter] = letters.get(letter, 0) + 1
    return letters, np.sort([len(s) for s in spellings])


def hardly_seen(config: NamesConfig, letters: str) -> list[str]:
    """A sentence for each letter, and for the length, that training hardly saw. Raises DataError."""
    counts, lengths = _seen(config)
    n, said = len(lengths), []
    for letter in dict.fromkeys(letters):
        if (seen := counts.get(letter, 0)) < HARDLY * n:
            shown = SIGNS.get(letter, f"“{letter}”")
            said.append(f"Only {seen:,} of {n:,} training names have {shown}.")
    t = len(letters)
    short = int(np.searchsorted(lengths, t, side="right"))
    long = n - int(np.searchsorted(lengths, t, side="left"))
    if min(short, long) < HARDLY * n:
        than, seen = ("fewer", short) if short < long else ("more", long)
        unit = "letter" if t == 1 else "letters"
        said.append(f"Only {seen:,} of {n:,} training names have {t} {unit} or {than}.")
    return said
