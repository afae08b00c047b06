"""A task: a network with its data, a training step and a test, for any kind of problem.

A batch depends on the seed and its position alone, so that a resumed run needs no more than its
position to go on with the same batches.
"""

from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from core.training import cores
from core.training.evaluation import Scores
from core.training.events import Example
from core.training.optimizers import Optimizer

Learned = tuple[Tensor | float, Tensor | int, int]
"""Mean loss, number right, batch size."""

Stretch = tuple[float, int, int]
"""Of several steps: the losses of all items added up, how many were right, how many there were."""


class Learn(Protocol):
    """What takes a network from one step up to another."""

    @property
    def remark(self) -> str:
        """How it computes otherwise than it should, in a sentence, or ""."""

    def __call__(self, first: int, until: int) -> Stretch:
        """Take the steps from `first` on that come before `until`."""

    def leave(self) -> None:
        """Let nobody wait: the run pauses or has ended, and goes on by itself if at all."""


class Task(Protocol):
    """One network and its data."""

    classes: tuple[str, ...]
    items: int
    """Training items in one epoch."""
    optimizer: Optimizer

    @property
    def network(self) -> nn.Module:
        """What learns."""

    def step(self, position: int, rate: float) -> Learned:
        """Learn from the batch at a position: (mean loss, number right, batch size)."""

    def example(self) -> Example | None:
        """The last training item and the guess, where that says something in words."""

    def evaluate(self) -> Scores:
        """The network on the whole test set."""


def seed_of(*parts: int) -> int:
    """One seed out of several numbers, well mixed (NumPy's SeedSequence)."""
    return int(np.random.SeedSequence(parts).generate_state(1, np.uint64)[0] >> 1)


def batch_parts(threads: int, batch: int, device: torch.device) -> int:
    """Into how many parts a batch of so many items is split on a device: `cores.parts` on a processor."""
    return cores.parts(threads, batch) if device.type == "cpu" else 1


def train_mode(network: nn.Module) -> None:
    """Put a network into training mode, where it is not: telling every layer again takes a thirtieth of a
    small network's step."""
    if not network.training:
        network.train()
