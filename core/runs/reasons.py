"""Reasons of failures that could not be written down: a disk that is full cannot hold that it is full."""

import contextlib
from pathlib import Path
from typing import Any

from core.errors import RunError
from core.runs.store import Run

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
