"""The Sweeps page: many networks at once, which setting matters, and which difference is luck."""

from collections.abc import Callable

import streamlit as st

from core.errors import RunError
from core.sweeps import sweep as sweeps
from core.sweeps.plan import Plan
from core.sweeps.sweep import Sweep
from ui import page, urls
from ui.errors import error_boundary
from ui.notes import questions
from ui.sweeps import form, lists, view
from ui.text import sentence

page.begin(
    "Sweeps",
    "Train every combination of some settings with several seeds, and see which differences are more "
    "than luck.",
)


def show(sweep: Sweep) -> None:
    urls.set_parameter("sweep", sweep.id)
    st.rerun()


def start(plan: Plan) -> None:
    with error_boundary():
        show(sweeps.start(plan))


def named() -> Sweep | None:
    """The sweep that the URL names."""
    if sweep_id := urls.parameter("sweep"):
        try:
            return sweeps.find(str(sweep_id))
        except RunError as e:
            st.warning(sentence(e), icon=":material/link_off:")
            urls.remove("sweep")
    return None


with error_boundary():
    opened = named()
    if opened:
        view.follow(opened)
        st.divider()
    titles: dict[str, Callable[[], None]] = {
        "New sweep": lambda: form.show(start),
        "The notes’ tables": lambda: lists.notes(start),
        "Open questions": lambda: questions.show(start),
        "All sweeps": lambda: lists.everything(show),
    }
    tabs = st.tabs(list(titles), on_change="rerun", key="tabs")
    for tab, draw in zip(tabs, titles.values(), strict=True):
        if tab.open:
            with tab:
                draw()
