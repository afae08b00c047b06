"""Advice on learning rates: the figures that a learner sees, for each optimizer."""

from typing import Any

import pytest

from core.digits.config import DigitsConfig
from core.training.learning_rates import higher_rate, lower_rate, usual_rate

SGD: dict[str, Any] = {"optimizer": "sgd"}


@pytest.mark.parametrize(
    ("changes", "usual"),
    [
        (SGD, 0.1),
        (SGD | {"batch_size": 2048}, 0.1),
        (SGD | {"batch_size": 20}, 0.1),
        (SGD | {"batch_size": 8}, 0.04),
        (SGD | {"batch_size": 1}, 0.005),  # the notes' rate for single names
        (SGD | {"momentum": 0.9}, 0.01),  # each gradient counts ten times
        (SGD | {"momentum": 0.5, "batch_size": 2}, 0.005),
        ({"optimizer": "adadelta"}, 1.0),
        ({"optimizer": "adadelta", "batch_size": 1}, 1.0),
        ({"optimizer": "adam"}, 0.001),
        ({"optimizer": "adamw", "batch_size": 1}, 0.001),
        ({"optimizer": "rmsprop"}, 0.001),
        ({"optimizer": "rmsprop", "momentum": 0.9}, 0.001),
    ],
)
def test_what_is_usual(changes: dict[str, Any], usual: float) -> None:
    assert usual_rate(DigitsConfig(**changes)) == pytest.approx(usual)


@pytest.mark.parametrize(
    ("optimizer", "rate", "lower"),
    [
        ("sgd", 0.5, 0.05),  # a tenth
        ("sgd", 3.0, 0.1),  # no more than is usual
        ("sgd", 0.0123, 0.0012),  # two digits
        ("adam", 0.003, 0.0003),
        ("adam", 0.5, 0.001),
        ("adadelta", 10.0, 1.0),
        ("adam", 5e-6, 1e-6),  # the lowest that a config allows
    ],
)
def test_what_to_try_where_it_was_too_high(optimizer: str, rate: float, lower: float) -> None:
    config = DigitsConfig(optimizer=optimizer, learning_rate=rate)
    assert lower_rate(config) == lower
    assert config.replace(learning_rate=lower).learning_rate == lower


@pytest.mark.parametrize(
    ("optimizer", "rate", "higher"),
    [
        ("sgd", 0.02, 0.2),  # ten times as much
        ("sgd", 1e-5, 0.1),  # at least the usual
        ("sgd", 0.0567, 0.57),  # two digits
        ("adam", 0.0003, 0.003),
        ("adam", 1e-6, 0.001),
        ("adadelta", 0.001, 1.0),
        ("sgd", 2.0, 10.0),  # the highest that a config allows
    ],
)
def test_what_to_try_where_it_was_too_low(optimizer: str, rate: float, higher: float) -> None:
    config = DigitsConfig(optimizer=optimizer, learning_rate=rate)
    assert higher_rate(config) == higher
    assert config.replace(learning_rate=higher).learning_rate == higher
