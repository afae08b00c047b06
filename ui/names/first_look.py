"""The first look at a surname network: a box to type in and the shipped network's answer, before anything
is trained."""

import streamlit as st

from core.runs import predict
from core.runs.shipped import shipped
from ui.components.network.network import in_browser
from ui.components.typed_answer.typed_answer import typed_answer
from ui.errors import error_boundary
from ui.names.first_name import first_name
from ui.text import sentence

TOP = 5  # languages that are shown
INVITATION = "Type a surname: another network tells its language at every letter."
EXAMPLES = ("Kowalczyk", "Nakamura", "Юрьев")


@st.fragment
def show() -> None:
    """The box and the answer. Python is asked for names in other scripts, and for what cannot be read."""
    with error_boundary():
        run = shipped("names")
        network = in_browser(run)
        assert network, "what ships is small enough"
        left, right = st.columns([1, 2], gap="large")
        with left:
            text = st.text_input(
                "A surname",
                key="surname",
                live="150ms",
                placeholder="Kowalski, Юрьев, さとう",
                persist_state="session",
            )
        name, letters, error = first_name(text)
        with right:
            typed_answer(
                network,
                predict.classes(run),
                field="surname",
                place=0,
                name=name,
                letters=letters,
                invitation=INVITATION,
                top=TOP,
            )
            st.pills(
                "Or one of these",
                EXAMPLES,
                key="surname-example",
                on_change=_take,
                label_visibility="collapsed",
            )
            if error:
                st.error(sentence(error), icon=":material/error:")


def _take() -> None:
    """Put the example that was pressed into the box."""
    if name := st.session_state["surname-example"]:
        st.session_state["surname"] = name
        st.session_state["surname-example"] = None
