"""The table of all runs, on the Runs page: what is ticked there goes into the URL."""

import datetime

import streamlit as st

from core.config import CONFIGS
from core.runs.store import Run


def show(runs: list[Run]) -> None:
    """One run that is ticked is the URL's `run`, several its `compare`."""
    _follow(_table(runs), runs)


def _table(runs: list[Run]) -> list[str]:
    """The runs as a table; the ids of those that are ticked there."""
    picked = st.dataframe(
        {
            "Name": [r.title for r in runs],
            "Kind": [r.kind for r in runs],
            "Status": [r.status for r in runs],
            "Accuracy": [
                100 * a if (a := r.record.get("accuracy")) is not None else None for r in runs
            ],
            "Seconds": [r.record.get("seconds") for r in runs],
            "Started": [datetime.datetime.fromtimestamp(r.record.get("created", 0)) for r in runs],
            "Settings": [_settings(r) for r in runs],
        },
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key="table",
        height=min(38 + 35 * len(runs), 420),
        column_config={
            "Name": st.column_config.TextColumn(width="medium"),
            "Accuracy": st.column_config.NumberColumn("Test accuracy", format="%.2f %%"),
            "Seconds": st.column_config.NumberColumn("Time", format="%.1f s"),
            "Started": st.column_config.DatetimeColumn(format="D MMM, HH:mm"),
            "Settings": st.column_config.TextColumn(width="large"),
        },
    )
    return [runs[row].id for row in picked.selection.rows if row < len(runs)]


def _follow(picked: list[str], runs: list[Run]) -> None:
    """Put what is ticked into the URL, when it was the user who changed it.

    Streamlit keeps the numbers of the rows: when runs come or go they stand for others.
    """
    ids = [r.id for r in runs]
    before_ids, before = st.session_state.get("ticked", (ids, []))
    st.session_state["ticked"] = ids, picked
    if picked == before or ids != before_ids:
        return
    for key in ("run", "compare"):
        st.query_params.pop(key, None)
    if len(picked) == 1:
        st.query_params["run"] = picked[0]
    elif picked:
        st.query_params["compare"] = ",".join(picked)


def _settings(run: Run) -> str:
    """What is not as the form has it at first."""
    usual = CONFIGS[run.kind]()
    values = vars(run.config).items()
    return (
        ", ".join(f"{k} {v}" for k, v in values if v != getattr(usual, k)) or "as the form has them"
    )
