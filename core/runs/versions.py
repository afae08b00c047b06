"""Versions of what trains a run, as its record keeps them: PyTorch, Python, the machine and its GPU."""

import platform

import torch

from core.training.loop import Trainer


def versions(trainer: Trainer) -> dict[str, str]:
    """What trains it: PyTorch, Python, the machine, and a GPU where it is one that does."""
    found = {
        "torch": torch.__version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
    }
    device = next(trainer.network.parameters()).device
    if device.type != "cpu":
        card = torch.cuda.get_device_name(device) if device.type == "cuda" else device.type
        found["gpu"] = card
    return found
