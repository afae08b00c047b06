"""What the script gives the fields of a form (of a preset, a run, the network's picture), until it arrives.

Streamlit drops what a run of the script gave a field where the next run cuts it short: the browser goes on
with what the field held before, and sends that with whatever comes next.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui import session


def give(kind: str, values: Mapping[str, Any]) -> None:
    """Let the widgets of a kind's form hold values, by field."""
    pending, state = _pending(kind).get({}), st.session_state
    found = dict(pending)
    for field, value in values.items():
        key = f"{kind}.{field}"
        stale, before = pending.get(key, ((), None))
        found[key] = (*stale, state.get(key), *([before] if stale else [])), value
        state[key] = value
    _pending(kind).set(found)


def again(kind: str) -> None:
    """Before the widgets: give once more what a run that was cut short gave, where the browser still has
    what was there before. What somebody has changed since stays."""
    state = st.session_state
    for key, (stale, value) in _pending(kind).get({}).items():
        if state.get(key) in stale:
            state[key] = value


def arrived(kind: str) -> None:
    """After all of the page: nothing cut this run short."""
    _pending(kind).pop()


def _pending(kind: str) -> session.Entry[dict[str, tuple[tuple[Any, ...], Any]]]:
    """By the widget's key, what it held before, and what it was given since the last whole run."""
    return session.Entry(f"{kind}.given")
