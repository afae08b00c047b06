"""The digits problem: a CNN on pictures of 28 x 28, as `core.problem` describes a kind."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.digits import data
from core.digits.config import DigitsConfig
from core.digits.layers import layers
from core.digits.presets import presets
from core.problem import Layer, Preset, StepCost, TestSet, Words
from core.settings.config import Config as AnyConfig

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

    from core.digits.task import DigitsTask

FORWARD = 1 / 3  # of a training step
EARLY_TESTS = 2  # beside one an epoch


class DigitsProblem:
    kind = "digits"
    words = Words(
        title="Digits",
        network="CNN",
        item="image",
        items="images",
        label="digit",
        labels="digits",
        given="a picture",
        every_input="for each of 1,000 test images",
    )
    Config: type[AnyConfig] = DigitsConfig
    presets: Sequence[Preset] = tuple(presets())
    balanced = True
    threads = 2
    shared_test = True

    def layers(self, config: DigitsConfig) -> list[Layer]:
        return layers(config)

    def cost(self, config: DigitsConfig, threads: int) -> StepCost:
        found = layers(config)
        written = sum(float(np.prod(layer.shape)) for layer in found)
        adds = float(sum(layer.multiply_adds for layer in found))
        tests = (config.epochs + EARLY_TESTS) * data.TEST_IMAGES / config.batch_size * FORWARD
        b = config.batch_size
        return StepCost(f"digits{'-whole' * (threads == 1)}", b * written, b * adds, tests)

    def probes(self) -> Sequence[tuple[AnyConfig, int]]:
        shapes = [
            DigitsConfig(conv_layers=1, channels=4, hidden=32, batch_size=16),
            DigitsConfig(conv_layers=1, channels=8, hidden=512),
            DigitsConfig(conv_layers=2, channels=16),
            DigitsConfig(conv_layers=3, channels=6),
            DigitsConfig(conv_layers=2, channels=(16, 32), pooling=(True, False)),
        ]
        return [(config, threads) for threads in (1, 2) for config in shapes]

    def labels(self, config: DigitsConfig) -> tuple[str, ...]:
        return tuple("0123456789")

    def fingerprint(self, config: DigitsConfig) -> str:
        return data.MD5["train-images-idx3-ubyte"][:16]

    def build(self, config: DigitsConfig, classes: int) -> "nn.Module":
        from core.digits.model import build

        return build(config)

    def preload(self) -> None:
        from core.digits.task import mnist

        mnist()

    def task(self, config: DigitsConfig, device: "torch.device", threads: int) -> "DigitsTask":
        from core.digits.task import DigitsTask

        return DigitsTask(config, device, threads=threads)

    def test_set(self, config: DigitsConfig) -> TestSet:
        import torch

        images, labels = data.raw(train=False)

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


DIGITS = DigitsProblem()
