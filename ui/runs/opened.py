"""One run opened on the Runs page: its panel, buttons and settings."""

import streamlit as st

from core.errors import RunError
from core.runs import listing, store
from core.runs.store import Run
from ui import page, session
from ui.errors import error_boundary
from ui.runs import annotations, settings, take_away
from ui.text import sentence
from ui.training import run_panel


def show(run: Run) -> None:
    """The whole of it."""
    _followed(run.id, run.status in store.ACTIVE)
    with st.container(horizontal=True):
        take_away.button(run)
        take_away.page_button([run])
        take_away.run_report_button(run)
        take_away.card_button(run)
        annotations.button(run)
        if st.button("Rename", icon=":material/edit:"):
            _ask_rename(run)
        busy = run.status in ("running", "paused")
        if st.button("Delete", icon=":material/delete:", disabled=busy):
            _ask_delete(run)
    with st.expander("Settings"):
        settings.show(run)


@st.dialog("Delete this run?")
def _ask_delete(run: Run) -> None:
    st.text(run.title)
    st.markdown("Its weights, curves and settings go for good.")
    with error_boundary():
        if page.delete_or_cancel():
            run.delete()
            session.forget_run(run)
            st.rerun()


@st.dialog("Rename this run")
def _ask_rename(run: Run) -> None:
    title = st.text_input("Name", run.title, max_chars=80)
    with error_boundary():
        if st.button("Rename", type="primary", icon=":material/edit:"):
            run.rename(title)
            st.rerun()


@st.fragment
def _followed(run_id: str, was_active: bool) -> None:
    """The run's panel; when it ends, there is more to do with it than in the panel."""
    with error_boundary():
        try:
            run = listing.find(run_id)
        except RunError as e:
            run_panel.follow(None)  # it was deleted elsewhere: what the panel showed stays
            st.error(sentence(e), icon=":material/error:")
            return
        if was_active != (run.status in store.ACTIVE):
            st.rerun()
        run_panel.follow(run, matrix_open=True)
