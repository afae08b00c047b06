"""Diagnoses of a run on screen, each with a button that trains again without it."""

import json
from typing import Any

import streamlit as st

from core.doctor import rules
from core.runs.store import Run
from core.settings.words import phrases_of
from ui import session
from ui.components.glossed.glossed import prose
from ui.text import plain


def show(run: Run, diagnoses: list[dict[str, Any]]) -> None:
    """A box for each remedy, with the diagnoses that it helps against, in the order in which they were
    made; nothing where there is none."""
    if not diagnoses:
        return
    st.header("What the doctor found", anchor=False)
    for (remedy, _), found in by_remedy(diagnoses):
        changes = found[0].get("changes") or {}
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap="xxsmall"):
                for d in found:
                    code = str(d.get("code"))
                    title = plain(rules.title(code))
                    st.markdown(f":material/stethoscope: **{title}** · step {d['step']:,}")
                    prose(f"found-{run.id}-{code}-{d['step']}", str(d.get("evidence", "")))
                prose(f"remedy-{run.id}-{found[0].get('code')}", remedy)
            if changes and st.button(
                f"Train again with {plain(phrases_of(type(run.config), changes))}",
                key=f"again-{run.id}-{found[0].get('code')}",
                icon=":material/replay:",
                width="content",
            ):
                again(run, changes)


def by_remedy(
    diagnoses: list[dict[str, Any]],
) -> list[tuple[tuple[str, str], list[dict[str, Any]]]]:
    """The diagnoses of each remedy and its changes, which several often share."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for d in diagnoses:
        key = str(d.get("remedy", "")), json.dumps(d.get("changes") or {}, sort_keys=True)
        found.setdefault(key, []).append(d)
    return list(found.items())


def again(run: Run, changes: dict[str, Any]) -> None:
    """Start the same run with some settings changed, and follow it."""
    started = session.start(run.config.replace(**changes), threads=run.threads)
    session.set_current_run(started)
    st.rerun(scope="app")
