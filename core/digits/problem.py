"""The digits problem: a CNN on pictures of 28 x 28, as `core.problem` describes a kind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.digits import baselines, challenges, data, detector, onnx_model, step_cost, torch_code
from core.digits.config import DigitsConfig
from core.digits.disputed import DISPUTED
from core.digits.few_images import AMOUNTS
from core.digits.layers import layers, weight_shapes
from core.digits.picture_sets import MNIST, SETS, picture_set
from core.digits.presets import DEMO, presets
from core.problem import (
    Baseline,
    Detector,
    Input,
    Layer,
    Option,
    Preset,
    Problem,
    Standalone,
    StepCost,
    TestSet,
    Votes,
    Words,
    phrases,
)
from core.settings.config import Config as AnyConfig
from core.settings.words import phrase

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

    from core.digits.drawing import Stroke
    from core.digits.task import DigitsTask

IN_BROWSER = ("Conv2d", "MaxPool2d", "ReLU", "Flatten", "Dropout", "Linear", "Softmax")
"""The layers that `ui/components/network/layers.js` computes."""
NUMBERS = ("No", "One", "Two", "Three", "Four")


def batch(pictures: np.ndarray) -> np.ndarray:
    """Pictures (n, 28, 28) in 0..1, ink bright, as a network takes them: (n, 1, 28, 28) float32."""
    return pictures.astype(np.float32)[:, None]


class DigitsProblem(Problem):
    kind = "digits"
    words = Words(
        title="Digits",
        network="CNN",
        item="image",
        items="images",
        label="digit",
        labels="digits",
        an_input="a picture",
        every_input="for each of 1,000 test images",
    )
    Config: type[AnyConfig] = DigitsConfig
    presets: Sequence[Preset] = tuple(presets())
    challenges = challenges.CHALLENGES
    option = Option(
        "image",
        "FILE",
        f"pictures of {', '.join(known.nouns for known in SETS.values())}",
        files=True,
    )
    threads = 4
    demo = DEMO

    def layers(self, config: DigitsConfig) -> list[Layer]:
        return layers(config)

    def cost(self, config: DigitsConfig, threads: int) -> StepCost:
        return step_cost.cost(config, threads)

    def probes(self) -> Sequence[tuple[AnyConfig, int]]:
        return step_cost.probes()

    def unaugmented(self, config: DigitsConfig) -> DigitsConfig:
        return step_cost.unaugmented(config)

    def labels(self, config: DigitsConfig) -> tuple[str, ...] | None:
        """Of symbols of one's own a run knows which they were when it was trained."""
        known = SETS.get(config.dataset)
        return known.labels if known else None

    def words_of(self, config: DigitsConfig) -> Words:
        known = picture_set(config.dataset)
        return replace(
            self.words, title=known.nouns.capitalize(), label=known.noun, labels=known.nouns
        )

    def phrases(self, config: DigitsConfig) -> dict[str, tuple[str, ...]]:
        """As the notes say it: "Three pools" are three convolutions, each with a pool behind it."""
        count, pooling = NUMBERS[config.conv_layers], config.pooling_per_layer
        many = "s" * (config.conv_layers > 1)
        stack: tuple[str, ...] = (f"{count} pool{many}",)
        if not all(pooling):
            stack = f"{count} convolution{many}", phrase(DigitsConfig, "pooling", pooling)
        channels = phrase(DigitsConfig, "channels", config.channels_per_layer)
        single = phrases(config) | {"channels": (channels,)}
        del single["conv_layers"], single["pooling"], single["classes"]
        if config.dataset not in SETS:  # what follows from a set of few images is not said
            plain = phrases(DigitsConfig())
            usual = {f for f, value in AMOUNTS.items() if getattr(config, f) == value}
            single |= {f: plain[f] for f in (*usual, "train_size", "repeat")}
        return {"layers": stack} | single

    def epoch_steps(self, config: DigitsConfig) -> int:
        return config.steps_per_epoch

    def excerpt(self, config: DigitsConfig, items: int) -> DigitsConfig:
        return config.replace(train_size=min(config.train_size, max(items, config.batch_size)))

    def stack_key(self, config: DigitsConfig) -> DigitsConfig | None:
        # Of these a step on a GPU knows nothing.
        if config.augmentation or config.transfers or config.frozen:
            return None
        return config.replace(seed=0, learning_rate=1)

    def fingerprint(self, config: DigitsConfig) -> str:
        return picture_set(config.dataset).fingerprint

    def baselines(self, config: DigitsConfig) -> Sequence[Baseline]:
        if config.dataset != MNIST:
            return ()
        truth = data.raw(config.dataset, train=False)[1]
        return tuple(
            Baseline(*baselines.METHODS[name], np.asarray(truth), said)
            for name, said in baselines.load().items()
        )

    def detector(self, config: DigitsConfig) -> Detector | None:
        return detector.of_dataset(config.dataset)

    def description(self, config: DigitsConfig, classes: int) -> dict[str, Any] | None:
        found, fields = layers(config), ("type", "arguments", "shape")
        if any(layer.type not in IN_BROWSER for layer in found):
            return None
        return {"layers": [{f: getattr(layer, f) for f in fields} for layer in found]}

    def training_script(self, config: DigitsConfig, title: str) -> str:
        return torch_code.training_script(config, title)

    def data_files(self, config: DigitsConfig) -> Mapping[str, Path]:
        return torch_code.data_files(config)

    def standalone(self, config: DigitsConfig, title: str) -> Standalone:
        return torch_code.standalone(config, title)

    def onnx_model(
        self, config: DigitsConfig, plain: Mapping[str, np.ndarray], classes: Sequence[str]
    ) -> bytes:
        return onnx_model.onnx_model(config, plain, classes)

    def weight_shapes(self, config: DigitsConfig, classes: int) -> dict[str, tuple[int, ...]]:
        return weight_shapes(config)

    def build(self, config: DigitsConfig, classes: int) -> "nn.Module":
        from core.digits.model import build

        return build(config)

    def preload(self) -> None:
        import torch

        from core.digits.task import load_images

        load_images(DigitsConfig().dataset, torch.device("cpu"))

    def task(self, config: DigitsConfig, device: "torch.device", threads: int) -> "DigitsTask":
        from core.digits.task import DigitsTask

        return DigitsTask(config, device, threads=threads)

    def test_set(self, config: DigitsConfig) -> TestSet:
        return self._items(*data.raw(config.dataset, train=False))

    def training_set(self, config: DigitsConfig) -> TestSet:
        images, labels = data.raw(config.dataset, train=True)
        return self._items(images[: config.train_size], labels[: config.train_size])

    def features(self, network: "nn.Module", *inputs: "Tensor") -> "Tensor":
        from core.digits.insight.features import features

        return features(network, *inputs)

    def _items(self, images: np.ndarray, labels: np.ndarray) -> TestSet:
        import torch

        def batches(size: int) -> "Iterator[tuple[Tensor, ...]]":
            for first in range(0, len(images), size):
                batch = torch.from_numpy(images[first : first + size].astype(np.float32) / 255)
                yield (batch[:, None],)

        return TestSet(np.arange(len(images)), labels.astype(np.int64), batches, None)

    def probabilities(
        self, network: "nn.Module", config: DigitsConfig, *inputs: "Tensor"
    ) -> "Tensor":
        from core.digits.model import probabilities

        return probabilities(network, config, *inputs)

    def read(self, raw: "bytes | Sequence[Stroke]", config: DigitsConfig) -> Input:
        """A picture file's bytes, or strokes in the order in which they were drawn."""
        from core.digits.preprocessing import sketch_of

        sketch = sketch_of(raw, config.dataset)
        return Input((batch(sketch.seen(sketch.steps)[None]),), sketch.notes)

    def disputed(self, config: DigitsConfig) -> Mapping[int, Votes]:
        return DISPUTED if config.dataset == MNIST else {}

    def layer_times(self, config: DigitsConfig) -> list[float]:
        from core.digits.layer_times import milliseconds

        return milliseconds(config)


DIGITS = DigitsProblem()
