"""Small runs for the tests of everything that consumes them."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from core import problems
from core.names.config import NamesConfig
from core.runs.store import Run
from core.training.events import Event, Progress


def small(**changes: Any) -> NamesConfig:
    """A config that trains in well under a second, on the data set of the fixture `tiny`."""
    values: dict[str, Any] = {"dataset": "tiny", "steps": 40, "batch_size": 4, "hidden_size": 8}
    return NamesConfig(**(values | {"cell": "gru", "dropout": 0.2} | changes))


def weights_of(run: Run) -> dict[str, Tensor]:
    return load_file(run.path / "model.safetensors")


def same(a: dict[str, Tensor], b: dict[str, Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[k], b[k]) for k in a)


def uninterrupted(config: NamesConfig, threads: int = 1) -> dict[str, Tensor]:
    """The weights at the end of a run that nothing disturbed."""
    trainer = problems.trainer(config, threads)
    list(trainer)
    return trainer.network.state_dict()


def wait_for(what: Callable[[], object], seconds: float = 120) -> None:
    """Until something another process does has happened; the limit is for when it never does."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def status(path: Path) -> str:
    return Run(path).status


def at(step: int, do: Callable[[], Any], kind: type[Event] = Progress) -> Callable[[Event], None]:
    """Do something when training tells of a step."""

    def tell(event: Event) -> None:
        if isinstance(event, kind) and event.step == step:
            do()

    return tell


def raise_(error: BaseException) -> Callable[[], None]:
    def do() -> None:
        raise error

    return do
