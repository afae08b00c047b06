"""Learning rate range test: the loss while the rate rises step by step, and from where to where it learns.

L. N. Smith, "Cyclical Learning Rates for Training Neural Networks" (2015), section 3.3: train for a few
steps while the rate rises from one that hardly moves anything to one that breaks everything; where the loss
falls is where to train. Here it rises by the same factor from point to point, as most libraries have it.

Nothing here imports PyTorch: the server that shows a test must not pay for it.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from core.training.task import Task

LOWEST, HIGHEST = 1e-5, 10.0
POINTS = 150
MIN_ITEMS = 32
"""Training items behind each point: of fewer the loss says more about the items than about the rate."""
SMOOTHING = 5
"""Points on either side whose mean tells where a region ends."""
LEARNS, BREAKS = 0.1, 0.5
"""It learns from where a tenth of all that it will gain is gained, until half of it is lost again."""
SPREAD = 4.0
"""A gain is one where it is so many times what the loss varies by from point to point."""
NEAT = (1, 2, 3, 5)
"""First digits of the rates that are proposed."""


def rates(points: int = POINTS) -> list[float]:
    """So many rates from the lowest to the highest, each the same factor above the one before."""
    return [float(r) for r in np.geomspace(LOWEST, HIGHEST, points)]


def steps_at(batch_size: int) -> int:
    """How many training steps there are at each rate: one, or with small batches several."""
    return math.ceil(MIN_ITEMS / batch_size)


def losses(task: "Task", points: Sequence[float], each: int) -> list[float | None]:
    """The mean training loss in nats of so many steps at each rate, one rate after the other from the same
    weights on; None from where it is no number any more. The task is used up."""
    found: list[float | None] = []
    step = itertools.count()
    with np.errstate(over="ignore", invalid="ignore"):
        for rate in points:
            mean = sum(float(task.step(next(step), rate)[0]) for _ in range(each)) / each
            if not math.isfinite(mean):
                break
            found.append(mean)
    return found + [None] * (len(points) - len(found))


@dataclass(frozen=True)
class RateRange:
    """The losses at each of n rates, of several seeds, and what they say."""

    rates: tuple[float, ...]
    """(n,), ascending."""
    losses: tuple[tuple[float | None, ...], ...]
    """(seeds, n) in nats; None where the loss was no number any more."""
    chance: float
    """The loss of a network that knows nothing, in nats."""

    @property
    def _losses(self) -> NDArray[np.float64]:
        """(seeds, n); where it is no number, and above, three times chance, which breaks as surely."""
        most = 3 * self.chance
        return np.array([[most if v is None else min(v, most) for v in run] for run in self.losses])

    @property
    def mean(self) -> NDArray[np.float64]:
        """(n,): over the seeds, up to three times chance."""
        return np.asarray(self._losses.mean(0))

    @property
    def band(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(n,), (n,): the lowest and the highest of the seeds, up to three times chance."""
        return self._losses.min(0), self._losses.max(0)

    @property
    def smoothed(self) -> NDArray[np.float64]:
        """(n,): the mean over the seeds and over the points beside each. What is far above chance counts
        as a little above it: a loss that breaks would reach back to where it still falls."""
        padded = np.pad(self.mean.clip(max=1.2 * self.chance), SMOOTHING, mode="edge")
        window = 2 * SMOOTHING + 1
        return np.convolve(padded, np.full(window, 1 / window), mode="valid")

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """The rate from which on it learns, None where it does at none; and that from which on it breaks,
        None where it does not."""
        curve = self.smoothed
        before = curve[: max(3, len(curve) // 15)]
        start = float(before.mean())
        noise = float(np.median(np.abs(self.mean - curve))) / math.sqrt(2 * SMOOTHING + 1)
        lowest = int(curve.argmin())
        gained = start - float(curve[lowest])
        if gained < max(SPREAD * noise, 0.01 * start):
            broken = np.flatnonzero(curve > start + max(SPREAD * noise, 0.1 * self.chance))
            return None, self.rates[int(broken[0])] if len(broken) else None
        learns = int(np.flatnonzero(curve <= start - LEARNS * gained)[0])
        behind = np.flatnonzero(curve[lowest:] > curve[lowest] + BREAKS * gained)
        return self.rates[learns], self.rates[lowest + int(behind[0])] if len(behind) else None

    @property
    def proposed(self) -> float | None:
        """A rate to train with, None where it learns at none: the middle, on a logarithmic scale, of where
        it learns, and no more than a quarter of where it breaks. A whole training is longer than this
        test, and what holds for a step may not hold for thousands."""
        learns, breaks = self.limits
        if learns is None:
            return None
        end = breaks or self.rates[int(self.smoothed.argmin())]
        return neat(min(math.sqrt(learns * end), (breaks or math.inf) / 4))


def neat(rate: float) -> float:
    """The nearest rate with one digit that a person would try: 0.1, 0.02, 0.0005."""
    power = math.floor(math.log10(rate))
    near = [digit * 10.0**p for p in (power, power + 1) for digit in NEAT]
    return float(f"{min(near, key=lambda r: abs(math.log(r / rate))):.1g}")


def in_words(found: RateRange) -> list[str]:
    """The three regions, a sentence each, lowest rates first."""
    learns, breaks = found.limits
    if learns is None:
        said = ["It learns at none of these rates within so few steps."]
    else:
        to = f"to {breaks:.2g}" if breaks else "on"
        said = [f"Below {learns:.2g} it hardly moves.", f"From {learns:.2g} {to} it learns."]
    return said + (
        [f"From {breaks:.2g} on it breaks."] if breaks else ["It breaks at none of them."]
    )
