"""Every network of the notes is there, as the notes have it."""

import re

import pytest

from core.digits.config import DigitsConfig
from core.errors import ConfigError
from core.names.config import NamesConfig
from core.problems import PROBLEMS, preset, problem


def test_the_notes_channel_table() -> None:
    stated = {}
    for p in problem("digits").presets:
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


def test_the_notes_hidden_size_tables() -> None:
    stated = {}
    for p in problem("names").presets:
        if isinstance(p.config, NamesConfig) and p.config.cell in ("linear", "relu-1"):
            stated[p.config.cell, p.config.hidden_size] = p.reported
    assert stated == {
        ("linear", 32): 0.55,
        ("linear", 64): 0.53,
        ("linear", 128): 0.49,
        ("linear", 256): 0.53,
        ("relu-1", 32): 0.49,
        ("relu-1", 256): 0.58,
    }


@pytest.mark.parametrize("name", [p.name for p in problem("digits").presets if p.reported])
def test_the_notes_cnns_are_trained_as_there(name: str) -> None:
    config = preset("digits", name).config
    assert isinstance(config, DigitsConfig)
    assert (config.head, config.conv_activation) == ("softmax", "none")
    assert (config.optimizer, config.batch_size, config.kernel_size) == ("sgd", 64, 3)
    assert not config.shuffle and not config.dropout and config.train_size == 60_000
    pools = sum(config.pooling_per_layer)
    assert config.hidden == ("same" if pools == 3 else 512)


@pytest.mark.parametrize("name", [p.name for p in problem("names").presets if p.reported])
def test_the_notes_rnns_are_trained_as_there(name: str) -> None:
    config = preset("names", name).config
    assert isinstance(config, NamesConfig)
    assert (config.optimizer, config.learning_rate, config.batch_size) == ("sgd", 0.005, 1)
    assert (config.steps, config.test, config.sampling) == (100_000, 100, "balanced")


@pytest.mark.parametrize("kind", PROBLEMS)
def test_names_are_distinct_and_our_own_come_first(kind: str) -> None:
    ours = problem(kind).presets
    assert len({p.name for p in ours}) == len({p.title for p in ours}) == len(ours)
    assert [p.name for p in ours[:2]] == ["quick", "accurate"]
    assert all(p.kind == kind for p in ours)


def test_every_preset_says_what_it_is() -> None:
    for p in (p for known in PROBLEMS.values() for p in known.presets):
        assert p.about.endswith((".", "?")) and p.title
        assert p.reported is None or 0.1 <= p.reported <= 1


def test_an_unknown_preset_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError) as caught:
        preset("names", "conv")
    assert "'conv'" in str(caught.value) and "linear-32" in str(caught.value)
