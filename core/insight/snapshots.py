"""Snapshots through time: the answer to one drawing, and a convolution's maps, at each of a run."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.digits.insight.activations import Array, activations
from core.digits.problem import batch
from core.errors import RunError
from core.runs import predict
from core.runs.store import Run


@dataclass(frozen=True)
class Moment:
    """The network as it was after so many steps."""

    step: int
    tested: float | None
    """Test accuracy at the last evaluation up to then, 0..1; None before the first."""
    probabilities: Array
    """(10,)."""
    weight: Array
    """(c_out, c_in, k, k), of the chosen convolution."""
    maps: Array
    """(c_out, h, w), its feature maps before pooling."""


def through_time(run: Run, picture: NDArray[np.float32], conv: int) -> list[Moment]:
    """The moments at which the run kept its weights, oldest first, for a picture (28, 28) and the
    convolution of an index. Empty where it has kept none."""
    tests = [(e["step"], e["accuracy"]) for e in run.metrics() if e["event"] == "evaluated"]
    moments = []
    for path in run.snapshots():
        moment = _moment(run, path, picture, conv, tests)
        if moment is not None:
            moments.append(moment)
    return moments


def _moment(
    run: Run,
    path: Path,
    picture: NDArray[np.float32],
    conv: int,
    tests: list[tuple[int, float]],
) -> Moment | None:
    try:
        inside = activations(predict.network_at(run, path), picture)
    except RunError:
        return None  # one snapshot lost does not spoil the others
    step = int(path.stem)
    layer = inside.convs[conv]
    return Moment(
        step=step,
        tested=next((accuracy for at, accuracy in reversed(tests) if at <= step), None),
        probabilities=predict.probabilities(run, [batch(picture[None])], path)[0],
        weight=layer.weight,
        maps=layer.before,
    )
