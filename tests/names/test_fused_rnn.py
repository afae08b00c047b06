"""The compiled RNN cells, against PyTorch's operations and its autograd."""

import sys
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from core.names.config import NamesConfig
from core.names.fused_rnn import FusedRNN
from core.names.gated_rnn import GatedRNN
from core.names.model import build
from core.names.task import NamesTask
from core.training import compiler
from core.training.dropout import seed_dropout
from core.training.optimizers import Optimizer

CPU = torch.device("cpu")
N = 7  # languages
RICH: dict[str, Any] = {
    "embedding": 5,
    "ngrams": 3,
    "shortcut": True,
    "marks": True,
    "direction": "both",
    "readout": "last-max",
    "dropout": 0.3,
    "letter_dropout": 0.2,
    "label_smoothing": 0.1,
}

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 16), reason="Numba is not there yet for this version of Python"
)


def fused(config: NamesConfig) -> tuple[FusedRNN, Optimizer]:
    """A network whose tables are not 0, as they begin: that would hide mistakes."""
    network = build(config, N)
    assert isinstance(network, GatedRNN)
    optimizer = Optimizer(config, network)
    generator = torch.Generator().manual_seed(config.seed)
    optimizer.weights.add_(torch.randn(len(optimizer.weights), generator=generator), alpha=0.2)
    return FusedRNN(network, optimizer), optimizer


def names(seed: int, lengths: list[int]) -> tuple[Tensor, Tensor, Tensor]:
    """Letters, padded with letters, lengths and labels."""
    generator = torch.Generator().manual_seed(seed)
    letters = torch.randint(0, 29, (len(lengths), 1 + max(lengths)), generator=generator)
    return letters, torch.tensor(lengths), torch.arange(len(lengths)) % N


def learned(
    ours: FusedRNN, optimizer: Optimizer, given: tuple[Tensor, ...], rows: NDArray[np.int64]
) -> tuple[float, NDArray[np.int64]]:
    seed_dropout(1, 2)
    letters, lengths, labels = (each.numpy() for each in given)
    return ours.learn(letters, lengths, labels, rows, len(rows) + 1, optimizer.gradient)


@st.composite
def networks(draw: st.DrawFn) -> NamesConfig:
    embedding = draw(st.sampled_from([0, 1, 6]))
    return NamesConfig(
        cell=draw(st.sampled_from(["tanh", "gru", "lstm"])),
        hidden_size=draw(st.integers(8, 20)),
        layers=draw(st.integers(1, 3)),
        direction=draw(st.sampled_from(["forwards", "backwards", "both"])),
        readout=draw(st.sampled_from(["last", "max", "mean", "last-max"])),
        embedding=embedding,
        ngrams=draw(st.integers(1, 3)) if embedding else 1,
        marks=draw(st.booleans()),
        shortcut=draw(st.booleans()),
        dropout=draw(st.sampled_from([0, 0.4])),
        letter_dropout=draw(st.sampled_from([0, 0.3])),
        label_smoothing=draw(st.sampled_from([0, 0.2])),
        seed=draw(st.integers(0, 99)),
    )


@settings(max_examples=40)
@given(config=networks(), lengths=st.lists(st.integers(1, 9), min_size=1, max_size=14))
def test_any_network_answers_and_learns_as_in_pytorch(
    config: NamesConfig, lengths: list[int]
) -> None:
    ours, optimizer = fused(config)
    given = letters, sizes, labels = names(config.seed, lengths)
    rows = np.arange(len(lengths))[::-1].copy()
    network = optimizer.network.train()
    seed_dropout(1, 2)
    logits = network(letters[rows], sizes[rows])
    smoothed = F.cross_entropy(
        logits, labels[rows], reduction="sum", label_smoothing=config.label_smoothing
    )
    (smoothed / (len(rows) + 1)).backward()
    expected = optimizer.gradient.clone()
    loss, guesses = learned(ours, optimizer, given, rows)
    torch.testing.assert_close(optimizer.gradient, expected, rtol=1e-4, atol=1e-6)
    plain = F.cross_entropy(logits.detach(), labels[rows], reduction="sum") / (len(rows) + 1)
    assert loss == pytest.approx(float(plain), rel=1e-5)
    assert guesses.tolist() == logits.argmax(1).tolist()
    with torch.no_grad():
        torch.testing.assert_close(
            ours(letters, sizes), network.eval()(letters, sizes), rtol=1e-4, atol=1e-5
        )


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_nothing_of_a_batch_is_left_for_the_next(cell: str) -> None:
    """Of other sizes in between, too, or of a network that diverges: the same to the last bit."""
    config = NamesConfig(cell=cell, hidden_size=10, layers=2, **RICH)
    given = names(0, [5, 1, 9, 2, 9, 3, 4, 1, 12, 7, 7])
    rows = np.array([3, 1, 8, 4, 0])
    once, alone = fused(config)
    learned(once, alone, given, rows)
    often, busy = fused(config)
    weights = busy.weights.clone()
    busy.weights.fill_(float("nan"))
    loss, _ = learned(often, busy, given, np.arange(11))
    assert np.isnan(loss) and busy.gradient.isnan().any(), "a network that diverges says so"
    busy.weights.copy_(weights)
    for others in (np.arange(11), np.array([7]), rows):
        learned(often, busy, given, others)
    assert torch.equal(alone.gradient, busy.gradient)


@pytest.mark.parametrize(
    ("cell", "changes"), [("tanh", {}), ("gru", RICH), ("lstm", {"layers": 2})], ids=str
)
def test_a_task_learns_as_by_pytorch_alone(
    cell: str, changes: dict[str, Any], tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same masks, in two parts, the number of names in none of them a multiple of 4."""
    config = NamesConfig(
        cell=cell, dataset=tiny, hidden_size=9, batch_size=37, optimizer="adam", **changes
    )
    ours = NamesTask(config, CPU, threads=2)
    monkeypatch.setattr(compiler, "available", lambda: False)
    plain = NamesTask(config, CPU, threads=2)
    assert ours.fused is not None and plain.fused is None
    for position in range(6):
        (loss, right, n), (theirs, hits, m) = (t.step(position, 0.01) for t in (ours, plain))
        assert (int(right), n) == (int(hits), m)
        assert float(loss) == pytest.approx(float(theirs), rel=1e-4)
        assert ours.example() == plain.example()
    torch.testing.assert_close(
        ours.optimizer.weights, plain.optimizer.weights, rtol=1e-3, atol=1e-4
    )
    assert ours.evaluate().loss == pytest.approx(plain.evaluate().loss, rel=1e-4)
