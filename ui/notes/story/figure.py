"""A chapter's figure on screen, and the commands that make it anew."""

import streamlit as st

from core.notes.story.chapter import Curves, Figure, Points
from core.report.chapter_figure import drawn


def show(figure: Figure, key: str, ours: bool, commands: list[str]) -> None:
    """The figure; unless `ours` are to be seen, too, only the author's part of it."""
    with_his = isinstance(figure, Curves | Points) and _has_his(figure)
    if not ours and not with_his:
        st.info(
            "The figure stands here once you have made your guess.",
            icon=":material/visibility_off:",
        )
        return
    st.plotly_chart(drawn(figure, ours), key=f"story-{key}")
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
