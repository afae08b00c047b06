"""Reasons of failures, also those that could not be written down: a full disk cannot hold that it is."""

import contextlib
from pathlib import Path
from typing import Any

from core.errors import RunError
from core.runs.store import Run

KILLED = (
    "The process that trained it was killed; it may have run out of memory. Resume it to go on from its "
    "last checkpoint."
)
LOST = "The cluster that was to train it is gone. Start its scheduler and workers again, then resume it."

_reported: dict[Path, str] = {}
"""By a run's directory, what its worker reported to this process."""


def of(path: Path, record: dict[str, Any]) -> str:
    """Why the run of a directory and a record failed, or "": from its record, or from its worker."""
    return str(record.get("error") or (_reported.get(path.resolve(), "") if _reported else ""))


def keep(path: Path, reason: str) -> None:
    """Remember a reason, unless run.json holds one."""
    with contextlib.suppress(RunError):
        if not Run(path).record.get("error"):
            _reported[path.resolve()] = reason


def forget(run: Run) -> None:
    """When it goes on."""
    _reported.pop(run.path.resolve(), None)
