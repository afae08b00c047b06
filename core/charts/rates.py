"""Chart of a learning rate range test: loss against rate, three regions, and a rate as a line."""

import math

import plotly.graph_objects as go

from core.charts.figures import tidy
from core.palette import AMOUNT, REST, RIGHT, WRONG, rgb
from core.training.rate_range import RateRange

REGIONS = (("hardly moves", REST), ("learns", RIGHT), ("breaks", WRONG))


def rate_chart(found: RateRange, at: float) -> go.Figure:
    """The mean loss of the seeds with their band; `at` is the rate that is marked."""
    rates = list(found.rates)
    (low, high), mean = found.band, found.mean
    figure = go.Figure()
    figure.add_scatter(
        x=[*rates, *reversed(rates)],
        y=[*high, *reversed(low)],
        fill="toself",
        fillcolor=f"rgba{(*rgb(AMOUNT), 0.22)}",
        line={"width": 0},
        hoverinfo="skip",
        name=f"{len(found.losses)} seeds, lowest to highest",
    )
    figure.add_scatter(
        x=rates,
        y=mean,
        mode="lines",
        line={"color": AMOUNT, "width": 2},
        name="mean",
        hovertemplate="rate %{x:.2g}: loss %{y:.3f}<extra></extra>",
    )
    learns, breaks = found.limits
    ends = [rates[0], learns or breaks or rates[-1], breaks or rates[-1], rates[-1]]
    for (words, color), first, last in zip(REGIONS, ends, ends[1:], strict=False):
        if last > first:
            figure.add_vrect(
                x0=first,
                x1=last,
                fillcolor=color,
                opacity=0.1,
                line_width=0,
            )
            _write(figure, words, math.sqrt(first * last), 1, "bottom")
    figure.add_vline(x=at, line={"dash": "dash", "width": 2, "color": REST})
    _write(figure, f"the form’s {at:g}", at, 0.04, "bottom", xanchor="left")
    ticks = [10.0**k for k in range(round(math.log10(rates[0])), round(math.log10(rates[-1])) + 1)]
    figure.update_xaxes(
        title="Learning rate", type="log", tickvals=ticks, ticktext=[f"{t:g}" for t in ticks]
    )
    figure.update_yaxes(title="Training loss (nats)", rangemode="tozero")
    tidy(figure, 380)
    legend = {"orientation": "h", "y": -0.22, "yanchor": "top", "x": 0}
    figure.update_layout(legend=legend, margin={"t": 34})
    return figure


def _write(figure: go.Figure, text: str, rate: float, y: float, anchor: str, **more: str) -> None:
    """A text at a rate; annotations of a logarithmic axis are placed by powers of ten."""
    look = {"showarrow": False, "font": {"size": 13}, "yanchor": anchor} | more
    figure.add_annotation(text=text, x=math.log10(rate), y=y, yref="paper", **look)
