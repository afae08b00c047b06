"""MNIST on the Data page: sample images of each digit, and how many there are of each."""

import base64
import io

import numpy as np
import streamlit as st
from PIL import Image

from core.charts import figures
from core.digits import data


def show() -> None:
    """Raises DataError."""
    sheet, train, test = _sample_sheet()
    st.markdown(
        "**MNIST**: 70 000 handwritten digits, 28 × 28 grey values each; 60 000 to train on and "
        "10 000 of other writers to test with (LeCun, Cortes and Burges)."
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        source = base64.b64encode(sheet).decode()
        st.html(
            f"<img src='data:image/png;base64,{source}' style='width:100%;border-radius:.3rem' "
            "alt='Sixteen training images of each digit, a row for each from 0 to 9, in white on black'>"
        )
        st.caption("The first sixteen training images of each digit")
    with right:
        labels = list("0123456789")
        figure = figures.counts(labels, {"training": train, "test": test}, "Images")
        st.plotly_chart(figure, key="digit-counts")


@st.cache_data(show_spinner=False)
def _sample_sheet() -> tuple[bytes, list[int], list[int]]:
    """A picture with a row of samples for each digit, and the counts for training and test."""
    samples = data.samples(per_class=16)  # (10, 16, 28, 28)
    tiles = np.pad(samples, ((0, 0), (0, 0), (2, 2), (2, 2)))
    sheet = tiles.transpose(0, 2, 1, 3).reshape(10 * 32, -1)
    buffer = io.BytesIO()
    Image.fromarray(sheet).resize((sheet.shape[1] * 2, sheet.shape[0] * 2), 0).save(buffer, "PNG")
    train, test = (np.bincount(data.raw(t)[1], minlength=10).tolist() for t in (True, False))
    return buffer.getvalue(), train, test
