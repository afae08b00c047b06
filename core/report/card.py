"""The card of a run as a PNG for a slide: title, network, accuracy with interval, seconds, curves."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from core.palette import AMOUNT
from core.problems import problem
from core.report.fonts import fitting, font
from core.report.network_picture import OFFSET, marks
from core.report.scales import linear
from core.runs import annotations, card, compare, curves
from core.runs.outcome import STATES
from core.runs.store import Run
from core.statistics.durations import clock
from core.statistics.percent import percent

WIDTH, HEIGHT = 1600, 900
SHARP = 2
"""Drawn so many times larger and then scaled down, which smooths its lines."""
INK, FAINT, PAPER, SOFT, TAG = "#0d131c", "#dcdfe4", "#ffffff", "#4a5261", "#5a37a0"
EDGE = 80
CURVES = (EDGE + 60, 430, 960, 760)
"""Left, top, right, bottom of the plot."""
NETWORK = (1040, 430, WIDTH - EDGE, 760)
Point = tuple[float, float]


class Canvas:
    """An image of WIDTH x HEIGHT pixels that is drawn on in these pixels."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * SHARP, HEIGHT * SHARP), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def text(
        self, at: Point, text: str, size: int, color: str = INK, anchor: str = "ls", *,
        bold: bool = False, most: float = WIDTH - 2 * EDGE,
    ) -> float:  # fmt: skip
        """One line, cut to `most` pixels; how many it takes."""
        found = font(size * SHARP, bold)
        shown = fitting(text, found, most * SHARP)
        self.pen.text((at[0] * SHARP, at[1] * SHARP), shown, color, found, anchor)
        return found.getlength(shown) / SHARP

    def line(self, points: Sequence[Point], color: str, width: float) -> None:
        places = [(x * SHARP, y * SHARP) for x, y in points]
        self.pen.line(places, color, round(width * SHARP), joint="curve")

    def box(self, spot: tuple[float, float, float, float], fill: str, edge: str = "") -> None:
        left, top, right, bottom = (v * SHARP for v in spot)
        self.pen.rectangle((left, top, right, bottom), fill, edge or None, 2 * SHARP if edge else 0)

    def dot(self, at: Point, radius: float, color: str) -> None:
        x, y, r = at[0] * SHARP, at[1] * SHARP, radius * SHARP
        self.pen.ellipse((x - r, y - r, x + r, y + r), color)

    def arc(self, at: Point, radius: float, color: str) -> None:
        """A circle that is open below."""
        x, y, r = at[0] * SHARP, at[1] * SHARP, radius * SHARP
        self.pen.arc((x - r, y - r, x + r, y + r), 130, 50, color, 2 * SHARP)

    def png(self) -> bytes:
        out = io.BytesIO()
        self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
        return out.getvalue()


def card_png(run: Run) -> bytes:
    """The PNG of a run as it now stands. Raises RunError."""
    canvas = Canvas()
    words = problem(run.kind).words_of(run.config)
    canvas.box((0, 0, 16, HEIGHT), AMOUNT)
    canvas.text((EDGE, 130), run.title, 56, bold=True)
    canvas.text((WIDTH - EDGE, 60), "Netsketch", 24, SOFT, "rs")
    about = f"{words.network} · the {words.label} of {words.an_input}"
    end = EDGE + canvas.text((EDGE, 186), about, 28, SOFT) + 30
    tags = "  ".join(f"#{tag}" for tag in annotations.read(run).tags)
    canvas.text((end, 186), tags, 28, TAG, most=WIDTH - EDGE - end)
    _accuracy(canvas, run, words.items)
    _curves(canvas, run)
    _network(canvas, run)
    return canvas.png()


def _accuracy(canvas: Canvas, run: Run, items: str) -> None:
    score, seconds = compare.score(run, ""), run.record.get("seconds")
    took = f"trained in {clock(seconds)}" if seconds else STATES[run.status]
    if score is None:
        canvas.text((EDGE, 330), took, 72, bold=True)
        return
    end = EDGE + canvas.text((EDGE, 340), percent(score.accuracy), 104, bold=True) + 40
    low, high = score.interval
    canvas.text(
        (end, 286), f"of {score.n:,} test {items} right, {took}", 30, most=WIDTH - EDGE - end
    )
    sure = f"95 % interval {percent(low)} to {percent(high)}"
    canvas.text((end, 334), sure, 30, SOFT, most=WIDTH - EDGE - end)


def _curves(canvas: Canvas, run: Run) -> None:
    lines = {
        name: (color, list(zip(x, y, strict=True)))
        for name, (color, x, y) in curves.series(run.metrics(), "accuracy").items()
    }
    every = [point for _, points in lines.values() for point in points]
    if not every:
        return
    left, top, right, bottom = CURVES
    across = linear([x for x, _ in every], left, right, zero=True)
    up = linear([y for _, y in every], bottom, top)
    for value, text in up.ticks:
        y = up.place(value)
        canvas.line([(left, y), (right, y)], FAINT, 1)
        canvas.text((left - 12, y), text, 22, SOFT, "rm")
    for value, text in across.ticks:
        canvas.text((across.place(value), bottom + 34), text, 22, SOFT, "ms")
    canvas.line([(left, top), (left, bottom), (right, bottom)], SOFT, 1.5)
    canvas.text(((left + right) / 2, bottom + 72), "Epoch", 22, SOFT, "ms")
    at: float = left
    for name, (color, points) in lines.items():
        tested = name != "training"
        places = [(across.place(x), up.place(y)) for x, y in points if y == y]
        if len(places) > 1:
            canvas.line(places, color, 5 if tested else 3)
        for place in places if tested and len(places) < 40 else ():
            canvas.dot(place, 8, color)
        canvas.line([(at, top - 34), (at + 36, top - 34)], color, 5)
        at += 46 + canvas.text((at + 46, top - 26), f"{name} accuracy (%)", 22, SOFT) + 30


def _network(canvas: Canvas, run: Run) -> None:
    drawn = card.network(run.config)
    if drawn is None:
        return  # its data set is gone, of which the layers depend
    found, width, height = marks(drawn)
    left, top, right, bottom = NETWORK
    scale = min((right - left) / width, (bottom - top) / height)
    x0, y0 = left + (right - left - width * scale) / 2, top + (bottom - top - height * scale) / 2
    for mark in found:
        for sheet in reversed(range(mark.sheets)):
            x = x0 + (mark.x + sheet * OFFSET) * scale
            y = y0 + (mark.y - sheet * OFFSET) * scale
            canvas.box((x, y, x + mark.width * scale, y + mark.height * scale), "#f1ecfb", AMOUNT)
        if mark.loop:
            canvas.arc(
                (x0 + (mark.x + mark.width / 2) * scale, y0 + mark.y * scale - 12), 16, AMOUNT
            )
    words = f"{drawn.parameters:,} parameters"
    canvas.text(((left + right) / 2, bottom + 72), words, 22, SOFT, "ms")
