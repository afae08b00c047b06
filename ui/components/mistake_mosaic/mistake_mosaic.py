"""The mosaic of mistakes: test pictures, or names by pair of classes, each the link to all about it."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ui import urls
from ui.components.component import component

mount = component("mistake_mosaic")


def mosaic(
    page: str,
    query: Mapping[str, str],
    item_query: str,
    groups: Sequence[Mapping[str, Any]],
    pictures: np.ndarray | None,
) -> None:
    """Show mistakes, and open the page of the one that is pressed.

    Args:
        page: the page that shows everything about an item.
        query: what its address has beside the item.
        item_query: the name of the item in it.
        groups: each with `title`, "" for none, and `items` with `value` for the address, `text` below the
            picture and `label`, a sentence.
        pictures: (n, height, width) uint8, ink on nothing, of all items in their order; None for names.
    """
    size = [0, 0] if pictures is None else list(pictures.shape[1:])
    found = mount(
        key="mosaic",
        data={
            "url": f"{urls.page_url(page, **query)}&{item_query}=",
            "groups": list(groups),
            "size": size,
            "pixels": "" if pictures is None else base64.b64encode(pictures.tobytes()).decode(),
        },
        on_open_change=lambda: None,
    )
    if found.open:
        urls.open_page(page, **query, **{item_query: str(found.open)})
