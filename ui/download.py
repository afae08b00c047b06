"""Buttons that download what a page shows."""

from collections.abc import Callable

import streamlit as st


def as_csv(label: str, text: str | Callable[[], str], file: str, key: str | None = None) -> None:
    """A CSV file; where `text` is a function, it is made when it is asked for."""
    st.download_button(
        label, text, file, "text/csv", icon=":material/download:", on_click="ignore", key=key
    )
