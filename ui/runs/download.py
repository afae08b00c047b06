"""Download buttons for what a page shows."""

from collections.abc import Callable

import streamlit as st


def as_csv(
    of: str, text: str | Callable[[], str], file: str, key: str = "", label: str = "Download CSV"
) -> None:
    """A CSV file; what it is of stands in the tooltip. Where `text` is a function, the file is made when it
    is asked for."""
    st.download_button(
        label,
        text,
        file,
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=key or f"csv-{file}",
        help=f"The {of}, for a spreadsheet.",
    )
