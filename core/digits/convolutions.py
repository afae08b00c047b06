"""Convolutions to begin with (transfer learning): those of another run, whose dense layers are left behind.

A run is known by its folder: what trains must not depend on the list of runs.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.environment import runs_dir
from core.errors import DataError
from core.files import read_bytes, read_json

if TYPE_CHECKING:
    from torch import nn

NONE = "none"
SHIPPED = "shipped"
"""The network that comes with the app."""
SOURCE = re.compile(r"[A-Za-z0-9][\w-]*(/[A-Za-z0-9][\w.-]*)?")
"""None of them, that network, or the id of a run, which of a sweep's is named after both."""
SHAPE = ("conv_layers", "channels", "kernel_size")
"""The settings that must be the same."""
SAME = (*SHAPE, "pooling", "conv_activation")
"""Those and others on which it depends what the convolutions mean."""


def folder(source: str) -> Path:
    return (
        Path(__file__).parents[2] / "data" / "shipped" / "digits"
        if source == SHIPPED
        else runs_dir() / source
    )


def shape(source: Any) -> dict[str, Any]:
    """The settings of a network that begins with the convolutions of a run, those that it has from there;
    none where that cannot be read."""
    if not isinstance(source, str) or source == NONE or not SOURCE.fullmatch(source):
        return {}
    try:
        config = read_json(folder(source) / "run.json")["config"]
        return {name: _plain(config[name]) for name in SAME}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def weights(source: str, wanted: Mapping[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    """The weights and biases of a run's convolutions, by the names and shapes that they are wanted in.
    Raises DataError."""
    import safetensors.numpy
    from safetensors import SafetensorError

    try:
        there = safetensors.numpy.load(
            read_bytes(folder(source) / "model.safetensors", 200_000_000)
        )
        found = {name: there[name] for name in wanted}
    except OSError as e:
        raise DataError(
            f"The run {source}, whose convolutions the network is to begin with, is not here or has no "
            "weights yet; choose another one, or none."
        ) from e
    except (SafetensorError, KeyError, ValueError) as e:
        raise _misfit(source) from e
    if any(found[name].shape != size for name, size in wanted.items()):
        raise _misfit(source)
    return found


def _misfit(source: str) -> DataError:
    return DataError(
        f"The convolutions of the run {source} are not of this network's shape; choose as many, with the "
        "same channels and kernels, or begin with none."
    )


def begin_with(network: "nn.Sequential", source: str) -> None:
    """Give a network the convolutions of a run. Raises DataError."""
    import torch

    wanted = {
        f"{layer}.{name}": tuple(weight.shape)
        for layer, module in network.named_children()
        if isinstance(module, torch.nn.Conv2d)
        for name, weight in module.named_parameters()
    }
    for name, weight in weights(source, wanted).items():
        with torch.no_grad():
            network.get_parameter(name).copy_(torch.from_numpy(weight))


def freeze(network: "nn.Sequential") -> None:
    """Let the convolutions of a network learn nothing more."""
    import torch

    for module in network:
        if isinstance(module, torch.nn.Conv2d):
            module.requires_grad_(False)
