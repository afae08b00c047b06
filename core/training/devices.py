"""Devices: on which of CPU, CUDA and MPS a config trains, and that two runs of one seed agree there.

Names train on the CPU unless NETSKETCH_DEVICE says otherwise. Their networks are so small that starting a
GPU's kernels takes longer than computing: the notes' RNN takes 13.8 s for 4 000 names on an H200 and 0.24 s
on one core. MPS is taken where it is named alone: PyTorch promises no equal results there.
"""

import functools
import os
import subprocess
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING

from core import environment
from core.errors import RunError
from core.settings.config import Config

if TYPE_CHECKING:
    import types

    import torch

CUBLAS = "CUBLAS_WORKSPACE_CONFIG"
SEEN = (
    "import torch; print('cpu', *(f'cuda:{k}' for k in range(torch.cuda.device_count())), "
    "*['mps'] * torch.backends.mps.is_available())"
)
"""Prints the devices that PyTorch sees: cpu cuda:0 cuda:1."""
SECONDS = 60


def choose(config: Config, there: Collection[str], named: str | None) -> str:
    """The device for a config, as PyTorch calls it: the named one, else the one that pays.

    `there` is what `seen` gives. Raises RunError where the named one is not there.
    """
    if named is None:
        return "cuda" if config.gpu_pays and "cuda:0" in there else "cpu"
    return _found(named, there)


def _found(named: str, there: Collection[str]) -> str:
    if ("cuda:0" if named == "cuda" else named) not in there:
        others = ", ".join(there)
        raise RunError(
            f"{environment.DEVICE} is {named!r}, but PyTorch sees no such device here, only {others}; "
            f"name one of these, or unset {environment.DEVICE}."
        )
    return named


@functools.cache
def seen() -> tuple[str, ...]:
    """The devices that PyTorch sees on this machine, cpu first.

    Asked in a process of its own where this one has not imported PyTorch: that costs a second and a half
    once, not the server's memory for good.
    """
    if torch := sys.modules.get("torch"):
        cuda = (f"cuda:{k}" for k in range(torch.cuda.device_count()))
        return ("cpu", *cuda, *(["mps"] if torch.backends.mps.is_available() else []))
    command = [sys.executable, "-c", SEEN]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS)
    except (OSError, subprocess.SubprocessError) as e:
        raise RunError(
            f"PyTorch could not list its devices ({type(e).__name__}): unset "
            f"{environment.DEVICE}, or install PyTorch anew."
        ) from e
    return tuple(done.stdout.split())


def check() -> None:
    """Before a run is made: raises RunError where NETSKETCH_DEVICE names what is not there. A cluster's
    workers have a NETSKETCH_DEVICE of their own."""
    named = environment.device()
    if named not in (None, "cpu") and environment.cluster() is None:
        _found(named, seen())


def prepared(config: Config) -> "torch.device":
    """The device for a config, set so that two runs of one seed agree. Raises RunError."""
    named = environment.device()
    cpu_alone = named is None and not config.gpu_pays
    name = "cpu" if named == "cpu" or cpu_alone else choose(config, seen(), named)
    import torch

    device = torch.device(name)
    if device.type != "cpu":
        _settle(torch)
    return device


def _settle(torch: "types.ModuleType") -> None:
    """Let PyTorch take the same kernels, and add in the same order, in every run.

    See "Reproducibility" in PyTorch's notes. The workspace is read when cuBLAS starts, at the first product
    on the device. Where an operation has no such kernel, it is better than no run: a warning, no error.
    TF32 would round to 10 bits, and differently on other cards.
    """
    os.environ.setdefault(CUBLAS, ":4096:8")
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
