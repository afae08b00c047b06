"""A chapter's figure on screen, and the commands that make it anew."""

import streamlit as st

from core.charts import story as charts
from core.notes.story.chapter import Changes, Curves, Figure, Grid, Points, Stacks


def show(figure: Figure, key: str, ours: bool, commands: list[str]) -> None:
    """The figure; unless `ours` are to be seen, too, only the author's part of it."""
    with_his = isinstance(figure, Curves | Points) and _has_his(figure)
    if not ours and not with_his:
        st.info(
            "The figure stands here once you have made your guess.",
            icon=":material/visibility_off:",
        )
        return
    if isinstance(figure, Curves):
        lines = [(line.name, line.x, line.runs, line.reported) for line in figure.lines]
        drawn = charts.curves(lines, figure.x, figure.y, ours)
    elif isinstance(figure, Points):
        drawn = charts.points(
            figure.categories, figure.groups, figure.reported, figure.x, figure.y, ours
        )
    elif isinstance(figure, Stacks):
        drawn = charts.stacks(figure.categories, figure.parts, figure.x, figure.y)
    elif isinstance(figure, Grid):
        drawn = charts.grid(figure.rows, figure.columns, figure.cells, figure.x)
    else:
        assert isinstance(figure, Changes)
        drawn = charts.changes(figure.names, figure.means, figure.intervals, figure.x)
    st.plotly_chart(drawn, key=f"story-{key}")
    if not ours:
        st.caption("The author’s figures. Ours come once you have made your guess.")
        return
    made_by(figure.caption, commands)


def made_by(caption: str, commands: list[str]) -> None:
    """Below figures: what they are, and the commands that make them anew."""
    made = " and ".join(f"`{command}`" for command in commands)
    st.caption(f"{caption} Made by {made}.")


def _has_his(figure: Curves | Points) -> bool:
    if isinstance(figure, Curves):
        return any(line.reported for line in figure.lines)
    return any(value is not None for his in figure.reported.values() for value in his)
