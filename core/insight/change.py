"""Change between two runs: what was set otherwise, what that did, and on which test items they part.

On the items that both were tested on, the test is paired: of those that only one of them gets right, are
there more on one side than chance would have (McNemar's exact test)? It knows nothing of a seed's luck.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import RunError
from core.insight.held_out import HeldOut, held_out
from core.problems import problem, tested_alike
from core.runs import compare, listing
from core.runs.store import Run
from core.settings.words import phrase
from core.statistics.mcnemar import mcnemar
from core.statistics.percent import percent

LEVEL = 0.05


def changed(run: Run, base: Run) -> dict[str, tuple[str, str]]:
    """By field, what of a run is not as in another: the phrase of it before, and now."""
    cls, before = type(run.config), vars(base.config)
    return {
        field: (phrase(cls, field, before[field]), phrase(cls, field, value))
        for field, value in vars(run.config).items()
        if value != before[field]
    }


def title(run: Run, base: Run) -> str:
    """The changed settings: "rate 0.3 instead of rate 0.1, 9 channels instead of 5 channels"."""
    changes = [f"{now} instead of {before}" for before, now in changed(run, base).values()]
    return ", ".join(changes) or "The same settings once more"


@dataclass(frozen=True, eq=False)
class Paired:
    """Two networks on the n test items that both were tested on."""

    items: NDArray[np.int64]
    """(n,): which of the data set's."""
    rows: NDArray[np.int64]
    """(n,): where each stands in the first network's answers."""
    first_right: NDArray[np.bool_]
    second_right: NDArray[np.bool_]

    @property
    def only_first(self) -> NDArray[np.bool_]:
        """(n,): the first is right, and the second is not."""
        return self.first_right & ~self.second_right

    @property
    def only_second(self) -> NDArray[np.bool_]:
        return self.second_right & ~self.first_right

    @property
    def chance(self) -> float:
        """How often as large a difference would come of chance alone: McNemar's p."""
        return mcnemar(int(self.only_first.sum()), int(self.only_second.sum()))


def paired(first: HeldOut, second: HeldOut) -> Paired:
    """The items that both were tested on, whatever else either was."""
    items, rows, others = np.intersect1d(first.items, second.items, return_indices=True)
    return Paired(items, rows, first.right[rows], second.right[others])


def answers(run_id: str) -> None:
    """Have a run's answers to its test items on disk, in a worker: the server then reads them without
    PyTorch. Raises RunError, DataError."""
    import torch

    torch.set_num_threads(1)
    held_out(listing.find(run_id))


def between(run: Run, base: Run) -> Paired:
    """Both runs on the items that both were tested on. Raises RunError, DataError."""
    if why := compare.data_sets([run, base]):
        raise RunError(why)
    return paired(held_out(run), held_out(base))


def sentence(run: Run, base: Run, found: Paired) -> str:
    """What the change did, and whether it is more than chance."""
    items = problem(run.kind).words_of(run.config).items
    n = len(found.items)
    if not n:
        return (
            f"They were tested on different {items}, none of them the same: what is chance cannot be said "
            "of one run each. Train both with several seeds."
        )
    now, before = (float(right.mean()) for right in (found.first_right, found.second_right))
    only, others = int(found.only_first.sum()), int(found.only_second.sum())
    points = 100 * (now - before)
    size = f"{abs(points):.2f} points {'more' if points > 0 else 'less'}"
    amount = (
        "as many as before" if only == others else f"{size} than the {percent(before, 2)} before"
    )
    same = "" if tested_alike(run.config, base.config) else " that both were tested on"
    p = found.chance
    verdict = "more than chance" if p < LEVEL else "no more than chance would do"
    return (
        f"Of {n:,} test {items}{same} it now reads {percent(now, 2)} right, {amount}. {only:,} only this "
        f"network gets right, {others:,} only the one before: {verdict} ({compare.p_value(p)}, McNemar’s "
        "exact test). Another seed may say otherwise."
    )
