"""Layer times: how long each layer of a digits network takes, on one thread, as PyTorch computes it.

Training computes them otherwise (`core.digits.compiled_cnn`): a step takes less than the sum of its layers.
"""

import time
from statistics import median

import torch
from torch import Tensor, nn

from core.digits.config import DigitsConfig
from core.digits.model import build
from core.training.dropout import seed_dropout
from core.training.threads import one_thread


def milliseconds(config: DigitsConfig, batch: int = 64, times: int = 30) -> list[float]:
    """Median ms of each layer's pass forward and backward over a batch, in the order of `layers`."""
    with one_thread():
        generator = torch.Generator().manual_seed(0)
        x = torch.rand(batch, 1, 28, 28, generator=generator)
        x = x.contiguous(memory_format=torch.channels_last)
        taken = []
        seed_dropout(0, 0)
        for k, layer in enumerate(build(config)):
            _pass(layer, x, k > 0)  # the first is slower
            taken.append(1000 * median(_pass(layer, x, k > 0)[0] for _ in range(times)))
            x = _pass(layer, x, k > 0)[1]
        return taken


def _pass(layer: nn.Module, x: Tensor, wants_gradient: bool) -> tuple[float, Tensor]:
    """Seconds of one pass forward and back, and what came out. Images want no gradient."""
    x = x.detach().requires_grad_(wants_gradient)
    begun = time.perf_counter()
    out: Tensor = layer(x)
    if out.requires_grad:
        out.backward(torch.ones_like(out))
    return time.perf_counter() - begun, out.detach()
