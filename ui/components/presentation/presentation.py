"""The presentation view of a stage page: no sidebar, everything large, keys, and a card of them."""

from ui.components.component import component

mount = component("presentation")


def presentation() -> None:
    """Show a button that presents the page, as the key p does, and one for the card of keys."""
    mount(key="presentation", data={})
