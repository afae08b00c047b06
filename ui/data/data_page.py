"""The Data page below its title: a tab for the data of each kind, and one to add data sets."""

import streamlit as st

from core.problems import title
from ui.errors import error_boundary
from ui.names import add_data
from ui.problems import PAGES


def show() -> None:
    """All tabs; what goes wrong in one leaves the others."""
    titles = [kind.data_title or title(name) for name, kind in PAGES.items()]
    *tabs, adding = st.tabs([*titles, "Add a data set"])
    for tab, kind in zip(tabs, PAGES.values(), strict=True):
        with tab, error_boundary():
            kind.data()
    with adding:
        add_data.show()
