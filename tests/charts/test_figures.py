"""Figures show what they are given, with titles and units, in one set of colours."""

from typing import Any

import numpy as np
import pytest

from core import palette
from core.charts import figures
from core.names.text import ALPHABET, one_hot


def metrics(n: int, classes: int, names: bool = False) -> list[dict[str, Any]]:
    confusion = np.eye(classes, dtype=int).tolist()
    example = {"name": "Kim", "language": "Korean", "guess": "Korean"} if names else None
    progress = [
        {"event": "progress", "step": k, "epoch": k / n, "loss": 2.0 / k, "accuracy": k / n}
        | {"example": example}
        for k in range(1, n + 1)
    ]
    test = {"event": "evaluated", "step": n, "epoch": 1.0, "loss": 0.5, "accuracy": 0.9}
    finished = {"event": "finished", "step": n, "accuracy": 0.9}
    return [*progress, test | {"balanced_accuracy": 0.8, "confusion": confusion}, finished]


def titles(figure: Any) -> tuple[str, str]:
    return figure.layout.xaxis.title.text, figure.layout.yaxis.title.text


@pytest.mark.parametrize(
    ("field", "unit", "last"), [("loss", "nats", (2.0 / 50, 0.5)), ("accuracy", "%", (100, 90))]
)
def test_curves_have_units_and_the_last_points(
    field: str, unit: str, last: tuple[float, float]
) -> None:
    figure = figures.curves(metrics(50, 10), field)
    assert [t.name for t in figure.data] == ["training", "test"]
    assert (figure.data[0].y[-1], figure.data[1].y[-1]) == pytest.approx(last)
    assert "Epoch" in titles(figure)[0] and unit in titles(figure)[1]
    colours = [t.line.color for t in figure.data]
    assert colours == [palette.TRAINING, palette.TEST] and len(set(colours)) == 2


@pytest.mark.parametrize("languages", [10, 27])
def test_surnames_also_show_balanced_accuracy(languages: int) -> None:
    figure = figures.curves(metrics(50, languages, names=True), "accuracy")
    assert [t.name for t in figure.data] == ["training", "test", "test, balanced"]
    assert figure.data[2].y == (80,)
    assert len(figures.curves(metrics(50, languages, names=True), "loss").data) == 2


@pytest.mark.parametrize("events", [[], [{"event": "finished", "step": 1}]])
def test_a_run_that_has_told_nothing_has_empty_curves(events: list[dict[str, Any]]) -> None:
    assert all(not t.x for t in figures.curves(events, "loss").data)


def test_one_hot_rows_are_the_letters_of_the_name() -> None:
    figure = figures.one_hot("o'neal", one_hot("o'neal"), ALPHABET)
    (heat,) = figure.data
    assert np.array(heat.z).shape == (6, len(ALPHABET))
    assert heat.y[:2] == ("1: o", "2: '") and len(set(heat.x)) == len(ALPHABET)
    assert "␣" in heat.x, "a blank label says nothing"
    assert all(titles(figure))


def test_bars_are_stacked_with_the_first_label_on_top() -> None:
    figure = figures.counts(["A", "B"], {"train": [1, 2], "test": [3, 4]}, "Names")
    assert [(t.name, t.x, t.y) for t in figure.data] == [
        ("train", (1, 2), ("A", "B")),
        ("test", (3, 4), ("A", "B")),
    ]
    assert figure.layout.barmode == "stack" and titles(figure)[0] == "Names"
