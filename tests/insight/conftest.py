"""Runs with weights made by hand, since nothing here needs to have learned anything."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from core.digits import model
from core.digits.config import DigitsConfig
from core.runs import store
from core.runs.store import Run
from tests.runs.events import evaluated

CONFIG = DigitsConfig(conv_layers=1, channels=2, hidden=4)
Certain = Callable[..., Run]


def answering(probabilities: Sequence[float], seed: int = 0) -> dict[str, torch.Tensor]:
    """Weights of a network that gives these probabilities for any picture."""
    weights = model.build(CONFIG.replace(seed=seed)).state_dict()
    last = list(weights)[-2:]  # the weight and the bias of the last layer
    weights[last[0]] = torch.zeros_like(weights[last[0]])
    weights[last[1]] = torch.tensor(probabilities).log()
    return {k: v.contiguous() for k, v in weights.items()}


@pytest.fixture
def certain() -> Certain:
    """Call it with probabilities and, perhaps, {step: probabilities} of snapshots and test events."""

    def make(
        title: str,
        probabilities: Sequence[float],
        snapshots: dict[int, Sequence[float]] | None = None,
        tests: dict[int, float] | None = None,
    ) -> Run:
        run = store.create(CONFIG, title=title)
        save_file(answering(probabilities), run.path / "model.safetensors")
        folder: Path = run.path / "snapshots"
        folder.mkdir()
        for step, p in (snapshots or {}).items():
            save_file(answering(p, seed=step), folder / f"{step}.safetensors")
        lines = [
            json.dumps(evaluated(step, accuracy=accuracy))
            for step, accuracy in (tests or {}).items()
        ]
        (run.path / "metrics.jsonl").write_text("\n".join(lines), "utf-8")
        return run

    return make
