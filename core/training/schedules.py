"""Schedules: the learning rate of each training step."""

import math
from collections.abc import Sequence

from core.settings.config import Config

Cycles = Sequence[tuple[int, int]]
"""Of a run that was extended, from which step to which each stretch was planned, the last one to the
config's last step; of others nothing."""


def rate_at(config: Config, step: int, cycles: Cycles = ()) -> float:
    """The learning rate of a step, counted from 0.

    one-cycle rises in a straight line over the first quarter and falls along half a cosine to 0
    (L. N. Smith and N. Topin, "Super-Convergence", 2018). warm-restart does so twice, the second
    time for twice as long from the weights of the first: there is a good network after a third of
    the time, and a better one at the end (after I. Loshchilov and F. Hutter, "SGDR", 2016).

    A constant rate is the same however long training is. Every other schedule has come down at its end:
    where a run goes on behind it, the schedule begins anew, over the steps that were added.
    """
    if config.schedule == "constant":
        return config.learning_rate
    first, last = 0, config.total_steps
    for begun, end in cycles:
        if begun <= step:
            first, last = begun, end
    done = (step - first) / (last - first)
    match config.schedule:
        case "cosine":
            return config.learning_rate * (1 + math.cos(math.pi * done)) / 2
        case "warm-restart":
            begun, length = 0, math.ceil((last - first) / 3)
            if step - first >= length:
                begun, length = length, last - first - length
            return config.learning_rate * _one_cycle((step - first - begun) / length)
        case _:
            return config.learning_rate * _one_cycle(done)


RISE = 0.25  # of a cycle's steps


def _one_cycle(done: float) -> float:
    """The share of the highest rate, when so much of the cycle is done."""
    if done < RISE:
        return 0.04 + 0.96 * done / RISE
    return (1 + math.cos(math.pi * (done - RISE) / (1 - RISE))) / 2
