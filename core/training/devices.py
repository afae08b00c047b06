"""Devices: on which of CPU, CUDA and MPS a config trains, and that two runs of one seed agree there.

A GPU is taken where a processor would be busy for longer than a GPU takes to start: once it has begun, its
steps take a quarter to an eightieth of the time, as `core.training.stack` computes them. The notes' cells,
which learn from one name after the other, stay on the processor: 4 000 names take 0.05 s on one core, and
13.8 s on an H200. MPS is taken where it is named alone: PyTorch promises no equal results there.
"""

import contextlib
import functools
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
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
DRIVERS = ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd")
"""One of them is there on a Linux machine where CUDA, or ROCm in its place, can be."""
SECONDS = 60
GPU_START = 1.0  # seconds until a GPU's libraries are loaded and a step is recorded


def choose(config: Config, there: Collection[str], named: str | None) -> str:
    """The device for a config, as PyTorch calls it: the named one, else the one that pays.

    `there` is what `seen` gives. Raises RunError where the named one is not there.
    """
    if named is None:
        return "cuda" if _gpu_pays(config) and "cuda:0" in there else "cpu"
    return _found(named, there)


def _gpu_pays(config: Config) -> bool:
    seconds = config.cpu_seconds
    return seconds is not None and seconds > GPU_START


def on_gpu(config: Config) -> bool:
    """Whether a config trains on CUDA on this machine; told without PyTorch. Raises RunError."""
    return _name(config, environment.device()).startswith("cuda")


def _name(config: Config, named: str | None) -> str:
    """As `choose`; what is there is asked only where it matters."""
    cpu_alone = named is None and not _gpu_pays(config)
    return "cpu" if named == "cpu" or cpu_alone else choose(config, seen(), named)


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
    if "torch" in sys.modules:
        import torch  # to the end, where another thread is still at it

        cuda = (f"cuda:{k}" for k in range(torch.cuda.device_count()))
        return ("cpu", *cuda, *(["mps"] if torch.backends.mps.is_available() else []))
    if sys.platform == "linux" and not any(map(os.path.exists, DRIVERS)):
        return ("cpu",)
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


def prepared(config: Config, named: str | None = None) -> "torch.device":
    """The device that is named, here or by NETSKETCH_DEVICE, or that suits a config, set so that two runs
    of one seed agree. Raises RunError."""
    name = _name(config, named or environment.device())
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
    torch.utils.deterministic.fill_uninitialized_memory = (
        False  # nothing here reads what it did not write
    )
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False


@contextlib.contextmanager
def in_any_order() -> Iterator[None]:
    """For sums of whole numbers, which are the same in any order: no kernel need keep to one."""
    import torch

    kept = torch.are_deterministic_algorithms_enabled()
    torch.use_deterministic_algorithms(False)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(kept, warn_only=True)
