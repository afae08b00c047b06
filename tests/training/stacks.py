"""Tasks on a processor for tests of stacks: small, and as a GPU would have them."""

from typing import Any

import pytest
import torch
from torch import Tensor

from core.digits.config import DigitsConfig
from core.digits.task import DigitsTask
from core.names.config import NamesConfig
from core.names.presets import presets
from core.names.task import NamesTask
from core.training import compiler

CPU = torch.device("cpu")
Data = tuple[Tensor, Tensor, Tensor, Tensor]


def digits_task(data: Data, **changes: Any) -> DigitsTask:
    """Batches of 48 of 200 images, the last one smaller; by PyTorch, as on a GPU."""
    values: dict[str, Any] = {"train_size": 200, "batch_size": 48, "channels": (3, 4), "hidden": 8}
    config = DigitsConfig(**(values | changes))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiler, "available", lambda: False)
        return DigitsTask(config, CPU, (data[0], data[1], data[2][:50], data[3][:50]))


def names_task(dataset: str, **changes: Any) -> NamesTask:
    """The quick network, narrow and without chance; by PyTorch, as on a GPU."""
    plain = {"dropout": 0, "letter_dropout": 0, "hidden_size": 8, "embedding": 4, "steps": 40}
    config = presets()[0].config.replace(dataset=dataset, batch_size=9, **(plain | changes))
    assert isinstance(config, NamesConfig)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiler, "available", lambda: False)
        return NamesTask(config, CPU)
