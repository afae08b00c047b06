"""All activations of a digits network in one view: the drawing, every layer's feature maps, the links
between them and the answer, at every movement of the pen."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.digits.dozen import Item
from ui.components.component import component
from ui.components.drawn_answer.drawn_answer import answer_data, test_items
from ui.components.held import held

mount = component("activations")
KEY = "activations"


def pad_and_view() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Places for a pad and for the view: the pad lies on the view's upper left corner, which is kept free
    for it, so that links begin at what the network got of the drawing. On a phone it stands above."""
    stage = st.container(key="stage")
    return stage.container(key="pad-side"), stage.container(key="answer")


def activations(
    network: dict[str, Any],
    labels: Sequence[str],
    *,
    title: str,
    got: str,
    noun: str,
    invitation: str = "",
    picture: np.ndarray | None = None,
    revision: int | None = None,
    instead: bool = False,
    strange: bool = False,
    tests: Sequence[Item] = (),
    inspects: bool = True,
    linked: bool = False,
) -> None:
    """Show what all layers of a network make of the drawing on the page's pad, and what it answers.

    `noun` is what is drawn, "digit"; what was drawn up to the pad's `revision`, or stands `instead`, may be
    `strange`: like nothing that the network learned. The network reads `tests` in turn while nothing is
    drawn; where the page `inspects`, the sum of a value that is pointed at opens, and where it is `linked`,
    the address has the one that is held open. The rest is as of `drawn_answer`.
    """
    data = answer_data(network, labels, title, got, invitation, picture, revision, instead)
    nothing: tuple[dict[str, Any], Callable[[], None]] = ({"held": "", "came": 0}, lambda: None)
    holds, changed = held("pixel", KEY, 4) if linked else nothing
    judged = {"revision": None if instead else revision} if strange else None
    shown = {"noun": noun, "strange": judged, "tests": test_items(tests), "inspects": inspects}
    mount(key=KEY, data=data | holds | shown, on_held_change=changed)
