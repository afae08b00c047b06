"""A run's figures as CSV, for a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from core.runs.store import Run

COLUMNS = (
    "event",
    "step",
    "seen",
    "epoch",
    "seconds",
    "loss",
    "accuracy",
    "balanced_accuracy",
    "per_second",
)


def metrics_csv(run: Run) -> str:
    """The curves: a row for each event, training (progress) and test (evaluated)."""
    events = (e for e in run.metrics() if e["event"] != "finished")
    return as_csv(COLUMNS, ([e.get(c, "") for c in COLUMNS] for e in events))


def confusion_csv(counts: list[list[int]], classes: tuple[str, ...]) -> str:
    """The confusion matrix: a row for each true class, a column for each answer."""
    rows = ([name, *row] for name, row in zip(classes, counts, strict=True))
    return as_csv(("true class", *classes), rows)


def as_csv(header: Iterable[str], rows: Iterable[list[Any]]) -> str:
    """A table as the text of a CSV file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
