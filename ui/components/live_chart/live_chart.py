"""The live chart: a figure that redraws in place while a user types or draws."""

from core.charts.live import Figure
from ui.components.component import component

mount = component("live_chart")


def live_chart(figure: Figure, key: str, height: int, alt: str) -> None:
    """A figure of `core.charts.live`, so many pixels high. `alt` is for those who cannot see it."""
    mount(key=key, data=figure | {"height": height, "alt": alt})
