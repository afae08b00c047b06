"""What a trained, or still training, run says about a drawing or a surname."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.config import DigitsConfig, NamesConfig
from core.digits.drawing import normalise
from core.digits.picture import ink_of, read_picture
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

    @property
    def best(self) -> str:
        return self.ranked[0][0]


def network_of(run: Run) -> "nn.Module":
    """The run's network with its newest weights, ready to predict.

    Raises RunError where it has none yet, or they do not fit its settings.
    """
    path = run.path / "model.safetensors"
    try:
        return _network(path, path.stat().st_mtime_ns)
    except FileNotFoundError as e:
        raise RunError(
            f"Run {run.title} has no weights yet; wait a moment, or choose another run."
        ) from e


@functools.lru_cache(maxsize=16)
def _network(path: Path, _changed: int) -> "nn.Module":
    import torch
    from safetensors.torch import load_file

    from core.digits import model as digits_model
    from core.names import model as names_model

    torch.set_num_threads(1)  # small networks; the cores belong to the runs that train
    run = Run(path.parent)
    network: nn.Module
    if isinstance(run.config, DigitsConfig):
        network = digits_model.build(run.config)
    else:
        network = names_model.build(run.config, len(classes(run)))
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
    import torch

    from core.digits.model import probabilities

    assert isinstance(run.config, DigitsConfig)
    images = torch.from_numpy(picture.astype(np.float32))[None, None]  # (1, 1, 28, 28)
    p = probabilities(network_of(run), run.config, images)[0].tolist()
    return _ranked(classes(run), p)


def picture(run: Run, data: bytes) -> Answer:
    """The answer for a picture file. Raises PictureError, EmptyDrawing."""
    return digit(run, normalise(ink_of(read_picture(data))))


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
