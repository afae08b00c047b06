"""Next steps for a run that has ended: more epochs, its settings in the form, other seeds."""

import streamlit as st

from core.runs import extension, queue, store
from core.runs.store import Run
from ui.errors import error_boundary


def show(run: Run) -> None:
    """A row of buttons; nothing while the run trains."""
    if run.status in store.ACTIVE:
        return
    with st.container(horizontal=True, key="next-steps"), error_boundary():
        _more(run)


def _more(run: Run) -> None:
    if not extension.possible(run):
        return
    more = extension.amount(run.config)
    label = extension.in_words(run.config, more)
    what = f"Go on from its last step for {label}. {extension.what_happens(run.config)}"
    if st.button(label, key="extend", icon=":material/more_time:", help=what):
        queue.current.extend(run, more)
        st.rerun(scope="app")
