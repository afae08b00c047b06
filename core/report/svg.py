"""SVG of a figure: what `core.charts` draws with Plotly, as vectors that need no script and print.

Plotly's own way to an image is a browser (kaleido). The charts here use little of Plotly: lines, points,
bands, bars, cells, an error bar, a guide; a figure that uses more is refused instead of drawn without it.
"""

import html
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import plotly.graph_objects as go

from core.palette import REST
from core.report.scales import Scale
from core.report.svg_axes import BOTTOM, CHARACTER, Box, categories, frame, plain, scale, text

WIDTH, HEIGHT = 720, 340
LEFT, RIGHT, LINE = 62, 16, 18
INK = "#1c1f26"
STRONG = 0.85
"""Of the strongest colour of a cell, from where on it carries white figures better than black ones."""
DASHES = {"dash": "8 5", "dot": "2 4", "dashdot": "8 4 2 4", "longdash": "14 5"}
DASHES |= {"longdashdot": "14 4 2 4", "solid": "", "5px,2px": "5 2", "2px,6px": "2 6"}


def svg(figure: go.Figure, label: str, width: int = WIDTH) -> str:
    """An <svg> element of a figure; `label` is what it is called for who cannot see it. Raises ValueError
    for what cannot be drawn."""
    layout = figure.layout
    height = int(layout.height or HEIGHT)
    names = _legend(figure, width)
    title = plain(layout.title.text)
    top = LINE * (len(names) + bool(title)) + 12
    cells = next((t for t in figure.data if t.type == "heatmap"), None)
    y_names = categories(figure, "y")
    left = LEFT if not y_names else min(0.4 * width, 34 + CHARACTER * max(map(len, y_names)))
    x_names = categories(figure, "x")
    wide = (width - left - RIGHT) / max(1, len(x_names))
    turned = bool(x_names) and CHARACTER * max(map(len, x_names)) > wide - 4
    bottom = BOTTOM + (min(90, CHARACTER * max(map(len, x_names)) * 0.75) if turned else 0)
    box = (left, top, width - RIGHT, height - bottom)
    x = scale(figure, "x", box[0], box[2])
    y = scale(figure, "y", box[3], box[1])
    parts = list(frame(x, y, box, turned, grid=cells is None))
    bars = [t for t in figure.data if t.type == "bar"]
    stacked = layout.barmode == "stack"
    for trace in figure.data:
        parts += _trace(trace, x, y, bars, stacked)
    parts += _guides(figure, x, box)
    if title:
        parts.append(text(title, left, LINE - 4, weight="600"))
    for row, entries in enumerate(names):
        at = left
        for trace in entries:
            middle = LINE * (row + bool(title)) + 9
            parts += _sample(trace, at, middle)
            parts.append(text(plain(trace.name), at + 30, middle + 4))
            at += _entry_width(trace)
    inside = "\n".join(parts)
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{html.escape(label)}" font-size="12" fill="{INK}">\n{inside}\n</svg>'
    )


# -- traces


def _trace(trace: Any, x: Scale, y: Scale, bars: Sequence[Any], stacked: bool) -> Iterator[str]:
    if trace.type == "scatter":
        yield from _scatter(trace, x, y)
    elif trace.type == "bar":
        yield from _bars(trace, x, y, bars, stacked)
    elif trace.type == "heatmap":
        yield from _cells(trace, x, y)
    else:
        raise ValueError(f"a trace of type {trace.type!r} cannot be drawn as SVG")


def _scatter(trace: Any, x: Scale, y: Scale) -> Iterator[str]:
    color, faded = _color(trace), f' opacity="{trace.opacity}"' if trace.opacity is not None else ""
    places = [
        (
            x.place(plain(a) if isinstance(a, str) else a),
            y.place(plain(b) if isinstance(b, str) else b),
        )
        if a is not None and b is not None and b == b
        else None
        for a, b in zip(trace.x, trace.y, strict=True)
    ]
    if trace.fill == "toself":
        outline = " ".join(f"{a:.1f},{b:.1f}" for a, b in filter(None, places))
        fill, clear = _paint(trace.fillcolor)
        yield f'<polygon points="{outline}" fill="{fill}" fill-opacity="{clear:g}"{faded}/>'
        return
    mode = trace.mode or "lines+markers"
    if "lines" in mode:
        width, dash = trace.line.width or 2, DASHES[trace.line.dash or "solid"]
        stroke = f'stroke="{color}" stroke-width="{width:g}"'
        stroke += f' stroke-dasharray="{dash}"' if dash else ""
        yield f'<path d="{_path(places)}" fill="none" stroke-linejoin="round" {stroke}{faded}/>'
    if "markers" in mode:
        if trace.error_x.array is not None:
            errors = zip(
                trace.x, trace.error_x.array, trace.error_x.arrayminus, places, strict=True
            )
            for a, more, less, place in errors:
                ends = f"M{x.place(a - less):.1f} {place[1]:.1f}H{x.place(a + more):.1f}"  # type: ignore[index]
                yield f'<path d="{ends}" stroke="{color}" stroke-width="2" fill="none"/>'
        for place in filter(None, places):
            yield _marker(trace, color, *place)


def _path(places: Sequence[tuple[float, float] | None]) -> str:
    parts, pen = [], "M"
    for place in places:
        if place is None:
            pen = "M"
            continue
        parts.append(f"{pen}{place[0]:.1f} {place[1]:.1f}")
        pen = "L"
    return "".join(parts)


def _marker(trace: Any, color: str, x: float, y: float) -> str:
    marker = trace.marker
    size, clear = float(marker.size or 6), marker.opacity if marker.opacity is not None else 1
    half = size / 2
    line = marker.line.width or 2
    if marker.symbol == "diamond-open":
        d = f"M{x:.1f} {y - half:.1f}l{half:g} {half:g}l{-half:g} {half:g}l{-half:g} {-half:g}z"
        return f'<path d="{d}" fill="none" stroke="{color}" stroke-width="{line:g}"/>'
    if marker.symbol == "line-ew":
        stroke = f'stroke="{marker.line.color or color}" stroke-width="{line:g}"'
        return f'<path d="M{x - half:.1f} {y:.1f}h{size:g}" {stroke}/>'
    if marker.symbol not in (None, "circle"):
        raise ValueError(f"a marker {marker.symbol!r} cannot be drawn as SVG")
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half:g}" fill="{color}" fill-opacity="{clear:g}"/>'
    )


def _bars(trace: Any, x: Scale, y: Scale, bars: Sequence[Any], stacked: bool) -> Iterator[str]:
    flat = trace.orientation == "h"
    along, across = (x, y) if flat else (y, x)
    names, values = (trace.y, trace.x) if flat else (trace.x, trace.y)
    before = bars[: next(k for k, t in enumerate(bars) if t is trace)]
    thick = 0.8 * across.unit / (1 if stacked else len(bars))
    for k, (name, value) in enumerate(zip(names, values, strict=True)):
        low = sum(float((t.x if flat else t.y)[k] or 0) for t in before) if stacked else 0.0
        begin, end = along.place(low), along.place(low + float(value or 0))
        middle = across.place(plain(str(name)) if across.categories else name)
        at = middle - 0.4 * across.unit + (0 if stacked else len(before) * thick)
        a, size = min(begin, end), abs(end - begin)
        spot = (a, at, size, thick) if flat else (at, a, thick, size)
        yield _rectangle(spot, _color(trace), 1)


def _cells(trace: Any, x: Scale, y: Scale) -> Iterator[str]:
    known = [v for row in trace.z for v in row if v is not None]
    low = trace.zmin if trace.zmin is not None else min(known, default=0)
    high = trace.zmax if trace.zmax is not None else max(known, default=1)
    (_, pale), *_, (_, strong) = trace.colorscale
    (fill, least), (_, most) = _paint(pale), _paint(strong)
    shape = re.search(r"%\{z:([^}]*)\}", trace.texttemplate or "")
    font = trace.textfont.color
    for k, (name, row) in enumerate(zip(trace.y, trace.z, strict=True)):
        for j, (column, value) in enumerate(zip(trace.x, row, strict=True)):
            if value is None:
                continue
            at, down = x.place(plain(str(column))), y.place(plain(str(name)))
            share = (value - low) / ((high - low) or 1)
            spot = (at - x.unit / 2 + 1, down - y.unit / 2 + 1, x.unit - 2, y.unit - 2)
            yield _rectangle(spot, fill, least + share * (most - least))
            words = (
                f"{value:{shape[1]}}" if shape else trace.text[k][j] if trace.texttemplate else ""
            )
            if words:
                ink = font or ("#ffffff" if share > STRONG else INK)
                yield text(words, at, down + 4, "middle", fill=ink)


def _rectangle(spot: Box, fill: str, clear: float) -> str:
    x, y, width, height = (f"{v:.1f}" for v in spot)
    faded = f' fill-opacity="{clear:.3f}"' if clear < 1 else ""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"{faded}/>'


def _guides(figure: go.Figure, x: Scale, box: Box) -> Iterator[str]:
    """Upright lines."""
    for shape in figure.layout.shapes:
        at, dash = x.place(shape.x0), DASHES[shape.line.dash or "solid"]
        stroke = f'stroke="{shape.line.color or REST}" stroke-dasharray="{dash}"'
        yield f'<path d="M{at:.1f} {box[1]}V{box[3]:.1f}" fill="none" {stroke}/>'


# -- legend and colours


def _legend(figure: go.Figure, width: float) -> list[list[Any]]:
    """The traces that are named above the figure, in rows."""
    named = [t for t in figure.data if t.showlegend is not False and t.name and t.type != "heatmap"]
    if figure.layout.showlegend is None and len(named) < 2:
        return []
    rows: list[list[Any]] = []
    used = math.inf
    for trace in named:
        wide = _entry_width(trace)
        if used + wide > width - LEFT:
            rows.append([])
            used = 0
        rows[-1].append(trace)
        used += wide
    return rows


def _entry_width(trace: Any) -> float:
    return 46 + CHARACTER * len(plain(trace.name))


def _sample(trace: Any, x: float, y: float) -> Iterator[str]:
    color = _color(trace)
    if trace.type == "bar":
        yield _rectangle((x + 8, y - 5, 10, 10), color, 1)
        return
    mode = trace.mode or "lines+markers"
    if "lines" in mode:
        dash = DASHES[trace.line.dash or "solid"]
        stroke = (
            f'stroke="{color}" stroke-width="{trace.line.width or 2:g}" stroke-dasharray="{dash}"'
        )
        yield f'<path d="M{x:.1f} {y:.1f}h24" fill="none" {stroke}/>'
    if "markers" in mode:
        yield _marker(trace, color, x + 12, y)


def _color(trace: Any) -> str:
    line = trace.line.color if trace.type == "scatter" else None
    color = trace.marker.color or line or REST
    return _paint(color)[0]


def _paint(color: str) -> tuple[str, float]:
    """A colour as #rrggbb and how opaque it is."""
    if found := re.fullmatch(r"rgba\((\d+), ?(\d+), ?(\d+), ?([\d.]+)\)", color):
        r, g, b, alpha = found.groups()
        return f"#{int(r):02x}{int(g):02x}{int(b):02x}", float(alpha)
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", color):
        raise ValueError(f"the colour {color!r} cannot be drawn as SVG")
    return color, 1.0
