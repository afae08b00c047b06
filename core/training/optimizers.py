"""Optimizers: the update rule that a config names, over all weights at once.

The rules are those of torch.optim, with its defaults; the tests hold them against it. They are
written out because they are short and belong to what this project explains, because one vector
holds all weights, and because torch.optim imports PyTorch's compiler first, for a second and a half.
"""

import copy
import functools
import math
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

from core.settings.config import Config
from core.training import compiled_updates, compiler
from core.training.threads import map_threads

MIN_PARALLEL_WEIGHTS = 1_000_000
"""So many weights are updated in parts, side by side: 107,000 take 27 µs whole and 424,000 70, and to wake
another thread takes 40. In parts or whole, the bits are the same."""


def learning(network: nn.Module) -> list[nn.Parameter]:
    """All parameters but those that are frozen."""
    return [p for p in network.parameters() if p.requires_grad]


def flatten(network: nn.Module) -> tuple[Tensor, Tensor]:
    """Lay all parameters that learn into one vector (n,), and their gradients into another.

    Each parameter becomes a view of its stretch, in the memory format that it had; autograd adds
    to gradients that are there in place.
    """
    parameters = learning(network)
    weights = parameters[0].new_zeros(sum(p.numel() for p in parameters)).detach()
    gradient = torch.zeros_like(weights)
    first = 0
    for p in parameters:
        p.grad = gradient.as_strided(p.shape, p.stride(), first)
        weights.as_strided(p.shape, p.stride(), first).copy_(p.detach())
        first += p.numel()
    lay_into(weights, network)
    return weights, gradient


def lay_into(weights: Tensor, network: nn.Module) -> None:
    """Make each parameter that learns a view of its stretch of a vector (n,), which holds its values."""
    first = weights.storage_offset()
    for p in learning(network):
        p.data = weights.as_strided(p.shape, p.stride(), first)
        first += p.numel()


class Factors(NamedTuple):
    """What a rule is scaled by at one step: numbers, or tensors (r, 1) for r networks at once."""

    rate: float | Tensor
    kept: float | Tensor
    """Of each weight, where decay is decoupled: 1 - rate * decay."""
    adam_rate: float | Tensor
    """rate / (1 - 0.9^t)"""
    adam_root: float | Tensor
    """sqrt(1 - 0.999^t)"""


class Optimizer:
    """Clears gradients before a step and updates the weights after it."""

    def __init__(self, config: Config, network: nn.Module, threads: int = 1):
        self.weights, self.gradient = flatten(network)
        self.rule = RULES[config.optimizer]
        self.network, self.twins, self.gradients = network, list[nn.Module](), [self.gradient]
        self.state = {name: torch.zeros_like(self.weights) for name in self.rule.vectors}
        """What the rule carries over from step to step, each (n,)."""
        self.steps = 0
        on_cpu = self.weights.device.type == "cpu"
        self.threads = threads if on_cpu and len(self.weights) >= MIN_PARALLEL_WEIGHTS else 1
        self.momentum = config.momentum
        self.decay = config.weight_decay
        self.decoupled = config.optimizer == "adamw"
        self.compiled = on_cpu and compiler.available()

    def networks(self, parts: int) -> list[nn.Module]:
        """A network for each part of a batch to learn from: for every two parts another one, with the same
        weights and a gradient of its own.

        What several parts add to one gradient comes in whatever order they end. A sum of two numbers does
        not depend on it, of more it does: so there are as many gradients as pairs, and `step` adds them up
        in one order.
        """
        while 2 * (1 + len(self.twins)) < parts:
            twin = copy.deepcopy(self.network).train()
            _, gradient = flatten(twin)
            lay_into(self.weights, twin)
            self.twins.append(twin)
            self.gradients.append(gradient)
        each = [self.network, *self.twins]
        return [each[part // 2] for part in range(parts)]

    def gradients_of(self, parts: int) -> list[Tensor]:
        """A gradient (n,) for each part of a batch, to be written anew; `step` adds them up in order."""
        while len(self.gradients) < parts:
            self.gradients.append(torch.zeros_like(self.weights))
        for unused in self.gradients[parts:]:
            unused.zero_()
        return self.gradients[:parts]

    def clear(self) -> None:
        for gradient in self.gradients:
            gradient.zero_()

    def step(self, rate: float) -> None:
        self.steps += 1
        factors = self.factors(self.steps, rate)
        vectors = (self.weights, *self.gradients, *self.state.values())
        update = functools.partial(self._add_and_update, factors)
        map_threads(self.threads, update, *(v.chunk(self.threads) for v in vectors))

    def _add_and_update(self, factors: Factors, w: Tensor, g: Tensor, *more: Tensor) -> None:
        """Add the other gradients to the first, one after the other, then `update`."""
        others = len(self.gradients) - 1
        for gradient in more[:others]:
            g.add_(gradient)
        self.update(factors, w, g, *more[others:])

    def factors(self, steps: int, rate: float) -> Factors:
        """Those of a step, counted from 1."""
        return Factors(
            rate,
            1 - rate * self.decay,
            rate / (1 - 0.9**steps),
            math.sqrt(1 - 0.999**steps),
        )

    def update(self, factors: Factors, w: Tensor, g: Tensor, *state: Tensor) -> None:
        """Change weights and state in place, from the gradient: vectors (n,), or (r, n)."""
        if self.compiled and not isinstance(factors.rate, Tensor):  # of one network
            decay = 0.0 if self.decoupled else self.decay
            kept = factors.kept if self.decoupled else 1.0
            numbers = (
                factors.rate,
                kept,
                factors.adam_rate,
                factors.adam_root,
                decay,
                self.momentum,
            )
            vectors = (vector.numpy() for vector in (w, g, *state))
            self.rule.compiled(*vectors, compiled_updates.Numbers(*map(float, numbers)))
            return
        with torch.no_grad():
            if self.decay and self.decoupled:  # I. Loshchilov and F. Hutter, 2017
                w.mul_(factors.kept)
            elif self.decay:
                g.add_(w, alpha=self.decay)
            self.rule.plain(self, factors, w, g, *state)

    def move(self, network: nn.Module, weights: Tensor, state: dict[str, Tensor]) -> None:
        """Go on with weights and state (n,) that lie elsewhere and hold the same values."""
        self.weights, self.state = weights, state
        for each in (network, *self.twins):
            lay_into(weights, each)

    def state_dict(self) -> dict[str, Tensor | int]:
        return {"steps": self.steps, **self.state}

    def load_state_dict(self, state: dict[str, Tensor | int]) -> None:
        self.steps = int(state["steps"])
        for name, vector in self.state.items():
            saved = state[name]
            assert isinstance(saved, Tensor)
            vector.copy_(saved)


def _root(square: Tensor) -> Tensor:
    """The square root, for rules that add 1e-8 to it: that hides the 1e-16 by which it is too large at 0,
    and of 0 itself or next to it, it takes 5 to 30 times as long."""
    return square.add(1e-32).sqrt_()


def _subtract(w: Tensor, way: Tensor, rate: float | Tensor) -> None:
    """w <- w - rate way"""
    if isinstance(rate, Tensor):
        w.addcmul_(way, rate, value=-1)
    else:
        w.sub_(way, alpha=rate)


# Each rule changes the weights w in place, from the gradient g and the rule's own state, (n,) each.


def _sgd(o: Optimizer, f: Factors, w: Tensor, g: Tensor, velocity: Tensor) -> None:
    """v <- momentum v + g;  w <- w - rate v."""
    _subtract(w, velocity.mul_(o.momentum).add_(g) if o.momentum else g, f.rate)


def _adam(o: Optimizer, f: Factors, w: Tensor, g: Tensor, mean: Tensor, square: Tensor) -> None:
    """m <- 0.9 m + 0.1 g;  s <- 0.999 s + 0.001 g^2;  w <- w - rate m' / (sqrt(s') + 1e-8),

    with m' = m / (1 - 0.9^t) and s' = s / (1 - 0.999^t) (D. P. Kingma and J. Ba, "Adam", 2014).
    """
    mean.lerp_(g, 0.1)
    square.mul_(0.999).addcmul_(g, g, value=0.001)
    spread = _root(square).div_(f.adam_root).add_(1e-8)
    if isinstance(f.adam_rate, Tensor):
        w.addcdiv_(mean * f.adam_rate, spread, value=-1)
    else:
        w.addcdiv_(mean, spread, value=-f.adam_rate)


def _rmsprop(o: Optimizer, f: Factors, w: Tensor, g: Tensor, square: Tensor, v: Tensor) -> None:
    """s <- 0.99 s + 0.01 g^2;  v <- momentum v + g / (sqrt(s) + 1e-8);  w <- w - rate v."""
    square.mul_(0.99).addcmul_(g, g, value=0.01)
    _subtract(w, v.mul_(o.momentum).addcdiv_(g, _root(square).add_(1e-8)), f.rate)


def _adadelta(
    o: Optimizer, f: Factors, w: Tensor, g: Tensor, square: Tensor, moved: Tensor
) -> None:
    """s <- 0.9 s + 0.1 g^2;  d = g sqrt(u + 1e-6) / sqrt(s + 1e-6);  u <- 0.9 u + 0.1 d^2;
    w <- w - rate d (M. D. Zeiler, "ADADELTA", 2012)."""
    square.mul_(0.9).addcmul_(g, g, value=0.1)
    d = (moved + 1e-6).div_(square + 1e-6).sqrt_().mul_(g)
    moved.mul_(0.9).addcmul_(d, d, value=0.1)
    _subtract(w, d, f.rate)


class Rule(NamedTuple):
    """A rule as PyTorch's operations, and compiled, for a processor."""

    plain: Callable[..., None]
    compiled: Callable[..., None]
    vectors: tuple[str, ...]
    """The names of what it carries over from step to step."""


RULES = {
    "sgd": Rule(_sgd, compiled_updates.sgd, ("velocity",)),
    "adam": Rule(_adam, compiled_updates.adam, ("mean", "square")),
    "adamw": Rule(_adam, compiled_updates.adam, ("mean", "square")),
    "rmsprop": Rule(_rmsprop, compiled_updates.rmsprop, ("square", "velocity")),
    "adadelta": Rule(_adadelta, compiled_updates.adadelta, ("square", "moved")),
}
"""The rule of each optimizer."""
