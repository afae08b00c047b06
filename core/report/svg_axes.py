"""Axes of a Plotly figure as SVG: scales, ticks, grid and titles, and the texts."""

import html
from collections.abc import Iterable, Iterator
from typing import Any

import plotly.graph_objects as go

from core.palette import REST
from core.report.scales import Scale, linear, nice_ticks

BOTTOM = 46
CHARACTER = 6.6
"""Pixels that a character of 12 pixels takes, on average, in the fonts of the page."""
FAINT = "#dcdfe4"
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


# -- texts


def plain(text: str | None) -> str:
    """A text of a figure, in which < and & are escaped for Plotly, as it is to be read."""
    return html.unescape(text or "")


def text(text: str, x: float, y: float, anchor: str = "start", **more: str) -> str:
    extra = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())
    weight = extra.replace(" weight=", " font-weight=")
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}>{html.escape(text)}</text>'
    )


def clipped(text: str, pixels: float) -> str:
    most = max(3, int(pixels / CHARACTER))
    return text if len(text) <= most else f"{text[: most - 1]}…"


# -- axes


def values(trace: Any, letter: str) -> Iterable[Any]:
    """A trace's x or y; none of one that has none."""
    found = getattr(trace, letter, None)
    return () if found is None else found


def categories(figure: go.Figure, letter: str) -> list[str]:
    """The categories of an axis in the order of their appearance, [] of one of numbers."""
    every = [v for t in figure.data for v in values(t, letter)]
    axis = getattr(figure.layout, f"{letter}axis")
    if axis.type != "category" and not any(isinstance(v, str) for v in every):
        return []
    return list(dict.fromkeys(plain(str(v)) for v in every))


def scale(figure: go.Figure, letter: str, start: float, end: float) -> Scale:
    axis = getattr(figure.layout, f"{letter}axis")
    title = plain(axis.title.text)
    if axis.autorange == "reversed":
        start, end = end, start
    if axis.type not in (None, "linear", "category", "-"):
        raise ValueError(f"an axis of type {axis.type!r} cannot be drawn as SVG")
    if names := categories(figure, letter):
        ticks = [(float(k), name) for k, name in enumerate(names)]
        return Scale(-0.5, len(names) - 0.5, start, end, ticks, title, names)
    if axis.range:
        low, high = map(float, axis.range)
        scale = Scale(low, high, start, end, nice_ticks(low, high), title)
    else:
        zero = axis.rangemode == "tozero" or any(t.type == "bar" for t in figure.data)
        scale = linear(list(_extent(figure, letter)), start, end, title, zero)
    if axis.tickvals is not None:
        texts = axis.ticktext if axis.ticktext is not None else axis.tickvals
        ticks = [(float(v), plain(str(t))) for v, t in zip(axis.tickvals, texts, strict=True)]
        scale = Scale(scale.low, scale.high, start, end, ticks, title)
    return scale


def _extent(figure: go.Figure, letter: str) -> Iterator[float]:
    """All numbers that an axis is to hold."""
    sums: dict[Any, float] = {}
    for trace in figure.data:
        found = values(trace, letter)
        yield from (float(v) for v in found if v is not None)
        across = "h" if letter == "x" else "v"
        if trace.type == "bar" and (trace.orientation or "v") == across:
            for name, v in zip(values(trace, "y" if letter == "x" else "x"), found, strict=True):
                sums[name] = sums.get(name, 0.0) + float(v or 0)
        if trace.type == "scatter" and letter == "x" and trace.error_x.array is not None:
            for v, more, less in zip(
                trace.x, trace.error_x.array, trace.error_x.arrayminus, strict=True
            ):
                yield from (v - less, v + more)
    if figure.layout.barmode == "stack":
        yield from sums.values()


def frame(x: Scale, y: Scale, box: Box, turned: bool, grid: bool) -> Iterator[str]:
    left, top, right, bottom = box
    for value, name in y.ticks:
        at = y.place(name if y.categories else value)
        if grid and top - 1 <= at <= bottom + 1:
            yield f'<path d="M{left:.1f} {at:.1f}H{right:.1f}" stroke="{FAINT}" fill="none"/>'
        yield text(clipped(name, left - 30), left - 7, at + 4, "end")
    if grid:
        yield f'<path d="M{left:.1f} {top}V{bottom:.1f}H{right}" stroke="{REST}" fill="none"/>'
    for value, name in x.ticks:
        at = x.place(name if x.categories else value)
        turn = f"rotate(-40 {at:.1f} {bottom + 14:.1f})"
        if turned:
            yield text(clipped(name, 110), at + 4, bottom + 14, "end", transform=turn)
        else:
            yield text(name, at, bottom + 16, "middle")
    yield text(x.title, (left + right) / 2, bottom + (BOTTOM - 10), "middle") if not turned else ""
    if turned:
        yield text(x.title, right, bottom + BOTTOM + 30, "end")
    middle = (top + bottom) / 2
    yield text(y.title, 14, middle, "middle", transform=f"rotate(-90 14 {middle:.1f})")
