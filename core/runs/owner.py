"""The lock file of this process, held while it lives: what it has queued is alive as long."""

import os
import secrets
import threading
from pathlib import Path

from filelock import FileLock

from core.files import writing
from core.runs import leftovers, store

_name = f"{os.getpid()}-{secrets.token_hex(4)}.lock"
_lock: FileLock | None = None
_stamp: tuple[int, int] | None = None  # of the file that the lock is on
_taking = threading.Lock()


def owner() -> str:
    """What a run that this process has queued says under `owner`. Raises RunError.

    Where the folder of runs was removed and made anew, the lock is taken anew under the same name, so that
    nothing that waits is taken for left behind.
    """
    global _lock, _stamp
    folder = store.runs_dir() / ".owners"
    path = folder / _name
    with _taking, writing("Runs cannot be kept in the runs folder", new=True):
        while _stamp is None or _stamp_of(path) != _stamp:
            folder.mkdir(parents=True, exist_ok=True)
            _sweep(folder)
            leftovers.tidy()
            if _lock:
                _lock.release(force=True)
            # It may be another thread that takes it next, and the one that took it may have ended.
            _lock = FileLock(path, thread_local=False)
            _lock.acquire()
            _stamp = _stamp_of(
                path
            )  # None where another process swept it just before it was locked
    return f".owners/{_name}"


def _sweep(folder: Path) -> None:
    """Remove the locks of processes that are gone."""
    for old in folder.glob("*.lock"):
        if old.name != _name and not store.is_held(old):
            old.unlink(missing_ok=True)


def _stamp_of(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
