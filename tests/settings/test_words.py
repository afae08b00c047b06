"""Settings in words: every value of every setting, and no programmer's text among them."""

from typing import Any

import pytest
from hypothesis import given, settings

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.settings.config import Config
from core.settings.words import label, phrase, value
from tests.strategies import digits_configs, names_configs


def test_labels() -> None:
    assert label(DigitsConfig, "pools") == "Pools", "an axis of the notes"
    assert label(NamesConfig, "learning_rate") == "Learning rate"
    assert label(DigitsConfig, "head") == "Output"
    assert label(DigitsConfig, "threads") == label(NamesConfig, "threads")
    assert label(NamesConfig, "threads") == "Parts of a batch, a core each"


@given(config=digits_configs() | names_configs())
@settings(max_examples=100, deadline=None)
def test_no_value_is_programmers_text(config: Config) -> None:
    for field, given_value in vars(config).items():
        for words in (
            value(type(config), field, given_value),
            phrase(type(config), field, given_value),
        ):
            assert words and "_" not in words and not {*"()[]{}'"} & {*words}
            assert "True" not in words and "False" not in words


@pytest.mark.parametrize(
    ("field", "given_value", "words", "both"),
    [
        ("pooling", True, "after every convolution", "pooling"),
        ("pooling", (True, True), "after every convolution", "pooling"),
        (
            "pooling",
            [True, False, True],
            "after convolutions 1, 3",
            "pooling after convolutions 1, 3",
        ),
        ("pooling", (False, True), "after convolution 2", "pooling after convolution 2"),
        ("pooling", False, "none", "no pooling"),
        ("channels", 1, "1", "1 channel"),
        ("channels", [8, 16], "8, 16", "8–16 channels"),
        ("channels", (9, 9), "9, 9", "9 channels"),
        ("hidden", "same", "as wide as its input", "dense layer as wide as its input"),
        ("head", "softmax", "softmax twice", "softmax twice"),
        ("learning_rate", 1.0, "1", "rate 1"),
        ("dropout", 0.0, "0", "no dropout"),
        ("batch_size", 1, "1", "one at a time"),
        ("train_size", 60_000, "60,000", "60,000 images"),
        ("epochs", 1, "1", "1 epoch"),
        ("seed", 12345, "12345", "seed 12345"),
        ("test", 0.15, "15 % of the spellings", "tested on 15 % of the spellings"),
        ("test", 100, "100 names", "tested on 100 names"),
        ("schedule", "warm-restart", "two cycles", "two cycles"),
        ("schedule", "constant", "constant", "constant rate"),
        ("conv_activation", "none", "none", "no activation"),
        ("conv_activation", "relu", "ReLU", "ReLU"),
        ("conv_layers", 1, "1", "1 convolution"),
        ("conv_layers", 3, "3", "3 convolutions"),
        ("kernel_size", 5, "5 × 5", "5 × 5 kernels"),
        ("hidden", 1000, "1,000", "1,000 dense units"),
        ("hidden", 1, "1", "1 dense unit"),
        ("optimizer", "rmsprop", "RMSprop", "RMSprop"),
        ("momentum", 0.9, "0.9", "momentum 0.9"),
        ("momentum", 0.0, "0", "no momentum"),
        ("weight_decay", 0.0, "0", "no weight decay"),
        ("weight_decay", 0.0001, "0.0001", "weight decay 0.0001"),
        ("batch_size", 64, "64", "batches of 64"),
        ("shuffle", True, "yes", "shuffled"),
        ("shuffle", False, "no", "not shuffled"),
        ("cell", "relu-1", "one ReLU", "One ReLU"),
        ("cell", "gru", "GRU", "GRU"),
        ("hidden_size", 64, "64", "hidden size 64"),
        ("steps", 1500, "1,500", "1,500 steps"),
        ("sampling", "natural", "as the data comes", "names equally often"),
        ("dataset", "fashion-mnist", "Fashion-MNIST", "on Fashion-MNIST"),
        ("hidden", "wide", "wide", "wide dense units"),
        ("test", "x", "x", "tested on x"),
        ("kernel_size", 4, "4", "4 kernels"),
        ("threads", 1, "1", "1 part of a batch"),
        ("threads", 2, "2", "2 parts of a batch"),
    ],
)
def test_words(field: str, given_value: Any, words: str, both: str) -> None:
    cls = DigitsConfig if field in vars(DigitsConfig()) else NamesConfig
    assert value(cls, field, given_value) == words
    assert phrase(cls, field, given_value) == both


def test_a_data_set_of_surnames_is_called_by_its_name() -> None:
    assert value(NamesConfig, "dataset", "surnames") == "surnames"
    assert phrase(NamesConfig, "dataset", "surnames") == "data set surnames"
