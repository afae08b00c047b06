"""The cost of a training step of a digits network, in kinds of work."""

import numpy as np

from core.digits.config import DigitsConfig
from core.digits.layers import layers
from core.digits.step_cost import cost, of_layer, per_step, probes, unaugmented


def test_work_is_that_of_the_layers() -> None:
    config = DigitsConfig(conv_layers=2, channels=(2, 3), pooling=(True, False), hidden=5)
    step, convolutions, written, of_convolutions, of_dense, weights = cost(config, 1).work
    assert (step, convolutions) == (1, 1), "the first convolution is part of every step"
    shapes = [
        (2, 28, 28),
        (2, 14, 14),
        (2, 14, 14),
        (3, 14, 14),
        (3, 14, 14),
        (588,),
        (5,),
        (5,),
        (10,),
    ]
    assert written == 64 * sum(map(np.prod, shapes))
    there, back = 9 * 28 * 29 * 4 + 9 * 14 * 15 * 4 * 2, 9 * 14 * 15 * 4 * 3
    assert of_convolutions == 64 * (2 * there + back), "channels by fours, a zero behind each line"
    assert of_dense == 64 * (588 * 5 + 5 * 10)
    of_layers = 64 * (2 * 9 * 28 * 28 + 2 * 3 * 9 * 14 * 14) + of_dense
    assert cost(config, 1).multiply_adds == of_layers
    assert weights == 0, "plain SGD takes next to no time"
    parameters = sum(layer.parameters for layer in layers(config))
    assert cost(config.replace(optimizer="adam"), 1).work[-1] == parameters


def test_augmentation_is_made_of_ways() -> None:
    config = DigitsConfig(batch_size=10)
    assert cost(config, 1).augmenting == ()
    assert cost(config.replace(noise=0.1), 1).augmenting == (1, 10, 0, 0, 10)
    moved = config.replace(turn=3.0, thickness=0.2)
    assert cost(moved, 1).augmenting == (1, 10, 10, 10, 0)
    assert unaugmented(moved) == config


def test_what_is_timed_tells_every_kind_of_work_from_the_others() -> None:
    """Else a machine's speed could not be solved for; relative to each other, none is a sum of others."""
    groups: dict[str, list[tuple[float, ...]]] = {}
    for config, threads in probes():
        found = cost(config, threads)
        groups.setdefault("augmented" if found.augmenting else found.group, []).append(
            found.augmenting or found.work
        )
        assert len(of_layer(layers(config)[0])) == len(per_step(config)) == len(found.work) - 1
    assert set(groups) == {"digits", "digits-whole", "augmented"}
    for rows in groups.values():
        scaled = np.array(rows) / np.max(rows, axis=0)
        assert np.linalg.matrix_rank(scaled) == scaled.shape[1] < len(rows)
