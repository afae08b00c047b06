"""The curves of a run: few points, with units and colours, ready for JSON."""

import json
from typing import Any

import numpy as np
import pytest

from core import palette
from core.runs import curves


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


@pytest.mark.parametrize("n", [1, 300, 301, 5_000])
def test_few_points_are_sent_and_the_last_is_among_them(n: int) -> None:
    points = curves.chart(metrics(n, 10), "loss", epochs=3.0)["series"][0]["points"]
    assert len(points) == min(n, curves.MOST_POINTS)
    assert points[-1] == [1.0, pytest.approx(2.0 / n, abs=1e-5)]
    assert [x for x, _ in points] == sorted({x for x, _ in points})


@pytest.mark.parametrize(
    ("field", "unit", "last"), [("loss", "nats", [0.04, 0.5]), ("accuracy", "%", [100, 90])]
)
def test_curves_have_units_and_the_last_points(field: str, unit: str, last: list[float]) -> None:
    chart = curves.chart(metrics(50, 10), field, 2.0)
    assert [s["name"] for s in chart["series"]] == ["training", "test"]
    assert [s["color"] for s in chart["series"]] == [palette.TRAINING, palette.TEST]
    assert [s["dots"] for s in chart["series"]] == [False, True]
    assert [s["points"][-1] for s in chart["series"]] == [[1.0, pytest.approx(v)] for v in last]
    assert (chart["unit"], chart["end"]) == (unit, 2.0)
    json.dumps(chart)


@pytest.mark.parametrize("languages", [10, 27])
def test_surnames_also_show_balanced_accuracy(languages: int) -> None:
    chart = curves.chart(metrics(50, languages, names=True), "accuracy", 1.0)
    assert [s["name"] for s in chart["series"]] == ["training", "test", "test, balanced"]
    assert chart["series"][2]["points"] == [[1.0, 80]]
    assert chart["series"][2]["color"] == palette.BALANCED
    assert len(curves.chart(metrics(50, languages, names=True), "loss", 1.0)["series"]) == 2


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_is_left_out(loss: float) -> None:
    told = metrics(40, 10)
    told[-3]["loss"] = loss  # the last of the training
    chart = curves.chart(told, "loss", 1.0)
    assert len(chart["series"][0]["points"]) == 39
    json.dumps(chart, allow_nan=False)


def test_who_cannot_see_a_chart_is_told_its_newest_values() -> None:
    told = metrics(40, 10)
    assert (
        curves.chart(told, "loss", 1.0)["alt"] == "Loss (nats) so far: training 0.0500, test 0.5000"
    )
    assert curves.chart(told[:1], "accuracy", 1.0)["alt"] == "Accuracy (%) so far: training 2.50"


@pytest.mark.parametrize("told", [[], [{"event": "finished", "step": 1}]])
def test_a_run_that_has_told_nothing_has_empty_curves(told: list[dict[str, Any]]) -> None:
    chart = curves.chart(told, "accuracy", 1.0)
    assert all(not s["points"] for s in chart["series"])
    assert chart["alt"] == "Accuracy (%) so far: nothing yet"
