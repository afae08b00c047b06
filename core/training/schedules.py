"""Schedules: the learning rate of each training step."""

import math

from core.settings.config import Config


def rate_at(config: Config, step: int) -> float:
    """The learning rate of a step, counted from 0.

    one-cycle rises in a straight line over the first quarter and falls along half a cosine to 0
    (L. N. Smith and N. Topin, "Super-Convergence", 2018). warm-restart does so twice, the second
    time for twice as long from the weights of the first: there is a good network after a third of
    the time, and a better one at the end (after I. Loshchilov and F. Hutter, "SGDR", 2016).
    """
    done = step / config.total_steps
    match config.schedule:
        case "constant":
            return config.learning_rate
        case "cosine":
            return config.learning_rate * (1 + math.cos(math.pi * done)) / 2
        case "warm-restart":
            begun, length = 0, config.restart_step or 1
            if step >= length:
                begun, length = length, config.total_steps - length
            return config.learning_rate * _one_cycle((step - begun) / length)
        case _:
            return config.learning_rate * _one_cycle(done)


RISE = 0.25  # of a cycle's steps


def _one_cycle(done: float) -> float:
    """The share of the highest rate, when so much of the cycle is done."""
    if done < RISE:
        return 0.04 + 0.96 * done / RISE
    return (1 + math.cos(math.pi * (done - RISE) / (1 - RISE))) / 2
