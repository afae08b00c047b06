"""Stacked digits networks: r of one shape as one, their channels side by side in grouped convolutions."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.digits.data import scaled
from core.training.dropout import Dropout
from core.training.hashed_masks import HashedMasks


class StackedDigits:
    """The forward pass of r networks that are made like one. On its own a network is computed as by
    itself; of several, each reads its own batch, and no number of one reaches another."""

    def __init__(self, network: nn.Sequential, images: Tensor, labels: Tensor):
        """Images (n, 1, 28, 28), bytes or numbers in 0..1, and labels (n,), from which rows choose."""
        self.network, self.images, self.labels = network, images, labels

    def __call__(
        self, weights: dict[str, Tensor], rows: Tensor, width: int, masks: HashedMasks | None
    ) -> tuple[Tensor, Tensor]:
        """Weights (r, ...), rows (r, b) -> scores (r, b, 10) and labels (r, b)."""
        runs, b = rows.shape
        # For bytes twenty times as fast as indexing.
        chosen = self.images.index_select(0, rows.flatten())
        x = scaled(chosen).view(runs, b, 28, 28).transpose(0, 1)  # (b, r, 28, 28)
        x = x.contiguous(memory_format=torch.channels_last)
        for name, module in self.network.named_children():
            match module:
                case nn.Conv2d():
                    x = convolved(x, weights[f"{name}.weight"], weights[f"{name}.bias"])
                case nn.Flatten():
                    x = x.unflatten(1, (runs, -1)).transpose(0, 1).flatten(2)  # (r, b, features)
                case Dropout():
                    if masks:
                        kept = masks.kept(x.shape, 1 - module.p)
                        x = x * kept.to(x.dtype).div_(1 - module.p)
                case nn.Linear():
                    x = dense(x, weights[f"{name}.weight"], weights[f"{name}.bias"])
                case nn.Softmax():
                    x = x.softmax(2)
                case nn.MaxPool2d() | nn.ReLU():
                    x = module(x)
                case _:
                    raise NotImplementedError(
                        f"core.digits.stacked knows no {type(module).__name__}"
                    )
        return x, self.labels.index_select(0, rows.flatten()).view(runs, b)


def convolved(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Convolutions (r, outputs, inputs, k, k), each of its own channels of x (b, r inputs, h, w)."""
    if x.is_cuda:  # whose convolutions of few channels are faster row by row
        x, weight = x.contiguous(), weight.contiguous()
    if len(weight) == 1:
        return F.conv2d(x, weight.squeeze(0), bias.squeeze(0), padding="same")
    return F.conv2d(x, weight.flatten(0, 1), bias.flatten(), padding="same", groups=len(weight))


def dense(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Dense layers (r, outputs, inputs) on their own inputs (r, b, inputs): (r, b, outputs)."""
    if len(x) == 1:
        return F.linear(x.squeeze(0), weight.squeeze(0), bias.squeeze(0))[None]
    return torch.baddbmm(bias[:, None], x, weight.mT)
