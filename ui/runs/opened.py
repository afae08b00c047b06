"""One run opened on the Runs page: its panel, buttons, confusion matrix and settings."""

import numpy as np
import streamlit as st

from core.runs import export, listing, store
from core.runs.store import Run
from core.statistics.confusion import never_answered
from ui import page, session, urls
from ui.errors import error_boundary
from ui.runs import confusion_matrix, download, settings
from ui.text import plain
from ui.training import run_panel


def show(run: Run) -> None:
    """The whole of it."""
    from core.runs.predict import classes  # PyTorch with it: a list of runs must not wait for that

    _followed(run.id, run.status in store.ACTIVE)
    with st.container(horizontal=True):
        if st.button("Rename", icon=":material/edit:"):
            _ask_rename(run)
        busy = run.status in ("running", "paused")
        if st.button("Delete", icon=":material/delete:", disabled=busy):
            _ask_delete(run)
        download.as_csv("curves", lambda: export.metrics_csv(run), f"{run.id}-curves.csv")
    result = run.result()
    labels = classes(run) if result else ()
    if result and len(result["confusion"]) != len(labels):
        st.warning(
            "Its last test is of other classes than the run: result.json is damaged or another run’s.",
            icon=":material/broken_image:",
        )
        result = None
    if result:
        st.header("Confusion matrix", anchor=False)
        confusion_matrix.show(np.array(result["confusion"]), labels)
        with st.container(horizontal=True, vertical_alignment="center"):
            download.as_csv(
                "confusion matrix",
                lambda: export.confusion_csv(result["confusion"], labels),
                f"{run.id}-confusion.csv",
            )
            label = "See the mistakes, one by one"
            urls.link(urls.MISTAKES, label, ":material/arrow_forward:", run=run.id)
        if never := [labels[k] for k in never_answered(result["confusion"])]:
            st.warning(
                f"It never answers {plain(', '.join(never))}.", icon=":material/visibility_off:"
            )
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
        run = listing.find(run_id)
        if was_active != (run.status in store.ACTIVE):
            st.rerun()
        run_panel.follow(run)
