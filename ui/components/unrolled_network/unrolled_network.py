"""The unrolled network: an RNN over a surname, built on its picture, then alive with it as it learns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.problem import Layer
from core.runs.predict import DOUBT
from ui.components.ahead import Ahead
from ui.components.component import component

mount = component("unrolled_network")
OF_LAYERS = ("name", "shape", "parameters", "multiply_adds")
"""What its table shows of a layer."""
_ahead = Ahead("unrolled-network")


@dataclass(frozen=True)
class Cell:
    """A cell, as the picture shows it."""

    value: str
    label: str
    called: str
    """In its boxes: "GRU"."""
    formula: str
    gates: int
    """How many numbers it computes of a letter and a state for each one of the new state."""
    relus: int
    """Layers of ReLU on the letter before it."""


@dataclass(frozen=True)
class Typed:
    """The name over which the network is unrolled."""

    field: str
    """The key of Streamlit's text field."""
    name: str
    """That stood there when the script ran."""
    letters: str
    """What the network reads of it; "" where it cannot be read."""


def unrolled_network(
    settings: Mapping[str, Any],
    layers: Sequence[Layer],
    cells: Sequence[Cell],
    bare: tuple[Sequence[str], Mapping[str, Any]],
    limits: Mapping[str, tuple[float, float]],
    labels: Sequence[str],
    alphabet: str,
    typed: Typed,
    changed: Callable[[Mapping[str, Any]], None],
    *,
    problems: Sequence[str] = (),
    estimate: str = "",
    about: str = "",
) -> None:
    """Show the network of a form's settings.

    Args:
        settings: as `Settings` in `plan.js` has them.
        layers: of these settings.
        cells: that can be chosen.
        bare: cells that have some settings as given and do not let one choose them, and these settings.
        limits: the least and the most of what + and − change.
        labels: what it chooses among; () where the data is not here.
        alphabet: of the letters that it reads.
        typed: the name.
        changed: called with other settings, before the script runs again, when a change was made on the
            picture.
        problems: why what the form holds cannot be trained, in sentences.
        estimate: how long that takes here.
        about: how such a network reads a name, in sentences.
    """
    mount(
        key=_ahead.key,
        data={
            "revision": _ahead.revision,
            "settings": dict(settings),
            "bare": {"cells": list(bare[0]), "settings": dict(bare[1])},
            "cells": [asdict(cell) for cell in cells],
            "layers": [{field: getattr(layer, field) for field in OF_LAYERS} for layer in layers],
            "limits": {field: list(both) for field, both in limits.items()},
            "problems": list(problems),
            "estimate": estimate,
            "about": about,
            "labels": list(labels),
            "alphabet": alphabet,
            "doubt": DOUBT,
            **asdict(typed),
        },
        on_wanted_change=_ahead.told(changed),
    )
