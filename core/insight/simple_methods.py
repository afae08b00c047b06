"""A run beside simple methods (baselines) on the same test items: who is right where, and whether the
difference is more than chance."""

from dataclasses import dataclass

import numpy as np

from core.insight.held_out import HeldOut, test_set
from core.problem import Baseline
from core.problems import problem
from core.runs.store import Run
from core.statistics.mcnemar import mcnemar


@dataclass(frozen=True, eq=False)
class Beside:
    """A network and a simple method on the same n items."""

    simple: Baseline
    network_right: np.ndarray
    """(n,) bool."""

    @property
    def only_network(self) -> np.ndarray:
        """(n,) bool: the network is right, and the simple method is not."""
        return self.network_right & ~self.simple.right

    @property
    def only_simple(self) -> np.ndarray:
        """(n,) bool."""
        return ~self.network_right & self.simple.right

    @property
    def neither(self) -> np.ndarray:
        """(n,) bool."""
        return ~self.network_right & ~self.simple.right

    @property
    def chance(self) -> float:
        """How often as large a difference would come of chance alone: McNemar's p."""
        return mcnemar(int(self.only_network.sum()), int(self.only_simple.sum()))


def beside(run: Run, answers: HeldOut) -> list[Beside]:
    """The run beside each simple method whose answers to its test items are known. Raises DataError,
    RunError."""
    test_set(run)  # of a data set that was changed since, nothing is known
    known = problem(run.kind).baselines(run.config)
    return [Beside(simple, answers.right) for simple in known]
