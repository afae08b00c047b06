"""Figures show what they are given, with titles and units, in one set of colours."""

from typing import Any

import numpy as np

from core.charts import figures
from core.names.text import ALPHABET, one_hot


def titles(figure: Any) -> tuple[str, str]:
    return figure.layout.xaxis.title.text, figure.layout.yaxis.title.text


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
