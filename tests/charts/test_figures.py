"""Figures show what they are given, with titles and units, in one set of colours."""

from typing import Any

from core.charts import figures


def titles(figure: Any) -> tuple[str, str]:
    return figure.layout.xaxis.title.text, figure.layout.yaxis.title.text


def test_bars_are_stacked_with_the_first_label_on_top() -> None:
    figure = figures.counts(["A", "B"], {"train": [1, 2], "test": [3, 4]}, "Names")
    assert [(t.name, t.x, t.y) for t in figure.data] == [
        ("train", (1, 2), ("A", "B")),
        ("test", (3, 4), ("A", "B")),
    ]
    assert figure.layout.barmode == "stack" and titles(figure)[0] == "Names"
