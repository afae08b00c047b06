"""The picture of a network to scale, as marks that both an SVG file and a PNG are drawn from.

It is the small one of the list of runs (`ui/components/run_list/sketch.js`), larger and with words below.
"""

import html
from dataclasses import dataclass

from core.palette import AMOUNT
from core.report.svg_axes import CHARACTER
from core.runs.card import Network

SHEETS, OFFSET, APART = 6, 2, 6
HIGH = 28
"""Values of a layer without maps that stand above each other before there is another column."""
THIN = 4


@dataclass(frozen=True)
class Mark:
    """What leaves a layer: sheets of maps behind each other, or a bar of units. In values of a map."""

    x: float
    y: float
    width: float
    height: float
    sheets: int
    loop: bool
    words: str


def marks(network: Network) -> tuple[list[Mark], float, float]:
    """The marks from left to right, and the width and height that they take."""
    full = HIGH + (SHEETS - 1) * OFFSET
    found, x = [], 0.0
    for shape, loop in zip(network.shapes, network.loops, strict=True):
        maps = len(shape) == 3
        sheets = min(SHEETS, shape[0]) if maps else 1
        height = shape[1] if maps else min(HIGH, shape[0])
        width = shape[2] if maps else max(THIN, -(-shape[0] // HIGH))
        behind = (sheets - 1) * OFFSET
        words = f"{shape[0]} × {shape[1]} × {shape[2]}" if maps else f"{shape[0]:,}"
        found.append(Mark(x, (full + behind - height) / 2, width, height, sheets, loop, words))
        x += width + behind + APART
    return found, max(1.0, x - APART), float(full)


def picture(network: Network, most: float) -> str:
    """The picture as an <svg> element of at most so many pixels, with what leaves each layer below it."""
    found, width, height = marks(network)
    wide = max([len(mark.words) for mark in found], default=1) * CHARACTER
    scale = max(1.0, min(4.0, (most - wide) / width))
    room = wide / 2  # for the words of the first and of the last
    parts = []
    end = -CHARACTER
    low = height * scale + 20
    for mark in found:
        for sheet in reversed(range(mark.sheets)):
            x = room + (mark.x + sheet * OFFSET) * scale
            y = 4 + (mark.y - sheet * OFFSET) * scale
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{mark.width * scale:.1f}" '
                f'height="{mark.height * scale:.1f}" fill="#f1ecfb" stroke="{AMOUNT}"/>'
            )
        middle = room + (mark.x + mark.width / 2) * scale
        if mark.loop:
            y = 4 + mark.y * scale
            parts.append(
                f'<path d="M{middle - 8:.1f} {y:.1f}c-16 -26 32 -26 16 0" fill="none" stroke="{AMOUNT}"/>'
            )
        half = len(mark.words) * CHARACTER / 2
        row = 0 if middle - half > end + CHARACTER else 1  # beside the words before, or below them
        end = middle + half if not row else end
        parts.append(
            f'<text x="{middle:.1f}" y="{low + 15 * row:.1f}" text-anchor="middle">'
            f"{html.escape(mark.words)}</text>"
        )
    full, tall = width * scale + 2 * room, low + 22
    said = "; ".join(mark.words for mark in found)
    return (
        f'<svg viewBox="0 0 {full:.0f} {tall:.0f}" width="{full:.0f}" height="{tall:.0f}" '
        f'style="max-width: {full:.0f}px" role="img" font-size="12" fill="#1c1f26" '
        f'aria-label="What leaves each layer: {html.escape(said)}">{"".join(parts)}</svg>'
    )
