"""The picture of a surname network on its train page, and what a change made on it does to the form."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.errors import ConfigError, DataError, SurnameError
from core.names import data
from core.names.config import CELLS, GATES, NOT_IN_NOTES, NOTES_CELLS, NamesConfig
from core.names.layers import NAMES, RELUS, layers
from core.names.problem import NAMES as PROBLEM
from core.names.text import ALPHABET, split_names
from core.problem import Layer
from core.runs import step_time
from core.settings.setting import settings
from core.statistics.durations import clock
from ui import session
from ui.components.unrolled_network.unrolled_network import Cell, Typed, unrolled_network

FIELD = "sample"
SHOWN = (
    *("cell", "hidden_size", "layers", "direction", "embedding"),
    *("ngrams", "marks", "shortcut", "readout"),
)
"""Settings that the picture shows."""
CHANGED = ("cell", "hidden_size", "layers", "embedding")
"""Those that can be changed on it."""
FORMULAS = {
    "linear": "h′ = T[letter] + h·W + b        answer = U[last letter] + h·V + c",
    "relu-1": "e = ReLU(T[letter] + a)        h′ = e + h·W + b        answer = U[last letter] + h·V + c",
    "relu-2": "e = ReLU(ReLU(T[letter] + a)·S + s)        h′ = e + h·W + b        "
    "answer = U[last letter] + h·V + c",
    "tanh": "h′ = tanh(x·T + h·W + b)",
    "gru": "r = σ(x·Tr + h·Wr + br)    z = σ(x·Tz + h·Wz + bz)    "
    "n = tanh(x·Tn + bn + r∘(h·Wn + b))    h′ = (1 − z)∘n + z∘h",
    "lstm": "i, f, o = σ(x·T + h·W + b)    g = tanh(x·T + h·W + b)    c′ = f∘c + i∘g    "
    "h′ = o∘tanh(c′)",
}
"""What `core.names.notes_rnn` and `gated_rnn` compute: h is the state, x what stands for the letter."""
_held = session.Entry[dict[str, Any]]("names-pictured")
"""What the form held of it last: cells of the notes have no widgets for some."""


def show(config: NamesConfig | None, threads: int | None) -> None:
    """A box for a name and the picture of what the form holds; `config` is None where that cannot be
    trained. Raises SurnameError once the picture stands, for a name that cannot be read."""
    held = _held.get({f: getattr(NamesConfig(), f) for f in SHOWN})
    held |= {f: st.session_state[k] for f in SHOWN if (k := f"names.{f}") in st.session_state}
    _held.set(held)
    sample = st.text_input(
        "A surname to read",
        "Kowalski",
        live="150ms",
        key=FIELD,
        persist_state="session",
        width=320,
        label_visibility="collapsed",
        placeholder="A surname to read",
    )
    name, letters, error = next(iter(split_names(sample or "")), ""), "", None
    try:
        letters = PROBLEM.read(sample or "").cleaned.letters
    except SurnameError as e:
        error = e
    stack, languages = _layers(held)
    known = settings(NamesConfig)
    unrolled_network(
        held,
        stack,
        [
            Cell(
                cell,
                label,
                NAMES.get(cell, "h·W + b"),
                FORMULAS[cell],
                GATES[cell],
                RELUS.get(cell, 0),
            )
            for cell, label in CELLS.items()
            if cell in FORMULAS
        ],
        (NOTES_CELLS, {f: value for f, value in NOT_IN_NOTES.items() if f in SHOWN}),
        {f: (known[f].low or 0, known[f].high or 0) for f in CHANGED[1:]},
        languages,
        ALPHABET,
        Typed(FIELD, name, letters),
        _changed,
        problems=list(session.problems(NamesConfig.kind).get({}).values()),
        estimate=_estimate(config, threads) if config else "",
        about=_about(config) if config else "",
    )
    if error:
        raise error


def _layers(held: Mapping[str, Any]) -> tuple[list[Layer], tuple[str, ...]]:
    """What the form holds layer by layer, as near as that can be built, and its languages."""
    dataset = st.session_state.get("names.dataset", NamesConfig().dataset)
    bare = NOT_IN_NOTES if held["cell"] in NOTES_CELLS else {}
    network = {**held, **{f: v for f, v in bare.items() if f in SHOWN}, "dataset": dataset}
    try:
        try:
            config = NamesConfig(**network)
        except ConfigError:
            config = NamesConfig(**{**network, "ngrams": 1})
        return layers(config), tuple(data.load(dataset).languages)
    except DataError:
        return [], ()


def _estimate(config: NamesConfig, threads: int | None) -> str:
    seconds = step_time.run_seconds(config, threads)
    return f"About {clock(seconds)} {step_time.where(config)}" if seconds else ""


def _about(config: NamesConfig) -> str:
    """What it is trained and tested on, and how it reads a name."""
    names, split = data.split_for(config)
    return (
        f"Trains on {len(split.train):,} names of {len(names.languages)} languages, is tested on "
        f"{len(split.test):,} others, and sees {config.steps * config.batch_size:,} names in all. "
        + reading(config)
    )


def _changed(wanted: Mapping[str, Any]) -> None:
    """Put what was built on the picture into the form; what is no setting stays out of it."""
    known = settings(NamesConfig)
    for field in CHANGED:
        value = wanted.get(field)
        if field == "cell":
            fits = value in CELLS
        else:
            low, high = known[field].low or 0, known[field].high or 0
            fits = type(value) is int and low <= value <= high
        if fits:
            st.session_state[f"names.{field}"] = value


def reading(config: NamesConfig) -> str:
    """How a network of these settings reads the rows of a name, in sentences."""
    said = []
    if config.marks:
        said.append("A mark of its own stands before the first row and after the last.")
    if config.embedding:
        what = {
            1: "Each row becomes",
            2: "Each row, and the pair of letters that ends there, become",
            3: "Each row, and the pair and the triple of letters that end there, become",
        }[config.ngrams]
        said.append(f"{what} {config.embedding} numbers, which are learned.")
    way = {
        "forwards": "from top to bottom",
        "backwards": "from bottom to top",
        "both": "from top to bottom and, with other states, from bottom to top",
    }[config.direction]
    answer = {
        "last": "after the last" if config.direction != "both" else "from the last state of each",
        "max": "from the maximum of each hidden unit on the way",
        "mean": "from the mean of each hidden unit on the way",
        "last-max": "from the last state and the maximum of each hidden unit on the way",
    }[config.readout]
    said.append(f"The network reads them {way} and answers {answer}.")
    if config.shortcut:
        said.append("Past that, what ends at each letter speaks for each language by itself.")
    return " ".join(said)
