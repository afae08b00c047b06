"""The error boundary of every page: what goes wrong is shown as a sentence, and the page goes on."""

import contextlib
import logging
from collections.abc import Iterator

import streamlit as st

from core.errors import NetsketchError
from ui.text import sentence


@contextlib.contextmanager
def error_boundary() -> Iterator[None]:
    """Show what went wrong as a sentence, and let the rest of the page go on."""
    try:
        yield
    except NetsketchError as e:
        st.error(sentence(e), icon=":material/error:")
    except Exception as e:  # our mistake: the user gets a sentence, the terminal the rest
        logging.getLogger("netsketch").exception("in a page")
        st.error(
            f"Netsketch made a mistake here ({type(e).__name__}). No run is lost; reload the page. "
            "The terminal says more.",
            icon=":material/error:",
        )
