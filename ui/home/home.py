"""The home page: what this is, three things to try, what is training now."""

import streamlit as st

from core.notes import tables
from core.runs import executors
from core.statistics.durations import clock
from core.sweeps import sweep as sweeps
from ui import page, urls
from ui.components.train_button.train_button import starts
from ui.errors import error_boundary
from ui.training import run_panel, train_page


def show() -> None:
    """The whole page."""
    page.begin("Netsketch")
    st.markdown(
        "Train a small neural network and watch it learn, then draw a digit or type a surname and see what "
        "it says. It started from one person’s notes on learning PyTorch: all their experiments are here."
    )

    columns = st.columns(3)
    with columns[0], st.container(border=True, height="stretch"):
        st.header(":material/draw: Draw a digit", anchor=False)
        st.markdown("Train the quick CNN on 60 000 digits, then draw one of your own.")
        if starts("Train and draw", "train-and-draw", primary=True):
            with error_boundary():
                run = train_page.quick("digits")
                urls.open_page("pages/draw_digit.py", run=run.id)
    with columns[1], st.container(border=True, height="stretch"):
        st.header(":material/keyboard: Type a surname", anchor=False)
        st.markdown("Train the quick RNN on surnames of many languages, then type one.")
        if starts("Train and type", "train-and-type"):
            with error_boundary():
                run = train_page.quick("names")
                urls.open_page("pages/type_name.py", run=run.id)
    with columns[2], st.container(border=True, height="stretch"):
        st.header(":material/table: Repeat the notes", anchor=False)
        with error_boundary():
            repeat_notes()

    now()


def repeat_notes() -> None:
    """The notes' table of channels: what it asks, how long it takes, and the button that trains it."""
    plan = tables.table("channels").plan()
    seconds = plan.seconds(executors.workers())
    about = f" (about {clock(seconds)})" if seconds else ""
    st.markdown(
        "Does a network with 9 filters really do worse than one with 8? "
        f"Train {len(plan.cells)} and see{about}."
    )
    if starts("Train the table", "train-the-table"):
        made = sweeps.start(plan)
        urls.open_page(urls.SWEEPS, sweep=made.id)


@st.fragment(run_every=2)
def now() -> None:
    """What is training, where anything is."""
    with error_boundary():
        run_panel.training_now()
        train_page.stop_waiting()
