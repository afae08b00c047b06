"""Preprocessing of a drawing or a picture, step by step: what the network would see after each step."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from core.digits.drawing import Ink, Stroke, normalise, rasterise, with_usual_pen, without_dots
from core.digits.notes import notes_on_strokes
from core.digits.photo import Photo
from core.digits.picture import read_picture
from core.digits.picture_sets import picture_set


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
    steps: ClassVar[tuple[str, ...]] = ("ink", "crop", "thickness", "scale", "centre")

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

    def seen(self, on: Collection[str]) -> Ink:
        """What the network sees when these of `steps` are taken and no others, (28, 28).

        Without "ink", bright is taken for ink: white paper becomes one large blot.

        Raises:
            EmptyDrawing: no ink.
        """
        source = self.ink if "ink" in on else self.brightness
        if self.usual is not None and "ink" in on and "thickness" in on:
            source = self.usual
        return normalise(source, **{step: step in on for step in self.steps[1:]})


def sketch_of(given: bytes | Sequence[Stroke], dataset: str) -> Drawing | Photo:
    """A picture file's content, or strokes in their order, for a network that was trained on a data set.
    Raises PictureError."""
    known = picture_set(dataset)
    if known.photos:
        if isinstance(given, bytes):
            return Photo.of_file(given, known.noun)
        return Photo.of_strokes(given, known.noun, known.drawn)
    if isinstance(given, bytes):
        return Drawing.of_file(given)
    drawing = Drawing.of_strokes(given)
    # What else may be remarked on a drawing is about digits.
    return replace(drawing, notes=(known.drawn,)) if known.drawn else drawing


@dataclass(frozen=True)
class Stage:
    """What the network would see after a step."""

    step: str
    """One of the sketch's, or "drawn" before the first."""
    on: bool
    picture: Ink
    """(28, 28)."""


def preprocessing_steps(sketch: Drawing | Photo, on: Collection[str] | None = None) -> list[Stage]:
    """The sketch as it is, then after each of its steps; those not in `on` are passed over.

    Raises:
        EmptyDrawing: nothing on it.
    """
    on = sketch.steps if on is None else on
    stages = [Stage("drawn", True, sketch.seen(()))]
    for done, step in enumerate(sketch.steps, 1):
        taken = [s for s in sketch.steps[:done] if s in on]
        picture = sketch.seen(taken) if step in on else stages[-1].picture
        stages.append(Stage(step, step in on, picture))
    return stages


def ablations(sketch: Drawing | Photo) -> np.ndarray:
    """What the network would see with all steps but one, (steps, 28, 28)."""
    return np.stack(
        [sketch.seen([s for s in sketch.steps if s != left_out]) for left_out in sketch.steps]
    )
