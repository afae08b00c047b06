"""A surname network unrolled over a name: the hidden state after each letter, and the answer, at every
letter that is typed."""

from collections.abc import Sequence
from typing import Any

from ui.components.component import component
from ui.components.held import held
from ui.components.typed_answer.typed_answer import TOP, answer_data

mount = component("unrolled_answer")
KEY = "unrolled"


def unrolled_answer(
    network: dict[str, Any],
    labels: Sequence[str],
    *,
    field: str,
    place: int,
    about: str,
    name: str = "",
    letters: str = "",
    invitation: str = "",
    sample: tuple[str, str] = ("", ""),
    answers: bool = True,
) -> None:
    """Show the way of a network through one of the names in a text field, and what it says of it.

    `about` says what the columns show; `sample` is a name, with its letters, that the network reads until
    one is typed; without `answers` the answer itself stands elsewhere. The address has the column that is
    held open, and of which name. The rest is as of `typed_answer`.
    """
    holds, changed = held("letter", KEY, 1, r"\.[^.]{1,80}")
    data = answer_data(network, labels, field, place, name, letters, invitation, TOP, sample)
    mount(key=KEY, data=data | holds | {"about": about, "answers": answers}, on_held_change=changed)
