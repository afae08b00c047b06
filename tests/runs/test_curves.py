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
    events = metrics(40, 10)
    events[-3]["loss"] = loss  # the last of the training
    chart = curves.chart(events, "loss", 1.0)
    assert len(chart["series"][0]["points"]) == 39
    json.dumps(chart, allow_nan=False)


def test_who_cannot_see_a_chart_is_told_its_newest_values() -> None:
    events = metrics(40, 10)
    assert (
        curves.chart(events, "loss", 1.0)["alt"]
        == "Loss (nats) so far: training 0.0500, test 0.5000"
    )
    assert curves.chart(events[:1], "accuracy", 1.0)["alt"] == "Accuracy (%) so far: training 2.50"


@pytest.mark.parametrize("events", [[], [{"event": "finished", "step": 1}]])
def test_a_run_that_has_told_nothing_has_empty_curves(events: list[dict[str, Any]]) -> None:
    chart = curves.chart(events, "accuracy", 1.0)
    assert all(not s["points"] for s in chart["series"])
    assert chart["alt"] == "Accuracy (%) so far: nothing yet"


def test_up_to_three_hundred_events_all_are_drawn_and_of_more_evenly_chosen_ones() -> None:
    events = [{"step": k} for k in range(300)]
    assert curves.MOST_POINTS == 300 and curves.thin(events) is events
    assert [e["step"] for e in curves.thin([{"step": k} for k in range(10)], most=4)] == [
        0,
        3,
        6,
        9,
    ]
    assert [e["step"] for e in curves.thin([{"step": k} for k in range(4)], most=3)] == [0, 1, 3]


NAMES: list[dict[str, Any]] = [
    {"event": "progress", "epoch": 0.123456, "loss": 2.1234567, "accuracy": 0.25, "example": {"a": 1}},
    {"event": "evaluated", "epoch": 0.2, "loss": 1.5, "accuracy": 0.5, "balanced_accuracy": 0.375},
]  # fmt: skip


def test_surnames_have_a_line_of_balanced_accuracy_and_a_loss_has_none() -> None:
    found = curves.series(NAMES, "accuracy")
    assert {name: (x, y) for name, (_, x, y) in found.items()} == {
        "training": ([0.123456], [25.0]),
        "test": ([0.2], [50.0]),
        "test, balanced": ([0.2], [37.5]),
    }
    assert set(curves.series(NAMES, "loss")) == {"training", "test"}
    assert curves.series(NAMES, "loss")["test"][2] == [1.5], "in nats, not in percent"
    digits = [{**event, "example": None} for event in NAMES]
    assert set(curves.series(digits, "accuracy")) == {"training", "test"}


def test_a_chart_says_all_that_the_browser_draws() -> None:
    loss, accuracy = (curves.chart(NAMES, field, 2.34567) for field in ("loss", "accuracy"))
    assert [loss[key] for key in ("title", "unit", "places", "end")] == ["Loss", "nats", 4, 2.346]
    assert [accuracy[key] for key in ("title", "unit", "places")] == ["Accuracy (%)", "%", 2]
    assert [s["dots"] for s in accuracy["series"]] == [False, True, True]
    assert loss["series"][0]["points"] == [[0.1235, 2.12346]]
