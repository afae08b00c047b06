"""A drawing of a digit -> the 28 x 28 picture that MNIST would have held.

MNIST's pictures were made from scans: the ink's bounding box was scaled into 20 x 20 with its
aspect kept and its edges anti-aliased, then placed so that its centre of mass falls on the middle
of 28 x 28 (http://yann.lecun.com/exdb/mnist). A network that learned from those reads little else,
so every drawing takes the same road here: strokes (or a picture, see picture.py) -> ink ->
`normalise`. A pen that is too thin or too thick for the drawing's size is changed on the way: in the
strokes where they are known (`with_usual_pen`), else in the ink.

Ink is always (h, w) float32, from 0 (paper) to 1 (ink).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.errors import EmptyDrawing

Ink = NDArray[np.float32]

SIDE = 28
BOX = 20
FINE = 3  # samples to a pixel of a drawing, down and across
# A patch of ink with less than this fraction of the largest patch's ink is dust.
DUST = 0.03
# Mean stroke width in pixels of 28 x 28: a quarter of MNIST's pictures have thinner strokes, a quarter
# thicker ones, as `stroke_width` measures them on the first 6000 for training (half: 2.4).
THINNEST, THICKEST = 2.0, 2.8
# The centre of mass of an MNIST picture lies on pixel (14, 14), whose middle is 14.5 from the edge.
MIDDLE = 14.5


@dataclass(frozen=True)
class Stroke:
    """One stroke of the pen, in units of the pad's side from its top left corner, y down."""

    points: Sequence[tuple[float, float]]
    """(x, y) pairs; a single one is a dot."""
    width: float = 0.07
    """The pen's diameter."""


def rasterise(strokes: Sequence[Stroke], size: int = 280) -> Ink:
    """Draw strokes with round caps and joins -> ink, anti-aliased, `size` pixels to the pad's side.

    That is (size, size); where strokes run off the pad the sheet is larger by as much on every side,
    for a 7 whose bar lies beyond the edge is a 7 all the same. No stroke gives all zeros.

    A pixel's ink is the share of 3 x 3 samples in it that are at most half a pen from the stroke's line:
    so the browser, which reads drawings as well (`ui/components/network`), comes to the same.
    """
    beyond = [max(-x, x - 1, -y, y - 1) + s.width / 2 for s in strokes for x, y in s.points]
    margin = math.ceil(max([0.0, *beyond]) * size)
    side = size + 2 * margin
    n = side * FINE
    lines, radii = [np.empty((0, 4))], [np.empty(0)]
    for stroke in strokes:
        points = (np.array(stroke.points, float).reshape(-1, 2) * size + margin) * FINE
        ends = points[1:] if len(points) > 1 else points
        lines.append(np.hstack([points[: len(ends)], ends]))
        radii.append(np.full(len(ends), max(stroke.width * size * FINE / 2, 1)))
    row, first, after = _spans(np.concatenate(lines), np.concatenate(radii), n)
    # Where spans begin, less where they end: their sum along a row counts the lines that cover a sample.
    cells = n * (n + 1)
    turns = np.bincount(row * (n + 1) + first, minlength=cells)
    turns -= np.bincount(row * (n + 1) + after, minlength=cells)
    covered = turns.reshape(n, n + 1)[:, :n].cumsum(1) > 0
    shares = covered.reshape(side, FINE, side, FINE).sum((1, 3)) / FINE**2
    return shares.astype(np.float32)


def _spans(
    lines: NDArray[np.float64], radii: NDArray[np.float64], n: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Of each row that a line with round caps crosses: the row, the first sample whose middle is inside
    and the one after the last.

    lines (k, 4) are x and y of both ends, radii (k,) half their widths; samples are (n, n).
    """
    ys = lines[:, 1::2]
    top = np.ceil(ys.min(1) - radii - 0.5).clip(0, n - 1).astype(np.int64)
    bottom = np.floor(ys.max(1) + radii - 0.5).clip(-1, n - 1).astype(np.int64)
    count = (bottom - top + 1).clip(0)
    k = np.repeat(np.arange(len(lines)), count)
    row = np.arange(len(k)) - np.repeat(np.cumsum(count) - count - top, count)
    x0, y0, x1, y1 = lines[k].T
    r, y, dx, dy = radii[k], row + 0.5, x1 - x0, y1 - y0
    left, right = np.full(len(k), np.inf), np.full(len(k), -np.inf)

    def reaches(
        hit: NDArray[np.bool_], low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> None:
        np.minimum(left, low, out=left, where=hit)
        np.maximum(right, high, out=right, where=hit)

    for x_cap, y_cap in ((x0, y0), (x1, y1)):
        within = r**2 - (y - y_cap) ** 2
        half = np.sqrt(within.clip(0))
        reaches(within >= 0, x_cap - half, x_cap + half)
    length = np.hypot(dx, dy)
    sloped = dy != 0
    length, slope = np.where(sloped, length, 1), np.where(sloped, dy, 1)
    for side in (-1, 1):  # the straight edges between the caps
        t = (y - y0 - side * r * dx / length) / slope
        x = x0 - side * r * dy / length + t * dx
        reaches(sloped & (t >= 0) & (t <= 1), x, x)
    first = np.ceil(left - 0.5).clip(0, n)
    after = (np.floor(right - 0.5) + 1).clip(0, n)
    some = after > first
    return row[some], first[some].astype(np.int64), after[some].astype(np.int64)


def without_dots(strokes: Sequence[Stroke]) -> list[Stroke]:
    """The strokes that go somewhere: a dot beside lines is a slip of the pen, and no part of a digit.

    Where there are only dots, they stay.
    """
    lines = [s for s in strokes if np.ptp(s.points, axis=0).max() > s.width / 2]
    return lines or list(strokes)


def with_usual_pen(strokes: Sequence[Stroke]) -> list[Stroke]:
    """The strokes by a pen that is neither thinner nor thicker than MNIST's are for that size.

    It opens the loops that a thick pen has filled, which no change of the ink can do afterwards.
    """
    points = np.array([point for stroke in strokes for point in stroke.points])
    # How far the middle of the pen goes; with half a pen on both sides it becomes BOX pixels.
    reach = float(np.ptp(points, axis=0).max()) if len(points) else 0.0
    if reach == 0:
        return list(strokes)
    thin, thick = (reach * width / (BOX - width) for width in (THINNEST, THICKEST))
    return [replace(s, width=min(max(s.width, thin), thick)) for s in strokes]


def normalise(
    ink: Ink, *, crop: bool = True, thickness: bool = True, scale: bool = True, centre: bool = True
) -> Ink:
    """Ink of any size (h, w) -> the picture that MNIST would have held, (28, 28).

    Args:
        crop: take the ink's bounding box, without dust, rather than at the whole paper.
        thickness: bring strokes that are thinner or thicker than usual in MNIST to what is usual.
        scale: fit what was cropped into 20 x 20; without it, the whole paper into 28 x 28.
        centre: put the centre of mass in the middle; without it, the ink stays where it was drawn,
            as far up or down, left or right as its size leaves room for.

    Raises:
        EmptyDrawing: no ink.
    """
    if not ink.any():
        raise EmptyDrawing("There is no ink on the paper: draw a digit first.")
    paper = max(ink.shape)
    place = np.array(
        [0.5, 0.5]
    )  # of what was cropped: 0 is the paper's top or left, 1 the other end
    if crop:
        ink = without_dust(ink)
        box = bounding_box(ink)
        place, ink = place_on_paper(box, ink.shape), ink[box]
    # `side`: how many pixels of `ink` become the 28 of the answer.
    side = max(ink.shape) * SIDE / BOX if scale else paper
    if thickness:
        ink = evened(ink, unit=side / SIDE)
        if crop:
            ink = cropped(ink)
        side = max(ink.shape) * SIDE / BOX if scale else paper

    # (row, column) in `ink` of what shall stand in the middle.
    middle = side / 2 - place * (side - np.array(ink.shape))
    if centre:
        middle = centre_of_mass(ink) - (MIDDLE / SIDE - 0.5) * side
    margin = int(np.ceil(side))
    top, left = middle - side / 2 + margin
    padded = Image.fromarray(np.pad(ink, margin))
    window = (left, top, left + side, top + side)
    small = padded.resize((SIDE, SIDE), Image.Resampling.BILINEAR, box=window)
    return np.clip(np.asarray(small), 0, 1)


def bounding_box(ink: Ink) -> tuple[slice, slice]:
    """Rows and columns of (h, w) that hold ink, up to where its edges fade."""
    rows, columns = np.nonzero(ink >= 0.3 * ink.max())
    return slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)


def cropped(ink: Ink) -> Ink:
    """What stands in the bounding box, (h, w) -> (h', w')."""
    return ink[bounding_box(ink)]


def place_on_paper(box: tuple[slice, slice], paper: tuple[int, ...]) -> NDArray[np.float64]:
    """Where a box stands on its paper, (row, column): 0 at the top or left, 1 at the other end."""
    room = [size - (part.stop - part.start) for part, size in zip(box, paper, strict=True)]
    return np.array(
        [part.start / free if free else 0.5 for part, free in zip(box, room, strict=True)]
    )


def centre_of_mass(ink: Ink) -> NDArray[np.float64]:
    """(row, column) in pixels from the top left edge of `ink`."""
    mass = ink.sum(dtype=np.float64)
    rows, columns = (np.arange(n) + 0.5 for n in ink.shape)
    return np.array([ink.sum(1) @ rows, ink.sum(0) @ columns]) / mass


def stroke_width(ink: Ink) -> float:
    """Mean width of the strokes, in pixels: twice their area over the length of their outline.

    A stroke of length l and width w has area l w and an outline of about 2 l; the outline's length
    is the total variation of the ink (coarea formula), which needs no threshold.
    """
    padded = np.pad(ink, 1)
    down = np.diff(padded, axis=0)[:, :-1]
    across = np.diff(padded, axis=1)[:-1]
    return float(2 * ink.sum() / np.hypot(down, across).sum())


def evened(ink: Ink, unit: float) -> Ink:
    """Strokes grown to `THINNEST` or shrunk to `THICKEST`, where `unit` pixels make one of MNIST.

    The paper grows along, so that no stroke runs off its edge.
    """
    width = stroke_width(ink)
    missing = round((THINNEST * unit - width) / 2)
    if missing > 0:
        return grown(np.pad(ink, missing), missing)
    spare = round((width - THICKEST * unit) / 2)
    return 1 - grown(1 - np.pad(ink, 1), spare) if spare > 0 else ink


def grown(ink: Ink, radius: int) -> Ink:
    """Ink spread by `radius` pixels in every direction, within its (h, w).

    A square and a diamond take turns: together they make an octagon, nearly a disc.
    """
    for turn in range(radius):
        wide = np.pad(ink, 1, mode="edge")
        columns = np.maximum.reduce([wide[:-2], wide[1:-1], wide[2:]])  # (h, w + 2)
        if turn % 2:
            rows = np.maximum(wide[1:-1, :-2], wide[1:-1, 2:])
            ink = np.maximum(rows, columns[:, 1:-1])
        else:
            ink = np.maximum.reduce([columns[:, :-2], columns[:, 1:-1], columns[:, 2:]])
    return ink


def without_dust(ink: Ink) -> Ink:
    """Erase patches with less than `DUST` of the largest patch's ink. (h, w) -> (h, w)."""
    block = -(
        -max(ink.shape) // 64
    )  # ink at most this far apart is one patch, and fewer are faster
    height, width = (-(-n // block) for n in ink.shape)
    padded = np.pad(
        ink, [(0, n * block - old) for n, old in zip((height, width), ink.shape, strict=False)]
    )
    mass = padded.reshape(height, block, width, block).sum((1, 3))  # (height, width)
    patch = patches(mass > 0)
    total = np.bincount(patch.ravel(), mass.ravel())
    keep = (total >= DUST * total.max())[patch]
    return ink * keep.repeat(block, 0).repeat(block, 1)[: ink.shape[0], : ink.shape[1]]


def patches(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Number the patches of a (h, w) mask that hang together, corners included; 0 is outside.

    Every cell starts with its own number and takes its neighbours' largest, then that of the cell
    which this number names, until nothing changes: a few rounds even for a spiral.
    """
    number = np.where(mask, np.arange(1, mask.size + 1).reshape(mask.shape), 0)
    while True:
        largest = np.where(mask, grown(number, 1), 0)
        largest = np.append(0, largest)[largest]
        if (largest == number).all():
            return number
        number = largest
