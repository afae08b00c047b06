"""Recorded results of the notes' tables: small files that ship, each written by one command.

    python -m core sweep --notes channels --seeds 5 --record

Each holds the plan, and for every run what the answers to the notes' questions are computed from.
"""

import json
import time
from pathlib import Path
from typing import Any

from core.errors import RunError
from core.files import write_text
from core.problems import problem_of
from core.runs import executors, store
from core.sweeps.plan import Plan
from core.sweeps.sweep import CellState, Sweep

SCHEMA = 1
FOLDER = Path(__file__).parents[2] / "data" / "notes_results"
KEPT = ("accuracy", "balanced_accuracy", "loss", "seconds", "step")


class Recorded:
    """A recorded table. Raises RunError where it is not there or cannot be read."""

    def __init__(self, name: str, folder: Path = FOLDER):
        self.path = folder / f"{name}.json"
        try:
            self.values: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
            if self.values["schema"] != SCHEMA:
                raise ValueError(f"format {self.values['schema']}")
            self.plan = Plan.from_dict(self.values["plan"])
            self.command = str(self.values["command"])
            self.states = [
                CellState(cell, self.path.with_suffix("") / cell.name, run["status"], run)
                for cell, run in zip(self.plan.cells, self.values["runs"], strict=True)
            ]
        except FileNotFoundError as e:
            raise RunError(
                f"No result is recorded for {name}; make one with: "
                f"python -m core sweep --notes {name} --record"
            ) from e
        except (OSError, ValueError, KeyError, TypeError) as e:
            raise RunError(
                f"The recorded result {self.path.name} cannot be read ({str(e)[:120]}); make it anew "
                f"with: python -m core sweep --notes {name} --record"
            ) from e

    def of_row(self, row: int) -> list[dict[str, Any]]:
        """What is recorded of the finished runs of a combination, by seed."""
        return [s.record for s in self.states if s.cell.row == row and s.status == "finished"]

    def labelled(self, *labels: str) -> list[dict[str, Any]]:
        """The same for the combination of these values. Raises ValueError where there is none."""
        found = [tuple(p.label for p in points) for points in self.plan.combinations]
        return self.of_row(found.index(labels))

    def finished(self) -> list[dict[str, Any]]:
        """What is recorded of all finished runs, by combination and seed."""
        return [run for row in range(len(self.plan.combinations)) for run in self.of_row(row)]


def confusions(states: list[CellState]) -> list[CellState]:
    """The same cells, the finished ones with their confusion matrix in the record."""
    return [_with_confusion(s) if s.status == "finished" else s for s in states]


def _with_confusion(state: CellState) -> CellState:
    if "confusion" in state.record:
        return state
    result = store.Run(state.path).result() or {}
    record = state.record | {"confusion": result.get("confusion")}
    return CellState(state.cell, state.path, state.status, record)


def write(sweep: Sweep, command: str, folder: Path = FOLDER) -> Path:
    """Record a sweep that has ended. Raises RunError where a cell has not, or it cannot be written."""
    states = sweep.cells()
    if not all(s.status in ("finished", "failed", "impossible") for s in states):
        raise RunError(f"Sweep {sweep.id} has not ended; resume it, then record it.")
    some = next((s.record for s in states if s.record.get("versions")), {})
    values = {
        "schema": SCHEMA,
        "table": sweep.plan.table,
        "command": command,
        "recorded": time.strftime("%Y-%m-%d"),
        "versions": some.get("versions"),
        "workers": executors.workers(),
        "data": some.get("data"),
        "classes": some.get("classes"),
        "plan": sweep.plan.to_dict(),
        "layers": _layers(sweep.plan),
        "runs": [_run(state) for state in states],
    }
    path = folder / f"{sweep.plan.table}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lines = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        write_text(path, lines.replace('{"status"', '\n{"status"') + "\n")
    except OSError as e:
        raise RunError(f"The result could not be written to {path} ({e.strerror or e}).") from e
    return path


def _layers(plan: Plan) -> list[list[dict[str, Any]]]:
    """The layers of each combination, and how long each takes here, where they can be timed."""
    configs = [c.config for c in plan.cells if c.seed == plan.seeds[0]]
    return [
        [
            {
                "name": layer.name,
                "parameters": layer.parameters,
                "multiply_adds": layer.multiply_adds,
                "milliseconds": round(taken, 4),
            }
            for layer, taken in zip(problem_of(config).layers(config), times, strict=True)
        ]
        for config in configs
        if config is not None and (times := problem_of(config).layer_times(config))
    ]


def _run(state: CellState) -> dict[str, Any]:
    if state.status != "finished":
        return {"status": state.status, "error": state.reason}
    run = store.Run(state.path)
    events = run.metrics()
    tests = [e["accuracy"] for e in events if e["event"] == "evaluated"]
    # Training alone: seconds spent on tests are not a step's.
    progress = [e for e in events if e["event"] == "progress"]
    seen, spent = 0, 0.0
    for event in progress:
        spent += (event["seen"] - seen) / event["per_second"]
        seen = event["seen"]
    kept = {name: state.record[name] for name in KEPT}
    return (
        {"status": state.status}
        | kept
        | {
            "best_accuracy": max(tests, default=kept["accuracy"]),
            "tests": tests,
            "seconds_per_step": spent / state.record["step"],
            "confusion": (run.result() or {}).get("confusion"),
        }
        | _findings(run)
    )


def _findings(run: store.Run) -> dict[str, Any]:
    from core.runs.predict import network_of  # PyTorch: not before something is recorded

    return problem_of(run.config).findings(network_of(run), run.config)
