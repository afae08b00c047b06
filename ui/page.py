"""The frame of every page: its set-up, theme and sidebar."""

from pathlib import Path

import streamlit as st

from core import environment
from core.runs import warming
from ui import turns, urls
from ui.access import access
from ui.errors import error_boundary

STYLES = Path(__file__).parent / "theme.css"
PAGES = {
    "Digits": [
        ("pages/train_digits.py", "Train a CNN", ":material/grid_on:"),
        ("pages/draw_digit.py", "Draw a digit", ":material/draw:"),
    ],
    "Surnames": [
        ("pages/train_names.py", "Train an RNN", ":material/abc:"),
        ("pages/type_name.py", "Type a surname", ":material/keyboard:"),
    ],
    "Results": [
        ("pages/runs.py", "Runs", ":material/list_alt:"),
        ("pages/sweeps.py", "Sweeps", ":material/grid_view:"),
        ("pages/mistakes.py", "Mistakes", ":material/quiz:"),
        ("pages/data.py", "Data", ":material/database:"),
    ],
}


def begin(title: str, intro: str = "") -> None:
    """Set the page up. Call it first."""
    turns.wait()
    st.set_page_config(
        page_title=f"{title} · Netsketch",
        page_icon="✏️",
        layout="wide",
        initial_sidebar_state=230,
    )
    st.html(STYLES)
    with st.sidebar:
        st.page_link("app.py", label="**Netsketch**", icon=":material/gesture:")
        for group, links in PAGES.items():
            st.caption(group)
            for path, label, icon in links:
                st.page_link(path, label=label, icon=icon)
        if access.protected():
            st.html(f"<a href='{urls.sign_out_url()}'>Sign out</a>")
    st.title(title)
    if intro:
        st.markdown(intro)
    with error_boundary():
        environment.check()
    if st.runtime.exists():
        warming.warm()


def delete_or_cancel() -> bool:
    """The two buttons at the end of a dialog that deletes; whether it is to be done."""
    with st.container(horizontal=True, key="danger"):
        delete = st.button("Delete", type="primary", icon=":material/delete:")
        if st.button("Cancel"):
            st.rerun()
    return delete
