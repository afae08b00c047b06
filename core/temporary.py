"""Temporary files: what is written first and then renamed, and the clean-up of what killed writers left."""

import contextlib
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

LONG_AGO = 3600.0  # seconds after which no write is still under way
_PART = re.compile(r"\.(\d{1,10})(?:\.\d+)?\.tmp$")  # its writer's process
_begun = time.time()


@contextlib.contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A temporary file to write, which then replaces `path` in one step: a reader sees the old or the new
    file, never half of it. Raises OSError, and leaves nothing behind where it does."""
    part = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.tmp")
    try:
        yield part
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def remove_parts(folder: Path) -> None:
    """Remove the temporary files that killed writers left in a folder; those of writers that live stay."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if found := _PART.search(entry.name):
                with contextlib.suppress(OSError):
                    changed = entry.stat(follow_symlinks=False).st_mtime
                    if time.time() - changed > LONG_AGO or not _may_write(int(found[1]), changed):
                        os.unlink(entry.path)


def _may_write(process: int, changed: float) -> bool:
    """Whether a process may be at work on a file that was changed then."""
    if process == os.getpid():
        # In a container a server has the number of the one before it.
        return changed > _begun - 60
    if sys.platform == "win32":
        return True  # there, this way to ask would end it
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # another user's
    return True
