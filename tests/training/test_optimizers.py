"""The update rules are those of torch.optim."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from core.digits.config import DigitsConfig
from core.digits.model import build
from core.training.optimizers import Optimizer

RATE = 0.02
THEIRS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
    "adadelta": torch.optim.Adadelta,
}


def config(optimizer: str, decay: float, momentum: float, hidden: int = 12) -> DigitsConfig:
    return DigitsConfig(
        optimizer=optimizer,
        weight_decay=decay,
        momentum=momentum if optimizer in ("sgd", "rmsprop") else 0.0,
        channels=3,
        hidden=hidden,
    )


def gradients(network: nn.Module, seed: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(p.shape, generator=generator) for p in network.parameters()]


@pytest.mark.parametrize("optimizer", THEIRS)
@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("hidden", [12, 400])  # below and above what is updated in two parts
def test_a_hundred_updates(optimizer: str, decay: float, momentum: float, hidden: int) -> None:
    c = config(optimizer, decay, momentum, hidden)
    ours, theirs = build(c), build(c)
    learn = Optimizer(c, ours)
    options: dict[str, Any] = {"lr": RATE, "weight_decay": decay}
    if c.momentum:
        options["momentum"] = momentum
    plain = THEIRS[optimizer](theirs.parameters(), **options)
    for step in range(100):
        learn.clear()
        for p, q, g in zip(
            ours.parameters(), theirs.parameters(), gradients(ours, step), strict=True
        ):
            assert p.grad is not None
            p.grad.add_(g)
            q.grad = g.clone()
        learn.step(RATE)
        plain.step()
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(p, q, rtol=1e-4, atol=1e-5)


def test_weights_keep_their_values_and_memory_format_when_they_are_laid_out_flat() -> None:
    c = config("sgd", 0, 0)
    ours, fresh = build(c), build(c)
    learn = Optimizer(c, ours)
    for p, q in zip(ours.parameters(), fresh.parameters(), strict=True):
        assert torch.equal(p, q) and p.stride() == q.stride()
    learn.weights.zero_()
    assert not any(p.any() for p in ours.parameters())


@pytest.mark.parametrize("optimizer", THEIRS)
def test_what_is_kept_comes_back_from_a_state_dict(optimizer: str) -> None:
    c = config(optimizer, 0, 0.9)
    ours, resumed = build(c), build(c)
    first = Optimizer(c, ours)
    for step in range(3):
        first.gradient.copy_(torch.full_like(first.gradient, 0.1 * (step + 1)))
        first.step(RATE)
    resumed.load_state_dict(ours.state_dict())
    second = Optimizer(c, resumed)
    second.load_state_dict(first.state_dict())
    for learn in (first, second):
        learn.gradient.fill_(0.3)
        learn.step(RATE)
    assert torch.equal(first.weights, second.weights)
