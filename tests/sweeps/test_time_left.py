"""The time that a sweep has left."""

from pathlib import Path
from typing import Any

import pytest

from core.runs import step_time
from core.sweeps import time_left
from core.sweeps.plan import Cell, plan
from core.sweeps.sweep import CellState

CELLS = plan("digits", {"channels": [5, 8]}, 2).cells


def state(cell: Cell, status: str, **record: Any) -> CellState:
    return CellState(cell, Path(cell.name), status, record)


@pytest.fixture
def expected(monkeypatch: pytest.MonkeyPatch) -> dict[int, float | None]:
    """Seconds that are expected of a run, by its channels."""
    seconds: dict[int, float | None] = {5: 10.0, 8: 20.0}
    monkeypatch.setattr(step_time, "run_seconds", lambda config, threads: seconds[config.channels])
    return seconds


def test_before_any_run_has_ended_it_is_what_this_machine_takes(
    expected: dict[int, float | None],
) -> None:
    states = [state(cell, "queued") for cell in CELLS]
    assert time_left.seconds_left(states, 1) == 60
    assert time_left.seconds_left(states, 2) == 30
    assert time_left.seconds_left(states, 100) == 20, "the longest run is not split"


def test_what_runs_took_corrects_it(expected: dict[int, float | None]) -> None:
    done = state(CELLS[0], "finished", seconds=20.0, accuracy=0.5)
    half = state(CELLS[1], "running", step=50, total=100, seconds=20.0)
    rest = [state(cell, "queued") for cell in CELLS[2:]]
    assert time_left.seconds_left([done, half, *rest], 1) == 2 * (10 + 10 + 20)


def test_on_an_unknown_machine_it_follows_from_how_far_runs_are(
    expected: dict[int, float | None],
) -> None:
    expected.update({5: None, 8: None})
    waiting = [state(cell, "queued") for cell in CELLS]
    assert time_left.seconds_left(waiting, 1) is None
    begun = state(CELLS[0], "running", step=25, total=100, seconds=5.0)
    assert time_left.seconds_left([begun, *waiting[1:]], 1) == 15 + 3 * 20
    done = state(CELLS[0], "finished", seconds=8.0, accuracy=0.5)
    assert time_left.seconds_left([done, *waiting[1:]], 3) == 8


def test_what_has_ended_or_cannot_be_takes_no_more_time(
    expected: dict[int, float | None],
) -> None:
    ended = ("failed", "stopped", "interrupted")
    states = [state(cell, status) for cell, status in zip(CELLS[1:], ended, strict=True)]
    assert time_left.seconds_left(states, 2) == 0
    assert time_left.seconds_left([], 2) == 0
