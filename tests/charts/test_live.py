"""Live charts as data: rounded for JSON, gaps where there is no number."""

import json

import numpy as np

from core.charts import live


def test_numbers_are_rounded_and_what_is_none_is_a_gap() -> None:
    assert live.numbers(np.array([1.23456, np.nan, -2])) == [1.2346, None, -2.0]
    assert live.numbers(np.array([1.23456]), 1) == [1.2]
    assert live.numbers(np.array([3, 4])) == [3, 4]


def test_axes_have_the_ends_that_they_are_given_or_none() -> None:
    assert live.values("y", 0, 100) == {"title": "y", "low": 0, "high": 100}
    assert live.values("y") == {"title": "y"}
    assert live.categories("x", "ab") == {"title": "x", "labels": ["a", "b"]}
    assert live.powers("y") == {"title": "y", "log": True}


def test_a_figure_is_json() -> None:
    made = live.figure(
        live.values("x"),
        live.values("y"),
        live.line("a", "#000000", np.array([1.0, np.nan]), x=np.array([0.00001, 2]), symbol="rect"),
        live.bars("b", "#111111", np.array([0.12345])),
        cells=np.array([[0.12345, -1]]),
        limit=1.23456,
    )
    told = json.loads(json.dumps(made, allow_nan=False))
    assert [s["kind"] for s in told["series"]] == ["line", "bars"]
    assert told["series"][0]["x"] == [0.0, 2.0] and told["series"][0]["y"] == [1.0, None]
    assert told["series"][1]["y"] == [0.123]
    assert told["cells"] == {"values": [[0.123, -1.0]], "limit": 1.2346}
    assert told["mark"] is None and not told["legend"]
    assert live.figure(live.values("x"), live.values("y"))["cells"] is None
