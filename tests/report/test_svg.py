"""Figures as SVG: what Plotly would draw stands there, at its place; what cannot be drawn is refused."""

import re
import xml.etree.ElementTree as ET

import plotly.graph_objects as go
import pytest

from core.charts import run, story, sweeps
from core.notes.story.chapters import CHAPTERS, told
from core.palette import CATEGORIES
from core.report.chapter_figure import drawn
from core.report.scales import linear, nice_ticks
from core.report.svg import svg
from core.sweeps.plan import plan
from core.sweeps.table import Row
from tests.hostile import TITLES

NAME = "{http://www.w3.org/2000/svg}"
LINE = ("one pool", (1.0, 2.0), ((0.5, 0.9), (0.7, 0.8)), ((2.0, 0.85),))


def parsed(figure: go.Figure) -> ET.Element:
    """As a browser takes it: well-formed."""
    return ET.fromstring(svg(figure, "A figure").replace("<svg ", f'<svg xmlns="{NAME[1:-1]}" ', 1))


def texts(of: ET.Element) -> list[str]:
    return [t.text or "" for t in of.iter(f"{NAME}text")]


def test_lines_lie_where_their_values_are() -> None:
    figure = go.Figure()
    figure.add_scatter(x=[0, 5, 10], y=[0, 50, 100], mode="lines", line={"color": CATEGORIES[0]})
    figure.update_xaxes(range=[0, 10], title="Epoch").update_yaxes(
        range=[0, 100], title="Accuracy (%)"
    )
    found = parsed(figure)
    (path,) = [p.get("d") for p in found.iter(f"{NAME}path") if p.get("stroke") == CATEGORIES[0]]
    places = [tuple(map(float, p.split())) for p in re.split("[ML]", path or "")[1:]]
    (x0, y0), (x1, y1), (x2, y2) = places
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2) and y0 - y1 == pytest.approx(y1 - y2, abs=0.2)
    assert x2 > x0 and y2 < y0  # upwards is more
    assert {"Epoch", "Accuracy (%)", "0", "100", "10"} <= set(texts(found))


def test_curves_have_a_legend_and_the_authors_diamonds() -> None:
    found = parsed(story.curves([LINE], "Epoch", "Accuracy"))
    assert {"one pool, mean of 2", "the author"} <= set(texts(found))
    assert (
        sum("z" in (p.get("d") or "") for p in found.iter(f"{NAME}path")) == 2
    )  # one in the legend


def test_a_gap_and_a_loss_that_is_no_number_break_the_line() -> None:
    figure = go.Figure().add_scatter(x=[0, 1, 2, 3], y=[1, None, float("nan"), 2], mode="lines")
    assert 'd="M' in svg(figure, "") and "nan" not in svg(figure, "")


def test_stacks_stand_on_each_other() -> None:
    found = parsed(
        story.stacks(("0", "1"), {"Dense": (8.0, 2.0), "Pools": (4.0, 1.0)}, "Pools", "ms")
    )
    bars = [r for r in found.iter(f"{NAME}rect") if float(r.get("width") or 0) > 12]
    (dense, other, pools, _) = [{k: float(r.get(k) or 0) for k in ("y", "height")} for r in bars]
    assert dense["height"] == pytest.approx(4 * other["height"], abs=0.3)
    assert pools["y"] + pools["height"] == pytest.approx(dense["y"], abs=0.2)


def test_cells_hold_their_figures_the_darker_the_more() -> None:
    found = parsed(story.grid(("seed 0",), ("a", "b"), ((0.0, 1.0),), "Digit"))
    assert {"0", "100", "a", "b", "seed 0"} <= set(texts(found))
    clear = [float(r.get("fill-opacity") or 1) for r in found.iter(f"{NAME}rect")]
    assert clear == [pytest.approx(0.04), 1]
    matrix = parsed(run.confusion([[1200, 0], [3, 5]], ["no", "yes"]))
    assert {"1,200", "3", "5"} <= set(texts(matrix)) and "0" not in texts(matrix)


def test_every_figure_of_the_house_can_be_drawn() -> None:
    for chapter in CHAPTERS:
        if figure := told(chapter.name).figure:
            assert texts(parsed(drawn(figure)))
    two = plan("digits", {"channels": [5, 8], "learning_rate": [0.1, 0.3]}, 2, "1-pool")
    points = enumerate(zip(two.combinations, ((0.5, 0.7), (0.9, 0.9), (), (0.1, 0.2)), strict=True))
    rows = [
        Row(i, tuple(p.label for p in at), v, (0, 1)[: len(v)], 1.0, "") for i, (at, v) in points
    ]
    assert "5 channels" in texts(
        parsed(sweeps.lines(two, rows, "learning_rate", [0.85, None, None, None]))
    )
    assert "60.0" in texts(parsed(sweeps.heat(two, rows)))


def test_texts_of_others_stand_there_as_they_are() -> None:
    lines = [(title, *LINE[1:]) for title in TITLES]
    shown = texts(parsed(story.curves(lines, "Epoch", "Accuracy")))
    assert all(f"{title}, mean of 2" in shown for title in TITLES)


@pytest.mark.parametrize(
    ("figure", "what"),
    [
        (go.Figure(go.Pie(values=[1])), "pie"),
        (go.Figure(go.Scatter(x=[1], y=[1], mode="markers", marker={"symbol": "star"})), "star"),
        (go.Figure(go.Scatter(x=[1], y=[1]), {"xaxis": {"type": "log"}}), "log"),
        (go.Figure(go.Scatter(x=[1], y=[1], line={"color": "red"})), "red"),
    ],
)
def test_what_cannot_be_drawn_is_refused(figure: go.Figure, what: str) -> None:
    with pytest.raises(ValueError, match=f"'{what}' cannot be drawn"):
        svg(figure, "")


def test_ticks_are_round_and_axes_hold_their_values() -> None:
    assert nice_ticks(0, 1) == [(0, "0.0"), (0.2, "0.2"), (0.4, "0.4"), (pytest.approx(0.6), "0.6"),
                                (0.8, "0.8"), (1, "1.0")]  # fmt: skip
    assert [text for _, text in nice_ticks(0, 3e-6)] == ["0.0", "5.0e-07"] or nice_ticks(0, 3e-6)
    zero = linear([2, 8], 0, 100, zero=True)
    assert (zero.low, zero.place(0)) == (0, 0) and zero.high > 8
    assert linear([5, 5], 0, 100).place(5) == pytest.approx(50)
    assert linear([], 0, 1).low < linear([], 0, 1).high
