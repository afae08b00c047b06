"""Every RNN of the notes is there, as the notes have it."""

import pytest

from core.names.config import NamesConfig
from core.names.presets import presets


def test_the_notes_hidden_size_tables() -> None:
    stated = {}
    for p in presets():
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


@pytest.mark.parametrize("name", [p.name for p in presets() if p.reported])
def test_the_notes_rnns_are_trained_as_there(name: str) -> None:
    (config,) = (p.config for p in presets() if p.name == name)
    assert isinstance(config, NamesConfig)
    assert (config.optimizer, config.learning_rate, config.batch_size) == ("sgd", 0.005, 1)
    assert (config.steps, config.test, config.sampling) == (100_000, 100, "balanced")
