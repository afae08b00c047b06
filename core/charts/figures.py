"""Data -> Plotly figures, in the colours of `core.palette`."""

import plotly.graph_objects as go

from core.palette import BALANCED, TEST, TRAINING

FEW_BUTTONS = ("zoom", "pan", "select", "lasso", "zoomin", "zoomout", "autoscale")
"""Left out of the toolbar, which would lie on the legend: a drag zooms, a double click brings it back."""


def plain(text: str) -> str:
    """A text of others (a title, a language) as Plotly shows it as it stands: it takes tags for styles and
    links."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def counts(labels: list[str], values: dict[str, list[int]], x: str) -> go.Figure:
    """Horizontal bars, one group a label, stacked."""
    figure = go.Figure()
    for (name, numbers), color in zip(values.items(), (TRAINING, TEST, BALANCED), strict=False):
        figure.add_bar(
            y=[plain(label) for label in labels],
            x=numbers,
            name=name,
            orientation="h",
            marker_color=color,
        )
    figure.update_layout(barmode="stack")
    figure.update_xaxes(title=x)
    figure.update_yaxes(autorange="reversed", type="category")
    return tidy(figure, 120 + 22 * len(labels))


def tidy(figure: go.Figure, height: int) -> go.Figure:
    """The same margins, legend and height in pixels for every figure."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 30, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        hovermode="closest",
        modebar={"remove": FEW_BUTTONS},
    )
    return figure
