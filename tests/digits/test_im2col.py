"""The first convolution and its pooling over patches, against nn.Conv2d and nn.MaxPool2d."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.digits import im2col
from core.digits.config import DigitsConfig
from core.digits.data import scaled
from core.digits.model import build
from core.digits.task import DigitsTask

CPU = torch.device("cpu")


@pytest.mark.parametrize("channels", [1, 5, 8])
@pytest.mark.parametrize("conv_activation", ["none", "relu"])
def test_answers_and_gradients_are_those_of_the_network(
    channels: int, conv_activation: str, few_images: tuple[Tensor, ...]
) -> None:
    """Real digits: most blocks are blank paper, where all four numbers are equal."""
    config = DigitsConfig(
        conv_layers=1, channels=channels, hidden=8, conv_activation=conv_activation
    )
    plain, ours = build(config), build(config)
    images, labels = few_images[0][:33], few_images[1][:33]
    expected = plain(images)
    out = im2col.Im2colForward(ours)(im2col.patches(images))
    torch.testing.assert_close(out, expected)
    F.cross_entropy(expected, labels).backward()
    F.cross_entropy(out, labels).backward()
    for mine, theirs in zip(ours.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, theirs.grad)


def test_of_equal_numbers_the_first_gets_the_gradient() -> None:
    """As in nn.MaxPool2d. Weights that are all 0 make every number the bias."""
    network = nn.Sequential(nn.Conv2d(1, 1, 3, padding="same"), nn.MaxPool2d(2), nn.Flatten())
    nn.init.zeros_(network[0].weight)  # type: ignore[arg-type]
    images = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    grads = []
    for forward, given in (
        (network, images),
        (im2col.Im2colForward(network), im2col.patches(images)),
    ):
        network.zero_grad()
        forward(given).sum().backward()
        grads.append([p.grad.clone() for p in network.parameters() if p.grad is not None])
    for mine, theirs in zip(grads[1], grads[0], strict=True):
        torch.testing.assert_close(mine, theirs)


def test_bytes_and_numbers_are_the_same_images() -> None:
    pixels = torch.arange(256, dtype=torch.uint8).repeat(7)[: 2 * 784].view(2, 1, 28, 28)
    of_bytes = scaled(im2col.patches(pixels))
    assert torch.equal(of_bytes, im2col.patches(scaled(pixels)))


def test_patches_hold_the_images() -> None:
    pixels = torch.randint(256, (3, 1, 28, 28), generator=torch.Generator().manual_seed(0))
    assert torch.equal(im2col.to_images(im2col.patches(pixels)), pixels)


@pytest.mark.parametrize(
    ("changes", "used"),
    [
        ({"channels": 8}, True),
        ({"channels": 16}, False),
        ({"channels": 8, "kernel_size": 5}, False),
        ({"channels": 8, "pooling": (False, True)}, False),
        ({"channels": 8, "pooling": (True, False)}, True),
    ],
)
def test_any_network_learns_from_what_it_is_given(
    changes: dict[str, object], used: bool, few_images: tuple[Tensor, ...]
) -> None:
    config = DigitsConfig(train_size=640, epochs=1, hidden=16).replace(**changes)
    task = DigitsTask(config, CPU, few_images, threads=2)  # type: ignore[arg-type]
    assert isinstance(task.forward, im2col.Im2colForward) == used
    before = task.evaluate().loss
    for step in range(10):
        task.step(step, 0.1)
    assert task.evaluate().loss < before


def test_bytes_are_answered_like_the_numbers_that_they_stand_for(
    few_images: tuple[Tensor, ...],
) -> None:
    network = build(DigitsConfig(conv_layers=1, channels=4, hidden=8))
    pixels = (few_images[0][:9] * 255).round().to(torch.uint8)
    out = im2col.Im2colForward(network)(im2col.patches(pixels))
    torch.testing.assert_close(out, network(scaled(pixels)), rtol=1e-4, atol=1e-5)
