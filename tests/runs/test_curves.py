"""The curves of a run that trains: few points, the same as in its finished figures, ready for JSON."""

import json
from typing import Any

import pytest

from core.charts import figures
from core.runs import curves
from tests.charts.test_figures import metrics, titles


@pytest.mark.parametrize("n", [1, 300, 301, 5_000])
def test_few_points_are_sent_and_the_last_is_among_them(n: int) -> None:
    points = curves.chart(metrics(n, 10), "loss", epochs=3.0)["series"][0]["points"]
    assert len(points) == min(n, curves.MOST_POINTS)
    assert points[-1] == [1.0, pytest.approx(2.0 / n, abs=1e-5)]
    assert [x for x, _ in points] == sorted({x for x, _ in points})


def test_live_and_finished_curves_show_the_same() -> None:
    events = metrics(40, 27, names=True)
    live, still = curves.chart(events, "accuracy", 1.0), figures.curves(events, "accuracy")
    assert [s["name"] for s in live["series"]] == [t.name for t in still.data]
    for series, trace in zip(live["series"], still.data, strict=True):
        assert series["points"] == [
            [pytest.approx(x, abs=1e-4), pytest.approx(y, abs=1e-4)]
            for x, y in zip(trace.x, trace.y, strict=True)
        ]
        assert series["color"] == trace.line.color
    assert live["title"] == titles(still)[1] == "Accuracy (%)"
    json.dumps(live)


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
