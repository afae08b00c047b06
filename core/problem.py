"""The protocol of a kind of problem: all that Netsketch asks of digits, of surnames, and of a kind to come.

A kind is a folder in `core/` with an object of this shape, and a line in `core/problems.py`. Nothing in
the upper half of the protocol imports PyTorch; the methods below the line do when they are called.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np

from core.errors import DataError
from core.problem_values import Baseline as Baseline
from core.problem_values import Challenge as Challenge
from core.problem_values import Detector as Detector
from core.problem_values import Standalone as Standalone
from core.problem_values import StepCost as StepCost
from core.problem_values import Votes as Votes
from core.settings.config import Config as AnyConfig
from core.settings.words import phrase

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
    an_input: str
    """What a user gives it: "a picture"."""
    every_input: str
    """Of a dead unit, when it is 0: "for each of 1,000 test images"."""


@dataclass(frozen=True)
class Option:
    """The option of `python -m core predict` that names what a network is to read."""

    name: str
    """"image", for `--image`."""
    metavar: str
    help: str
    files: bool
    """Whether files are named, whose content is then read."""


@dataclass(frozen=True)
class Input:
    """One thing that a user gave, as a network takes it."""

    arrays: tuple[np.ndarray, ...]
    """As `TestSet.batches` gives them, a batch of one."""
    notes: tuple[str, ...] = ()
    """What was changed on the way, and what cannot be known of it, in sentences."""


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
class TestSet:
    """The n items that a run is tested on."""

    items: np.ndarray
    """(n,) int64: which of the data set's."""
    labels: np.ndarray
    """(n,) int64: the class of each."""
    batches: "Callable[[int], Iterator[tuple[Tensor, ...]]]"
    """Called with a size, what the network takes of so many items at a time, in order."""
    names: Sequence[str] | None = None
    """What each of the data set's items is called, where it has a name."""


class Problem(Protocol):
    """A kind of problem. `config` is always one of the kind's own.

    A kind inherits from it: what has a body here holds of a kind that says nothing else.
    """

    kind: str
    """Part of run ids, addresses and commands: never renamed, so that old runs open."""
    words: Words
    Config: type[AnyConfig]
    presets: Sequence[Preset]
    option: Option
    balanced: bool = True
    """Whether its classes are about equally frequent, so that accuracy needs no balanced one beside it."""
    threads: int = 1  # of a run that does not say how many it has
    challenges: Sequence[Challenge] = ()
    demo: AnyConfig | None = None
    """What trains in view on the home page while the machine is idle; None for nothing."""
    shared_test: bool = True
    """Whether all runs that are tested alike are tested on the same items, whatever their seed."""

    def layers(self, config: Any) -> list[Layer]:
        """The network layer by layer, by arithmetic alone; the module is built from it."""

    def cost(self, config: Any, threads: int) -> StepCost:
        """What a training step costs."""

    def probes(self) -> "Sequence[tuple[AnyConfig, int]]":
        """Configs with threads that are timed to tell this machine's speed, some of each group of costs."""
        return ()

    def unaugmented(self, config: Any) -> Any:
        """A config with items as they are."""
        return config

    def labels(self, config: Any) -> tuple[str, ...] | None:
        """The classes in their order, or None where only the data knows them."""
        return None

    def words_of(self, config: Any) -> Words:
        """What things are called where a config's data set is read, which may have words of its own."""
        return self.words

    def phrases(self, config: Any) -> dict[str, tuple[str, ...]]:
        """The settings as phrases, the network's first; each phrase is a part of a run's name."""
        return phrases(config)

    def tested_on(self, config: Any) -> Hashable:
        """What is the same for configs whose accuracies can be ranked: the data set, how much of it."""
        return config.dataset

    def epoch_steps(self, config: Any) -> int:
        """Training steps until as many items were learned from as there are. Raises DataError."""
        return int(config.total_steps)

    def excerpt(self, config: Any, items: int) -> AnyConfig:
        """The config for about so many training items instead of all, as often each; itself where it cannot
        be trained with fewer. Raises DataError."""
        return cast(AnyConfig, config)

    def stack_key(self, config: Any) -> Hashable:
        """What runs share that a GPU trains as one (`core.training.stack`); None where each runs alone."""
        return None

    def fingerprint(self, config: Any) -> str:
        """Of the training data's content. Raises DataError."""

    def baselines(self, config: Any) -> Sequence[Baseline]:
        """Simple methods with known answers to the config's test items, the best last. Raises DataError."""
        return ()

    def detector(self, config: Any) -> Detector | None:
        """What tells the config's data from all else; None where only a network can. Raises DataError."""
        return None

    def description(self, config: Any, classes: int) -> dict[str, Any] | None:
        """The network as data in JSON for `ui/components/network`; None where only PyTorch computes it."""
        return None

    def training_script(self, config: Any, title: str) -> str:
        """The network and its training as one plain PyTorch script; "" where there is none."""
        return ""

    def data_files(self, config: Any) -> Mapping[str, Path]:
        """What `training_script` reads, by where it looks for it; none if it has it. Raises DataError."""
        return {}

    def standalone(self, config: Any, title: str) -> Standalone | None:
        """What goes with a network taken away; None where only Netsketch can ask it. Raises DataError."""
        return None

    def onnx_model(
        self, config: Any, plain: Mapping[str, np.ndarray], classes: Sequence[str]
    ) -> bytes | None:
        """The network in the ONNX format, from the weights as `standalone` has them; None where there is no
        such form of it."""
        return None

    def weight_shapes(self, config: Any, classes: int) -> dict[str, tuple[int, ...]]:
        """The shape of each of the network's weights, by its name in the module's state_dict. Where a kind
        says it by arithmetic, nothing waits for PyTorch."""
        weights = self.build(config, classes).state_dict()
        return {name: tuple(weight.shape) for name, weight in weights.items()}

    def plain_weights(
        self, config: Any, weights: Mapping[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        """Our weights by the names and in the shapes that `standalone` has for them."""
        return dict(weights)

    def own_weights(self, config: Any, plain: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The way back. Raises KeyError for one that is missing."""
        return dict(plain)

    # ---- PyTorch from here on

    def build(self, config: Any, classes: int) -> "nn.Module":
        """The network with initial weights, drawn from the config's seed."""

    def preload(self) -> None:
        """Load what the first run in a worker would otherwise wait for. Raises DataError, OSError."""
        return

    def task(self, config: Any, device: "torch.device", threads: int) -> "Task":
        """Batches, a training step, a test. Raises DataError."""

    def test_set(self, config: Any) -> TestSet:
        """What the config holds out. Raises DataError."""

    def training_set(self, config: Any) -> TestSet:
        """What the config learns from, each item once. Raises DataError, as without `features`."""
        raise DataError(f"How near {self.kind} are to each other is not known.")

    def features(self, network: "nn.Module", *inputs: "Tensor") -> "Tensor":
        """A batch of `TestSet.batches` as a network holds it, (b, f), each of length 1: alike is near."""
        raise DataError(f"How near {self.kind} are to each other is not known.")

    def read(self, raw: Any, config: Any) -> Input:
        """What a user gave (a file's bytes, strokes, text) as the network of a config takes it.

        Raises NetsketchError, in a sentence, for what cannot be read.
        """

    def ambiguous(self, config: Any, items: np.ndarray, said: np.ndarray) -> np.ndarray | None:
        """Of items (n,) and the classes (n,) that were answered: whether the data bears out that answer
        too, (n,) bool. None where data cannot tell."""
        return None

    def disputed(self, config: Any) -> Mapping[int, Votes]:
        """Of which items of the test set people who were asked did not bear out the label, by number."""
        return {}

    def layer_times(self, config: Any) -> list[float] | None:
        """Milliseconds of each layer's pass over a batch, forward and back, in the order of `layers`;
        None where its layers cannot be timed one by one."""
        return None

    def findings(self, network: "nn.Module", config: Any) -> dict[str, Any]:
        """What the notes' questions ask of a trained network beside its results, as JSON values."""
        return {}

    def probabilities(self, network: "nn.Module", config: Any, *inputs: "Tensor") -> "Tensor":
        """What a network says to a batch as `TestSet.batches` gives it -> (b, classes)."""
        import torch

        with torch.no_grad():
            out: Tensor = network(*inputs)
        return out.softmax(1)


def phrases(config: AnyConfig) -> dict[str, tuple[str, ...]]:
    """A phrase for each setting but the seed, which is a run's own: "9 channels", "rate 0.3"."""
    cls = type(config)
    return {f: (phrase(cls, f, value),) for f, value in vars(config).items() if f != "seed"}
