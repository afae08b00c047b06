"""Attribution: which pixels speak for a digit and which against it, as Captum computes it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

METHODS = ("gradients", "erase", "add")
PATCH, STRIDE = 4, 2  # of the two occlusions, in pixels
STEPS = 64  # of the integral; the parts then add up to within a percent or so


@dataclass(frozen=True)
class Attribution:
    """For each chosen digit, what every pixel adds to its score."""

    digits: tuple[int, ...]
    maps: NDArray[np.float32]
    """(n, 28, 28); above 0 speaks for the digit, below 0 against it."""
    scores: NDArray[np.float32]
    """(n,), the digits' scores (logits) for the picture."""
    blank: NDArray[np.float32]
    """(n,), their scores for a blank sheet."""


def scores_of(network: nn.Module) -> nn.Sequential:
    """The network up to its scores (b, 10), without the softmax that some of them end with.

    A softmax ties the digits together: what speaks for one would seem to speak against the others.
    """
    layers = list(network.children())
    last = max(i for i, layer in enumerate(layers) if hasattr(layer, "weight"))
    return nn.Sequential(*layers[: last + 1]).eval()


def attribute(
    network: nn.Module, picture: NDArray[np.float32], digits: Sequence[int], method: str
) -> Attribution:
    """What each pixel of a picture (28, 28) adds to the scores of some digits.

    Args:
        method: one of METHODS.
            "gradients": integrated gradients from a blank sheet (Sundararajan, Taly and Yan,
            "Axiomatic Attribution for Deep Networks", 2017). A map's sum is the score less that of
            a blank sheet.
            "erase": how much of the score is lost where a patch is erased (Zeiler and Fergus,
            "Visualizing and Understanding Convolutional Networks", 2014); a pixel has the mean over
            the patches that cover it.
            "add": how much the score gains where a patch of ink is added, likewise.
    """
    # Captum takes a second to import, and only this asks for it.
    from captum.attr import IntegratedGradients, Occlusion

    scores = scores_of(network)
    n = len(digits)
    x = torch.from_numpy(picture.astype(np.float32))[None, None]  # (1, 1, 28, 28)
    inputs = x.repeat(n, 1, 1, 1)  # (n, 1, 28, 28), one for each digit
    target = list(digits)
    if method == "gradients":
        maps = IntegratedGradients(scores).attribute(
            inputs, baselines=0.0, target=target, n_steps=STEPS
        )
    else:
        with torch.no_grad():
            maps = Occlusion(scores).attribute(
                inputs,
                sliding_window_shapes=(1, PATCH, PATCH),
                strides=(1, STRIDE, STRIDE),
                baselines=1.0 if method == "add" else 0.0,
                target=target,
                perturbations_per_eval=64,
            )
        if method == "add":
            maps = -maps  # Captum tells what is lost
    with torch.no_grad():
        out = scores(torch.cat([x, torch.zeros_like(x)]))[:, target].numpy()  # (2, n)
    return Attribution(tuple(digits), maps[:, 0].detach().numpy(), out[0], out[1])


REGIONS = (
    *("top left", "top", "top right"),
    *("left", "middle", "right"),
    *("bottom left", "bottom", "bottom right"),
)


def regions(values: NDArray[np.float32]) -> tuple[str | None, str | None]:
    """Where a map (28, 28) is most above 0 and most below it, in words; None where it is nowhere.

    The ninths are those of the 20 x 20 in which a digit stands.
    """
    edges = [0, 11, 17, 28]
    sums = np.array(
        [
            values[edges[r] : edges[r + 1], edges[c] : edges[c + 1]].sum()
            for r in range(3)
            for c in range(3)
        ]
    )
    most, least = int(sums.argmax()), int(sums.argmin())
    return (
        REGIONS[most] if sums[most] > 0 else None,
        REGIONS[least] if sums[least] < 0 else None,
    )
