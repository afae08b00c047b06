"""Figures of the notes' story -> Plotly: curves of seeds, points of seeds, stacked parts, changes."""

from collections.abc import Mapping, Sequence
from statistics import fmean

import plotly.graph_objects as go

from core.charts.comparison import DASHES
from core.charts.figures import plain, tidy
from core.charts.sweeps import NOTES
from core.palette import AMOUNTS, CATEGORIES, REST, TRAINING

HEIGHT = 340
PALE = 0.4
"""Shares below it are cells too pale for white figures."""
Places = Sequence[float]
Curve = tuple[str, Places, Sequence[Places], Sequence[tuple[float, float]]]
"""A name, places, a curve of shares for each run, and the author's (place, share)."""


def curves(lines: Sequence[Curve], x: str, y: str, ours: bool = True) -> go.Figure:
    """Every run as a thin line and their mean as a thick one; the author's figures as diamonds, which stand
    alone until `ours` are to be shown."""
    figure = go.Figure()
    for number, (name, places, runs, reported) in enumerate(lines):
        color, dash = CATEGORIES[number], DASHES[number]
        if ours:
            for seed, run in enumerate(runs):
                figure.add_scatter(
                    x=list(places),
                    y=_percents(run),
                    mode="lines",
                    line={"color": color, "width": 1},
                    opacity=0.45,
                    showlegend=False,
                    hovertemplate=f"seed {seed}: %{{y:.1f}} %<extra>{plain(name)}</extra>",
                )
            figure.add_scatter(
                x=list(places),
                y=_percents([fmean(at) for at in zip(*runs, strict=True)]),
                mode="lines",
                name=f"{plain(name)}, mean of {len(runs)}",
                line={"color": color, "width": 3, "dash": dash},
                hovertemplate="mean %{y:.1f} %<extra>%{fullData.name}</extra>",
            )
        if reported:
            color = color if len(lines) > 1 else NOTES
            _diamonds(figure, [at for at, _ in reported], [v for _, v in reported], name, color)
    figure.update_xaxes(title=x, range=_around(max(places[-1] for _, places, _, _ in lines)))
    every = [
        v
        for _, _, runs, his in lines
        for v in (*(v for r in runs for v in r), *(v for _, v in his))
    ]
    figure.update_yaxes(title=f"{y} (%)", range=_within(every))
    return _framed(figure)


def points(
    categories: Sequence[str],
    groups: Mapping[str, Sequence[Places]],
    reported: Mapping[str, Sequence[float | None]],
    x: str,
    y: str,
    ours: bool = True,
) -> go.Figure:
    """For each category and group a point for each run and a bar at their mean, and the author's figure."""
    figure = go.Figure()
    every: list[float] = []
    for number, (name, values) in enumerate(groups.items()):
        aside = 0.22 * (number - (len(groups) - 1) / 2)
        color = CATEGORIES[number]
        at = [(k + aside, v) for k, own in enumerate(values) for v in own]
        every += [v for _, v in at]
        if ours:
            figure.add_scatter(
                x=[place for place, _ in at],
                y=_percents([v for _, v in at]),
                mode="markers",
                name=plain(name),
                marker={"color": color, "size": 9, "opacity": 0.55},
                hovertemplate="%{y:.1f} %<extra>%{fullData.name}</extra>",
            )
            figure.add_scatter(
                x=[k + aside for k in range(len(values))],
                y=_percents([fmean(own) for own in values]),
                mode="markers",
                showlegend=False,
                marker={"symbol": "line-ew", "size": 22, "line": {"color": color, "width": 3}},
                hovertemplate=f"mean %{{y:.1f}} %<extra>{plain(name)}</extra>",
            )
        his = [(k + aside, v) for k, v in enumerate(reported.get(name, ())) if v is not None]
        every += [v for _, v in his]
        if his:
            color = color if len(groups) > 1 else NOTES
            _diamonds(figure, [k for k, _ in his], [v for _, v in his], name, color)
    ticks = list(range(len(categories)))
    figure.update_xaxes(
        title=x, tickvals=ticks, ticktext=list(categories), range=[-0.5, ticks[-1] + 0.5]
    )
    figure.update_yaxes(title=f"{y} (%)", range=_within(every))
    return _framed(figure)


def stacks(categories: Sequence[str], parts: Mapping[str, Places], x: str, y: str) -> go.Figure:
    """Upright bars, the parts one on the other."""
    figure = go.Figure()
    for (name, values), color in zip(parts.items(), CATEGORIES, strict=False):
        figure.add_bar(
            x=list(categories),
            y=list(values),
            name=plain(name),
            marker_color=color,
            hovertemplate="%{y:.2f}<extra>%{fullData.name}</extra>",
        )
    figure.update_layout(barmode="stack")
    figure.update_xaxes(title=x, type="category")
    figure.update_yaxes(title=y)
    return _framed(figure)


def grid(rows: Sequence[str], columns: Sequence[str], cells: Sequence[Places], x: str) -> go.Figure:
    """Shares as cells, the darker the more, with their figures in them."""
    figure = go.Figure()
    # What is written on a cell that is nearly clear is read on the page, in either theme.
    for low, high, font in ((0.0, PALE, {"color": TRAINING}), (PALE, 1.01, {"color": "#ffffff"})):
        figure.add_heatmap(
            z=[[100 * v if low <= v < high else None for v in row] for row in cells],
            x=list(columns),
            y=[plain(row) for row in rows],
            zmin=0,
            zmax=100,
            colorscale=AMOUNTS,
            showscale=False,
            xgap=2,
            ygap=2,
            texttemplate="%{z:.0f}",
            textfont=font,
            hoverongaps=False,
            hovertemplate="%{y}, %{x}: %{z:.1f} %<extra></extra>",
        )
    figure.update_xaxes(title=x, type="category", showgrid=False)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return _framed(figure)


def changes(
    names: Sequence[str], means: Places, intervals: Sequence[tuple[float, float]], x: str
) -> go.Figure:
    """A point for each change with its interval, and an upright line at no change."""
    figure = go.Figure()
    figure.add_scatter(
        x=[100 * mean for mean in means],
        y=[plain(name) for name in names],
        mode="markers",
        marker={"size": 9, "color": CATEGORIES[0]},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [100 * (high - m) for m, (_, high) in zip(means, intervals, strict=True)],
            "arrayminus": [100 * (m - low) for m, (low, _) in zip(means, intervals, strict=True)],
        },
        hovertemplate="%{y}: %{x:+.1f}<extra></extra>",
        showlegend=False,
    )
    figure.add_vline(x=0, line={"color": REST, "dash": "dot"})
    figure.update_xaxes(title=x)
    figure.update_yaxes(type="category", autorange="reversed")
    return _framed(figure)


def _diamonds(
    figure: go.Figure, x: Sequence[float], y: Sequence[float], name: str, color: str
) -> None:
    """The author's figures for what has this name, in its colour where there are several."""
    figure.add_scatter(
        x=list(x),
        y=_percents(y),
        mode="markers",
        name="the author" if color == NOTES else f"the author, {plain(name)}",
        marker={"symbol": "diamond-open", "color": color, "size": 12, "line": {"width": 2.5}},
        hovertemplate=f"the author: %{{y:.1f}} %<extra>{plain(name)}</extra>",
    )


def _percents(shares: Sequence[float]) -> list[float]:
    return [100 * share for share in shares]


def _around(last: float) -> list[float]:
    return [-0.02 * last, 1.03 * last]


def _within(shares: Sequence[float]) -> list[float]:
    """The range of per cents in which shares are drawn."""
    low, high = 100 * min(shares), 100 * max(shares)
    margin = 2 + 0.05 * (high - low)
    return [max(-2, low - margin), min(101, high + margin)]


def _framed(figure: go.Figure) -> go.Figure:
    tidy(figure, HEIGHT)
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
    figure.update_layout(showlegend=True, legend=legend)
    return figure
