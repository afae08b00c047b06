"""The one-stroke challenge on screen: a pad, the answer, and how far the goal is."""

import streamlit as st

from core.digits.challenges import ONE_STROKE, SHORT, SURE, TURNED
from core.digits.config import DigitsConfig
from core.digits.picture_sets import MNIST
from core.problems import problem
from core.runs import listing, predict
from core.runs.shipped import shipped
from core.runs.store import Run
from core.statistics.percent import percent
from core.sweeps import ranking
from ui.components.drawing_pad.drawing_pad import drawing_pad, pad_and_answer
from ui.components.drawn_answer.drawn_answer import drawn_answer
from ui.components.network.network import in_browser
from ui.components.one_stroke.one_stroke import one_stroke
from ui.digits.hints import hint
from ui.errors import error_boundary

WORTH_FOOLING = 0.97
"""The test accuracy that a network has at least: a worse one is fooled by anything."""


@st.fragment
def fool() -> None:
    """A network of the user's or the one that ships, a digit to draw, and the pad."""
    with error_boundary():
        with st.container(horizontal=True, vertical_alignment="bottom"):
            run = _network()
            labels = predict.classes(run)
            digit = st.segmented_control(
                "The digit that you draw",
                labels,
                default=labels[7],
                required=True,
                key="one-stroke.digit",
                persist_state="session",
            )
        network = in_browser(run)
        if network is None:
            st.info("This network is too large to be asked here; choose another one.")
            return
        left, right = pad_and_answer()
        with left:
            pad = drawing_pad("pad", "pictures")
        with right:
            goal = {"digit": digit, "sure": SURE, "turned": TURNED, "short": SHORT}
            one_stroke(ONE_STROKE.name, network, labels, goal)
            drawn_answer(
                network,
                labels,
                title=f"Probability of each {problem(run.kind).words_of(run.config).label}",
                got=hint(run.config.dataset, "got"),
                invitation=hint(run.config.dataset, "invitation"),
                revision=pad.revision,
            )


def _network() -> Run:
    found = [shipped("digits"), *filter(_worth_fooling, listing.runs("digits"))]
    names = ["The network that ships", *ranking.labels(found[1:])]
    chosen = st.selectbox(
        "Network",
        range(len(found)),
        format_func=names.__getitem__,
        key="one-stroke.network",
        width=360,
        help=f"Yours are here that read {percent(WORTH_FOOLING, 0)} of the test digits or more.",
    )
    return found[chosen]


def _worth_fooling(run: Run) -> bool:
    assert isinstance(run.config, DigitsConfig)
    right = float(run.record.get("accuracy") or 0)
    return run.has_weights and run.config.dataset == MNIST and right >= WORTH_FOOLING


CHALLENGES = {ONE_STROKE.name: fool}
