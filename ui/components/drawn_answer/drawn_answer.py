"""The answer to what is drawn: probabilities, and what the network got, at every movement of the pen."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from core.digits.dozen import Item
from core.runs.predict import DOUBT
from ui.components.component import component

mount = component("drawn_answer")


def drawn_answer(
    network: dict[str, Any],
    labels: Sequence[str],
    *,
    title: str,
    got: str,
    invitation: str = "",
    picture: np.ndarray | None = None,
    revision: int | None = None,
    instead: bool = False,
) -> None:
    """Show what a network (`ui.components.network.network`) says of the drawing on the page's pad.

    Args:
        network: see `in_browser`.
        labels: what it chooses among.
        title: of the bars.
        got: stands under the picture that the network got.
        invitation: stands there while nothing is drawn.
        picture: (28, 28) in 0..1, what was read of a picture on the pad or in its place.
        revision: of the pad, where the picture is on it.
        instead: whether something stands in the pad's place: strokes on it do not count.
    """
    data = answer_data(network, labels, title, got, invitation, picture, revision, instead)
    mount(key="drawn", data=data)


def answer_data(
    network: dict[str, Any],
    labels: Sequence[str],
    title: str,
    got: str,
    invitation: str,
    picture: np.ndarray | None,
    revision: int | None,
    instead: bool,
) -> dict[str, Any]:
    """The same as `answering.js` reads it."""
    return {
        "network": network,
        "labels": list(labels),
        "doubt": DOUBT,
        "title": title,
        "got": got,
        "invitation": invitation,
        "instead": instead,
        "picture": read_picture(picture, None if instead else revision),
    }


def read_picture(picture: np.ndarray | None, revision: int | None) -> dict[str, Any] | None:
    """A picture as it was read, and the pad's revision that it is on; None: in the place of the pad."""
    if picture is None:
        return None
    pixels = base64.b64encode(np.ascontiguousarray(picture, np.float32).tobytes()).decode()
    return {"pixels": pixels, "revision": revision}


def test_items(items: Sequence[Item]) -> list[dict[str, Any]]:
    """Test items as `dozen.js` reads them."""
    return [
        {"number": n, "label": label, "pixels": base64.b64encode(pixels.tobytes()).decode()}
        for n, label, pixels in items
    ]
