"""The digits network: a list of layers, as the config spells them out."""

import threading

import numpy as np
import torch
from torch import Tensor, nn

from core.config import IMAGE_SIZE, DigitsConfig

_stream = threading.local()


def seed_dropout(seed: int, step: int, part: int = 0) -> None:
    """Say from where this thread's next dropout masks are drawn.

    Drawn anew for every step and part of a batch, they depend on nothing that came before: a
    resumed run, and parts trained side by side, get the same masks.
    """
    _stream.generator = np.random.Generator(np.random.SFC64((seed, step, part)))


class Dropout(nn.Module):
    """nn.Dropout that draws from where `seed_dropout` said.

    A number is kept where 16 random bits are below the share to keep: ten times as fast as PyTorch
    draws a mask, and the same one whatever device the network is on.
    """

    def __init__(self, p: float):
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        keep = 1 - self.p
        drawn = _stream.generator.integers(2**16, size=tuple(x.shape), dtype=np.uint16)
        mask = torch.from_numpy(drawn < round(keep * 2**16)).to(x.device, x.dtype)
        return x * mask.div_(keep)


def layers(config: DigitsConfig) -> list[nn.Module]:
    """The layers in order; weights are drawn from PyTorch's global generator.

    ReLU comes after the pooling: the largest of four values and "at least 0" commute, so the
    result is the same and ReLU touches a quarter of the numbers.
    """
    stack: list[nn.Module] = []
    side, in_channels = IMAGE_SIZE, 1
    for out_channels, pool in zip(config.channels_per_layer, config.pooling_per_layer, strict=True):
        stack.append(nn.Conv2d(in_channels, out_channels, config.kernel_size, padding="same"))
        if pool:
            stack.append(nn.MaxPool2d(2))  # (b, c, h, w) -> (b, c, h//2, w//2)
            side //= 2
        if config.conv_activation == "relu":
            stack.append(nn.ReLU())
        in_channels = out_channels
    features = in_channels * side * side
    hidden = features if config.hidden == "same" else int(config.hidden)
    stack.append(nn.Flatten())  # (b, c, h, w) -> (b, c * h * w)
    if config.dropout:
        stack.append(Dropout(config.dropout))
    stack += [nn.Linear(features, hidden), nn.ReLU(), nn.Linear(hidden, 10)]
    if config.head == "softmax":
        stack.append(nn.Softmax(dim=1))
    return stack


def build(config: DigitsConfig) -> nn.Sequential:
    """The network with weights drawn from `config.seed`, without touching the global generator.

    Takes images (b, 1, 28, 28) in 0..1 and gives (b, 10): scores, or probabilities where the head
    is softmax.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        network = nn.Sequential(*layers(config))
    # Channels last: pooling and small convolutions are several times faster so on a CPU.
    return network.to(memory_format=torch.channels_last)


def probabilities(network: nn.Module, config: DigitsConfig, images: Tensor) -> Tensor:
    """Probabilities of the ten digits for images (b, 1, 28, 28) in 0..1 -> (b, 10)."""
    network.eval()
    with torch.no_grad():
        out = network(images.contiguous(memory_format=torch.channels_last))
    return out if config.head == "softmax" else out.softmax(1)
