"""Shares of the cores: how many threads a run has while others train on this machine, too.

Each run that trains says how many cores it could use in the name of a file whose lock it holds, so that
one that was killed counts no more. The cores are shared evenly; what one does not want, another may have.
On how many of them a run is computed changes nothing of its result (`core.training.threads`).
"""

import contextlib
import os
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from core.environment import cache_dir
from core.runs.locks import is_held
from core.training import cores

LOOK_SECONDS = 0.5  # between two looks at who else trains
STALE_SECONDS = 60.0  # after which a file that nobody holds is nobody's


def fair_share(all_cores: int, others: list[int]) -> int:
    """The cores of a run beside others that want so many each: as many as each has, or what they leave; 1
    at least."""
    return max(1, all_cores // (1 + len(others)), all_cores - sum(others))


@contextlib.contextmanager
def shared(wanted: int) -> Iterator[None]:
    """Within the block a run that could use so many cores has its share of them, and others theirs."""
    file = cache_dir() / "training" / f"{os.getpid()}-{secrets.token_hex(4)}-{wanted}"
    lock, over = FileLock(file, thread_local=False), threading.Event()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except (OSError, Timeout):  # nobody learns of it: that costs time, and nothing else
        yield
        return

    def look() -> None:
        while True:
            cores.limit(fair_share(cores.cores(), wanted_by_others(file)))
            if over.wait(LOOK_SECONDS):
                return

    looking = threading.Thread(target=look, name="cores", daemon=True)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()
        cores.limit(None)
        lock.release()
        file.unlink(missing_ok=True)


def wanted_by_others(own: Path) -> list[int]:
    """How many cores each of the other runs wants that train on this machine."""
    found = []
    with contextlib.suppress(OSError):  # one has just ended
        for file in own.parent.iterdir():
            wanted = file.name.rpartition("-")[2]
            if file == own or not wanted.isdecimal():
                continue
            if is_held(file):
                found.append(int(wanted))
            elif time.time() - file.stat().st_mtime > STALE_SECONDS:
                file.unlink(missing_ok=True)
    return found
