"""A sweep on a terminal: a table that fills in, a row for each combination, a column for each seed."""

from typing import TYPE_CHECKING

from core.cli import terminal
from core.cli.terminal import share_bar, shown
from core.notes import tables
from core.statistics.durations import clock
from core.sweeps import table
from core.sweeps.sweep import ENDED, CellState, Sweep
from core.sweeps.time_left import seconds_left

if TYPE_CHECKING:
    from rich.console import Console, Group
    from rich.live import Live
    from rich.table import Table
    from rich.text import Text

LOOKS = 4  # a second
STATES = {
    "queued": ("·", "dim"),
    "paused": ("paused", "yellow"),
    "stopped": ("stopped", "yellow"),
    "interrupted": ("interrupted", "yellow"),
    "failed": ("failed", "red"),
    "impossible": ("–", "dim"),
}


def live(console: "Console") -> "Live":
    """To be entered while it trains; gone at the end, when the table that stays is printed."""
    from rich.live import Live

    return Live(console=console, refresh_per_second=LOOKS, transient=True)


def filling(sweep: Sweep, states: list[CellState], workers: int) -> "Group":
    """How the sweep stands."""
    from rich.console import Group
    from rich.table import Table

    ended = sum(state.status in ENDED for state in states)
    left = seconds_left(states, workers)
    words = f"{ended} of {len(states)} runs"
    if left is not None and ended < len(states):
        words += f", {clock(left)} left"
    row = Table.grid(padding=(0, 1))
    row.add_row(share_bar(ended / len(states), "cyan"), words)
    return Group(results(sweep, states), row)


def results(sweep: Sweep, states: list[CellState]) -> "Table":
    """What each seed got, the mean with its interval, and beside them the notes' figures, if any."""
    plan = sweep.plan
    measure = tables.measure(plan)
    found = table.rows(plan, states, measure)
    verdicts = tables.judged(plan, found)
    axes = [axis.name.replace("_", " ") for axis in plan.axes]
    numbers = [f"seed {seed}" for seed in plan.seeds]
    numbers += [table.MEASURES[measure].lower(), "95 % interval", *["the notes"][: any(verdicts)]]
    made = terminal.table(*axes, *numbers, title=sweep.title, right=numbers)
    by_cell = {(state.cell.row, state.cell.seed): state for state in states}
    for row, verdict in zip(found, verdicts, strict=True):
        cells = [_cell(by_cell[row.index, seed], measure) for seed in plan.seeds]
        low, high = row.interval or (None, None)
        interval = "" if low is None else f"{shown(low)} to {shown(high)}"
        notes = [f"{shown(verdict.reported)} {'✓' if verdict.agrees else '✗'}"] if verdict else [""]
        made.add_row(*row.labels, *cells, shown(row.mean, 2), interval, *notes[: any(verdicts)])
    return made


def _cell(state: CellState, measure: str) -> "Text":
    from rich.text import Text

    if state.status == "finished":
        return Text(shown(state.record[measure], 2), "green")
    if state.status == "running":
        total = state.record.get("total") or 0
        share = state.record.get("step", 0) / total if total else 0.0
        return Text(f"{share:.0%} …", "cyan")
    return Text(*STATES.get(state.status, (state.status, "")))
