"""A run's note and tags on a page: shown wherever the run is, and written where it is opened."""

import streamlit as st

from core.runs import annotations
from core.runs.store import Run
from ui.errors import error_boundary
from ui.text import plain


def show(run: Run, name: str = "") -> None:
    """Its tags and its note, after a name where several runs stand there; nothing of one that has none."""
    written = annotations.read(run)
    if not written:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if name:
            st.text(f"{name}:", width="content")
        for tag in written.tags:
            st.badge(plain(f"#{tag}"), color="violet", width="content")
        if written.note:
            st.text(written.note, width="stretch" if not name else "content")


def button(run: Run) -> None:
    """A button that opens the dialog in which they are written."""
    if st.button("Note and tags", icon=":material/sell:"):
        _write(run)


@st.dialog("Note and tags")
def _write(run: Run) -> None:
    written = annotations.read(run)
    st.text(run.title)
    note = st.text_area(
        "Note", written.note, placeholder="What was tried, and what came of it", height=140
    )
    tags = st.text_input(
        "Tags",
        ", ".join(written.tags),
        placeholder="class 7b, too slow",
        help="Commas between them.",
    )
    with error_boundary():
        if st.button("Keep", type="primary", icon=":material/check:"):
            annotations.write(run, note, annotations.tags_of(tags))
            st.rerun()
