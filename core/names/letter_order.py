"""Letter order as a detector of novelty: how probable a name's letters are by counts of four in a row.

With c(h x) how often letter x follows the letters h in the training names, c(h) its sum over x and T(h) how
many different letters follow,

    p(x | h) = (c(h x) + T(h) p(x | h without its first letter)) / (c(h) + T(h))

(interpolated n-grams with the smoothing of I. H. Witten and T. C. Bell, "The Zero-Frequency Problem",
IEEE Transactions on Information Theory, 1991). A name is as strange as the mean of -log p over its letters
and its end, whatever its language and whatever any network says to it.
"""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.names import data
from core.names.config import NamesConfig
from core.names.text import ALPHABET
from core.problem_values import Detector

IN_A_ROW = 4
BEGIN, END = 0, len(ALPHABET) + 1
SIGNS = END + 1
"""Letters are 1 to 29 here, between the marks of a name's begin and its end."""


@dataclass(frozen=True, eq=False)
class LetterOrder:
    """What was counted in some names."""

    surprise: NDArray[np.float32]
    """(SIGNS,) * IN_A_ROW: -log p of the last sign after those before it."""

    def unlike(self, letters: np.ndarray, lengths: np.ndarray) -> NDArray[np.float32]:
        """Names as networks take them, (n, t) and (n,) -> the mean surprise at each, (n,) in nats."""
        rows = _in_rows(letters, lengths)
        there = np.arange(letters.shape[1] + 1) <= lengths[:, None]
        surprise = self.surprise[tuple(np.moveaxis(rows, 2, 0))]
        found: NDArray[np.float32] = np.where(there, surprise, 0).sum(1) / (lengths + 1)
        return found


def _in_rows(letters: np.ndarray, lengths: np.ndarray) -> NDArray[np.int64]:
    """Each sign of names (n, t), and what follows the last, after the three before it: (n, t + 1, 4)."""
    n, t = letters.shape
    signs = np.full((n, IN_A_ROW - 1 + t + 1), BEGIN, np.int64)
    own = signs[:, IN_A_ROW - 1 :]
    own[:, :t] = letters + 1
    own[np.arange(t + 1) >= lengths[:, None]] = END
    return np.lib.stride_tricks.sliding_window_view(signs, IN_A_ROW, axis=1)


def counted(letters: np.ndarray, lengths: np.ndarray) -> LetterOrder:
    """Of training names (n, t) and (n,)."""
    there = np.arange(letters.shape[1] + 1) <= lengths[:, None]
    rows = _in_rows(letters, lengths)[there]
    p = np.full(SIGNS, 1 / (SIGNS - 1))  # of the letters and the end; none begins again
    for order in range(1, IN_A_ROW + 1):
        shape = (SIGNS,) * order
        codes = np.ravel_multi_index(tuple(rows[:, IN_A_ROW - order :].T), shape)
        c = np.bincount(codes, minlength=SIGNS**order).reshape(shape)
        total, different = c.sum(-1, keepdims=True), (c > 0).sum(-1, keepdims=True)
        seen = np.maximum(total + different, 1)
        p = np.where(total > 0, (c + different * p) / seen, p)
    return LetterOrder(-np.log(p).astype(np.float32))


@functools.lru_cache(maxsize=4)
def of_split(names: data.Surnames, test: float | int, seed: int) -> tuple[LetterOrder, np.ndarray]:
    """What was counted in the training names of a split, and how strange its test names are (m,)."""
    letters, lengths = data.encoded(names)
    split = data.split(names, test, seed)
    once = {
        names.spellings[i]: i for i in split.train.tolist()
    }  # a name of two languages counts once
    train = np.array(list(once.values()))
    found = counted(letters[train], lengths[train])
    return found, found.unlike(letters[split.test], lengths[split.test])


def of_config(config: NamesConfig) -> Detector:
    """As `core.problem` asks for it. Raises DataError."""
    found, tested = of_split(data.load(config.dataset), config.test, config.seed)
    words = data.words_of(config.dataset)
    return Detector(
        found.unlike,
        tested,
        f"Counted is how often each letter follows the three before it in the training {words.items}; "
        f"asked is how probable that makes each letter of a {words.item}, on the mean.",
        "spelt in so unusual a way",
        "The mean of −log p over the letters and the end tells how unusual a spelling is",
    )
