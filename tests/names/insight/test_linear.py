"""The notes' cells taken apart: the terms are those worked out on paper, and they add up."""

import pytest
import torch

from core.names.config import NamesConfig
from core.names.insight.linear import contributions, fading, influence, memory
from core.names.model import build
from core.names.notes_rnn import NotesRNN
from core.names.text import encode
from tests.names.by_hand import by_hand


def test_contributions_on_paper() -> None:
    found = contributions(by_hand(), encode("abb"))
    assert found.letters.tolist() == [[0.5, 0], [0, 1], [0, pytest.approx(0.2)]]
    assert found.bias.tolist() == [pytest.approx(0.3), 0]
    longer = contributions(by_hand(), encode("baab"))
    assert longer.letters[0].tolist() == [0, 4]  # f(b) W^2
    assert longer.letters[1].tolist() == [0.5, 0]


@pytest.mark.parametrize("cell", ["linear", "relu-1", "relu-2"])
@pytest.mark.parametrize("name", ["x", "ng", "o'sullivan", "van der berg-smith"])
def test_contributions_add_up_to_the_logits(cell: str, name: str) -> None:
    net = build(NamesConfig(cell=cell, hidden_size=8), 6)
    assert isinstance(net, NotesRNN)
    found = contributions(net, encode(name))
    logits = net(torch.from_numpy(encode(name))[None], torch.tensor([len(name)]))[0].detach()
    assert found.letters.sum(0) + found.bias == pytest.approx(logits.numpy(), abs=1e-5)


A_AND_B = torch.tensor([[0] * 4, [1] * 4]), torch.tensor([4, 4])  # the names aaaa and bbbb


def test_memory_on_paper() -> None:
    found = memory(by_hand(), *A_AND_B, 4)
    assert found.eigenvalues.tolist() == [2, 0.5]
    assert found.radius == 2
    # Above the mean of both languages a adds (0.05, -0.05) and b (-0.1, 0.1), and so on backwards.
    expected = [(a - b) / 2 for a, b in ((0.05, -0.1), (0.5, -0.5), (0.25, -1), (0.125, -2))]
    assert found.say.tolist() == pytest.approx(expected)


def test_how_far_a_letter_reaches_is_one_figure_everywhere() -> None:
    """What a learner sees beside a name is what the open questions say of the same network."""
    net = build(NamesConfig(cell="relu-1", hidden_size=8, seed=3), 5)
    assert isinstance(net, NotesRNN)
    letters = torch.randint(0, 26, (40, 12), generator=torch.Generator().manual_seed(1))
    lengths, labels = torch.arange(40) % 12 + 1, torch.arange(40) % 5
    beside = memory(net, letters, lengths, 16)
    in_questions = influence(net, letters, lengths, labels)
    assert beside.say[:10].tolist() == list(in_questions.by_position)
    assert beside.radius == pytest.approx(in_questions.radius, rel=1e-5)


def test_what_the_spectrum_means() -> None:
    grows = fading(memory(by_hand(), *A_AND_B, 2))
    assert "2.000" in grows and "multiply it by 1e+03" in grows and "grows" in grows
    net = by_hand()
    with torch.no_grad():
        net.hidden_to_hidden.mul_(0.25)
    fades = fading(memory(net, *A_AND_B, 2))
    assert "0.500" in fades and "0.00098 of it is left" in fades
    with torch.no_grad():
        net.hidden_to_hidden.zero_()
    assert "forgotten" in fading(memory(net, *A_AND_B, 2))


@pytest.mark.parametrize("cell", ["linear", "relu-1", "relu-2"])
def test_influence_by_position_is_what_exchanging_a_letter_does_to_the_logits(cell: str) -> None:
    network = build(NamesConfig(cell=cell, hidden_size=8, seed=3), 5)
    assert isinstance(network, NotesRNN)
    letters = torch.randint(0, 26, (40, 12), generator=torch.Generator().manual_seed(1))
    lengths, labels = torch.full((40,), 12), torch.arange(40) % 5
    found = influence(network, letters, lengths, labels)
    with torch.no_grad():
        before = network(letters, lengths)
        for d in (0, 1, 4, 9):
            other = letters.clone()
            other[:, 11 - d] = 7
            part = before - network(other, lengths)  # what the letter does, less what 7 does
            part = part - part.mean(0)
            assert found.by_position[d] == pytest.approx(
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
    found = influence(network, letters, lengths, labels)
    assert found.by_suffix_length[1] == 1.0
    assert (
        found.by_suffix_length[9] == found.by_suffix_length[5]
    )  # no name has more than six letters


def test_the_radius_is_the_largest_eigenvalue() -> None:
    network = build(NamesConfig(cell="linear", hidden_size=8), 3)
    assert isinstance(network, NotesRNN)
    with torch.no_grad():
        network.hidden_to_hidden.copy_(torch.diag(torch.tensor([0.5, -1.5, 1, 0, 0, 0, 0, 0])))
    letters = torch.zeros(4, 3, dtype=torch.int64)
    found = influence(network, letters, torch.full((4,), 3), torch.tensor([0, 1, 2, 0]))
    assert found.radius == pytest.approx(1.5)
    assert found.by_position[5] == 0  # no name is so long
