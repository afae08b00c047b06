"""Figures of the notes' story that read digits as they are drawn."""

import streamlit as st

from core.problems import problem
from core.runs import predict
from core.runs.shipped import shipped
from core.runs.store import Run
from ui.components.activations.activations import activations, pad_and_view
from ui.components.drawing_pad.drawing_pad import drawing_pad, pad_and_answer
from ui.components.drawn_answer.drawn_answer import drawn_answer
from ui.components.network.network import in_browser
from ui.digits.hints import hint
from ui.errors import error_boundary

INVITATION = "Draw a digit: each layer’s feature maps stand here as you draw."


@st.fragment
def convolution(run: Run | None) -> None:
    """A pad, and what all layers of a network make of what is drawn."""
    with error_boundary():
        run = run or shipped("digits")
        network = in_browser(run)
        assert network, "what ships, and what the story trains, is small enough"
        left, right = pad_and_view()
        with left:
            pad = drawing_pad("pad", "pictures")
        with right:
            activations(
                network,
                predict.classes(run),
                title=f"Probability of each {problem(run.kind).words_of(run.config).label}",
                got=hint(run.config.dataset, "got"),
                noun="digit",
                invitation=INVITATION,
                revision=pad.revision,
            )


@st.fragment
def ask(run: Run | None) -> None:
    """A pad, and a network's answer."""
    with error_boundary():
        run = run or shipped("digits")
        network = in_browser(run)
        assert network, "what the story trains is small enough"
        left, right = pad_and_answer()
        with left:
            pad = drawing_pad("pad", "pictures")
        with right:
            label = problem(run.kind).words_of(run.config).label
            drawn_answer(
                network,
                predict.classes(run),
                title=f"Probability of each {label}",
                got=hint(run.config.dataset, "got"),
                invitation=hint(run.config.dataset, "invitation"),
                revision=pad.revision,
            )
