"""The Sweeps page below its title: the sweep that the URL names, and tabs to start or open one."""

from collections.abc import Callable

import streamlit as st

from core.errors import RunError
from core.sweeps import sweep as sweeps
from core.sweeps.plan import Plan
from core.sweeps.sweep import Sweep
from ui import session, urls
from ui.errors import error_boundary
from ui.notes import questions
from ui.sweeps import form, lists, view
from ui.text import sentence

TABS: dict[str, Callable[[], None]] = {
    "New sweep": lambda: form.show(_start),
    "The notes’ tables": lambda: lists.notes(_start),
    "Open questions": lambda: questions.show(_start),
    "All sweeps": lambda: lists.everything(_open),
}


def show() -> None:
    """The whole of it; only the tab that is open is drawn."""
    with error_boundary():
        if opened := _from_url():
            view.follow(opened)
            st.divider()
        urls.widget("tab", "tabs", TABS, next(iter(TABS)))
        for tab, draw in zip(
            st.tabs(list(TABS), on_change="rerun", key="tabs"), TABS.values(), strict=True
        ):
            if tab.open:
                with tab:
                    draw()


def _from_url() -> Sweep | None:
    """The sweep that the URL names."""
    if sweep_id := urls.parameter("sweep"):
        try:
            return sweeps.find(str(sweep_id))
        except RunError as e:
            st.warning(sentence(e), icon=":material/link_off:")
            urls.remove("sweep")
    return None


def _open(sweep: Sweep) -> None:
    urls.set_parameter("sweep", sweep.id)
    st.rerun()


def _start(plan: Plan) -> None:
    with error_boundary():
        _open(session.start_sweep(plan))
