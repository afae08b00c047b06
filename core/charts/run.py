"""Figures of one run -> Plotly: its curves over epochs, and its confusion matrix as cells."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from core.charts.figures import plain, tidy
from core.palette import AMOUNTS
from core.runs.curves import TITLES, series


def curves(metrics: list[dict[str, Any]], field: str, height: int = 300) -> go.Figure:
    """The curves of "loss" or "accuracy" from a run's events, those of tests with points."""
    figure = go.Figure()
    for name, (color, x, y) in series(metrics, field).items():
        tested = name != "training"
        figure.add_scatter(
            x=x,
            y=y,
            name=name,
            mode="lines+markers" if tested and len(x) < 40 else "lines",
            line={"color": color, "width": 2.2 if tested else 1.2},
        )
    figure.update_xaxes(title="Epoch (passes through the training set)", rangemode="tozero")
    figure.update_yaxes(title=TITLES[field])
    return tidy(figure, height)


def confusion(counts: Sequence[Sequence[int]], labels: Sequence[str]) -> go.Figure:
    """A row for each true class, a column for each answer, the darker the larger the share of its row;
    written in are the counts that are not 0, or with many classes none."""
    figure, few = go.Figure(), len(labels) <= 12
    shares = [[n / (sum(row) or 1) for n in row] for row in counts]
    figure.add_heatmap(
        z=[[share or None for share in row] for row in shares],
        x=[plain(label) for label in labels],
        y=[plain(label) for label in labels],
        zmin=0,
        zmax=1,
        text=[[f"{n:,}" for n in row] for row in counts],
        texttemplate="%{text}" if few else None,
        colorscale=AMOUNTS,
        showscale=False,
    )
    figure.update_xaxes(title="Answer", type="category")
    figure.update_yaxes(title="True class", type="category", autorange="reversed")
    return tidy(figure, 120 + (26 if few else 18) * len(labels))
