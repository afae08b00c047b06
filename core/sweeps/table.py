"""The result table of a sweep: means over seeds, how sure they are, and both as CSV."""

import statistics
from dataclasses import dataclass
from typing import Any

from core.runs.export import as_csv
from core.statistics.intervals import mean_interval
from core.sweeps.plan import Plan
from core.sweeps.sweep import CellState

MEASURES = {
    "accuracy": "Test accuracy",
    "balanced_accuracy": "Balanced test accuracy",
    "drawn": "Score on 100 names",
}


@dataclass(frozen=True)
class Row:
    """One combination over its seeds."""

    index: int
    """In the order of `Plan.combinations`."""
    labels: tuple[str, ...]
    """The point on each axis."""
    values: tuple[float, ...]
    """0..1 for each finished seed."""
    seeds: tuple[int, ...]
    """The seeds of `values`."""
    seconds: float | None
    """Mean of a finished run."""
    reason: str
    """Why there are fewer values than seeds: the first reason that a cell gives, or ""."""

    @property
    def mean(self) -> float | None:
        return statistics.fmean(self.values) if self.values else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval of the mean over seeds, from two seeds on."""
        return mean_interval(self.values) if len(self.values) > 1 else None


def rows(plan: Plan, states: list[CellState], measure: str = "accuracy") -> list[Row]:
    """A row for each combination, in the order of the plan."""
    found: list[Row] = []
    of_row: dict[int, list[CellState]] = {}
    for state in states:
        of_row.setdefault(state.cell.row, []).append(state)
    for row, points in enumerate(plan.combinations):
        own = of_row.get(row, [])
        done = [s for s in own if s.status == "finished"]
        seconds = [float(s.record["seconds"]) for s in done]
        found.append(
            Row(
                index=row,
                labels=tuple(p.label for p in points),
                values=tuple(float(s.record[measure]) for s in done),
                seeds=tuple(s.cell.seed for s in done),
                seconds=statistics.fmean(seconds) if seconds else None,
                reason=next((s.reason for s in own if s.reason), ""),
            )
        )
    return found


def row_dict(plan: Plan, row: Row) -> dict[str, Any]:
    """A row as plain JSON values."""
    low, high = row.interval or (None, None)
    points = plan.combinations[row.index]
    values = (
        (a.name, p.changes.get(a.name, p.label)) for a, p in zip(plan.axes, points, strict=True)
    )
    return dict(values) | {
        "n": len(row.values),
        "mean": row.mean,
        "low": low,
        "high": high,
        "values": list(row.values),
        "seeds": list(row.seeds),
        "seconds": row.seconds,
        "reason": row.reason,
    }


def table_csv(plan: Plan, found: list[Row]) -> str:
    """The table: a row for each combination."""
    header = [a.name for a in plan.axes]
    header += ["seeds", "mean", "low_95", "high_95", "mean_seconds", "reason"]
    lines = []
    for row in found:
        low, high = row.interval or ("", "")
        mean = "" if row.mean is None else row.mean
        seconds = "" if row.seconds is None else round(row.seconds, 3)
        lines.append([*row.labels, len(row.values), mean, low, high, seconds, row.reason])
    return as_csv(header, lines)


def runs_csv(plan: Plan, states: list[CellState]) -> str:
    """Every run: a row for each cell."""
    measured = ("accuracy", "balanced_accuracy", "loss", "seconds", "step")
    header = [a.name for a in plan.axes]
    header += ["seed", "status", *measured, "run", "reason", "early"]
    lines = []
    for s in states:
        labels = [p.label for p in plan.combinations[s.cell.row]]
        figures = [s.record.get(name, "") for name in measured]
        run = s.run_id if s.record else ""
        lines.append([*labels, s.cell.seed, s.status, *figures, run, s.reason, s.early])
    return as_csv(header, lines)
