"""Settings in words: every value of every setting, and no programmer's text among them."""

from typing import Any

import pytest
from hypothesis import given, settings

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.settings.config import Config
from core.settings.words import LABELS, label, phrase, value
from tests.strategies import digits_configs, names_configs


def test_every_setting_has_a_label() -> None:
    assert {*vars(DigitsConfig()), *vars(NamesConfig()), "threads"} == {*LABELS}
    assert label("pools") == "Pools" and label("learning_rate") == "Learning rate"


@given(config=digits_configs() | names_configs())
@settings(max_examples=100, deadline=None)
def test_no_value_is_programmers_text(config: Config) -> None:
    for field, given_value in vars(config).items():
        for words in (value(field, given_value), phrase(field, given_value)):
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
    ],
)
def test_words(field: str, given_value: Any, words: str, both: str) -> None:
    assert (value(field, given_value), phrase(field, given_value)) == (words, both)
