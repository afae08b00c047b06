"""Widgets of the panels inside a digits network: words and choices."""

from collections.abc import Sequence

import streamlit as st

from core.digits.config import DigitsConfig
from core.runs.store import Run
from ui import session, urls
from ui.components.glossed.glossed import prose


def results(shows: str, attempt: str) -> None:
    """What a panel shows, and what to try with it."""
    prose("inside-shows", shows, f"**Try:** {attempt}")


def conv_choice(run: Run, key: str, *more: str) -> str:
    assert isinstance(run.config, DigitsConfig)
    names = [f"Convolution {k + 1}" for k in range(run.config.conv_layers)]
    options = [*names, *more]
    if st.session_state.get(key) not in options:  # another network has fewer
        st.session_state[key] = options[0]
    urls.widget("layer", key, options, options[0])
    chosen = st.segmented_control(
        "Layer",
        options,
        key=key,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    return str(chosen)


def class_choice(
    label: str,
    key: str,
    follows: int,
    help_text: str,
    labels: Sequence[str],
    but: int | None = None,
) -> int:
    """A class: the chosen one, or where none is chosen, or it is `but`, the one to follow."""
    # By the user; the control also shows what it follows.
    memory = session.Entry[int | None](f"{key}.chosen")
    chosen = memory.get(None)
    st.session_state[key] = follows if chosen in (None, but) else chosen

    def choose() -> None:
        memory.set(st.session_state[key])

    shown = st.segmented_control(
        label,
        range(len(labels)),
        format_func=labels.__getitem__,
        key=key,
        help=help_text,
        wrap=True,
        persist_state="session",
        on_change=choose,
    )
    return follows if shown is None else int(shown)
