"""What helps: each remedy's sentence names what its changes do, and the changes can be made."""

from typing import Any

import pytest

from core.digits.config import DigitsConfig
from core.doctor import remedies
from core.doctor.remedies import Remedy
from core.names.config import NamesConfig
from core.settings.config import Config
from tests.doctor.by_hand import evaluation, history


def possible(config: Config, remedy: Remedy) -> Remedy:
    assert config.replace(**remedy[1]) != config
    return remedy


def test_another_learning_rate() -> None:
    config = NamesConfig(optimizer="adam", learning_rate=0.02)
    assert possible(config, remedies.lower(config)) == (
        "Lower the learning rate from 0.02 to 0.001.",
        {"learning_rate": 0.001},
    )
    assert possible(config, remedies.higher(config)) == (
        "Raise the learning rate from 0.02 to 0.2.",
        {"learning_rate": 0.2},
    )


@pytest.mark.parametrize(
    ("config", "changes"),
    [
        (DigitsConfig(epochs=3), {"epochs": 6}),
        (DigitsConfig(epochs=150), {"epochs": 200}),  # the most that a config allows
        (NamesConfig(steps=400), {"steps": 800}),
        (NamesConfig(steps=700_000), {"steps": 1_000_000}),
    ],
)
def test_twice_as_long(config: Config, changes: dict[str, int]) -> None:
    words, found = possible(config, remedies.longer(config))
    assert found == changes and words == f"Train for twice as many {next(iter(changes))}."


@pytest.mark.parametrize(
    ("optimizer", "rate", "changes"),
    [
        ("sgd", 0.1, {"head": "logits"}),
        ("sgd", 0.3, {"head": "logits", "learning_rate": 0.1}),
        ("adam", 0.3, {"head": "logits"}),
    ],
)
def test_logits_and_the_rate_that_they_need(
    optimizer: str, rate: float, changes: dict[str, Any]
) -> None:
    config = DigitsConfig(head="softmax", optimizer=optimizer, learning_rate=rate)
    words, found = possible(config, remedies.logits(config))
    assert found == changes
    assert words.startswith("The softmax is applied twice: switch the head to logits.")
    assert ("lower the learning rate to 0.1 too." in words) == ("learning_rate" in changes)


@pytest.mark.parametrize(
    ("config", "step", "epoch", "words", "changes"),
    [
        (DigitsConfig(), 900, 1.0,
         "Hide a share of the network at random in training: dropout 0.4.", {"dropout": 0.4}),
        (NamesConfig(), 900, 1.0,
         "Hide a share of the network at random in training: dropout 0.4.", {"dropout": 0.4}),
        # The notes' cells have no dropout.
        (NamesConfig(cell="linear"), 1_200, 1.0,
         "Stop where the test loss was lowest, at step 1,200.", {"steps": 1_200}),
        (NamesConfig(dropout=0.2), 7, 1.0,
         "Stop where the test loss was lowest, at step 7.", {"steps": 10}),
        (DigitsConfig(dropout=0.2, train_size=100), 9, 2.0,
         "Train on more images: 1,000.", {"train_size": 1_000}),
        (DigitsConfig(dropout=0.2, train_size=9_000), 9, 2.0,
         "Train on more images: 60,000.", {"train_size": 60_000}),
        (DigitsConfig(dropout=0.2, train_size=60_000, epochs=9), 9, 2.6,
         "Stop where the test loss was lowest: 3 epochs.", {"epochs": 3}),
        (DigitsConfig(dropout=0.2, train_size=60_000, epochs=9), 9, 0.3,
         "Stop where the test loss was lowest: 1 epochs.", {"epochs": 1}),
    ],
)  # fmt: skip
def test_against_overfitting(
    config: Config, step: int, epoch: float, words: str, changes: dict[str, Any]
) -> None:
    found = remedies.against_overfitting(config, evaluation(step, epoch=epoch))
    assert possible(config, found) == (words, changes)


@pytest.mark.parametrize(
    ("config", "said", "changed"),
    [
        (DigitsConfig(head="softmax"), {"rate-too-high"}, "head"),
        (DigitsConfig(), {"rate-too-high", "rate-too-low"}, "learning_rate"),
        (DigitsConfig(), {"rate-too-low"}, "learning_rate"),
        (DigitsConfig(), set(), "epochs"),
        (NamesConfig(), set(), "steps"),
    ],
)
def test_by_what_was_said_before(config: Config, said: set[str], changed: str) -> None:
    run = history(config)
    run.reported |= said
    words, changes = possible(config, remedies.by_cause(run))
    assert changed in changes
    if changed == "learning_rate":
        assert words.startswith("Lower" if "rate-too-high" in said else "Raise")
