"""The protocol of a kind of problem: all that Netsketch asks of digits, of surnames, and of a kind to come.

A kind is a folder in `core/` with an object of this shape, and a line in `core/problems.py`. Nothing in
the upper half of the protocol imports PyTorch; the methods below the line do when they are called.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from core.settings.config import Config as AnyConfig

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

    from core.training.task import Task


@dataclass(frozen=True)
class Words:
    """What things are called on the screen and on the command line."""

    title: str
    """The kind as a heading: "Digits"."""
    network: str
    """"CNN"."""
    item: str
    items: str
    """What the network reads: "image", "images"."""
    label: str
    labels: str
    """What it answers with: "digit", "digits"."""
    given: str
    """What a user gives it: "a picture"."""
    every_input: str
    """Of a dead unit, when it is 0: "for each of 1,000 test images"."""


@dataclass(frozen=True)
class Preset:
    """A named config, and what the notes report of it."""

    name: str
    title: str
    config: AnyConfig
    about: str
    reported: float | None = None
    """Test accuracy at the end, 0..1, where the notes state one."""
    threads: int | None = None
    """How many its runs have, where that is not as many as its kind has."""

    @property
    def kind(self) -> str:
        return self.config.kind


@dataclass(frozen=True)
class Layer:
    """One layer of a network: its arguments, what leaves it and what it costs."""

    type: str
    """Which layer, in PyTorch's words: "Conv2d"."""
    arguments: tuple[Any, ...]
    """What that layer is made with, in the order in which PyTorch takes them."""
    name: str
    """As a table shows it: "Conv2d(1, 16, 3×3)"."""
    shape: tuple[int, ...]
    """Shape of the output without the batch: (channels, height, width) or (features,)."""
    parameters: int
    multiply_adds: int
    """Multiply-add operations for one item, forward."""

    @property
    def shape_text(self) -> str:
        return f"(N, {', '.join(map(str, self.shape))})"


@dataclass(frozen=True)
class StepCost:
    """What a training step costs, in units that no machine's speed is in."""

    group: str
    """Configs of one group run the same code: they share what a unit takes."""
    written: float
    """Numbers that all layers write in one step, forward."""
    multiply_adds: float
    """Of one step, forward."""
    tests: float
    """What all tests of a run cost together, in training steps."""


@dataclass(frozen=True)
class TestSet:
    """The n items that a run is tested on."""

    items: np.ndarray
    """(n,) int64: which of the data set's."""
    labels: np.ndarray
    """(n,) int64: the class of each."""
    batches: "Callable[[int], Iterator[tuple[Tensor, ...]]]"
    """Called with a size, what the network takes of so many items at a time, in order."""
    names: Sequence[str] | None
    """What each of the data set's items is called, where it has a name."""


class Problem(Protocol):
    """A kind of problem. `config` is always one of the kind's own."""

    kind: str
    """Part of run ids, addresses and commands: never renamed, so that old runs open."""
    words: Words
    Config: type[AnyConfig]
    presets: Sequence[Preset]
    balanced: bool
    """Whether its classes are about equally frequent, so that accuracy needs no balanced one beside it."""
    threads: int
    """Of a run that was not told how many it has."""
    shared_test: bool
    """Whether all runs of one data set are tested on the same items, whatever their seed."""

    def layers(self, config: Any) -> list[Layer]:
        """The network layer by layer, by arithmetic alone; the module is built from it."""

    def cost(self, config: Any, threads: int) -> StepCost:
        """What a training step costs."""

    def probes(self) -> "Sequence[tuple[AnyConfig, int]]":
        """Configs with their threads that are timed to learn this machine's speed: some for each group of
        costs."""

    def labels(self, config: Any) -> tuple[str, ...] | None:
        """The classes in their order, or None where only the data knows them."""

    def fingerprint(self, config: Any) -> str:
        """Of the training data's content. Raises DataError."""

    # ---- PyTorch from here on

    def build(self, config: Any, classes: int) -> "nn.Module":
        """The network with initial weights, drawn from the config's seed."""

    def preload(self) -> None:
        """Load what the first run in a worker would otherwise wait for. Raises DataError, OSError."""

    def task(self, config: Any, device: "torch.device", threads: int) -> "Task":
        """Batches, a training step, a test. Raises DataError."""

    def test_set(self, config: Any) -> TestSet:
        """What the config holds out. Raises DataError."""

    def probabilities(self, network: "nn.Module", config: Any, *inputs: "Tensor") -> "Tensor":
        """What a network says to a batch as `TestSet.batches` gives it -> (b, classes)."""
