"""Convolutions of several networks at once, beside PyTorch's of one."""

import pytest
import torch
from torch.nn import functional as F

from core.digits import stacked


@pytest.mark.parametrize("at_a_time", [2**26, 1], ids=["all", "network by network"])
@pytest.mark.parametrize("k", [3, 5, 7])
def test_convolutions_of_several_networks_are_those_of_each(
    k: int, at_a_time: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So are their gradients, also where not all can be laid out at a time."""
    monkeypatch.setattr(stacked, "MOST_NUMBERS", at_a_time)
    r, b = 3, 4
    shapes = (r * b, 2, 14, 14), (r, 5, 2, k, k), (r, 5)
    x, weight, bias = given = [
        torch.randn(shape, dtype=torch.float64, requires_grad=True) for shape in shapes
    ]
    found = stacked.convolved(x, weight, bias)
    each = [F.conv2d(*one, padding="same") for one in zip(x.split(b), weight, bias, strict=True)]
    expected = torch.cat(each)
    assert torch.allclose(found, expected)
    down = torch.randn_like(found)
    gradients = (torch.autograd.grad(out, given, down) for out in (found, expected))
    assert all(torch.allclose(a, e) for a, e in zip(*gradients, strict=True))
