"""Features: a picture as the last maps and the dense units of a network hold it, as a direction."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

BATCH = 500


def features(network: nn.Module, pictures: NDArray[np.float32]) -> Tensor:
    """Pictures (n, 28, 28) in 0..1 -> (n, f), each of length 1.

    They are what the flattening layer gives and what the dense units are, each brought to length 1, for
    their lengths say how much ink there is, and not what it shows.
    """
    assert isinstance(network, nn.Sequential)
    network.eval()
    found = []
    with torch.no_grad():
        for first in range(0, len(pictures), BATCH):
            x = torch.from_numpy(pictures[first : first + BATCH].astype(np.float32))[:, None]
            parts = []
            layers = list(network)
            last = max(k for k, layer in enumerate(layers) if isinstance(layer, nn.Linear))
            for layer in layers[:last]:
                x = layer(x)
                if isinstance(layer, nn.Flatten):
                    parts.append(_of_length_one(x))
            found.append(_of_length_one(torch.cat([*parts, _of_length_one(x)], 1)))
    return torch.cat(found)


def _of_length_one(x: Tensor) -> Tensor:
    return x / (x.norm(dim=1, keepdim=True) + 1e-6)


def nearest(some: Tensor, among: Tensor, most: int = 1) -> tuple[Tensor, Tensor]:
    """Of each of some (n, f) the nearest `most` among (m, f): distances (n, most), 0 to 2, and which."""
    found = [(part @ among.T).topk(most) for part in some.split(BATCH)]
    near = torch.cat([f.values for f in found]).clamp(-1, 1)
    return (2 - 2 * near).sqrt(), torch.cat([f.indices for f in found])
