"""The form of a surname network: its data set, what is held out for testing, and the rest."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import DataError
from core.names import data
from core.names.config import NOT_IN_NOTES, NOTES_CELLS, TEST_NAMES, TEST_SHARE, NamesConfig
from core.problem import Preset
from ui.text import sentence
from ui.training.fields import Fields


def fill(config: NamesConfig) -> dict[str, Any]:
    """What the widgets of the test set hold for a config."""
    share = isinstance(config.test, float)
    return {
        "test_as": "share" if share else "number",
        "test_share": config.test if share else 0.15,
        "test_number": 100 if share else config.test,
        "test": None,
    }


def names_form(top: DeltaGenerator) -> tuple[Preset, NamesConfig | None]:
    """The preset that the form started from, which is chosen at the top, with the threads chosen, and the
    config, or None."""
    form = Fields(NamesConfig)
    preset = form.start(fill, top)
    form.side_by_side(3)
    with form.group("Network"):
        cell = form.choice("cell")
        form.number("hidden_size")
        if cell in NOTES_CELLS:
            form.values |= NOT_IN_NOTES
            st.caption(
                "The notes’ cells read one-hot letters forwards and answer from the last of them. The "
                "other cells let you choose from which end, with how many letters at a time, in layers."
            )
        else:
            form.columns(("direction",), ("embedding",))
            form.choice("ngrams")
            form.choice("readout")
    with form.group("Learning"):
        form.rate()
        last = () if cell in NOTES_CELLS else ("dropout",)
        form.columns(("optimizer", "batch_size"), ("schedule", "steps", *last))
    with form.group("Data"):
        form.choice("dataset", data.available())
        form.choice("sampling")
        form.take("test", _test(form))
        form.number("seed")
    form.more()
    preset, config = form.result(preset)
    try:
        if config:
            data.split_for(config)
    except DataError as e:  # a split that leaves a language nothing to train on, or no data
        st.error(sentence(e), icon=":material/error:")
        config = None
    return preset, config


def _test(form: Fields[NamesConfig]) -> float | int:
    """A share of the spellings, or a number of names."""
    how = st.segmented_control(
        form.known["test"].label,
        ["share", "number"],
        key=form.key("test_as"),
        required=True,
        persist_state="session",
        help=form.known["test"].help,
        format_func=lambda how: "a share" if how == "share" else "a number (notes: 100)",
    )
    if how == "share":
        return st.number_input(
            "Share of the spellings held out",
            *TEST_SHARE,
            step=0.05,
            key=form.key("test_share"),
            persist_state="session",
        )
    return st.number_input(
        "Names held out",
        *TEST_NAMES,
        step=10,
        key=form.key("test_number"),
        persist_state="session",
    )
