"""Preprocessing of a drawing, step by step: what the network would see after each step."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from core.digits.drawing import Ink, Stroke, normalise, rasterise, with_usual_pen, without_dots
from core.digits.notes import notes_on_strokes
from core.digits.picture import read_picture

STEPS = ("ink", "crop", "thickness", "scale", "centre")


@dataclass(frozen=True)
class Drawing:
    """A drawing before anything is done to it, and its ink."""

    brightness: Ink
    """(h, w), 0 black to 1 white: dark strokes on white paper, or a picture as it came."""
    ink: Ink
    """(h, w), 0 paper to 1 ink, as `rasterise` or `read_picture` finds it."""
    usual: Ink | None = None
    """The ink by a pen that is usual in MNIST; None of a picture, whose strokes nobody knows."""
    notes: tuple[str, ...] = ()
    """Sentences to stand beside the answer: that there is more on it than one digit, say."""

    @classmethod
    def of_file(cls, data: bytes) -> "Drawing":
        """A picture file's content. Raises PictureError."""
        found = read_picture(data)
        return cls(found.brightness, found.ink, notes=found.notes)

    @classmethod
    def of_strokes(cls, strokes: Sequence[Stroke]) -> "Drawing":
        """What was drawn on the pad, in black on white."""
        lines = without_dots(strokes)
        usual = rasterise(with_usual_pen(lines))
        return cls(1 - rasterise(strokes), rasterise(lines), usual, notes_on_strokes(lines))


@dataclass(frozen=True)
class Stage:
    """What the network would see after a step."""

    step: str
    """One of STEPS, or "drawn" before the first."""
    on: bool
    picture: Ink
    """(28, 28)."""


def preprocess(sketch: Drawing, on: Collection[str]) -> Ink:
    """What the network sees when these STEPS are taken and no others, (28, 28).

    Without "ink", bright is taken for ink: white paper becomes one large blot.

    Raises:
        EmptyDrawing: no ink.
    """
    source = sketch.ink if "ink" in on else sketch.brightness
    if sketch.usual is not None and "ink" in on and "thickness" in on:
        source = sketch.usual
    return normalise(source, **{step: step in on for step in STEPS[1:]})


def preprocessing_steps(sketch: Drawing, on: Collection[str] = STEPS) -> list[Stage]:
    """The drawing as it is, then after each of STEPS; those not in `on` are passed over.

    Raises:
        EmptyDrawing: no ink.
    """
    stages = [Stage("drawn", True, preprocess(sketch, ()))]
    for done, step in enumerate(STEPS, 1):
        taken = [s for s in STEPS[:done] if s in on]
        picture = preprocess(sketch, taken) if step in on else stages[-1].picture
        stages.append(Stage(step, step in on, picture))
    return stages


def ablations(sketch: Drawing) -> np.ndarray:
    """What the network would see with all of STEPS but one, (len(STEPS), 28, 28)."""
    return np.stack([preprocess(sketch, [s for s in STEPS if s != left_out]) for left_out in STEPS])
