"""A test image in the place of the drawing pad, where the URL names one."""

import numpy as np
import streamlit as st

from core.digits import data
from core.digits.config import DigitsConfig
from core.digits.picture_sets import picture_set
from core.digits.problem import DIGITS
from core.errors import DataError
from ui import urls
from ui.runs.probabilities import ink_url
from ui.runs.votes import vote


def from_url(config: DigitsConfig) -> np.ndarray | None:
    """The picture (28, 28) in 0..1 that ?test=1234 asks for, of a config's data set, shown; None where it
    asks for none.

    Raises DataError for a number that the test set does not have.
    """
    typed = urls.parameter("test")
    if typed is None:
        return None
    with st.container(horizontal=True):
        run_id = urls.parameter("run") or ""
        urls.link(urls.MISTAKES, "Back to the mistakes", ":material/arrow_back:", run=run_id)
        if st.button("Back to the pad", icon=":material/draw:"):
            urls.remove("test")
            st.rerun()
    if not typed.isascii() or not typed.isdigit():
        raise DataError(f"“{typed[:20]}” is not the number of a test image; name one from 0 on.")
    number = int(typed[:9])
    picture, truth = data.test_image(config.dataset, number)
    st.html(
        f"<img src='{ink_url(1 - picture)}' alt='Test image {number}' style='width:100%;"
        "max-width:320px;image-rendering:pixelated;border-radius:.6rem;display:block'>"
    )
    if votes := DIGITS.disputed(config).get(number):
        st.text(f"Test image no. {number}.")
        vote(DIGITS.kind, number, votes, picture_set(config.dataset).labels)
    else:
        st.text(f"Test image no. {number}; its label says {truth}.")
    return picture
