"""What a trained, or still training, run says about a drawing or a surname."""

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import cachetools
import numpy as np

from core import reading
from core.config import DigitsConfig, NamesConfig
from core.digits.drawing import normalise
from core.digits.picture import read_picture
from core.errors import RunError
from core.names import data as names_data
from core.names.text import Cleaned, clean, encode
from core.runs.store import Run

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True)
class Answer:
    """Labels with their probabilities, the likeliest first."""

    ranked: tuple[tuple[str, float], ...]
    notes: tuple[str, ...] = ()
    """Sentences to stand beside the answer."""

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
    try:
        stat = path.stat()
        if not path.is_file():  # reading from a pipe would never end
            raise OSError("they are not a file")
        # The time alone would not do: the clock of a file system may tick only every few milliseconds.
        return _network(run.path, path, (stat.st_mtime_ns, stat.st_ino))
    except FileNotFoundError as e:
        raise RunError(
            f"Run {run.title} has no weights yet; wait a moment, or choose another run."
        ) from e
    except OSError as e:
        raise RunError(
            f"The weights of run {run.title} cannot be read ({reading.reason(e)}); choose another run."
        ) from e


def _bytes_of(network: "nn.Module") -> int:
    return sum(p.numel() * p.element_size() for p in network.parameters())


# Some two hundred of the quick networks, or twenty of the notes' largest.
@cachetools.cached(cachetools.LRUCache(120_000_000, _bytes_of), lock=threading.Lock())
def _network(folder: Path, path: Path, _changed: tuple[int, int]) -> "nn.Module":
    import torch
    from safetensors.torch import load_file

    from core.digits import model as digits_model
    from core.names import model as names_model

    torch.set_num_threads(1)  # small networks; the cores belong to the runs that train
    run = Run(folder)
    network: nn.Module
    match run.config:
        case DigitsConfig():
            network = digits_model.build(run.config)
        case NamesConfig():
            network = names_model.build(run.config, len(classes(run)))
        case _:
            assert_never(run.config)
    try:
        network.load_state_dict(load_file(path))
    except FileNotFoundError:
        raise
    except Exception as e:  # safetensors and PyTorch raise a dozen kinds
        raise RunError(
            f"The weights of run {run.title} are damaged or not its own; resume the run, or train "
            "it again."
        ) from e
    return network.eval()


def classes(run: Run) -> tuple[str, ...]:
    """The labels that a run chooses among."""
    if run.kind == "digits":
        return tuple("0123456789")
    found = run.record.get("classes")
    if not isinstance(found, list) or not found:
        raise RunError(f"Run {run.title} has not begun to train yet; wait a moment.")
    return tuple(map(str, found))


def digit(run: Run, picture: np.ndarray) -> Answer:
    """The answer for a picture (28, 28) in 0..1, ink bright, as `drawing.normalise` gives it."""
    return _ranked(classes(run), digits(run, picture[None])[0].tolist())


def digits(run: Run, pictures: np.ndarray, snapshot: Path | None = None) -> np.ndarray:
    """Probabilities (n, 10) for pictures (n, 28, 28), of a run's newest weights or a snapshot's."""
    import torch

    from core.digits.model import probabilities

    assert isinstance(run.config, DigitsConfig)
    network = network_at(run, snapshot) if snapshot else network_of(run)
    images = torch.from_numpy(pictures.astype(np.float32))[:, None]  # (n, 1, 28, 28)
    return probabilities(network, run.config, images).numpy()


def picture(run: Run, data: bytes) -> Answer:
    """The answer for a picture file. Raises PictureError, EmptyDrawing."""
    found = read_picture(data)
    return replace(digit(run, normalise(found.ink)), notes=found.notes)


def surname(run: Run, text: str) -> tuple[Cleaned, Answer]:
    """The answer for one surname. Raises SurnameError."""
    import torch

    cleaned = clean(text)
    letters = torch.from_numpy(encode(cleaned.letters))[None]  # (1, t)
    with torch.no_grad():
        logits = network_of(run)(letters, torch.tensor([letters.shape[1]]))
    return cleaned, _ranked(classes(run), logits.softmax(1)[0].tolist())


def languages_with(run: Run, letters: str) -> tuple[str, ...]:
    """In which languages of the run's data set this spelling stands. Raises DataError."""
    assert isinstance(run.config, NamesConfig)
    return names_data.load(run.config.dataset).languages_of.get(letters, ())


def _ranked(labels: tuple[str, ...], p: list[float]) -> Answer:
    return Answer(tuple(sorted(zip(labels, p, strict=True), key=lambda pair: -pair[1])))
