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

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.config import DigitsConfig
from core.digits.data import scaled

SIDE = 14  # blocks of 2 x 2 in a row of a picture
SHIFTS = (0, 0), (0, 1), (1, 0), (1, 1)


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


def images(around: Tensor) -> Tensor:
    """The images (n, 1, 28, 28) of which these are the patches (n, 196, 16)."""
    blocks = around.view(-1, SIDE, SIDE, 4, 4)[..., 1:3, 1:3]  # in the middle of each patch
    return blocks.transpose(2, 3).reshape(-1, 1, 2 * SIDE, 2 * SIDE)


class _ConvolvedAndPooled(torch.autograd.Function):
    """Patches (b * 196, 16), weights (c, 1, 3, 3), biases (c,) -> (b, c, 14, 14), channels last."""

    @staticmethod
    def forward(ctx: Any, around: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        c = len(weight)
        shifted = weight.new_zeros(2, 2, c, 4, 4)
        for i, j in SHIFTS:
            shifted[i, j, :, i : i + 3, j : j + 3] = weight[:, 0]
        four = torch.mm(shifted.view(4 * c, 16), around.t()).view(2, 2, c, -1)
        (a, b), (d, e) = four
        upper, lower = torch.maximum(a, b), torch.maximum(d, e)  # (c, b * 196)
        out = torch.maximum(upper, lower).add_(bias[:, None])
        # In place, 1.0 where it is so: a mask of another type would have to be converted.
        ctx.save_for_backward(around, b.gt_(a), e.gt_(d), lower.gt_(upper))
        ctx.four = four  # read no more: room for their gradients
        blocks = out.view(c, -1, SIDE, SIDE).transpose(0, 1)
        return blocks.contiguous(memory_format=torch.channels_last)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[None, Tensor, Tensor]:
        around, of_upper, of_lower, is_lower = ctx.saved_tensors
        c = grad.shape[1]
        grad = grad.transpose(0, 1).contiguous().view(c, -1)  # (c, b * 196)
        lower = grad * is_lower
        for row, whole, is_right in (0, grad - lower, of_upper), (1, lower, of_lower):
            right = torch.mul(whole, is_right, out=ctx.four[row, 1])
            torch.sub(whole, right, out=ctx.four[row, 0])
        shifted = torch.mm(ctx.four.view(4 * c, -1), around).view(2, 2, c, 4, 4)
        weight = torch.stack([shifted[i, j, :, i : i + 3, j : j + 3] for i, j in SHIFTS]).sum(0)
        return None, weight[:, None], grad.sum(1)


class OnPatches:
    """A network that is given patches instead of images: with its own weights, the same answers."""

    def __init__(self, network: nn.Sequential):
        conv, _, *rest = network
        assert isinstance(conv, nn.Conv2d)
        self.conv, self.rest = conv, nn.Sequential(*rest)

    def __call__(self, around: Tensor) -> Tensor:
        """Patches (b, 196, 16) -> what the network gives, (b, 10)."""
        flat = scaled(around).view(-1, 16)
        result: Tensor = self.rest(
            _ConvolvedAndPooled.apply(flat, self.conv.weight, self.conv.bias)
        )
        return result
