"""Attributions against networks whose answer is known, and against the integral done by hand."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

from core.digits import model
from core.digits.config import DigitsConfig
from core.digits.insight.attribution import METHODS, PATCH, STRIDE, attribute, regions, scores_of

PICTURE = np.random.default_rng(3).random((28, 28), np.float32)


def linear() -> tuple[nn.Sequential, np.ndarray]:
    """A network without a bend, and its weights (10, 28, 28)."""
    torch.manual_seed(0)
    layer = nn.Linear(28 * 28, 10)
    return nn.Sequential(nn.Flatten(), layer), layer.weight.detach().numpy().reshape(10, 28, 28)


def patches(gain: np.ndarray) -> np.ndarray:
    """What each pixel gets where a patch's sum of `gain` is shared with the patches that cover it."""
    total, covered = np.zeros((28, 28)), np.zeros((28, 28))
    for row in range(0, 28 - PATCH + 1, STRIDE):
        for column in range(0, 28 - PATCH + 1, STRIDE):
            place = np.s_[row : row + PATCH, column : column + PATCH]
            total[place] += gain[place].sum()
            covered[place] += 1
    return total / covered


def test_a_linear_network_by_hand() -> None:
    network, weight = linear()
    found = attribute(network, PICTURE, (4, 9), "gradients")
    assert found.digits == (4, 9)
    for k, digit in enumerate((4, 9)):
        assert found.maps[k] == pytest.approx(weight[digit] * PICTURE, abs=1e-5)
        assert found.scores[k] - found.blank[k] == pytest.approx(
            (weight[digit] * PICTURE).sum(), abs=1e-4
        )
    erased = attribute(network, PICTURE, (4, 9), "erase").maps
    added = attribute(network, PICTURE, (4, 9), "add").maps
    for k, digit in enumerate((4, 9)):
        assert erased[k] == pytest.approx(patches(weight[digit] * PICTURE), abs=1e-4)
        assert added[k] == pytest.approx(patches(weight[digit] * (1 - PICTURE)), abs=1e-4)


@pytest.mark.parametrize("head", ["logits", "softmax"])
def test_integrated_gradients_are_the_integral(head: str) -> None:
    network = model.build(DigitsConfig(channels=4, hidden=16, head=head))
    found = attribute(network, PICTURE, (2, 7), "gradients")
    scores = scores_of(network)
    x = torch.from_numpy(PICTURE)[None, None]
    # The midpoint rule with many more points than Captum was asked for.
    points = 2000
    shares = (torch.arange(points) + 0.5) / points
    along = (shares[:, None, None, None] * x).requires_grad_()
    for k, digit in enumerate((2, 7)):
        (slope,) = torch.autograd.grad(scores(along)[:, digit].sum(), along)
        expected = (slope.mean(0)[0] * x[0, 0]).numpy()
        assert np.abs(found.maps[k] - expected).max() < 0.05 * np.abs(expected).max()
        gained = found.scores[k] - found.blank[k]
        assert found.maps[k].sum() == pytest.approx(
            gained, abs=0.03 * float(np.abs(expected).sum())
        )


def test_scores_are_taken_before_the_softmax() -> None:
    network = model.build(DigitsConfig(channels=2, hidden=8, head="softmax"))
    x = torch.from_numpy(PICTURE)[None, None]
    with torch.no_grad():
        assert scores_of(network)(x).softmax(1).numpy() == pytest.approx(network(x).numpy())
        assert scores_of(network)(x).sum() != pytest.approx(1)


@pytest.mark.parametrize("method", METHODS)
def test_the_network_is_left_as_it_was(method: str) -> None:
    network = model.build(DigitsConfig(channels=2, hidden=8)).eval()
    attribute(network, PICTURE, (1, 2), method)
    assert all(p.grad is None for p in network.parameters())
    assert not any(layer._forward_hooks or layer._backward_hooks for layer in network.modules())


def test_where_in_words() -> None:
    values = np.zeros((28, 28), np.float32)
    assert regions(values) == (None, None)
    values[5, 6], values[22, 14], values[14, 14] = 2, -1, -0.5
    assert regions(values) == ("top left", "bottom")


def test_captum_waits_until_it_is_asked_for() -> None:
    code = "import sys, core.digits.insight.attribution; sys.exit('captum' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
