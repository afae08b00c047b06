"""Activations: what each layer makes of one picture, in numbers that can be followed by hand."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Conv:
    """One convolution and what follows it."""

    weight: Array
    """(c_out, c_in, k, k)."""
    bias: Array
    """(c_out,)."""
    input: Array
    """(c_in, h, w)."""
    before: Array
    """(c_out, h, w), its output: one feature map a channel, before pooling."""
    after: Array
    """(c_out, h', w'), what the next layer gets: after pooling and activation, where there are any."""
    pools: bool
    rectifies: bool
    """Whether negative values become 0."""


@dataclass(frozen=True)
class Inside:
    """All that a network makes of one picture on the way to its answer."""

    convs: tuple[Conv, ...]
    hidden: Array
    """(hidden,), the dense units after ReLU."""
    weight: Array
    """(10, hidden), from the dense units to the scores."""
    bias: Array
    """(10,)."""
    logits: Array
    """(10,), the scores: weight @ hidden + bias."""
    probabilities: Array
    """(10,), the softmax of the scores."""


def activations(network: nn.Module, picture: Array) -> Inside:
    """Follow a picture (28, 28) through a network of `core.digits.model`.

    Layers are recognised by what they do: a weight of four dimensions is a convolution, one of two
    is dense, what makes maps smaller is pooling.
    """
    assert isinstance(network, nn.Sequential)
    x = torch.from_numpy(picture.astype(np.float32))[None, None]  # (1, 1, 28, 28)
    convs: list[Conv] = []
    hidden = weight = bias = logits = None
    network.eval()
    with torch.no_grad():
        layers = list(network)
        at = 0
        while at < len(layers):
            layer = layers[at]
            w = getattr(layer, "weight", None)
            if w is not None and w.dim() == 4:
                follows = _until_weights(layers[at + 1 :])
                conv, x = _conv(layer, follows, x)
                convs.append(conv)
                at += 1 + len(follows)
                continue
            if w is not None and w.dim() == 2:
                hidden, weight, bias = x[0], w, layer.bias
                logits = x = layer(x)  # of the last dense layer, once all are through
            else:
                x = layer(x)
            at += 1
    assert hidden is not None and weight is not None and bias is not None and logits is not None
    return Inside(
        convs=tuple(convs),
        hidden=_array(hidden),
        weight=_array(weight),
        bias=_array(bias),  # type: ignore[arg-type]
        logits=_array(logits[0]),
        probabilities=_array(logits[0].softmax(0)),
    )


def _until_weights(layers: Iterable[nn.Module]) -> list[nn.Module]:
    """The layers that belong to a convolution: up to the next one with weights or to Flatten."""
    found: list[nn.Module] = []
    for layer in layers:
        if hasattr(layer, "weight") or isinstance(layer, nn.Flatten):
            break
        found.append(layer)
    return found


def _conv(layer: nn.Module, follows: list[nn.Module], x: Tensor) -> tuple[Conv, Tensor]:
    before = after = layer(x)
    pools = rectifies = False
    for following in follows:
        smaller = following(after)
        if smaller.shape[-1] < after.shape[-1]:
            pools = True
        elif isinstance(following, nn.ReLU):
            rectifies = True
        after = smaller
    conv = Conv(
        weight=_array(layer.weight),  # type: ignore[arg-type]
        bias=_array(layer.bias),  # type: ignore[arg-type]
        input=_array(x[0]),
        before=_array(before[0]),
        after=_array(after[0]),
        pools=pools,
        rectifies=rectifies,
    )
    return conv, after


def _array(tensor: Tensor) -> Array:
    # A copy: ReLU in place, or training in this process, must not change what is shown.
    return tensor.detach().cpu().contiguous().numpy().astype(np.float32, copy=True)


@dataclass(frozen=True)
class Unit:
    """A dense unit's part in the score of a digit."""

    unit: int
    value: float
    weight: float

    @property
    def product(self) -> float:
        return self.value * self.weight


def strongest(inside: Inside, digit: int, top: int = 10) -> tuple[list[Unit], float]:
    """The units that move a digit's score most, and the sum of all other units' products.

    Their products, that sum and the digit's bias make up its score.
    """
    products = inside.hidden * inside.weight[digit]
    order = np.argsort(-np.abs(products), kind="stable")
    units = [
        Unit(int(i), float(inside.hidden[i]), float(inside.weight[digit, i])) for i in order[:top]
    ]
    return units, float(products[order[top:]].sum())
