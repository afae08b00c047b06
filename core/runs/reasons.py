"""Reasons of failures that could not be written down: a disk that is full cannot hold that it is full."""

import contextlib
from pathlib import Path
from typing import Any

from core.errors import RunError
from core.runs.store import Run

_told: dict[Path, str] = {}
"""By a run's directory, what its worker told this process."""


def of(path: Path, record: dict[str, Any]) -> str:
    """Why the run of a directory and a record failed, or "": as it says, or as this process was told."""
    return str(record.get("error") or (_told.get(path.resolve(), "") if _told else ""))


def keep(path: Path, reason: str) -> None:
    """Remember a reason, unless run.json holds one."""
    with contextlib.suppress(RunError):
        if not Run(path).record.get("error"):
            _told[path.resolve()] = reason


def forget(run: Run) -> None:
    """When it goes on."""
    _told.pop(run.path.resolve(), None)
