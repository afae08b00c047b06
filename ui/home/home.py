"""The home page: a digit to draw and a surname to type from the first moment, and what is training now."""

import streamlit as st

from core.problems import problem
from core.runs import demo
from core.runs.shipped import FOLDER, shipped_kinds
from core.statistics.percent import percent
from ui import page, urls
from ui.components.train_button.train_button import starts
from ui.errors import error_boundary
from ui.problem_page import ProblemPage
from ui.problems import PAGES
from ui.training import run_panel, train_page


def show() -> None:
    """The whole page."""
    page.begin("Netsketch")
    st.markdown(
        "Draw a digit or type a surname, and two small neural networks answer. Then train your own, and "
        "watch it learn: it takes seconds."
    )
    first, *others = PAGES.values()
    with st.container(
        key="home-actions", horizontal=True, vertical_alignment="center", gap="small"
    ):
        train(first, "Train your own", primary=True)
        for other in others:
            train(other, f"Train one on {problem(other.kind).words.title.lower()}")
        urls.link(page.STORY.page, page.STORY.label, page.STORY.icon)
    with st.container(key="home"):
        first.first_look()
    with st.container(key="learns"):
        for each in PAGES.values():
            each.learner()
    for other in others:
        other.first_look()
    for each in PAGES.values():
        known(each.kind)
    now()


def train(twin: ProblemPage, label: str, primary: bool = False) -> None:
    """A button that trains the quick network of a kind, and asks it while it learns."""
    if starts(label, f"train-{twin.kind}", primary):
        with error_boundary():
            run = train_page.quick(twin.kind)
            urls.open_page(twin.ask.page, run=run.id)


def known(kind: str) -> None:
    """How good the network of a kind is that answers here, in a sentence."""
    with error_boundary():
        if kind not in shipped_kinds():
            return
        run, words = demo.current.best(kind), problem(kind).words
        came = "came with Netsketch" if run.path.parent == FOLDER else "learned here"
        st.caption(
            f"The {words.network} that answers {came}: it tells the {words.label} of "
            f"{percent(run.record['accuracy'])} of its test {words.items}."
        )


@st.fragment(run_every=2)
def now() -> None:
    """What is training, where anything is."""
    with error_boundary():
        run_panel.training_now()
        train_page.stop_waiting()
