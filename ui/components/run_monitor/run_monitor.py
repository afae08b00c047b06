"""The run monitor: a run while it trains and once it has ended, as one element that the browser keeps
current by itself."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui import session, urls
from ui.components.component import component

mount = component("run_monitor")


@dataclass(frozen=True)
class Pressed:
    """A button of the panel that was pressed."""

    button: str
    """"pause", "resume", "stop", "ask", "again", "form", "mistakes" or "sweep"."""
    cell: tuple[int, int] | None = None
    """Of "mistakes", the (truth, answer) of the confusion matrix that was clicked, if one was."""


def show(data: dict[str, Any], starts: int | None = None) -> Pressed | None:
    """What `payload` says of a run, looked at anew by the browser while it trains. What has no `url` shows
    nothing until a run is started. Says which button was pressed, if one was. `starts` is how many runs
    this session's Train button had started before the run was chosen, now by default: the browser may show
    a newer one.

    The fragment around this call runs again when a button was pressed, and when one of the fields of
    `payload.look` that are to be watched has changed.
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
    if not result.pressed:
        return None
    button, *cell = str(result.pressed).split()
    return Pressed(button, (int(cell[0]), int(cell[1])) if len(cell) == 2 else None)


def _follow() -> None:
    """The browser follows a run of which this session does not know; put it into the URL."""
    if run_id := st.session_state["readout"].get("followed"):
        urls.set_parameter("run", str(run_id))
