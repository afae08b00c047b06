"""The answer to what is typed: a surname's languages, computed at every letter."""

from collections.abc import Sequence
from typing import Any

from core.runs.predict import DOUBT
from ui.components.component import component

mount = component("typed_answer")
TOP = 8  # languages that are shown


def typed_answer(
    network: dict[str, Any],
    labels: Sequence[str],
    *,
    field: str,
    place: int,
    name: str = "",
    letters: str = "",
    invitation: str = "",
    top: int = TOP,
) -> None:
    """Show what a network (`ui.components.network.network`) says of one of the names in a text field.

    Args:
        network: see `in_browser`.
        labels: what it chooses among.
        field: the key of the text field.
        place: which of the names that are typed there, from 0 on.
        name: the one that stood there when the script ran.
        letters: what the network reads of it; "" where it cannot be read.
        invitation: stands there while nothing is typed.
        top: how many languages are shown.
    """
    data = answer_data(network, labels, field, place, name, letters, invitation, top)
    mount(key=f"typed-{place}", data=data)


def answer_data(
    network: dict[str, Any],
    labels: Sequence[str],
    field: str,
    place: int,
    name: str,
    letters: str,
    invitation: str,
    top: int,
    sample: tuple[str, str] = ("", ""),
) -> dict[str, Any]:
    """The same as `answering.js` reads it; `sample` is a name with its letters, read until something is
    typed."""
    return {
        "network": network,
        "labels": list(labels),
        "doubt": DOUBT,
        "top": top,
        "field": field,
        "place": place,
        "name": name,
        "letters": letters,
        "invitation": invitation,
        "sample": {"name": sample[0], "letters": sample[1]},
    }
