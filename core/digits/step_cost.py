"""The cost of a training step of a digits network, in kinds of work that a machine is measured by.

A step takes a time of its own, one for each convolution behind the first, whatever its size, one for each
number that a layer writes, for each multiply-add of a convolution, there and back as it is computed
(`core.digits.compiled_convolution`: channels by fours, places by threes, the zeros beside a picture too),
and of a dense layer, which waits for weights that no cache holds, and, but for plain SGD, which touches a
weight once, one for each weight. A batch that is augmented is made by one core before it is learned.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from core.digits import data
from core.digits.augmentation import Amounts
from core.digits.blocks import ROWS, TAKEN, blocks, triples
from core.digits.config import DigitsConfig
from core.digits.layers import layers
from core.digits.picture_sets import SETS
from core.problem import Layer, StepCost
from core.problem_values import FORWARD
from core.training.cores import parts

EARLY_TESTS = 2  # beside one an epoch


def per_step(config: DigitsConfig) -> tuple[float, ...]:
    """How often a step does what `of_layer` counts of one image."""
    b = float(config.batch_size)
    return 1.0, b, b, b, float(config.optimizer != "sgd")


def of_layer(layer: Layer) -> tuple[float, ...]:
    """Convolutions, numbers written, multiply-adds of convolutions and of dense layers, weights.
    `ui/components/network_picture/estimate.js` counts the same."""
    written, weights = float(np.prod(layer.shape)), float(layer.parameters)
    if layer.type == "Conv2d":
        inputs, outputs, size = layer.arguments
        adds = _convolved(inputs, outputs, size, layer.shape[1])
        return 1.0, written, float(adds), 0.0, weights
    return 0.0, written, 0.0, float(layer.multiply_adds), weights


def _convolved(inputs: int, outputs: int, size: int, side: int) -> int:
    """Multiply-adds of a convolution there and back; a picture, of one channel, wants no gradient."""
    back = ROWS * blocks(inputs) * outputs if inputs > 1 else 0
    places = side * (side + size // 2)
    return TAKEN * triples(size) * places * (2 * ROWS * blocks(outputs) * inputs + back)


def cost(config: DigitsConfig, threads: int) -> StepCost:
    found, b = layers(config), config.batch_size
    convolutions, *each = np.sum([of_layer(layer) for layer in found], axis=0) * per_step(config)
    held_out = data.TEST_IMAGES if config.dataset in SETS else config.train_size / 2
    thickened, moved, noisy = config.augmentation.ways
    making = (1.0, float(b), float(b * thickened), float(b * moved), float(b * noisy))
    return StepCost(
        f"digits{'-whole' * (parts(threads, b) == 1)}",
        (1.0, convolutions - 1.0, *each),
        float(b * sum(layer.multiply_adds for layer in found)),
        (config.epochs + EARLY_TESTS) * held_out / b * FORWARD,
        making if config.augmentation else (),
    )


def probes() -> Sequence[tuple[DigitsConfig, int]]:
    """Networks of which each has more than the others of one kind of work."""
    shapes = [
        DigitsConfig(conv_layers=1, channels=1, hidden=1),
        DigitsConfig(conv_layers=1, channels=4, hidden=512),
        DigitsConfig(conv_layers=1, channels=4, hidden=512, pooling=False),
        DigitsConfig(conv_layers=1, channels=8, hidden=512, optimizer="adam"),
        DigitsConfig(conv_layers=1, channels=8, pooling=False),
        DigitsConfig(conv_layers=2, channels=16),
        DigitsConfig(conv_layers=2, channels=(16, 32), pooling=(True, False)),
        DigitsConfig(conv_layers=3, channels=4, hidden="same"),
        DigitsConfig(conv_layers=3, channels=6),
        DigitsConfig(conv_layers=3, channels=(10, 32, 64), pooling=(True, True, False)),
        DigitsConfig(conv_layers=4, channels=64, hidden=512, pooling=(True, True, False, False)),
    ]
    ways: list[dict[str, Any]] = [
        {"thickness": 0.4},
        {"shift": 2.0, "turn": 15.0},
        {"noise": 0.05},
    ]
    ways.append({field: amount for way in ways for field, amount in way.items()})
    few = DigitsConfig(conv_layers=1, channels=4, hidden=1, train_size=640)
    return [
        *((config, threads) for threads in (1, 4) for config in shapes),
        *((few.replace(batch_size=b, **way), 1) for way in ways for b in (16, 128)),
    ]


def unaugmented(config: DigitsConfig) -> DigitsConfig:
    return config.replace(**dict.fromkeys((field.name for field in fields(Amounts)), 0.0))
