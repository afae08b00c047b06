"""The challenge of a made-up name on screen: a box to type in, the answer, and how far the goal is."""

import streamlit as st

from core.names import data
from core.names.challenges import FINNISH, LANGUAGE, SHARE
from core.runs import predict
from core.runs.shipped import shipped
from ui.components.network.network import in_browser
from ui.components.taken_for.taken_for import taken_for
from ui.components.typed_answer.typed_answer import typed_answer
from ui.errors import error_boundary
from ui.names.first_name import first_name
from ui.text import sentence


@st.fragment
def make_up() -> None:
    """Only this runs again while typing."""
    with error_boundary():
        run = shipped("names")
        network = in_browser(run)
        assert network, "what ships is small enough"
        left, right = st.columns([1, 2], gap="large")
        with left:
            text = st.text_input(
                "A name that you make up", key="made-up", live="150ms", persist_state="session"
            )
        name, letters, error = first_name(text)
        where = data.load(run.config.dataset).languages_of.get(letters, ())
        with left:
            goal = {"label": LANGUAGE, "share": SHARE}
            taken_for(FINNISH.name, letters, " and ".join(where), goal)
            if error:
                st.error(sentence(error), icon=":material/error:")
        with right:
            typed_answer(
                network,
                predict.classes(run),
                field="made-up",
                place=0,
                name=name,
                letters=letters,
                invitation="Type a name: the network tells its language at every letter.",
            )


CHALLENGES = {FINNISH.name: make_up}
