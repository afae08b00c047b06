"""Focus: the cursor in a text field from the start, where a page is made for typing."""

from ui.components.component import component

mount = component("cursor")


def cursor_in(key: str) -> None:
    """Put the cursor into the text field of this key when the page is opened."""
    mount(key=f"cursor-{key}", data={"key": key})
