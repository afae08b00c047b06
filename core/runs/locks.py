"""File locks (flock): who trains a run holds its lock, and the system frees it when that process dies.

Whoever checks a lock shares it for that moment: others who check are not in its way, and who wants to
hold it tries again. Taken exclusively, as filelock takes it to hold it, each check would tell the others
that the run is being trained.
"""

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES)  # as systems say that another has it
RETRY_SECONDS = 0.1  # where a lock cannot be shared: the others who check have let go of it by then


@contextlib.contextmanager
def unheld(lock: Path) -> Iterator[bool]:
    """Whether no living process holds the lock. If so, none can take it within the block.

    Nothing is written: the lock may lie on a read-only file system, or belong to another user. One that
    cannot even be opened is held by nobody as far as can be known.
    """
    if not os.path.isfile(lock):
        yield True
    elif sys.platform == "win32":
        with _taken(lock) as free:
            yield free
    else:
        with _shared(lock) as free:
            yield free


def is_held(lock: Path) -> bool:
    """Whether a living process holds the lock."""
    with unheld(lock) as free:
        return not free


if sys.platform != "win32":
    import fcntl

    @contextlib.contextmanager
    def _shared(lock: Path) -> Iterator[bool]:
        try:
            descriptor = os.open(lock, os.O_RDONLY | os.O_NONBLOCK)
        except OSError:
            yield True
            return
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
                free, known = True, True
            except OSError as e:
                free, known = False, e.errno in HELD
            if known:
                yield free
                return
        finally:
            os.close(descriptor)  # and with it the lock
        with _taken(lock) as free:  # a file system without flock: filelock has a way of its own
            yield free


@contextlib.contextmanager
def _taken(lock: Path) -> Iterator[bool]:
    probe = FileLock(lock)
    try:
        probe.acquire(timeout=RETRY_SECONDS, poll_interval=0.01)
    except Timeout:
        yield False
        return
    except OSError:
        yield True
        return
    try:
        yield True
    finally:
        probe.release()
