"""A sweep's results -> Plotly figures: a heat map, and lines with a band and every seed's point."""

import itertools
import math
import statistics

import plotly.graph_objects as go

from core.charts.figures import plain, tidy
from core.palette import AMOUNTS, CATEGORIES
from core.sweeps.plan import Plan
from core.sweeps.table import MEASURES, Row

NOTES = "#D55E00"
Reported = list[float | None]


def heat(plan: Plan, rows: list[Row], measure: str = "accuracy") -> go.Figure:
    """Means over seeds; the last axis from left to right, the others from top to bottom. With one axis
    alone, a row for each seed."""
    *others, across = plan.axes
    x = [plain(p.label) for p in across.points]
    if others:
        y = list(dict.fromkeys(plain(", ".join(row.labels[:-1])) for row in rows))
        z = [
            [_percent(row.mean) for row in rows[i : i + len(x)]]
            for i in range(0, len(rows), len(x))
        ]
        side = ", ".join(plan.label(axis.name) for axis in others)
    else:
        y = [str(seed) for seed in plan.seeds]
        by_seed = [dict(zip(row.seeds, row.values, strict=True)) for row in rows]
        z = [[_percent(values.get(seed)) for values in by_seed] for seed in plan.seeds]
        side = "Seed"
    few = len(x) <= 12
    figure = go.Figure(
        go.Heatmap(
            z=z,
            x=x,
            y=y,
            colorscale=AMOUNTS,
            colorbar={"title": "%"},
            xgap=2,
            ygap=2,
            texttemplate="%{z:.1f}" if few else None,
            hovertemplate="%{x}, %{y}: %{z:.2f} %<extra></extra>",
            hoverongaps=False,
        )
    )
    figure.update_xaxes(title=plan.label(across.name), type="category")
    figure.update_yaxes(title=side, type="category", autorange="reversed")
    figure.update_layout(title={"text": f"{MEASURES[measure]} (%)", "font": {"size": 14}})
    return tidy(figure, min(760, 150 + 34 * len(y)))


def lines(
    plan: Plan,
    rows: list[Row],
    along: str,
    reported: Reported | None = None,
    measure: str = "accuracy",
) -> go.Figure:
    """Along one axis: the mean over seeds, a band for its 95 % interval, and every seed's point; a line
    for each combination of the other axes, six at most. The author's figures are diamonds."""
    k = next(i for i, axis in enumerate(plan.axes) if axis.name == along)
    labels = [p.label for p in plan.axes[k].points]
    places, scale = positions(labels)
    gaps = [b - a for a, b in itertools.pairwise(sorted(places)) if b > a]
    step = min(gaps, default=1.0)  # what lies at one place is set apart by a share of this
    groups: dict[str, list[Row]] = {}
    others = plan.axes[:k] + plan.axes[k + 1 :]
    for row in rows:
        where = plan.combinations[row.index]
        name = plain(plan.in_words(others, where[:k] + where[k + 1 :]))
        groups.setdefault(name, []).append(row)
    shown = list(groups.items())[: len(CATEGORIES)]
    figure = go.Figure()
    his = {row.index: share for row, share in zip(rows, reported or [], strict=False) if share}
    results: list[tuple[float, float, str]] = []
    for number, ((name, own), color) in enumerate(zip(shown, CATEGORIES, strict=False)):
        aside = 0.05 * step * (number - (len(shown) - 1) / 2)
        place = {text: at + aside for text, at in zip(labels, places, strict=True)}
        if measure != "drawn":  # ten draws of one network are no ten networks
            _band(figure, own, [place[row.labels[k]] for row in own], color)
        results += [(place[r.labels[k]], his[r.index], name) for r in own if r.index in his]
        done = [(place[r.labels[k]], r) for r in own if r.values]
        title = name or "mean over seeds"
        figure.add_scatter(
            x=[x for x, _ in done],
            y=[100 * statistics.fmean(r.values) for _, r in done],
            name=title,
            mode="lines+markers",
            line={"color": color, "width": 2.2},
            marker={"size": 5},
            hovertemplate="mean %{y:.2f} %<extra>%{fullData.name}</extra>",
        )
        points = [(x, v, seed) for x, r in done for v, seed in zip(r.values, r.seeds, strict=True)]
        figure.add_scatter(
            x=[x + 0.02 * step for x, _, _ in points],
            y=[100 * v for _, v, _ in points],
            customdata=[seed for _, _, seed in points],
            name="each draw" if measure == "drawn" else "each seed",
            showlegend=number == 0,
            mode="markers",
            marker={"color": color, "size": 7, "opacity": 0.55},
            hovertemplate="seed %{customdata}: %{y:.2f} %<extra></extra>",
        )
    if results:
        figure.add_scatter(
            x=[x for x, _, _ in results],
            y=[100 * share for _, share, _ in results],
            customdata=[name for _, _, name in results],
            name="the notes",
            mode="markers",
            marker={"symbol": "diamond-open", "color": NOTES, "size": 13, "line": {"width": 2.5}},
            hovertemplate="the notes: %{y:.1f} %<extra>%{customdata}</extra>",
        )
    figure.update_xaxes(
        title=plan.label(along) + scale,
        tickvals=places,
        ticktext=[plain(text) for text in labels],
        zeroline=False,
    )
    figure.update_yaxes(title=f"{MEASURES[measure]} (%)")
    return tidy(figure, 360)


def positions(labels: list[str]) -> tuple[list[float], str]:
    """Where an axis's points lie, and what its title says of the scale: numbers at their true distances,
    as logarithms where the largest is ten times the smallest or more; all else one after another."""
    try:
        numbers = [float(text) for text in labels]
    except ValueError:
        return [float(k) for k in range(len(labels))], ""
    if min(numbers) > 0 and max(numbers) >= 10 * min(numbers):
        return [math.log10(x) for x in numbers], " (logarithmic scale)"
    return numbers, ""


def _band(figure: go.Figure, rows: list[Row], places: list[float], color: str) -> None:
    known = [(x, r.interval) for x, r in zip(places, rows, strict=True) if r.interval]
    if len(known) < 2:
        return
    low = [(x, 100 * band[0]) for x, band in known if band]
    high = [(x, 100 * band[1]) for x, band in known if band]
    outline = low + high[::-1]
    figure.add_scatter(
        x=[x for x, _ in outline],
        y=[y for _, y in outline],
        fill="toself",
        fillcolor=color,
        opacity=0.16,
        mode="none",
        hoverinfo="skip",
        showlegend=False,
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
