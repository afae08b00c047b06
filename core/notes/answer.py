"""An answer to an open question: its text, figures and sources."""

from dataclasses import dataclass, field
from typing import Any

from core.notes.recorded import Recorded
from core.notes.tables import table
from core.statistics.percent import percent

Runs = list[dict[str, Any]]
"""What is recorded of runs."""
Files = dict[str, Recorded]
"""Recorded tables by name."""


@dataclass(frozen=True)
class Answer:
    """Sentences, and perhaps a small table."""

    sentences: tuple[str, ...]
    columns: dict[str, list[Any]] = field(default_factory=dict)


def accuracies(runs: Runs) -> list[float]:
    return [run["accuracy"] for run in runs]


def span(values: list[float]) -> str:
    """From the smallest to the largest, as percentages."""
    return f"{percent(min(values))} to {percent(max(values))}"


def times(n: int) -> str:
    """How often, in words."""
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


def reported(name: str, *labels: str) -> float:
    """The author's figure in a table that has one there."""
    found = table(name)
    points = [tuple(p.label for p in points) for points in found.plan().combinations]
    figure = found.reported[points.index(labels)]
    assert figure is not None
    return figure
