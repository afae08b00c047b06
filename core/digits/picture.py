"""A photo, a scan or a screenshot of a digit -> its ink, (h, w), from 0 (paper) to 1 (ink)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.digits.drawing import Ink
from core.digits.ink import Candidate, Grey, candidates, reduced
from core.digits.notes import notes_on
from core.digits.picture_file import decoded
from core.errors import EmptyDrawing
from core.statistics.percent import percent

# What is left of a larger picture; a digit needs no more, and it is read faster. Where the digit is
# but a small part of it, that part is taken from the picture at its first size.
WORKING_SIZE = 400
# Opaque pixels whose colours differ by no more than this, of 255, are one colour.
ONE_COLOUR = 76
OPAQUE = 230


@dataclass(frozen=True)
class Picture:
    """A picture of a digit, or the part of it around the digit."""

    brightness: Ink
    """(h, w), 0 black to 1 white: what a network would get that takes bright for ink."""
    ink: Ink
    """(h, w)."""
    notes: tuple[str, ...]
    """Sentences on what is not one digit."""


@dataclass(frozen=True)
class Shades:
    """A picture in grey, along the line of colours from its paper to its ink."""

    grey: NDArray[np.uint8]
    """(H, W), stretched from 0 to 255."""
    low: float
    """What 0 was in the file, of black 0 and white 1."""
    span: float
    """What 255 was, less `low`."""


def read_picture(data: bytes) -> Picture:
    """Find the ink in the file of a picture of any format, size and colours.

    Dark on light and light on dark are the same; frames, bars, rims, shadows and dust are left out.

    Raises:
        PictureError: not a picture, damaged or too costly.
        EmptyDrawing: nothing in it looks like a digit; says what was seen and what helps.
    """
    image = decoded(data)
    shades = grey_of(image)
    found = located(shades)
    if found is None:
        raise EmptyDrawing(nothing_in(image, shades.span))
    brightness, ink = found
    return Picture(brightness, ink, notes_on(ink))


def nothing_in(image: Image.Image, span: float) -> str:
    seen = "it is of one colour all over"
    if span > 0:
        seen = "nothing in it stands out from the paper as strokes do"
        if span < 0.2:
            seen = (
                f"its darkest and its lightest part differ by {percent(span, 0)} of black and white"
            )
    return (
        f"No digit was found in the picture of {image.width} x {image.height} pixels: {seen}. A"
        " thicker pen, more contrast or some more paper round the digit helps."
    )


def located(shades: Shades, deeper: int = 3) -> tuple[Grey, Ink] | None:
    """Brightness and ink, (h, w) each, of the part that holds the digit; None where there is none.

    Where the digit is small or within a frame, that part is read again, as a picture of its own.
    """
    grey = shades.grey
    factor = -(-max(grey.shape) // WORKING_SIZE)
    small = reduced(grey, factor)
    found = candidates(small, shades.low, shades.span)
    best = max(found, key=lambda c: c.score, default=None)
    if best is None:
        return None
    if not best.marks.boxes:  # a frame or a bar, at most, beside which the rest was too faint
        framed = next((c for c in found if c.marks.removed.any()), None)
        if framed is None or not deeper:
            return None
        inside = part_within(framed, factor)
    else:
        answer = np.clip(shades.low + small.mean * shades.span, 0, 1), best.ink
        part = part_with_digit(best, factor)
        if part is None or not deeper:
            return answer
        return located(Shades(grey[part], shades.low, shades.span), deeper - 1) or answer
    return located(Shades(grey[inside], shades.low, shades.span), deeper - 1)


def part_with_digit(found: Candidate, factor: int) -> tuple[slice, slice] | None:
    """Rows and columns of the picture inside any frame, and of a digit that is small in the picture
    with as much paper on every side; None for the whole."""
    boxes, sheet = found.marks.boxes, found.marks.sheet
    first = [(sheet[a].start + min(b[a].start for b in boxes)) * factor for a in (0, 1)]
    last = [(sheet[a].start + max(b[a].stop for b in boxes)) * factor for a in (0, 1)]
    reach = max(last[0] - first[0], last[1] - first[1])
    inside = part_within(found, factor)
    if factor > 1 and 3 * reach <= max(found.ink.shape) * factor:
        rows, columns = (
            slice(max(part.start, start - reach), min(part.stop, stop + reach))
            for part, start, stop in zip(inside, first, last, strict=True)
        )
        return rows, columns
    return inside if found.marks.removed.any() else None


def part_within(found: Candidate, factor: int) -> tuple[slice, slice]:
    """Rows and columns of the picture inside frames and bars, and their blurred edges."""
    rows, columns = (
        slice((part.start + (part.start > 0)) * factor, (part.stop - (part.stop < n)) * factor)
        for part, n in zip(found.marks.sheet, found.ink.shape, strict=True)
    )
    return rows, columns


def grey_of(image: Image.Image) -> Shades:
    """L, LA, RGB or RGBA -> grey. Where all that is opaque has one colour, what is transparent is."""
    if image.mode in ("L", "RGB"):
        return stretched(image)
    alpha = image.getchannel("A")
    colours = image.convert(image.mode[:-1])
    if alpha.getextrema()[0] == 255:
        return stretched(colours)
    opaque = np.asarray(alpha) > OPAQUE
    if not opaque.any():
        return stretched(alpha)
    seen = np.asarray(colours)[opaque].reshape(np.count_nonzero(opaque), -1)  # (n, channels)
    middle = np.median(seen, axis=0)
    if max(abs(seen.max(0) - middle).max(), abs(middle - seen.min(0)).max()) <= ONE_COLOUR:
        return stretched(alpha)
    sheet = Image.new(colours.mode, colours.size, tuple(int(c) for c in middle))
    sheet.paste(colours, mask=alpha)
    return stretched(sheet)


def stretched(image: Image.Image) -> Shades:
    """L or RGB -> grey from the darkest to the lightest there is.

    Colours are taken along the direction in which those that are far from the usual one differ most
    from it (the first principal component, far ones counting more): red on green has contrast too.
    """
    if image.mode == "L":
        axis, ends = np.ones(1), np.array([image.getextrema()], float) / 255
    else:
        ends = np.array(image.getextrema(), float) / 255  # (3, 2)
        few = image.reduce(max(1, -(-max(image.size) // WORKING_SIZE)))
        off = np.asarray(few, np.float32).reshape(-1, 3) / 255
        off = off - np.median(off, axis=0)
        spread = (off * (off**2).sum(1, keepdims=True)).T @ off
        axis = np.linalg.eigh(spread + 1e-9)[1][:, -1]  # of one grey: grey
        axis = axis * np.sign(axis.sum() or 1) / np.abs(axis).sum()
    low, high = (
        float(sum(axis * np.where((axis > 0) == top, ends[:, 1], ends[:, 0]))) for top in (0, 1)
    )
    span = high - low
    if span < 1e-6:
        return Shades(np.zeros((image.height, image.width), np.uint8), low, 0.0)
    if image.mode == "L":
        image = image.point(
            [round(255 * min(max((v / 255 - low) / span, 0), 1)) for v in range(256)]
        )
    else:
        image = image.convert("L", (*(axis / span).tolist(), 0.5 - 255 * low / span))
    return Shades(np.asarray(image), low - float(axis.clip(max=0).sum()), span)
