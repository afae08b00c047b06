"""Pictures of digits as people bring them: thin lines, crops, frames, screenshots, cut-outs, shadows.

Each kind is a function of a digit's strokes and a random generator; sizes, colours, polarity, frames
and noise are drawn from it. `file_of` makes the file that would be uploaded.
"""

import io
import itertools
import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from core.digits.drawing import Ink, Stroke, cropped
from tests.digits.strokes import drawing

Chance = np.random.Generator
Grey = NDArray[np.float32]


class Made(NamedTuple):
    """A picture, and the ink that is to be found in it."""

    image: Image.Image
    ink: Ink


def strokes_of(digit: int, chance: Chance, *, width: float) -> list[Stroke]:
    """One digit by any hand, 1 high, its box around (0.5, 0.5); the pen is `width` of its height."""
    seed = int(chance.integers(2**31))
    return drawing(digit, random.Random(seed).randrange(60), seed=seed, size=1.0, width=width)


def lines(strokes: Sequence[Stroke], height: float, width: float) -> Ink:
    """Strokes drawn `height` pixels high by a pen of `width` pixels -> ink, cropped."""
    fine = max(1, min(4, round(900 / height)))
    points = np.array([p for s in strokes for p in s.points])
    low = points.min(0)
    span = np.ptp(points, axis=0)
    margin = width + 2
    scale = height / max(span.max(), 1e-6)
    size = np.ceil(span * scale + 2 * margin).astype(int)
    image = Image.new("L", tuple((size * fine).tolist()))
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        at = [tuple(((np.array(p) - low) * scale + margin) * fine) for p in stroke.points]
        draw.line(at, fill=255, width=max(1, round(width * fine)))
        radius = width * fine / 2
        if radius > 1:
            for x, y in at:
                draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    ink = np.asarray(image.reduce(fine), np.float32) / 255
    return cropped(ink)


def on_sheet(ink: Ink, size: tuple[int, int], at: tuple[int, int] | None, chance: Chance) -> Grey:
    """Ink on an empty sheet of (width, height), at (left, top) or anywhere on it."""
    width, height = size
    left, top = at or (
        int(chance.integers(max(1, width - ink.shape[1] + 1))),
        int(chance.integers(max(1, height - ink.shape[0] + 1))),
    )
    sheet = np.zeros((height, width), np.float32)
    part = sheet[top : top + ink.shape[0], left : left + ink.shape[1]]
    part[:] = ink[: part.shape[0], : part.shape[1]]
    return sheet


def levels(chance: Chance) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Colours of paper and pen, (3,) each, dark on light or light on dark."""
    light = chance.integers(185, 256) - chance.integers(0, 25, 3) * (chance.random() < 0.5)
    dark = chance.integers(0, 80) + chance.integers(0, 60, 3) * (chance.random() < 0.5)
    pair = np.clip([light * np.ones(3), dark * np.ones(3)], 0, 255)
    return (pair[0], pair[1]) if chance.random() < 0.6 else (pair[1], pair[0])


def painted(ink: Grey, paper: Any, pen: Any) -> Grey:
    """(h, w) ink in two colours -> (h, w, 3), 0 to 255."""
    return (ink[..., None] * pen + (1 - ink[..., None]) * paper).astype(np.float32)


def in_two_colours(ink: Grey, paper: Any, pen: Any) -> Image.Image:
    """The same as a picture, quickly."""
    colours = [tuple(round(float(c)) for c in colour) for colour in (paper, pen)]
    image = Image.new("RGB", (ink.shape[1], ink.shape[0]), colours[0])
    image.paste(colours[1], mask=Image.fromarray((ink * 255).astype(np.uint8)))
    return image


def image_of(colour: Grey) -> Image.Image:
    return Image.fromarray(colour.round().clip(0, 255).astype(np.uint8))


def file_of(image: Image.Image, chance: Chance) -> bytes:
    """The file: PNG, or where it can hold the picture, JPEG or WebP of some quality."""
    kinds = ["PNG", "JPEG", "WEBP"] if image.mode in ("RGB", "L") else ["PNG"]
    form = kinds[int(chance.integers(len(kinds)))]
    buffer = io.BytesIO()
    how = {} if form == "PNG" else {"quality": int(chance.integers(60, 96))}
    image.save(buffer, form, **how)
    return buffer.getvalue()


def thin(digit: int, chance: Chance) -> Made:
    """A line of one to three pixels on a sheet of 800 to 4000."""
    width, height = chance.integers(800, 4001, 2).tolist()
    side = min(width, height) * chance.uniform(0.08, 0.95)
    ink = lines(strokes_of(digit, chance, width=0.01), side, float(chance.integers(1, 4)))
    ink = ink[:height, :width]
    paper, pen = levels(chance)
    return Made(in_two_colours(on_sheet(ink, (width, height), None, chance), paper, pen), ink)


def cropped_to_ink(digit: int, chance: Chance) -> Made:
    """A crop with 0 to 8 % of margin on each side, of 20 to 600 pixels, any pen."""
    side = float(np.exp(chance.uniform(np.log(20), np.log(600))))
    ink = lines(strokes_of(digit, chance, width=0.1), side, side * chance.uniform(0.04, 0.17))
    margin = (chance.uniform(0, 0.08, 4) * side * (chance.random(4) < 0.6)).astype(int).tolist()
    ink = np.pad(ink, [margin[:2], margin[2:]])
    paper, pen = levels(chance)
    return Made(in_two_colours(ink, paper, pen), ink)


def usual(digit: int, chance: Chance, room: tuple[int, int]) -> Ink:
    """Ink that fits into room (width, height), 45 to 85 % of it high."""
    side = min(room) * chance.uniform(0.45, 0.85)
    ink = lines(strokes_of(digit, chance, width=0.1), side * 0.8, side * chance.uniform(0.02, 0.12))
    return ink[: room[1], : room[0]]


def framed(digit: int, chance: Chance) -> Made:
    """A frame drawn or scanned round the digit: at the edge or inset, square or round, one or two
    lines, a form's cell with its neighbours, or a rim that two sides have."""
    width, height = chance.integers(200, 900, 2).tolist()
    line = max(1, round(chance.uniform(0.0, 0.04) * min(width, height)))
    inset = int(chance.choice([0, 0, 1, 0.04 * min(width, height), 0.1 * min(width, height)]))
    box = [inset, inset, width - 1 - inset, height - 1 - inset]
    image = Image.new("L", (width, height))
    draw = ImageDraw.Draw(image)
    form = chance.choice(["plain", "round", "double", "cells", "two sides", "three sides"])
    inner = inset + line
    if form == "round":
        draw.rounded_rectangle(box, 0.1 * min(width, height), outline=255, width=line)
        inner = round(inset + line + 0.03 * min(width, height))
    elif form == "cells":
        x0, y0 = inset + round(0.06 * width), inset + round(0.06 * height)
        for x in (x0, width - x0 - line):
            draw.rectangle((x, 0, x + line - 1, height), fill=255)
        for y in (y0, height - y0 - line):
            draw.rectangle((0, y, width, y + line - 1), fill=255)
        inner = max(x0, y0) + line
    elif form in ("two sides", "three sides"):
        draw.rectangle((0, 0, width, line - 1), fill=255)
        draw.rectangle((0, 0, line - 1, height), fill=255)
        if form == "three sides":
            draw.rectangle((width - line, 0, width, height), fill=255)
    else:
        draw.rectangle(box, outline=255, width=line)
        if form == "double":
            gap = line + max(3, round(0.02 * min(width, height)))
            draw.rectangle(
                [box[0] + gap, box[1] + gap, box[2] - gap, box[3] - gap], outline=255, width=line
            )
            inner += gap
    frame = np.asarray(image, np.float32) / 255
    gap = inner + 4
    room = (width - 2 * gap, height - 2 * gap)
    ink = usual(digit, chance, room)
    at = (
        gap + int(chance.integers(room[0] - ink.shape[1] + 1)),
        gap + int(chance.integers(room[1] - ink.shape[0] + 1)),
    )
    paper, pen = levels(chance)
    sheet = painted(on_sheet(ink, (width, height), at, chance), paper, pen)
    colour = pen if chance.random() < 0.7 else paper + (pen - paper) * chance.uniform(0.3, 1)
    return Made(image_of(frame[..., None] * colour + (1 - frame[..., None]) * sheet), ink)


def screenshot(digit: int, chance: Chance) -> Made:
    """A window's title bar above, with a title and buttons, at times a status bar and a border."""
    width, height = chance.integers(300, 1400, 2).tolist()
    bar = int(chance.integers(18, 50))
    foot = int(chance.integers(14, 36)) * int(chance.random() < 0.5)
    border = int(chance.choice([0, 0, 1, 2, 6]))
    room = (width - 2 * border - 8, height - bar - foot - 2 * border - 8)
    ink = usual(digit, chance, room)
    at = (
        border + 4 + int(chance.integers(room[0] - ink.shape[1] + 1)),
        bar + border + 4 + int(chance.integers(room[1] - ink.shape[0] + 1)),
    )
    paper, pen = levels(chance)
    image = in_two_colours(on_sheet(ink, (width, height), at, chance), paper, pen)
    draw = ImageDraw.Draw(image)
    colours = [
        (0, 120, 215),
        (45, 45, 48),
        (240, 240, 240),
        (60, 60, 60),
        (0, 0, 0),
        (200, 210, 225),
    ]
    back = colours[int(chance.integers(len(colours)))]
    front = (0, 0, 0) if sum(back) > 380 else (255, 255, 255)
    if border:
        draw.rectangle((0, 0, width - 1, height - 1), outline=back, width=border)
    draw.rectangle((0, 0, width, bar - 1), fill=back)
    draw.text((8, bar // 2 - 6), "Untitled - Paint", fill=front, font_size=max(10, bar // 3))
    for k in range(3):
        x, y, r = width - 16 - 24 * k, bar // 2, bar // 6
        draw.rectangle((x - r, y - r, x + r, y + r), outline=front)
    if foot:
        draw.rectangle((0, height - foot, width, height), fill=back)
        draw.text((8, height - foot + 2), "100 %", fill=front, font_size=max(8, foot // 2))
    return Made(image, ink)


def cut_out(digit: int, chance: Chance) -> Made:
    """Ink on nothing, or one opaque colour in which the digit is a hole."""
    ink = usual(digit, chance, tuple(chance.integers(120, 700, 2).tolist()))
    ink = np.pad(ink, int(chance.uniform(0, 0.3) * max(ink.shape)))
    grey = int(chance.choice([0, 255, chance.integers(256)]))
    alpha = ink if chance.random() < 0.5 else 1 - ink
    image = Image.new("RGBA", (ink.shape[1], ink.shape[0]), (grey, grey, grey, 0))
    image.putalpha(Image.fromarray((alpha * 255).astype(np.uint8)))
    return Made(image, ink)


def sixteen_bits(digit: int, chance: Chance) -> Made:
    """Sixteen bits of grey of which the values fill any part."""
    room = tuple(chance.integers(120, 700, 2).tolist())
    ink = on_sheet(usual(digit, chance, room), room, None, chance)
    top = 2 ** int(chance.integers(8, 17)) - 1
    low = int(chance.choice([0, 0, chance.integers(0, 65536 - top)]))
    grey = 1 - ink if chance.random() < 0.6 else ink
    return Made(Image.fromarray((low + grey * top).astype(np.uint16)), ink)


def hard_shadow(digit: int, chance: Chance) -> Made:
    """A sheet across which a shadow's edge runs, with grain."""
    room = tuple(chance.integers(200, 1000, 2).tolist())
    ink = on_sheet(usual(digit, chance, room), room, None, chance)
    paper = chance.uniform(180, 250)
    shot = painted(ink, np.full(3, paper), np.full(3, chance.uniform(10, 80)))
    y, x = np.mgrid[: room[1], : room[0]]
    angle = chance.uniform(0, 2 * np.pi)
    along = (x - room[0] / 2) * np.cos(angle) + (y - room[1] / 2) * np.sin(angle)
    shade = along > chance.uniform(-0.25, 0.25) * min(room)
    blur = ImageFilter.GaussianBlur(chance.uniform(0.5, 4))
    soft = np.asarray(Image.fromarray((shade * 255).astype(np.uint8)).filter(blur)) / 255
    light = 1 - soft * chance.uniform(0.25, 0.6)
    grain = chance.normal(0, chance.uniform(0, 5), shot.shape)
    return Made(image_of(shot * light[..., None] + grain), ink)


KINDS: dict[str, Callable[[int, Chance], Made]] = {
    "thin lines on large sheets": thin,
    "cropped to the ink": cropped_to_ink,
    "in a frame": framed,
    "a window with bars": screenshot,
    "a cut-out": cut_out,
    "sixteen bits of any range": sixteen_bits,
    "a hard shadow": hard_shadow,
}


def side_by_side(digits: Sequence[int], chance: Chance) -> list[Stroke]:
    """Several digits of about one size in a row, on the pad."""
    n = len(digits)
    strokes = []
    step = 0.9 / n
    for k, digit in enumerate(digits):
        seed = int(chance.integers(2**31))
        size = min(0.6, step * chance.uniform(0.85, 1.1))
        middle = (0.05 + step * (k + 0.5), 0.5 + chance.uniform(-0.05, 0.05))
        strokes += drawing(
            digit,
            seed % 60,
            seed=seed,
            size=size,
            width=0.02 + 0.02 * chance.random(),
            place=middle,
        )
    return strokes


def scribble(chance: Chance) -> list[Stroke]:
    """One line to and fro over all of the pad."""
    turns = int(chance.integers(10, 30))
    points = [(x, y) for x, y in chance.uniform(0.1, 0.9, (turns, 2)).tolist()]
    if chance.random() < 0.5:  # hatched from top to bottom
        points = [
            (0.1 + 0.8 * (k % 2) + chance.uniform(-0.05, 0.05), 0.1 + 0.8 * k / turns)
            for k in range(turns)
        ]
    fine = [
        (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
        for a, b in itertools.pairwise(points)
        for t in np.linspace(0, 1, 10).tolist()
    ]
    return [Stroke(fine, 0.03 + 0.05 * chance.random())]
