"""What killed writers left is removed; what somebody is writing stays."""

import os
from pathlib import Path

from filelock import FileLock

from core.runs import leftovers
from core.runs.store import Run
from tests.runs import zoo

DEAD = 2**22 + 1  # more than a process's number can be


def parts(run: Path) -> list[Path]:
    """What killed writers leave."""
    (run / "snapshots").mkdir()
    names = ("checkpoint.tmp", "model.tmp", "snapshots/10.tmp", f"run.json.{DEAD}.7.tmp")
    made = [run / name for name in names]
    for path in made:
        path.write_text("half of")
    return made


def test_what_killed_writers_left_is_removed(runs_dir: Path) -> None:
    runs_dir.mkdir()
    zoo.run_with(zoo.record())(runs_dir / "mine")
    left = parts(runs_dir / "mine")
    foreign = runs_dir / "mine" / "notes.tmp"
    foreign.write_text("a user's own")
    alive = runs_dir / "mine" / f"title.txt.{os.getpid()}.7.tmp"
    alive.write_text("being written")
    leftovers.tidy()
    assert not [path for path in left if path.exists()]
    assert foreign.exists() and alive.exists()
    Run(runs_dir / "mine")


def test_what_a_run_that_trains_is_writing_stays(runs_dir: Path) -> None:
    runs_dir.mkdir()
    zoo.run_with(zoo.record(status="running"))(runs_dir / "mine")
    live = parts(runs_dir / "mine")
    with FileLock(runs_dir / "mine" / "run.lock"):
        leftovers.tidy()
    assert all(path.exists() for path in live)
