"""The first convolution and the pooling behind it as one matrix product, for training.

A picture has one channel, and a processor's convolution is made for many: with few channels behind
it, the first one and its pooling take almost half of a step. But each number that they give depends on
4 x 4 pixels alone. With p those 16 pixels, w the 3 x 3 weights of a channel and w_ij these weights
shifted by i rows and j columns within 4 x 4 zeros, the four convolved numbers of a 2 x 2 block are
p · w_ij + b, and

    out = max(p · w_00, p · w_01, p · w_10, p · w_11) + b        i, j in {0, 1}

So the patches p are laid out once, as bytes; a step multiplies those of its batch with the four
shifted weights of all channels. Backward, the gradient of a block goes to the largest of its four,
the first where several are equal, as in nn.MaxPool2d; `tests/digits` holds it against that.
"""

import itertools
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.digits.config import DigitsConfig

SIDE = 14  # blocks of 2 x 2 in a row of a picture


def fits(config: DigitsConfig) -> bool:
    """Whether a config's network begins so, and gains by it. Larger windows have too many pixels to
    keep; 16 channels fill a processor's vectors, and a plain convolution is as fast."""
    few = config.channels_per_layer[0] < 16
    return few and config.kernel_size == 3 and config.pooling_per_layer[0]


def patches(images: Tensor) -> Tensor:
    """The 4 x 4 pixels around each 2 x 2 block of images (n, 1, 28, 28): (n, 196, 16), of their type."""
    padded = F.pad(images[:, 0], (1, 1, 1, 1))  # (n, 30, 30)
    around = padded.unfold(1, 4, 2).unfold(2, 4, 2)  # (n, 14, 14, 4, 4)
    return around.reshape(len(images), SIDE * SIDE, 16)


def to_images(around: Tensor) -> Tensor:
    """The images (n, 1, 28, 28) of which these are the patches (n, 196, 16)."""
    blocks = around.view(-1, SIDE, SIDE, 4, 4)[..., 1:3, 1:3]  # in the middle of each patch
    return blocks.transpose(2, 3).reshape(-1, 1, 2 * SIDE, 2 * SIDE)


def _places() -> Tensor:
    """Where each of the 9 weights stands in each of the 4 shifts: ones and zeros, (9, 4 * 16)."""
    places = torch.zeros(3, 3, 2, 2, 4, 4)
    for row, column, i, j in itertools.product(range(3), range(3), range(2), range(2)):
        places[row, column, i, j, row + i, column + j] = 1
    return places.view(9, 64)


OF_NUMBERS = _places()
OF_BYTES = OF_NUMBERS / 255  # bytes are scaled by the weights, of which there are fewer


def _larger(first: Tensor, second: Tensor) -> Tensor:
    """max(first, second). `second` becomes 1.0 where it is the greater and 0.0 elsewhere: in place,
    since a mask of another type would have to be converted."""
    out = torch.maximum(first, second)
    second.gt_(first)
    return out


def _to_larger(grad: Tensor, first: Tensor, second: Tensor) -> None:
    """Put the gradient of `_larger` in place of its input."""
    torch.sub(grad, second.mul_(grad), out=first)


class _ConvolvedAndPooled(torch.autograd.Function):
    """Patches (b * 196, 16), places, weights (c, 1, 3, 3), biases (c,) -> (b, c, 14, 14).

    Its gradient can be taken once: what was kept for it becomes it.
    """

    @staticmethod
    def forward(ctx: Any, around: Tensor, places: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        c = len(weight)
        shifted = torch.mm(weight.reshape(c, 9), places).view(4 * c, 16)
        ctx.four = torch.mm(shifted, around.t()).view(c, 2, 2, -1)
        ctx.two = _larger(*ctx.four.unbind(2))
        out = _larger(*ctx.two.unbind(1)).add_(bias[:, None])  # (c, b * 196)
        ctx.save_for_backward(around, places)
        blocks = out.view(c, -1, SIDE, SIDE).transpose(0, 1)
        return blocks.contiguous(memory_format=torch.channels_last)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[None, None, Tensor, Tensor]:
        around, places = ctx.saved_tensors
        c = grad.shape[1]
        grad = grad.transpose(0, 1).contiguous().view(c, -1)  # (c, b * 196)
        _to_larger(grad, *ctx.two.unbind(1))
        _to_larger(ctx.two, *ctx.four.unbind(2))
        shifted = torch.mm(ctx.four.view(4 * c, -1), around)
        weight = torch.mm(shifted.view(c, 64), places.t())
        return None, None, weight.view(c, 1, 3, 3), grad.sum(1)


class Im2colForward:
    """A network on patches instead of images: with its own weights, the same answers."""

    def __init__(self, network: nn.Sequential):
        conv, _, *rest = network
        assert isinstance(conv, nn.Conv2d)
        self.conv, self.rest = conv, nn.Sequential(*rest)

    def __call__(self, around: Tensor) -> Tensor:
        """Patches (b, 196, 16) -> what the network gives, (b, 10)."""
        places = OF_NUMBERS if around.is_floating_point() else OF_BYTES
        flat = around.view(-1, 16).to(places.dtype)
        pooled = _ConvolvedAndPooled.apply(flat, places, self.conv.weight, self.conv.bias)
        result: Tensor = self.rest(pooled)
        return result
