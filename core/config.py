"""What a run is asked to do: two frozen dataclasses, one for digits and one for surnames.

The sentence under each field is its documentation everywhere: `core.settings.help` reads it for the
widget's help and the command line's. A config that exists can be built and trained:
`__post_init__` collects every problem into one `ConfigError`.
"""

import dataclasses
import math
import re
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from core.errors import ConfigError
from core.settings.checks import Problems, quoted

IMAGE_SIZE = 28  # pixels a side, as MNIST has them
TRAIN_IMAGES = 60_000

KERNEL_SIZES = (3, 5, 7)
CONV_ACTIVATIONS = ("none", "relu")
HEADS = ("logits", "softmax")
OPTIMIZERS = ("sgd", "adam", "adamw", "rmsprop", "adadelta")
SCHEDULES = ("constant", "one-cycle", "warm-restart", "cosine")
GATES = {"linear": 1, "relu-1": 1, "relu-2": 1, "tanh": 1, "gru": 3, "lstm": 4}
"""Each cell, and how many numbers it computes of a letter and a state for each one of the new state."""
CELLS = tuple(GATES)
NOTES_CELLS = CELLS[:3]
SAMPLINGS = ("balanced", "natural")
DATASET = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""What a data set may be called: it is a folder's name, and stands in URLs."""


def parse_value(text: str) -> Any:
    """A field's value as typed: 3, 0.1, true, same, or a list such as 16,32."""
    if "," in text:
        return tuple(parse_value(part.strip()) for part in text.split(",") if part.strip())
    if text.lower() in ("true", "yes", "false", "no"):
        return text.lower() in ("true", "yes")
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


class Config:
    """What both configs share: conversion to and from plain dicts."""

    kind: ClassVar[str]
    parts: int

    def to_dict(self) -> dict[str, Any]:
        """Every field as plain JSON values (tuples become lists)."""
        plain = dataclasses.asdict(self)  # type: ignore[call-overload]
        return {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """The inverse of `to_dict`. Raises ConfigError for an unknown or a missing key; runs kept
        before `parts` was a setting had 2."""
        names = [f.name for f in dataclasses.fields(cls)]  # type: ignore[arg-type]
        unknown = {
            k: f"{k} is not a setting of {cls.kind}; the settings are {', '.join(names)}."
            for k in values
            if k not in names
        }
        values = {"parts": 2} | values
        missing = {k: f"{k} is missing; give it a value." for k in names if k not in values}
        if unknown or missing:
            raise ConfigError(unknown | missing)
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed, checked again."""
        return self.from_dict(self.to_dict() | changes)


@dataclass(frozen=True, kw_only=True)
class DigitsConfig(Config):
    """A CNN for 28 x 28 digits and how to train it. Raises ConfigError."""

    kind: ClassVar[str] = "digits"

    conv_layers: int = 2
    """How many convolutions, 1 to 4. Each looks for patterns among the patterns of the one before."""
    channels: int | tuple[int, ...] = 16
    """How many patterns each convolution looks for: one number for all layers, or one per layer."""
    kernel_size: int = 3
    """The side of the window that a convolution slides over the picture: 3, 5 or 7 pixels."""
    pooling: bool | tuple[bool, ...] = True
    """After which convolutions to keep only the largest value of every 2 x 2 block: one yes or no for
    all layers, or one per layer. Each pooling halves height and width."""
    conv_activation: str = "relu"
    """What follows a convolution: none, as in the notes, or relu, which sets negative values to 0."""
    hidden: int | str = 64
    """The width of the dense layer, 1 to 4096, or "same": as wide as its flattened input."""
    head: str = "logits"
    """What the network ends with. The notes put a softmax there and trained with a loss that applies
    softmax again; logits, the plain scores, are what that loss expects."""
    optimizer: str = "sgd"
    """The rule that turns gradients into steps: sgd, adam, adamw, rmsprop or adadelta."""
    learning_rate: float = 0.1
    """How far each step goes. Too high and the network gets stuck, too low and it hardly moves."""
    momentum: float = 0.0
    """For sgd and rmsprop: the share of the previous step that is kept, 0 to 0.999."""
    weight_decay: float = 0.0
    """How strongly weights are pulled towards 0, 0 to 1."""
    schedule: str = "constant"
    """How the learning rate changes: constant, cosine (down to 0), or one-cycle (up, then down to 0)."""
    dropout: float = 0.0
    """The share of the dense layer's inputs that is set to 0 at random while training, 0 to 0.9."""
    batch_size: int = 64
    """How many images each step averages over, 1 to 2048."""
    epochs: int = 2
    """How many times training goes through its images, 1 to 200."""
    shuffle: bool = True
    """Whether each epoch goes through the images in a new random order. The notes did not."""
    seed: int = 0
    """The number from which initial weights, order and dropout are drawn: same seed, same result."""
    train_size: int = TRAIN_IMAGES
    """How many of the 60 000 training images to use, from the first on."""
    parts: int = 2
    """Into how many parts a batch is split, 1 or 2, each learned from on a core of its own. It pays where
    the network is large and cores are idle; sweeps take 1. Results differ in the last digits only."""

    def __post_init__(self) -> None:
        p = Problems()
        layers_fit = p.number("conv_layers", self.conv_layers, 1, 4)
        channels = self.channels if isinstance(self.channels, tuple) else (self.channels,)
        for c in channels:
            p.number("channels", c, 1, 256)
        if layers_fit and isinstance(self.channels, tuple) and len(channels) != self.conv_layers:
            p["channels"] = (
                f"channels has {len(channels)} numbers for {self.conv_layers} convolutions; "
                "give one number, or one per convolution."
            )
        p.choice("kernel_size", self.kernel_size, KERNEL_SIZES)
        pooling = self.pooling if isinstance(self.pooling, tuple) else (self.pooling,)
        if not all(isinstance(x, bool) for x in pooling):
            p["pooling"] = (
                f"pooling is {quoted(self.pooling)}; give true or false for each convolution."
            )
        elif sum(pooling) > 4:
            p["pooling"] = (
                f"pooling halves the picture {sum(pooling)} times, but 28 → 14 → 7 → 3 → 1 leaves "
                "nothing to halve; pool at most 4 times."
            )
        elif layers_fit and isinstance(self.pooling, tuple) and len(pooling) != self.conv_layers:
            p["pooling"] = (
                f"pooling has {len(pooling)} entries for {self.conv_layers} convolutions; "
                "give one, or one per convolution."
            )
        p.choice("conv_activation", self.conv_activation, CONV_ACTIVATIONS)
        if self.hidden != "same":
            if isinstance(self.hidden, str):
                p["hidden"] = (
                    f'hidden is {quoted(self.hidden)}; give a width from 1 to 4096, or "same".'
                )
            p.number("hidden", self.hidden, 1, 4096)
        p.choice("head", self.head, HEADS)
        p.choice("optimizer", self.optimizer, OPTIMIZERS)
        p.number("learning_rate", self.learning_rate, 1e-6, 10, whole=False)
        p.number("momentum", self.momentum, 0, 0.999, whole=False)
        if self.momentum and self.optimizer not in ("sgd", "rmsprop"):
            p.setdefault(
                "momentum",
                f"momentum is {self.momentum} but {self.optimizer} has none of its own to set; "
                "set it to 0, or choose sgd.",
            )
        p.number("weight_decay", self.weight_decay, 0, 1, whole=False)
        p.choice("schedule", self.schedule, SCHEDULES)
        p.number("dropout", self.dropout, 0, 0.9, whole=False)
        p.number("batch_size", self.batch_size, 1, 2048)
        p.number("epochs", self.epochs, 1, 200)
        p.flag("shuffle", self.shuffle)
        p.number("parts", self.parts, 1, 2)
        p.number("seed", self.seed, 0, 2**31 - 1)
        sizes_fit = p.number("train_size", self.train_size, 10, TRAIN_IMAGES)
        if sizes_fit and "batch_size" not in p and self.batch_size > self.train_size:
            p["batch_size"] = (
                f"batch_size is {self.batch_size} but there are only {self.train_size} training "
                "images; make the batch smaller or the training set larger."
            )
        p.check()

    @property
    def channels_per_layer(self) -> tuple[int, ...]:
        """Output channels of each convolution, (conv_layers,)."""
        if isinstance(self.channels, tuple):
            return self.channels
        return (self.channels,) * self.conv_layers

    @property
    def pooling_per_layer(self) -> tuple[bool, ...]:
        """Whether each convolution is pooled, (conv_layers,)."""
        if isinstance(self.pooling, tuple):
            return self.pooling
        return (self.pooling,) * self.conv_layers

    @property
    def steps_per_epoch(self) -> int:
        """Batches in one pass; the last may be smaller."""
        return math.ceil(self.train_size / self.batch_size)

    @property
    def total_steps(self) -> int:
        return self.epochs * self.steps_per_epoch


@dataclass(frozen=True, kw_only=True)
class NamesConfig(Config):
    """An RNN that reads a surname letter by letter, and how to train it. Raises ConfigError."""

    kind: ClassVar[str] = "names"

    cell: str = "gru"
    """How a letter changes the hidden state: linear, relu-1 or relu-2 as in the notes (the state
    itself stays linear), tanh, gru or lstm."""
    hidden_size: int = 64
    """How many numbers the network carries from letter to letter, 8 to 512."""
    optimizer: str = "adam"
    """The rule that turns gradients into steps: sgd, adam, adamw, rmsprop or adadelta."""
    learning_rate: float = 0.003
    """How far each step goes. Too high and the loss explodes, too low and it hardly moves."""
    schedule: str = "constant"
    """How the learning rate changes: constant, cosine (down to 0), or one-cycle (up, then down to 0)."""
    dropout: float = 0.0
    """The share of the hidden state that is hidden from the output at random while training, 0 to
    0.9. Not for the notes' cells."""
    batch_size: int = 64
    """How many names each step averages over, 1 to 2048. The notes took one name at a time."""
    steps: int = 1_500
    """How many batches to train on, 10 to 1 000 000."""
    sampling: str = "balanced"
    """Which names to train on: balanced draws a language first, as in the notes, so that each is seen
    equally often; natural draws each name equally often."""
    dataset: str = "surnames"
    """Which surnames: "surnames" ships with the app; others can be added on the Data page."""
    test: float | int = 0.15
    """What is held out for testing: a share of the distinct spellings, 0.01 to 0.5, or a number of
    names, drawn as the notes drew their 100."""
    seed: int = 0
    """The number from which initial weights, split and sampling are drawn: same seed, same result."""
    parts: int = 1
    """Into how many parts a batch is split, 1 or 2, each learned from on a core of its own. It pays where
    the network is large and cores are idle; sweeps take 1. Results differ in the last digits only."""

    def __post_init__(self) -> None:
        p = Problems()
        p.choice("cell", self.cell, CELLS)
        p.number("hidden_size", self.hidden_size, 8, 512)
        p.choice("optimizer", self.optimizer, OPTIMIZERS)
        p.number("learning_rate", self.learning_rate, 1e-6, 10, whole=False)
        p.choice("schedule", self.schedule, SCHEDULES)
        p.number("dropout", self.dropout, 0, 0.9, whole=False)
        if self.dropout and self.cell in NOTES_CELLS:
            p.setdefault(
                "dropout",
                f"dropout is {self.dropout} but the notes' cell {self.cell} has none; "
                "set it to 0, or choose tanh, gru or lstm.",
            )
        p.number("batch_size", self.batch_size, 1, 2048)
        p.number("steps", self.steps, 10, 1_000_000)
        p.choice("sampling", self.sampling, SAMPLINGS)
        if not isinstance(self.dataset, str) or not DATASET.fullmatch(self.dataset):
            p["dataset"] = (
                f"dataset is {quoted(self.dataset)}; give the name of a data set, in small letters, "
                "digits and hyphens."
            )
        if isinstance(self.test, float) and self.test < 1:
            p.number("test", self.test, 0.01, 0.5, whole=False)
        else:
            p.number("test", self.test, 10, 10_000)
        p.number("parts", self.parts, 1, 2)
        p.number("seed", self.seed, 0, 2**31 - 1)
        p.check()

    @property
    def total_steps(self) -> int:
        return self.steps


CONFIGS: dict[str, type[DigitsConfig] | type[NamesConfig]] = {
    "digits": DigitsConfig,
    "names": NamesConfig,
}
AnyConfig = DigitsConfig | NamesConfig
