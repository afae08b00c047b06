"""Widgets that the panels inside a surname network share."""

import numpy as np
import streamlit as st

from core.charts.live import Figure
from core.names.surname_rnn import SurnameRNN
from core.runs import export
from core.runs.predict import network_of
from core.runs.store import Run
from ui.components.live_chart.live_chart import live_chart
from ui.runs import download, probabilities


def network(run: Run) -> SurnameRNN:
    found = network_of(run)
    assert isinstance(found, SurnameRNN)
    return found


def draw(figure: Figure, key: str, height: int, alt: str) -> None:
    """A chart that stays where it is while what it shows changes."""
    live_chart(figure, f"inside-{key}", height, alt)


def line(slot: str, words: str) -> None:
    """A line of text that changes with the name, also on a page that a browser has translated."""
    with probabilities.anew(slot, words):
        st.text(words)


def figures_csv(name: str, header: list[str], rows: np.ndarray) -> None:
    """The figures of a panel, made only when they are downloaded."""
    download.as_csv(
        "figures above",
        lambda: export.as_csv(header, rows.tolist()),
        f"{name}.csv",
        key=f"csv-{name}",
    )
