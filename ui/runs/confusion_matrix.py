"""The confusion matrix of a run: one figure for the Runs page, and for Mistakes, where it is clicked."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import streamlit as st

from core.charts import reliability


def show(
    counts: np.ndarray,
    labels: tuple[str, ...],
    key: str = "matrix",
    on_select: Literal["ignore", "rerun"] | Callable[..., None] = "ignore",
) -> Any:
    """Counts (n, n) of test items by true class (row) and answer (column); what was clicked, if that is
    asked for."""
    n = len(labels)
    shares = st.segmented_control(
        "Show",
        ["counts", "share of row (%)"],
        default="counts",
        required=True,
        key=f"{key}-shares",
        label_visibility="collapsed",
    )
    st.caption(
        "Rows are the truth, columns the answers. On the diagonal is what is right; beside it, "
        "in the other colour, are the mistakes."
        + ("" if on_select == "ignore" else " Click a cell to see its items.")
    )
    ink = "#e8ebf0" if st.context.theme.type == "dark" else "#0d131c"
    return st.echarts_chart(
        reliability.confusion(counts, labels, shares != "counts", ink),
        height=430 if n <= 12 else 640,
        key=f"{key}-{n}",
        on_select=on_select,
        alt="The confusion matrix. Its figures are in the CSV file"
        + (
            "." if on_select == "ignore" else "; the lists beside it choose a cell without a mouse."
        ),
    )
