"""The steps of a surname network as data, from which the browser computes it (`ui/components/network`).

Arrays are named as in `core.names.model`, whose formulas these are.
"""

from typing import Any

from core.names.config import NOTES_CELLS, NamesConfig
from core.names.layers import RELUS
from core.names.text import ALPHABET
from core.settings.setting import settings

GATED = ("tanh", "gru", "lstm")
"""Cells beside the notes' that can be told."""
TOLD = (
    *("cell", "hidden_size", "dataset", "layers", "direction", "readout"),
    *("ngrams", "embedding", "marks", "shortcut"),
)
"""Settings of which the steps speak."""
OF_TRAINING = (
    *("optimizer", "learning_rate", "schedule", "dropout", "letter_dropout", "label_smoothing"),
    *("weight_decay", "batch_size", "steps", "sampling", "test", "seed"),
)
"""Settings that are in the weights already."""


def steps(config: NamesConfig, classes: int) -> dict[str, Any] | None:
    """As `Steps` in `ui/components/network/cells.js` has them; None of a network that differs from what
    they can say: a setting that is not known here counts only where it is as it was before it existed."""
    if config.cell not in (*NOTES_CELLS, *GATED):
        return None
    for name, known in settings(type(config)).items():
        if name not in (*TOLD, *OF_TRAINING) and (
            not known.optional or getattr(config, name) != known.before
        ):
            return None
    both = config.direction == "both"
    of_notes = config.cell in NOTES_CELLS
    return {
        "alphabet": ALPHABET,
        "hidden_size": config.hidden_size,
        "classes": classes,
        "marks": config.marks,
        "ngrams": config.ngrams,
        "embedding": {"weight": "embedding", "width": config.embedding}
        if config.embedding
        else None,
        "shortcut": "shortcut" if config.shortcut else None,
        "ways": [
            {
                "backwards": config.direction == "backwards" or bool(way),
                "cells": [_notes_cell(config)]
                if of_notes
                else [_cell(config.cell, way, layer) for layer in range(config.layers)],
            }
            for way in (("", "_backwards") if both else ("",))
        ],
        "readout": {
            "letter": "letter_to_output" if of_notes else None,
            "states": config.readout.split("-"),
            "hidden": "hidden_to_output",
            "bias": "output_bias",
        },
    }


def _cell(cell: str, way: str, layer: int) -> dict[str, Any]:
    suffix = f"{way}_{layer + 1}" if layer else way
    return {
        "move": cell,
        "table": _table(f"rows letter_to_gates{suffix}"),
        "bias": f"gates_bias{suffix}",
        "hidden": f"hidden_to_gates{suffix}",
        "candidate": f"candidate_bias{suffix}" if cell == "gru" else None,
    }


def _notes_cell(config: NamesConfig) -> dict[str, Any]:
    table = ["rows letter_to_hidden"]
    if RELUS[config.cell]:
        table += ["add letter_bias", "relu"]
    if RELUS[config.cell] == 2:
        table += ["multiply second", "add second_bias", "relu"]
    return {
        "move": "linear",
        "table": _table(*table),
        "bias": "hidden_bias",
        "hidden": "hidden_to_hidden",
        "candidate": None,
    }


def _table(*steps: str) -> list[dict[str, str]]:
    return [dict(zip(("step", "weight"), step.split(), strict=False)) for step in steps]
