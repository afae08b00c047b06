"""The network picture: a digits network to scale, built with + and − on it, then alive as it learns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from core.digits.dozen import Item
from core.problem import Layer
from core.runs.predict import DOUBT
from ui.components.ahead import Ahead
from ui.components.component import component
from ui.components.drawn_answer.drawn_answer import read_picture, test_items

mount = component("network_picture")
_ahead = Ahead("network-picture")


@dataclass(frozen=True)
class Reads:
    """What the network is given while it trains."""

    noun: str
    """"digit"."""
    labels: Sequence[str]
    pad: bool
    """Whether strokes can be read."""
    tests: Sequence[Item]
    """The first stands in while nothing is drawn."""
    picture: np.ndarray | None = None
    """(28, 28) in 0..1, what was read of a picture on the pad."""
    revision: int = 0
    """Of the pad, where the picture is on it."""


@dataclass(frozen=True)
class Estimate:
    """What training takes, as `Estimate` in `estimate.js` has it."""

    words: str
    """"About {each} an epoch here, {in_all} in all"."""
    seconds: tuple[float, ...] | None = None
    """Of an epoch: whatever the layers, and for each unit of the work that `of_layer` counts of one."""
    epochs: int = 1
    moves: bool = False
    """Whether other layers may be trained elsewhere."""


def network_picture(
    settings: Mapping[str, Any],
    layers: Sequence[Layer],
    limits: Mapping[str, Any],
    reads: Reads,
    changed: Callable[[Mapping[str, Any]], None],
    *,
    problems: Sequence[str] = (),
    estimate: Estimate,
) -> None:
    """Show the network of a form's settings.

    Args:
        settings: as `Settings` in `shapes.js` has them.
        layers: of these settings.
        limits: as `Limits` in `changes.js` has them.
        reads: what it is given once it trains.
        changed: called with other settings, before the script runs again, when a change was made on the
            picture.
        problems: why what the form holds cannot be trained, in sentences.
        estimate: what training takes; without words where it cannot be trained.
    """

    mount(
        key=_ahead.key,
        data={
            "revision": _ahead.revision,
            "settings": dict(settings),
            "layers": [asdict(layer) for layer in layers],
            "limits": dict(limits),
            "problems": list(problems),
            "estimate": asdict(estimate),
            "noun": reads.noun,
            "labels": list(reads.labels),
            "pad": reads.pad,
            "doubt": DOUBT,
            "tests": test_items(reads.tests),
            "picture": read_picture(reads.picture, reads.revision),
        },
        on_wanted_change=_ahead.told(changed),
    )
