"""What the panels inside a surname network share."""

import numpy as np
import streamlit as st

from core.insight.charts import Options
from core.names.model import SurnameRNN
from core.predict import network_of
from core.runs.export import as_csv
from core.runs.store import Run


def network(run: Run) -> SurnameRNN:
    found = network_of(run)
    assert isinstance(found, SurnameRNN)
    return found


def draw(options: Options, key: str, height: int, alt: str) -> None:
    st.echarts_chart(options, height=height, key=f"inside-{key}", alt=alt)


def download(name: str, header: list[str], rows: np.ndarray) -> None:
    """The figures of a panel, made only when they are asked for."""
    st.download_button(
        "These figures as CSV",
        lambda: as_csv(header, rows.tolist()),
        f"{name}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"csv-{name}",
    )
