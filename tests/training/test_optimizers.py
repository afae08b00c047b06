"""The update rules are those of torch.optim."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from core.digits.config import DigitsConfig
from core.digits.model import build
from core.training import optimizers
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
def test_a_hundred_updates(optimizer: str, decay: float, momentum: float) -> None:
    same_as_theirs(config(optimizer, decay, momentum), steps=100)


@pytest.mark.parametrize("optimizer", THEIRS)
def test_updates_in_parts_have_the_same_bits(
    optimizer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    c, found = config(optimizer, 0.1, 0.9, 50), []
    for fewest in (1, 10**9):
        monkeypatch.setattr(optimizers, "MIN_PARALLEL_WEIGHTS", fewest)
        network = build(c)
        learn = Optimizer(c, network, threads=4)
        assert learn.threads == (4 if fewest == 1 else 1)
        for step in range(5):
            learn.gradient.copy_(torch.cat([g.flatten() for g in gradients(network, step)]))
            learn.step(RATE)
        found.append((learn.weights.clone(), learn.state))
    (in_parts, state), (whole, its) = found
    assert torch.equal(in_parts, whole)
    assert all(torch.equal(state[name], its[name]) for name in its)


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "rmsprop", "adadelta"])
def test_where_gradients_are_next_to_nothing(optimizer: str) -> None:
    """There what is added to the square root decides."""
    for scale in (1e-3, 1e-7):
        same_as_theirs(config(optimizer, 0, 0), steps=10, scale=scale)


def same_as_theirs(c: DigitsConfig, steps: int, scale: float = 1.0) -> None:
    ours, theirs = build(c), build(c)
    learn = Optimizer(c, ours, threads=2)
    options: dict[str, Any] = {"lr": RATE, "weight_decay": c.weight_decay}
    if c.momentum:
        options["momentum"] = c.momentum
    plain = THEIRS[c.optimizer](theirs.parameters(), **options)
    for step in range(steps):
        learn.clear()
        for p, q, g in zip(
            ours.parameters(), theirs.parameters(), gradients(ours, step), strict=True
        ):
            assert p.grad is not None
            p.grad.add_(g, alpha=scale)
            q.grad = scale * g
        learn.step(RATE)
        plain.step()
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(p, q, rtol=1e-4, atol=1e-5)


def test_only_many_weights_on_the_cpu_are_updated_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with a thread: of few weights that takes longer, and on a GPU there is nothing to share."""
    monkeypatch.setattr(optimizers, "MIN_PARALLEL_WEIGHTS", 200_000)
    small, large = config("sgd", 0, 0), config("sgd", 0, 0, hidden=1400)
    assert Optimizer(large, build(large), threads=2).threads == 2
    assert Optimizer(large, build(large)).threads == 1
    assert Optimizer(small, build(small), threads=2).threads == 1
    for there in (small, large):
        assert Optimizer(there, build(there).to("meta"), threads=2).threads == 1
    n = sum(p.numel() for p in build(small).parameters())
    monkeypatch.setattr(optimizers, "MIN_PARALLEL_WEIGHTS", n)
    assert Optimizer(small, build(small), threads=2).threads == 2, "so many are enough"


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
