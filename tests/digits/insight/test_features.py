"""Features: directions of what a network holds."""

import pytest
import torch
from torch import nn

from core.digits.insight.features import features


def test_they_are_directions_of_the_maps_and_the_dense_units() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Conv2d(1, 2, 3, padding="same"),
        nn.Flatten(),
        nn.Linear(1568, 5),
        nn.ReLU(),
        nn.Linear(5, 3),
    )
    pictures = torch.rand(7, 1, 28, 28)
    found = features(network, pictures)
    assert found.shape == (7, 1568 + 5)
    assert found.norm(dim=1).numpy() == pytest.approx(1, abs=1e-4)
    with torch.no_grad():
        units = network[:4](pictures)
    cosine = nn.functional.cosine_similarity(found[:, 1568:], units)
    assert cosine.numpy() == pytest.approx(1, abs=1e-4)
