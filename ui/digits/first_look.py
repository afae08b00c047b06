"""The first look at a digits network: a pad and the shipped network's answer, with nothing trained yet."""

import numpy as np
import streamlit as st

from core.errors import EmptyDrawing
from core.problems import problem
from core.runs import predict
from core.runs.shipped import shipped
from ui import urls
from ui.components.drawing_pad.drawing_pad import drawing_pad, pad_and_answer
from ui.components.drawn_answer.drawn_answer import drawn_answer
from ui.components.network.network import in_browser
from ui.digits.hints import hint
from ui.errors import error_boundary
from ui.text import sentence

INVITATION = "Draw a digit: a small network reads it at every movement of the pen."


@st.fragment
def show() -> None:
    """The pad and the answer. Python is asked only for a picture that somebody brings along."""
    with error_boundary():
        run = shipped("digits")
        network = in_browser(run)
        assert network, "what ships is small enough"
        left, right = pad_and_answer()
        with left:
            pad = drawing_pad("pad", "pictures")
        with right, error_boundary():
            label, dataset = problem(run.kind).words_of(run.config).label, run.config.dataset
            drawn_answer(
                network | {"url": urls.shipped_url(run.kind)},
                predict.classes(run),
                title=f"Probability of each {label}",
                got=hint(dataset, "got"),
                invitation=INVITATION,
                picture=None if pad.picture is None else _read(pad.picture),
                revision=pad.revision,
            )


def _read(file: bytes) -> np.ndarray | None:
    """What the network gets of a picture, (28, 28); None, and a sentence, where there is nothing on it.
    Raises PictureError."""
    from core.digits.preprocessing import (
        Drawing,
    )  # SciPy: not before it is needed

    try:
        made = Drawing.of_file(file)
        return made.seen(made.steps)
    except EmptyDrawing as e:
        st.info(sentence(e), icon=":material/draw:")
        return None
