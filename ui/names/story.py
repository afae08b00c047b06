"""Figures of the notes' story that read surnames as they are typed."""

import numpy as np
import streamlit as st

from core.charts import live
from core.names.text import ALPHABET, encode
from core.runs import predict
from core.runs.shipped import shipped
from core.runs.store import Run
from ui.components.live_chart.live_chart import live_chart
from ui.components.network.network import in_browser
from ui.components.typed_answer.typed_answer import typed_answer
from ui.errors import error_boundary
from ui.names.first_name import first_name
from ui.text import sentence

FIRST = "Kowalski"
MOST_LETTERS = 24  # of a name that are drawn


@st.fragment
def one_hot(_run: Run | None) -> None:
    """A name as the network gets it: a column for each letter, a 1 at the letter's own place."""
    with error_boundary():
        text = st.text_input("A surname", FIRST, key="story-name", live="150ms")
        _, letters, error = first_name(text)
        if error:
            st.error(sentence(error), icon=":material/error:")
        letters = (letters or first_name(FIRST).letters)[:MOST_LETTERS]
        cells = np.zeros((len(ALPHABET), len(letters)))
        cells[encode(letters), range(len(letters))] = 1
        known = ["space" if letter == " " else letter for letter in ALPHABET]
        figure = live.figure(
            live.categories("Letter of the name", list(letters)),
            live.categories("Place in the vector", known),
            cells=cells,
            places=0,
        )
        live_chart(figure, "one-hot", 470, f"One-hot vectors of {letters}")


@st.fragment
def ask(run: Run | None) -> None:
    """A box to type in, and a network's answer at every letter."""
    with error_boundary():
        run = run or shipped("names")
        network = in_browser(run)
        assert network, "what the story trains is small enough"
        text = st.text_input("A surname", key="surname", live="150ms", placeholder=FIRST)
        name, letters, error = first_name(text)
        if error:
            st.error(sentence(error), icon=":material/error:")
        typed_answer(
            network,
            predict.classes(run),
            field="surname",
            place=0,
            name=name,
            letters=letters,
            invitation="Type a surname for it.",
            top=5,
        )
