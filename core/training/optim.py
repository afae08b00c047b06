"""The optimizer that a config names, and its learning rate over time."""

import math

import torch
from torch import nn

from core.config import AnyConfig, DigitsConfig


class Learner:
    """Clears gradients before a step and takes it after; `optimizer` is there to be saved."""

    def __init__(self, config: AnyConfig, network: nn.Module):
        self.optimizer = _optimizer(config, network)

    def clear(self) -> None:
        self.optimizer.zero_grad()

    def step(self, rate: float) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()


def _optimizer(config: AnyConfig, network: nn.Module) -> torch.optim.Optimizer:
    parameters = list(network.parameters())
    rate = config.learning_rate
    momentum = config.momentum if isinstance(config, DigitsConfig) else 0.0
    decay = config.weight_decay if isinstance(config, DigitsConfig) else 0.0
    # Fused: one pass over all weights a step, instead of a kernel for each weight and operation.
    fused = parameters[0].device.type in ("cpu", "cuda")
    match config.optimizer:
        case "sgd":
            return torch.optim.SGD(
                parameters, rate, momentum=momentum, weight_decay=decay, fused=fused
            )
        case "adam":
            return torch.optim.Adam(parameters, rate, weight_decay=decay, fused=fused)
        case "adamw":
            return torch.optim.AdamW(parameters, rate, weight_decay=decay, fused=fused)
        case "rmsprop":
            return torch.optim.RMSprop(parameters, rate, momentum=momentum, weight_decay=decay)
        case _:
            return torch.optim.Adadelta(parameters, rate, weight_decay=decay)


def usual_rate(config: AnyConfig) -> float:
    """A learning rate from which this optimizer usually learns: PyTorch's defaults, and for SGD 0.1,
    less with momentum (which adds up to 1 / (1 - momentum) steps) and for small batches (the notes'
    0.005 for single names)."""
    match config.optimizer:
        case "sgd":
            momentum = config.momentum if isinstance(config, DigitsConfig) else 0.0
            return min(0.1, 0.005 * config.batch_size) * (1 - momentum)
        case "adadelta":
            return 1.0
        case _:
            return 0.001


def lower_rate(config: AnyConfig) -> float:
    """What to try where the learning rate was too high: a tenth, and no more than is usual."""
    return _short(min(config.learning_rate / 10, usual_rate(config)))


def higher_rate(config: AnyConfig) -> float:
    """What to try where the learning rate was too low: ten times as much, and at least the usual."""
    return _short(min(10.0, max(config.learning_rate * 10, usual_rate(config))))


def _short(rate: float) -> float:
    """Two digits, within what a config allows."""
    return float(f"{max(rate, 1e-6):.2g}")


def rate_at(config: AnyConfig, step: int) -> float:
    """The learning rate of a step, counted from 0.

    one-cycle rises in a straight line over the first quarter and falls along half a cosine to 0
    (L. N. Smith and N. Topin, "Super-Convergence", 2018).
    """
    done = step / config.total_steps
    match config.schedule:
        case "constant":
            return config.learning_rate
        case "cosine":
            return config.learning_rate * (1 + math.cos(math.pi * done)) / 2
        case _:
            rise = 0.25
            if done < rise:
                return config.learning_rate * (0.04 + 0.96 * done / rise)
            return config.learning_rate * (1 + math.cos(math.pi * (done - rise) / (1 - rise))) / 2
