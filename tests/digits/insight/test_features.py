"""Features: directions of what a network holds, and the nearest of them."""

import numpy as np
import pytest
import torch
from torch import nn

from core.digits.insight.features import features, nearest


def test_they_are_directions_of_the_maps_and_the_dense_units() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Conv2d(1, 2, 3, padding="same"),
        nn.Flatten(),
        nn.Linear(1568, 5),
        nn.ReLU(),
        nn.Linear(5, 3),
    )
    pictures = np.random.default_rng(0).random((7, 28, 28), np.float32)
    found = features(network, pictures)
    assert found.shape == (7, 1568 + 5)
    assert found.norm(dim=1).numpy() == pytest.approx(1, abs=1e-4)
    with torch.no_grad():
        units = network[:4](torch.from_numpy(pictures)[:, None])
    cosine = nn.functional.cosine_similarity(found[:, 1568:], units)
    assert cosine.numpy() == pytest.approx(1, abs=1e-4)


def test_the_nearest_comes_first_with_its_distance() -> None:
    among = nn.functional.normalize(torch.tensor([[1.0, 0], [0, 1], [-1, 0], [1, 1]]))
    far, which = nearest(torch.tensor([[1.0, 0]]), among, 3)
    assert which[0].tolist() == [0, 3, 1]
    assert far[0].tolist() == pytest.approx([0, np.sqrt(2 - np.sqrt(2)), np.sqrt(2)], abs=1e-3)
