"""A run's settings as a table, in words."""

import streamlit as st

from core.runs.store import Run
from core.settings.words import label, value


def show(run: Run) -> None:
    """Every setting, and with which versions the run was trained."""
    fields = {f: v for f, v in vars(run.config).items() if not (f == "momentum" and not v)}
    fields["threads"], cls = run.threads, type(run.config)
    st.dataframe(
        {
            "Setting": [label(cls, field) for field in fields],
            "Value": [value(cls, field, setting) for field, setting in fields.items()],
        },
        hide_index=True,
        height="content",
    )
    versions = run.record.get("versions") or {}
    if versions:
        shown = ", ".join(f"{name} {version}" for name, version in versions.items())
        st.text(f"Trained with {shown}.")
