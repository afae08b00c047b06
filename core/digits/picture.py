"""A photo, a scan or a screenshot of a digit -> its ink, (h, w), from 0 (paper) to 1 (ink)."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from core.digits.drawing import Ink, bounding_box, without_dust
from core.errors import PictureError

MAX_BYTES = 10_000_000
MAX_PIXELS = 50_000_000
FORMATS = ("PNG", "JPEG", "WEBP")

# What is left of a larger picture; a digit needs no more, and it is read faster. Where the digit is
# but a small part of it, that part is taken from the picture at its first size, or CLOSE_SIZE.
WORKING_SIZE, CLOSE_SIZE = 400, 1600
# Contrast below this fraction of black on white is grain, a blot or a JPEG artefact.
FAINTEST = 0.1


def read_picture(data: bytes) -> Image.Image:
    """Decode a PNG, JPEG or WebP -> RGBA, upright, at most `WORKING_SIZE` pixels a side.

    Of a digit that is small in it, the part around the digit; of an animation, the first frame. The
    size is checked before any pixel is decoded.

    Raises:
        PictureError: not such a picture, damaged, or too large; says which and what to do.
    """
    if not data:
        raise PictureError("The picture is empty (0 bytes): choose another file.")
    if len(data) > MAX_BYTES:
        raise PictureError(
            f"The picture has {len(data) / 1e6:.1f} MB, and at most {MAX_BYTES / 1e6:.0f} MB can be"
            " read: crop it to the digit, or save it smaller."
        )
    too_many = (
        f"pixels, and at most {MAX_PIXELS / 1e6:.0f} million can be read: crop it to the digit."
    )
    try:
        image: Image.Image = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(f"The picture has far too many {too_many}") from error
    except Exception as error:  # damaged headers raise OSError, SyntaxError, struct.error, ...
        raise PictureError(
            f"This file ({len(data):,} bytes) is not a PNG, JPEG or WebP picture that can be read:"
            " save it as one of these and try again."
        ) from error
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise PictureError(f"The picture has {width} x {height} {too_many}")
    try:
        image.draft(None, (CLOSE_SIZE, CLOSE_SIZE))  # a JPEG is decoded smaller, and so faster
        image.load()
        image = ImageOps.exif_transpose(image)
        if image.mode.startswith("I"):  # 16 bits of grey, which `convert` would cut off at 255
            image = Image.fromarray((np.asarray(image, np.float64) / 257).astype(np.uint8))
        image = image.convert("RGBA")
    except Exception as error:  # as above: whatever the decoders raise on damaged bytes
        raise PictureError(
            f"The {image.format} picture of {width} x {height} pixels is damaged or cut short"
            f" ({len(data):,} bytes): save or send it again."
        ) from error
    image.thumbnail((CLOSE_SIZE, CLOSE_SIZE))
    return closer(image)


def closer(image: Image.Image) -> Image.Image:
    """RGBA -> RGBA, at most `WORKING_SIZE` pixels a side: the ink with as much paper on every side,
    or the whole picture where the ink takes more than a third of it, or there is none."""
    whole = image.copy()
    whole.thumbnail((WORKING_SIZE, WORKING_SIZE))
    ink = ink_of(whole) if whole.size != image.size else None
    if ink is None or not ink.any():
        return whole
    rows, columns = bounding_box(without_dust(ink))
    reach = max(rows.stop - rows.start, columns.stop - columns.start)
    if 3 * reach > max(whole.size):
        return whole
    scale = max(image.size) / max(whole.size)
    left, right = (round(scale * x) for x in (columns.start - reach, columns.stop + reach))
    top, bottom = (round(scale * y) for y in (rows.start - reach, rows.stop + reach))
    part = image.crop(
        (max(left, 0), max(top, 0), min(right, image.width), min(bottom, image.height))
    )
    part.thumbnail((WORKING_SIZE, WORKING_SIZE))
    return part


def ink_of(image: Image.Image) -> Ink:
    """Find the ink on a picture of any colours -> ink, (height, width).

    Ink is what differs from the paper around it, so dark on light and light on dark are the same,
    and so is a photo with a shadow across it. Blank paper gives all zeros.
    """
    image = on_paper(image.convert("RGBA"))
    # Grain goes before contrast is taken: afterwards, being positive, it would no longer cancel.
    image = image.filter(ImageFilter.GaussianBlur(max(image.size) / 250))
    colour = (np.asarray(image) / 255).astype(np.float32)  # (h, w, 3)
    paper = surroundings(colour)
    # Ink in the shade is as much darker as the shade is: compare with what black or white would be.
    contrast = (np.abs(colour - paper) / np.maximum(paper, 1 - paper)).mean(2)  # (h, w)
    darkest, grain = contrast.max(), np.median(contrast)
    if darkest < max(FAINTEST, 8 * grain):
        return np.zeros_like(contrast)
    low, high = max(0.35 * darkest, 6 * grain), 0.75 * darkest
    return np.clip((contrast - low) / (high - low), 0, 1)


def brightness_of(image: Image.Image) -> Ink:
    """A picture as it is, (height, width): 0 black, 1 white. What a network would get that takes
    bright for ink without looking for the paper first."""
    grey = on_paper(image.convert("RGBA")).convert("L")
    return (np.asarray(grey) / 255).astype(np.float32)


def on_paper(image: Image.Image) -> Image.Image:
    """RGBA -> RGB: what is transparent becomes paper on which the rest shows up."""
    rgba = np.asarray(image, np.float32)
    colour, alpha = rgba[..., :3], rgba[..., 3] / 255
    if np.median(alpha) > 0.5:  # paper with, perhaps, transparent corners
        paper = np.median(colour[alpha > 0.5], axis=0)
    else:  # strokes without paper
        light = (colour.mean(2) * alpha).sum() > 127.5 * alpha.sum()
        paper = np.full(3, 0 if light else 255, np.float32)
    sheet = Image.new("RGBA", image.size, (*paper.astype(int).tolist(), 255))
    return Image.alpha_composite(sheet, image).convert("RGB")


def surroundings(colour: NDArray[np.float32]) -> NDArray[np.float32]:
    """The paper's colour at each pixel: the median over half the picture's side. (h, w, 3) -> same.

    A median keeps the edge of a shadow where it is, which a mean or a fitted plane would not.
    Beyond the picture's edge the light is taken to go on changing as it does before it (an odd
    reflection): with an even one, the corners of a shaded sheet read as ink.
    """
    height, width, _ = colour.shape
    rows = np.linspace(0, height - 1, min(height, 24)).round().astype(int)
    columns = np.linspace(0, width - 1, min(width, 24)).round().astype(int)
    sample = colour[np.ix_(rows, columns)]  # (24, 24, 3)
    reach = [(n // 4, n // 4) for n in sample.shape[:2]]
    padded = np.pad(sample, [*reach, (0, 0)], mode="reflect", reflect_type="odd")
    windows = np.lib.stride_tricks.sliding_window_view(
        padded, [2 * before + 1 for before, _ in reach], axis=(0, 1)
    )  # (24, 24, 3, 13, 13)
    median = np.median(windows, axis=(3, 4)).astype(np.float32)  # (24, 24, 3)
    channels = [
        np.asarray(
            Image.fromarray(median[..., c]).resize((width, height), Image.Resampling.BILINEAR)
        )
        for c in range(3)
    ]
    return np.stack(channels, axis=2)
