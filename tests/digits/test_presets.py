"""Every CNN of the notes is there, as the notes have it, and two of our own."""

import re

import pytest

from core.digits.config import DigitsConfig
from core.digits.presets import presets

OURS, NOTES = presets()[:2], presets()[2:]


def test_the_notes_channel_table() -> None:
    stated = {}
    for p in presets():
        if re.fullmatch(r"3-pools-\d+-channels(-rate-0.1)?", p.name):
            assert isinstance(p.config, DigitsConfig)
            key = p.config.channels, p.config.learning_rate, p.config.epochs
            stated[key] = p.reported
    assert stated == {
        (5, 0.3, 5): 0.85,
        (6, 0.3, 5): 0.96,
        (8, 0.3, 5): 0.97,
        (9, 0.3, 5): 0.89,
        (9, 0.1, 10): 0.89,
        (16, 0.3, 5): 0.98,
    }


def test_the_notes_other_tables() -> None:
    stated = {}
    for p in NOTES[:7]:
        assert isinstance(p.config, DigitsConfig)
        pools = sum(p.config.pooling_per_layer)
        layers = p.config.conv_layers
        stated[layers, pools, p.config.learning_rate, p.config.epochs] = p.reported
        assert p.config.channels == 4
    assert stated == {
        (1, 0, 1.0, 10): 0.912,
        (1, 1, 1.0, 10): 0.978,
        (2, 2, 1.0, 3): 0.103,
        (2, 2, 0.1, 10): 0.976,
        (2, 2, 0.3, 10): 0.978,
        (3, 3, 0.3, 5): 0.85,
        (3, 3, 0.1, 5): 0.85,
    }


@pytest.mark.parametrize("name", [p.name for p in NOTES])
def test_the_notes_cnns_are_trained_as_there(name: str) -> None:
    (config,) = (p.config for p in NOTES if p.name == name)
    assert isinstance(config, DigitsConfig)
    assert (config.head, config.conv_activation) == ("softmax", "none")
    assert (config.optimizer, config.batch_size, config.kernel_size) == ("sgd", 64, 3)
    assert not config.shuffle and not config.dropout and config.train_size == 60_000
    pools = sum(config.pooling_per_layer)
    assert config.hidden == ("same" if pools == 3 else 512)


def test_our_own_are_the_ones_whose_figures_the_readme_gives() -> None:
    """Three convolutions, pooling after two of them, one rate that rises and falls."""
    quick, accurate = (p.config for p in OURS)
    assert isinstance(quick, DigitsConfig) and isinstance(accurate, DigitsConfig)
    for config in (quick, accurate):
        assert config.pooling_per_layer == (True, True, False)
        assert (config.optimizer, config.conv_activation, config.head) == ("adam", "relu", "logits")
    assert (quick.channels, quick.learning_rate, quick.epochs) == ((8, 16, 32), 0.008, 1)
    assert (accurate.channels, accurate.learning_rate, accurate.epochs) == ((10, 32, 64), 0.004, 3)
    assert (accurate.hidden, accurate.dropout, quick.dropout) == (128, 0.4, 0)


def test_only_the_row_that_puzzled_the_author_asks_why() -> None:
    assert [p.name for p in NOTES if "Why should 9" in p.about] == ["3-pools-9-channels"]
