"""The curves of a run: which there are, in which colours, and their points.

Nothing here imports NumPy or Plotly: the first view of a run must not wait for them.
"""

import math
from typing import Any, TypeVar

from core.palette import BALANCED, TEST, TRAINING

T = TypeVar("T")

TITLES = {"loss": "Loss (nats)", "accuracy": "Accuracy (%)"}
MOST_POINTS = 300


def thin(events: list[T], most: int = MOST_POINTS) -> list[T]:
    """At most so many events, or points of a line, evenly chosen, the first and the last among them."""
    if len(events) <= most:
        return events
    last = len(events) - 1
    return [events[i * last // (most - 1)] for i in range(most)]


def series(
    metrics: list[dict[str, Any]], field: str
) -> dict[str, tuple[str, list[float], list[float]]]:
    """The lines of "loss" (nats) or "accuracy" (%): name -> (colour, x in epochs, y)."""
    scale = 100 if field == "accuracy" else 1
    train = thin([e for e in metrics if e["event"] == "progress"])
    test = [e for e in metrics if e["event"] == "evaluated"]
    found = {
        "training": (TRAINING, [e["epoch"] for e in train], [e[field] * scale for e in train]),
        "test": (TEST, [e["epoch"] for e in test], [e[field] * scale for e in test]),
    }
    # Digits are as good as balanced: a third line would only hide the second.
    if field == "accuracy" and any(e.get("example") for e in train):
        values = [e["balanced_accuracy"] * scale for e in test]
        found["test, balanced"] = (BALANCED, found["test"][1], values)
    return found


def chart(metrics: list[dict[str, Any]], field: str, epochs: float) -> dict[str, Any]:
    """The same as plain data for the run monitor: `title`, `unit`, `end` of the axis of epochs, `places`
    after the point, `alt` text, and `series`, each with `name`, `color`, `dots` or a fine line without, and
    `points` [[epoch, value], ...]."""
    lines: list[dict[str, Any]] = [
        {
            "name": name,
            "color": color,
            "dots": name != "training",
            # A loss that is no number has no place in a chart, nor in JSON.
            "points": [
                [round(a, 4), round(b, 5)] for a, b in zip(x, y, strict=True) if math.isfinite(b)
            ],
        }
        for name, (color, x, y) in series(metrics, field).items()
    ]
    places = 4 if field == "loss" else 2
    newest = [
        f"{line['name']} {line['points'][-1][1]:.{places}f}" for line in lines if line["points"]
    ]
    return {
        "title": "Loss" if field == "loss" else TITLES[field],  # its unit is in the tooltip
        "unit": "nats" if field == "loss" else "%",
        "end": round(epochs, 3),
        "places": places,
        "alt": f"{TITLES[field]} so far: {', '.join(newest) or 'nothing yet'}",
        "series": lines,
    }
