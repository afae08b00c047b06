"""Dead ReLUs and how far weights have moved, for networks whose weights are set by hand."""

import pytest
import torch
from torch import nn

from core.names import model as names_model
from core.names.config import NamesConfig
from core.names.notes_rnn import NotesRNN
from core.training.events import ReLULayer
from core.training.network_stats import NetworkStats


def one_dead_of_each() -> nn.Sequential:
    """A convolution with a dead channel of two, and a dense layer with a dead unit of three."""
    network = nn.Sequential(nn.Conv2d(1, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3), nn.ReLU())
    network.load_state_dict(
        {
            "0.weight": torch.tensor([1.0, -1.0]).view(2, 1, 1, 1),
            "0.bias": torch.zeros(2),
            "3.weight": torch.tensor([[1.0] * 8, [-1.0] * 8, [0.0] * 8]),
            "3.bias": torch.tensor([0.0, 0.0, 1.0]),
        }
    )
    return network


def test_a_dead_unit_is_counted_and_a_live_one_is_not() -> None:
    network = one_dead_of_each()
    stats = NetworkStats(network)
    with stats.record_dead_relus() as layers:
        network(torch.rand(20, 1, 2, 2) + 0.1)
    assert layers == [ReLULayer("convolution 1", 1, 2), ReLULayer("the dense layer", 1, 3)]
    assert not network[1]._forward_hooks, "nothing stays behind to slow training"
    assert stats.relative_weight_change() == 0
    with torch.no_grad():
        for p in network.parameters():
            p.mul_(4)
    assert stats.relative_weight_change() == pytest.approx(3), (
        "four times as long is three lengths away"
    )


def test_a_unit_that_one_item_in_ten_wakes_is_alive() -> None:
    network = one_dead_of_each()
    images = torch.rand(20, 1, 2, 2) + 0.1
    images[10] *= -1  # one of those looked at: the second channel sees it
    with NetworkStats(network).record_dead_relus() as layers:
        network(images)
    assert layers[0] == ReLULayer("convolution 1", 0, 2)


def test_a_unit_that_one_item_in_twenty_wakes_is_not_dead() -> None:
    network = one_dead_of_each()
    images = torch.rand(20, 1, 2, 2) + 0.1
    images[7] *= -1  # all that the other unit passes on
    with NetworkStats(network).record_dead_relus() as layers:
        network(images)
    assert layers[0] == ReLULayer("convolution 1", 0, 2)


def test_batches_count_together_and_tests_do_not() -> None:
    network = one_dead_of_each()
    bright, dark = torch.full((1, 1, 2, 2), 0.5), torch.full((1, 1, 2, 2), -0.5)
    stats = NetworkStats(network)
    with stats.record_dead_relus() as both:
        network(bright)
        network(dark)
    assert both[0].dead == 0, "each channel sees one of the batches"
    with stats.record_dead_relus() as again:
        network(bright)
    assert again[0].dead == 1
    with stats.record_dead_relus() as unused:
        pass
    assert unused == []


def test_convolutions_are_numbered_as_a_learner_counts_them() -> None:
    network = nn.Sequential(
        nn.Conv2d(1, 2, 1), nn.ReLU(), nn.Conv2d(2, 4, 1), nn.ReLU(), nn.Flatten(),
        nn.Linear(4, 5), nn.ReLU(),
    )  # fmt: skip
    with NetworkStats(network).record_dead_relus() as layers:
        network(torch.rand(2, 1, 1, 1))
    assert [layer.name for layer in layers] == ["convolution 1", "convolution 2", "the dense layer"]
    assert [layer.units for layer in layers] == [2, 4, 5]


def test_dead_units_of_letters() -> None:
    network = names_model.build(NamesConfig(cell="relu-1", hidden_size=8), 3)
    assert isinstance(network, NotesRNN)
    with torch.no_grad():
        network.letter_to_hidden[:, :3] = -1
        network.letter_bias[:3] = 0
        network.letter_to_hidden[:, 3:] = 1
    with NetworkStats(network).record_dead_relus() as layers:
        pass
    assert layers == [ReLULayer("the ReLU layer", 3, 8)]


def test_two_relu_layers_of_letters_are_numbered() -> None:
    network = names_model.build(NamesConfig(cell="relu-2", hidden_size=8), 3)
    with NetworkStats(network).record_dead_relus() as layers:
        pass
    assert [layer.name for layer in layers] == ["ReLU layer 1", "ReLU layer 2"]
