"""Drawings of the ten digits in several hands, written down by hand, and seeded ways to vary them.

A hand draws a digit in one or more strokes; a stroke is a list of (x, y) in a box from 0 to 1, y
down, through which a smooth curve is laid; two equal points in a row make a corner.
"""

import math
import random

from core.digits.drawing import Stroke

Point = tuple[float, float]


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    """Points on an ellipse around (x, y), in degrees clockwise from three o'clock."""
    count = max(3, round(abs(end - start) / 30))
    angles = [math.radians(start + (end - start) * i / count) for i in range(count + 1)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def line(*points: Point) -> list[Point]:
    """Straight lines through the points: every one a corner."""
    return [point for point in points for _ in range(2)]


HANDS: dict[int, list[list[list[Point]]]] = {
    0: [
        [arc(0.5, 0.5, 0.32, 0.48, -90, -450)],
        [arc(0.5, 0.5, 0.42, 0.45, -60, 300)],
        [arc(0.5, 0.5, 0.22, 0.48, -80, -425)],
        [arc(0.5, 0.5, 0.36, 0.48, -65, -395)],  # not closed
    ],
    1: [
        [line((0.5, 0.0), (0.5, 1.0))],
        [line((0.32, 0.22), (0.52, 0.0), (0.52, 1.0))],
        [line((0.32, 0.22), (0.52, 0.0), (0.52, 1.0)), line((0.28, 1.0), (0.76, 1.0))],
        [line((0.6, 0.0), (0.42, 1.0))],
        [[(0.36, 0.16), *line((0.5, 0.0)), (0.48, 0.5), (0.5, 0.96), (0.58, 1.0)]],  # hooks
    ],
    2: [
        [[*arc(0.48, 0.26, 0.3, 0.26, -170, 30), (0.45, 0.7), *line((0.15, 1.0), (0.85, 1.0))]],
        [
            [
                *arc(0.5, 0.25, 0.3, 0.25, -160, 40),
                (0.5, 0.72),
                (0.25, 0.97),
                (0.13, 0.87),
                (0.28, 0.8),
                (0.55, 0.95),
                (0.88, 0.93),
            ]
        ],
        [line((0.2, 0.06), (0.72, 0.06), (0.78, 0.3), (0.2, 1.0), (0.85, 1.0))],
        [
            [
                *arc(0.5, 0.24, 0.28, 0.24, -200, 30),
                (0.55, 0.6),
                *line((0.2, 0.96)),
                (0.6, 0.94),
                (0.9, 1),
            ]
        ],
    ],
    3: [
        [[*arc(0.45, 0.25, 0.3, 0.25, -150, 90), *arc(0.45, 0.75, 0.35, 0.25, -90, 150)]],
        [[*line((0.18, 0.02), (0.78, 0.02), (0.45, 0.38)), *arc(0.45, 0.69, 0.34, 0.31, -90, 150)]],
        [
            [
                *arc(0.42, 0.24, 0.3, 0.24, -160, 70),
                (0.4, 0.47),
                (0.4, 0.47),
                *arc(0.42, 0.74, 0.36, 0.27, -70, 160),
            ]
        ],
        [
            [
                *arc(0.46, 0.25, 0.28, 0.25, -140, 80),
                *line((0.5, 0.48)),
                *arc(0.46, 0.74, 0.3, 0.26, -80, 190),
            ]
        ],
    ],
    4: [
        [line((0.25, 0.0), (0.18, 0.55), (0.85, 0.55)), line((0.68, 0.1), (0.62, 1.0))],
        [line((0.62, 0.0), (0.12, 0.65), (0.88, 0.65)), line((0.62, 0.0), (0.62, 1.0))],
        [line((0.72, 1.0), (0.72, 0.0), (0.12, 0.62), (0.9, 0.62))],
        [
            [(0.2, 0.0), (0.17, 0.35), (0.3, 0.55), (0.55, 0.52), (0.75, 0.4)],
            line((0.78, 0.02), (0.7, 1.0)),
        ],
        [line((0.5, 0.0), (0.1, 0.6), (0.9, 0.56)), line((0.6, 0.34), (0.56, 1.0))],
    ],
    5: [
        [
            [*line((0.25, 0.02), (0.22, 0.42)), *arc(0.45, 0.68, 0.35, 0.3, -110, 140)],
            line((0.25, 0.02), (0.8, 0.02)),
        ],
        [
            [
                *line((0.78, 0.02), (0.28, 0.02), (0.22, 0.45)),
                *arc(0.45, 0.69, 0.36, 0.31, -105, 150),
            ]
        ],
        [
            [
                *line((0.75, 0.03), (0.32, 0.05)),
                *line((0.28, 0.4)),
                (0.6, 0.45),
                (0.75, 0.68),
                (0.6, 0.93),
                (0.2, 0.97),
            ]
        ],
        [  # a hat that does not touch
            [*line((0.3, 0.06), (0.26, 0.42)), *arc(0.46, 0.69, 0.34, 0.29, -115, 150)],
            line((0.4, 0.02), (0.86, 0.0)),
        ],
    ],
    6: [
        [[(0.68, 0.02), (0.42, 0.2), (0.25, 0.5), *arc(0.5, 0.72, 0.28, 0.27, 180, -180)]],
        [[(0.5, 0.0), (0.32, 0.35), (0.22, 0.7), *arc(0.47, 0.75, 0.26, 0.23, 140, -200)]],
        [
            [
                (0.78, 0.12),
                (0.62, 0.02),
                (0.4, 0.12),
                (0.22, 0.5),
                *arc(0.5, 0.72, 0.3, 0.27, 180, -170),
            ]
        ],
        [[(0.62, 0.0), (0.36, 0.3), (0.24, 0.66), *arc(0.5, 0.75, 0.27, 0.25, 170, -120)]],  # open
    ],
    7: [
        [line((0.15, 0.03), (0.82, 0.03), (0.42, 1.0))],
        [line((0.15, 0.03), (0.82, 0.03), (0.42, 1.0)), line((0.35, 0.5), (0.78, 0.5))],
        [line((0.17, 0.18), (0.17, 0.04), (0.82, 0.04), (0.55, 0.5), (0.45, 1.0))],
        [[(0.12, 0.1), (0.35, 0.03), *line((0.84, 0.04)), (0.62, 0.4), (0.5, 0.7), (0.48, 1.0)]],
        [
            [(0.14, 0.14), *line((0.16, 0.02), (0.84, 0.02)), (0.6, 0.5), (0.46, 1.0)],
            line((0.3, 0.48), (0.78, 0.44)),
        ],
    ],
    8: [
        [
            [
                *arc(0.5, 0.24, 0.26, 0.24, -30, -270),
                *arc(0.5, 0.75, 0.32, 0.26, -90, 270),
                *arc(0.5, 0.24, 0.26, 0.24, 90, -30),
            ]
        ],
        [arc(0.5, 0.24, 0.27, 0.23, 90, 450), arc(0.5, 0.73, 0.33, 0.26, -90, 270)],
        [
            [
                (0.76, 0.1),
                (0.5, 0.0),
                (0.27, 0.16),
                (0.42, 0.4),
                (0.68, 0.62),
                (0.72, 0.86),
                (0.5, 1.0),
                (0.27, 0.86),
                (0.34, 0.62),
                (0.6, 0.38),
                (0.78, 0.14),
            ]
        ],
        [  # it does not close at the top
            [
                *arc(0.5, 0.24, 0.25, 0.24, -40, -260),
                *arc(0.5, 0.75, 0.3, 0.25, -80, 255),
                (0.56, 0.44),
                (0.74, 0.2),
            ]
        ],
    ],
    9: [
        [[*arc(0.48, 0.27, 0.28, 0.26, -10, -360), *line((0.76, 0.2), (0.72, 1.0))]],
        [[*arc(0.47, 0.27, 0.28, 0.26, -20, -370), (0.74, 0.6), (0.6, 0.85), (0.3, 0.98)]],
        [arc(0.46, 0.28, 0.27, 0.26, 0, 360), [(0.74, 0.1), (0.74, 0.4), (0.64, 0.7), (0.5, 1.0)]],
        [[*arc(0.48, 0.26, 0.28, 0.26, -40, -310), *line((0.74, 0.08), (0.7, 1.0))]],  # open
    ],
}
"""For each digit, four or five ways in which people write it."""


def curve(points: list[Point], count: int = 8) -> list[Point]:
    """A Catmull-Rom spline through the points, `count` to a piece; equal neighbours are corners."""
    ends = [points[0], *points, points[-1]]
    smooth = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        if b == c:
            continue
        for i in range(count):
            t = i / count
            weights = (
                (-t + 2 * t**2 - t**3) / 2,
                (2 - 5 * t**2 + 3 * t**3) / 2,
                (t + 4 * t**2 - 3 * t**3) / 2,
                (t**3 - t**2) / 2,
            )
            mixed = list(zip(weights, (a, b, c, d), strict=True))
            smooth.append((sum(w * p[0] for w, p in mixed), sum(w * p[1] for w, p in mixed)))
    return [*smooth, points[-1]]


def drawing(
    digit: int,
    hand: int = 0,
    *,
    seed: int | None = None,
    size: float = 0.6,
    width: float = 0.07,
    place: Point = (0.5, 0.5),
    turn: float = 0.0,
) -> list[Stroke]:
    """One digit on the pad: `size` high, pen `width` wide, its box around `place`, in pad units.

    It is turned by so many degrees, clockwise. With a seed, the hand slants (up to 15 degrees),
    stretches (15 %) and wobbles (3 %) at random.
    """
    chance = random.Random(seed)
    slant, stretch, wobble = 0.0, 1.0, 0.0
    if seed is not None:
        slant = math.tan(math.radians(chance.uniform(-15, 15)))
        stretch = chance.uniform(0.85, 1.15)
        wobble = 0.03

    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def placed(point: Point) -> Point:
        y = size * (point[1] - 0.5)
        x = size * 0.75 * stretch * (point[0] - 0.5) - slant * y
        return place[0] + cos * x - sin * y, place[1] + sin * x + cos * y

    strokes = []
    for points in HANDS[digit][hand % len(HANDS[digit])]:
        moved = {
            (x, y): (x + chance.uniform(-wobble, wobble), y + chance.uniform(-wobble, wobble))
            for x, y in points
        }
        strokes.append(Stroke([placed(p) for p in curve([moved[p] for p in points])], width))
    return strokes
