"""Preprocessing of a photo of a garment: trimmed, shrunk, sharpened, negated, as Fashion-MNIST's were.

Zalando's photos, 51 x 73 pixels on white, became images so (H. Xiao, K. Rasul and R. Vollgraf,
"Fashion-MNIST", arXiv:1708.07747, section 2): edges within 5 % of the corners' colour were cut off, the
longest edge brought to 28 pixels by leaving rows and columns out, what was left sharpened with a Gaussian
of radius and deviation 1, put in the middle of 28 x 28, negated, and made grey.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from PIL import Image
from scipy import ndimage

from core.digits.drawing import SIDE, Ink, Stroke, rasterise
from core.digits.picture_file import decoded
from core.errors import EmptyDrawing

WORKING_SIZE = 512  # pixels of the longer side that are left of a larger photo
THUMBNAIL = 73  # pixels of the longer side from which rows and columns are left out
PLAIN = (
    0.05  # what differs from the background by no more than this, of black on white, is background
)
# Share of the picture's edge that may be other than the background: a garment may reach beyond the picture,
# but light that wanes across a sheet, a room or the grain of wood is everywhere.
MOST_STRAY = 0.4
BUSY = (
    "The background is not plain or not evenly lit, and it learned from photos on white: cut out what is "
    "to be read, or photograph it on a sheet in even light, for an answer that means something."
)


def _sharpening() -> Ink:
    """The kernel of ImageMagick's `-sharpen 1x1`, (3, 3): a Gaussian with its sign changed, whose middle is
    twice what all have together, scaled to a sum of 1."""
    squares = np.arange(-1, 2) ** 2
    kernel = -np.exp(-(squares[:, None] + squares) / 2)
    kernel[1, 1] = -2 * kernel.sum()
    return (kernel / kernel.sum()).astype(np.float32)


SHARPENING = _sharpening()


@dataclass(frozen=True)
class Photo:
    """A photo, or what was drawn in its place, before anything is done to it."""

    brightness: Ink
    """(h, w), 0 black to 1 white."""
    noun: str
    """What is on it, "garment"."""
    notes: tuple[str, ...] = ()
    """Sentences to stand beside the answer."""
    steps: ClassVar[tuple[str, ...]] = ("background", "trim", "sharpen")

    @classmethod
    def of_file(cls, data: bytes, noun: str) -> "Photo":
        """A picture file's content; what is transparent is white. Raises PictureError."""
        image = decoded(data, noun)
        if image.mode in ("LA", "RGBA"):
            sheet = Image.new(image.mode[:-1], image.size, "white")
            sheet.paste(image.convert(sheet.mode), mask=image.getchannel("A"))
            image = sheet
        small = image.reduce(max(1, -(-max(image.size) // WORKING_SIZE))).convert("L")
        grey = np.asarray(small, np.float32) / np.float32(255)
        return cls(grey, noun, (BUSY,) if busy(grey) else ())

    @classmethod
    def of_strokes(cls, strokes: Sequence[Stroke], noun: str, note: str) -> "Photo":
        """What was drawn on the pad, in black on white, with a sentence to stand beside the answer."""
        return cls(1 - rasterise(strokes), noun, (note,))

    def seen(self, on: Collection[str]) -> Ink:
        """What the network sees when these of `steps` are taken and no others, (28, 28).

        Raises:
            EmptyDrawing: all of it is background.
        """
        grey, plain = self.brightness, background(self.brightness)
        rows, columns = np.nonzero(np.abs(grey - plain) > PLAIN)
        if not len(rows):
            height, width = grey.shape
            raise EmptyDrawing(
                f"No {self.noun} was found: the picture of {width} x {height} pixels is of one colour all "
                f"over. Choose one in which the {self.noun} stands out from what is behind it."
            )
        if "background" in on:
            grey, plain = negated(grey, plain), 0.0
        if "trim" in on:
            grey = grey[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        return framed(shrunk(grey, "sharpen" in on), plain)


def background(grey: Ink) -> float:
    """The brightness behind what is on a picture (h, w), from its corners: one or two may be covered."""
    size = max(1, round(0.04 * min(grey.shape)))
    ends = (slice(None, size), slice(-size, None))
    return float(np.median([grey[rows, columns].mean() for rows in ends for columns in ends]))


def busy(grey: Ink) -> bool:
    """Whether what stands at the edge of a picture (h, w) is no plain background."""
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    return bool((np.abs(edge - background(grey)) > PLAIN).mean() > MOST_STRAY)


def negated(grey: Ink, plain: float) -> Ink:
    """A picture (h, w) with its background at 0, as on the negative of a photo on white; one on a dark
    background is a negative already."""
    away = (plain - grey) / plain if plain > 0.5 else (grey - plain) / (1 - plain)
    return np.clip(away, 0, 1)


def shrunk(grey: Ink, sharpen: bool) -> Ink:
    """A picture (h, w) with 28 pixels on its longer side, if it had more: sharpened as the data set's
    makers did, or with its pixels averaged. What has no more was made so before."""
    longest = max(grey.shape)
    if longest <= SIDE:
        return grey
    if not sharpen:
        return resized(grey, SIDE, Image.Resampling.BOX)
    if longest > THUMBNAIL:
        grey = resized(grey, THUMBNAIL, Image.Resampling.BOX)
    sampled = resized(grey, SIDE, Image.Resampling.NEAREST)
    return np.clip(ndimage.convolve(sampled, SHARPENING, mode="nearest"), 0, 1)


def resized(grey: Ink, longest: int, how: Image.Resampling) -> Ink:
    """(h, w) with so many pixels on its longer side."""
    height, width = (max(1, round(n * longest / max(grey.shape))) for n in grey.shape)
    return np.asarray(Image.fromarray(grey).resize((width, height), how))


def framed(small: Ink, plain: float) -> Ink:
    """At most (28, 28) -> (28, 28), in its middle."""
    room = [(SIDE - n) for n in small.shape]
    around = [(free // 2, free - free // 2) for free in room]
    return np.pad(small, around, constant_values=plain).astype(np.float32)
