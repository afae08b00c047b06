"""The config of a digits network: its layers, and how it is trained."""

import contextlib
import math
from dataclasses import dataclass
from typing import Any, ClassVar

from core.digits import checks, convolutions, few_images, symbol_sets, symbol_store
from core.digits.augmentation import Amounts
from core.digits.checks import MOST_CHANNELS, MOST_HIDDEN
from core.digits.picture_sets import MNIST, SETS, available, picture_set
from core.errors import DataError
from core.settings import training
from core.settings.checks import Problems
from core.settings.config import Config
from core.settings.setting import setting

IMAGE_SIZE = 28  # pixels a side, as MNIST has them
TRAIN_IMAGES = 60_000

KERNEL_SIZES = (3, 5, 7)
CONV_ACTIVATIONS = {"none": "none (as in the notes)", "relu": "ReLU"}
HEADS = {"logits": "raw scores", "softmax": "softmax twice (notes)"}


@dataclass(frozen=True, kw_only=True)
class DigitsConfig(Config):
    """A CNN for pictures of 28 x 28, such as digits, and how to train it. Raises ConfigError."""

    kind: ClassVar[str] = "digits"
    progress_steps: ClassVar[int] = 64

    conv_layers: int = setting(
        2,
        "How many convolutions, {low} to {high}. Each looks for patterns among the patterns of the one "
        "before.",
        label="Convolutions",
        low=1,
        high=4,
        phrase="{} convolutions",
        phrases={1: "1 convolution"},
        suggest=(1, 2, 3, 4),
    )
    channels: int | tuple[int, ...] = setting(
        16,
        "How many patterns each convolution looks for: one number for all layers, or one per layer.",
        low=1,
        high=MOST_CHANNELS,
        phrase="{} channels",
        phrases={1: "1 channel"},
        suggest=(4, 5, 8, 9, 16, 32),
        check=checks.check_channels,
    )
    kernel_size: int = setting(
        3,
        "The side of the window that a convolution slides over the picture: {choices} pixels.",
        choices=KERNEL_SIZES,
        phrase="{} kernels",
        show=lambda size: f"{size} × {size}",
    )
    pooling: bool | tuple[bool, ...] = setting(
        True,
        "After which convolutions to keep only the largest value of every 2 x 2 block: one yes or no "
        "for all layers, or one per layer. Each pooling halves height and width.",
        phrase="pooling {}",
        phrases={True: "pooling", False: "no pooling"},
        show=checks.show_pooling,
        suggest=(True, False),
        check=checks.check_pooling,
    )
    conv_activation: str = setting(
        "relu",
        "What follows a convolution: none, as in the notes, or relu, which sets negative values to 0.",
        label="Activation after the convolution",
        choices=CONV_ACTIVATIONS,
        phrases={"none": "no activation"},
    )
    hidden: int | str = setting(
        64,
        'The width of the dense layer, {low} to {high}, or "same": as wide as its flattened input.',
        label="Width of the dense layer",
        low=1,
        high=MOST_HIDDEN,
        phrase="{} dense units",
        phrases={1: "1 dense unit", "same": "dense layer as wide as its input"},
        show=lambda width: "as wide as its input" if width == "same" else f"{width:,}",
        suggest=(16, 64, 256, "same"),
        check=checks.check_hidden,
    )
    head: str = setting(
        "logits",
        "What the network ends with. The notes put a softmax there and trained with a loss that applies "
        "softmax again; logits, the plain scores, are what that loss expects.",
        label="Output",
        choices=HEADS,
    )
    optimizer: str = training.optimizer("sgd")
    learning_rate: float = training.learning_rate(0.1, "the network gets stuck")
    momentum: float = setting(
        0.0,
        "For sgd and rmsprop: the share of the previous step that is kept, {low} to {high}.",
        low=0,
        high=0.999,
        step=0.1,
        phrases={0: "no momentum"},
        suggest=(0, 0.5, 0.9),
    )
    weight_decay: float = training.weight_decay(0.0001, (0, 0.0001, 0.001))
    schedule: str = training.schedule("constant")
    dropout: float = training.dropout(
        "The share of the dense layer's inputs that is set to 0 at random while training, {low} to {high}."
    )
    batch_size: int = training.batch_size(
        "How many images each step averages over, {low} to {high}."
    )
    epochs: int = setting(
        2,
        "How many times training goes through its images, {low} to {high}.",
        low=1,
        high=200,
        phrase="{} epochs",
        phrases={1: "1 epoch"},
        suggest=(1, 2, 5),
    )
    target_accuracy: float = training.target_accuracy()
    patience: int = training.patience()
    stop_when_lost: bool = training.stop_when_lost()
    shuffle: bool = setting(
        True,
        "Whether each epoch goes through the images in a new random order. The notes did not.",
        label="Shuffle each epoch",
        phrases={True: "shuffled", False: "not shuffled"},
    )
    dataset: str = setting(
        MNIST,
        "Which pictures: mnist, handwritten digits, ships with the app; "
        + " and ".join(f"{s.name} ({s.nouns})" for s in SETS.values() if not s.shipped)
        + " are added on the Data page; symbols of your own are drawn on the page Own symbols.",
        label="Data set",
        choices={name: f"{known.title} ({known.nouns})" for name, known in SETS.items()},
        phrase="on {}",
        show=lambda name: picture_set(name).title,
        before=MNIST,
        check=checks.check_dataset,
    )
    classes: int = setting(
        10,
        "Among how many classes the network chooses, {low} to {high}: as many as its data set has.",
        low=symbol_sets.FEWEST_CLASSES,
        high=symbol_sets.MOST_CLASSES,
        phrase="{} classes",
        before=10,
    )
    seed: int = training.seed(
        "The number from which initial weights, order and dropout are drawn: same seed, same result."
    )
    train_size: int = setting(
        TRAIN_IMAGES,
        "How many of the {high} training images to use, from the first on.",
        label="Training images",
        low=2,
        high=TRAIN_IMAGES,
        step=1000,
        phrase="{} images",
        suggest=(1000, 5000, 20000, 60000),
    )
    repeat: int = few_images.repeat()
    shift: float = few_images.shift()
    turn: float = few_images.turn()
    scale: float = few_images.scale()
    thickness: float = few_images.thickness()
    noise: float = few_images.noise()
    convolutions: str = few_images.convolutions()
    frozen: bool = few_images.frozen()

    def check_together(self, problems: Problems) -> None:
        layers_fit = "conv_layers" not in problems
        if (
            layers_fit
            and isinstance(self.channels, tuple)
            and len(self.channels) != self.conv_layers
        ):
            problems["channels"] = (
                f"channels has {len(self.channels)} numbers for {self.conv_layers} convolutions; "
                "give one number, or one per convolution."
            )
        pooling_fits = not isinstance(self.pooling, tuple) or len(self.pooling) == self.conv_layers
        if layers_fit and not pooling_fits:
            problems.setdefault(
                "pooling",
                f"pooling has {len(self.pooling)} entries for {self.conv_layers} convolutions; "  # type: ignore[arg-type]
                "give one, or one per convolution.",
            )
        if self.momentum and self.optimizer not in ("sgd", "rmsprop"):
            problems.setdefault(
                "momentum",
                f"momentum is {self.momentum} but {self.optimizer} has none of its own to set; "
                "set it to 0, or choose sgd.",
            )
        sizes_fit = "train_size" not in problems and "batch_size" not in problems
        sizes_fit = sizes_fit and "repeat" not in problems
        if sizes_fit and self.batch_size > self.epoch_items:
            repeated = f", each {self.repeat} times" if self.repeat > 1 else ""
            problems["batch_size"] = (
                f"batch_size is {self.batch_size} but there are only {self.train_size} training "
                f"images{repeated}; make the batch smaller or the training set larger."
            )
        if {"dataset", "classes"}.isdisjoint(problems) and self.dataset in SETS:
            known = SETS[self.dataset]
            if self.classes != len(known.labels):
                problems["classes"] = (
                    f"classes is {self.classes}, but {known.title} has {len(known.labels)}; set it to that."
                )

    @classmethod
    def entailed(cls, changes: dict[str, Any]) -> dict[str, Any]:
        """A data set has its classes, and one of few images needs repeats and augmentation; a network that
        begins with convolutions has their shape."""
        found: dict[str, Any] = {}
        name = changes.get("dataset")
        if name in SETS:
            found["classes"] = len(SETS[name].labels)
        elif isinstance(name, str) and name in available():
            with contextlib.suppress(
                DataError
            ):  # of what is damaged, which is said where it is read
                found |= few_images.suited(symbol_store.of_dataset(name))
        return found | convolutions.shape(changes.get("convolutions", convolutions.NONE))

    @property
    def epoch_items(self) -> int:
        """Images in one pass, repetitions counted."""
        return self.train_size * self.repeat

    @property
    def augmentation(self) -> Amounts:
        return Amounts(self.shift, self.turn, self.scale, self.thickness, self.noise)

    @property
    def transfers(self) -> bool:
        """Whether it begins with the convolutions of another network."""
        return self.convolutions != convolutions.NONE

    @property
    def softmax_twice(self) -> bool:  # type: ignore[override]
        return self.head == "softmax"

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
        return math.ceil(self.epoch_items / self.batch_size)

    @property
    def total_steps(self) -> int:
        return self.epochs * self.steps_per_epoch

    @property
    def cpu_seconds(self) -> float:
        side, written = IMAGE_SIZE, 0
        for channels, pools in zip(self.channels_per_layer, self.pooling_per_layer, strict=True):
            written += channels * side * side
            side //= 1 + pools
        return self.total_steps * (2e-4 + 2e-9 * self.batch_size * written)

    def evaluation_steps(self) -> list[int]:
        """After each epoch, at 1/8 and 3/8 of the first, and before the rate restarts."""
        epoch = self.steps_per_epoch
        steps = {epoch // 8, 3 * epoch // 8, self.restart_step or 0}
        steps |= {epoch * (e + 1) for e in range(self.epochs)}
        return sorted(steps - {0})

    def seen(self, step: int) -> int:
        epoch, k = divmod(step, self.steps_per_epoch)
        return epoch * self.epoch_items + k * self.batch_size
