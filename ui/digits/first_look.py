"""The first look at a digits network: a pad, the answer of a network that is there before anything is
trained, and beside it another one that learns in view, where the machine is idle."""

import streamlit as st

from core import environment
from core.digits import dozen
from core.problems import problem
from core.runs import demo, predict
from core.runs.shipped import ships
from ui import routes
from ui.components.activations.activations import activations, pad_and_view
from ui.components.demo_run import demo_run
from ui.components.drawing_pad.drawing_pad import drawing_pad
from ui.components.network.network import in_browser
from ui.digits import pasted
from ui.digits.hints import hint
from ui.errors import error_boundary
from ui.text import plain

INVITATION = "Draw a digit: a small network reads it as you draw."


@st.fragment
def show() -> None:
    """The pad and the answer. Python is asked only for a picture that somebody brings along."""
    with error_boundary():
        run = demo.current.best("digits")
        network = in_browser(run)
        assert network, "what ships, and what learns here, is small enough"
        if not ships(run):
            network["url"] = routes.demo_weights_url()
        left, right = pad_and_view()
        with left:
            pad = drawing_pad("pad", "pictures")
        with right, error_boundary():
            words, dataset = problem(run.kind).words_of(run.config), run.config.dataset
            activations(
                network,
                predict.classes(run),
                title=f"Probability of each {words.label}",
                got=hint(dataset, "got"),
                invitation=INVITATION,
                picture=pasted.read(pad),
                revision=pad.revision,
                noun=words.label,
                tests=dozen.shipped(),
                inspects=False,
            )


@st.fragment
def learner() -> None:
    """The network that learns in view, beside the one that answers; nothing where that is not wanted."""
    with error_boundary():
        if environment.demo() is False:
            return
        wanted = demo_run.show(demo.current.best("digits"))
        if wanted == demo_run.KEEP:
            kept = demo.current.keep()
            st.toast(f"Kept among your runs as {plain(kept.title)}.", icon=":material/check:")
        elif wanted:
            st.rerun()
