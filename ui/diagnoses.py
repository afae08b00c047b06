"""What the doctor says of a run, each with a button that trains again without it."""

from typing import Any

import streamlit as st

from core.runs import jobs
from core.runs.store import Run
from ui import page
from ui.text import plain

TITLES = {
    "not-finite": "The loss is not a number",
    "double-softmax": "The softmax is applied twice",
    "at-chance": "Stuck at chance",
    "class-never-predicted": "Some answers are never given",
    "dead-relu": "Dead ReLUs",
    "rate-too-high": "The learning rate is far too high",
    "rate-too-low": "The learning rate is far too low",
    "overfitting": "Overfitting",
    "test-too-small": "The test set is too small",
}


def show(run: Run, diagnoses: list[dict[str, Any]]) -> None:
    """A box for each diagnosis, in the order in which they were made; nothing where there is none."""
    if not diagnoses:
        return
    st.markdown("**What the doctor found**")
    offered: list[dict[str, Any]] = [{}]
    for d in diagnoses:
        code, changes = str(d.get("code")), d.get("changes") or {}
        new = changes not in offered  # one button for what helps against several
        offered.append(changes)
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap="xxsmall"):
                st.markdown(
                    f":material/stethoscope: **{plain(TITLES.get(code, code))}** · step {d['step']:,}"
                )
                st.text(f"{d.get('evidence', '')} {d.get('remedy', '')}")
            if new and st.button(
                f"Train again with {plain(words(changes))}",
                key=f"again-{run.id}-{code}",
                icon=":material/replay:",
                width="content",
            ):
                again(run, changes)


def words(changes: dict[str, Any]) -> str:
    """Settings as a button names them: head: logits, learning rate: 0.1."""
    shown = (
        f"{field.replace('_', ' ')}: {value:g}"
        if isinstance(value, float)
        else f"{field.replace('_', ' ')}: {value}"
        for field, value in changes.items()
    )
    return ", ".join(shown)


def again(run: Run, changes: dict[str, Any]) -> None:
    """Start the same run with some settings changed, and follow it."""
    started = jobs.start(
        run.config.replace(**changes), title=f"{run.title} · {words(changes)}"[:80]
    )
    page.show_run(started)
    st.rerun(scope="app")
