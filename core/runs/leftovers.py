"""Leftovers of processes that were killed: temporary files (*.tmp) in run directories, demo runs and
experiments of servers that are gone; and their removal."""

import contextlib
import itertools
import os
import shutil
from pathlib import Path

from core import files
from core.environment import runs_dir
from core.runs import listing
from core.runs.locks import is_held, unheld

DEMOS = ".demo"
"""The folder among the runs in which servers train what is in no list, each in a folder that is called as
its lock in `.owners` is."""
EXPERIMENTS = ".experiments"
"""The same for the files of instant experiments (`core.runs.instant`)."""


def remove_parts(run: Path) -> None:
    """Remove the temporary files of killed writers from a run directory. Its lock must be held, or
    nobody may hold it."""
    files.remove_parts(run)
    left = [run / "checkpoint.tmp", run / "model.tmp", *(run / "snapshots").glob("*.tmp")]
    for part in left:
        with contextlib.suppress(OSError):
            part.unlink()


def tidy() -> None:
    """Remove what killed writers left among the runs that nobody trains, and the demo runs and experiments
    of servers that are gone. For a server's start."""
    hidden = ((runs_dir() / name).glob("*/") for name in (DEMOS, EXPERIMENTS))
    for folder in itertools.chain(*hidden):
        owned = runs_dir() / ".owners" / f"{folder.name}.lock"
        if not is_held(owned) and not is_held(folder / "run.lock"):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in listing.folders():
        swept = folder.glob("*/") if os.path.isfile(folder / "sweep.json") else ()
        for run in (folder, *swept):
            with unheld(run / "run.lock") as free:
                if free:
                    remove_parts(run)
