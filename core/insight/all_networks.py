"""All networks: every trained network's answer to one drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.digits.problem import batch
from core.errors import RunError
from core.runs import predict
from core.runs.store import Run


@dataclass(frozen=True)
class Opinion:
    """What one network says."""

    run: Run
    probabilities: NDArray[np.float32]
    """(10,)."""
    disagreement: float
    """The share of its probability that would have to move to reach the mean of all networks, 0..1:
    half the sum of absolute differences (total variation distance)."""

    @property
    def best(self) -> int:
        return int(self.probabilities.argmax())


def ask_all(runs: Sequence[Run], picture: NDArray[np.float32]) -> tuple[list[Opinion], list[str]]:
    """The opinions of all networks about a picture (28, 28), those that disagree most with
    the mean first; and a sentence for each that cannot."""
    answers, problems = [], []
    for run in runs:
        try:
            answers.append((run, predict.probabilities(run, [batch(picture[None])])[0]))
        except RunError as e:
            problems.append(str(e))
    if not answers:
        return [], problems
    mean = np.mean([p for _, p in answers], axis=0)
    opinions = [Opinion(run, p, float(np.abs(p - mean).sum() / 2)) for run, p in answers]
    return sorted(opinions, key=lambda o: -o.disagreement), problems
