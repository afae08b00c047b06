"""The one-stroke challenge: whether one short stroke more turned a network's answer to the drawing."""

from collections.abc import Sequence
from typing import Any

from ui.components.component import component

mount = component("one_stroke")


def one_stroke(
    name: str, network: dict[str, Any], labels: Sequence[str], goal: dict[str, Any]
) -> None:
    """Show how far the drawing on the page's pad is to a challenge's goal, and tick it once it is reached.

    Args:
        name: of the challenge.
        network: see `in_browser`.
        labels: what it chooses among.
        goal: as `Goal` in `judged.js` has it.
    """
    mount(
        key="one-stroke",
        data={"name": name, "network": network, "labels": list(labels), "goal": goal},
    )
