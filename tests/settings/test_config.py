"""A config that exists can be built; one that cannot says why, in a sentence under each field."""

import dataclasses
import json
import pickle
import re
from typing import Any

import pytest
from hypothesis import given

from core.digits.config import DigitsConfig
from core.errors import ConfigError
from core.names.config import NamesConfig
from core.problems import PROBLEMS, problem
from core.settings.config import Config, parse_value
from core.settings.execution import Execution
from core.settings.setting import settings
from tests.strategies import digits_configs, names_configs

# kind, settings, the field that is blamed, and what its sentence must hold: value and remedy
IMPOSSIBLE: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("digits", {"conv_layers": 5}, "conv_layers", ["5", "from 1 to 4"]),
    ("digits", {"conv_layers": 0}, "conv_layers", ["0", "from 1 to 4"]),
    ("digits", {"conv_layers": 2.0}, "conv_layers", ["2.0", "whole number from 1 to 4"]),
    ("digits", {"conv_layers": "two"}, "conv_layers", ["'two'", "whole number"]),
    ("digits", {"conv_layers": True}, "conv_layers", ["True", "whole number"]),
    ("digits", {"channels": 0}, "channels", ["0", "from 1 to 256"]),
    ("digits", {"channels": (8, 257)}, "channels", ["257", "from 1 to 256"]),
    ("digits", {"channels": (8, 8, 8)}, "channels", ["3 numbers", "2 conv", "one per conv"]),
    ("digits", {"channels": ()}, "channels", ["0 numbers", "give one number"]),
    ("digits", {"kernel_size": 4}, "kernel_size", ["4", "3, 5 or 7"]),
    ("digits", {"pooling": "yes"}, "pooling", ["'yes'", "true or false"]),
    ("digits", {"pooling": (True, 1)}, "pooling", ["(True, 1)", "true or false"]),
    ("digits", {"pooling": (True,)}, "pooling", ["1 entries", "one per convolution"]),
    ("digits", {"conv_activation": "gelu"}, "conv_activation", ["'gelu'", "none or relu"]),
    ("digits", {"hidden": 0}, "hidden", ["0", "from 1 to 4096"]),
    ("digits", {"hidden": 5000}, "hidden", ["5000", "4096"]),
    ("digits", {"hidden": "wide"}, "hidden", ["'wide'", "4096", '"same"']),
    ("digits", {"head": "sigmoid"}, "head", ["'sigmoid'", "logits or softmax"]),
    ("digits", {"optimizer": "lion"}, "optimizer", ["'lion'", "sgd, adam"]),
    ("digits", {"learning_rate": 0}, "learning_rate", ["0", "from", "to 10"]),
    ("digits", {"learning_rate": -0.1}, "learning_rate", ["-0.1", "to 10"]),
    ("digits", {"learning_rate": float("nan")}, "learning_rate", ["nan", "number from"]),
    ("digits", {"learning_rate": float("inf")}, "learning_rate", ["inf", "number from"]),
    ("digits", {"learning_rate": None}, "learning_rate", ["None", "number from"]),
    ("digits", {"momentum": 1.0}, "momentum", ["1.0", "0.999"]),
    ("digits", {"momentum": 0.9, "optimizer": "adam"}, "momentum", ["0.9", "adam", "set it to 0"]),
    ("digits", {"weight_decay": 2}, "weight_decay", ["2", "from 0 to 1"]),
    (
        "digits",
        {"schedule": "step"},
        "schedule",
        ["'step'", "constant, one-cycle, warm-restart or cosine"],
    ),
    ("digits", {"dropout": 0.95}, "dropout", ["0.95", "from 0 to 0.9"]),
    ("digits", {"batch_size": 0}, "batch_size", ["0", "from 1 to 2048"]),
    ("digits", {"batch_size": 64, "train_size": 50}, "batch_size", ["64", "50", "smaller"]),
    ("digits", {"epochs": 0}, "epochs", ["0", "from 1 to 200"]),
    ("digits", {"shuffle": 1}, "shuffle", ["1", "true or false"]),
    ("digits", {"seed": -1}, "seed", ["-1", "from 0"]),
    ("digits", {"train_size": 60_001}, "train_size", ["60001", "60000"]),
    ("names", {"cell": "rnn"}, "cell", ["'rnn'", "linear, relu-1"]),
    ("names", {"hidden_size": 4}, "hidden_size", ["4", "from 8 to 512"]),
    ("names", {"dropout": 0.1, "cell": "linear"}, "dropout", ["0.1", "linear", "set it to 0"]),
    ("names", {"direction": "both", "cell": "relu-1"}, "direction", ["both", "relu-1", "forwards"]),
    ("names", {"direction": "up"}, "direction", ["'up'", "forwards, backwards or both"]),
    ("names", {"readout": "first"}, "readout", ["'first'", "last, max, mean or last-max"]),
    ("names", {"layers": 4}, "layers", ["4", "from 1 to 3"]),
    ("names", {"ngrams": 4, "embedding": 8}, "ngrams", ["4", "1, 2 or 3"]),
    ("names", {"ngrams": 2}, "ngrams", ["2", "embedding is 0", "set embedding to 16"]),
    ("names", {"embedding": 257}, "embedding", ["257", "from 0 to 256"]),
    ("names", {"marks": 1}, "marks", ["1", "true or false"]),
    ("names", {"letter_dropout": 0.6}, "letter_dropout", ["0.6", "from 0 to 0.5"]),
    ("names", {"label_smoothing": -0.1}, "label_smoothing", ["-0.1", "from 0 to 0.5"]),
    ("names", {"weight_decay": 2}, "weight_decay", ["2", "from 0 to 1"]),
    ("names", {"batch_size": 4096}, "batch_size", ["4096", "2048"]),
    ("names", {"steps": 9}, "steps", ["9", "from 10 to"]),
    ("names", {"sampling": "random"}, "sampling", ["'random'", "balanced, natural or root"]),
    ("names", {"dataset": " "}, "dataset", ["' '", "name of a data set"]),
    ("names", {"dataset": "\udcff"}, "dataset", [r"'\udcff'", "name of a data set"]),
    ("names", {"dataset": "../x"}, "dataset", ["'../x'", "name of a data set"]),
    ("names", {"dataset": "a" * 5000}, "dataset", ["a" * 60 + "'"]),
    ("names", {"dataset": 7}, "dataset", ["7", "name of a data set"]),
    ("names", {"test": 0.6}, "test", ["0.6", "0.5"]),
    ("names", {"test": 0.0}, "test", ["0.0", "0.01"]),
    ("names", {"test": 5}, "test", ["5", "10"]),
    ("names", {"test": True}, "test", ["True", "whole number"]),
    ("names", {"test": float("nan")}, "test", ["nan", "number"]),
    ("names", {"learning_rate": 11}, "learning_rate", ["11", "to 10"]),
]


@pytest.mark.parametrize(("kind", "values", "field", "parts"), IMPOSSIBLE)
def test_an_impossible_setting_gets_one_sentence(
    kind: str, values: dict[str, Any], field: str, parts: list[str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        problem(kind).Config(**values)
    assert list(caught.value.problems) == [field]
    sentence = caught.value.problems[field]
    assert sentence.startswith(field) or field == "pooling"
    assert not [part for part in parts if part not in sentence], sentence
    assert sentence.endswith(".") and not re.search(r"[.!?]\s", sentence), "one sentence"


def test_a_fifth_halving_is_refused_and_four_are_not() -> None:
    assert DigitsConfig(conv_layers=4, pooling=True).pooling_per_layer == (True,) * 4
    with pytest.raises(ConfigError) as caught:
        DigitsConfig(conv_layers=4, pooling=(True,) * 5)
    assert "5 times" in caught.value.problems["pooling"]
    assert "at most 4" in caught.value.problems["pooling"]


def test_several_problems_are_collected_and_told_together() -> None:
    with pytest.raises(ConfigError) as caught:
        DigitsConfig(conv_layers=9, kernel_size=2, learning_rate=-1, hidden="x", head="y")
    assert set(caught.value.problems) == {
        "conv_layers",
        "kernel_size",
        "learning_rate",
        "hidden",
        "head",
    }
    assert all(sentence in str(caught.value) for sentence in caught.value.problems.values())


def test_a_config_error_survives_a_worker() -> None:
    error = ConfigError({"epochs": "epochs is 0; it must be from 1 to 200."})
    again = pickle.loads(pickle.dumps(error))
    assert again.problems == error.problems and str(again) == str(error)


@pytest.mark.parametrize("size", [3.0, 5.0])
def test_a_kernel_size_with_a_decimal_point_is_refused(size: float) -> None:
    """3.0 == 3, but nn.Conv2d does not take it: such a config could not be built."""
    with pytest.raises(ConfigError, match="kernel_size"):
        DigitsConfig(kernel_size=size)  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["seed", "epochs", "learning_rate"])
def test_a_number_of_hundreds_of_digits_is_refused_like_any_other(field: str) -> None:
    with pytest.raises(ConfigError, match=field):
        DigitsConfig.from_dict(DigitsConfig().to_dict() | {field: 10**400})


def test_limits_are_written_out_in_sentences() -> None:
    """A learner reads "1e+06" as a riddle, and 2.14748e+09 is not even the limit."""
    with pytest.raises(ConfigError) as caught:
        NamesConfig(steps=5, seed=-1)
    assert not re.search(r"e\+\d", str(caught.value)), str(caught.value)


@given(digits_configs() | names_configs())
def test_a_config_survives_its_dict_and_json(config: Config) -> None:
    assert type(config).from_dict(config.to_dict()) == config
    assert type(config).from_dict(json.loads(json.dumps(config.to_dict()))) == config


@given(digits_configs())
def test_per_layer_settings_have_an_entry_for_each_layer(config: DigitsConfig) -> None:
    assert len(config.channels_per_layer) == len(config.pooling_per_layer) == config.conv_layers
    assert (config.steps_per_epoch - 1) * config.batch_size < config.epoch_items
    assert config.steps_per_epoch * config.batch_size >= config.epoch_items
    assert config.total_steps == config.epochs * config.steps_per_epoch


@pytest.mark.parametrize("cls", [p.Config for p in PROBLEMS.values()])
def test_an_unknown_or_missing_key_is_an_error_not_a_default(cls: type[DigitsConfig]) -> None:
    values = cls().to_dict()
    del values["seed"]
    with pytest.raises(ConfigError) as caught:
        cls.from_dict(values | {"colour": "red"})
    assert set(caught.value.problems) == {"seed", "colour"}
    assert "missing" in caught.value.problems["seed"]
    assert "learning_rate" in caught.value.problems["colour"], "it lists the settings there are"


@pytest.mark.parametrize("threads", [0, 9, 1.0, True, "2", None])
def test_a_run_has_one_thread_or_two(threads: Any) -> None:
    with pytest.raises(ConfigError, match=re.escape(repr(threads))):
        Execution(threads=threads)


def test_replace_checks_again() -> None:
    assert DigitsConfig().replace(channels=(4, 8)).channels == (4, 8)
    with pytest.raises(ConfigError, match="epochs"):
        DigitsConfig().replace(epochs=0)


@pytest.mark.parametrize("cls", [p.Config for p in PROBLEMS.values()])
def test_every_field_has_its_help(cls: type[DigitsConfig]) -> None:
    words = {field: known.help for field, known in settings(cls).items()}
    assert list(words) == [f.name for f in dataclasses.fields(cls)]
    assert all(text.endswith(".") and len(text) > 20 for text in words.values())
    assert not any("\n" in text for text in words.values())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("0.1", 0.1),
        ("1e-3", 0.001),
        ("true", True),
        ("No", False),
        ("YES", True),
        ("same", "same"),
        ("16, 32", (16, 32)),
        ("yes,no", (True, False)),
        ("8,same,", (8, "same")),
        ("8,", (8,)),
        ("", ""),
    ],
)
def test_a_value_as_typed(text: str, value: object) -> None:
    found = parse_value(text)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    ("schedule", "steps", "restart"),
    [("warm-restart", 1_200, 400), ("warm-restart", 100, 34), ("one-cycle", 1_200, None)],
)
def test_the_second_cycle_begins_after_a_third(
    schedule: str, steps: int, restart: int | None
) -> None:
    assert NamesConfig(schedule=schedule, steps=steps).restart_step == restart


def test_either_an_unknown_or_a_missing_key_is_enough_for_an_error() -> None:
    values = NamesConfig().to_dict()
    with pytest.raises(ConfigError, match="colour is not a setting of names"):
        NamesConfig.from_dict(values | {"colour": "red"})
    del values["seed"]
    with pytest.raises(ConfigError, match="seed is missing"):
        NamesConfig.from_dict(values)


def test_where_a_kind_says_nothing_else() -> None:
    """What the loop and the optimizers then take; the surname networks rely on it."""
    names = NamesConfig()
    assert (names.epochs, names.momentum, names.weight_decay) == (None, 0, 0)
    assert not names.softmax_twice
    assert names.progress_steps >= 1_000_000, "reports are as rare as the loop likes"
