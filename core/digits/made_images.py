"""Made images: pictures of no class, made of a data set's images or of random strokes (outlier exposure).

What takes a picture's class away but leaves its strokes as they are makes something that lies close to the
data and is none of it: parts of two images together, an image turned, its quarters changed about, a piece
rubbed out, a line too many. Beside them stand strokes at random and figures of lines and arcs. A detector
learns from them what the data is not (`core.digits.detector_training`); that this carries over to what it
never saw was shown by D. Hendrycks, M. Mazeika and T. Dietterich, "Deep Anomaly Detection with Outlier
Exposure" (ICLR 2019), and that turned images serve by J. Tack, S. Mo, J. Jeong and J. Shin, "CSI: Novelty
Detection via Contrastive Learning on Distributionally Shifted Instances" (NeurIPS 2020).
"""

import itertools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.digits.drawing import SIDE, Ink, Stroke, rasterise

Chance = np.random.Generator
Points = NDArray[np.float64]
Way = Callable[[Ink, Ink, Chance], Ink]

HALF = SIDE // 2
ROWS, COLUMNS = (np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2).astype(np.float32)
PENS = 0.06, 0.12
"""A pen's diameter, least and most, in sides of a picture."""
MOST_ENLARGED = 1.25
TRIES = 5  # at a picture of one way, until it need not be enlarged
FAINT = 0.25  # of full ink: less is the fringe of a stroke


def halves(one: Ink, other: Ink, chance: Chance) -> Ink:
    """One image on this side of a line, another on that."""
    angle, at = chance.uniform(0, 2 * np.pi), chance.normal(0, 2.5)
    side = np.clip(COLUMNS * np.cos(angle) + ROWS * np.sin(angle) - at + 0.5, 0, 1)
    return np.asarray(one * side + other * (1 - side))


def overlaid(one: Ink, other: Ink, chance: Chance) -> Ink:
    """Two images, each moved a little, on one sheet."""
    moved = [np.roll(each, chance.integers(-4, 5, 2), (0, 1)) for each in (one, other)]
    return np.maximum(*moved)


def turned(one: Ink, _other: Ink, chance: Chance) -> Ink:
    """Turned by quarters, or seen in a mirror, or both."""
    way = int(chance.integers(1, 8))
    found = np.rot90(one, way % 4)
    return found[:, ::-1] if way >= 4 else found


def quarters(one: Ink, _other: Ink, chance: Chance) -> Ink:
    """Its four quarters in another order."""
    parts = [one[r : r + HALF, c : c + HALF] for r in (0, HALF) for c in (0, HALF)]
    order = chance.permutation(4)
    a, b, c, d = (parts[k] for k in (order if (order != np.arange(4)).any() else order[::-1]))
    return np.block([[a, b], [c, d]])


def rubbed_out(one: Ink, _other: Ink, chance: Chance) -> Ink:
    """Without a round piece."""
    angle, far, radius = chance.uniform(0, 2 * np.pi), chance.uniform(2, 8), chance.uniform(3, 7)
    away = np.hypot(ROWS - far * np.sin(angle), COLUMNS - far * np.cos(angle))
    return np.asarray(one * np.clip(away - radius, 0, 1))


def with_a_line(one: Ink, _other: Ink, chance: Chance) -> Ink:
    """With a line too many, straight or with a bend."""
    return np.maximum(one, drawn([chance.uniform(0.2, 0.8, (chance.integers(2, 4), 2))], chance))


def strokes(_one: Ink, _other: Ink, chance: Chance) -> Ink:
    """One to three strokes through points at random, bent or straight."""
    lines = []
    for _ in range(chance.choice([1, 1, 2, 3])):
        points = chance.uniform(0.05, 0.95, (chance.integers(2, 7), 2))
        lines.append(smooth(points) if len(points) > 2 and chance.random() < 0.6 else points)
    return drawn(fitted(lines), chance)


def figure(_one: Ink, _other: Ink, chance: Chance) -> Ink:
    """Lines and arcs from point to point of a grid of 3 x 3, as the signs of many scripts are built;
    leaning, narrow, and with a hand that trembles."""
    lines: list[Points] = []
    at = grid_point(chance)
    line: list[Points] = [at]
    left = int(chance.integers(2, 7))  # a single line could be a 1
    while left:
        what, to = chance.random(), grid_point(chance)
        if what < 0.2:  # the pen is set down elsewhere
            lines, line, at = [*lines, np.array(line)], [to], to
        elif what > 0.9:
            lines.append(arc(to, chance))
            left -= 1
        elif (to != at).any():
            line += bent(at, to, chance) if chance.random() < 0.4 else [to]
            at, left = to, left - 1
    lines = [each for each in [*lines, np.array(line)] if len(each) > 1]
    angle, lean, width = chance.normal(0, 0.15), chance.normal(0, 0.15), chance.uniform(0.5, 1)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    hand = turn @ np.array([[width, lean], [0, 1]])
    placed = [(each + chance.normal(0, 0.012, each.shape)) @ hand.T for each in lines]
    return drawn(fitted(placed), chance)


WAYS: tuple[Way, ...] = (
    *(halves, overlaid, turned, quarters, rubbed_out, with_a_line, strokes),
    *(figure,) * 3,
)
"""Each in turn; of figures there are the most kinds."""


def grid_point(chance: Chance) -> Points:
    return chance.integers(3, size=2) / 2


def arc(middle: Points, chance: Chance) -> Points:
    """Half of an ellipse, three quarters or all of it, (20, 2)."""
    a, b = chance.choice([0.25, 0.5], 2)
    t = chance.uniform(0, 2 * np.pi) + np.linspace(
        0, 2 * np.pi * chance.choice([0.5, 0.75, 1, 1]), 20
    )
    return middle + np.stack([a * np.cos(t), b * np.sin(t)], 1)


def bent(start: Points, end: Points, chance: Chance) -> list[Points]:
    """A curve (a quadratic Bézier curve) from one point, which is left out, to another."""
    across = np.array([end[1] - start[1], start[0] - end[0]])
    pull = (start + end) / 2 + across * chance.choice([-1, 1]) * chance.uniform(0.3, 1)
    t = np.linspace(0, 1, 12)[1:, None]
    return list((1 - t) ** 2 * start + 2 * t * (1 - t) * pull + t**2 * end)


def fitted(lines: list[Points]) -> list[Points]:
    """Lines in the middle of a unit square, at four fifths of its size."""
    ends = np.concatenate(lines)
    low, high = ends.min(0), ends.max(0)
    scale = 0.8 / max(float((high - low).max()), 1e-3)
    return [(each - (low + high) / 2) * scale + 0.5 for each in lines]


def smooth(points: Points) -> Points:
    """A curve through points (n, 2)."""
    from scipy.interpolate import CubicSpline  # takes longer to import than a page may

    at = np.arange(len(points))
    return np.asarray(CubicSpline(at, points)(np.linspace(0, len(points) - 1, 10 * len(points))))


def drawn(lines: list[Points], chance: Chance) -> Ink:
    """Lines in a unit square, by one pen, (28, 28)."""
    pen = float(chance.uniform(*PENS))
    ink = rasterise([Stroke([(x, y) for x, y in line.tolist()], pen) for line in lines], SIDE)
    margin = (len(ink) - SIDE) // 2  # where it runs off the sheet
    return ink[margin : margin + SIDE, margin : margin + SIDE]


def framed(made: Ink, like: Ink) -> Ink | None:
    """A picture at the size and in the place of another: its box as long as that one's, its centre of mass
    on that one's, so that nothing but its strokes tells them apart. None where either is empty, or it would
    be blurred by being enlarged."""
    if (box := box_of(made)) is None or (usual := box_of(like)) is None:
        return None
    cut = made[box]
    if (scale := max(like[usual].shape) / max(cut.shape)) > MOST_ENLARGED:
        return None
    h, w = (max(1, round(side * scale)) for side in cut.shape)
    grey = Image.fromarray((cut * 255).astype(np.uint8))
    # Lanczos blurs least: a detector would learn that what is blurred is of no class.
    scaled = np.asarray(grey.resize((w, h), Image.Resampling.LANCZOS), np.float32) / np.float32(255)
    (y, x), (to_y, to_x) = middle(scaled), middle(like)
    top, left = (
        int(np.clip(round(to - of), 0, SIDE - side))
        for to, of, side in ((to_y, y, h), (to_x, x, w))
    )
    out = np.zeros((SIDE, SIDE), np.float32)
    out[top : top + h, left : left + w] = scaled
    return out


def box_of(ink: Ink) -> tuple[slice, slice] | None:
    seen = ink > FAINT
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    if not len(rows):
        return None
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def middle(ink: Ink) -> tuple[float, float]:
    """Its centre of mass, rows and columns."""
    mass = float(ink.sum()) + 1e-9
    return (
        float(ink.sum(1) @ np.arange(len(ink))) / mass,
        float(ink.sum(0) @ np.arange(ink.shape[1])) / mass,
    )


def made_images(images: np.ndarray, count: int, chance: Chance) -> NDArray[np.uint8]:
    """So many pictures of no class, of images uint8 (n, 28, 28): (count, 28, 28). Of blank images, blank
    ones."""
    found = np.zeros((count, SIDE, SIDE), np.uint8)
    for k, tried in itertools.product(range(count), range(TRIES)):
        if tried and found[k].any():
            continue
        two = images[chance.integers(len(images), size=2)]
        one, other = two.astype(np.float32) / np.float32(255)
        made = framed(WAYS[k % len(WAYS)](one, other, chance), one)
        if made is not None:
            found[k] = (made * 255).round()
    return found
