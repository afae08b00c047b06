"""Comparison chart: curves of several runs on one axis."""

import plotly.graph_objects as go

from core.charts.figures import plain, tidy
from core.palette import CATEGORIES
from core.runs.compare import AXES, curve, names, smooth
from core.runs.store import Run

# Dashes tell apart who sees no colour.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "5px,2px", "2px,6px")


def overlay(runs: list[Run], name: str, axis: str, weight: float) -> go.Figure:
    """One of CURVES of each run over one of AXES, smoothed by `weight`, with the raw curve pale behind."""
    figure = go.Figure()
    scale = 100 if "accuracy" in name else 1
    for k, (run, title) in enumerate(zip(runs, names(runs), strict=True)):
        x, y = curve(run.metrics(), name, axis)
        values = [v * scale for v in y]
        style = {"color": CATEGORIES[k], "dash": DASHES[k], "width": 2.2}
        markers = "lines+markers" if len(x) < 40 else "lines"
        if weight:
            figure.add_scatter(
                x=x,
                y=values,
                mode="lines",
                line={"color": CATEGORIES[k], "width": 1},
                opacity=0.3,
                showlegend=False,
                hoverinfo="skip",
            )
            values = smooth(values, weight)
        figure.add_scatter(x=x, y=values, name=plain(title), mode=markers, line=style)
    figure.update_xaxes(title=AXES[axis], rangemode="tozero")
    figure.update_yaxes(title=f"{name.capitalize()} ({'%' if scale == 100 else 'nats'})")
    tidy(figure, 440)
    # Below: names are long, and eight of them take several lines.
    legend = {"orientation": "h", "y": -0.2, "yanchor": "top", "x": 0}
    figure.update_layout(showlegend=True, legend=legend, margin={"t": 8})
    return figure
