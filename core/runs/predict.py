"""Prediction: what a trained, or still training, run says about a drawing, a surname or another input."""

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cachetools
import numpy as np

from core import files
from core.errors import RunError
from core.problem import Input
from core.problems import problem
from core.runs.store import Run

if TYPE_CHECKING:
    from torch import nn

DOUBT = 0.25
"""Where the two likeliest labels are closer than this, a network is not sure."""


@dataclass(frozen=True)
class Answer:
    """Labels with their probabilities, the likeliest first."""

    ranked: tuple[tuple[str, float], ...]

    @property
    def best(self) -> str:
        return self.ranked[0][0]


def network_of(run: Run) -> "nn.Module":
    """The run's network with its newest weights, ready to predict.

    Raises RunError where it has none yet, or they do not fit its settings.
    """
    return network_at(run, run.path / "model.safetensors")


def network_at(run: Run, path: Path) -> "nn.Module":
    """The run's network with the weights of one of its files, such as an earlier snapshot.

    Raises RunError where the file is gone, or does not fit the run's settings.
    """
    with _readable(run):
        stat = _stat(path)
        # The time alone would not do: the clock of a file system may tick only every few milliseconds.
        return _network(run.path, path, (stat.st_mtime_ns, stat.st_ino))


def weights(run: Run, step: int | None = None) -> bytes:
    """The file of the run's newest weights, or of its snapshot after so many steps, in the safetensors
    format. Raises RunError."""
    name = "model" if step is None else f"snapshots/{step}"
    with _readable(run):
        _stat(path := run.path / f"{name}.safetensors")
        return path.read_bytes()


def weights_stat(run: Run) -> os.stat_result:
    """Of the file of the run's newest weights. Raises RunError."""
    with _readable(run):
        return _stat(run.path / "model.safetensors")


def misfit(run: Run) -> str:
    """What there is to say of weights that are no network of the run's settings."""
    return (
        f"The weights of run {run.title} are damaged or not its own; resume the run, or train it "
        "again."
    )


def _stat(path: Path) -> os.stat_result:
    if not path.is_file() and path.exists():  # reading from a pipe would never end
        raise OSError("they are not a file")
    return path.stat()


@contextlib.contextmanager
def _readable(run: Run) -> Iterator[None]:
    """Raises RunError in the place of OSError."""
    try:
        yield
    except FileNotFoundError as e:
        raise RunError(
            f"Run {run.title} has no weights yet; wait a moment, or choose another run."
        ) from e
    except OSError as e:
        raise RunError(
            f"The weights of run {run.title} cannot be read ({files.reason(e)}); choose another run."
        ) from e


def _bytes_of(network: "nn.Module") -> int:
    return sum(p.numel() * p.element_size() for p in network.parameters())


# Some two hundred of the quick networks, or twenty of the notes' largest.
@cachetools.cached(cachetools.LRUCache(120_000_000, _bytes_of), lock=threading.Lock())
def _network(folder: Path, path: Path, _changed: tuple[int, int]) -> "nn.Module":
    import torch
    from safetensors.torch import load_file

    torch.set_num_threads(1)  # small networks; the cores belong to the runs that train
    run = Run(folder)
    network = problem(run.kind).build(run.config, len(classes(run)))
    try:
        network.load_state_dict(load_file(path))
    except FileNotFoundError:
        raise
    except Exception as e:  # safetensors and PyTorch raise a dozen kinds
        raise RunError(misfit(run)) from e
    return network.eval()


def classes(run: Run) -> tuple[str, ...]:
    """The labels that a run chooses among."""
    if known := problem(run.kind).labels(run.config):
        return known
    found = run.record.get("classes")
    if not isinstance(found, list) or not found:
        raise RunError(f"Run {run.title} has not begun to train yet; wait a moment.")
    return tuple(map(str, found))


def probabilities(
    run: Run, inputs: Sequence[np.ndarray], snapshot: Path | None = None
) -> np.ndarray:
    """Probabilities (n, classes) for n inputs, of a run's newest weights or a snapshot's.

    `inputs` are a batch as the kind's network takes it, see `core.problem.TestSet.batches`.
    """
    import torch

    network = network_at(run, snapshot) if snapshot else network_of(run)
    batch = [torch.from_numpy(part) for part in inputs]
    return problem(run.kind).probabilities(network, run.config, *batch).numpy()


def answer(run: Run, item: Input) -> Answer:
    """The answer for one input, as `Problem.read` makes it of what a user gave."""
    p = probabilities(run, item.arrays)[0].tolist()
    pairs = zip(classes(run), p, strict=True)
    return Answer(tuple(sorted(pairs, key=lambda pair: -pair[1])))
