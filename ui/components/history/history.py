"""Back and Forward: the browser's history, and whether it was the browser that went to an address."""

from collections.abc import Callable

from ui.components.component import component

mount = component("history")


def history(went: Callable[[], None]) -> None:
    """Call `went` before a run of the script for which the browser went to another address of this page."""
    mount(key="history", data=None, on_went_change=went)
