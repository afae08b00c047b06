"""Figure of a chapter of the story -> Plotly: for the page and for the report."""

import plotly.graph_objects as go

from core.charts import story as charts
from core.notes.story.chapter import Changes, Curves, Figure, Grid, Points, Stacks


def drawn(figure: Figure, ours: bool = True) -> go.Figure:
    """The chart; unless `ours` are to be seen, too, only the author's part of it, where it has one."""
    if isinstance(figure, Curves):
        lines = [(line.name, line.x, line.runs, line.reported) for line in figure.lines]
        return charts.curves(lines, figure.x, figure.y, ours)
    if isinstance(figure, Points):
        return charts.points(
            figure.categories, figure.groups, figure.reported, figure.x, figure.y, ours
        )
    if isinstance(figure, Stacks):
        return charts.stacks(figure.categories, figure.parts, figure.x, figure.y)
    if isinstance(figure, Grid):
        return charts.grid(figure.rows, figure.columns, figure.cells, figure.x)
    assert isinstance(figure, Changes)
    return charts.changes(figure.names, figure.means, figure.intervals, figure.x)
