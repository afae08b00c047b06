"""The digits network (CNN) as a PyTorch module, made from `core.digits.layers`."""

import functools
from collections.abc import Callable

import torch
from torch import Tensor, nn

from core.digits.config import DigitsConfig
from core.digits.layers import layers
from core.training.dropout import Dropout

MODULES: dict[str, Callable[..., nn.Module]] = {
    "Conv2d": functools.partial(nn.Conv2d, padding="same"),
    "MaxPool2d": nn.MaxPool2d,
    "ReLU": nn.ReLU,
    "Flatten": nn.Flatten,
    "Dropout": Dropout,
    "Linear": nn.Linear,
    "Softmax": nn.Softmax,
}
"""What makes each type of layer; called with the layer's arguments."""


def build(config: DigitsConfig) -> nn.Sequential:
    """The network with weights drawn from `config.seed`, without touching the global generator.

    Takes images (b, 1, 28, 28) in 0..1 and gives (b, classes): scores, or probabilities where the head
    is softmax.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        modules = [MODULES[layer.type](*layer.arguments) for layer in layers(config)]
    # Channels last: pooling and small convolutions are several times faster so on a CPU.
    return nn.Sequential(*modules).to(memory_format=torch.channels_last)


def probabilities(network: nn.Module, config: DigitsConfig, images: Tensor) -> Tensor:
    """Probabilities of the classes for images (b, 1, 28, 28) in 0..1 -> (b, classes)."""
    network.eval()
    with torch.no_grad():
        out = network(images.contiguous(memory_format=torch.channels_last))
    return out if config.head == "softmax" else out.softmax(1)
