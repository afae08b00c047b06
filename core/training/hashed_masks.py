"""Hashed dropout masks: which numbers are kept, computed from seed, step and place alone, on any device.

`core.training.dropout` draws masks with NumPy and carries them to the network. Where a step takes a third
of a millisecond that is too long, and a CUDA graph could not repeat it. Here a mask is made where the
network is, by arithmetic: the n-th word of a step is

    z = (n + 1) golden + key of the run + step * odd + call * odd'
    z = (z ^ z >> 30) a;  z = (z ^ z >> 27) b;  z = z ^ z >> 31

with the constants of SplitMix64 (G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number
generators", 2014), and gives four numbers of 16 bits. A run that goes on at a step has the same masks as
one that was never stopped, alone and in a stack of any size.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

GOLDEN, BY_STEP, BY_CALL = -7046029254386353131, -2917014888687092613, 6364136223846793005
A, B = -4658895280553007687, -7723592293110705685
"""Odd numbers of 64 bits, with a sign as PyTorch has them."""


class HashedMasks:
    """The masks of r runs, drawn in the same order at each step."""

    def __init__(self, seeds: Sequence[int], step: Tensor):
        """One seed a run; `step` () int64 holds at each step which it is."""
        self.keys = torch.tensor(seeds, dtype=torch.int64, device=step.device)
        self.step = step
        self.calls = 0
        self.places: dict[int, Tensor] = {}

    def begin(self) -> None:
        """A step begins: its first mask is the next."""
        self.calls = 0

    def kept(self, shape: Sequence[int], share: float) -> Tensor:
        """Which of so many numbers (r, ...) are kept, each with this probability: bool."""
        numbers = math.prod(shape[1:])
        words = -(-numbers // 4)
        if words not in self.places:
            count = torch.arange(1, words + 1, device=self.keys.device)
            self.places[words] = count * GOLDEN
        self.calls += 1
        start = self.keys + self.step * BY_STEP + BY_CALL * self.calls % 2**63  # (r,)
        z = start[:, None] + self.places[words]
        z = (z ^ _shifted(z, 30)).mul_(A)
        z = (z ^ _shifted(z, 27)).mul_(B)
        z = z ^ _shifted(z, 31)
        drawn = z.view(torch.int16)[:, :numbers]  # from -2^15 on
        return (drawn < round(share * 2**16) - 2**15).view(*shape)


def _shifted(z: Tensor, bits: int) -> Tensor:
    """z >> bits with zeros from the left, whatever the sign."""
    return (z >> bits).bitwise_and_(2 ** (64 - bits) - 1)
