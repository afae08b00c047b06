"""Focus: the cursor in a text field from the start, where a page is made for typing."""

from pathlib import Path

import streamlit as st

mount = st.components.v2.component(
    "netsketch_cursor", js=(Path(__file__).parent / "cursor.js").read_text("utf-8")
)


def cursor_in(key: str) -> None:
    """Put the cursor into the text field of this key when the page is opened."""
    mount(key=f"cursor-{key}", data={"key": key})
