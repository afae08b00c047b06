"""Temporary files (*.tmp) that killed writers left in run directories, and their removal."""

import contextlib
import os
from pathlib import Path

from core import files
from core.runs import listing
from core.runs.locks import unheld


def remove_parts(run: Path) -> None:
    """Remove the temporary files of killed writers from a run directory. Its lock must be held, or
    nobody may hold it."""
    files.remove_parts(run)
    left = [run / "checkpoint.tmp", run / "model.tmp", *(run / "snapshots").glob("*.tmp")]
    for part in left:
        with contextlib.suppress(OSError):
            part.unlink()


def tidy() -> None:
    """Remove what killed writers left among the runs that nobody trains. For a server's start."""
    for folder in listing.folders():
        swept = folder.glob("*/") if os.path.isfile(folder / "sweep.json") else ()
        for run in (folder, *swept):
            with unheld(run / "run.lock") as free:
                if free:
                    remove_parts(run)
