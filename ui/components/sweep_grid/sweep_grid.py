"""The sweep grid: a sweep's cells as a table that fills in; a cell opens its run."""

from collections.abc import Callable
from typing import Any

from core.statistics.percent import percent
from core.sweeps import table
from core.sweeps.sweep import CellState, Sweep
from ui import routes, urls
from ui.components.component import component
from ui.text import without_folders

mount = component("sweep_grid")


def grid(sweep: Sweep, states: list[CellState], measure: str, use: Callable[[str], None]) -> None:
    """Rows are combinations, columns seeds. Opens the run whose cell is pressed; `use` is called with
    the id of the run whose settings are to be used."""
    result = mount(
        key="grid",
        data=data(sweep, states, measure),
        on_open_change=lambda: None,
        on_use_change=lambda: None,
    )
    if result.use:
        use(str(result.use))
    if result.open:
        urls.open_page(urls.train_page(sweep.kind), run=str(result.open))


def data(sweep: Sweep, states: list[CellState], measure: str) -> dict[str, Any]:
    """What the browser shows: a text, a tooltip and a shade for each cell."""
    plan = sweep.plan
    rows = table.rows(plan, states, measure)
    values = [v for row in rows for v in row.values]
    lines: list[dict[str, Any]] = [
        {
            "labels": row.labels,
            "cells": [],
            "mean": "" if row.mean is None else percent(row.mean),
        }
        for row in rows
    ]
    names = [plan.in_words(plan.axes, points) for points in plan.combinations]
    for state in states:
        lines[state.cell.row]["cells"].append(_cell(state, names[state.cell.row], measure))
    seeds = [f"seed {seed}" for seed in plan.seeds]
    return {
        "url": f"{routes.base()}/train_{sweep.kind}?run=",
        "label": f"Runs of the sweep {sweep.title}: a row for each combination",
        "head": [*(plan.label(a.name) for a in plan.axes), *seeds, "mean"],
        "rows": lines,
        "ink": [min(values, default=0.0), max(values, default=1.0)],
    }


def _cell(state: CellState, name: str, measure: str) -> dict[str, Any]:
    value = state.record.get(measure) if state.status == "finished" else None
    text = "" if value is None else percent(value)
    if state.status == "running":
        steps = state.record.get("total") or 1
        text = percent(state.record.get("step", 0) / steps, 0)
    outcome = without_folders(state.reason or "") or (text if value is not None else state.status)
    return {
        "id": state.run_id if state.record else "",
        "status": state.status,
        "text": text if value is None else f"{100 * value:.1f}",
        "value": value,
        "title": f"{name} · seed {state.cell.seed}: {outcome}",
    }
