"""How far an early letter reaches, against networks whose letters were really exchanged."""

import pytest
import torch

from core.names.config import NamesConfig
from core.names.insight.reach import reach
from core.names.model import NotesRNN, build


@pytest.mark.parametrize("cell", ["linear", "relu-1", "relu-2"])
def test_the_spread_is_what_exchanging_a_letter_does_to_the_logits(cell: str) -> None:
    network = build(NamesConfig(cell=cell, hidden_size=8, seed=3), 5)
    assert isinstance(network, NotesRNN)
    letters = torch.randint(0, 26, (40, 12), generator=torch.Generator().manual_seed(1))
    lengths, labels = torch.full((40,), 12), torch.arange(40) % 5
    found = reach(network, letters, lengths, labels)
    with torch.no_grad():
        before = network(letters, lengths)
        for d in (0, 1, 4, 9):
            other = letters.clone()
            other[:, 11 - d] = 7
            part = before - network(other, lengths)  # what the letter does, less what 7 does
            part = part - part.mean(0)
            assert found.spread[d] == pytest.approx(
                float(part.var(1, correction=0).mean().sqrt()), rel=1e-3
            )


def test_the_last_letters_alone_are_read_as_names_of_their_own() -> None:
    network = build(NamesConfig(cell="linear", hidden_size=8, seed=3), 3)
    assert isinstance(network, NotesRNN)
    letters = torch.randint(0, 26, (30, 6), generator=torch.Generator().manual_seed(1))
    lengths = torch.arange(30) % 6 + 1
    with torch.no_grad():  # a truth that the network meets wherever it reads the last two letters
        two = [
            network(n[max(0, t - 2) : t][None], torch.tensor([min(2, t)]))
            for n, t in zip(letters, lengths.tolist(), strict=True)
        ]
    labels = torch.cat(two).argmax(1)
    found = reach(network, letters, lengths, labels)
    assert found.last[1] == 1.0
    assert found.last[9] == found.last[5]  # no name has more than six letters


def test_the_radius_is_the_largest_eigenvalue() -> None:
    network = build(NamesConfig(cell="linear", hidden_size=8), 3)
    assert isinstance(network, NotesRNN)
    with torch.no_grad():
        network.hidden_to_hidden.copy_(torch.diag(torch.tensor([0.5, -1.5, 1, 0, 0, 0, 0, 0])))
    letters = torch.zeros(4, 3, dtype=torch.int64)
    found = reach(network, letters, torch.full((4,), 3), torch.tensor([0, 1, 2, 0]))
    assert found.radius == pytest.approx(1.5)
    assert found.spread[5] == 0  # no name is so long
