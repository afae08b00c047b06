"""The drawing pad: strokes of a mouse, pen or finger, or a picture pasted or dropped on it."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.digits.drawing import Stroke
from core.digits.packed_strokes import packed, unpacked
from core.digits.picture_file import MAX_BYTES
from ui import session, urls
from ui.components.component import component

mount = component("drawing_pad")
NOTHING: tuple[Stroke, ...] = ()
NOTHING_DRAWN: dict[str, Any] = {"revision": 0, "strokes": [], "preview": None}
LINKED = 1_000_000
"""What a drawing of a link is ahead of any that was made here: what the browser shows must give way."""
Shares = Literal["live", "strokes", "pictures"]
"""What Python gets: also a stroke that is being drawn, whole strokes, or pictures alone."""


@dataclass(frozen=True)
class Pad:
    """What is on the pad: strokes, or a picture, or nothing."""

    revision: int = 0
    """Grows with every change; equal revisions in a session are equal drawings."""
    strokes: tuple[Stroke, ...] = ()
    picture: bytes | None = None
    """The pasted or dropped file as it came, for `core.digits.picture.read_picture`."""

    @property
    def empty(self) -> bool:
        """Nothing to read."""
        return not self.strokes and self.picture is None


def pad_and_answer() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Places for a pad and for what a network says: in one line where both have room, else the answer
    below. The pad keeps 260 to 340 pixels in windows from 360 pixels on, whatever stands beside it."""
    with st.container(key="pad-and-answer", horizontal=True, gap="medium"):
        return st.container(key="pad-side"), st.container(key="answer")


def drawing_pad(
    key: str,
    shares: Shares,
    noun: str = "digit",
    hint: str = "Draw a digit, or paste a picture",
    linked: bool = False,
) -> Pad:
    """Show the pad, at most 340 pixels wide, and return what is on it. `hint` stands on it while it
    is empty, and `noun` says what is to be drawn. Where it is `linked` the address holds the strokes.

    The script, or the fragment around this call, runs again when a picture is pasted or dropped; unless
    that is all that is shared, at the end of every stroke, too; with "live" also about ten times a second
    during one. What is shared stays through a switch of pages, until the session ends.
    """
    memory = session.Entry[tuple[dict[str, Any], Pad]](f"{key}_memory")
    # Streamlit forgets a component's state once a page without it was shown; this entry stays.
    shown, pad = memory.get((NOTHING_DRAWN, Pad()))
    brought = urls.follow("drawing", unpacked, NOTHING) if linked else None
    if brought is not None and packed(brought) != packed(pad.strokes):
        pad = Pad(pad.revision + LINKED, brought)
        strokes: list[dict[str, Any]] = [
            {"points": list(s.points), "width": s.width} for s in brought
        ]
        shown = {"revision": pad.revision, "strokes": strokes, "preview": None}
    result = mount(
        key=key,
        data=_data(noun, hint, shares) | shown,
        on_drawing_change=lambda: None,
        on_picture_change=lambda: None,
    )
    for sent in (result.drawing, result.picture):
        if sent and sent["revision"] > pad.revision:
            shown = {name: sent[name] for name in shown}
            pad = received(sent)
    memory.set((shown, pad))
    if linked and shares != "pictures":
        urls.tell(drawing=packed(pad.strokes))
    return pad


def _data(noun: str, hint: str, shares: Shares) -> dict[str, Any]:
    """What a pad is told of, beside what is on it."""
    said = {"limit": MAX_BYTES, "noun": noun, "hint": hint, "shares": shares}
    return said | NOTHING_DRAWN | {"collects": None}


@dataclass(frozen=True)
class Drawn:
    """An example that was drawn on a pad that collects some, or a picture that was brought along."""

    label: int
    """The class that was being drawn."""
    given: tuple[Stroke, ...] | bytes


def collecting_pad(key: str, noun: str, hint: str, label: int) -> list[Drawn]:
    """Show a pad for examples of a class, one after the other, and return those that are new: each is
    returned once. `noun` and `hint` as for `drawing_pad`."""
    taken = session.Entry[int](f"{key}_taken")
    last = taken.get(0)
    result = mount(
        key=key,
        data=_data(noun, hint, "pictures") | {"collects": {"label": label, "taken": last}},
        on_examples_change=lambda: None,
        on_picture_change=lambda: None,
    )
    new = [sent for sent in result.examples or () if sent["number"] > last]
    if new:
        taken.set(new[-1]["number"])
    found = [Drawn(sent["label"], received({"revision": 0, **sent}).strokes) for sent in new]
    if result.picture:
        found.append(Drawn(label, received(result.picture).picture or b""))
    return found


def received(sent: Mapping[str, Any]) -> Pad:
    """What the browser sent -> a Pad; `url` holds a picture as `data:image/png;base64,...`."""
    strokes = tuple(
        Stroke(tuple((x, y) for x, y in stroke["points"]), stroke["width"])
        for stroke in sent["strokes"]
    )
    picture = None
    if "url" in sent:
        try:
            picture = base64.b64decode(sent["url"].partition(",")[2], validate=True)
        except binascii.Error:
            picture = b""  # which `read_picture` calls empty
    return Pad(sent["revision"], strokes, picture)
