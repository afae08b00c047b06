"""Runs of a browser: which runs and sweeps were started in it, kept there by their ids (localStorage)."""

from ui import session
from ui.components.component import component

mount = component("own_runs")


def remember() -> None:
    """Have the browser keep what this session has started. Call it on every page: where the Train button
    asks the server by itself, no script runs that could."""
    mount(key="own-runs", data={"ids": session.launcher().own})
