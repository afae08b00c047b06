"""Build data/baselines: what simple methods say of the same data (scikit-learn), to hold networks against.

Surnames: letter 1- to 3-grams between ^ and $, weighted by TF-IDF, and logistic regression balanced by
class. Digits: logistic regression on pixels, and the nearest neighbour. For maintainers; the app only reads
what is written:

    python scripts/build_baselines.py    # about five minutes; prints the accuracies

Surnames are answered out of fold: each by counts of the other six sevenths of the spellings, about as many
as a network trains on. So a run is compared on its own test names, whatever its seed.
"""

import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.digits import baselines
from core.digits import data as mnist
from core.digits.picture_sets import MNIST
from core.names import data as names
from core.names import ngrams

FOLDS = 7  # six sevenths are 86 %, of which networks have 85
STRENGTH = (
    8.0  # C of scikit-learn: of 1, 2, 4 and 8 the best on names held out of the training part
)


def counter() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=ngrams.grams, min_df=1)


def regression() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=300)


def out_of_fold(surnames: names.Surnames, folds: int = FOLDS, seed: int = 0) -> np.ndarray:
    """What counting says of each name (n,), learned from names of other spellings."""
    spellings, labels = np.array(surnames.spellings), surnames.labels
    distinct, which = np.unique(spellings, return_inverse=True)
    fold = np.random.default_rng(seed).permutation(len(distinct))[which] % folds
    said = np.zeros(len(labels), np.uint8)
    for k in range(folds):
        count = counter()
        learned = regression().fit(count.fit_transform(spellings[fold != k]), labels[fold != k])
        said[fold == k] = learned.predict(count.transform(spellings[fold == k]))
    return said


def score(name: str, truth: np.ndarray, said: np.ndarray) -> None:
    right, balanced = (said == truth).mean(), balanced_accuracy_score(truth, said)
    print(f"{name}: {right:.1%} of {len(truth):,}, balanced {balanced:.1%}", flush=True)


def build_surnames() -> None:
    surnames = names.load("surnames")
    said = out_of_fold(surnames)
    score("counting letters, out of fold", surnames.labels, said)
    for seed in range(5):
        test = names.split(surnames, 0.15, seed).test
        score(f"  on the test names of seed {seed}", surnames.labels[test], said[test])
    count = counter()
    learned = regression().fit(count.fit_transform(surnames.spellings), surnames.labels)
    ngrams.save(
        ngrams.Counting.of(
            surnames.fingerprint,
            said,
            list(count.get_feature_names_out()),
            count.idf_,
            learned.coef_.T,
            learned.intercept_,
        )
    )


def build_digits() -> None:
    (images, digits), (asked, truth) = (mnist.raw(MNIST, train) for train in (True, False))
    pixels, held = (part.reshape(len(part), -1) / np.float32(255) for part in (images, asked))
    learned = LogisticRegression(max_iter=100, tol=1e-3).fit(pixels, digits)
    found = {"logistic": learned.predict(held), "nearest": nearest(pixels, digits, held)}
    for name, said in found.items():
        score(name, truth, said)
    baselines.save(found)


def nearest(
    known: np.ndarray, labels: np.ndarray, asked: np.ndarray, at_once: int = 500
) -> np.ndarray:
    """The class of the nearest of `known` (m, p) by Euclidean distance, for each of `asked` (n, p)."""
    squares = (known**2).sum(1)
    rows = [asked[k : k + at_once] for k in range(0, len(asked), at_once)]
    return np.concatenate([labels[(squares - 2 * row @ known.T).argmin(1)] for row in rows])


if __name__ == "__main__":
    build_surnames()
    build_digits()
