"""The compiled CNN, against PyTorch's layers and its autograd."""

import sys
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

from core.digits import convolutions
from core.digits.config import DigitsConfig
from core.digits.data import scaled
from core.digits.fused_cnn import FusedCNN
from core.digits.model import build
from core.digits.problem import DIGITS
from core.digits.task import DigitsTask, PlainForward, load_images
from core.training import compiler
from core.training.optimizers import Optimizer

CPU = torch.device("cpu")
Data = tuple[Tensor, Tensor, Tensor, Tensor]

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 16), reason="Numba is not there yet for this version of Python"
)


def fused(config: DigitsConfig) -> tuple[FusedCNN, Optimizer]:
    network = build(config)
    optimizer = Optimizer(config, network)
    return FusedCNN(config, network, optimizer), optimizer


def same_as_pytorch(config: DigitsConfig, images: Tensor, labels: Tensor) -> None:
    """Answers, loss, hits and gradient of a batch."""
    ours, optimizer = fused(config)
    plain = build(config)
    out = PlainForward(plain)(images)
    loss = F.cross_entropy(out, labels)
    loss.backward()
    torch.testing.assert_close(ours(images), out.detach(), rtol=1e-4, atol=1e-5)
    n = len(labels)
    measured, right = ours.learn(
        images[:, 0].numpy(), np.arange(n), labels.numpy(), n, optimizer.gradient
    )
    assert measured == pytest.approx(loss.item(), rel=1e-4)
    assert right == int((ours(images).argmax(1) == labels).sum())
    for mine, theirs in zip(ours_parameters(optimizer), plain.parameters(), strict=True):
        scale = float(theirs.grad.abs().max())  # type: ignore[union-attr]
        torch.testing.assert_close(mine.grad, theirs.grad, rtol=1e-3, atol=1e-5 * max(scale, 1e-3))


def ours_parameters(optimizer: Optimizer) -> list[torch.nn.Parameter]:
    return list(optimizer.network.parameters())


@st.composite
def networks(draw: st.DrawFn) -> DigitsConfig:
    layers = draw(st.integers(1, 4))
    return DigitsConfig(
        conv_layers=layers,
        channels=tuple(draw(st.integers(1, 9)) for _ in range(layers)),
        pooling=tuple(draw(st.booleans()) for _ in range(layers)),
        kernel_size=draw(st.sampled_from([3, 5, 7])),
        conv_activation=draw(st.sampled_from(["none", "relu"])),
        hidden=draw(st.integers(1, 9)),
        head=draw(st.sampled_from(["logits", "softmax"])),
        seed=draw(st.integers(0, 99)),
    )


@settings(max_examples=40)
@given(config=networks(), pictures=st.sampled_from([1, 3, 4, 16, 33]), blank=st.booleans())
def test_any_network_answers_and_learns_as_in_pytorch(
    config: DigitsConfig, pictures: int, blank: bool
) -> None:
    generator = torch.Generator().manual_seed(config.seed)
    images = torch.rand(pictures, 1, 28, 28, generator=generator)
    if blank:  # where all four numbers of most blocks are equal
        images[:, :, 4:] = 0
    labels = torch.randint(10, (pictures,), generator=generator)
    same_as_pytorch(config, images, labels)


def test_many_channels_and_a_wide_layer(few_images: Data) -> None:
    """More than fit any block or tile at once."""
    config = DigitsConfig(conv_layers=2, channels=(5, 70), pooling=(True, False), hidden=130)
    same_as_pytorch(config, few_images[0][:6], few_images[1][:6])


def test_bytes_are_the_numbers_that_they_stand_for(few_images: Data) -> None:
    ours, _ = fused(DigitsConfig(conv_layers=1, channels=4, hidden=8))
    pixels = (few_images[0][:9] * 255).round().to(torch.uint8)
    torch.testing.assert_close(ours(pixels), ours(scaled(pixels)), rtol=1e-4, atol=1e-5)


def test_nothing_of_a_batch_is_left_for_the_next(few_images: Data) -> None:
    """Of other sizes in between, too: the gradient is the same to the last bit."""
    config = DigitsConfig(conv_layers=3, channels=5, pooling=(False, True, True), hidden=7)
    images, labels = few_images[0][:, 0].numpy(), few_images[1].numpy()
    once, alone = fused(config)
    once.learn(images, np.arange(5, 14), labels[5:14], 9, alone.gradient)
    often, busy = fused(config)
    for first, last in ((0, 9), (20, 60), (3, 5), (5, 14)):
        often.learn(images, np.arange(first, last), labels[first:last], 9, busy.gradient)
    assert torch.equal(alone.gradient, busy.gradient)


@pytest.mark.parametrize(
    "changes",
    [
        {"dropout": 0.4},
        {"noise": 0.02, "shift": 1.0},
        {"head": "softmax", "conv_activation": "none", "shuffle": False},
        {"optimizer": "adam", "learning_rate": 0.01, "batch_size": 50},
    ],
    ids=["dropout", "augmented", "as in the notes", "adam"],
)
def test_a_task_learns_as_by_pytorch_alone(
    changes: dict[str, Any], few_images: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same masks and changed images, in two parts, the last batch smaller."""
    values: dict[str, Any] = {"train_size": 200, "channels": 3, "hidden": 9, "batch_size": 64}
    config = DigitsConfig(**(values | changes))
    ours = DigitsTask(config, CPU, few_images, threads=2)
    monkeypatch.setattr(compiler, "available", lambda: False)
    plain = DigitsTask(config, CPU, few_images, threads=2)
    assert ours.fused is not None and plain.fused is None
    for position in range(6):
        (loss, right, n), (theirs, hits, m) = (t.step(position, 0.01) for t in (ours, plain))
        assert (int(right), n) == (int(hits), m)
        assert float(loss) == pytest.approx(float(theirs), rel=1e-3)
    torch.testing.assert_close(
        ours.optimizer.weights, plain.optimizer.weights, rtol=1e-3, atol=1e-4
    )
    assert ours.evaluate().loss == pytest.approx(plain.evaluate().loss, rel=1e-3)


def test_frozen_convolutions_stay_as_they_are(
    few_images: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(convolutions, "begin_with", lambda network, source: None)
    config = DigitsConfig(
        conv_layers=2, channels=3, hidden=8, train_size=64, convolutions="shipped", frozen=True
    )
    task = DigitsTask(config, CPU, few_images)
    before = {name: p.clone() for name, p in task.network.named_parameters()}
    first = task.evaluate().loss
    for position in range(8):
        task.step(position % 1, 0.1)
    moved = {n for n, p in task.network.named_parameters() if not torch.equal(p, before[n])}
    assert moved and moved.isdisjoint(n for n in before if n.startswith(("0.", "3.")))
    assert task.evaluate().loss < first
    # What a checkpoint has goes into what is computed with.
    changed = {name: torch.zeros_like(p) for name, p in task.network.state_dict().items()}
    task.network.load_state_dict(changed)
    assert not task.fused(few_images[0][:3]).any()  # type: ignore[misc]


def test_weights_that_are_no_numbers_are_seen(few_images: Data) -> None:
    ours, optimizer = fused(DigitsConfig(conv_layers=2, channels=3, hidden=8))
    optimizer.weights[:3] = float("nan")
    assert ours(few_images[0][:5]).isnan().all()
    images, labels = few_images[0][:5, 0].numpy(), few_images[1][:5].numpy()
    loss, _ = ours.learn(images, np.arange(5), labels, 5, optimizer.gradient)
    assert np.isnan(loss) and optimizer.gradient.isnan().any()


def test_the_first_run_of_a_worker_takes_the_images_that_were_loaded_ahead() -> None:
    DIGITS.preload()
    before = load_images.cache_info()
    task = DigitsTask(DigitsConfig(conv_layers=1, channels=1, hidden=2), CPU)
    after = load_images.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)
    assert len(task.images) == 60_000


def test_dead_units_are_found_although_no_layer_is_called(few_images: Data) -> None:
    from core.training.network_stats import NetworkStats

    task = DigitsTask(DigitsConfig(conv_layers=1, channels=4, hidden=8), CPU, few_images)
    with torch.no_grad():
        for parameter in list(task.network.parameters())[:2]:
            parameter[:2] = -1.0
    with NetworkStats(task.network).record_dead_relus() as layers:
        task.evaluate()
    assert layers[0].dead == 2
