"""Curves of a sweep: each combination's mean over its seeds, with a band from the lowest to the highest."""

from collections import defaultdict

import plotly.graph_objects as go

from core.charts.comparison import DASHES
from core.charts.figures import plain, tidy
from core.palette import CATEGORIES, rgb
from core.runs import event_log
from core.sweeps.plan import Plan
from core.sweeps.sweep import CellState

MOST_RUNS = 80
"""Event logs that are read for one picture."""


def possible(plan: Plan, states: list[CellState]) -> bool:
    """Whether there are event logs to draw from, and few enough lines to tell apart."""
    few = len(plan.combinations) <= len(CATEGORIES) and len(states) <= MOST_RUNS
    return few and any((s.path / "metrics.jsonl").is_file() for s in states)


def bands(plan: Plan, states: list[CellState]) -> go.Figure:
    """Test accuracy over epochs, from every run that has been tested."""
    figure = go.Figure()
    for row, points in enumerate(plan.combinations):
        tests: dict[float, list[float]] = defaultdict(list)
        own = [s for s in states if s.cell.row == row]
        for state in own:
            for event in event_log.read(state.path / "metrics.jsonl"):
                if event["event"] == "evaluated":
                    tests[event["epoch"]].append(100 * event["accuracy"])
        if not tests:
            continue
        color, name = CATEGORIES[row], ", ".join(point.label for point in points)
        epochs = sorted(tests)
        low, high = ([end(tests[epoch]) for epoch in epochs] for end in (min, max))
        if len(own) > 1:
            figure.add_scatter(
                x=[*epochs, *reversed(epochs)],
                y=[*high, *reversed(low)],
                fill="toself",
                fillcolor=f"rgba{(*rgb(color), 0.2)}",
                line={"width": 0},
                hoverinfo="skip",
                showlegend=False,
            )
        figure.add_scatter(
            x=epochs,
            y=[sum(tests[epoch]) / len(tests[epoch]) for epoch in epochs],
            name=f"{plain(name)} ({len(own)} seed{'s' * (len(own) > 1)})",
            mode="lines+markers" if len(epochs) < 40 else "lines",
            line={"color": color, "dash": DASHES[row], "width": 2.2},
            hovertemplate="epoch %{x:.2f}: %{y:.2f} %<extra></extra>",
        )
    figure.update_xaxes(title="Epoch (passes through the training set)", rangemode="tozero")
    figure.update_yaxes(title="Test accuracy (%)")
    tidy(figure, 400)
    legend = {"orientation": "h", "y": -0.2, "yanchor": "top", "x": 0}
    figure.update_layout(showlegend=True, legend=legend, margin={"t": 8})
    return figure
