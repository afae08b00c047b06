"""Stacked digits networks: r of one shape as one, their convolutions as batched matrix products.

A grouped convolution would do, one group a network; but of groups of few channels cuDNN makes a kernel a
network, and of five or nine channels slow ones. So a convolution of several networks is written here as
what it is: the k x k numbers around each place, laid out as a column (im2col), times the weights.
"""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.digits.data import scaled
from core.training.dropout import Dropout
from core.training.hashed_masks import HashedMasks

MOST_NUMBERS = 2**26
"""Laid out at a time, 256 MB; more are taken network by network."""


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
        x = scaled(self.images.index_select(0, rows.flatten()))  # (r b, 1, 28, 28)
        if runs == 1:
            x = x.contiguous(memory_format=torch.channels_last)
        for name, module in self.network.named_children():
            match module:
                case nn.Conv2d():
                    x = convolved(x, weights[f"{name}.weight"], weights[f"{name}.bias"])
                case nn.Flatten():
                    x = x.flatten(1).unflatten(0, (runs, b))  # (r, b, features)
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
    """Convolutions (r, outputs, inputs, k, k), each of its own images of x (r b, inputs, h, w)."""
    if len(weight) > 1:
        out: Tensor = _Convolved.apply(x, weight, bias)
        return out
    if x.is_cuda:  # whose convolutions of few channels are faster row by row
        x, weight = x.contiguous(), weight.contiguous()
    return F.conv2d(x, weight.squeeze(0), bias.squeeze(0), padding="same")


class _Convolved(torch.autograd.Function):
    """`convolved` for several networks. What was laid out is not kept: it is k x k times the numbers."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        ctx.save_for_backward(x, weight)
        return _products(x, weight, bias, (weight.shape[-1] - 1) // 2)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, Tensor, Tensor]:
        x, weight = ctx.saved_tensors
        r, k = len(weight), weight.shape[-1]
        before, grad = (k - 1) // 2, grad.contiguous()
        of_weight = []
        for images, grads, _ in _parts(x, grad, weight):
            # Image by image: one sum over all places of a batch would leave most of a GPU idle.
            each = grads.flatten(2) @ _windows(images, k, before).mT  # (r b, outputs, inputs k k)
            of_weight.append(each.unflatten(0, (-1, len(x) // r)).sum(1))
        of_x = None
        if ctx.needs_input_grad[0]:
            # The gradient of a number comes from the places that its k x k reach: the weights turned round.
            turned = weight.flip(3, 4).transpose(1, 2)
            of_x = _products(grad, turned, None, k - 1 - before)
        of_bias = grad.unflatten(0, (r, -1)).sum((1, 3, 4))
        return of_x, torch.cat(of_weight).view(weight.shape), of_bias


def _products(x: Tensor, weight: Tensor, bias: Tensor | None, before: int) -> Tensor:
    """Convolutions (r, outputs, inputs, k, k) of x (r b, inputs, h, w), padded to the same size with so
    many zeros before each row and column."""
    found = []
    for images, _, kernels in _parts(x, x, weight):
        b, k = len(images) // len(kernels), kernels.shape[-1]
        each = kernels.flatten(2)[:, None].expand(-1, b, -1, -1).flatten(0, 1)
        found.append(each @ _windows(images, k, before))  # (r b, outputs, h w)
    out = torch.cat(found).unflatten(2, x.shape[2:])
    if bias is not None:
        out.unflatten(0, (len(bias), -1)).add_(bias[:, None, :, None, None])
    return out


def _parts(x: Tensor, y: Tensor, weight: Tensor) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Images, what belongs to them, and weights of as many networks as may be laid out at a time."""
    r, k = len(weight), weight.shape[-1]
    many = max(1, MOST_NUMBERS // (x[: len(x) // r].numel() * k * k))
    b = len(x) // r
    return zip(x.split(many * b), y.split(many * b), weight.split(many), strict=True)


def _windows(x: Tensor, k: int, before: int) -> Tensor:
    """The k x k numbers around each place of images (n, c, h, w), zeros beyond edges: (n, c k k, h w)."""
    padded = F.pad(x, (before, k - 1 - before) * 2)
    around = padded.unfold(2, k, 1).unfold(3, k, 1)  # (n, c, h, w, k, k)
    return around.permute(0, 1, 4, 5, 2, 3).reshape(len(x), -1, x[0, 0].numel())


def dense(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Dense layers (r, outputs, inputs) on their own inputs (r, b, inputs): (r, b, outputs)."""
    if len(x) == 1:
        return F.linear(x.squeeze(0), weight.squeeze(0), bias.squeeze(0))[None]
    return torch.baddbmm(bias[:, None], x, weight.mT)
