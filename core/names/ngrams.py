"""Letter n-gram counting (TF-IDF and logistic regression): the simple method that a surname network is held
against.

A name is the set of its letters, pairs and triples between ^ and $. Each n-gram g that stands in it c times
weighs c * idf(g); the weights of a name are scaled to length 1, and a language scores the sum of its
coefficients times these, plus its bias (scikit-learn's TfidfVectorizer and LogisticRegression).
`scripts/build_baselines.py` makes what is read here.
"""

import functools
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import DataError
from core.files import read_bytes, replaced
from core.names import data

FILE = data.SHIPPED / "baselines" / "surnames.npz"
LONGEST = 3  # letters of an n-gram
NAME = "Counting letter triples"
ABOUT = (
    "Which letters, pairs and triples stand in a name, weighted and summed for each language: TF-IDF and "
    "logistic regression, no network. Answered for each name by counts of other names."
)


def grams(letters: str) -> list[str]:
    """The n-grams of cleaned letters, each as often as it stands in ^letters$: "li" -> ^ l i $ ^l li ..."""
    marked = f"^{letters}$"
    return [marked[at : at + n] for n in range(1, LONGEST + 1) for at in range(len(marked) - n + 1)]


@dataclass(frozen=True, eq=False)
class Counting:
    """What was learned by counting: V n-grams, k languages."""

    fingerprint: str
    """Of the surnames it was learned from."""
    said: np.ndarray
    """(n,) uint8: the language of each of the data set's names, as counts of other spellings give it."""
    index: dict[str, int]
    """The row of each n-gram."""
    idf: np.ndarray
    """(V,) float32: how rare each is, ln((1 + names) / (1 + names with it)) + 1."""
    coefficients: np.ndarray
    """(V, k) int8, in units of `unit`."""
    unit: np.ndarray
    """(k,) float32."""
    bias: np.ndarray
    """(k,) float32."""

    @classmethod
    def of(
        cls,
        fingerprint: str,
        said: np.ndarray,
        found: list[str],
        idf: np.ndarray,
        coefficients: np.ndarray,
        bias: np.ndarray,
    ) -> "Counting":
        """From a regression's coefficients (V, k), kept in a byte each."""
        unit = np.abs(coefficients).max(0) / 127
        return cls(
            fingerprint,
            said,
            {gram: row for row, gram in enumerate(found)},
            idf.astype(np.float32),
            np.rint(coefficients / unit).astype(np.int8),
            unit.astype(np.float32),
            bias.astype(np.float32),
        )

    def contributions(self, letters: str) -> tuple[list[str], np.ndarray]:
        """The m n-grams of a name that were ever seen, and what each adds to a language's score (m, k)."""
        counts = Counter(gram for gram in grams(letters) if gram in self.index)
        rows = [self.index[gram] for gram in counts]
        weights = self.idf[rows] * np.array(list(counts.values()), np.float32)
        weights /= max(float(np.linalg.norm(weights)), 1e-12)
        return list(counts), weights[:, None] * self.coefficients[rows] * self.unit

    def probabilities(self, letters: str) -> np.ndarray:
        """(k,): what counting says of a name."""
        scores = self.contributions(letters)[1].sum(0) + self.bias
        raised = np.exp(scores - scores.max())
        return np.asarray(raised / raised.sum())


def save(counting: Counting, path: Path = FILE) -> None:
    """Write it as `load` reads it; the same content gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as part, part.open("wb") as file:
        np.savez_compressed(
            file,
            fingerprint=np.array(counting.fingerprint),
            said=counting.said,
            grams=np.array("\n".join(counting.index)),
            idf=counting.idf.astype(np.float16),
            coefficients=counting.coefficients,
            unit=counting.unit,
            bias=counting.bias,
        )


@functools.cache
def load(path: Path = FILE) -> Counting:
    """Raises DataError where the file is missing or damaged."""
    try:
        with np.load(io.BytesIO(read_bytes(path))) as kept:
            found = str(kept["grams"]).split("\n")
            return Counting(
                str(kept["fingerprint"]),
                kept["said"],
                {gram: row for row, gram in enumerate(found)},
                kept["idf"].astype(np.float32),
                kept["coefficients"],
                kept["unit"],
                kept["bias"],
            )
    except Exception as e:  # of a damaged zip file NumPy raises a dozen kinds
        raise DataError(
            f"data/baselines/{path.name} is missing or damaged; bring it back with: "
            "git checkout data/baselines"
        ) from e


def counting_of(surnames: data.Surnames) -> Counting | None:
    """What was learned from these very surnames; None where it was from others. Raises DataError."""
    found = load()
    return found if found.fingerprint == surnames.fingerprint else None
