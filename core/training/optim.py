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
