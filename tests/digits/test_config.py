"""The steps of a digits config, counted by hand."""

import pytest

from core.digits.config import DigitsConfig
from core.errors import ConfigError
from core.settings.setting import settings
from tests.settings.promised import limits


def config(**changes: object) -> DigitsConfig:
    """Three epochs of 1 000 images by 64: 15 batches of 64 and one of 40."""
    values: dict[str, object] = {"train_size": 1_000, "batch_size": 64, "epochs": 3}
    return DigitsConfig(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("train_size", "batch_size", "steps"),
    [(1_000, 64, 16), (1_024, 64, 16), (1_025, 64, 17), (10, 10, 1), (60_000, 64, 938)],
)
def test_batches_of_an_epoch(train_size: int, batch_size: int, steps: int) -> None:
    found = config(train_size=train_size, batch_size=batch_size)
    assert found.steps_per_epoch == steps and found.total_steps == 3 * steps


@pytest.mark.parametrize(
    ("step", "seen"), [(0, 0), (1, 64), (15, 960), (16, 1_000), (17, 1_064), (48, 3_000)]
)
def test_the_last_batch_of_an_epoch_is_smaller(step: int, seen: int) -> None:
    assert config().seen(step) == seen


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({}, [2, 6, 16, 32, 48]),  # an eighth and three eighths of the first epoch
        ({"epochs": 1}, [2, 6, 16]),
        ({"schedule": "warm-restart", "epochs": 1}, [2, 6, 16]),  # restarts at 16 / 3, rounded up
        ({"schedule": "warm-restart", "epochs": 2}, [2, 6, 11, 16, 32]),
        ({"train_size": 64}, [1, 2, 3]),
    ],
)
def test_the_steps_after_which_it_is_tested(changes: dict[str, object], steps: list[int]) -> None:
    assert config(**changes).evaluation_steps() == steps


@pytest.mark.parametrize(("epochs", "train_size"), [(1, 60_000), (3, 60_000), (2, 50), (1, 10)])
def test_it_is_tested_after_every_epoch_and_early_in_the_first(
    epochs: int, train_size: int
) -> None:
    config = DigitsConfig(epochs=epochs, train_size=train_size, batch_size=10)
    steps, epoch = config.evaluation_steps(), config.steps_per_epoch
    assert steps == sorted(set(steps)) and steps[0] > 0
    assert [s for s in steps if s >= epoch] == [epoch * (k + 1) for k in range(epochs)]
    if epoch > 100:
        assert steps[0] <= epoch / 4, "the curve begins early"


def test_one_number_stands_for_every_layer() -> None:
    assert DigitsConfig(conv_layers=3, channels=5).channels_per_layer == (5, 5, 5)
    assert DigitsConfig(conv_layers=2, channels=(4, 9)).channels_per_layer == (4, 9)
    assert DigitsConfig(conv_layers=3, pooling=False).pooling_per_layer == (False,) * 3
    assert DigitsConfig(conv_layers=2, pooling=(False, True)).pooling_per_layer == (False, True)


def test_the_softmax_head_is_the_one_to_which_the_loss_adds_another() -> None:
    assert DigitsConfig(head="softmax").softmax_twice and not DigitsConfig().softmax_twice


@pytest.mark.parametrize(
    "changes",
    [
        {"momentum": 0.9, "optimizer": "sgd"},
        {"momentum": 0.9, "optimizer": "rmsprop"},
        {"train_size": 64, "batch_size": 64},
        {"hidden": 1},
        {"hidden": 4_096},
        {"hidden": "same"},
        {"channels": 256},
        {"channels": (1, 256)},
    ],
)
def test_what_goes_just_so(changes: dict[str, object]) -> None:
    assert config(**changes).to_dict().keys() >= changes.keys()


def test_a_new_form_holds_these() -> None:
    """What a learner who changes nothing trains; README and notes speak of it."""
    new = DigitsConfig()
    assert (new.conv_layers, new.channels, new.kernel_size, new.hidden) == (2, 16, 3, 64)
    assert (new.optimizer, new.learning_rate, new.batch_size, new.epochs) == ("sgd", 0.1, 64, 2)
    assert (new.momentum, new.weight_decay, new.dropout, new.seed) == (0, 0, 0, 0)
    assert new.pooling and new.shuffle and new.train_size == 60_000


def test_limits_are_those_that_each_sentence_promises() -> None:
    said = limits(DigitsConfig)
    assert {"conv_layers", "hidden", "momentum", "weight_decay", "batch_size"} <= said.keys()
    for field, (low, high) in said.items():
        known = settings(DigitsConfig)[field]
        assert (known.low, known.high) == (low, high), field


def test_a_sweep_offers_what_the_notes_compare_and_nothing_impossible() -> None:
    known = settings(DigitsConfig)
    assert known["channels"].suggest == (4, 5, 8, 9, 16, 32)
    assert known["hidden"].suggest == (16, 64, 256, "same")
    assert known["epochs"].suggest == (1, 2, 5)
    assert known["train_size"].suggest == (1_000, 5_000, 20_000, 60_000)
    assert known["momentum"].suggest == (0, 0.5, 0.9)
    assert known["pooling"].suggest == (True, False)
    assert (known["momentum"].step, known["train_size"].step) == (0.1, 1_000)
    for field, setting in known.items():
        for value in setting.suggest:
            DigitsConfig().replace(**{field: value})


@pytest.mark.parametrize(
    ("changes", "blamed"),
    [
        ({"channels": 257}, ["channels"]),
        ({"channels": (16, 257)}, ["channels"]),
        (
            {"conv_layers": 9, "channels": (16, 16)},
            ["conv_layers"],
        ),  # how many there should be, who knows
        ({"conv_layers": 9, "pooling": (True, True)}, ["conv_layers"]),
        ({"channels": (16, 16, 16), "pooling": (True,)}, ["channels", "pooling"]),
        ({"batch_size": 0, "train_size": 10}, ["batch_size"]),
        ({"momentum": 0.5, "optimizer": "adadelta"}, ["momentum"]),
    ],
)
def test_each_fault_is_blamed_on_its_field_alone(
    changes: dict[str, object], blamed: list[str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        DigitsConfig(**changes)  # type: ignore[arg-type]
    assert list(caught.value.problems) == blamed
