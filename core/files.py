"""Write-then-rename: files that are replaced in one step, and sentences where they cannot be."""

import contextlib
import errno
import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import RunError

ELSEWHERE = "name another folder in RUNS_DIR"
OLD_SECONDS = 60  # after which what is half written will never be whole


def write_text(path: Path, text: str) -> None:
    """Replace a file in one step: a reader sees the old or the new one, never half of it."""
    part = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.tmp")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError:  # half of it is of no use to anyone, and takes up what little space there is
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def write_json(path: Path, value: Any) -> None:
    """Replace a file of JSON in one step; dataclasses are objects. Without line breaks: with them
    the encoder is ten times slower."""
    write_text(path, json.dumps(value, ensure_ascii=False, default=vars))


@contextlib.contextmanager
def writing(what: str, *, new: bool = False) -> Iterator[None]:
    """What cannot be written is a RunError that begins so, says why, and what to do; what is `new` could be
    put elsewhere, too."""
    try:
        yield
    except OSError as e:
        elsewhere = f", or {ELSEWHERE}" if new and ELSEWHERE not in remedy(e) else ""
        raise RunError(f"{what} ({e.strerror or e}): {remedy(e)}{elsewhere}.") from e


def remedy(e: OSError) -> str:
    """What helps where something cannot be written."""
    if e.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "make the folder yours to write"
    if e.errno in (errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP, errno.ENOENT):
        return ELSEWHERE
    return "free some space"


def clear_halves(*folders: Path) -> None:
    """Remove what a process that was killed had half written there."""
    for half in (file for folder in folders for file in folder.glob("*.tmp")):
        with contextlib.suppress(OSError):
            # Another process may be writing one this moment, named by itself: run.json.12.34.tmp.
            if len(half.suffixes) < 4 or half.stat().st_mtime < time.time() - OLD_SECONDS:
                half.unlink()
