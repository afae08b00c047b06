"""The plain PyTorch code of a surname network: with our weights it says what ours says."""

import numpy as np
import pytest
import torch
from hypothesis import given
from torch import nn
from torch.nn import functional as F

from core.names.config import CELLS, NamesConfig
from core.names.model import build
from core.names.network_code import network, own_weights, weights
from core.names.presets import presets
from core.names.task import NamesTask
from core.names.text import ALPHABET, encode
from tests.strategies import names_configs

NAMES = ("kowalski", "o'neill", "li", "de la cruz", "x")


def plain(config: NamesConfig, languages: int) -> dict[str, object]:
    """What the code of a config defines, its `network` made."""
    space: dict[str, object] = {"torch": torch, "nn": nn, "F": F, "LETTERS": ALPHABET}
    exec(network(config), space)
    space["network"] = space["RNN"](languages)  # type: ignore[operator]
    return space


def put_in(theirs: nn.Module, config: NamesConfig, ours: nn.Module) -> None:
    """Our weights, by way of theirs and back."""
    arrays = {name: weight.numpy() for name, weight in ours.state_dict().items()}
    given = weights(config, arrays)
    theirs.load_state_dict({name: torch.from_numpy(a.copy()) for name, a in given.items()})
    back = own_weights(config, given)
    assert back.keys() == arrays.keys()
    assert all(np.array_equal(back[name], a) for name, a in arrays.items())


def hold(config: NamesConfig) -> None:
    ours, space = build(config, 7).eval(), plain(config, 7)
    theirs = space["network"]
    assert isinstance(theirs, nn.Module)
    with torch.no_grad():  # pairs and triples begin at zero, which any row would be right for
        for parameter in ours.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=torch.manual_seed(1)) / 10)
    put_in(theirs, config, ours)
    theirs.eval()
    letters = torch.zeros(len(NAMES), max(map(len, NAMES)), dtype=torch.long)
    for row, name in zip(letters, NAMES, strict=True):
        row[: len(name)] = torch.from_numpy(encode(name))
    with torch.no_grad():
        expected = ours(letters, torch.tensor([len(name) for name in NAMES]))
        found = space["network"](NAMES)  # type: ignore[operator]
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
def test_every_preset(preset) -> None:  # type: ignore[no-untyped-def]
    hold(preset.config)


@given(names_configs())
def test_any_config(config: NamesConfig) -> None:
    hold(config)


@pytest.mark.parametrize("cell", list(CELLS)[:3])
def test_it_learns_as_the_notes_networks_do(cell: str) -> None:
    """The same initial weights, the same names: the same loss at every step."""
    config = NamesConfig(
        cell=cell,
        hidden_size=16,
        optimizer="sgd",
        learning_rate=0.01,
        batch_size=1,
        steps=40,
        test=100,
    )
    task = NamesTask(config, torch.device("cpu"))
    space = plain(config, len(task.classes))
    theirs = space["network"]
    assert isinstance(theirs, nn.Module)
    put_in(theirs, config, task.network)
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.01)
    for step in range(config.steps):
        (pair,) = task.batch(step)
        expected, _, _ = task.step(step, 0.01)
        scores = space["network"]([task.data.spellings[pair]])  # type: ignore[operator]
        loss = F.cross_entropy(scores, torch.tensor([task.data.labels[pair]]))
        assert loss.item() == pytest.approx(float(expected), rel=1e-4)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
