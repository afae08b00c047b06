"""The run monitor: a run that trains, as one element that the browser keeps current by itself."""

from typing import Any

import streamlit as st

from ui import session, urls
from ui.components.component import component

mount = component("run_monitor")


def show(data: dict[str, Any], starts: int | None = None) -> str:
    """What `payload` says of a run that trains, kept current by the browser. What has no `url` shows
    nothing until a run is started. Says which button was pressed: "pause", "resume", "stop", "network",
    "sweep", or "" for none. `starts` is how many runs this session's Train button had started before the
    run was chosen, now by default: the browser may show a newer one.

    The fragment around this call runs again when a button was pressed, and when one of the fields of
    `core.runs.progress.run_progress` that are to be watched has changed.
    """
    launcher = session.launcher()
    order = {
        "session": launcher.token,
        "starts": launcher.start_count if starts is None else starts,
    }
    result = mount(
        key="readout",
        data=order | data,
        on_pressed_change=lambda: None,
        on_changed_change=lambda: None,
        on_followed_change=_follow,
    )
    return str(result.pressed or "")


def _follow() -> None:
    """The browser follows a run of which this session does not know; put it into the URL."""
    if run_id := st.session_state["readout"].get("followed"):
        urls.set_parameter("run", str(run_id))
