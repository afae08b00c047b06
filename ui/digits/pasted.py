"""What a network gets of a picture that was pasted or dropped on the pad."""

import numpy as np
import streamlit as st

from core.errors import EmptyDrawing
from ui.components.drawing_pad.drawing_pad import Pad
from ui.text import sentence


def read(pad: Pad) -> np.ndarray | None:
    """(28, 28) in 0..1; None where there is no picture, or nothing on it, which is said here. Raises
    PictureError."""
    if pad.picture is None:
        return None
    from core.digits.preprocessing import Drawing  # SciPy: not before it is needed

    try:
        made = Drawing.of_file(pad.picture)
        return made.seen(made.steps)
    except EmptyDrawing as e:
        st.info(sentence(e), icon=":material/draw:")
        return None
