"""Features: a picture as the last maps and the dense units of a network hold it, as a direction."""

import torch
from torch import Tensor, nn


def features(network: nn.Module, pictures: Tensor) -> Tensor:
    """Pictures (n, 1, 28, 28) in 0..1 -> (n, f), each of length 1.

    They are what the flattening layer gives and what the dense units are, each brought to length 1, for
    their lengths say how much ink there is, and not what it shows.
    """
    assert isinstance(network, nn.Sequential)
    network.eval()
    x, parts, layers = pictures, [], list(network)
    last = max(k for k, layer in enumerate(layers) if isinstance(layer, nn.Linear))
    with torch.no_grad():
        for layer in layers[:last]:
            x = layer(x)
            if isinstance(layer, nn.Flatten):
                parts.append(_of_length_one(x))
        return _of_length_one(torch.cat([*parts, _of_length_one(x)], 1))


def _of_length_one(x: Tensor) -> Tensor:
    return x / (x.norm(dim=1, keepdim=True) + 1e-6)
