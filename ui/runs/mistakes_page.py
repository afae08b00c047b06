"""The Mistakes page below its title: the choice of a kind and of a network, then its mistakes."""

import contextlib

import streamlit as st

from core.errors import RunError
from core.problems import PROBLEMS, title
from core.runs import listing
from ui import session, urls
from ui.errors import error_boundary
from ui.problems import problem_page


def show() -> None:
    """The whole of it."""
    with error_boundary():
        left, right = st.columns([1, 3], gap="medium")
        with left:
            kind = _chosen_kind()
        with right:
            run = session.select_run(kind, "Mistakes of")
        if run is None:
            reads = title(kind).lower()
            st.info(f"No network has been trained for {reads} yet.", icon=":material/school:")
            urls.link(problem_page(kind).train.page, "Train one", ":material/arrow_forward:")
        elif not run.has_weights:
            st.info(
                "This network has just begun to train; its mistakes come in seconds. Reload then."
            )
        else:
            from ui.runs import mistakes  # PyTorch: not before there is something to test

            mistakes.browse(run)


def _chosen_kind() -> str:
    """A link names a run, and its kind is the one to show; otherwise that of the newest run."""
    newest = [r.kind for r in listing.runs()[:1]]
    if named := urls.parameter("run"):
        with contextlib.suppress(RunError):
            st.session_state["kind"] = listing.find(str(named)).kind
    st.session_state.setdefault("kind", newest[0] if newest else next(iter(PROBLEMS)))
    picked = st.segmented_control(
        "What was read",
        list(PROBLEMS),
        format_func=title,
        key="kind",
        required=True,
        on_change=lambda: urls.remove("run"),  # that run is of the other kind
    )
    return str(picked)  # required: never None
