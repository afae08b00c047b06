"""A run that trains, as one element that the browser keeps current by itself."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import streamlit as st

from core.runs import progress
from core.runs.store import Run
from ui import server
from ui.components.train_button import train_button
from ui.problems import problem_page

HERE = Path(__file__).parent
mount = st.components.v2.component(
    "netsketch_readout",
    html=(HERE / "run_monitor.html").read_text("utf-8"),
    css=(HERE / "run_monitor.css").read_text("utf-8"),
    js=(HERE / "run_monitor.js").read_text("utf-8"),
)


def show(data: dict[str, Any], starts: int | None = None) -> str:
    """What `of` says of a run that trains, looked at anew by the browser. What has no `url` shows nothing
    until a run is started. Says which button was pressed: "pause", "resume", "stop", "network", "sweep",
    or "" for none. `starts` is how many runs this session's Train button had started before the run was
    chosen, now by default: the browser may show a newer one.

    The fragment around this call runs again when a button was pressed, and when one of the fields of
    `core.runs.progress.at` that are to be watched has changed.
    """
    starter = train_button.of_session()
    order = {"session": starter.token, "starts": starter.starts if starts is None else starts}
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
        st.query_params["run"] = str(run_id)


def of(run: Run, seconds: float, *watch: str, brief: bool = False) -> dict[str, Any]:
    """A run's title, links, progress, numbers, curves and log, to be looked at every so many seconds.
    Brief is the progress alone."""
    return {
        "id": run.id,
        "title": run.title,
        "url": server.url(run.id),
        "links": links(run),
        "seconds": seconds,
        "watch": list(watch),
        "brief": brief,
    } | progress.at(run)


def links(run: Run) -> dict[str, Any]:
    """Where one can go from a run: to what its network is asked on, and to the sweep that it is of."""
    ask = problem_page(run.kind).ask
    url = f"{server.base()}/{Path(ask.page).stem}?run={quote(run.id)}"
    found = {"network": {"label": ask.label, "url": url}}
    if sweep := run.id.rpartition("/")[0]:
        found["sweep"] = {
            "label": "Its sweep",
            "url": f"{server.base()}/sweeps?sweep={quote(sweep)}",
        }
    return found
