"""Mistakes of a run: what it gets wrong, and how much of that is its own fault."""

import contextlib
from dataclasses import dataclass

import numpy as np

from core.errors import RunError
from core.insight.held_out import HeldOut, held_out, test_set
from core.problems import problem, tested_alike
from core.runs import listing
from core.runs.export import as_csv
from core.runs.predict import classes
from core.runs.store import ACTIVE, Run

TORN = 0.25
MOST_OTHERS, GOOD = 5, 0.9


def cell(answers: HeldOut, truth: int, said: int) -> np.ndarray:
    """Rows of the test items of one cell of the confusion matrix, the most confident first."""
    rows = np.flatnonzero((answers.truth == truth) & (answers.said == said))
    return rows[np.argsort(-answers.confidence[rows], kind="stable")]


def frequent(answers: HeldOut, most: int = 8) -> list[tuple[int, int, int]]:
    """The commonest mistakes: (truth, answer, how often), the commonest first."""
    counts = answers.confusion.copy()
    np.fill_diagonal(counts, 0)
    best = np.argsort(-counts, axis=None, kind="stable")[:most]
    pairs = zip(*np.unravel_index(best, counts.shape), strict=True)
    return [(int(t), int(s), int(counts[t, s])) for t, s in pairs if counts[t, s]]


def torn(answers: HeldOut) -> np.ndarray:
    """(n,) bool: the two likeliest classes are less than `TORN` apart."""
    top = np.sort(answers.probabilities, axis=1)[:, -2:]
    return top[:, 1] - top[:, 0] < TORN


def ambiguous(run: Run, answers: HeldOut) -> np.ndarray | None:
    """(n,) bool: the data bears out what was answered as well; None for a kind whose data cannot tell.

    Raises DataError, RunError.
    """
    test_set(run)  # of a data set that was changed since, nothing is known
    return problem(run.kind).ambiguous(run.config, answers.items, answers.said)


def disputes(run: Run, answers: HeldOut) -> tuple[np.ndarray, int]:
    """Of which items the truth is disputed (n,) bool, and by how many other runs: 0 where it is the
    data itself that does, or there is no other run."""
    if (found := ambiguous(run, answers)) is not None:
        return found, 0
    others = others_of(run)
    votes = say_so_too(answers, others)
    return (votes == len(others)) & bool(others), len(others)


def others_of(run: Run) -> list[Run]:
    """The newest other ended runs that get at least 90 % of the same test set right, at most five.

    Only of kinds whose test set is the same for all: another surname run may have been trained on the
    names that this one was tested with.
    """
    if not problem(run.kind).shared_test:
        return []
    found: list[Run] = []
    for other in listing.runs(run.kind):
        ended = (
            other.has_weights and other.status not in ACTIVE
        )  # one that trains votes otherwise soon
        good = ended and other.record.get("accuracy", 0) >= GOOD
        if (
            other.id != run.id
            and good
            and tested_alike(run.config, other.config)
            and len(found) < MOST_OTHERS
        ):
            with contextlib.suppress(RunError):  # its weights are damaged: that is its own affair
                held_out(other)
                found.append(other)
    return found


def say_so_too(answers: HeldOut, others: list[Run]) -> np.ndarray:
    """(n,): how many of the other runs give the same answer as this one. Raises RunError."""
    votes = np.zeros(len(answers.truth), dtype=np.int64)
    for other in others:
        votes += held_out(other).said == answers.said
    return votes


def undisputed(run: Run, answers: HeldOut) -> tuple[int, int] | None:
    """How many it gets right of the items whose label people did not dispute, and how many these are; None
    where nobody was asked."""
    found = problem(run.kind).disputed(run.config)
    if not found:
        return None
    sure = ~np.isin(answers.items, list(found))
    return int((answers.right & sure).sum()), int(sure.sum())


@dataclass(frozen=True)
class Fault:
    """The mistakes of a run, counted."""

    mistakes: int
    disputed: int
    """The data bears the answer out too, or where it cannot tell, all other runs answer the same."""
    torn: int
    """Of the rest, those between whose two likeliest classes the network is nearly split."""

    @property
    def own(self) -> int:
        """What is left: one class was clearly preferred, and it was wrong."""
        return self.mistakes - self.disputed - self.torn


def fault(answers: HeldOut, disputed: np.ndarray) -> Fault:
    """`disputed` (n,) bool says of which items others dispute the truth."""
    wrong = ~answers.right
    split = wrong & ~disputed & torn(answers)
    return Fault(int(wrong.sum()), int((wrong & disputed).sum()), int(split.sum()))


def groups(run: Run, answers: HeldOut, disputed: np.ndarray) -> dict[str, np.ndarray]:
    """Rows of the mistakes, the surest first: "all", those that are this network's "own" and those of which
    "others" dispute the truth as `fault` counts them, and those on whose label "people" disagree."""
    wrong = ~answers.right
    votes = np.isin(answers.items, list(problem(run.kind).disputed(run.config)))
    chosen = {
        "all": wrong,
        "own": wrong & ~disputed & ~torn(answers),
        "others": wrong & disputed,
        "people": wrong & votes,
    }
    surest = np.argsort(-answers.confidence, kind="stable")
    return {name: surest[mask[surest]] for name, mask in chosen.items()}


def mistakes_csv(run: Run, answers: HeldOut, disputed: np.ndarray) -> str:
    """Every mistake as a row: the item, the truth and the answer with their probabilities."""
    labels, near = classes(run), torn(answers)
    names = test_set(run).names
    rows = []
    for k in np.flatnonzero(~answers.right).tolist():
        item, truth, said = int(answers.items[k]), int(answers.truth[k]), int(answers.said[k])
        p = answers.probabilities[k]
        ps = round(float(p[said]), 6), round(float(p[truth]), 6)
        shown = names[item] if names else item
        rows.append([shown, labels[truth], labels[said], *ps, bool(disputed[k]), bool(near[k])])
    header = ("item", "truth", "answer", "p of answer", "p of truth", "disputed", "nearly split")
    return as_csv(header, rows)
